"""The form: the same fields as the command, with a live reading under the phrase."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.dates import Ambiguous, Outcome, Reading
from bot.dates.show import describe, month_grid
from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.request.form import Form
from bot.request.model import EnvType, Order
from bot.request.plan import Task
from bot.settings import Project
from bot.slack.views.blocks import Block, Bold, Piece, actions, option, paragraph, plain_text, preformatted
from bot.slack.views.preview import GRID_FROM_RANGES, days_line

CALLBACK = "backfill_form"
TASKS, PHRASE, FROM, TO, READING, PROJECT, ENV, PARALLELISM, ORDER, DOWNSTREAM, REASON, CHANNEL = (
    *("tasks", "phrase", "from_date", "to_date", "reading", "project", "env_type"),
    *("parallelism", "order", "downstream", "reason", "channel"),
)
TASKS_LIMIT = 100
"""Tasks that a menu can begin with; more of them stay with the draft and are not shown one by one."""
REASON_LIMIT = 500
PHRASE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form holds between two updates, beside what is typed: kept in private_metadata, ids only.

    `revision` counts the times the bot wrote the phrase itself (a picked date), since a new value shows only under a
    new block_id.
    """

    operation_id: str = ""
    channel_id: str = ""
    revision: int = 0
    ask_channel: bool = False

    @classmethod
    def of(cls, view: dict[str, Any]) -> "Sheet":
        """From the view of a payload."""
        return cls(**json.loads(view.get("private_metadata") or "{}"))

    @property
    def metadata(self) -> str:
        """For private_metadata."""
        return json.dumps(
            {
                "operation_id": self.operation_id,
                "channel_id": self.channel_id,
                "revision": self.revision,
                "ask_channel": self.ask_channel,
            }
        )

    @property
    def phrase_block(self) -> str:
        """The block_id of the phrase."""
        return f"{PHRASE}_{self.revision}"

    def written(self) -> "Sheet":
        """The sheet after the bot wrote the phrase."""
        return replace(self, revision=self.revision + 1)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it stands on the screen. `tasks` are those of the form's words whose names are known."""

    form: Form
    sheet: Sheet
    tasks: tuple[Task, ...] = ()
    outcome: Outcome | None = None
    from_date: date | None = None
    to_date: date | None = None


def loading(speech: Speech) -> Block:
    """Opened at once, since a trigger_id lives three seconds; the form follows."""
    return {
        "type": "modal",
        "callback_id": f"{CALLBACK}_loading",
        "title": plain_text(speech.say(_("New backfill")), 24),
        "close": plain_text(speech.say(_("Cancel")), 24),
        "blocks": [paragraph(speech, _("One moment…"))],
    }


def modal(filled: Filled, projects: Sequence[Project], default_env: EnvType, speech: Speech) -> Block:
    """The form. `default_env` is the project's, shown when nobody said one."""
    form, sheet = filled.form, filled.sheet
    blocks = [
        _tasks_input(filled, speech),
        _phrase_input(form, sheet, speech),
        *reading_blocks(filled.outcome, form.chosen, speech),
        _date_pickers(filled, speech),
        _project_input(form, projects, speech) if len(projects) > 1 else None,
        _select(
            speech,
            ENV,
            _("Environment"),
            [("Prod", _("Production")), ("Dev", _("Development"))],
            (form.env_type or default_env).value,
        ),
        _select(
            speech,
            PARALLELISM,
            _("Business dates at once"),
            [(str(n), str(n)) for n in range(1, 11)],
            str(form.parallelism or 1),
        ),
        _radio(
            speech,
            ORDER,
            _("Which date runs first"),
            [("Asc", _("Oldest first")), ("Desc", _("Newest first"))],
            (form.order or Order.ASC).value,
        ),
        _downstream_input(form, speech),
        _reason_input(form, speech),
        _channel_input(speech) if sheet.ask_channel else None,
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": sheet.metadata,
        "title": plain_text(speech.say(_("New backfill")), 24),
        "submit": plain_text(speech.say(_("Preview")), 24),
        "close": plain_text(speech.say(_("Cancel")), 24),
        "blocks": [block for block in blocks if block is not None],
    }


