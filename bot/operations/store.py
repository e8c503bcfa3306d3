"""The store: every operation, its claims and its journal, in SQLite or PostgreSQL. Each method is one transaction."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Self

from sqlalchemy import Connection, and_, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.operations import joining, lifecycle
from bot.operations.claims import Claims
from bot.operations.database import Database, DatabaseError, database_of, default_database_url, explain
from bot.operations.drafts import Drafts
from bot.operations.model import ENDED, Event, Operation, State
from bot.operations.outbox import Outbox
from bot.operations.presets import Presets
from bot.operations.progress import Progress
from bot.operations.records import event_of, operation_of, progress_of, progress_text
from bot.operations.replicas import Replicas
from bot.operations.sessions import moment
from bot.operations.snapshots import Snapshots
from bot.operations.submissions import Submissions
from bot.operations.tables import api_calls, events, operations, postings
from bot.operations.transactions import Transactions

__all__ = ["Database", "DatabaseError", "Store", "default_database_url"]

LARGEST = 2**63 - 1
"""What a column of numbers holds."""

BRIEFLY = 5.0
"""Seconds that a process beside the bot waits for the store."""

UNSENT = (State.DRAFTED, State.DISCARDED)
"""Not (yet) operations for those who ask what was run."""

UNDER_WAY = frozenset(State) - ENDED - {State.DRAFTED}


class Store(Claims, Drafts, Outbox, Presets, Replicas, Snapshots, Submissions):
    """Everything that must survive the process. `await Store.open(url)`, `await close()`.

    Instants are aware; a `now` that is left out is the clock's. A write to an unknown operation changes nothing.
    """

    def __init__(self, database: Database, transactions: Transactions) -> None:
        super().__init__(transactions)
        self.database = database

    @classmethod
    async def open(cls, database_url: str | None = None) -> Self:
        """Connect and bring the schema up to date; None is the default place.

        Raises DatabaseError: a wrong URL, an unreachable server, a damaged or read-only file, a newer schema.
        """
        database = database_of(database_url or default_database_url())
        transactions = database.transactions()
        async with _given_back(transactions, database):
            from bot.operations.schema import upgrade  # Alembic is slow to import

            await transactions.write(lambda connection: upgrade(connection, database.shown))
        return cls(database, transactions)

    @classmethod
    async def join(cls, database_url: str | None = None) -> Self:
        """Connect to a store as it is, beside the bot that owns it: nothing is created, nothing migrated.

        Raises DatabaseError: there is none, it is another version's, it does not answer soon or may not be written.
        """
        database = database_of(database_url or default_database_url(), create=False)
        transactions = database.transactions(BRIEFLY)
        async with _given_back(transactions, database), asyncio.timeout(2 * BRIEFLY):
            await joining.check(transactions, database)
        return cls(database, transactions)

    async def close(self) -> None:
        """Give the connections back."""
        await self._transactions.close()

    async def ping(self) -> None:
        """One read, and whether it takes writes, for readiness. Raises DatabaseError."""
        try:
            await self._rows(select(operations.c.number).limit(1))
            self.database.check_room()
            if self.database.file is None:
                (row,) = await self._rows(select(func.current_setting("transaction_read_only").label("read_only")))
                if row["read_only"] == "on":
                    raise OSError("it is read-only")
        except (SQLAlchemyError, OSError) as error:
            raise explain(self.database, error) from error

    async def is_served(self) -> bool:
        """Whether a bot runs on this store and carries what is confirmed in it."""
        if self.database.file is None:
            return bool(await self.living())
        try:
            held = self.database.hold()
        except DatabaseError:
            return True
        if held is not None:
            held.close()
        return False

    async def unstarted(self) -> tuple[str, ...]:
        """The ids of what was confirmed and not begun yet, perhaps by another process."""
        rows = await self._rows(select(operations.c.id).where(operations.c.state == State.CONFIRMED))
        return tuple(row["id"] for row in rows)

    async def get(self, operation_id: str) -> Operation | None:
        """One operation by its id."""
        row = await self._row(select(operations).where(operations.c.id == operation_id))
        return operation_of(row) if row else None

    async def by_number(self, number: int) -> Operation | None:
        """One operation by what people call it: 248 for `BF-248`. A number too long for a column is nobody's."""
        if number > LARGEST:
            return None
        row = await self._row(select(operations).where(operations.c.number == number))
        return operation_of(row) if row else None

    async def by_root(self, channel: str, ts: str) -> Operation | None:
        """The operation whose root message this is."""
        row = await self._row(
            select(operations).where(operations.c.root_channel == channel, operations.c.root_ts == ts)
        )
        return operation_of(row) if row else None

    async def latest_of(self, user_id: str) -> Operation | None:
        """The last operation that a person confirmed."""
        found = await self.recent(1, user_id)
        return found[0] if found else None

    async def recent(self, limit: int | None = None, user_id: str | None = None) -> tuple[Operation, ...]:
        """What was confirmed, the newest first; of one person if `user_id` is given."""
        statement = select(operations).where(operations.c.state.not_in(UNSENT)).order_by(operations.c.number.desc())
        if user_id is not None:
            statement = statement.where(operations.c.user_id == user_id)
        return tuple(operation_of(row) for row in await self._rows(statement.limit(limit)))

    async def under_way(self) -> tuple[Operation, ...]:
        """Confirmed and not ended, the oldest first."""
        rows = await self._rows(
            select(operations).where(operations.c.state.in_(UNDER_WAY)).order_by(operations.c.number)
        )
        return tuple(operation_of(row) for row in rows)

    async def names_under_way(self) -> tuple[tuple[str, int], ...]:
        """The same, each by its id and how often it has lived again: a thousand plans are not read for it."""
        columns = (operations.c.id, operations.c.reopened)
        rows = await self._rows(select(*columns).where(operations.c.state.in_(UNDER_WAY)).order_by(operations.c.number))
        return tuple((row["id"], row["reopened"]) for row in rows)

    async def count_under_way(self) -> int:
        """How many are confirmed and have not ended."""
        row = await self._row(select(func.count().label("n")).where(operations.c.state.in_(UNDER_WAY)))
        return int(row["n"]) if row else 0

    async def set_state(
        self,
        operation_id: str,
        state: State,
        *,
        detail: str | None = None,
        now: datetime | None = None,
        seen_in: int | None = None,
        only_from: Collection[State] | None = None,
    ) -> bool:
        """Move an operation that has not ended, as `bot.operations.lifecycle` allows; an ended state gets its time.

        `seen_in`: the round in which was seen what leads there. False when it had ended before, when somebody has acted
        on it since, or when it is in none of `only_from`. Raises IllegalMove for what cannot follow.
        """
        values: dict[str, object] = {"state": state}
        if detail is not None:
            values["detail"] = detail
        if state in ENDED:
            values["ended_at"] = moment(now)
        before = lifecycle.sources(state)
        if only_from is not None:
            before &= frozenset(only_from)
        its = operations.c.id == operation_id
        fits = and_(operations.c.state.in_(before), *([operations.c.round == seen_in] if seen_in is not None else []))

        def body(connection: Connection) -> bool:
            if connection.execute(update(operations).where(its, fits).values(**values)).rowcount:
                return True
            row = connection.execute(select(operations.c.state).where(its)).first()
            if row is not None and only_from is None and State(row.state) not in ENDED:
                lifecycle.check(State(row.state), state)
            return False

        return await self._written(body)

    async def root_posted(self, operation_id: str, channel: str, ts: str) -> bool:
        """Remember where the root message is."""
        return await self._changed(
            update(operations).where(operations.c.id == operation_id).values(root_channel=channel, root_ts=ts)
        )

    async def view_opened(self, operation_id: str, view_id: str) -> bool:
        """Remember the modal that belongs to a draft."""
        return await self._changed(update(operations).where(operations.c.id == operation_id).values(view_id=view_id))

    async def save_progress(self, operation_id: str, progress: Progress) -> bool:
        """Keep what was seen last; any process may tell it."""
        return await self._changed(
            update(operations).where(operations.c.id == operation_id).values(progress=progress_text(progress))
        )

    async def progress_of(self, operation_id: str) -> Progress | None:
        """What was seen last, by whichever process, in the state that the operation is in; None before anything was."""
        row = await self._row(select(operations.c.progress, operations.c.state).where(operations.c.id == operation_id))
        return replace(progress_of(row["progress"]), state=State(row["state"])) if row and row["progress"] else None

    async def posted(self, key: str) -> tuple[str, str] | None:
        """Where the message with this key was posted: (channel, ts)."""
        row = await self._row(select(postings).where(postings.c.key == key))
        return (row["channel"], row["ts"]) if row else None

    async def record_posting(self, key: str, channel: str, ts: str) -> bool:
        """Remember that the message with this key was posted; false when it was known before (the first one stays)."""
        return await self._added(postings, key=key, channel=channel, ts=ts)

    async def add_event(
        self,
        operation_id: str,
        kind: str,
        *,
        user_id: str | None = None,
        data: Mapping[str, object] | None = None,
        now: datetime | None = None,
        key: str | None = None,
    ) -> bool:
        """Write a line of the journal; with a `key` once per operation, and false when it was there."""
        return await self._added(
            events,
            operation_id=operation_id,
            at=moment(now),
            kind=kind,
            user_id=user_id,
            data=dict(data or {}),
            key=key,
        )

    async def has_event(self, operation_id: str, key: str) -> bool:
        """Whether the line with this key was written."""
        return bool(
            await self._row(select(events.c.id).where(events.c.operation_id == operation_id, events.c.key == key))
        )

    async def events(self, operation_id: str) -> tuple[Event, ...]:
        """The journal of an operation, in the order it was written."""
        rows = await self._rows(select(events).where(events.c.operation_id == operation_id).order_by(events.c.id))
        return tuple(event_of(row) for row in rows)

    async def count_call(self, project: str, region: str, day: date, calls: int = 1) -> None:
        """Add to the calls of a day. DataWorks counts per main account and region; failed calls count too."""
        statement = self._insert(api_calls, day=day, project=project, region=region, calls=calls)
        await self.write(
            statement.on_conflict_do_update(
                index_elements=["day", "project", "region"], set_={"calls": api_calls.c.calls + calls}
            )
        )

    async def calls_today(self, project: str, region: str, day: date) -> int:
        """Calls counted for this day."""
        row = await self._row(
            select(api_calls.c.calls).where(
                api_calls.c.day == day, api_calls.c.project == project, api_calls.c.region == region
            )
        )
        return int(row["calls"]) if row else 0

    async def calls_of_region(self, region: str, day: date) -> int:
        """Calls counted for this day over all projects of a region, which share the limit of the account."""
        row = await self._row(
            select(func.sum(api_calls.c.calls).label("calls")).where(
                api_calls.c.day == day, api_calls.c.region == region
            )
        )
        return int(row["calls"] or 0) if row else 0


@asynccontextmanager
async def _given_back(transactions: Transactions, database: Database) -> AsyncIterator[None]:
    """Give the connections back if the database cannot be used, and say why. Raises DatabaseError."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        await transactions.close()
        raise explain(database, error) from error
    except BaseException:
        await transactions.close()
        raise
