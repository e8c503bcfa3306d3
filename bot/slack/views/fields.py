"""One row of the request's table as an input of the form: the element its kind takes, filled with what was said."""

import json
from collections.abc import Iterable, Mapping, Sequence

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.request.field import Field, Kind, Need
from bot.request.form import EVERY_TASK, Form
from bot.request.lexing import Word
from bot.request.plan import Task
from bot.request.rules import kebab
from bot.request.values import Wrong, metavar, read
from bot.slack.views.blocks import OPTION_LIMIT, Block, option, plain_text

USUAL = "-"
"""Value of the option that leaves a field as it is; a menu cannot be emptied again by a person."""

TASKS_LIMIT = 100
"""Options that a menu can begin with."""

LINES_LIMIT = 3000

HINTS = {
    "roots": _("The tasks to begin with; without any, the workflow's own first tasks."),
    "task_parameters": _("A line each: 1001:k=v for one task, k=v for all of them."),
    "workflow_parameters": _("A line each: k=v. Only with a workflow of its own (WorkflowId is not 1)."),
}
"""What stands under a field where the words of the table are about the command text."""

USUALLY = {"mode": _("by the number of tasks"), "run_policy_type": _("any day")}
"""Defaults that the table tells in words of the command text."""

YES_NO = {"true": _("yes"), "false": _("no")}

SEARCHED = frozenset({Kind.TASKS, Kind.PROJECTS, Kind.TAGS, Kind.WORKFLOW})
"""Kinds whose menu is filled while somebody types."""


def labelled(
    speech: Speech,
    block_id: str,
    label: Text | str,
    element: Block,
    *,
    optional: bool = False,
    hint: Text | str | None = None,
    dispatch: bool = False,
) -> Block:
    """An input block."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(speech.say(label)),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain_text(speech.say(hint))
    if dispatch:
        block["dispatch_action"] = True
    return block


def field_input(field: Field, form: Form, need: Need, tasks: Mapping[str, Task], speech: Speech) -> Block:
    """The input of one field. `tasks` are those whose names are known, by id."""
    element = _element(field, form, tasks, speech)
    hint = speech.say(HINTS.get(field.form) or field.note or field.help)
    return labelled(
        speech,
        field.form,
        field.label,
        element,
        optional=need is not Need.REQUIRED or field.default is not None,
        hint=hint[:1].upper() + hint[1:],
        dispatch=field.form in ("type", "mode"),
    )


def _element(field: Field, form: Form, tasks: Mapping[str, Task], speech: Speech) -> Block:
    match field.kind:
        case Kind.CHOICE | Kind.NUMBER | Kind.FLAG:
            return select(field.form, _options(field, speech), _chosen(field, form))
        case Kind.TASKS:
            return searched(field.form, [task_choice(word, tasks) for word in getattr(form, field.form)], speech)
        case Kind.PROJECTS | Kind.TAGS if _short(lines_of(field, form)):
            return searched(field.form, [option(line, line) for line in lines_of(field, form)], speech)
        case Kind.WORKFLOW:
            return _one(field, form, speech)
        case Kind.WORD if field.form == "runtime_resource":
            return _one(field, form, speech)
        case _:
            return _typed(field, form)


def select(name: str, options: Sequence[Block], value: str) -> Block:
    """A menu whose options are known."""
    initial = next((item for item in options if item["value"] == value), options[0])
    return {"type": "static_select", "action_id": name, "options": list(options), "initial_option": initial}


def searched(name: str, chosen: Sequence[Block], speech: Speech) -> Block:
    """A menu for several entries, filled while somebody types."""
    element: Block = {
        "type": "multi_external_select",
        "action_id": name,
        "min_query_length": 1,
        "placeholder": plain_text(speech.say(_("Type a name or an id")), 150),
    }
    if chosen:
        element["initial_options"] = list(chosen[:TASKS_LIMIT])
    return element


def task_choice(word: str, tasks: Mapping[str, Task]) -> Block:
    """The option of a task's word, by its name where that is known."""
    return task_option(tasks[word]) if word in tasks else option(word, word)


def task_option(task: Task) -> Block:
    """A task as an option: `dwd_orders_di (1001)`; the value is its id."""
    label = f"{task.name} ({task.id})" if task.name else str(task.id)
    if len(label) > 70 and task.name:
        label = f"{task.name[: 66 - len(str(task.id))]}… ({task.id})"
    return option(label, str(task.id), task.owner)


