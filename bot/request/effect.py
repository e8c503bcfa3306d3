"""What a request would do, counted: tasks by level, project and owner, instances by schedule, and what is odd. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.dates.model import DateRange, TimeWindow, merge
from bot.request.cycles import Recurrence, Schedule, schedule
from bot.request.tasks import Task

NAMED = 3
"""Tasks that are named where more are counted."""


class Days(NamedTuple):
    """Business dates, and the scheduled times within each that a window picks."""

    ranges: tuple[DateRange, ...]
    window: TimeWindow | None = None


class Part(BaseModel):
    """A frozen part of a plan, kept with the operation."""

    model_config = ConfigDict(frozen=True)


class Some(Part):
    """Tasks with something in common: how many, and the first few by name."""

    count: int = 0
    names: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


class Share(Part):
    """How many of the tasks belong to a project or an owner."""

    name: str
    tasks: int


class Term(Part):
    """One term of the sum: so many tasks of a kind, so many cycles a day, on so many days."""

    kind: Recurrence
    tasks: int
    cycles: int
    days: int

    @property
    def instances(self) -> int:
        """The product."""
        return self.tasks * self.cycles * self.days


class OffCycle(Part):
    """Business dates on which these tasks do not run: their instances are skipped and reported as success."""

    tasks: Some
    ranges: tuple[tuple[date, date], ...]
    days: int


class Effect(Part):
    """The tasks and instances of a plan.

    `task_ids` is None when the tasks are not known; `instances` is None when they are not, or a schedule (`unread`) is
    not. `levels` are counts, the roots first. The rest is for warnings: it names tasks and has no part in the digest.
    """

    task_ids: tuple[int, ...] | None = None
    levels: tuple[int, ...] = ()
    projects: tuple[Share, ...] = ()
    project_ids: tuple[int, ...] = ()
    owners: tuple[Share, ...] = ()
    terms: tuple[Term, ...] = ()
    instances: int | None = None
    off_cycle: tuple[OffCycle, ...] = ()
    unread: Some = Some()
    no_cycle: Some = Some()
    outside: Some = Some()
    in_gap: Some = Some()
    excluded: Some = Some()
    frozen: Some = Some()
    dry: Some = Some()
    one_by_one: Some = Some()
    across: Some = Some()
    denied: Some = Some()
    no_rights: Some = Some()

    @property
    def tasks(self) -> int | None:
        """How many tasks."""
        return None if self.task_ids is None else len(self.task_ids)

    def digest(self, ranges: Iterable[tuple[str, str]]) -> str:
        """SHA-256 of what would run: tasks, business dates, number of instances."""
        content = {
            "tasks": None if self.task_ids is None else sorted(self.task_ids),
            "days": list(ranges),
            "instances": self.instances,
        }
        return sha256(content)


def sha256(content: object) -> str:
    """The digest of JSON content, whatever the order of its members."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def make_effect(levels: Sequence[Sequence[Task]], days: Days, zone: str, projects: Mapping[int, str]) -> Effect:
    """Count the tasks of these levels over some days; `projects` are names by id."""
    tasks = [task for level in levels for task in level]
    counts = _Counts(days, zone)
    for task in tasks:
        counts.add(task)
    terms, unread = counts.terms(), counts.unread
    return Effect(
        task_ids=tuple(task.id for task in tasks),
        levels=tuple(map(len, levels)),
        projects=_shares(projects.get(task.project_id, str(task.project_id)) for task in tasks if task.project_id),
        project_ids=tuple(dict.fromkeys(task.project_id for task in tasks if task.project_id)),
        owners=_shares(task.owner for task in tasks if task.owner),
        terms=terms,
        instances=None if unread else sum(term.instances for term in terms),
        off_cycle=counts.off_cycle(),
        unread=some(unread),
        no_cycle=some(counts.those(lambda it: it.no_cycle)),
        outside=some(counts.those(lambda it: it.outside)),
        in_gap=some(counts.those(lambda it: it.in_gap)),
        frozen=some(task for task in tasks if task.recurrence == "Pause"),
        dry=some(task for task in tasks if task.recurrence == "Skip"),
        one_by_one=some(task for task in tasks if task.self_dependent and _several(task)),
    )


