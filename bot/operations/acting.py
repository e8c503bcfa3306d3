"""The durable workflow of one act of a person on an operation, and the steps it is made of.

What it is about is settled by one look and kept; each call is claimed before it is sent and never sent twice; then the
operation's next round begins, and one that had ended lives again.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.dataworks import DataWorks
from bot.errors import UserError
from bot.operations.acts import Act, Call, CallOutcome, Result, Scope, Verb, result_of
from bot.operations.choosing import Planned, calls_of, scope_of, stop_one_by_one
from bot.operations.durable import Durable
from bot.operations.following import Follower
from bot.operations.model import Operation, Outcome, State, Submission
from bot.operations.remote import Remote
from bot.operations.sending import PERHAPS_TAKEN, words_of
from bot.operations.store import Store
from bot.operations.telling import Teller
from bot.request.plan import Plan

logger = logging.getLogger(__name__)

LOOK_UP, SEND = "ListWorkflowInstances", "CreateWorkflowInstances"
REOPENING = frozenset({Verb.RERUN, Verb.SET_SUCCESS, Verb.RESUME, Verb.LOOK_AGAIN, Verb.SEND_AGAIN})
LOST = (Outcome.UNKNOWN, Outcome.NEVER_FOUND)


class Acting:
    """The steps of acts. Their arguments and results are JSON."""

    def __init__(
        self,
        store: Store,
        teller: Teller,
        remote: Callable[[str], DataWorks],
        follower: Follower,
    ) -> None:
        self._store = store
        self._teller = teller
        self._remote = remote
        self._follower = follower

    async def settle(self, act_id: str) -> int:
        """Find out what the act is about; how many calls it takes. A stop is told before it is sent."""
        act, operation, plan = await self._asked(act_id)
        if act.ended_at is not None:
            return 0
        if act.scope is None:
            try:
                scope, calls = await self._scope(act, operation, plan)
            except UserError as error:
                await self._store.end_act(act.id, {"trouble": words_of(error)}, reopens=False, trouble=words_of(error))
                return 0
            await self._store.settle_scope(act.id, scope, calls)
            act = replace(act, scope=scope)
        calls_to_make = await self._store.calls(act.id)
        if act.verb is Verb.STOP and calls_to_make:
            await self._store.set_state(operation.id, State.STOPPING, only_from={State.RUNNING, State.HELD})
            await self._teller.asked(act)
            self._follower.wake(operation.id)
        return len(calls_to_make)

    async def call(self, act_id: str, position: int) -> None:
        """Make one call, unless its claim is taken: then nobody knows, and it is not made again."""
        act, operation, plan = await self._asked(act_id)
        call = (await self._store.calls(act_id))[position]
        claimed = await self._store.claim_call(act_id, position)
        if call.outcome is not None:
            return
        looks = act.verb is Verb.LOOK_AGAIN
        if not claimed and not looks:
            await self._lost_answer(act, operation, position, None)
            return
        try:
            refused = await self._made(act, operation, plan, call)
        except UserError as error:
            if isinstance(error, PERHAPS_TAKEN) and not looks:
                await self._lost_answer(act, operation, position, words_of(error))
            else:
                await self._store.record_call(act_id, position, CallOutcome.NOT_TAKEN, message=words_of(error))
        except Exception as error:
            logger.exception("%s: %s failed in an unforeseen way", operation.label, call.action)
            await self._lost_answer(act, operation, position, type(error).__name__)
        else:
            await self._store.record_call(act_id, position, CallOutcome.ANSWERED, refused=refused)

    async def more(self, act_id: str) -> int:
        """How many calls there are, with those that follow: what could not be stopped whole is stopped run by run."""
        act, _, _ = await self._asked(act_id)
        calls = await self._store.calls(act_id)
        if act.scope is None or act.verb is not Verb.STOP:
            return len(calls)
        planned = len(calls_of(act.verb, act.scope))
        refused = [item for call in calls[:planned] for item in call.refused]
        following = stop_one_by_one(act.scope, refused)
        for position, (action, ids) in enumerate(following, planned):
            await self._store.add_call(act_id, position, action, ids)
        return planned + len(following)

    async def finish(self, act_id: str) -> None:
        """The operation's next round begins, and one that had ended lives again where the act can change its end."""
        act, operation, _ = await self._asked(act_id)
        result = await self._result(act)
        effect = result.done > 0 or result.unknown
        if act.verb is Verb.START and effect:
            await self._store.set_state(operation.id, State.RUNNING, only_from={State.HELD})
        if act.verb is Verb.STOP and result.asked and not effect:
            await self._store.set_state(operation.id, State.RUNNING, only_from={State.STOPPING})
        data = {
            "asked": result.asked,
            "done": result.done,
            "refused": {str(item): words for item, words in result.refused.items()},
            "unknown": result.unknown,
            "left_out": [item.id for item in act.scope.left_out] if act.scope else [],
        }
        await self._store.end_act(act.id, data, reopens=effect and act.verb in REOPENING)
        self._follower.wake(operation.id)

    async def tell(self, act_id: str) -> None:
        """Put what came of it into the outbox."""
        act, _, _ = await self._asked(act_id)
        await self._teller.acted(act, await self._result(act))

    async def _scope(self, act: Act, operation: Operation, plan: Plan) -> tuple[Scope, Planned]:
        """Raises UserError where it cannot be found out."""
        if act.verb is Verb.LOOK_AGAIN:
            return Scope(), ((LOOK_UP, (1,)),)
        if act.verb is Verb.SEND_AGAIN:
            return Scope(), ((SEND, (1,)),)
        runs, _ = await self._follower.look(operation, plan)
        scope = scope_of(act.verb, runs, act.wish)
        return scope, calls_of(act.verb, scope)

    async def _made(self, act: Act, operation: Operation, plan: Plan, call: Call) -> dict[int, str]:
        remote = Remote(self._remote(plan.target.alias), plan)
        if act.verb is Verb.LOOK_AGAIN:
            return await self._looked_up(operation, remote)
        if act.verb is Verb.SEND_AGAIN:
            return await self._sent_again(operation, remote)
        return await remote.act(call.action, call.ids, _comment(act, operation))

    async def _looked_up(self, operation: Operation, remote: Remote) -> dict[int, str]:
        """Look for the lost request by its name, once. Not found is a refusal without words."""
        submission = await self._lost(operation)
        if submission is None:
            return {}
        ids = await remote.found(submission.index, submission.sent_at or operation.created_at)
        if not ids:
            return {1: ""}
        await self._store.record_submission(operation.id, submission.index, Outcome.ADOPTED, workflow_instance_ids=ids)
        return {}

    async def _sent_again(self, operation: Operation, remote: Remote) -> dict[int, str]:
        """POST the lost request once more: a person said so, and knows that it may run twice."""
        submission = await self._lost(operation)
        if submission is None or operation.state is not State.NEVER_FOUND:
            return {1: ""}
        answer = await remote.send(submission.index)
        await self._store.record_submission(
            operation.id,
            submission.index,
            Outcome.TAKEN,
            request_id=answer.request_id or None,
            remote_operation_id=answer.operation_id,
        )
        return {}

    async def _lost(self, operation: Operation) -> Submission | None:
        found = await self._store.submissions(operation.id)
        return next((item for item in found if item.outcome in LOST), None)

    async def _lost_answer(self, act: Act, operation: Operation, position: int, message: str | None) -> None:
        """Nobody knows whether the call was taken. A request that was sent again is looked up by its name again."""
        await self._store.record_call(act.id, position, CallOutcome.UNKNOWN, message=message)
        submission = await self._lost(operation) if act.verb is Verb.SEND_AGAIN else None
        if submission is not None:
            await self._store.record_submission(operation.id, submission.index, Outcome.UNKNOWN)

    async def _result(self, act: Act) -> Result:
        calls = await self._store.calls(act.id)
        stopped_alone = any(call.action == "StopTaskInstances" for call in calls)
        if act.verb is Verb.STOP and stopped_alone:
            # Workflow instances that refused were stopped run by run: their own refusal says nothing any more.
            calls = tuple(
                replace(call, refused={}) if call.action == "StopWorkflowInstances" else call for call in calls
            )
        return result_of(calls)

    async def _asked(self, act_id: str) -> tuple[Act, Operation, Plan]:
        act = await self._store.act(act_id)
        operation = await self._store.get(act.operation_id) if act else None
        if act is None or operation is None or operation.plan is None:
            raise LookupError(f"act {act_id} is on no operation with a plan in the store")
        return act, operation, operation.plan


async def carry_out(durable: Durable, steps: Acting, act_id: str) -> None:
    """One act, from the press to what came of it."""
    made, calls = 0, await durable.step(steps.settle, act_id)
    while made < calls:
        while made < calls:
            await durable.step(steps.call, act_id, made)
            made += 1
        calls = await durable.step(steps.more, act_id)
    await durable.step(steps.finish, act_id)
    await durable.step(steps.tell, act_id)


def _comment(act: Act, operation: Operation) -> str:
    """What DataWorks keeps with the act: whose it is, and why."""
    return f"{operation.label} {act.verb.value} by {act.user_id}" + (f": {act.wish.reason}" if act.wish.reason else "")
