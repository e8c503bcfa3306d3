"""Which tasks an order runs, and the instances they become."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from bot.playground.dataworks.cron import scheduled_day
from bot.playground.dataworks.instances import Placed, Run, TaskInstance
from bot.playground.dataworks.order import Order
from bot.playground.dataworks.world import Task, World

LARGEST_ORDER = 200_000
"""Instances in one order: no limit is published; this one keeps a slip from filling the machine."""


class CannotCreateError(Exception):
    """What the analysis of an order found: the FailureMessage of a CreateFailure."""


def chosen_tasks(order: Order, world: World) -> list[Task]:
    """The tasks of an order by Type and Mode, excluded ones included (they become dry runs).

    Raises:
        CannotCreateError: a chain without a way, no rights on a root, nothing left.
    """
    if order.type == "SupplementData":
        wanted = _backfill(order, world)
    elif order.type in {"ManualWorkflow", "TriggerWorkflow"}:
        wanted = _workflow(order, world)
    else:
        wanted = list(order.roots)
    tasks = [task for task_id in dict.fromkeys(wanted) if (task := world.task(task_id, order.environment))]
    for task in tasks:
        if task.id in {*order.roots, *order.includes} and not task.rights:
            raise CannotCreateError(f"The caller has no operation permission on task {task.name} ({task.id}).")
    if not tasks:
        raise CannotCreateError("No task is left to run.")
    return tasks


def _backfill(order: Order, world: World) -> list[int]:
    if order.mode == "Chain":
        return _chain(order, world)
    if order.mode == "AllDownstream":
        return [task_id for task_id in world.reached_from(order.roots) if _wanted_project(order, world, task_id)]
    return [*order.roots, *order.includes]


def _wanted_project(order: Order, world: World, task_id: int) -> bool:
    project = world.tasks[task_id].project
    if task_id in order.roots:
        return True
    return project not in order.exclude_projects and (not order.include_projects or project in order.include_projects)


def _chain(order: Order, world: World) -> list[int]:
    first, last = order.includes
    reached = world.reached_from([first])
    between = [task_id for task_id in reached if last in world.reached_from([task_id])]
    if first == last or not between:
        raise CannotCreateError(f"There is no dependency path from task {first} to task {last}.")
    return between


def _workflow(order: Order, world: World) -> list[int]:
    inside = [task.id for task in world.tasks.values() if task.workflow == order.workflow]
    if strange := [task_id for task_id in (*order.roots, *order.includes) if task_id not in inside]:
        raise CannotCreateError(f"Task {strange[0]} is not in workflow {order.workflow}.")
    reached = world.reached_from(order.roots) if order.roots else inside
    wanted = order.includes or reached
    return [task_id for task_id in inside if task_id in wanted]


@dataclass
class Ids:
    """Where new ids come from; the unified ones are larger than a double can hold, as real ones may be."""

    runs: Iterator[int]
    unified: Iterator[int]
    instances: Iterator[int]

    @classmethod
    def fresh(cls) -> "Ids":
        """The same ids in every new world."""
        return cls(count(31_000_000_001), count(9_100_000_000_000_000_001), count(72_000_000_001))


def build_runs(placed: Placed, world: World, ids: Ids, at: float) -> list[Run]:
    """All workflow and task instances of an order, dependencies tied, nothing started.

    Raises:
        CannotCreateError: as chosen_tasks, or no cycle of any task lies in the window.
    """
    order = placed.order
    tasks = chosen_tasks(order, world)
    days = order.dates or (datetime.fromtimestamp(at, world.zone).date() - timedelta(days=1),)
    cycles = sum(task.cron.cycles_a_day if task.cron else 1 for task in tasks)
    if len(days) * cycles > LARGEST_ORDER:
        raise CannotCreateError(f"The order would make {len(days) * cycles} instances, more than {LARGEST_ORDER}.")
    runs = []
    for day in days:
        run = Run(next(ids.runs), next(ids.unified), next(ids.instances), day, placed, at, held=not order.auto_start)
        run.instances = [made for task in tasks for made in instances_of(task, run, world, ids)]
        run.counts["NotRun"] = len(run.instances)
        run.modified = at
        if run.instances:
            runs.append(run)
    if not runs:
        raise CannotCreateError("No scheduled cycle lies within Periods.StartTime and Periods.EndTime.")
    _tie(runs, across_dates=not order.descending)
    return runs[::-1] if order.descending else runs


def instances_of(task: Task, run: Run, world: World, ids: Ids) -> list[TaskInstance]:
    """The instances of one task on the business date of a run, nothing started."""
    order, day = run.order.order, scheduled_day(run.bizdate)
    if task.cron is None:
        recurrence = "SkipUnchoose" if task.id in order.excludes else "Manual"
        return [
            TaskInstance(next(ids.instances), task, run, 1, run.created, run.created, recurrence, modified=run.created)
        ]
    low, high = order.window
    cycles = task.cron.cycles(day, world.zone)
    if task.cron.cycles_a_day > 1:
        cycles = [cycle for cycle in cycles if low <= cycle.at.time() <= high]
    made = []
    for cycle in cycles:
        recurrence = _recurrence(task, order, on_cycle=task.cron.runs_on(day), skipped=cycle.skipped)
        trigger = cycle.at.astimezone(UTC).timestamp()
        made.append(
            TaskInstance(
                next(ids.instances), task, run, cycle.number, trigger, run.created, recurrence, modified=run.created
            )
        )
    return made


def _recurrence(task: Task, order: Order, *, on_cycle: bool, skipped: bool) -> str:
    if task.id in order.excludes:
        return "SkipUnchoose"
    if not task.rights or skipped:
        return "Skip"
    return task.recurrence if on_cycle else "SkipCycle"


def _tie(runs: list[Run], *, across_dates: bool) -> None:
    """Same-cycle dependencies within each date; dependencies on the cycle before also across dates, oldest first.

    With the newest date first, a date cannot wait for the one before it, which opens later: those are not tied.
    """
    before: dict[int, list[TaskInstance]] = {}
    for run in runs:
        here: dict[int, list[TaskInstance]] = {}
        for instance in run.instances:
            here.setdefault(instance.task.id, []).append(instance)
        for instance in run.instances:
            for above in instance.task.upstream:
                _wait(instance, _same_cycle(instance, here.get(above, []), alone=len(here[instance.task.id]) == 1))
            for above in instance.task.previous:
                _wait(instance, _cycle_before(instance, here.get(above, []), before.get(above, [])))
        before = here if across_dates else {}


def _same_cycle(instance: TaskInstance, above: list[TaskInstance], *, alone: bool) -> list[TaskInstance]:
    """Of a daily task its one run; of an hourly one, all runs for a daily task below, else the latest by then."""
    if len(above) <= 1 or alone:
        return above
    return [candidate for candidate in above if candidate.trigger <= instance.trigger][-1:]


def _cycle_before(
    instance: TaskInstance, today: list[TaskInstance], yesterday: list[TaskInstance]
) -> list[TaskInstance]:
    earlier = [candidate for candidate in today if candidate.trigger < instance.trigger] if len(today) > 1 else []
    return earlier[-1:] or yesterday[-1:]


def _wait(instance: TaskInstance, above: Iterable[TaskInstance]) -> None:
    for candidate in above:
        candidate.downstream.append(instance)
        instance.blockers += 1


def bizdate_millis(day: date, world: World) -> int:
    """Midnight of a business date in the scheduling zone, as the list actions want it."""
    return round(datetime.combine(day, datetime.min.time(), world.zone).timestamp() * 1000)
