"""Makes the report of an operation, and keeps it until it is told."""

import asyncio
import logging
import tempfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import BinaryIO, TypeAlias, cast
from zoneinfo import ZoneInfo

from bot.dataworks.errors import DataWorksError
from bot.operations.looking import Eye, Unseen
from bot.operations.model import Operation
from bot.operations.sheet import Sheet

logger = logging.getLogger(__name__)

KEPT = 50
"""Reports that wait to be told. One that is not kept any more is made again, by asking DataWorks."""

IN_MEMORY = 1024 * 1024
"""Bytes of a report that are kept without a file."""

Write: TypeAlias = Callable[[Operation, BinaryIO], Awaitable[int]]
"""Writes the report of an operation; the number of its lines. Raises DataWorksError, Unseen."""


async def write(eye: Eye, zone: ZoneInfo, file: BinaryIO) -> int:
    """Write a line for each instance, a business date after the other; how many. Raises DataWorksError, Unseen.

    What the eye has seen is not asked for again.
    """
    sheet = Sheet(file, zone, eye.failed_before)
    async for runs in eye.each_day():
        await asyncio.to_thread(sheet.add, runs)
    await asyncio.to_thread(sheet.end)
    return sheet.lines


class Reports:
    """Reports in memory, large ones in temporary files, which go with the process."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._kept: OrderedDict[str, BinaryIO] = OrderedDict()

    async def keep(self, operation: Operation) -> None:
        """Make it now, while what it says is in memory. Failing, it is made when it is told."""
        self.forget(operation)
        try:
            await self.of(operation)
        except (DataWorksError, Unseen, OSError) as error:
            logger.warning("%s: no report yet: %s", operation.label, error)

    async def of(self, operation: Operation) -> BinaryIO:
        """The report, at its start. Raises DataWorksError, Unseen and, where no file can be written, OSError."""
        if operation.id not in self._kept:
            spooled = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it stays open until it is told
            file = cast("BinaryIO", spooled)
            try:
                await self._write(operation, file)
            except BaseException:
                file.close()
                raise
            self._kept[operation.id] = file
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        found = self._kept[operation.id]
        found.seek(0)
        return found

    def forget(self, operation: Operation) -> None:
        """It is told, or will not be."""
        self._kept.pop(operation.id, None)
