"""One request on its way to DataWorks: claimed, POSTed once, recorded; looked up when its answer was lost."""

import logging
import time
from collections.abc import Callable
from typing import TypedDict

from bot.dataworks import DataWorks
from bot.dataworks.errors import (
    DataWorksError,
    NotReachable,
    OutcomeUnknown,
    Throttled,
    Unavailable,
    UnexpectedAnswer,
)
from bot.errors import UserError
from bot.operations.model import Operation, Outcome, State, Submission
from bot.operations.pace import FollowSettings
from bot.operations.remote import Remote
from bot.operations.store import Store
from bot.request.plan import Plan

logger = logging.getLogger(__name__)

CERTAINLY_NOT_TAKEN = (NotReachable, Throttled)
PERHAPS_TAKEN = (OutcomeUnknown, Unavailable, UnexpectedAnswer)
"""For a write the client raises the first one only; the others are here so that a doubt is never taken for a no."""


CLAIM_SECONDS = 5.0
"""Longer between claim and POST, and the POST is not made: a replica that is silent so long is taken over."""


class Sent(TypedDict):
    """Result of a step: an Outcome (or AGAIN: certainly not taken, to be sent again), and the seconds to wait then."""

    outcome: str
    wait: float


AGAIN = "again"


class Sender:
    """Sends the requests of operations."""

    def __init__(self, store: Store, remote: Callable[[str], DataWorks], settings: FollowSettings) -> None:
        self._store = store
        self._remote = remote
        self._settings = settings

    async def send(self, operation: Operation, plan: Plan, index: int, tries: int) -> Sent:
        """Send request `index`, the `tries`-th time (from 1), unless its claim is taken: then what is known of it."""
        try:
            remote = Remote(self._remote(plan.target.alias), plan)
        except UserError as error:
            await self._store.claim_submission(operation.id, index)
            return await self._refused(operation, index, error)
        began = time.monotonic()
        if not await self._store.claim_submission(operation.id, index):
            return await self._claimed_before(operation, index)
        if time.monotonic() - began > CLAIM_SECONDS:
            # This process was frozen; another one may have found the claim and be looking for what was never sent.
            return await self._unknown(operation, index, None)
        try:
            answer = await remote.send(index)
        except CERTAINLY_NOT_TAKEN as error:
            return await self._not_taken(operation, index, tries, error)
        except PERHAPS_TAKEN as error:
            return await self._unknown(operation, index, error)
        except UserError as error:
            return await self._refused(operation, index, error)
        except Exception as error:
            logger.exception("%s: sending request %d failed in an unforeseen way", operation.label, index)
            return await self._unknown(operation, index, error)
        await self._store.record_submission(
            operation.id,
            index,
            Outcome.TAKEN,
            request_id=answer.request_id or None,
            remote_operation_id=answer.operation_id,
        )
        await self._journal(
            operation, "taken", index, request_id=answer.request_id, remote_operation_id=answer.operation_id
        )
        return _known(Outcome.TAKEN)

    async def look_up(self, operation: Operation, plan: Plan, index: int, looks: int) -> Sent:
        """Look for a request whose answer was lost, for the `looks`-th time (from 1)."""
        submission = await self._store.submission(operation.id, index)
        if submission is None or submission.outcome is not Outcome.UNKNOWN:
            return _known((submission and submission.outcome) or Outcome.NEVER_FOUND)
        if ids := await self._found(operation, plan, submission):
            await self._store.record_submission(operation.id, index, Outcome.ADOPTED, workflow_instance_ids=ids)
            await self._journal(operation, "adopted", index, workflow_instance_ids=list(ids))
            return _known(Outcome.ADOPTED)
        wait = self._settings.lookup_wait(looks)
        if wait is not None:
            return Sent(outcome=Outcome.UNKNOWN, wait=wait)
        if not await self._store.record_submission(
            operation.id, index, Outcome.NEVER_FOUND, instead_of=Outcome.UNKNOWN
        ):
            found = await self._store.submission(operation.id, index)
            return _known((found and found.outcome) or Outcome.NEVER_FOUND)
        await self._journal(operation, "never_found", index, looks=looks)
        return _known(Outcome.NEVER_FOUND)

    async def _found(self, operation: Operation, plan: Plan, submission: Submission) -> tuple[int, ...]:
        sent_at = submission.sent_at or operation.confirmed_at or operation.created_at
        try:
            return await Remote(self._remote(plan.target.alias), plan).found(submission.index, sent_at)
        except UserError as error:
            logger.warning("%s: looking request %d up failed: %s", operation.label, submission.index, error)
            return ()

    async def _claimed_before(self, operation: Operation, index: int) -> Sent:
        """A claim without an outcome is a crash between claim and answer: perhaps sent, so never a second POST."""
        submission = await self._store.submission(operation.id, index)
        if submission is not None and submission.outcome is not None:
            lost = submission.outcome is Outcome.UNKNOWN
            if lost:
                await self._store.set_state(operation.id, State.UNKNOWN, only_from={State.SENDING})
            wait = self._settings.lookup_wait(0) if lost else None
            return Sent(outcome=submission.outcome, wait=wait or 0.0)
        return await self._unknown(operation, index, None)

    async def _not_taken(self, operation: Operation, index: int, tries: int, error: DataWorksError) -> Sent:
        wait = self._settings.retry_wait(tries - 1)
        if wait is None:
            return await self._refused(operation, index, error)
        await self._store.release_submission(operation.id, index)
        await self._journal(operation, "not_taken", index, tries=tries, code=error.code, reason=words_of(error))
        return Sent(outcome=AGAIN, wait=wait)

    async def _refused(self, operation: Operation, index: int, error: UserError) -> Sent:
        await self._store.record_submission(
            operation.id,
            index,
            Outcome.REFUSED,
            request_id=getattr(error, "request_id", None) or None,
            message=words_of(error),
        )
        await self._journal(operation, "refused", index, code=getattr(error, "code", ""), reason=words_of(error))
        return _known(Outcome.REFUSED)

    async def _unknown(self, operation: Operation, index: int, error: Exception | None) -> Sent:
        await self._store.record_submission(
            operation.id, index, Outcome.UNKNOWN, request_id=getattr(error, "request_id", None) or None
        )
        await self._store.set_state(operation.id, State.UNKNOWN)
        await self._journal(operation, "unknown", index, reason=type(error).__name__ if error else "interrupted")
        return Sent(outcome=Outcome.UNKNOWN, wait=self._settings.lookup_wait(0) or 0.0)

    async def _journal(self, operation: Operation, kind: str, index: int, **data: object) -> None:
        await self._store.add_event(operation.id, kind, data={"index": index, **data})


def words_of(error: UserError) -> str:
    """DataWorks' own words where it gave any, else what is known of the failure."""
    return getattr(error, "message", "") or getattr(error, "code", "") or str(error)


def _known(outcome: Outcome) -> Sent:
    return Sent(outcome=outcome, wait=0.0)
