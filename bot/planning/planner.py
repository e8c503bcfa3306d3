"""Form -> plan. The one path for preview, Confirm, the modal and `backfill-bot plan`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dates import Ambiguous, Reading, Refused, read
from bot.errors import UserError
from bot.locale import Text
from bot.planning.catalog import Catalog
from bot.planning.downstream import Downstream, Walk
from bot.planning.environments import Environments
from bot.planning.estimates import estimated
from bot.planning.history import NOTHING, History, Past
from bot.planning.settling import (
    OpenQuestion,
    PhraseQuestion,
    PhraseRefused,
    TaskQuestion,
    Unsettled,
    complete,
    distinct,
    no_way,
    others,
    questions,
    running,
)
from bot.planning.spending import RESERVE, Budget, Tally, counted
from bot.planning.tasks import Lookup, TaskDirectory
from bot.planning.telling import cost, of_walk
from bot.planning.workflows import not_looked_up
from bot.request.form import Form
from bot.request.model import InstanceType, Mode
from bot.request.plan import Plan, Target, Task, make_plan, walks, warnings
from bot.request.requests import SCHEDULED, Found
from bot.request.tree import Node, Tree, parted
from bot.settings import Settings
from bot.traces import drafted, span

__all__ = [
    "OpenQuestion",
    "PhraseQuestion",
    "PhraseRefused",
    "Planned",
    "Planner",
    "TaskQuestion",
    "Unsettled",
]

PATIENCE = 4.0
"""Seconds that a preview waits for what is downstream; it is filled in when the walk takes longer."""
BACK_CALLS = 50
"""Calls that looking for a chain the other way round may take."""
HISTORY_CALLS = 10
"""Calls that looking at recent runs may take, beside the reserve; with fewer those serve that were read earlier."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the reading it was made from and what is worth a warning.

    `reading` is None for a request without days. `pending` is the walk that still goes on: what is downstream is not in
    the plan yet. `small_print` is what the plan rests on and what it cost. `tree` is what was found downstream.
    """

    form: Form
    plan: Plan
    reading: Reading | None
    warnings: tuple[Text, ...]
    made_at: datetime
    pending: Walk | None = None
    small_print: tuple[Text, ...] = ()
    tree: Tree | None = None


class Planner:
    """Makes plans. `clock` gives the present instant, aware; the zone of the days is the project's.

    Without `downstream` nothing is walked, without `history` no time is estimated, without `budget` calls are free.
    """

    def __init__(
        self,
        settings: Settings,
        tasks: TaskDirectory,
        clock: Callable[[], datetime],
        *,
        downstream: Downstream | None = None,
        history: History | None = None,
        budget: Budget | None = None,
        catalog: Catalog | None = None,
        environments: Environments | None = None,
    ) -> None:
        self._settings = settings
        self._tasks = tasks
        self._clock = clock
        self._downstream = downstream
        self._history = history
        self._budget = budget or Budget()
        self._catalog = catalog
        self._environments = environments

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

    @property
    def projects(self) -> Mapping[int, str]:
        """What people call the workspaces, by id."""
        return {project.id: project.alias for project in self._settings.projects}

    async def plan(
        self, form: Form, name: str, *, checked: bool = False, patience: float | None = PATIENCE
    ) -> Planned | Unsettled:
        """The plan of a form, or what has to be settled first.

        `checked`: compare what is downstream with DataWorks again, whatever was found a moment ago. `patience`: seconds
        to wait for it, None for as long as it takes. Raises UserError: no tasks, no days, a refusal, a chain whose ends
        nothing joins.
        """
        with drafted(name.rpartition("-")[0]), span("plan"):
            return await self._settled(form, name, checked=checked, patience=patience)

    async def _settled(self, form: Form, name: str, *, checked: bool, patience: float | None) -> Planned | Unsettled:
        complete(form)
        target, reading = self.target(form), self._reading(form)
        left = await self._budget.left(self._settings.project(form.project))
        with counted() as tally:
            if self._environments and (left is None or left > RESERVE):
                await self._environments.check(target)
            words = form.task_words
            beside = set(words) - {*form.tasks, *form.roots, *form.include_tasks}
            found = await self._tasks.look_up(words, target, left=left, anywhere=beside)
            lookups = dict(zip(words, found, strict=True))
            asked = questions(form, reading, lookups)
            if asked or isinstance(reading, Ambiguous):
                return Unsettled(form, asked)
            return await self._planned(form, reading, lookups, target, name, _Means(left, checked, patience, tally))

    def settled(self, form: Form) -> Reading | None:
        """What the days of a form are now; None where they are not said, refused, or a question."""
        try:
            found = self._reading(form)
        except UserError:
            return None
        return found if isinstance(found, Reading) else None

    async def tree(self, plan: Plan) -> Tree:
        """The tasks of a plan, with what is known downstream of them where it reaches so far; without a call."""
        if walks(plan.requests[0]) and self._downstream:
            return await self._downstream.tree(plan.tasks[:1], plan.target)
        return Tree(tuple(task.id for task in plan.tasks), {task.id: Node(task, ()) for task in plan.tasks})

    async def _planned(
        self,
        form: Form,
        reading: Reading | None,
        lookups: Mapping[str, Lookup],
        target: Target,
        name: str,
        means: "_Means",
    ) -> Planned:
        named = distinct([task for word in form.tasks for task in lookups[word].candidates])
        tasks = await self._tasks.in_full(named, target, left=means.left)
        found = await self._found(form, lookups, tasks, target)
        unsure = await self._workflow_unsure(form, target, means)
        walk = await self._walk(form, tasks, target, means)
        tree = walk.tree if walk and walk.tree.complete else None
        found = replace(found, running=running(form, found, tree))
        known = distinct([*tasks, *others(form, lookups)]) if tree is None else tasks
        plan = make_plan(form, reading, known, target, name, found=found, tree=tree, projects=self.projects)
        if tree and form.mode is Mode.CHAIN and parted(tree, tasks[-1].id):
            raise no_way(tasks[0], tasks[-1], back=await self._leads_back(form, tasks, target, means))
        past = await self._past(plan, tree, target, means)
        plan = estimated(plan, tree, past)
        problems = tuple(dict.fromkeys(lookup.problem for lookup in lookups.values() if lookup.problem))[:1]
        pending = walk if walk and not walk.over else None
        odd = warnings(plan, reading, awaited=pending is not None)
        return Planned(
            form,
            plan,
            reading,
            (*odd, *unsure, *problems, *(of_walk(walk, means.left) if walk else ())),
            self._clock(),
            pending=pending,
            small_print=cost(means.tally, means.left, walk, past, self._clock()),
            tree=tree,
        )

    async def _found(self, form: Form, lookups: Mapping[str, Lookup], tasks: Sequence[Task], target: Target) -> Found:
        """What every word of the form stands for."""
        projects = {word: self._settings.project(word).id for word in form.project_words if not word.isdigit()}
        return Found(
            tasks=tuple(task.id for task in tasks),
            words={word: tuple(task.id for task in lookup.candidates) for word, lookup in lookups.items()},
            projects=projects,
            workflow_id=await self._workflow(form, tasks, target),
        )

    async def _workflow(self, form: Form, tasks: Sequence[Task], target: Target) -> int | None:
        """API: WorkflowId: that of a name, or of the tasks of a manual run."""
        if form.workflow and form.workflow_id is None and self._catalog:
            return (await self._catalog.workflow(form.workflow, target, form.type)).id
        if form.type is InstanceType.MANUAL and not form.workflow:
            ids = {task.workflow_id for task in tasks}
            return ids.pop() if len(ids) == 1 else None
        return None

    async def _workflow_unsure(self, form: Form, target: Target, means: "_Means") -> tuple[Text, ...]:
        """That the workflow of an id was not looked up. Raises UserError for one that is none, or of another kind."""
        id_ = form.workflow_id
        if self._catalog is None or id_ is None or id_ == SCHEDULED:
            return ()
        left = None if means.left is None else means.left - means.tally.calls
        unsure = await not_looked_up(self._catalog, id_, target, form.type, left)
        return (unsure,) if unsure else ()

    async def _walk(self, form: Form, tasks: Sequence[Task], target: Target, means: "_Means") -> Walk | None:
        """What is downstream, for the modes that reach so far: waited for as long as the patience lasts."""
        if self._downstream is None or form.mode_of(len(tasks)) not in (Mode.ALL_DOWNSTREAM, Mode.CHAIN):
            return None
        allowed = None if means.left is None else max(0, means.left - RESERVE - means.tally.calls)
        walk = await self._downstream.walk(tasks[:1], target, allowed=allowed, checked=means.checked)
        await walk.wait(means.patience)
        return walk

    async def _leads_back(self, form: Form, tasks: Sequence[Task], target: Target, means: "_Means") -> bool:
        """Whether the last of the tasks is seen to lead to the first; a short look, for it is a hint only."""
        used = RESERVE + means.tally.calls
        left = used + BACK_CALLS if means.left is None else min(means.left, used + BACK_CALLS)
        walk = await self._walk(form, tasks[::-1], target, replace(means, left=left, patience=PATIENCE))
        return walk is not None and tasks[0].id in walk.tree.ids

    async def _past(self, plan: Plan, tree: Tree | None, target: Target, means: "_Means") -> Past:
        if self._history is None or plan.effect.task_ids is None:
            return NOTHING
        ask = means.left is None or means.left - means.tally.calls >= RESERVE + HISTORY_CALLS
        known = {task.id: task for task in plan.tasks}
        tasks = [tree.task(id_) if tree else known[id_] for id_ in plan.effect.task_ids]
        return await self._history.past(tasks, target, ask=ask)

    def _reading(self, form: Form) -> Reading | Ambiguous | None:
        """The reading of the phrase; of several, the one that was picked, when it is still among them."""
        if not form.phrase and not form.chosen:
            return None
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


@dataclass(frozen=True, slots=True)
class _Means:
    """What one plan may use."""

    left: int | None
    checked: bool
    patience: float | None
    tally: Tally
