"""Which request an alert may ask for: its Type follows from what the names in it are. Pure.

A guess is never silent: what was taken for what is said above the form, and so is what was left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dataworks import Workflow
from bot.locale import Text, _, _n
from bot.request.form import Form
from bot.request.model import InstanceType
from bot.request.tasks import Task
from bot.slack.alerts import DATES_LIMIT, NAMES_LIMIT, Alert

MANUAL, EVENT = "Manual", "TriggerWorkflow"
"""Workflows that no schedule runs. API: Trigger.Type."""
SHOWN = 10
"""Words of one kind that are named as left out."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the words of an alert name: `tasks`, and `workflows` beside the ones that only its tasks belong to."""

    tasks: tuple[Task, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    homes: tuple[Workflow, ...] = ()
    """The workflows of the tasks, as far as no schedule runs them."""
    members: tuple[Task, ...] = ()
    """The tasks of the scheduled workflows among `workflows`."""
    unclear: tuple[str, ...] = ()
    """Names that several tasks have."""
    unknown: tuple[str, ...] = ()
    """Ids that are called tasks and of which none was found."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A form to begin with, the tasks in it, and what a person has to check."""

    form: Form
    tasks: tuple[Task, ...]
    notes: tuple[Text, ...]


def guess(alert: Alert, named: Named, phrase: str, unread: tuple[str, ...] = ()) -> Guess:
    """The request that fits best. `phrase` are the days of the alert that can be read, `unread` those that cannot."""
    unscheduled = {one.id: one for one in (*named.workflows, *named.homes) if one.trigger.type in (MANUAL, EVENT)}
    scheduled = [one for one in named.workflows if one.id not in unscheduled]
    tasks = [task for task in named.tasks if task.workflow_id not in unscheduled]
    if tasks or named.members or not unscheduled:
        members = [task for task in named.members if task not in tasks] if not tasks else []
        found = _of_schedule(alert, (*tasks, *members), scheduled if not tasks else ())
        others = list(unscheduled.values())
    else:
        first, *others = unscheduled.values()
        found = _of_workflow(first, [task for task in named.tasks if task.workflow_id == first.id])
    form = found.form.having(phrase=phrase)
    notes = (
        _checked(alert, found, phrase),
        *found.notes,
        *_beside(form, others, named.unclear),
        *_left_out(alert, named, unread),
    )
    return Guess(form, found.tasks, notes)


def _of_schedule(alert: Alert, tasks: Sequence[Task], workflows: Sequence[Workflow]) -> Guess:
    """A backfill of scheduled tasks, or their smoke test if the alert is about one."""
    smoke = alert.smoke and bool(tasks)
    type_ = InstanceType.SMOKE_TEST if smoke else InstanceType.SUPPLEMENT_DATA
    filled = {task.workflow_id for task in tasks}
    notes = [
        _("All tasks of the scheduled workflow {name} are filled in.", name=one.name)
        if one.id in filled
        else _("{name} is a scheduled workflow: pick which of its tasks run.", name=one.name)
        for one in workflows
    ]
    if smoke:
        notes.append(_("The message speaks of a smoke test, so this is one."))
    return Guess(Form(tasks=_ids(tasks), type=type_), tuple(tasks), tuple(notes))


def _of_workflow(workflow: Workflow, tasks: Sequence[Task]) -> Guess:
    """A run of a workflow that no schedule runs, or of the tasks in it that the alert names."""
    word = str(workflow.id) if workflow.name.isdigit() or not workflow.name else workflow.name
    names = tuple(task.label for task in tasks)
    if workflow.trigger.type == EVENT:
        form = Form(type=InstanceType.TRIGGER_WORKFLOW, workflow=word, tasks=_ids(tasks))
        whole = _("{name} is an event-triggered workflow: all of it would run.", name=word)
        part = _(
            "Of the event-triggered workflow {name} only {tasks} would run; take that out and all of it runs.",
            name=word,
            tasks=names,
        )
    elif tasks:
        form = Form(type=InstanceType.MANUAL, tasks=_ids(tasks))
        part = whole = _(
            "Of the manual workflow {name} only {tasks} would run; for all of it pick another kind of run.",
            name=word,
            tasks=names,
        )
    else:
        form = Form(type=InstanceType.MANUAL_WORKFLOW, workflow=word)
        part = whole = _("{name} is a manual workflow: all of it would run.", name=word)
    return Guess(form, tuple(tasks), (part if tasks else whole,))


def _checked(alert: Alert, found: Guess, phrase: str) -> Text:
    """What the form was filled with."""
    runs = found.tasks or found.form.workflow
    if not runs and not phrase:
        return _("I found no task, no workflow and no day in that message. Fill them in.")
    if not phrase:
        return _("What runs is my guess from that message; it names no business date.")
    if not runs:
        return _("The days are from that message; it names no task and no workflow that I know.")
    if not alert.marked:
        return _("What runs and the days are my guess from that message; a date in it may be when something ran.")
    return _("What runs and the days are my guess from that message.")


def _beside(form: Form, others: Sequence[Workflow], unclear: tuple[str, ...]) -> list[Text]:
    """What the message says beside, and what DataWorks does not promise."""
    notes = []
    if form.phrase and form.type is not InstanceType.SUPPLEMENT_DATA:
        notes.append(
            _("DataWorks does not say what business dates do to this kind of run; it gets them unless you clear them.")
        )
    if unclear:
        notes.append(_("Several tasks are called {names}: pick the one that is meant.", names=unclear))
    if others:
        names = tuple(one.name or str(one.id) for one in others)
        notes.append(
            _n(
                "Left out: {names}, {count} workflow that needs a request of its own.",
                "Left out: {names}, {count} workflows that need requests of their own.",
                count=len(names),
                names=names,
            )
        )
    return notes


def _left_out(alert: Alert, named: Named, unread: tuple[str, ...]) -> Iterator[Text]:
    """What the message says and the form does not have."""
    if named.unknown:
        yield _("Left out: {ids}. I found no task with such an id.", ids=_some(named.unknown))
    if alert.more_names:
        yield _(
            "Left out: {names}. Of one message I look up {limit} names at most.",
            names=_some(alert.more_names),
            limit=NAMES_LIMIT,
        )
    if alert.more_days:
        yield _(
            "Left out: {days}. Of one message I take {limit} days or ranges at most.",
            days=_some(alert.more_days),
            limit=DATES_LIMIT,
        )
    if odd := (*alert.odd_days, *unread):
        yield _(
            "Left out: {days}. I take only days that are written out with their year and without a time of day.",
            days=_some(odd),
        )


def _some(words: tuple[str, ...]) -> tuple[str, ...]:
    """As many as a sentence can hold."""
    return words if len(words) <= SHOWN else (*words[:SHOWN], "…")


def _ids(tasks: Sequence[Task]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(task.id) for task in tasks))
