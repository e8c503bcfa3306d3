"""How long tasks took lately, and which of them were dry-run without a reason of their own. Few calls, kept a while."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dataworks import DataWorks, DataWorksError, TaskInstance, api, midnight_ms
from bot.planning.snapshots import Scope, Snapshots
from bot.request.load import Lately, Sample
from bot.request.requests import Target
from bot.request.tasks import Task

logger = logging.getLogger(__name__)

DAYS_BACK = (2, 3, 4)
"""Business dates that are looked at: their runs were scheduled yesterday and before, so most are over."""
FEW = 100
"""So many tasks of a project are asked by their ids, for all of these dates; of more, one date is listed."""
PAGES = 4
SECONDS = 3.0
"""How long a preview waits for it."""
KEEP = timedelta(hours=6)
KEEP_NOTHING = timedelta(minutes=10)
"""How long it serves that a task had no runs on a date: they may be under way."""
BACKFILL = "SupplementData"


@dataclass(frozen=True, slots=True)
class Past:
    """What recent runs tell of some tasks. `read_at` is when the oldest part of it was read."""

    samples: Mapping[int, Sample]
    skipped: frozenset[int]
    read_at: datetime | None = None


NOTHING = Past({}, frozenset())


@dataclass(frozen=True, slots=True)
class _Day:
    """Tasks of one project whose runs of one business date are looked at."""

    project_id: int
    biz_date: date
    ids: Sequence[int]


class History:
    """Recent runs, kept in the snapshots by business date."""

    def __init__(self, remote: Callable[[str], DataWorks], snapshots: Snapshots, clock: Callable[[], datetime]) -> None:
        self._remote = remote
        self._snapshots = snapshots
        self._clock = clock

    async def past(self, tasks: Sequence[Task], target: Target, *, ask: bool = True) -> Past:
        """What is known of these tasks, asking for what is not, or was read too long ago.

        Without `ask`, and where DataWorks does not tell in time, it is what was kept, however old.
        """
        by_project: dict[int, list[int]] = {}
        for task in tasks:
            by_project.setdefault(task.project_id or target.project_id, []).append(task.id)
        today = self._clock().astimezone(ZoneInfo(target.time_zone)).date()
        days = [
            _Day(project, today - timedelta(days=back), ids)
            for project, ids in by_project.items()
            for back in (DAYS_BACK if len(ids) <= FEW else DAYS_BACK[:1])
        ]
        scope = Scope(self._remote(target.alias).endpoint, target.env_type.value)
        if ask:
            try:
                async with asyncio.timeout(SECONDS):
                    return _put_together(await asyncio.gather(*(self._look(day, scope, target) for day in days)))
            except (TimeoutError, DataWorksError) as error:
                logger.info("recent runs are those of earlier: %s", error)
        return _put_together([await self._snapshots.runs(scope, day.biz_date, day.ids) for day in days])

    async def _look(self, day: _Day, scope: Scope, target: Target) -> Mapping[int, Lately]:
        """The runs of a day, asking for what is not known, which is kept."""
        known = await self._snapshots.runs(scope, day.biz_date, day.ids)
        now = self._clock()
        missing = [id_ for id_ in day.ids if id_ not in known or now - known[id_].read_at > _keep(known[id_])]
        if not missing:
            return known
        found = dict.fromkeys(missing, Lately(now))
        for instance in await self._instances(day.project_id, day.biz_date, missing, target):
            if instance.task_id in found:
                found[instance.task_id] = _with(found[instance.task_id], instance)
        await self._snapshots.keep_runs(scope, day.biz_date, found)
        return {**known, **found}

    async def _instances(self, project: int, day: date, ids: Sequence[int], target: Target) -> Iterable[TaskInstance]:
        narrow: api.TaskInstanceFilter = {"project_env": target.env_type.value, "status": "Success"}
        if len(ids) <= FEW:
            narrow["task_ids"] = list(ids)
        midnight = midnight_ms(day, ZoneInfo(target.time_zone))
        found: list[TaskInstance] = []
        pages = api.task_instance_pages(self._remote(target.alias), project, midnight, **narrow)
        async for page in pages:
            found += page.items
            if page.page_number >= PAGES:
                break
        return found


def _keep(lately: Lately) -> timedelta:
    return KEEP if lately.seconds or lately.skipped else KEEP_NOTHING


def _with(lately: Lately, instance: TaskInstance) -> Lately:
    """With one more run."""
    in_backfill = instance.workflow_instance_type == BACKFILL
    if instance.is_dry_run:
        # A task's own setting or its schedule are other reasons; these are named Skip by the task, SkipCycle.
        denied = instance.trigger_recurrence == "Skip" and in_backfill
        return lately._replace(skipped=lately.skipped or denied)
    if instance.started_time and instance.finished_time and instance.finished_time > instance.started_time:
        seconds = (instance.finished_time - instance.started_time).total_seconds()
        return lately._replace(seconds=(*lately.seconds, seconds), backfilled=lately.backfilled or in_backfill)
    return lately


def _put_together(days: Iterable[Mapping[int, Lately]]) -> Past:
    seconds: dict[int, list[float]] = {}
    skipped: set[int] = set()
    backfilled: set[int] = set()
    told: list[datetime] = []
    for day in days:
        for id_, lately in day.items():
            if lately.seconds:
                seconds.setdefault(id_, []).extend(lately.seconds)
            if lately.skipped:
                skipped.add(id_)
            if lately.backfilled:
                backfilled.add(id_)
            if lately.seconds or lately.skipped:
                told.append(lately.read_at)
    samples = {id_: Sample.of(values) for id_, values in seconds.items()}
    # Rights are those of whoever starts a run: that the schedule runs a task tells nothing of them.
    return Past(samples, frozenset(skipped - backfilled), min(told, default=None))
