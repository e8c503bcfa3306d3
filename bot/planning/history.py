"""How long tasks took lately, and which of them were dry-run without a reason of their own. Few calls, kept a while."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dataworks import DataWorks, DataWorksError, TaskInstance, api, midnight_ms
from bot.request.load import Sample
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
BACKFILL = "SupplementData"


@dataclass(slots=True)
class Lately:
    """Runs of one task on one business date: seconds each took, and whether a backfill dry-ran it."""

    seconds: list[float] = field(default_factory=list)
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What recent runs tell of some tasks."""

    samples: Mapping[int, Sample]
    skipped: frozenset[int]


NOTHING = Past({}, frozenset())
Key = tuple[str, str, int, date]


class History:
    """Recent runs, by project and business date."""

    def __init__(self, remote: Callable[[str], DataWorks], clock: Callable[[], datetime]) -> None:
        self._remote = remote
        self._clock = clock
        self._known: dict[Key, dict[int, tuple[Lately, datetime]]] = {}

    async def past(self, tasks: Sequence[Task], target: Target) -> Past:
        """What is known of these tasks, asking for what is not; what does not come in time is left out."""
        by_project: dict[int, list[int]] = {}
        for task in tasks:
            by_project.setdefault(task.project_id or target.project_id, []).append(task.id)
        today = self._clock().astimezone(ZoneInfo(target.time_zone)).date()
        asked = [
            (project, today - timedelta(days=back), ids)
            for project, ids in by_project.items()
            for back in (DAYS_BACK if len(ids) <= FEW else DAYS_BACK[:1])
        ]
        try:
            async with asyncio.timeout(SECONDS):
                found = await asyncio.gather(*(self._day(project, day, ids, target) for project, day, ids in asked))
        except (TimeoutError, DataWorksError) as error:
            logger.info("recent runs are not known: %s", error)
            return NOTHING
        return _put_together(found)

    async def _day(self, project: int, day: date, ids: Sequence[int], target: Target) -> Mapping[int, Lately]:
        known = self._known.setdefault((target.alias, target.env_type.value, project, day), {})
        now = self._clock()
        missing = [id_ for id_ in ids if id_ not in known or now - known[id_][1] > _keep(known[id_][0])]
        if missing:
            found: dict[int, Lately] = {id_: Lately() for id_ in missing}
            for instance in await self._instances(project, day, missing, target):
                if instance.task_id in found:
                    _add(found[instance.task_id], instance)
            known.update((id_, (lately, now)) for id_, lately in found.items())
        return {id_: known[id_][0] for id_ in ids}

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


def _add(lately: Lately, instance: TaskInstance) -> None:
    if instance.is_dry_run:
        # A task's own setting or its schedule are other reasons; these are named Skip by the task, SkipCycle.
        lately.skipped |= instance.trigger_recurrence == "Skip" and instance.workflow_instance_type == BACKFILL
    elif instance.started_time and instance.finished_time and instance.finished_time > instance.started_time:
        lately.seconds.append((instance.finished_time - instance.started_time).total_seconds())


def _put_together(days: Iterable[Mapping[int, Lately]]) -> Past:
    seconds: dict[int, list[float]] = {}
    skipped: set[int] = set()
    for day in days:
        for id_, lately in day.items():
            if lately.seconds:
                seconds.setdefault(id_, []).extend(lately.seconds)
            if lately.skipped:
                skipped.add(id_)
    return Past({id_: Sample.of(values) for id_, values in seconds.items()}, frozenset(skipped - seconds.keys()))
