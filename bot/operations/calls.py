"""The calls of a day, counted in the store: the limit is per account, region and day, over all processes."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.dataworks import Call, OnCall
from bot.operations.store import Store
from bot.settings import Project

logger = logging.getLogger(__name__)

TOGETHER_SECONDS = 0.2
"""Calls are collected for so long before they are written."""
AGAIN_SECONDS = 10.0
"""After a write that failed, the next one waits so long."""


class CallCounter:
    """Counts every call. The calls of a moment are written together, and stay unwritten until that succeeded."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._counted: Counter[tuple[str, str, date]] = Counter()
        self._writing: asyncio.Task[None] | None = None
        self._draining = asyncio.Event()

    def of(self, project: Project) -> OnCall:
        """What counts the calls of one project."""

        def count(_call: Call) -> None:
            self._counted[project.alias, project.region or "", self._clock().date()] += 1
            if self._writing is None or self._writing.done():
                self._writing = asyncio.create_task(self._write_all())

        return count

    async def of_today(self, project: Project) -> int:
        """Calls made today in a project's region, by all processes; those of this one that are not written yet too.

        Those that are being written may for that moment be in it twice, but are never missing.
        """
        region, day = project.region or "", self._clock().date()
        unwritten = sum(calls for (_, where, when), calls in self._counted.items() if (where, when) == (region, day))
        return await self._store.calls_of_region(region, day) + unwritten

    async def drain(self) -> None:
        """Write everything now; what the store does not take is lost, and logged."""
        self._draining.set()
        if self._writing is not None:
            await self._writing

    async def _write_all(self) -> None:
        seconds = TOGETHER_SECONDS
        while self._counted:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._draining.wait(), seconds)
            if await self._write():
                seconds = TOGETHER_SECONDS
            elif self._draining.is_set():
                return
            else:
                seconds = AGAIN_SECONDS

    async def _write(self) -> bool:
        """Write what was counted up to now; whether the store took it."""
        for key, calls in list(self._counted.items()):
            project, region, day = key
            try:
                await self._store.count_call(project, region, day, calls)
            except (SQLAlchemyError, OSError):
                logger.exception("%d calls of %s could not be counted", calls, project)
                return False
            self._counted[key] -= calls
            if not self._counted[key]:
                del self._counted[key]
        return True
