"""After DataWorks took a request, until its instances exist. The body of one step."""

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.dataworks.errors import (
    BadCredentials,
    ClockSkew,
    DailyLimitReached,
    DataWorksError,
    NotReachable,
    Throttled,
    Unavailable,
    UnexpectedAnswer,
)
from bot.operations.keeping import Keeper, Verdict, plan_of
from bot.operations.model import Operation, Outcome, State, Submission
from bot.operations.remote import Remote
from bot.operations.sending import words_of
from bot.operations.watch import before_looking
from bot.request.plan import Plan

logger = logging.getLogger(__name__)

PASSING = (
    *(Throttled, Unavailable, NotReachable, UnexpectedAnswer, DailyLimitReached),
    *(BadCredentials, ClockSkew),
)
"""Failures of a read that say nothing about what was read."""


class Creator(Keeper):
    """Watches the creating."""

    async def creation(self, operation_id: str) -> Verdict:
        """Poll until DataWorks created the instances of every request it took, or failed to."""
        operation = await self._operation(operation_id)
        until, wait = self._step_ends(operation), await self._asking_wait(operation)
        del operation  # A plan may be large: none is held while nothing is asked.
        while True:
            if not await self._rest(operation_id, wait):
                return "later"
            operation = await self._operation(operation_id)
            verdict = await self._ask_once(operation)
            if verdict != "later":
                return verdict
            wait = await self._asking_wait(operation)
            await self._show_creating(operation, wait)
            del operation
            if time.monotonic() >= until:
                return "later"

    async def _ask_once(self, operation: Operation) -> Verdict:
        watch, plan = self.watch(operation.id), plan_of(operation)
        watch.asks += 1
        self._ration.end(plan.target.alias, operation.id, len(plan.requests))
        if await self._ask_whether_created(operation, plan):
            watch.as_of, watch.trouble = datetime.now(UTC), None
        verdict = await self._creation_verdict(operation)
        return await self._give_up(operation) if verdict == "later" and self._too_old(operation) else verdict

    async def _asking_wait(self, operation: Operation) -> float:
        plan = plan_of(operation)
        wanted = self._settings.look_wait(self.watch(operation.id).asks)
        return await self._ration.wait(plan.target.alias, operation.id, len(plan.requests), wanted)

    async def _ask_whether_created(self, operation: Operation, plan: Plan) -> bool:
        """Ask about every request that DataWorks took and has not created yet; whether all of that was answered."""
        waiting = [
            submission
            for submission in await self._store.submissions(operation.id)
            if submission.outcome is Outcome.TAKEN and not submission.workflow_instance_ids
        ]
        return all([await self._created(operation, plan, submission) for submission in waiting])

    async def _show_creating(self, operation: Operation, wait: float) -> None:
        watch = self.watch(operation.id)
        progress = before_looking(operation, await self._store.submissions(operation.id))
        progress = replace(
            progress,
            as_of=watch.as_of or operation.confirmed_at or operation.created_at,
            next_look=progress.as_of + timedelta(seconds=wait),
            trouble=watch.trouble,
        )
        await self._teller.show(operation.id, progress, watch.screen)

    async def _created(self, operation: Operation, plan: Plan, submission: Submission) -> bool:
        """Ask once how far the creating of one request has come; whether there was an answer."""
        remote = Remote(self._remote(plan.target.alias), plan)
        try:
            result = await remote.result(submission.remote_operation_id or "")
        except PASSING as error:
            logger.warning("%s: asking for the result failed: %s", operation.label, error)
            self.watch(operation.id).trouble = words_of(error)
            return False
        except DataWorksError as error:
            logger.warning("%s: no result under its OperationId, looking by name: %s", operation.label, error)
            return await self._adopt(operation, remote, submission)
        if result.is_failure:
            words = (result.failure_message or "").strip() or None
            await self._store.record_submission(operation.id, submission.index, Outcome.CREATE_FAILED, message=words)
            await self._journal(operation, "create_failed", index=submission.index, reason=words)
        elif result.is_created and result.workflow_instance_ids:
            ids = result.workflow_instance_ids
            await self._store.record_submission(
                operation.id, submission.index, Outcome.TAKEN, workflow_instance_ids=ids
            )
            await self._journal(operation, "created", index=submission.index, workflow_instance_ids=list(ids))
        elif result.is_created:
            return await self._adopt(operation, remote, submission)
        return True

    async def _adopt(self, operation: Operation, remote: Remote, submission: Submission) -> bool:
        """Take the instances by their name, where DataWorks does not tell their ids; whether there was an answer."""
        try:
            ids = await remote.found(submission.index, submission.sent_at or operation.created_at)
        except DataWorksError as error:
            logger.warning("%s: looking by name failed: %s", operation.label, error)
            self.watch(operation.id).trouble = words_of(error)
            return False
        if ids:
            await self._store.record_submission(
                operation.id, submission.index, Outcome.ADOPTED, workflow_instance_ids=ids
            )
            await self._journal(operation, "adopted", index=submission.index, workflow_instance_ids=list(ids))
        return True

    async def _creation_verdict(self, operation: Operation) -> Verdict:
        submissions = await self._store.submissions(operation.id)
        if any(item.outcome is Outcome.TAKEN and not item.workflow_instance_ids for item in submissions):
            return "later"
        failed = [item.message for item in submissions if item.outcome is Outcome.CREATE_FAILED]
        detail = next((message for message in failed if message), None)
        if any(item.exists for item in submissions):
            state = State.HELD if held(operation) else State.RUNNING
            await self._store.set_state(operation.id, state, detail=detail, only_from={State.CREATING})
            return "created"
        await self._store.set_state(operation.id, State.CREATE_FAILED, detail=detail)
        await self._journal(operation, "ended", state=State.CREATE_FAILED)
        return "ended"


def held(operation: Operation) -> bool:
    """Whether the instances are created without being started. API: AutoStartEnabled."""
    requests = operation.plan.requests if operation.plan else ()
    return any(request.auto_start_enabled is False for request in requests)
