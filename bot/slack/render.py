"""What planning found, as messages: refusals with their next step, questions with their choices, what moved."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.dates.show import describe
from bot.errors import UserError
from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.planning.planner import OpenQuestion, PhraseQuestion, PhraseRefused, Planned, TaskQuestion, Unsettled
from bot.planning.tasks import TaskNotFound
from bot.planning.telling import under_way
from bot.policy import Refusal
from bot.request.model import Order
from bot.request.moved import moved_fields, moved_tasks
from bot.request.plan import Plan, Task
from bot.slack.turn import Message
from bot.slack.views import answers
from bot.slack.views.preview import Preview
from bot.slack.views.question import Choice, Question
from bot.slack.views.terms import ENVIRONMENTS

MOVED_SHOWN = 8
"""Tasks or fields that are named when a plan moved; the rest are counted."""


def refused(error: UserError, operation_id: str, speech: Speech) -> Message:
    """A refusal with the form behind a button, filled with what was understood."""
    suggestions: tuple[str, ...] = ()
    if isinstance(error, PhraseRefused | OpenQuestion):
        suggestions = error.outcome.suggestions
    elif isinstance(error, TaskNotFound):
        suggestions = error.nearest
    step = None if isinstance(error, TaskNotFound) and error.nearest else error.next_step
    return answers.refusal(speech, error.text, step, operation_id=operation_id, suggestions=suggestions)


def forbidden(refusal: Refusal, operation_id: str, speech: Speech) -> Message:
    """The rule that matched, and the way around it."""
    return answers.refusal(speech, refusal.text, refusal.next_step, operation_id=operation_id, use_dev=refusal.use_dev)


def questions(unsettled: Unsettled, speech: Speech) -> tuple[Question, ...]:
    """The questions with the days and the tasks as this person reads them."""
    found = []
    for asked in unsettled.questions:
        if isinstance(asked, PhraseQuestion):
            choices = tuple(
                Choice(reading.canonical, describe(reading.ranges, speech)) for reading in asked.outcome.readings
            )
            text = _("{phrase}: {question}", phrase=f"“{asked.outcome.phrase}”", question=asked.outcome.question)
            found.append(Question("phrase", text, choices))
        else:
            found.append(_task_question(asked))
    return tuple(found)


def answered(unsettled: Unsettled, picked: dict[str, int]) -> dict[str, object]:
    """The form's new values for the choices that were picked: the canonical phrase, the ids of tasks."""
    values: dict[str, object] = {}
    tasks = list(unsettled.form.tasks)
    for asked in unsettled.questions:
        if isinstance(asked, PhraseQuestion):
            index = picked.get("phrase")
            if index is not None and index < len(asked.outcome.readings):
                values["chosen"] = asked.outcome.readings[index].canonical
        else:
            index = picked.get(_task_key(asked))
            if index is not None and index < len(asked.candidates):
                tasks[asked.index] = str(asked.candidates[index].id)
    return {**values, "tasks": tuple(tasks)}


def previewed(
    planned: Planned,
    label: str,
    expires_at: datetime,
    person_zone: str,
    *,
    operation_id: str = "",
    elsewhere: Text | None = None,
    moved: tuple[Text, ...] = (),
) -> Preview:
    """What the preview of a plan shows, in a message or on a terminal."""
    return Preview(
        operation_id=operation_id,
        label=label,
        plan=planned.plan,
        reading=planned.reading,
        warnings=planned.warnings,
        reason=planned.form.reason,
        parallelism=planned.form.parallelism or 1,
        order=planned.form.order or Order.ASC,
        expires_at=expires_at,
        person_zone=person_zone,
        elsewhere=elsewhere,
        moved=moved,
        pending=under_way(planned.pending) if planned.pending else None,
        small_print=planned.small_print,
        now=planned.made_at,
    )


def differences(before: Plan, after: Plan, speech: Speech, names: Callable[[int], str] = str) -> tuple[Text, ...]:
    """What moved between two plans, in words: of the effect, and of the request where that does not tell.

    `names` gives the name of a task's id, or the id.
    """

    def days(plan: Plan) -> str:
        return describe(plan.date_ranges, speech)

    def tasks(plan: Plan) -> str:
        return speech.list(task.label for task in plan.tasks)

    def env(plan: Plan) -> str:
        return f"{plan.target.alias}/{speech.say(ENVIRONMENTS[plan.target.env_type])}"

    def instances(plan: Plan) -> str:
        return speech.say(_("not known")) if plan.instances is None else str(plan.instances)

    def running(plan: Plan) -> str:
        return speech.say(_("not known")) if plan.effect.tasks is None else str(plan.effect.tasks)

    compared: tuple[tuple[Text, Callable[[Plan], str]], ...] = (
        (_("Business dates"), days),
        (_("Tasks"), tasks),
        (_("Environment"), env),
        (_("Tasks in all"), running),
        (_("Instances"), instances),
    )
    moved = [
        _("{what}: {before} became {after}", what=what, before=shown(before), after=shown(after))
        for what, shown in compared
        if shown(before) != shown(after)
    ]
    moved += _moved_tasks(before, after, names)
    if not moved:
        moved += (
            _("{what}: {before} became {after}", what=field.name, before=field.before, after=field.after)
            for field in moved_fields(before, after)[:MOVED_SHOWN]
        )
    return tuple(moved) or (_("the request itself"),)


def names_of(planned: Planned) -> Callable[[int], str]:
    """The name of a task that the plan knows, else its id."""
    tree = planned.tree
    return lambda id_: tree.task(id_).label if tree else str(id_)


def _moved_tasks(before: Plan, after: Plan, names: Callable[[int], str]) -> list[Text]:
    came, gone = moved_tasks(before, after)
    found = []
    if came:
        found.append(_("New: {tasks}", tasks=_some(came, names)))
    if gone:
        found.append(_("Gone: {tasks}", tasks=_some(gone, names)))
    return found


def _some(ids: Sequence[int], names: Callable[[int], str]) -> tuple[object, ...]:
    shown: tuple[object, ...] = tuple(names(id_) for id_ in ids[:MOVED_SHOWN])
    hidden = len(ids) - MOVED_SHOWN
    return (*shown, _n("{count} more", "{count} more", count=hidden)) if hidden > 0 else shown


def _task_key(asked: TaskQuestion) -> str:
    return f"task_{asked.index}"


def _task_question(asked: TaskQuestion) -> Question:
    choices = tuple(Choice(str(task.id), _label(task), task.owner) for task in asked.candidates)
    return Question(_task_key(asked), _("Which task is {word}?", word=f"“{asked.word}”"), choices)


def _label(task: Task) -> str:
    return f"{task.name} ({task.id})" if task.name else str(task.id)
