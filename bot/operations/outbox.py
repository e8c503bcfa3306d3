"""The outbox: everything that is to be told, in the order it happened, until it is told.

One row a message. The row of a root message stays and is pending again whenever there is something newer to show; only
the newest is kept. A row is claimed before it is told, so a row that is in doubt may have been posted.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Connection, RowMapping, case, func, select, update

from bot.operations.model import Operation
from bot.operations.narrator import Kind, Place
from bot.operations.progress import Progress
from bot.operations.records import operation_of, progress_of, progress_text
from bot.operations.sessions import Sessions, moment
from bot.operations.tables import Instant, events, leases, operations, outbox, postings

ROOT: Kind = "root"
REPORT: Kind = "report"
LEASE = "outbox"
"""Held by the one replica that tells."""
FAR = timedelta(hours=1)
"""A time further ahead is not waited for: the clock was put back."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A row. `channel` is where its operation's thread is, `rooted` whether there is a root message."""

    id: int
    operation_id: str
    key: str
    kind: Kind
    last: bool
    version: int
    moved: int
    made_at: datetime
    due_at: datetime
    tries: int
    in_doubt: bool
    channel: str
    rooted: bool
    progress: Progress | None = None
    act_id: str | None = None
    result: str | None = None
    operation: Operation | None = None
    """As it is now, once the row is claimed."""

    def wait(self, now: datetime) -> float:
        """Seconds until it may be told."""
        left = self.due_at - now
        return 0.0 if left > FAR else max(0.0, left.total_seconds())

    @property
    def full_key(self) -> str:
        """Its key for ever, over all operations. A root message that is posted anew has a new one."""
        return f"{self.operation_id}:{self.key}:{self.moved}" if self.moved else f"{self.operation_id}:{self.key}"


@dataclass(frozen=True, slots=True)
class Untold:
    """An operation with something that could not be told: for how long, why the last try failed."""

    label: str
    since: datetime
    trouble: str


