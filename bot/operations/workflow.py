"""The durable workflow of one operation, and the steps it is made of.

What happens next follows from the results of steps alone, never from a clock or a setting read between them: a restart,
even with other settings, walks the same way again. A step may run twice, so its effects are guarded in the store.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot import traces
from bot.dataworks import DataWorks
from bot.dataworks.pace import Rank, patiently
from bot.operations.acting import Acting
from bot.operations.durable import Durable
from bot.operations.following import Follower
from bot.operations.keeping import Verdict
from bot.operations.model import ENDED, Operation, Outcome, State, Submission
from bot.operations.narrator import Kind
from bot.operations.pace import FollowSettings
from bot.operations.postman import Postman
from bot.operations.ration import Left
from bot.operations.reports import Reports
from bot.operations.rush import Rush
from bot.operations.sending import AGAIN, Sender, Sent
from bot.operations.store import Store
from bot.operations.telling import Teller, again_key, reaches_slack
from bot.operations.watch import Stopping, before_looking
from bot.request.plan import Plan

PLANS_AT_ONCE = 16
"""Operations that are sent at a time: of a thousand that are confirmed at once, no claim waits for the others."""


class Steps:
    """The steps. Their arguments and results are JSON."""

    def __init__(
        self,
        store: Store,
        postman: Postman,
        remote: Callable[[str], DataWorks],
        settings: FollowSettings,
        stopping: Stopping,
        rush: Rush,
        left: Left | None = None,
    ) -> None:
        self._store = store
        self.rush = rush
        self._teller = Teller(store, postman, settings)
        self._sender = Sender(store, remote, settings)
        self.follower = self._follower = follower = Follower(store, self._teller, remote, settings, stopping, left)
        self._reports = postman.reports = Reports(follower.report)
        self._plans = asyncio.Semaphore(PLANS_AT_ONCE)
        self.acting = Acting(store, self._teller, remote, self._follower)

    async def begin(self, operation_id: str) -> int:
        """Post the root message; the number of requests to send."""
        async with self._plans:
            return await self._begin(operation_id)

    async def _begin(self, operation_id: str) -> int:
        operation, plan = await self._planned(operation_id)
        new = await self._store.add_event(
            operation_id,
            "confirmed",
            user_id=operation.asker.user_id,
            data={"digest": plan.digest},
            now=operation.confirmed_at,
            key="confirmed",
        )
        if new:
            traces.first(operation_id, operation.label)
        progress = before_looking(operation)
        if operation.reopened and (seen := await self._store.progress_of(operation_id)):
            progress = replace(seen, next_look=None)
        await self._teller.first(operation, progress, self._follower.watch(operation_id).screen)
        return len(plan.requests)

    async def send(self, operation_id: str, index: int, tries: int) -> Sent:
        """Send one request, see Sender.send. One that has to wait for its turn is shown as being sent."""
        async with self._plans:
            sent = await self._sender.send(*await self._planned(operation_id), index, tries)
        if sent["outcome"] == AGAIN:
            await self._show(operation_id)
        return sent

    async def tell_unknown(self, operation_id: str) -> None:
        """Say that the answer was lost."""
        await self._show(operation_id, say="unknown")

    async def look_up(self, operation_id: str, index: int, looks: int) -> Sent:
        """Look a lost request up by its name, see Sender.look_up."""
        with patiently(Rank.FOLLOWING):
            return await self._sender.look_up(*await self._planned(operation_id), index, looks)

    async def after_sending(self, operation_id: str) -> bool:
        """Settle what came of the requests; whether there is something to follow."""
        await self.rush.over()
        operation, plan = await self._planned(operation_id)
        submissions = await self._store.submissions(operation_id)
        failed = next((item for item in submissions if not item.exists), None)
        if operation.state is State.CREATING:
            await self._show(operation_id, say="sent")
        if operation.state not in (State.SENDING, State.UNKNOWN):
            return operation.state not in ENDED
        if not any(item.exists for item in submissions):
            lost = failed is not None and failed.outcome is Outcome.NEVER_FOUND
            state = State.NEVER_FOUND if lost else State.REFUSED
            await self._store.set_state(operation_id, state, detail=failed.message if failed else None)
            await self._store.add_event(
                operation_id, "ended", data={"state": state}, key=again_key("ended", operation.reopened)
            )
            return False
        await self._store.set_state(operation_id, State.CREATING, detail=_partly(failed, len(plan.requests)))
        await self._show(operation_id, say="sent")
        return True

    async def creation(self, operation_id: str) -> Verdict:
        """Poll for the creation, see Follower.creation."""
        await self.rush.over()
        with patiently(Rank.FOLLOWING):
            return await self._follower.creation(operation_id)

    async def follow(self, operation_id: str) -> Verdict:
        """Follow the instances, see Follower.follow."""
        await self.rush.over()
        with patiently(Rank.FOLLOWING):
            return await self._follower.follow(operation_id)

    async def tell_end(self, operation_id: str) -> None:
        """Put the last edit and the last word into the outbox."""
        operation, plan = await self._planned(operation_id)
        if operation.state not in ENDED:
            return  # Somebody acted on it, and it goes on in a workflow of its own.
        progress = await self._follower.last_progress(operation, plan)
        screen = self._follower.watch(operation_id).screen
        await self._teller.show(operation_id, progress, screen, now=True)
        await self._teller.say("ended", operation_id, progress, again=operation.reopened)
        if progress.created and reaches_slack(operation):
            await self._reports.keep(operation)
            await self._teller.say("report", operation_id, progress, again=operation.reopened)
        self._follower.forget(operation_id)

    async def _show(self, operation_id: str, *, say: Kind | None = None) -> None:
        operation, _ = await self._planned(operation_id)
        progress = before_looking(operation, await self._store.submissions(operation_id))
        await self._teller.show(operation_id, progress, self._follower.watch(operation_id).screen)
        if say is not None:
            again = operation.reopened if say == "unknown" else 0
            await self._teller.say(say, operation_id, progress, again=again)

    async def _planned(self, operation_id: str) -> tuple[Operation, Plan]:
        operation = await self._store.get(operation_id)
        if operation is None or operation.plan is None:
            raise LookupError(f"operation {operation_id} has no plan in the store")
        return operation, operation.plan


async def backfill(durable: Durable, steps: Steps, operation_id: str) -> None:
    """One operation from Confirm to the last word."""
    with steps.rush.in_front():
        for index in range(await durable.step(steps.begin, operation_id)):
            if await _sent(durable, steps, operation_id, index) not in (Outcome.TAKEN, Outcome.ADOPTED):
                break
    if await durable.step(steps.after_sending, operation_id):
        verdict: Verdict = "later"
        while verdict == "later":
            verdict = await durable.step(steps.creation, operation_id)
        while verdict in ("created", "later"):
            verdict = await durable.step(steps.follow, operation_id)
    await durable.step(steps.tell_end, operation_id)


async def _sent(durable: Durable, steps: Steps, operation_id: str, index: int) -> str:
    """Send one request; the outcome that stands."""
    tries = 1
    sent = await durable.step(steps.send, operation_id, index, tries)
    while sent["outcome"] == AGAIN:
        await durable.sleep(sent["wait"])
        tries += 1
        sent = await durable.step(steps.send, operation_id, index, tries)
    if sent["outcome"] == Outcome.UNKNOWN:
        await durable.step(steps.tell_unknown, operation_id)
    looks = 0
    while sent["outcome"] == Outcome.UNKNOWN:
        await durable.sleep(sent["wait"])
        looks += 1
        sent = await durable.step(steps.look_up, operation_id, index, looks)
    return sent["outcome"]


def _partly(failed: Submission | None, requests: int) -> str | None:
    """Words about the request that stopped the linked ones behind it."""
    if failed is None:
        return None
    return f"{failed.index + 1}/{requests}: {failed.message or failed.outcome}"
