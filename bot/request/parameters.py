"""Parameters of tasks and workflows as the API takes them.

API: TaskParameters is JSON text, `{"<task id>": "k1=v1 k2=v2"}`. WorkflowParameters is `k1=v1 k2=v2` for scheduled and
event-triggered workflows, the text of a JSON object for manual workflows. Values such as `$bizdate` are kept as they
are: DataWorks replaces them.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from bot.errors import UserError
from bot.locale import _
from bot.request.form import EVERY_TASK
from bot.request.model import InstanceType

_NEXT = re.compile(r"\s+(?=[^\s=]+=)")


class BadParameters(UserError):
    """Workflow parameters that have no form in what the Type takes."""


def task_parameters(
    entries: Iterable[tuple[str, str]], ids: Mapping[str, Sequence[int]], every: Sequence[int]
) -> str | None:
    """TaskParameters of (word, text) entries, None when there are none.

    `ids` are the tasks of each word, `every` those that `*` stands for. What is said of a task by itself comes behind
    what is said of all, and replaces it for the same name; so does what is said later.
    """
    found: dict[int, list[str]] = {}
    ordered = sorted(entries, key=lambda entry: entry[0] != EVERY_TASK)
    for word, text in ordered:
        for id_ in every if word == EVERY_TASK else ids[word]:
            found.setdefault(id_, []).append(text)
    if not found:
        return None
    return _json({str(id_): joined(texts) for id_, texts in found.items()})


def workflow_parameters(entries: Sequence[str], type_: InstanceType) -> str | None:
    """WorkflowParameters in the form that the Type takes; either form is understood. Raises BadParameters."""
    if not entries:
        return None
    if type_ is InstanceType.MANUAL_WORKFLOW:
        if len(entries) == 1 and _object(entries[0]) is not None:
            return entries[0]
        merged: dict[str, object] = {}
        for entry in entries:
            merged |= _object(entry) or _pairs(entry)
        return _json(merged)
    texts = [
        entry if (found := _object(entry)) is None else " ".join(_pair(name, value) for name, value in found.items())
        for entry in entries
    ]
    for text in texts:
        _pairs(text)
    return joined(texts)


def joined(texts: Sequence[str]) -> str:
    """Several `k=v` texts as one, blanks between; the later of one name stands. A single text stays as it is."""
    if len(texts) == 1:
        return texts[0]
    found: dict[str, str] = {}
    for pair in (pair for text in texts for pair in _NEXT.split(text.strip())):
        found[pair.partition("=")[0]] = pair
    return " ".join(found.values())


def _object(text: str) -> dict[str, object] | None:
    """The JSON object of a text, None when it is none."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadParameters(
            _("Workflow parameters (WorkflowParameters) are no JSON: {reason}.", reason=str(error)),
            _("For example: {example}", example='{"region": "eu"}'),
        ) from None
    return found if isinstance(found, dict) else None


def _pairs(text: str) -> dict[str, str]:
    found = dict(pair.partition("=")[::2] for pair in _NEXT.split(text.strip()))
    if not all("=" in pair and not pair.startswith("=") for pair in _NEXT.split(text.strip())):
        raise BadParameters(
            _("Workflow parameters (WorkflowParameters) are name=value, not {text}.", text=f'"{text}"'),
            _("For example: {example}", example="--workflow-parameters region=eu"),
        )
    return found


def _pair(name: str, value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict | list) or not name or re.search(r"[\s=]", name) or _NEXT.search(f" {text}"):
        raise BadParameters(
            _("The workflow parameter {name} cannot be written as name=value, which this kind takes.", name=name),
            _("Give text or a number for it; JSON objects are for manual workflows."),
        )
    return f"{name}={text}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
