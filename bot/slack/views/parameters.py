"""The form's second page: what each task is given now, and what it is to be given in these runs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.locale import _
from bot.locale.speech import Speech
from bot.request.plan import Task
from bot.slack.views.blocks import Block, context, paragraph, plain_text
from bot.slack.views.fields import labelled

CALLBACK = "backfill_parameters"
TASKS_SHOWN = 40
LIMIT = 3000


@dataclass(frozen=True, slots=True)
class Given:
    """A task's parameters: `now` as DataWorks has them (None where that is not known), `wanted` for these runs."""

    task: Task
    now: str | None
    wanted: str


def loading(speech: Speech, operation_id: str) -> Block:
    """Pushed at once, since a trigger_id lives three seconds; the tasks follow."""
    return _page(speech, operation_id, [paragraph(speech, _("One moment…"))], submit=False)


def page(speech: Speech, operation_id: str, given: Sequence[Given]) -> Block:
    """One input a task. An input left as it is, or emptied, changes nothing."""
    blocks: list[Block] = [
        paragraph(
            speech, _("What differs from the task's own parameters is sent with the request; the task keeps its own.")
        )
    ]
    for item in given[:TASKS_SHOWN]:
        element: Block = {"type": "plain_text_input", "action_id": "wanted", "max_length": LIMIT}
        initial = item.wanted or item.now or ""
        if initial and len(initial) <= LIMIT:
            element["initial_value"] = initial
        now = _("not known, DataWorks did not answer") if item.now is None else item.now or _("none")
        hint = _("Now: {parameters}", parameters=now)
        label = f"{item.task.label} ({item.task.id})"
        blocks.append(labelled(speech, f"task_{item.task.id}", label, element, optional=True, hint=hint))
    if len(given) > TASKS_SHOWN:
        blocks.append(context(speech, _("The first {count} tasks; the others by a line each.", count=TASKS_SHOWN)))
    return _page(speech, operation_id, blocks, now={str(item.task.id): item.now or "" for item in given[:TASKS_SHOWN]})


def read_page(view: Mapping[str, Any]) -> dict[str, str]:
    """Task id -> its parameters as they stand on the page; empty where they are to stay."""
    held = json.loads(view["private_metadata"])
    now: Mapping[str, str] = held.get("now") or {}
    found = {}
    for block_id, block in view["state"]["values"].items():
        task = block_id.removeprefix("task_")
        wanted = (block["wanted"].get("value") or "").strip()
        found[task] = "" if wanted == now.get(task) else wanted
    return found


def operation_of(view: Mapping[str, Any]) -> str:
    """The draft that the page belongs to."""
    return str(json.loads(view["private_metadata"])["operation_id"])


def _page(
    speech: Speech, operation_id: str, blocks: list[Block], *, submit: bool = True, now: Mapping[str, str] | None = None
) -> Block:
    metadata = json.dumps({"operation_id": operation_id, "now": now or {}}, ensure_ascii=False)
    if len(metadata) > LIMIT:
        metadata = json.dumps({"operation_id": operation_id})
    view: Block = {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": plain_text(speech.say(_("Task parameters")), 24),
        "close": plain_text(speech.say(_("Back")), 24),
        "blocks": blocks,
    }
    return {**view, "submit": plain_text(speech.say(_("Keep")), 24)} if submit else view
