"""Sees to it that nothing under way is without a workflow that lives: after a crash, a replica's end, an outage.

DBOS resumes the workflows of a process that starts again under its name. Everything else is looked for here.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet

from dbos import DBOS, WorkflowStatus

from bot.operations.replicas import BEAT_SECONDS, DEAD_SECONDS
from bot.operations.store import Store
from bot.operations.watch import Stopping

logger = logging.getLogger(__name__)

TAKE_OVER = "take-over"
"""Lease of the replica that looks after the dead."""

START_SECONDS = 2.0
"""How often what another process confirmed or asked for is begun."""

SWEEP_SECONDS = 30.0
"""How often a confirmed operation without a workflow is looked for: what was claimed is started in the end."""

ACTIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})

Start = Callable[[str], Awaitable[None]]


class Recovery:
    """Recovery of one engine.

    `run` and `run_act` start the workflow of an operation and of an act; starting one twice is one workflow. `carried`
    are the ids of the workflows that run in this process just now. `replicated`: other engines may be on this store.
    """

    def __init__(
        self,
        store: Store,
        executor_id: str,
        stopping: Stopping,
        carried: AbstractSet[str],
        run: Start,
        run_act: Start,
        *,
        replicated: bool,
    ) -> None:
        self._store = store
        self._executor_id = executor_id
        self._stopping = stopping
        self._carried = carried
        self._run = run
        self._run_act = run_act
        self._replicated = replicated
        self._let_go: frozenset[str] = frozenset()
        self._spoke = time.monotonic()
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Take over, sweep, and go on doing so. Raises what the store raises."""
        if self._replicated:
            await self._store.seen(self._executor_id)
            self._spoke = time.monotonic()
            await self.take_over()
            self._keepers.append(asyncio.create_task(self._keep_seen()))
        await self.sweep()
        self._keepers.append(asyncio.create_task(self._keep_sweeping()))
        self._keepers.append(asyncio.create_task(self._keep_starting()))

    async def stop(self) -> None:
        """Look for nothing any more."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    def trouble(self) -> str | None:
        """Why nothing is looked for just now, None when it is."""
        if any(keeper.done() for keeper in self._keepers):
            return "a part of it ended"
        silent = time.monotonic() - self._spoke
        if self._replicated and silent > DEAD_SECONDS:
            return f"could not say for {silent:.0f} s that it lives"
        return None

    async def sweep(self) -> int:
        """Start every operation and every act that is under way and has no living workflow; how many.

        A workflow that ended before its operation (a failure nobody foresaw) is started anew: the claims make it safe.
        One of this process that stands there as under way and was let go, since its records were away, is taken up.
        """
        under_way = await self._store.names_under_way()
        lost = [(name, workflow_names(name, reopened)) for name, reopened in under_way]
        lost += [(act.id, (act.id,)) for act in await self._store.acts_under_way()]
        if not lost:
            return 0
        ids = [workflow_id for _, known in lost for workflow_id in known]
        found = await DBOS.list_workflows_async(workflow_ids=ids, load_input=False, load_output=False)
        await self._take_up(found)
        status = {item.workflow_id: item.status for item in found}
        lost = [(item, known) for item, known in lost if not any(status.get(name) in ACTIVE for name in known)]
        its_own = {name for name, _ in under_way}
        for item, known in lost:
            if known[-1] in status:
                logger.error("workflow %s ended as %s before its work", known[-1], status[known[-1]])
                await DBOS.delete_workflow_async(known[-1])
            await (self._run if item in its_own else self._run_act)(item)
        return len(lost)

    async def _take_up(self, found: Sequence[WorkflowStatus]) -> None:
        """Go on with workflows that this process let go. One that is about to begin looks the same: look twice."""
        mine = (item.workflow_id for item in found if (item.status, item.executor_id) == ("PENDING", self._executor_id))
        let_go = frozenset(mine) - self._carried
        again = sorted(let_go & self._let_go)
        self._let_go = let_go.difference(again)
        if again:
            logger.warning("going on with %d workflows that were let go", len(again))
            await DBOS.resume_workflows_async(again)

    async def take_over(self) -> int:
        """Carry on what dead replicas left; how many. One replica at a time does it."""
        if not await self._store.take_lease(TAKE_OVER, self._executor_id, DEAD_SECONDS):
            return 0
        pending = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
        living = await self._store.living()
        orphans = [item.workflow_id for item in pending if item.executor_id not in living]
        if orphans:
            logger.warning("taking over %d operations of a replica that is gone", len(orphans))
            await DBOS.resume_workflows_async(orphans)
        return len(orphans)

    async def _keep_seen(self) -> None:
        """Say that this replica lives, and look after those that do not.

        After a pause of its own (the database was away, the process frozen) it first lets the others speak.
        """
        spoke = time.monotonic()
        while not await self._stopping.within(BEAT_SECONDS):
            try:
                await self._store.seen(self._executor_id)
                paused, spoke = time.monotonic() - spoke > DEAD_SECONDS / 2, time.monotonic()
                self._spoke = spoke
                if paused:
                    await self._stopping.within(DEAD_SECONDS)
                    continue
                await self.take_over()
            except Exception:
                logger.exception("this replica could not say that it lives")

    async def _keep_starting(self) -> None:
        """Begin what another process confirmed or asked for, such as a command line on the same store.

        What an operation fails with is left to the sweep.
        """
        begun: frozenset[str] = frozenset()
        while not await self._stopping.within(START_SECONDS):
            try:
                unstarted = frozenset(await self._store.unstarted())
                for operation_id in unstarted - begun:
                    await self._run(operation_id)
                begun = unstarted
                for act_id in await self._store.acts_unstarted():
                    await self._run_act(act_id)
            except Exception:
                logger.exception("looking for what was confirmed or asked for failed")

    async def _keep_sweeping(self) -> None:
        while not await self._stopping.within(SWEEP_SECONDS):
            try:
                await self.sweep()
            except Exception:
                logger.exception("sweeping for operations without a workflow failed")


def workflow_names(operation_id: str, reopened: int) -> tuple[str, ...]:
    """The ids of its workflows so far: the first is the operation's own, each time it lived again added one."""
    return (operation_id, *(f"{operation_id}.{number}" for number in range(1, reopened + 1)))
