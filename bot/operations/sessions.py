"""Transactions on the store, for the parts that make it up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Executable, RowMapping, Table, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.operations.database import READS


class Sessions:
    """One engine, and how to read and write through it. Each method of the store is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**{READS: True})
        # SQLite has one writer, and one that finds it busy naps up to a tenth of a second: here they queue instead.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self._engine.begin() as connection:
            yield connection

    async def _changed(self, statement: Executable) -> bool:
        """Run one UPDATE or DELETE; whether it changed a row."""
        async with self._writing() as connection:
            result = await connection.execute(statement)
            return result.rowcount > 0

    async def _added(self, table: Table, **values: Any) -> bool:  # noqa: ANN401 - column values
        """Insert a row unless one with its key is there; whether it was inserted."""
        async with self._writing() as connection:
            return await self._add(connection, table, **values)

    async def _add(self, connection: AsyncConnection, table: Table, **values: Any) -> bool:  # noqa: ANN401 - column values
        """The same within a transaction. Asked by RETURNING: the row count of an INSERT is not told by every driver."""
        statement = self._insert(table, **values).on_conflict_do_nothing().returning(literal(1))
        return (await connection.execute(statement)).first() is not None

    async def read(self, statement: Executable) -> Sequence[RowMapping]:
        """The rows of one SELECT, for what only counts."""
        return await self._rows(statement)

    async def write(self, *statements: Executable) -> None:
        """Several statements in one transaction."""
        async with self._writing() as connection:
            for statement in statements:
                await connection.execute(statement)

    async def _rows(self, statement: Executable) -> Sequence[RowMapping]:
        async with self._reader.connect() as connection:
            return (await connection.execute(statement)).mappings().all()

    async def _row(self, statement: Executable) -> RowMapping | None:
        rows = await self._rows(statement)
        return rows[0] if rows else None

    def _insert(self, table: Table, **values: Any) -> "postgresql.Insert | sqlite.Insert":  # noqa: ANN401 - column values
        """An INSERT that can say ON CONFLICT; both databases spell it alike."""
        build = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement: postgresql.Insert | sqlite.Insert = build(table).values(**values)
        return statement


def moment(now: datetime | None) -> datetime:
    """The given instant, or the clock's."""
    return datetime.now(UTC) if now is None else now
