"""After DataWorks took a request: until its instances exist, and until they ended. Each method is the body of one step.

A step polls inside and ends for news, after a while, or when the process stops. Its result is kept, what it saw is not.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.dataworks import DataWorks
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
from bot.errors import UserError
from bot.locale import _
from bot.operations.acts import Verb
from bot.operations.looking import Eye
from bot.operations.model import ENDED, Operation, Outcome, State, Submission
from bot.operations.pace import FollowSettings
from bot.operations.progress import Progress, Run
from bot.operations.remote import Remote
from bot.operations.store import Store
from bot.operations.telling import Teller, again_key
from bot.operations.watch import Stopping, Watch, before_looking
from bot.request.plan import Plan

logger = logging.getLogger(__name__)

PASSING = (
    *(Throttled, Unavailable, NotReachable, UnexpectedAnswer, DailyLimitReached),
    *(BadCredentials, ClockSkew),
)
"""Failures of a read that say nothing about what was read."""

STOPPED_BY_HAND = frozenset({State.STOPPING, State.STOPPED})

Verdict = Literal["later", "created", "ended"]


class Unseen(UserError):
    """The instances could not be looked at; `words` are DataWorks' own."""

    def __init__(self, words: str) -> None:
        super().__init__(
            _("I could not look at the instances: {words}.", words=words.rstrip(".。")),
            _("Nothing was done. Try again in a moment."),
        )


def held(operation: Operation) -> bool:
    """Whether the instances are created without being started. API: AutoStartEnabled."""
    requests = operation.plan.requests if operation.plan else ()
    return any(request.auto_start_enabled is False for request in requests)


