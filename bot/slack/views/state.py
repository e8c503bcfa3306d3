"""What is on the screen of the form -> Form, with an error for each field that cannot be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.locale import Text, _
from bot.request.field import Field, Kind
from bot.request.form import Form
from bot.request.model import InstanceType, Mode
from bot.request.plan import Task
from bot.request.rules import FIELDS
from bot.request.values import Wrong, read
from bot.slack.views.fields import USUAL, as_word

TASKS, PHRASE, FROM, TO, PROJECT, DOWNSTREAM, REASON, CHANNEL = (
    *("tasks", "phrase", "from_date", "to_date", "project", "downstream", "reason", "channel"),
)
OWN = frozenset({"tasks", "phrase", "project", "reason", "mode", "type", "hold"})
"""Fields of Form that are read here one by one."""


@dataclass(frozen=True, slots=True)
class State:
    """A form as it stands on the screen. `tasks` are those of its words whose names are known."""

    form: Form
    tasks: tuple[Task, ...] = ()
    from_date: date | None = None
    to_date: date | None = None
    channel_id: str = ""
    """The channel that was picked for the thread, where the form asks for one."""
    errors: Mapping[str, Text] | None = None
    """block_id -> what is wrong there."""


def read_state(view: Mapping[str, Any], held: Form) -> State:
    """Read a payload's view; what has no element there stays as `held` has it."""
    elements = {name: element for block in view["state"]["values"].values() for name, element in block.items()}
    values: dict[str, object] = {"chosen": None}
    errors: dict[str, Text] = {}
    if TASKS in elements:
        values["tasks"] = _many(elements[TASKS])
    for name in (PHRASE, REASON):
        if name in elements:
            values[name] = (_said(elements[name]) or "").strip()
    if _said(elements.get(PROJECT)):
        values["project"] = _said(elements[PROJECT])
    values |= _choice_of_tasks(elements, held)
    for field in FIELDS:
        if field.form in elements and field.form not in OWN:
            try:
                values[field.form] = _value(field, elements[field.form])
            except Wrong as wrong:
                errors[field.form] = wrong.next_step
            except ValueError:
                errors[field.form] = _("This cannot be read.")
    if "hold" in elements:
        values["hold"] = _said(elements["hold"]) == "false"
    return State(
        form=_having(held, values, errors),
        tasks=tuple(_known(elements)),
        from_date=_date(_said(elements.get(FROM))),
        to_date=_date(_said(elements.get(TO))),
        channel_id=(elements.get(CHANNEL) or {}).get("selected_conversation") or "",
        errors=errors,
    )


def _choice_of_tasks(elements: Mapping[str, Any], held: Form) -> dict[str, object]:
    """Type, Mode and downstream, which are two elements in the long form and one box in the short one."""
    values: dict[str, object] = {}
    type_ = held.type
    if _said(elements.get("type")):
        values["type"] = type_ = InstanceType(_said(elements["type"]) or "")
    if DOWNSTREAM in elements:
        values["downstream"] = bool(_many(elements[DOWNSTREAM]))
    if "mode" in elements:
        mode = _said(elements["mode"])
        values["downstream"] = mode == Mode.ALL_DOWNSTREAM
        values["mode"] = None if mode in (None, USUAL, Mode.ALL_DOWNSTREAM) else Mode(mode)
    if type_ is not InstanceType.SUPPLEMENT_DATA:
        values |= {"mode": None, "downstream": False}
    return values


def _having(held: Form, values: dict[str, object], errors: dict[str, Text]) -> Form:
    try:
        return held.having(**values)
    except ValidationError as error:
        for problem in error.errors():
            name = str(problem["loc"][0]) if problem["loc"] else TASKS
            errors[name] = _("This cannot be read.")
            values.pop(name, None)
        return held.having(**values)


def _value(field: Field, element: Mapping[str, Any]) -> object:
    """The value of a generic field. Raises Wrong and ValueError."""
    many = element.get("selected_options")
    if many is not None and field.kind in (Kind.TASKS, Kind.PROJECTS):
        return _many(element)
    lines = list(_many(element)) if many is not None else (_said(element) or "").splitlines()
    lines = [line.strip() for line in lines if line.strip() and line != USUAL]
    if field.kind in (Kind.PARAMETERS, Kind.MAP, Kind.TAGS, Kind.PROJECTS):
        return tuple(entry for line in lines for entry in _entries(field, line))
    if not lines:
        return "" if field.form == "name" else None
    return read(field, as_word(lines[0]))[field.form]


def _entries(field: Field, line: str) -> tuple[object, ...]:
    found = read(field, as_word(line))[field.form]
    return found if isinstance(found, tuple) else (found,)


def _said(element: Mapping[str, Any] | None) -> str | None:
    if not element:
        return None
    picked = (element.get("selected_option") or {}).get("value")
    return picked or element.get("value") or element.get("selected_date")


def _many(element: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(item["value"] for item in element.get("selected_options") or [])


def _known(elements: Mapping[str, Any]) -> Iterator[Task]:
    """The tasks of the picked options, their names as far as the labels show them."""
    for field in FIELDS:
        name = TASKS if field.form == "roots" and TASKS in elements else field.form
        if field.kind is not Kind.TASKS or name not in elements:
            continue
        for item in elements[name].get("selected_options") or []:
            label, bracket, _id = item["text"]["text"].rpartition(" (")
            if bracket and item["value"].isdigit():
                owner = (item.get("description") or {}).get("text")
                yield Task(id=int(item["value"]), name=label, owner=owner)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