def _short(lines: Sequence[str]) -> bool:
    """Whether each fits into an option of a menu, which would cut it."""
    return all(len(line) <= OPTION_LIMIT for line in lines)


def _one(field: Field, form: Form, speech: Speech) -> Block:
    element: Block = {
        "type": "external_select",
        "action_id": field.form,
        "min_query_length": 0,
        "placeholder": plain_text(speech.say(_("Type a name or an id")), 150),
    }
    value = getattr(form, field.form)
    if value:
        element["initial_option"] = option(value, value)
    return element


def _typed(field: Field, form: Form) -> Block:
    placeholder = plain_text(metavar(field), 150)
    element: Block = {"type": "plain_text_input", "action_id": field.form, "placeholder": placeholder}
    if field.kind in (Kind.PARAMETERS, Kind.MAP, Kind.TAGS, Kind.PROJECTS):
        element["multiline"] = True
    initial = "\n".join(lines_of(field, form))
    if initial:
        element["initial_value"] = initial[:LINES_LIMIT]
    return element


def _options(field: Field, speech: Speech) -> list[Block]:
    usual = _("as usual: {default}", default=_in_words(field)) if field.default is not None else _("not set")
    if field.form == "hold":
        return [option(speech.say(YES_NO["true"]), USUAL), option(speech.say(_("no: create and hold")), "false")]
    found = [] if field.form == "type" else [option(speech.say(usual), USUAL)]
    if field.kind is Kind.NUMBER and field.bounds:
        return [*found, *(option(str(n), str(n)) for n in range(field.bounds[0], field.bounds[1] + 1))]
    if field.kind is Kind.FLAG:
        return [*found, *(option(speech.say(label), value) for value, label in YES_NO.items())]
    return [*found, *(option(speech.say(label), value) for value, label in field.choices.items())]


def _in_words(field: Field) -> Text | str | None:
    """The default as the options call it."""
    if field.form in USUALLY:
        return USUALLY[field.form]
    if field.kind is Kind.FLAG:
        return YES_NO.get(str(field.default), field.default)
    return next((words for value, words in field.choices.items() if kebab(value) == field.default), field.default)


def _chosen(field: Field, form: Form) -> str:
    value = getattr(form, field.form)
    if field.form == "hold":
        return "false" if value else USUAL
    if field.form == "mode" and form.downstream:
        return "AllDownstream"
    if value is None:
        return USUAL
    return str(value).lower() if field.kind is Kind.FLAG else str(value)


def lines_of(field: Field, form: Form) -> list[str]:
    """A field's value as it is typed, one entry a line; each line reads back to its entry."""
    value = getattr(form, field.form)
    match field.kind:
        case Kind.TIME:
            return [] if value is None else [value.isoformat("seconds" if value.second else "minutes")]
        case Kind.PARAMETERS if field.api == "TaskParameters":
            return [_readable(field, entry, _parameter_lines(*entry)) for entry in value]
        case Kind.MAP | Kind.TAGS:
            return [_readable(field, entry, _pair_lines(*entry)) for entry in value]
        case Kind.PARAMETERS | Kind.PROJECTS:
            return list(value)
        case _:
            return [value] if value else []


def _readable(field: Field, entry: object, candidates: Iterable[str]) -> str:
    """The first candidate that reads back to the entry; the last one is JSON, which always does."""
    *plain, exact = candidates
    for line in plain:
        if "\n" not in line and _reads(field, line) == (entry,):
            return line
    return exact


def _reads(field: Field, line: str) -> object:
    try:
        return read(field, as_word(line))[field.form]
    except (Wrong, ValueError):
        return None


def as_word(line: str) -> Word:
    """A line of the form as one word of a command."""
    return Word(line, (False,) * len(line), 0, len(line))


def _parameter_lines(word: str, text: str) -> tuple[str, str]:
    return (text if word == EVERY_TASK else f"{word}:{text}", _json({word: text}))


def _pair_lines(key: str, value: str | None) -> tuple[str, str]:
    if value is None:
        return (key, json.dumps([{"Key": key}], ensure_ascii=False))
    return (f"{key}={value}", _json({key: value}))


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
