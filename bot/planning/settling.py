"""What has to be settled before there is a plan: what the words leave open, and what they stand for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.dates import Ambiguous, Reading, Refused
from bot.errors import UserError
from bot.locale import _
from bot.planning.tasks import Lookup
from bot.request.form import Form
from bot.request.model import DefaultRunProperties, InstanceType, Mode
from bot.request.requests import Found
from bot.request.tasks import Task
from bot.request.tree import Tree, chosen

NEEDS_TASKS = frozenset({InstanceType.SUPPLEMENT_DATA, InstanceType.MANUAL, InstanceType.SMOKE_TEST})


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


def complete(form: Form) -> None:
    """Raises UserError for a form that says too little, or two things at once."""
    if not form.tasks and form.type in NEEDS_TASKS:
        raise UserError(_("Say which tasks: ids or names."), _("For example: /backfill 1001 last 7 days"))
    if not form.phrase and not form.chosen and form.type is InstanceType.SUPPLEMENT_DATA:
        raise UserError(_("Say which days."), _("For example: last 7 days, Nov 20-24, 上周一到周三"))
    if form.downstream and len(form.tasks) > 1:
        raise UserError(
            _("All downstream starts from one task; these are {count}.", count=len(form.tasks)),
            _("Ask for each of them by itself, or without downstream."),
        )


def no_way(first: Task, last: Task, *, back: bool) -> UserError:
    """Two ends of a chain with nothing between them; `back`: the last leads to the first."""
    return UserError(
        _("Nothing leads from {first} to {last}.", first=_called(first), last=_called(last)),
        _("The other way round there is a chain: {tasks} --mode chain", tasks=f"{last.id},{first.id}")
        if back
        else _("Name a task and one downstream of it; without --mode chain these two run by themselves."),
    )


def _called(task: Task) -> str:
    return f"{task.name} ({task.id})" if task.name else str(task.id)


def running(form: Form, found: Found, tree: Tree | None) -> tuple[int, ...] | None:
    """Every task that will run, where a walk told."""
    if tree is None:
        return None
    run = DefaultRunProperties(
        mode=form.mode_of(len(found.tasks)),
        include_task_ids=found.tasks if form.mode is Mode.CHAIN else None,
        include_project_ids=found.project_ids(form.include_projects) or None,
        exclude_project_ids=found.project_ids(form.exclude_projects) or None,
    )
    left_out = set(found.ids(form.exclude_tasks))
    return tuple(task.id for level in chosen(tree, run) for task in level if task.id not in left_out)


def others(form: Form, lookups: Mapping[str, Lookup]) -> list[Task]:
    """Tasks that run beside those of `form.tasks`."""
    return [task for word in form.include_tasks for task in lookups[word].candidates]


def questions(
    form: Form, reading: Reading | Ambiguous | None, lookups: Mapping[str, Lookup]
) -> tuple[PhraseQuestion | TaskQuestion, ...]:
    """What is open. A word that is no part of `form.tasks` cannot be asked about: it has to be said better."""
    asked: list[PhraseQuestion | TaskQuestion] = [PhraseQuestion(reading)] if isinstance(reading, Ambiguous) else []
    for word, lookup in lookups.items():
        if len(lookup.candidates) < 2 or lookup.every:
            continue
        if word not in form.tasks:
            raise UserError(
                _("Several tasks fit {word}.", word=word),
                _("Give one of these ids: {names}.", names=tuple(f"{one.id} {one.label}" for one in lookup.candidates)),
            )
        asked.append(TaskQuestion(form.tasks.index(word), word, lookup.candidates))
    return tuple(asked)


def distinct(tasks: Sequence[Task]) -> list[Task]:
    """Two words may name one task."""
    return list({task.id: task for task in tasks}.values())