def instances_by_task(tasks: Iterable[Task], days: Days, zone: str) -> dict[int, int | None]:
    """How many instances each task makes on these days; None where its schedule is not known."""
    counts = _Counts(days, zone)
    return {task.id: counts.instances(task) for task in tasks}


def some(tasks: Iterable[Task]) -> Some:
    """These tasks, counted, the first few named."""
    found = tuple(tasks)
    return Some(count=len(found), names=tuple(task.label for task in found[:NAMED]))


def _several(task: Task) -> bool:
    """Whether there are several cycles in a day that could wait for each other."""
    read = schedule(task.cron)
    return read is not None and len(read.times) > 1


def _shares(names: Iterable[str]) -> tuple[Share, ...]:
    return tuple(Share(name=name, tasks=count) for name, count in Counter(names).most_common())


class _Pattern(NamedTuple):
    """What one schedule does on the days that are counted; many tasks share one."""

    kind: Recurrence
    profile: tuple[tuple[int, int], ...]
    """(cycles a day, on so many days)."""
    off: tuple[date, ...]
    no_cycle: bool
    outside: bool
    in_gap: bool


class _Counts:
    """Cycles added up over tasks; the days of each schedule are worked out once."""

    def __init__(self, days: Days, zone: str) -> None:
        self._days = [day for item in days.ranges for day in item]
        self._window = days.window
        self._zone = zone
        self._patterns: dict[str | None, _Pattern | None] = {}
        self._tasks: dict[str | None, list[Task]] = {}

    def add(self, task: Task) -> None:
        """Count one task."""
        self._tasks.setdefault(task.cron, []).append(task)

    def instances(self, task: Task) -> int | None:
        """How many one task makes."""
        pattern = self._pattern(task.cron)
        return None if pattern is None else sum(cycles * days for cycles, days in pattern.profile)

    @property
    def unread(self) -> list[Task]:
        """Tasks whose schedule is not known."""
        return [task for cron, tasks in self._tasks.items() if self._pattern(cron) is None for task in tasks]

    def those(self, fits: Callable[[_Pattern], bool]) -> list[Task]:
        """The tasks whose schedule does so."""
        return [task for pattern, tasks in self._known() if fits(pattern) for task in tasks]

    def terms(self) -> tuple[Term, ...]:
        """The sum, the largest groups first."""
        order = list(Recurrence)
        groups: Counter[tuple[Recurrence, tuple[tuple[int, int], ...]]] = Counter()
        for pattern, tasks in self._known():
            groups[pattern.kind, pattern.profile] += len(tasks)
        found = [
            Term(kind=kind, tasks=tasks, cycles=cycles, days=days)
            for (kind, profile), tasks in groups.items()
            for cycles, days in profile
        ]
        return tuple(sorted(found, key=lambda term: (-term.tasks, order.index(term.kind), -term.days, -term.cycles)))

    def off_cycle(self) -> tuple[OffCycle, ...]:
        """The tasks that leave out the same days, together; most tasks first."""
        groups: dict[tuple[date, ...], list[Task]] = {}
        for pattern, tasks in self._known():
            if pattern.off:
                groups.setdefault(pattern.off, []).extend(tasks)
        found = [
            OffCycle(
                tasks=some(tasks),
                ranges=tuple((item.start, item.end) for item in merge(DateRange(day, day) for day in days)),
                days=len(days),
            )
            for days, tasks in groups.items()
        ]
        return tuple(sorted(found, key=lambda item: -item.tasks.count))

    def _known(self) -> Iterator[tuple[_Pattern, list[Task]]]:
        for cron, tasks in self._tasks.items():
            pattern = self._pattern(cron)
            if pattern is not None:
                yield pattern, tasks

    def _pattern(self, cron: str | None) -> _Pattern | None:
        if cron not in self._patterns:
            read = schedule(cron)
            self._patterns[cron] = None if read is None else self._worked_out(read)
        return self._patterns[cron]

    def _worked_out(self, read: Schedule) -> _Pattern:
        days = [read.cycles(day, self._zone, self._window) for day in self._days]
        return _Pattern(
            read.kind,
            tuple(Counter(day.count for day in days).most_common()),
            tuple(when for when, day in zip(self._days, days, strict=True) if not day.on_cycle),
            no_cycle=not any(day.count for day in days),
            outside=any(day.outside for day in days),
            in_gap=any(day.in_gap and day.on_cycle for day in days),
        )
