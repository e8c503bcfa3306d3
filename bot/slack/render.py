"""What planning found, as messages: refusals with their next step, questions with their choices, what moved."""

from collections.abc import Callable

from bot.dates.show import describe
from bot.errors import UserError
from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.planning.planner import OpenQuestion, PhraseQuestion, PhraseRefused, TaskQuestion, Unsettled
from bot.planning.tasks import TaskNotFound
from bot.policy import Refusal
from bot.request.plan import Plan, Task
from bot.slack.turn import Message
from bot.slack.views import answers
from bot.slack.views.question import Choice, Question
from bot.slack.views.terms import ENVIRONMENTS


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
            found.append(Question("phrase", asked.outcome.question, choices))
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


def differences(before: Plan, after: Plan, speech: Speech) -> tuple[Text, ...]:
    """What moved between two plans, in words."""

    def days(plan: Plan) -> str:
        return describe(plan.date_ranges, speech)

    def tasks(plan: Plan) -> str:
        return speech.list(task.label for task in plan.tasks)

    def env(plan: Plan) -> str:
        return f"{plan.target.alias}/{speech.say(ENVIRONMENTS[plan.target.env_type])}"

    def instances(plan: Plan) -> str:
        return speech.say(_("not known")) if plan.instances is None else str(plan.instances)

    compared: tuple[tuple[Text, Callable[[Plan], str]], ...] = (
        (_("Business dates"), days),
        (_("Tasks"), tasks),
        (_("Environment"), env),
        (_("Instances"), instances),
    )
    moved = tuple(
        _("{what}: {before} became {after}", what=what, before=shown(before), after=shown(after))
        for what, shown in compared
        if shown(before) != shown(after)
    )
    return moved or (_("the request itself"),)


def _task_key(asked: TaskQuestion) -> str:
    return f"task_{asked.index}"


def _task_question(asked: TaskQuestion) -> Question:
    choices = tuple(Choice(str(task.id), _label(task), task.owner) for task in asked.candidates)
    return Question(_task_key(asked), _("Which task is {word}?", word=f"“{asked.word}”"), choices)


def _label(task: Task) -> str:
    return f"{task.name} ({task.id})" if task.name else str(task.id)
