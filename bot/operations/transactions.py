"""How transactions run: on PostgreSQL on the event loop, on SQLite in a thread that commits together what waits.

A transaction is a function of a connection. It touches nothing but the database, since it may run twice: when one of a
group fails, the group is rolled back and each runs alone.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, Executable, RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

R = TypeVar("R")

Body: TypeAlias = Callable[[Connection], R]

TOGETHER = 200
"""Transactions in one commit, at most."""

READS = "backfill_reads"
"""Execution option of connections to a SQLite file that only read: each statement then stands alone, without a lock."""

READERS = 4
"""SELECTs at a time on a SQLite file; more wait."""


class Transactions(Protocol):
    """Runs transactions on one database. `dialect`: sqlite or postgresql."""

    dialect: str

    async def write(self, body: Body[R]) -> R:
        """Run it as one transaction and commit; what it raises is raised here, and then nothing is written."""

    async def read(self, statement: Executable) -> Sequence[RowMapping]:
        """The rows of one SELECT."""

    async def close(self) -> None:
        """Finish what is under way and give the connections back."""


class ServerTransactions:
    """On PostgreSQL: each on a connection of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.dialect = engine.dialect.name

    async def write(self, body: Body[R]) -> R:
        """Run it as one transaction."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(body)

    async def read(self, statement: Executable) -> Sequence[RowMapping]:
        """The rows of one SELECT."""
        async with self._engine.connect() as connection:
            return (await connection.execute(statement)).mappings().all()

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()


@dataclass(slots=True)
class _Waiting:
    body: Body[Any]
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


class FileTransactions:
    """On a SQLite file, which has one writer: a thread. What comes while it writes is committed together afterwards.

    A commit is a flush of the disk; so many people who confirm at once cost a few of them, not one for each step.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reads = engine.execution_options(**{READS: True})
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")
        self._queue: list[_Waiting] = []
        self._emptying: asyncio.Task[None] | None = None
        self.dialect = engine.dialect.name

    async def write(self, body: Body[R]) -> R:
        """Run it as one transaction, with others in its commit."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(body, loop.create_future())
        self._queue.append(waiting)
        if self._emptying is None:
            self._emptying = loop.create_task(self._empty())
        result: R = await waiting.done
        return result

    async def read(self, statement: Executable) -> Sequence[RowMapping]:
        """The rows of one SELECT."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._select, statement)

    async def close(self) -> None:
        """Write what waits and give the connections back."""
        if self._emptying is not None:
            await self._emptying
        await asyncio.to_thread(self._shut)

    async def _empty(self) -> None:
        """Write what waits until nothing does."""
        loop = asyncio.get_running_loop()
        try:
            while self._queue:
                # Who gave up while it waited wants nothing written.
                group = [item for item in self._queue[:TOGETHER] if not item.done.done()]
                self._queue = self._queue[TOGETHER:]
                bodies = [item.body for item in group]
                try:
                    results = await loop.run_in_executor(self._writer, self._commit, bodies)
                except RuntimeError as error:  # closed
                    results = [_Failed(error)] * len(group)
                for item, result in zip(group, results, strict=True):
                    _settle(item.done, result)
        finally:
            self._emptying = None

    def _commit(self, bodies: Sequence[Body[Any]]) -> "list[Any | _Failed]":
        """The results of a group in one transaction; of each in its own, when one fails."""
        if len(bodies) > 1:
            try:
                return self._together(bodies)
            except _OneFailedError:
                pass
            except Exception as error:  # noqa: BLE001 - raised where it was asked for
                return [_Failed(error)] * len(bodies)
        return [self._alone(body) for body in bodies]

    def _together(self, bodies: Sequence[Body[Any]]) -> list[Any]:
        with self._engine.begin() as connection:
            try:
                return [body(connection) for body in bodies]
            except Exception as error:
                raise _OneFailedError from error

    def _alone(self, body: Body[Any]) -> "Any | _Failed":  # noqa: ANN401 - whatever the transaction gives
        try:
            with self._engine.begin() as connection:
                return body(connection)
        except Exception as error:  # noqa: BLE001 - raised where it was asked for
            return _Failed(error)

    def _select(self, statement: Executable) -> Sequence[RowMapping]:
        with self._reads.connect() as connection:
            return connection.execute(statement).mappings().all()

    def _shut(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        self._engine.dispose()


class _OneFailedError(Exception):
    """One transaction of a group failed."""


def _settle(done: "asyncio.Future[Any]", result: "Any | _Failed") -> None:  # noqa: ANN401 - whatever it gives
    if done.done():
        return
    if isinstance(result, _Failed):
        done.set_exception(result.error)
    else:
        done.set_result(result)