def read_state(view: dict[str, Any], form: Form) -> Filled:
    """What is on the screen, from a payload's view; `form` gives what has no element (more tasks than a menu holds)."""
    sheet = Sheet.of(view)
    held = {action_id: element for block in view["state"]["values"].values() for action_id, element in block.items()}

    def picked(name: str) -> str | None:
        element = held.get(name) or {}
        return (
            (element.get("selected_option") or {}).get("value") or element.get("value") or element.get("selected_date")
        )

    tasks = (held.get(TASKS) or {}).get("selected_options") or []
    words = tuple(item["value"] for item in tasks) if TASKS in held else form.tasks
    env = picked(ENV)
    return Filled(
        form=form.model_copy(
            update={
                "tasks": words,
                "phrase": (picked(PHRASE) or "").strip(),
                "chosen": None,
                "project": picked(PROJECT) or form.project,
                "env_type": EnvType(env) if env else form.env_type,
                "parallelism": int(picked(PARALLELISM) or form.parallelism or 1),
                "order": Order(picked(ORDER) or form.order or Order.ASC),
                "downstream": bool((held.get(DOWNSTREAM) or {}).get("selected_options")),
                "reason": (picked(REASON) or "").strip(),
            }
        ),
        sheet=sheet,
        tasks=tuple(_known_task(item) for item in tasks if item["value"].isdigit()),
        from_date=_date(picked(FROM)),
        to_date=_date(picked(TO)),
    )


def picked_reading(view: dict[str, Any], outcome: Outcome | None) -> str | None:
    """The canonical phrase of the reading that is picked on the screen, None when none is."""
    choices = choices_of(outcome)
    for block_id, block in view["state"]["values"].items():
        selected = (block.get(READING) or {}).get("selected_option")
        if selected and block_id == _reading_block(outcome):
            index = int(selected["value"])
            return choices[index].canonical if index < len(choices) else None
    return None


def choices_of(outcome: Outcome | None) -> tuple[Reading, ...]:
    """The readings a person can pick from, the default first; none when there is nothing to pick."""
    match outcome:
        case Ambiguous(readings=readings):
            return readings[:10]
        case Reading(alternatives=others) if others:
            return (outcome, *others)[:10]
        case _:
            return ()


def reading_blocks(outcome: Outcome | None, chosen: str | None, speech: Speech) -> list[Block]:
    """What stands under the phrase: the days, the question with its readings, or why it is refused."""
    match outcome:
        case None:
            return [paragraph(speech, _("The days appear here as you type."), block_id="reading_text")]
        case Reading():
            found = next((item for item in outcome.alternatives if item.canonical == chosen), outcome)
            blocks = _shown_days(found, speech)
        case Ambiguous(readings=readings) if chosen in [item.canonical for item in readings]:
            blocks = _shown_days(next(item for item in readings if item.canonical == chosen), speech)
        case Ambiguous(question=question, suggestions=suggestions):
            blocks = [
                paragraph(speech, Bold(_("Which one?")), " ", question, *_tried(suggestions), block_id="reading_text")
            ]
        case _:
            blocks = [paragraph(speech, "⚠ ", outcome.message, *_tried(outcome.suggestions), block_id="reading_text")]
    choices = choices_of(outcome)
    if choices:
        options = [option(describe(item.ranges, speech), str(index)) for index, item in enumerate(choices)]
        radio: Block = {"type": "radio_buttons", "action_id": READING, "options": options}
        settled = [index for index, item in enumerate(choices) if item.canonical == chosen]
        if settled or isinstance(outcome, Reading):
            radio["initial_option"] = options[settled[0] if settled else 0]
        blocks.append(actions(radio, block_id=_reading_block(outcome)))
    return blocks


def _shown_days(shown: Reading, speech: Speech) -> list[Block]:
    notes: list[Piece] = [piece for note in shown.notes for piece in ("\n", note.text)]
    blocks = [paragraph(speech, Bold("= "), days_line(shown, speech), *notes, block_id="reading_text")]
    if len(shown.ranges) >= GRID_FROM_RANGES:
        blocks.append(preformatted(month_grid(shown.ranges, speech)))
    return blocks


def _tried(suggestions: Sequence[str]) -> list[Piece]:
    return ["\n", _("Try:"), " ", " · ".join(suggestions)] if suggestions else []


def _reading_block(outcome: Outcome | None) -> str:
    """Another phrase is another question: its block_id must differ, or Slack would keep the answer to the last one."""
    import hashlib

    phrase = outcome.phrase if outcome else ""
    canonical = "|".join(item.canonical for item in choices_of(outcome))
    return f"{READING}_{hashlib.sha256(f'{phrase}|{canonical}'.encode(errors='replace')).hexdigest()[:12]}"


def _input(
    speech: Speech,
    block_id: str,
    label: Text,
    element: Block,
    *,
    optional: bool = False,
    hint: Text | None = None,
    dispatch: bool = False,
) -> Block:
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


