"""The form: what to run, which days, why; everything else of the request behind [More options].

Every field of the request's table has its input; which of them are shown follows from the Type and the Mode.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.dates import Outcome
from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.request import rules
from bot.request.field import Field, Need
from bot.request.form import Form
from bot.request.model import InstanceType, Mode
from bot.request.plan import Task
from bot.settings import Project
from bot.slack.views.blocks import Block, Bold, actions, button, context, divider, option, paragraph, plain_text
from bot.slack.views.fields import TASKS_LIMIT, field_input, labelled, searched, select, task_choice
from bot.slack.views.reading import reading_blocks
from bot.slack.views.state import CHANNEL, DOWNSTREAM, FROM, PHRASE, PROJECT, REASON, TASKS, TO

CALLBACK = "backfill_form"
MORE, PARAMETERS = "form_more", "form_parameters"
REASON_LIMIT = 3000
PHRASE_LIMIT = 300
METADATA_LIMIT = 2500

SECTIONS: tuple[tuple[Text, tuple[Field, ...]], ...] = (
    (_("What runs, and where"), rules.WHERE),
    (_("Which tasks"), rules.WHAT),
    (_("How it runs"), (*rules.WHEN, *rules.HOW)),
    (_("Parameters and labels"), rules.WITH),
)
WRITTEN = frozenset({PHRASE, "task_parameters"})
"""Fields whose input the bot itself may write into while the form is open."""
ELSEWHERE = frozenset({"project", "phrase", "reason"})
"""Fields with an input of their own outside the sections."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form holds between two updates, beside what is typed: kept in private_metadata.

    `revision` counts the times the bot wrote into an input itself (a picked date), since a new value shows only under a
    new block_id. `more`: all fields are shown. `held` is what was said of fields that are not on the screen, for a form
    that has no draft yet.
    """

    operation_id: str = ""
    channel_id: str = ""
    revision: int = 0
    ask_channel: bool = False
    more: bool = False
    held: str = ""

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Sheet":
        """From the view of a payload."""
        return cls(**json.loads(view.get("private_metadata") or "{}"))

    @property
    def metadata(self) -> str:
        """For private_metadata."""
        values = {
            "operation_id": self.operation_id,
            "channel_id": self.channel_id,
            "revision": self.revision,
            "ask_channel": self.ask_channel,
            "more": self.more,
            "held": self.held,
        }
        return json.dumps({name: value for name, value in values.items() if value})

    def block_of(self, name: str) -> str:
        """The block_id of a field's input."""
        return f"{name}_{self.revision}" if name in WRITTEN else name

    def written(self) -> "Sheet":
        """The sheet after the bot wrote into an input by itself."""
        return replace(self, revision=self.revision + 1)

    def holding(self, form: Form) -> "Sheet":
        """The sheet of a form without a draft, with what the screen will not show."""
        text = form.model_dump_json(exclude_defaults=True)
        return replace(self, held=text if len(text) <= METADATA_LIMIT else "")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is to be shown. `tasks` are those whose names are known; `notes` say what was guessed."""

    form: Form
    sheet: Sheet
    tasks: tuple[Task, ...] = ()
    outcome: Outcome | None = None
    from_date: date | None = None
    to_date: date | None = None
    notes: tuple[Text, ...] = ()


def loading(speech: Speech) -> Block:
    """Opened at once, since a trigger_id lives three seconds; the form follows."""
    return {
        "type": "modal",
        "callback_id": f"{CALLBACK}_loading",
        "title": plain_text(speech.say(_("New backfill")), 24),
        "close": plain_text(speech.say(_("Cancel")), 24),
        "blocks": [paragraph(speech, _("One moment…"))],
    }


def modal(filled: Filled, projects: Sequence[Project], default: Project, speech: Speech) -> Block:
    """The form. `default` is the project when nobody said one."""
    filled = replace(filled, form=with_tasks_on_top(filled.form))
    form, sheet = filled.form, filled.sheet
    blocks = [
        _notes(filled.notes, speech) if filled.notes else None,
        _tasks_input(filled, speech),
        _downstream_input(form, speech) if not sheet.more and form.type is InstanceType.SUPPLEMENT_DATA else None,
        _phrase_input(form, sheet, speech),
        *reading_blocks(filled.outcome, form.chosen, speech),
        _date_pickers(filled, speech),
        _project_input(form, projects, default, speech) if len(projects) > 1 else None,
        _reason_input(form, speech),
        _channel_input(speech) if sheet.ask_channel else None,
        _more_button(form, sheet, speech),
        *(_sections(filled, speech) if sheet.more else ()),
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


def _notes(notes: Sequence[Text], speech: Speech) -> Block:
    """What was guessed, a line each, above what it was filled into."""
    first, *others = notes
    rest = (piece for note in others for piece in ("\n", note))
    return paragraph(speech, Bold(_("Check this:")), " ", first, *rest, block_id="note")


def is_long(form: Form) -> bool:
    """Whether a form says something that only the long form shows."""
    short = {"tasks", "phrase", "chosen", "project", "reason", "downstream"}
    return form != Form(**{name: value for name, value in form if name in short})


def with_tasks_on_top(form: Form) -> Form:
    """The same request, its tasks in one place where the top of the form holds those to run."""
    if not form.include_tasks or not _includes(form):
        return form
    return form.having(tasks=tuple(dict.fromkeys((*form.tasks, *form.include_tasks))), include_tasks=())


def _includes(form: Form) -> bool:
    """Whether the tasks of the form are IncludeTaskIds, not RootTaskIds."""
    return form.type is InstanceType.TRIGGER_WORKFLOW or form.wanted_mode is Mode.CHAIN


def _sections(filled: Filled, speech: Speech) -> Iterable[Block]:
    form = filled.form
    names = {str(task.id): task for task in filled.tasks}
    unverified: list[Block] = []
    for title, fields in SECTIONS:
        shown: list[Block] = []
        for field in fields:
            need = field.need(form.type, form.wanted_mode)
            if not need.may_be_set or field.form in ELSEWHERE or _is_tasks(field, form):
                continue
            block = {**field_input(field, form, need, names, speech), "block_id": filled.sheet.block_of(field.form)}
            (unverified if need is Need.UNVERIFIED else shown).append(block)
        if shown:
            yield divider()
            yield paragraph(speech, Bold(title))
            yield from shown
    if unverified:
        yield divider()
        yield paragraph(speech, Bold(_("Advanced")))
        yield context(speech, _("Not documented for this kind of run, not verified; sent only if set."))
        yield from unverified


def _is_tasks(field: Field, form: Form) -> bool:
    """Whether the tasks at the top of the form are this field for this Type and Mode."""
    return field.form == ("include_tasks" if _includes(form) else "roots")


def _tasks_input(filled: Filled, speech: Speech) -> Block:
    form = filled.form
    if len(form.tasks) > TASKS_LIMIT:
        text = _(
            "The {count} tasks of the command: {first}, … They stay as they are.",
            count=len(form.tasks),
            first=form.tasks[0],
        )
        return paragraph(speech, Bold(_("Tasks")), "  ", text, block_id=TASKS)
    names = {str(task.id): task for task in filled.tasks}
    element = searched(TASKS, [task_choice(word, names) for word in form.tasks], speech)
    label, hint = _("Tasks"), None
    if form.wanted_mode is Mode.CHAIN:
        label, hint = _("First and last task"), _("Exactly two; everything between them runs.")
    elif form.type in (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW):
        hint = _("None: the whole workflow runs.")
    needed = form.type not in (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW)
    return labelled(speech, TASKS, label, element, optional=not needed, hint=hint)


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
    needed = form.type is InstanceType.SUPPLEMENT_DATA
    return labelled(speech, sheet.block_of(PHRASE), _("Business dates"), element, optional=not needed, dispatch=True)


def _date_pickers(filled: Filled, speech: Speech) -> Block:
    def picker(name: str, label: Text, value: date | None) -> Block:
        element: Block = {"type": "datepicker", "action_id": name, "placeholder": plain_text(speech.say(label), 150)}
        return {**element, "initial_date": value.isoformat()} if value else element

    return actions(
        picker(FROM, _("or pick: from"), filled.from_date),
        picker(TO, _("to"), filled.to_date),
        block_id="dates",
    )


def _project_input(form: Form, projects: Sequence[Project], default: Project, speech: Speech) -> Block:
    wanted = form.project or default.alias
    alias = next((item.alias for item in projects if wanted in (item.alias, str(item.id))), default.alias)
    element = select(PROJECT, [option(item.alias, item.alias) for item in projects[:100]], alias)
    return labelled(speech, PROJECT, _("Project"), element, dispatch=True)


def _downstream_input(form: Form, speech: Speech) -> Block:
    choice = option(speech.say(_("Run everything downstream too")), "downstream")
    element: Block = {"type": "checkboxes", "action_id": DOWNSTREAM, "options": [choice]}
    if form.downstream:
        element["initial_options"] = [choice]
    return labelled(speech, DOWNSTREAM, _("Downstream"), element, optional=True)


def _reason_input(form: Form, speech: Speech) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": REASON, "max_length": REASON_LIMIT}
    if form.reason:
        element["initial_value"] = form.reason[:REASON_LIMIT]
    hint = _("DataWorks keeps it as the comment; the thread shows it.")
    return labelled(speech, REASON, _("Reason"), element, optional=True, hint=hint)


def _channel_input(speech: Speech) -> Block:
    element: Block = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return labelled(speech, CHANNEL, _("Channel for the thread"), element)


def _more_button(form: Form, sheet: Sheet, speech: Speech) -> Block:
    label = _("Fewer options") if sheet.more else _("More options")
    per_task = button(speech, _("Parameters of each task…"), PARAMETERS) if sheet.more and form.tasks else None
    return actions(button(speech, label, MORE, "fewer" if sheet.more else "more"), per_task, block_id="more")
