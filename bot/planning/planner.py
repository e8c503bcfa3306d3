"""Form -> plan. The one path for preview, Confirm, the modal and `backfill-bot plan`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.dates import Ambiguous, Reading, Refused, read
from bot.errors import UserError
from bot.locale import Text, _
from bot.planning.tasks import Lookup, TaskDirectory
from bot.request.form import Form
from bot.request.plan import Plan, Target, Task, make_plan, warnings
from bot.settings import Settings


class PhraseRefused(UserError):
    """The phrase means no days; `outcome` has the words and what would work."""

    def __init__(self, outcome: Refused) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


class OpenQuestion(UserError):
    """The phrase is unclear and there is nothing to pick from: only other words settle it."""

    def __init__(self, outcome: Ambiguous) -> None:
        super().__init__(outcome.question)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class PhraseQuestion:
    """Several readings of the phrase; the answer is the canonical phrase of one."""

    outcome: Ambiguous


@dataclass(frozen=True, slots=True)
class TaskQuestion:
    """Several tasks fit the word at `index` of the form's tasks; the answer is the id of one."""

    index: int
    word: str
    candidates: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What a person has to answer before there is a plan."""

    form: Form
    questions: tuple[PhraseQuestion | TaskQuestion, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the reading it was made from and what is worth a warning."""

    form: Form
    plan: Plan
    reading: Reading
    warnings: tuple[Text, ...]


class Planner:
    """Makes plans. `clock` gives the present instant, aware; the zone of the days is the project's."""

    def __init__(self, settings: Settings, tasks: TaskDirectory, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._tasks = tasks
        self._clock = clock

    def target(self, form: Form) -> Target:
        """Project, environment and zone of a form. Raises SettingsError for an unknown project."""
        project = self._settings.project(form.project)
        return Target(
            alias=project.alias,
            project_id=project.id,
            env_type=form.env_type or project.env_type,
            time_zone=project.time_zone,
        )

    def read(self, phrase: str, form: Form) -> Reading | Ambiguous | Refused:
        """What a phrase means now, in the zone of the form's project."""
        return read(
            phrase,
            self._clock(),
            self.target(form).time_zone,
            calendar=self._settings.backfill_calendar,
            languages=self._settings.backfill_languages,
        )

    async def plan(self, form: Form, name: str) -> Planned | Unsettled:
        """The plan of a form, or what has to be settled first. Raises UserError: no tasks, no days, a refusal."""
        if not form.tasks:
            raise UserError(_("Say which tasks: ids or names."), _("For example: /backfill 1001 last 7 days"))
        if not form.phrase and not form.chosen:
            raise UserError(_("Say which days."), _("For example: last 7 days, Nov 20-24, 上周一到周三"))
        if form.downstream and len(form.tasks) > 1:
            raise UserError(
                _("All downstream starts from one task; these are {count}.", count=len(form.tasks)),
                _("Ask for each of them by itself, or without downstream."),
            )
        target = self.target(form)
        reading = self._reading(form)
        lookups = await self._tasks.look_up(form.tasks, target)
        questions = _questions(reading, lookups)
        if questions or isinstance(reading, Ambiguous):
            return Unsettled(form, questions)
        tasks = [lookup.candidates[0] for lookup in lookups]
        plan = make_plan(form, reading, _distinct(tasks), target, name)
        problems = tuple(dict.fromkeys(lookup.problem for lookup in lookups if lookup.problem))[:1]
        return Planned(form, plan, reading, (*warnings(plan, reading), *problems))

    def _reading(self, form: Form) -> Reading | Ambiguous:
        """The reading of the phrase; of several, the one that was picked, when it is still among them."""
        outcome = self.read(form.phrase, form)
        if isinstance(outcome, Refused):
            raise PhraseRefused(outcome)
        if form.chosen:
            others = outcome.readings if isinstance(outcome, Ambiguous) else (outcome, *outcome.alternatives)
            for reading in others:
                if reading.canonical == form.chosen:
                    return reading
        if isinstance(outcome, Ambiguous) and not outcome.readings:
            raise OpenQuestion(outcome)
        return outcome


def _questions(reading: Reading | Ambiguous, lookups: Sequence[Lookup]) -> tuple[PhraseQuestion | TaskQuestion, ...]:
    asked: list[PhraseQuestion | TaskQuestion] = [PhraseQuestion(reading)] if isinstance(reading, Ambiguous) else []
    asked += (
        TaskQuestion(index, lookup.word, lookup.candidates)
        for index, lookup in enumerate(lookups)
        if len(lookup.candidates) > 1
    )
    return tuple(asked)


def _distinct(tasks: Sequence[Task]) -> list[Task]:
    """Two words may name one task."""
    return list({task.id: task for task in tasks}.values())