def _tasks_input(filled: Filled, speech: Speech) -> Block:
    if len(filled.form.tasks) > TASKS_LIMIT:
        count = len(filled.form.tasks)
        text = _(
            "The {count} tasks of the command: {first}, … They stay as they are.",
            count=count,
            first=filled.form.tasks[0],
        )
        return paragraph(speech, Bold(_("Tasks")), "  ", text, block_id=TASKS)
    names = {str(task.id): task for task in filled.tasks}
    element: Block = {
        "type": "multi_external_select",
        "action_id": TASKS,
        "min_query_length": 1,
        "placeholder": plain_text(speech.say(_("Type a name or an id")), 150),
    }
    chosen = [task_option(names[word]) if word in names else option(word, word) for word in filled.form.tasks]
    if chosen:
        element["initial_options"] = chosen
    return _input(speech, TASKS, _("Tasks"), element)


def task_option(task: Task) -> Block:
    """A task as an option: `dwd_orders_di (1001)`; the value is its id."""
    label = f"{task.name} ({task.id})" if task.name else str(task.id)
    if len(label) > 70 and task.name:
        label = f"{task.name[: 66 - len(str(task.id))]}… ({task.id})"
    return option(label, str(task.id), task.owner)


def _known_task(item: dict[str, Any]) -> Task:
    """The task of a picked option, its name as far as the label shows it."""
    name, bracket, _id = item["text"]["text"].rpartition(" (")
    description = item.get("description") or {}
    return Task(id=int(item["value"]), name=name if bracket else None, owner=description.get("text"))


def _phrase_input(form: Form, sheet: Sheet, speech: Speech) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": PHRASE,
        "max_length": PHRASE_LIMIT,
        "placeholder": plain_text(speech.say(_("last 7 days · Nov 20-24 except Sunday · 上周一到周三")), 150),
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered", "on_enter_pressed"]},
    }
    if form.phrase:
        element["initial_value"] = form.phrase
    return _input(speech, sheet.phrase_block, _("Business dates"), element, dispatch=True)


def _date_pickers(filled: Filled, speech: Speech) -> Block:
    def picker(name: str, label: Text, value: date | None) -> Block:
        element: Block = {"type": "datepicker", "action_id": name, "placeholder": plain_text(speech.say(label), 150)}
        return {**element, "initial_date": value.isoformat()} if value else element

    return actions(
        picker(FROM, _("or pick: from"), filled.from_date),
        picker(TO, _("to"), filled.to_date),
        block_id="dates",
    )


def _project_input(form: Form, projects: Sequence[Project], speech: Speech) -> Block:
    wanted = form.project or projects[0].alias
    alias = next((item.alias for item in projects if wanted in (item.alias, str(item.id))), projects[0].alias)
    return _select(
        speech, PROJECT, _("Project"), [(item.alias, item.alias) for item in projects[:100]], alias, dispatch=True
    )


def _select(
    speech: Speech,
    name: str,
    label: Text,
    choices: Sequence[tuple[str, Text | str]],
    value: str,
    *,
    dispatch: bool = False,
) -> Block:
    options = {key: option(speech.say(text), key) for key, text in choices}
    element: Block = {
        "type": "static_select",
        "action_id": name,
        "options": list(options.values()),
        "initial_option": options[value],
    }
    return _input(speech, name, label, element, dispatch=dispatch)


def _radio(speech: Speech, name: str, label: Text, choices: Sequence[tuple[str, Text]], value: str) -> Block:
    options = {key: option(speech.say(text), key) for key, text in choices}
    return _input(
        speech,
        name,
        label,
        {
            "type": "radio_buttons",
            "action_id": name,
            "options": list(options.values()),
            "initial_option": options[value],
        },
    )


def _downstream_input(form: Form, speech: Speech) -> Block:
    choice = option(speech.say(_("Run everything downstream too")), "downstream")
    element: Block = {"type": "checkboxes", "action_id": DOWNSTREAM, "options": [choice]}
    if form.downstream:
        element["initial_options"] = [choice]
    return _input(speech, DOWNSTREAM, _("Downstream"), element, optional=True)


def _reason_input(form: Form, speech: Speech) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": REASON, "max_length": REASON_LIMIT}
    if form.reason:
        element["initial_value"] = form.reason[:REASON_LIMIT]
    return _input(
        speech,
        REASON,
        _("Reason"),
        element,
        optional=True,
        hint=_("DataWorks keeps it as the comment; the thread shows it."),
    )


def _channel_input(speech: Speech) -> Block:
    element: Block = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _input(speech, CHANNEL, _("Channel for the thread"), element)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
