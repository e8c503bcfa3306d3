"""From the first word to Confirm: drafts in the store. A draft has its number and id from the start and keeps them."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, false, func, select, update

from bot.operations.model import Asker, Operation, State
from bot.operations.records import form_text, operation_of, plan_text
from bot.operations.sessions import Sessions, moment
from bot.operations.tables import operations
from bot.request.form import Form
from bot.request.plan import Plan

LIFETIME = timedelta(minutes=15)
"""How long a preview may be confirmed."""

REPEATED_WITHIN = timedelta(minutes=2)
"""The same words of one person in one channel within this time are impatience, not a second request."""

RESPONSE_URL_USES = 5
"""Slack takes five posts to one response_url."""


class Drafts(Sessions):
    """Drafts of the store."""

    async def draft(
        self,
        asker: Asker,
        text: str,
        form: Form,
        *,
        trigger_id: str | None = None,
        lifetime: timedelta = LIFETIME,
        now: datetime | None = None,
    ) -> tuple[Operation, bool]:
        """A draft for these words, and whether it is new.

        It is not when `trigger_id` was seen before (a redelivered command), or when the same person, channel and text
        made a draft within the last two minutes that is still open: then that one is given.
        """
        now = moment(now)

        def body(connection: Connection) -> tuple[Operation, bool]:
            self._one_at_a_time(connection, asker)
            earlier = self._earlier(connection, asker, text, trigger_id, now)
            if earlier is not None:
                return earlier, False
            statement = operations.insert().values(
                id=uuid.uuid4().hex,
                team_id=asker.team_id,
                user_id=asker.user_id,
                channel_id=asker.channel_id,
                locale=asker.locale,
                state=State.DRAFTED,
                text=text,
                form=form_text(form),
                created_at=now,
                expires_at=now + lifetime,
                trigger_id=trigger_id,
            )
            row = connection.execute(statement.returning(operations)).mappings().one()
            return operation_of(row), True

        return await self._written(body)

    async def save_plan(
        self,
        operation_id: str,
        form: Form,
        plan: Plan,
        *,
        response_url: str | None = None,
        expires_at: datetime | None = None,
        view_id: str | None = None,
    ) -> bool:
        """Keep what the preview shows. A new `response_url` starts its five uses anew. False when the draft is over."""
        values: dict[str, object] = {"form": form_text(form), "plan": plan_text(plan), "digest": plan.digest}
        if response_url is not None:
            values |= {"response_url": response_url, "response_url_uses": 0}
        if expires_at is not None:
            values["expires_at"] = expires_at
        if view_id is not None:
            values["view_id"] = view_id
        return await self._changed(
            update(operations).where(operations.c.id == operation_id, _drafted()).values(**values)
        )

    async def save_form(self, operation_id: str, form: Form, *, response_url: str | None = None) -> bool:
        """Keep what was asked without a plan: a question is open, or it was refused. False when the draft is over."""
        values: dict[str, object] = {"form": form_text(form), "plan": None, "digest": None}
        if response_url is not None:
            values |= {"response_url": response_url, "response_url_uses": 0}
        return await self._changed(
            update(operations).where(operations.c.id == operation_id, _drafted()).values(**values)
        )

    async def drafts_of(self, user_id: str, now: datetime | None = None) -> tuple[Operation, ...]:
        """A person's open drafts, the newest first."""
        rows = await self._rows(
            select(operations)
            .where(operations.c.user_id == user_id, _drafted(), operations.c.expires_at > moment(now))
            .order_by(operations.c.number.desc())
        )
        return tuple(operation_of(row) for row in rows)

    async def confirm(
        self, operation_id: str, user_id: str, digest: str, now: datetime | None = None, root_channel: str | None = None
    ) -> bool:
        """Claim the draft: true for one press only, of its asker, with the digest that was shown, before it expires."""
        now = moment(now)
        return await self._changed(
            update(operations)
            .where(
                operations.c.id == operation_id,
                _drafted(),
                operations.c.user_id == user_id,
                operations.c.digest == digest,
                operations.c.expires_at > now,
            )
            .values(
                state=State.CONFIRMED,
                confirmed_at=now,
                root_channel=root_channel or operations.c.channel_id,
                response_url=None,
            )
        )

    async def discard(self, operation_id: str, user_id: str, now: datetime | None = None) -> bool:
        """Cancel a draft: true once, and for its own asker only."""
        return await self._changed(
            update(operations)
            .where(operations.c.id == operation_id, _drafted(), operations.c.user_id == user_id)
            .values(state=State.DISCARDED, ended_at=moment(now), response_url=None)
        )

    async def expire(self, now: datetime | None = None) -> tuple[Operation, ...]:
        """End the drafts whose time is over; each is given once, with its response_url, for its preview to say so."""
        now = moment(now)

        def body(connection: Connection) -> tuple[Operation, ...]:
            due = select(operations).where(_drafted(), operations.c.expires_at <= now).with_for_update(skip_locked=True)
            found = tuple(operation_of(row) for row in connection.execute(due).mappings())
            connection.execute(
                update(operations)
                .where(operations.c.id.in_([item.id for item in found]))
                .values(state=State.DISCARDED, ended_at=now, response_url=None)
            )
            return found

        return await self._written(body)

    async def response_url_used(self, operation_id: str) -> bool:
        """Count one use of the draft's response_url; False when it has none left."""
        return await self._changed(
            update(operations)
            .where(
                operations.c.id == operation_id,
                operations.c.response_url.is_not(None),
                operations.c.response_url_uses < RESPONSE_URL_USES,
            )
            .values(response_url_uses=operations.c.response_url_uses + 1)
        )

    def _one_at_a_time(self, connection: Connection, asker: Asker) -> None:
        """Keep two commands of one person apart until the first draft is there; SQLite has one writer anyway."""
        if self._transactions.dialect == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(asker.user_id))))

    def _earlier(
        self, connection: Connection, asker: Asker, text: str, trigger_id: str | None, now: datetime
    ) -> Operation | None:
        repeated = (
            _drafted()
            & (operations.c.team_id == asker.team_id)
            & (operations.c.user_id == asker.user_id)
            & (operations.c.channel_id == asker.channel_id)
            & (operations.c.text == text)
            & (operations.c.created_at > now - REPEATED_WITHIN)
            & (operations.c.expires_at > now)
        )
        # Two empty forms are not the same words.
        again: ColumnElement[bool] = repeated if text else false()
        same = again if trigger_id is None else again | (operations.c.trigger_id == trigger_id)
        newest = select(operations).where(same).order_by(operations.c.number.desc()).limit(1)
        row = connection.execute(newest).mappings().first()
        return operation_of(row) if row else None


def _drafted() -> ColumnElement[bool]:
    return operations.c.state == State.DRAFTED
