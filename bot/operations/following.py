"""From the instances to their end; and one look for a person who asks.

A step polls inside and ends for news, after a while, or when the process stops. Its result is kept, what it saw is not.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import BinaryIO
from zoneinfo import ZoneInfo

from bot.dataworks.pace import Rank, patiently
from bot.operations.acts import CallOutcome, Verb
from bot.operations.creating import Creator
from bot.operations.keeping import Verdict, plan_of
from bot.operations.looking import Eye, Unseen
from bot.operations.model import ENDED, Operation, State
from bot.operations.progress import Progress, Run
from bot.operations.remote import Remote
from bot.operations.reports import write
from bot.operations.watch import before_looking
from bot.request.plan import Plan

STOPPED_BY_HAND = frozenset({State.STOPPING, State.STOPPED})


class Follower(Creator):
    """Follows operations; holds what this process knows of them."""

    async def follow(self, operation_id: str) -> Verdict:
        """Look again and again until every instance ended or nothing more can happen."""
        operation = await self._operation(operation_id)
        until, alias = self._step_ends(operation), plan_of(operation).target.alias
        del operation  # A plan may be large: none is held while nothing is looked at.
        while True:
            async with self._ration.turns(alias):
                came = await self._follow_once(operation_id)
            if isinstance(came, str):
                return came
            if not await self._rest(operation_id, came) or time.monotonic() >= until:
                return "later"

    async def _follow_once(self, operation_id: str) -> Verdict | float:
        """One look and what follows from it; the seconds until the next one."""
        operation = await self._operation(operation_id)
        plan = plan_of(operation)
        if (pause := await self._ration.pause(plan.target.alias)) is not None:
            await self._show_pause(operation, pause)
            return pause
        eye = await self._eye(operation, plan)
        wait = await self._rationed(operation, plan, eye)
        progress = eye.progress(self._next_look(plan, wait))
        if progress.trouble and not eye.saw_all:
            progress = await self._as_last_seen(operation, progress)
        if eye.counted:
            await self._tell_created(operation, progress)
        if progress.failed:
            progress = await self._tell_first_failure(operation, eye, progress)
        if progress.state in ENDED:
            return "ended" if await self._conclude(operation, progress) else 0.0
        if self._too_old(operation):
            return await self._give_up(operation)
        await self._tell_standing(operation, eye, progress)
        await self._teller.show(operation.id, progress, self.watch(operation.id).screen)
        return wait

    async def _rationed(self, operation: Operation, plan: Plan, eye: Eye) -> float:
        """Look within the ration; the seconds until the next look."""
        alias, watch = plan.target.alias, self.watch(operation.id)
        eye.limit(self._ration.begin(alias, operation.id, eye.most_calls))
        try:
            wanted = await eye.look(watch.tolerance)
        finally:
            self._ration.end(alias, operation.id, watch.cost)
        wait = await self._ration.wait(alias, operation.id, watch.cost, wanted)
        watch.tolerance = wait / 2
        return wait

    def _next_look(self, plan: Plan, wait: float) -> datetime:
        """When the next look will be over: others may be under way."""
        return datetime.now(UTC) + timedelta(seconds=wait + self._ration.delay(plan.target.alias))

    async def _show_pause(self, operation: Operation, pause: float) -> None:
        """Only the reserve is left of the calls of the day: say when it goes on."""
        begun = operation.confirmed_at or operation.created_at
        known = await self._store.progress_of(operation.id) or replace(before_looking(operation), as_of=begun)
        next_look = datetime.now(UTC) + timedelta(seconds=pause)
        await self._teller.show(operation.id, replace(known, next_look=next_look), self.watch(operation.id).screen)

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

    async def report(self, operation: Operation, file: BinaryIO) -> int:
        """Write a line for each instance into a file, see reports.write."""
        if operation.plan is None:
            return 0
        watched = operation.id in self._watches
        zone = ZoneInfo(operation.plan.target.time_zone)
        try:
            with patiently(Rank.FOLLOWING):
                return await write(await self._eye(operation, operation.plan), zone, file)
        finally:
            if not watched:
                self.forget(operation.id)

    async def log(self, plan: Plan, instance_id: int) -> str:
        """The newest log of a run. Raises DataWorksError."""
        return await Remote(self._remote(plan.target.alias), plan).log(instance_id)

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
        trouble = self.watch(operation.id).trouble if operation.state is State.GIVEN_UP else None
        again = await self._rerun_here(operation)
        return replace(eye.progress(None), state=operation.state, trouble=trouble, eta=None, rerun_here=again)

    async def _rerun_here(self, operation: Operation) -> int:
        """How many runs people had re-run by acts on it, as far as DataWorks answered."""
        found: set[int] = set()
        for act in await self._store.acts(operation.id):
            for call in await self._store.calls(act.id) if act.verb is Verb.RERUN else ():
                found |= set(call.ids) - set(call.refused) if call.outcome is CallOutcome.ANSWERED else set()
        return len(found)

    async def _as_last_seen(self, operation: Operation, progress: Progress) -> Progress:
        """What another process saw last, where this one cannot look."""
        kept = await self._store.progress_of(operation.id)
        if kept is None or kept.created is None:
            return progress
        return replace(kept, state=progress.state, trouble=progress.trouble, next_look=progress.next_look)

    async def _eye(self, operation: Operation, plan: Plan) -> Eye:
        remote = Remote(self._remote(plan.target.alias), plan)
        submissions = await self._store.submissions(operation.id)
        watch = self.watch(operation.id)
        if not watch.recalled:
            kept = await self._store.progress_of(operation.id)
            watch.words |= {item.instance_id: item.words for item in (kept.failures if kept else ()) if item.words}
            watch.times = kept.times if kept else watch.times
            watch.recalled = True
        watch.begin_round(operation.round)
        stop = await self._store.last_act(operation.id, Verb.STOP) if operation.state in STOPPED_BY_HAND else None
        return Eye(operation, plan, submissions, remote, watch, self._settings, stop, self._together)

    async def _tell_created(self, operation: Operation, progress: Progress) -> None:
        watch = self.watch(operation.id)
        if watch.counted:
            return
        await self._store.add_event(
            operation.id,
            "counted",
            key="counted",
            data={"created": progress.created, "promised": progress.promised},
        )
        await self._teller.say("created", operation.id, progress)
        watch.counted = True

    async def _tell_first_failure(self, operation: Operation, eye: Eye, progress: Progress) -> Progress:
        """Tell it once; the progress with the words that were fetched for it."""
        if await self._teller.is_said("first_failure", operation.id):
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
