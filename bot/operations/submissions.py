"""The claim rows: before a request is POSTed its row is taken, once, so that no second POST can follow a crash."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from bot.operations.lifecycle import sources
from bot.operations.model import Outcome, State, Submission
from bot.operations.records import submission_of
from bot.operations.sessions import Sessions, moment
from bot.operations.tables import operations, submissions


class Submissions(Sessions):
    """Submissions of the store."""

    async def claim_submission(self, operation_id: str, index: int, now: datetime | None = None) -> bool:
        """Take the right to send request `index`. True for exactly one caller; whoever gets False must never POST.

        The operation is then sending. One transaction, so that nothing but the POST stands between claim and POST.
        """
        now = moment(now)
        row = {"operation_id": operation_id, "position": index, "claimed_at": now, "sent_at": now}
        sending = (
            update(operations)
            .where(operations.c.id == operation_id, operations.c.state.in_(sources(State.SENDING)))
            .values(state=State.SENDING)
        )

        def body(connection: Connection) -> bool:
            claimed = self._add(connection, submissions, **row)
            if claimed:
                connection.execute(sending)
            return claimed

        return await self._written(body)

    async def release_submission(self, operation_id: str, index: int) -> bool:
        """Give the claim back, after an answer that says for certain that the request was not taken."""
        return await self._changed(delete(submissions).where(_is(operation_id, index), submissions.c.outcome.is_(None)))

    async def record_submission(
        self,
        operation_id: str,
        index: int,
        outcome: Outcome,
        *,
        request_id: str | None = None,
        remote_operation_id: str | None = None,
        workflow_instance_ids: Sequence[int] | None = None,
        message: str | None = None,
        instead_of: Outcome | None = None,
    ) -> bool:
        """Write what is known of a claimed request; fields that are None stay as they are.

        With `instead_of` only if that was known before, and false if not: somebody may have found out more meanwhile.
        """
        values: dict[str, object] = {"outcome": outcome}
        if outcome is Outcome.ADOPTED:
            values["adopted"] = True
        if workflow_instance_ids is not None:
            values["workflow_instance_ids"] = list(workflow_instance_ids)
        given = {"request_id": request_id, "remote_operation_id": remote_operation_id, "message": message}
        values |= {name: value for name, value in given.items() if value is not None}
        its = _is(operation_id, index)
        if instead_of is not None:
            its &= submissions.c.outcome == instead_of
        return await self._changed(update(submissions).where(its).values(**values))

    async def submissions(self, operation_id: str) -> tuple[Submission, ...]:
        """The claimed requests of an operation, in order."""
        rows = await self._rows(
            select(submissions).where(submissions.c.operation_id == operation_id).order_by(submissions.c.position)
        )
        return tuple(submission_of(row) for row in rows)

    async def submission(self, operation_id: str, index: int) -> Submission | None:
        """One claimed request; None when nobody claimed it."""
        row = await self._row(select(submissions).where(_is(operation_id, index)))
        return submission_of(row) if row else None


def _is(operation_id: str, index: int) -> ColumnElement[bool]:
    return (submissions.c.operation_id == operation_id) & (submissions.c.position == index)
