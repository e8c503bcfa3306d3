"""Transactions on the store, for the parts that make it up."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, RowMapping, Table, literal
from sqlalchemy.dialects import postgresql, sqlite

from bot.operations.transactions import Body, Transactions

R = TypeVar("R")


class Sessions:
    """One database, and how to read and write through it. Each method of the store is one transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def _written(self, body: Body[R]) -> R:
        """What a transaction gives, once it is committed. It touches nothing but the database: it may run twice."""
        return await self._transactions.write(body)

    async def _changed(self, statement: Executable) -> bool:
        """Run one UPDATE or DELETE; whether it changed a row."""
        return await self._written(lambda connection: connection.execute(statement).rowcount > 0)

    async def _added(self, table: Table, **values: Any) -> bool:  # noqa: ANN401 - column values
        """Insert a row unless one with its key is there; whether it was inserted."""
        return await self._written(lambda connection: self._add(connection, table, **values))

    def _add(self, connection: Connection, table: Table, **values: Any) -> bool:  # noqa: ANN401 - column values
        """The same within a transaction. Asked by RETURNING: the row count of an INSERT is not told by every driver."""
        statement = self._insert(table, **values).on_conflict_do_nothing().returning(literal(1))
        return connection.execute(statement).first() is not None

    async def read(self, statement: Executable) -> Sequence[RowMapping]:
        """The rows of one SELECT, for what only counts."""
        return await self._rows(statement)

    async def write(self, *statements: Executable) -> None:
        """Several statements in one transaction."""

        def body(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self._written(body)

    async def _rows(self, statement: Executable) -> Sequence[RowMapping]:
        return await self._transactions.read(statement)

    async def _row(self, statement: Executable) -> RowMapping | None:
        rows = await self._rows(statement)
        return rows[0] if rows else None

    def _insert(self, table: Table, **values: Any) -> "postgresql.Insert | sqlite.Insert":  # noqa: ANN401 - column values
        """An INSERT that can say ON CONFLICT; both databases spell it alike."""
        build = postgresql.insert if self._transactions.dialect == "postgresql" else sqlite.insert
        statement: postgresql.Insert | sqlite.Insert = build(table)
        return statement.values(**values) if values else statement

    def _replacing(self, table: Table, key: Sequence[str], columns: Sequence[str]) -> Executable:
        """An INSERT of many rows; those of the same key get the new columns."""
        statement = self._insert(table)
        news = {name: statement.excluded[name] for name in columns}
        return statement.on_conflict_do_update(index_elements=key, set_=news)


def moment(now: datetime | None) -> datetime:
    """The given instant, or the clock's."""
    return datetime.now(UTC) if now is None else now