class Follower:
    """Follows operations; holds what this process knows of them."""

    def __init__(
        self,
        store: Store,
        teller: Teller,
        remote: Callable[[str], DataWorks],
        settings: FollowSettings,
        stopping: Stopping,
    ) -> None:
        self._store = store
        self._teller = teller
        self._remote = remote
        self._settings = settings
        self._stopping = stopping
        self._watches: dict[str, Watch] = {}

    def watch(self, operation_id: str) -> Watch:
        """What this process knows of an operation."""
        return self._watches.setdefault(operation_id, Watch())

    def forget(self, operation_id: str) -> None:
        """Drop it, when nothing more will be told."""
        self._watches.pop(operation_id, None)

    async def creation(self, operation: Operation, plan: Plan) -> Verdict:
        """Poll until DataWorks created the instances of every request it took, or failed to."""
        until = self._step_ends(operation)
        watch = self.watch(operation.id)
        while True:
            if not await self._rest(operation, self._settings.look_wait(watch.asks)):
                return "later"
            watch.asks += 1
            answered = await self._ask_whether_created(operation, plan)
            verdict = await self._creation_verdict(operation)
            if verdict != "later":
                return verdict
            if self._too_old(operation):
                return await self._give_up(operation)
            if answered:
                await self._show_creating(operation, self._settings.look_wait(watch.asks))
            if time.monotonic() >= until:
                return "later"

    async def follow(self, operation: Operation, plan: Plan) -> Verdict:
        """Look again and again until every instance ended or nothing more can happen."""
        until = self._step_ends(operation)
        while True:
            operation = await self._store.get(operation.id) or operation
            eye = await self._eye(operation, plan)
            wait = await eye.look()
            progress = eye.progress(datetime.now(UTC) + timedelta(seconds=wait))
            if eye.counted:
                await self._tell_created(operation, progress)
            if progress.failed:
                progress = await self._tell_first_failure(operation, eye, progress)
            if progress.state in ENDED:
                if await self._conclude(operation, progress):
                    return "ended"
                continue
            if self._too_old(operation):
                return await self._give_up(operation)
            await self._tell_standing(operation, eye, progress)
            await self._teller.show(operation.id, progress, self.watch(operation.id).screen)
            if not await self._rest(operation, wait) or time.monotonic() >= until:
                return "later"

    async def look(self, operation: Operation, plan: Plan) -> tuple[tuple[Run, ...], Progress]:
        """One look, now, for a person: every run, and the progress, which the root message shows from now on.

        Raises Unseen when the instances could not be looked at.
        """
        eye = await self._eye(operation, plan)
        await eye.look()
        watch = self.watch(operation.id)
        if watch.trouble is not None or not eye.saw_all:
            raise Unseen(watch.trouble or "-")
        await eye.fetch_words()
        progress = eye.progress(None)
        if operation.state in ENDED:
            progress = replace(progress, state=operation.state)
        await self._teller.show(operation.id, progress, watch.screen)
        return eye.runs, progress

    async def log(self, plan: Plan, instance_id: int) -> str:
        """The newest log of a run. Raises DataWorksError."""
        return await Remote(self._remote(plan.target.alias), plan).log(instance_id)

    def wake(self, operation_id: str) -> None:
        """End the wait for the next look, if this process follows the operation."""
        self.watch(operation_id).woken.set()

    async def last_progress(self, operation: Operation, plan: Plan) -> Progress:
        """What is known at the end: from the looks of this process, or from one more when there were none."""
        submissions = await self._store.submissions(operation.id)
        known = before_looking(operation, submissions)
        if not any(item.exists and item.workflow_instance_ids for item in submissions):
            return known
        eye = await self._eye(operation, plan)
        if not eye.saw_all and operation.state is not State.GIVEN_UP:
            await eye.look()
        if not self.watch(operation.id).seen:
            return known
        await eye.fetch_words()
        return replace(eye.progress(None), state=operation.state, message=operation.detail)

    async def _rest(self, operation: Operation, seconds: float) -> bool:
        """Wait, and show meanwhile what was held back. False when the process stops."""
        watch = self.watch(operation.id)
        screen = watch.screen
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            nap = min(left, self._teller.wait(screen) or left) if screen.held is not None else left
            if await self._stopping.within(nap, watch.woken):
                return False
            await self._teller.flush(operation.id, screen)
            if watch.woken.is_set():
                watch.woken.clear()
                break
        return not self._stopping.begun

    async def _ask_whether_created(self, operation: Operation, plan: Plan) -> bool:
        """Ask about every request that DataWorks took and has not created yet; whether all of that was answered."""
        waiting = [
            submission
            for submission in await self._store.submissions(operation.id)
            if submission.outcome is Outcome.TAKEN and not submission.workflow_instance_ids
        ]
        return all([await self._created(operation, plan, submission) for submission in waiting])

    async def _show_creating(self, operation: Operation, wait: float) -> None:
        progress = before_looking(operation, await self._store.submissions(operation.id))
        progress = replace(progress, next_look=progress.as_of + timedelta(seconds=wait))
        await self._teller.show(operation.id, progress, self.watch(operation.id).screen)

    async def _created(self, operation: Operation, plan: Plan, submission: Submission) -> bool:
        """Ask once how far the creating of one request has come; whether there was an answer."""
        remote = Remote(self._remote(plan.target.alias), plan)
        try:
            result = await remote.result(submission.remote_operation_id or "")
        except PASSING as error:
            logger.warning("%s: asking for the result failed: %s", operation.label, error)
            return False
        except DataWorksError as error:
            logger.warning("%s: no result under its OperationId, looking by name: %s", operation.label, error)
            return await self._adopt(operation, remote, submission)
        if result.is_failure:
            words = result.failure_message or None
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

    async def _eye(self, operation: Operation, plan: Plan) -> Eye:
        remote = Remote(self._remote(plan.target.alias), plan)
        submissions = await self._store.submissions(operation.id)
        watch = self.watch(operation.id)
        if not watch.recalled:
            kept = await self._store.progress_of(operation.id)
            watch.words |= {item.instance_id: item.words for item in (kept.failures if kept else ()) if item.words}
            watch.recalled = True
        watch.begin_round(operation.round)
        stop = await self._store.last_act(operation.id, Verb.STOP) if operation.state in STOPPED_BY_HAND else None
        return Eye(operation, plan, submissions, remote, watch, self._settings, stop)

    async def _tell_created(self, operation: Operation, progress: Progress) -> None:
        await self._store.add_event(
            operation.id,
            "counted",
            key="counted",
            data={"created": progress.created, "promised": progress.promised},
        )
        await self._teller.say("created", operation.id, progress)

    async def _tell_first_failure(self, operation: Operation, eye: Eye, progress: Progress) -> Progress:
        """Tell it once; the progress with the words that were fetched for it."""
        if await self._store.has_event(operation.id, "told:first_failure"):
            return progress
        await eye.fetch_words()
        told = eye.progress(progress.next_look)
        await self._store.add_event(
            operation.id,
            "first_failure",
            key="first_failure",
            data={"instances": [item.instance_id for item in told.failures]},
        )
        await self._teller.say("first_failure", operation.id, told)
        return told

    async def _tell_standing(self, operation: Operation, eye: Eye, progress: Progress) -> None:
        """What changes without an end: held instances that started, and a stop that some instances refuse."""
        if operation.state is State.HELD:
            if progress.state is State.RUNNING:
                await self._store.set_state(operation.id, State.RUNNING, only_from={State.HELD})
            elif eye.counted:
                await self._teller.say("held", operation.id, progress)
        elif operation.state is State.STOPPING and eye.refuses_to_stop:
            moved = await self._store.set_state(operation.id, State.RUNNING, only_from={State.STOPPING})
            if moved:
                await self._journal(operation, "not_stopped", instances=[run.id for run in eye.runs if not run.ended])
            await self._teller.say("not_stopped", operation.id, progress, again=operation.round)

    async def _conclude(self, operation: Operation, progress: Progress) -> bool:
        """End it, unless somebody acted on it since it was looked at."""
        if not await self._store.set_state(operation.id, progress.state, seen_in=operation.round):
            found = await self._store.get(operation.id)
            return found is None or found.state in ENDED
        await self._journal(
            operation,
            "ended",
            state=progress.state,
            created=progress.created,
            succeeded=progress.succeeded,
            dry_runs=progress.dry_runs,
            failed=progress.failed,
            stopped=progress.stopped,
            waiting=progress.waiting,
        )
        return True

    async def _give_up(self, operation: Operation) -> Verdict:
        await self._store.set_state(operation.id, State.GIVEN_UP)
        await self._journal(operation, "ended", state=State.GIVEN_UP)
        return "ended"

    async def _journal(self, operation: Operation, kind: str, **data: object) -> None:
        key = again_key(kind, operation.reopened) if kind == "ended" else None
        await self._store.add_event(operation.id, kind, data=data, key=key)

    def _age(self, operation: Operation) -> timedelta:
        return datetime.now(UTC) - (operation.confirmed_at or operation.created_at)

    def _too_old(self, operation: Operation) -> bool:
        return self._age(operation) > self._settings.give_up_after

    def _step_ends(self, operation: Operation) -> float:
        return time.monotonic() + self._settings.step_seconds(self._age(operation))