class Outbox(Sessions):
    """The outbox of the store."""

    async def put(
        self,
        operation_id: str,
        key: str,
        kind: Kind,
        *,
        progress: Progress | None = None,
        act_id: str | None = None,
        result: str | None = None,
        last: bool = False,
        now: datetime | None = None,
    ) -> bool:
        """Put a reply in; false when it was put in before, or told, or when nobody in Slack is to be told: then the
        journal says that it is told. `last` goes before what other threads have to say.
        """
        now = moment(now)
        row = {"operation_id": operation_id, "key": key, "kind": kind, "act_id": act_id, "result": result, "last": last}
        row |= {"progress": progress_text(progress) if progress else None}
        told = select(events.c.id).where(events.c.operation_id == operation_id, events.c.key == f"told:{key}")

        def body(connection: Connection) -> bool:
            place = connection.execute(_WHERE.where(operations.c.id == operation_id)).first()
            if place is None or connection.execute(told).first():
                return False
            if not any(place):
                self._add(connection, events, **told_event(operation_id, key, now))
                return False
            return self._add(connection, outbox, **row, made_at=now, due_at=now, pending=True)

        return await self._written(body)

    async def show(
        self,
        operation_id: str,
        progress: Progress,
        *,
        apart: float = 0.0,
        last: bool = False,
        now: datetime | None = None,
    ) -> bool:
        """Keep what was seen, and have the root message show it, `apart` seconds after its last edit at the earliest.

        `last` goes before what other threads have to say. False when something newer is shown, or will be, and when
        nobody in Slack is to be told.
        """
        now = moment(now)
        kept = update(operations).where(operations.c.id == operation_id).values(progress=progress_text(progress))

        def body(connection: Connection) -> bool:
            place = connection.execute(kept.returning(operations.c.root_channel, operations.c.channel_id)).first()
            if place is None or not any(place):
                return False
            return self._put_root(connection, operation_id, progress, apart, last, now)

        return await self._written(body)

    async def is_put(self, operation_id: str, key: str) -> bool:
        """Whether this was put in, told or not."""
        return bool(
            await self._row(select(outbox.c.id).where(outbox.c.operation_id == operation_id, outbox.c.key == key))
        )

    async def letters(self) -> tuple[Letter, ...]:
        """What is to be told, in the order it was put in, without its content."""
        rows = await self._rows(_LETTERS.where(outbox.c.pending).order_by(outbox.c.id))
        return tuple(_letter(row) for row in rows)

    async def begin(self, letter_id: int, holder: str | None, now: datetime | None = None) -> Letter | None:
        """Claim a row before it is told, as it is now: in doubt if an earlier try may have posted it.

        None when it is told, or when `holder` (None: there is one process) is not the one to tell any more.
        """

        def body(connection: Connection) -> Letter | None:
            if holder is not None:
                held = select(leases.c.name).where(
                    leases.c.name == LEASE, leases.c.holder == holder, leases.c.until > func.now()
                )
                if connection.execute(held).first() is None:
                    return None
            statement = _WHOLE.where(outbox.c.id == letter_id, outbox.c.pending).with_for_update(of=outbox)
            row = connection.execute(statement).mappings().first()
            if row is None:
                return None
            connection.execute(
                update(outbox)
                .where(outbox.c.id == letter_id)
                .values(tried_at=moment(now), tries=outbox.c.tries + 1, in_doubt=True)
            )
            its = connection.execute(select(operations).where(operations.c.id == row["operation_id"])).mappings().one()
            return replace(_letter(row), operation=operation_of(its))

        return await self._written(body)

    async def told(
        self, letter: Letter, place: Place | None, *, apart: float = 0.0, now: datetime | None = None
    ) -> None:
        """Write down that it is told and where, at once in the outbox, the journal and the operation.

        What was put in while this was on its way is due `apart` seconds from now, unless it is the last.
        """
        now, its = moment(now), outbox.c.id == letter.id
        done = {"in_doubt": False, "trouble": None, "tries": 0, "told_at": now}

        def body(connection: Connection) -> None:
            same = update(outbox).where(its, outbox.c.version == letter.version).values(pending=False, **done)
            if not connection.execute(same).rowcount:
                # There is something newer to show already. How long this one took was not known when it was put in.
                connection.execute(update(outbox).where(its).values(**done))
                due = now + timedelta(seconds=apart)
                early = (outbox.c.due_at < due) & outbox.c.last.is_(False)
                connection.execute(update(outbox).where(its, early).values(due_at=due))
            if place is not None:
                self._add(connection, postings, key=letter.full_key, channel=place[0], ts=place[1])
            if letter.kind != ROOT:
                self._add(connection, events, **told_event(letter.operation_id, letter.key, now))
            elif place is not None:
                connection.execute(
                    update(operations)
                    .where(operations.c.id == letter.operation_id)
                    .values(root_channel=place[0], root_ts=place[1])
                )

        await self._written(body)

    async def not_told(
        self, letter: Letter, trouble: str, wait: float, *, certain: bool, now: datetime | None = None
    ) -> None:
        """Write down why not, and try again after so many seconds. An old doubt stays whatever this try was."""
        await self._changed(
            update(outbox)
            .where(outbox.c.id == letter.id)
            .values(
                trouble=trouble,
                due_at=moment(now) + timedelta(seconds=wait),
                in_doubt=letter.in_doubt or not certain,
            )
        )

    async def root_gone(self, letter: Letter, progress: Progress, now: datetime | None = None) -> None:
        """Forget the place of the root message, so that it is posted anew before anything else is told."""
        now = moment(now)

        def body(connection: Connection) -> None:
            its = operations.c.id == letter.operation_id
            connection.execute(update(operations).where(its).values(root_ts=None))
            row = self._root_row(connection, letter.operation_id)
            if row is None:
                self._add(connection, outbox, **_root(letter.operation_id, progress, now), moved=1)
            else:
                values = {"version": row["version"] + 1, "moved": row["moved"] + 1, "due_at": now, "in_doubt": False}
                connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(pending=True, **values))
            if letter.kind != ROOT:
                connection.execute(update(outbox).where(outbox.c.id == letter.id).values(in_doubt=letter.in_doubt))

        await self._written(body)

    async def retry_now(self, now: datetime | None = None) -> None:
        """Try at once what could not be told: a new process may have a new token, or a new network."""
        await self._changed(
            update(outbox).where(outbox.c.pending, outbox.c.trouble.is_not(None)).values(due_at=moment(now), tries=0)
        )

    async def untold(self) -> int:
        """How many operations have something to tell that could not be told."""
        row = await self._row(
            select(func.count(func.distinct(outbox.c.operation_id)).label("n")).where(
                outbox.c.pending, outbox.c.trouble.is_not(None)
            )
        )
        return int(row["n"]) if row else 0

    def _put_root(
        self, connection: Connection, operation_id: str, progress: Progress, apart: float, last: bool, now: datetime
    ) -> bool:
        row = self._root_row(connection, operation_id)
        if row is None:
            return self._add(connection, outbox, **_root(operation_id, progress, now))
        if row["progress"] and progress_of(row["progress"]).as_of > progress.as_of:
            return False
        # Perhaps long ago: the longest due goes first.
        due = max((at + timedelta(seconds=apart) for at in (row["tried_at"], row["told_at"]) if at), default=now)
        if row["pending"]:
            # What waits keeps its turn, and what failed its wait.
            due = row["due_at"] if row["trouble"] else min(due, row["due_at"])
            last = last or row["last"]
        values = {"progress": progress_text(progress), "version": row["version"] + 1, "due_at": due, "last": last}
        connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(pending=True, **values))
        return True

    async def untold_operations(self) -> tuple[Untold, ...]:
        """The same one by one, the longest untold first."""
        statement = (
            select(operations.c.number, outbox.c.trouble, WAITS_SINCE.label("since"))
            .join_from(outbox, operations, outbox.c.operation_id == operations.c.id)
            .where(outbox.c.pending, outbox.c.trouble.is_not(None))
            .order_by("since")
        )
        found: dict[int, Untold] = {}
        for row in await self._rows(statement):
            found.setdefault(row["number"], Untold(f"BF-{row['number']}", row["since"], row["trouble"]))
        return tuple(found.values())

    def _root_row(self, connection: Connection, operation_id: str) -> RowMapping | None:
        its = (outbox.c.operation_id == operation_id) & (outbox.c.key == ROOT)
        return connection.execute(select(outbox).where(its).with_for_update()).mappings().first()


