"""The calls of a day, counted in the store: the limit is per account, region and day, over all processes."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.dataworks import Call, OnCall
from bot.operations.store import Store
from bot.settings import Project

logger = logging.getLogger(__name__)

TOGETHER_SECONDS = 0.2
"""Calls are collected for so long before they are written."""


class CallCounter:
    """Counts every call. The calls of a moment are written together."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._counted: Counter[tuple[str, str, date]] = Counter()
        self._writing: asyncio.Task[None] | None = None

    def of(self, project: Project) -> OnCall:
        """What counts the calls of one project."""

        def count(_call: Call) -> None:
            self._counted[project.alias, project.region or "", self._clock().date()] += 1
            if self._writing is None or self._writing.done():
                self._writing = asyncio.create_task(self._write())

        return count

    async def of_today(self, project: Project) -> int:
        """Calls made today in a project's region, by all processes; those of this one that are not written yet too."""
        region, day = project.region or "", self._clock().date()
        unwritten = sum(calls for (_, where, when), calls in self._counted.items() if (where, when) == (region, day))
        return await self._store.calls_of_region(region, day) + unwritten

    async def drain(self) -> None:
        """Wait until everything is written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        await asyncio.sleep(TOGETHER_SECONDS)
        while self._counted:
            (project, region, day), calls = self._counted.popitem()
            try:
                await self._store.count_call(project, region, day, calls)
            except (SQLAlchemyError, OSError):
                logger.exception("%d calls of %s could not be counted", calls, project)
