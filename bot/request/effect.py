"""What a request would do, counted: tasks by level, project and owner, instances by schedule, and what is odd. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.dates.model import DateRange, TimeWindow, merge
from bot.request.cycles import Cycles, Recurrence, Schedule, schedule
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
    return Effect(
        task_ids=tuple(task.id for task in tasks),
        levels=tuple(map(len, levels)),
        projects=_shares(projects.get(task.project_id, str(task.project_id)) for task in tasks if task.project_id),
        project_ids=tuple(dict.fromkeys(task.project_id for task in tasks if task.project_id)),
        owners=_shares(task.owner for task in tasks if task.owner),
        terms=counts.terms(),
        instances=None if counts.unread else sum(term.instances for term in counts.terms()),
        off_cycle=counts.off_cycle(),
        unread=some(counts.unread),
        no_cycle=some(counts.no_cycle),
        outside=some(counts.outside),
        in_gap=some(counts.in_gap),
        frozen=some(task for task in tasks if task.recurrence == "Pause"),
        dry=some(task for task in tasks if task.recurrence == "Skip"),
        one_by_one=some(task for task in tasks if task.self_dependent and _several(task)),
    )


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


class _Counts:
    """Cycles added up over tasks; the days of each schedule are worked out once."""

    def __init__(self, days: Days, zone: str) -> None:
        self._days = [day for item in days.ranges for day in item]
        self._window = days.window
        self._zone = zone
        self._known: dict[str, tuple[Schedule, tuple[Cycles, ...]] | None] = {}
        self._profiles: Counter[tuple[Recurrence, tuple[tuple[int, int], ...]]] = Counter()
        self._off: dict[tuple[date, ...], list[Task]] = {}
        self.unread: list[Task] = []
        self.no_cycle: list[Task] = []
        self.outside: list[Task] = []
        self.in_gap: list[Task] = []

    def add(self, task: Task) -> None:
        """Count one task."""
        known = self._cycles(task.cron or "")
        if known is None:
            self.unread.append(task)
            return
        read, days = known
        profile = Counter(day.count for day in days)
        self._profiles[read.kind, tuple(profile.most_common())] += 1
        if not any(day.count for day in days):
            self.no_cycle.append(task)
        if any(day.outside for day in days):
            self.outside.append(task)
        if any(day.in_gap and day.on_cycle for day in days):
            self.in_gap.append(task)
        off = tuple(when for when, day in zip(self._days, days, strict=True) if not day.on_cycle)
        if off:
            self._off.setdefault(off, []).append(task)

    def terms(self) -> tuple[Term, ...]:
        """The sum, the largest groups first."""
        order = list(Recurrence)
        found = [
            Term(kind=kind, tasks=tasks, cycles=cycles, days=days)
            for (kind, profile), tasks in self._profiles.items()
            for cycles, days in profile
        ]
        return tuple(sorted(found, key=lambda term: (-term.tasks, order.index(term.kind), -term.days, -term.cycles)))

    def off_cycle(self) -> tuple[OffCycle, ...]:
        """The tasks that leave out the same days, together; most tasks first."""
        found = [
            OffCycle(
                tasks=some(tasks),
                ranges=tuple((item.start, item.end) for item in merge(DateRange(day, day) for day in days)),
                days=len(days),
            )
            for days, tasks in self._off.items()
        ]
        return tuple(sorted(found, key=lambda item: -item.tasks.count))

    def _cycles(self, cron: str) -> tuple[Schedule, tuple[Cycles, ...]] | None:
        if cron not in self._known:
            read = schedule(cron)
            self._known[cron] = (
                None
                if read is None
                else (read, tuple(read.cycles(day, self._zone, self._window) for day in self._days))
            )
        return self._known[cron]