WAITS_SINCE = case(
    (outbox.c.kind != ROOT, outbox.c.made_at),
    (outbox.c.trouble.is_not(None), func.coalesce(outbox.c.told_at, outbox.c.made_at, type_=Instant)),
    else_=outbox.c.due_at,
)
"""Since when a row that is pending waits. The row of a root message is old; its edit is not before its turn."""


def told_event(operation_id: str, key: str, now: datetime | None = None) -> dict[str, object]:
    """The line of the journal that says that something was told."""
    return {
        "operation_id": operation_id,
        "at": moment(now),
        "kind": f"told:{key.partition(':')[0]}",
        "data": {},
        "key": f"told:{key}",
    }


def _root(operation_id: str, progress: Progress, now: datetime) -> dict[str, object]:
    return {
        "operation_id": operation_id,
        "key": ROOT,
        "kind": ROOT,
        "progress": progress_text(progress),
        "made_at": now,
        "due_at": now,
        "pending": True,
    }


_WHERE = select(operations.c.root_channel, operations.c.channel_id)
_PLACE = (operations.c.root_channel, operations.c.root_ts, operations.c.channel_id)
_BRIEF = tuple(column for column in outbox.c if column.name not in ("progress", "act_id", "result"))
_LETTERS = select(*_BRIEF, *_PLACE).join_from(outbox, operations, outbox.c.operation_id == operations.c.id)
_WHOLE = select(*outbox.c, *_PLACE).join_from(outbox, operations, outbox.c.operation_id == operations.c.id)


def _letter(row: RowMapping) -> Letter:
    return Letter(
        id=row["id"],
        operation_id=row["operation_id"],
        key=row["key"],
        kind=cast("Kind", row["kind"]),
        last=row["last"],
        version=row["version"],
        moved=row["moved"],
        made_at=row["made_at"],
        due_at=row["due_at"],
        tries=row["tries"],
        in_doubt=row["in_doubt"],
        channel=row["root_channel"] or row["channel_id"],
        rooted=bool(row["root_ts"]),
        progress=progress_of(row["progress"]) if row.get("progress") else None,
        act_id=row.get("act_id"),
        result=row.get("result"),
    )
