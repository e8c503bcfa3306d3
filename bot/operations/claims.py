"""Acts and their claim rows: an act is asked once, and each of its calls is claimed before it is sent."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from bot.operations.acts import Act, Call, CallOutcome, Scope, Verb, Wish
from bot.operations.lifecycle import REOPENS
from bot.operations.records import act_of, call_of, scope_text, wish_text
from bot.operations.sessions import Sessions, moment
from bot.operations.tables import act_calls, acts, events, operations


class Claims(Sessions):
    """Acts of the store."""

    async def ask(
        self,
        operation_id: str,
        verb: Verb,
        key: str,
        user_id: str,
        wish: Wish | None = None,
        now: datetime | None = None,
    ) -> tuple[Act, bool]:
        """The act of this press, and whether it is new. It is the first one when the key was seen before, or while
        another act of the same verb on the operation has not ended. A new one is journaled with who and when.
        """
        now, key = moment(now), _full(verb, key)

        def body(connection: Connection) -> tuple[Act, bool]:
            connection.execute(select(operations.c.id).where(operations.c.id == operation_id).with_for_update())
            same = (acts.c.verb == verb) & ((acts.c.key == key) | acts.c.ended_at.is_(None))
            statement = select(acts).where(acts.c.operation_id == operation_id, same).order_by(acts.c.asked_at)
            found = connection.execute(statement).mappings().all()
            if found:
                return act_of(next((row for row in found if row["key"] == key), found[-1])), False
            row = {
                "id": uuid.uuid4().hex,
                "operation_id": operation_id,
                "verb": verb,
                "key": key,
                "user_id": user_id,
                "asked_at": now,
                "wish": wish_text(wish or Wish()),
            }
            made = connection.execute(acts.insert().values(**row).returning(acts)).mappings().one()
            connection.execute(
                events.insert().values(
                    operation_id=operation_id,
                    at=now,
                    kind=f"asked:{verb.value}",
                    user_id=user_id,
                    data={"act": row["id"], **_journaled(wish)},
                    key=f"asked:{row['id']}",
                )
            )
            return act_of(made), True

        return await self._written(body)

    async def act(self, act_id: str) -> Act | None:
        """One act by its id."""
        row = await self._row(select(acts).where(acts.c.id == act_id))
        return act_of(row) if row else None

    async def act_of_key(self, operation_id: str, verb: Verb, key: str) -> Act | None:
        """The act of this press, if there is one."""
        row = await self._row(select(acts).where(acts.c.operation_id == operation_id, acts.c.key == _full(verb, key)))
        return act_of(row) if row else None

    async def acts(self, operation_id: str) -> tuple[Act, ...]:
        """The acts on an operation, in the order they were asked."""
        rows = await self._rows(select(acts).where(acts.c.operation_id == operation_id).order_by(acts.c.asked_at))
        return tuple(act_of(row) for row in rows)

    async def last_act(self, operation_id: str, verb: Verb) -> Act | None:
        """The newest act of this verb on an operation."""
        row = await self._row(
            select(acts)
            .where(acts.c.operation_id == operation_id, acts.c.verb == verb)
            .order_by(acts.c.asked_at.desc())
            .limit(1)
        )
        return act_of(row) if row else None

    async def acts_under_way(self) -> tuple[Act, ...]:
        """Asked and not ended, the oldest first."""
        rows = await self._rows(select(acts).where(acts.c.ended_at.is_(None)).order_by(acts.c.asked_at))
        return tuple(act_of(row) for row in rows)

    async def acts_unstarted(self) -> tuple[str, ...]:
        """The ids of acts that were asked and not begun yet, perhaps by another process."""
        statement = select(acts.c.id).where(acts.c.ended_at.is_(None), acts.c.scope.is_(None))
        return tuple(row["id"] for row in await self._rows(statement.order_by(acts.c.asked_at)))

    async def settle_scope(self, act_id: str, scope: Scope, calls: Collection[tuple[str, tuple[int, ...]]]) -> bool:
        """Write what an act is about and the calls (action, ids) it will make; False when that was written before."""

        def body(connection: Connection) -> bool:
            settled = update(acts).where(acts.c.id == act_id, acts.c.scope.is_(None)).values(scope=scope_text(scope))
            if not connection.execute(settled).rowcount:
                return False
            for position, (action, ids) in enumerate(calls):
                self._add(connection, act_calls, act_id=act_id, position=position, action=action, ids=list(ids))
            return True

        return await self._written(body)

    async def add_call(self, act_id: str, position: int, action: str, ids: tuple[int, ...]) -> bool:
        """Write one more call that an act will make; False when it was written before."""
        return await self._added(act_calls, act_id=act_id, position=position, action=action, ids=list(ids))

    async def calls(self, act_id: str) -> tuple[Call, ...]:
        """The calls of an act, in order."""
        rows = await self._rows(select(act_calls).where(act_calls.c.act_id == act_id).order_by(act_calls.c.position))
        return tuple(call_of(row) for row in rows)

    async def claim_call(self, act_id: str, position: int, now: datetime | None = None) -> bool:
        """Take the right to send a call. True for exactly one caller; whoever gets False must never send it."""
        return await self._changed(
            update(act_calls)
            .where(_is(act_id, position), act_calls.c.claimed_at.is_(None))
            .values(claimed_at=moment(now))
        )

    async def record_call(
        self,
        act_id: str,
        position: int,
        outcome: CallOutcome,
        *,
        refused: Mapping[int, str] | None = None,
        message: str | None = None,
    ) -> bool:
        """Write what came of a claimed call, once; False when that was written before."""
        values = {"outcome": outcome, "refused": {str(key): words for key, words in (refused or {}).items()}}
        return await self._changed(
            update(act_calls)
            .where(_is(act_id, position), act_calls.c.outcome.is_(None))
            .values(**values, message=message)
        )

    async def end_act(
        self,
        act_id: str,
        data: Mapping[str, object],
        *,
        reopens: bool,
        trouble: str | None = None,
        now: datetime | None = None,
    ) -> bool:
        """End an act, once: the operation's next round begins, and with `reopens` one that had ended lives again.

        One transaction, so that nobody concludes from what was seen before the act. False when it had ended before.
        """
        now = moment(now)

        def body(connection: Connection) -> bool:
            ended = (
                update(acts)
                .where(acts.c.id == act_id, acts.c.ended_at.is_(None))
                .values(ended_at=now, trouble=trouble)
                .returning(acts.c.operation_id, acts.c.verb, acts.c.user_id)
            )
            row = connection.execute(ended).mappings().first()
            if row is None:
                return False
            its = operations.c.id == row["operation_id"]
            connection.execute(update(operations).where(its).values(round=operations.c.round + 1))
            for source, target in REOPENS.items() if reopens else ():
                connection.execute(
                    update(operations)
                    .where(its, operations.c.state == source)
                    .values(state=target, ended_at=None, reopened=operations.c.reopened + 1)
                )
            connection.execute(
                events.insert().values(
                    operation_id=row["operation_id"],
                    at=now,
                    kind=f"acted:{row['verb']}",
                    user_id=row["user_id"],
                    data={"act": act_id, **data},
                    key=f"acted:{act_id}",
                )
            )
            return True

        return await self._written(body)


def _full(verb: Verb, key: str) -> str:
    """A press is one act of its verb."""
    return f"{verb.value}:{key}"


def _journaled(wish: Wish | None) -> dict[str, object]:
    """A wish in the journal, without what was not said."""
    found: dict[str, object] = {"instances": list(wish.picked)} if wish and wish.picked else {}
    return found | ({"reason": wish.reason} if wish and wish.reason else {})


def _is(act_id: str, position: int) -> ColumnElement[bool]:
    return (act_calls.c.act_id == act_id) & (act_calls.c.position == position)
