"""The durable engine: DBOS, told where to keep its records, and nothing else of it.

One per process (DBOS is a singleton). Its application version is one constant for ever: workflows started under another
version are recovered by nobody. A workflow of another shape gets another name.
"""

import asyncio
import logging
import socket
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import Context
from typing import Any, BinaryIO, ParamSpec, TypeAlias, TypeVar

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, StepOptions
from sqlalchemy import Engine as DatabaseEngine
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot import traces
from bot.dataworks import DataWorks
from bot.operations.acting import carry_out
from bot.operations.acts import Act, Verb, Wish
from bot.operations.database import explain
from bot.operations.model import ENDED, Operation
from bot.operations.narrator import Narrator
from bot.operations.pace import FollowSettings
from bot.operations.postman import Postman
from bot.operations.progress import Progress, Run
from bot.operations.ration import Left
from bot.operations.recovery import Recovery, workflow_names
from bot.operations.rush import Rush
from bot.operations.store import Store
from bot.operations.tables import acts
from bot.operations.watch import Stopping
from bot.operations.workflow import Steps, backfill
from bot.request.plan import Plan

__all__ = ["Engine", "FollowSettings"]

P = ParamSpec("P")
R = TypeVar("R")

Workflow: TypeAlias = Callable[[str], Coroutine[Any, Any, None]]

logger = logging.getLogger(__name__)

VERSION = "1"
WORKFLOW = "backfill.1"
ACT_WORKFLOW = "act.1"
SCHEMA = "backfill_workflows"
"""DBOS's own schema on PostgreSQL."""

ALONE = "backfill-bot"
"""Name of the one engine of a SQLite file."""

STEP_TRIES = 10
"""How often a step is tried when the store fails, waiting 1, 2, 4 ... seconds."""


class Engine:
    """Carries each confirmed operation to its last word, through crashes and restarts.

    `remote` gives the client for a project's alias. On SQLite there is one engine a file. On PostgreSQL there may be
    several, and each takes over what a dead one leaves (see `replicas`). `left` tells how many calls of the day are
    left (see `ration`). `listen_seconds`: how often DBOS looks for notifications on SQLite. Nothing here waits for one,
    but `stop` waits that long for the listener.
    """

    def __init__(
        self,
        store: Store,
        narrator: Narrator | None,
        remote: Callable[[str], DataWorks],
        settings: FollowSettings | None = None,
        *,
        left: Left | None = None,
        listen_seconds: float = 1.0,
    ) -> None:
        self._store = store
        # The one engine of a file finds its own workflows again by its name; replicas are new ones each time.
        self._replicated = store.database.file is None
        self._executor_id = ALONE if not self._replicated else f"{socket.gethostname()}-{uuid.uuid4().hex[:12]}"
        self._listen_seconds = listen_seconds
        self._stopping = Stopping()
        settings = settings or FollowSettings()
        holder = self._executor_id if self._replicated else None
        self.rush = Rush()
        self._postman = Postman(store, narrator, settings, self._stopping, holder, self.rush)
        self._steps = Steps(store, self._postman, remote, settings, self._stopping, self.rush, left)
        self._running: set[asyncio.Task[Any]] = set()
        self._carried: set[str] = set()
        self._followed: set[str] = set()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._recovery = Recovery(
            *(store, self._executor_id, self._stopping, self._carried, self.run, self._run_act),
            replicated=self._replicated,
        )
        self._held: BinaryIO | None = None
        self._database: DatabaseEngine | None = None
        self._workflow: Workflow | None = None
        self._act_workflow: Workflow | None = None

    async def start(self) -> None:
        """Open the engine's records and resume every workflow under way; then `sweep`.

        Raises DatabaseError when the records do not open, or another engine runs on the same file.
        """
        _quiet()
        try:
            self._held = self._store.database.hold()
            self._launch()
        except (SQLAlchemyError, OSError) as error:
            await self._destroy()
            raise explain(self._store.database.durable, error) from error
        self._postman.start()
        await self._recovery.start()

    def _launch(self) -> None:
        """Start DBOS on this thread, so that workflows run on this event loop."""
        self._database = self._store.database.durable_engine()
        config = DBOSConfig(
            name="backfill-bot",
            system_database_engine=self._database,
            dbos_system_schema=SCHEMA,
            executor_id=self._executor_id,
            application_version=VERSION,
            serializer=DBOSPortableJSONSerializer(),
            enable_otlp=False,
            log_level="WARNING",
            notification_listener_polling_interval_sec=self._listen_seconds,
        )
        DBOS(config=config)

        async def carry(operation_id: str) -> None:
            self._followed.add(operation_id)
            try:
                with self._carrying(), traces.about(operation_id, await self._label(operation_id)):
                    await backfill(self, self._steps, operation_id)
            finally:
                self._followed.discard(operation_id)

        async def act(act_id: str) -> None:
            with self._carrying():
                operation_id = await self._operation_of(act_id)
                with traces.about(operation_id, await self._label(operation_id), act_id=act_id):
                    await carry_out(self, self._steps.acting, act_id)
            # In a context of its own: what is started here is no part of this workflow.
            self._keep(asyncio.create_task(self._follow_on(act_id), context=Context()))

        self._workflow = DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)(carry)
        self._act_workflow = DBOS.workflow(name=ACT_WORKFLOW, max_recovery_attempts=None)(act)
        DBOS.launch()

    @property
    def followed(self) -> int:
        """How many operations this process carries."""
        return len(self._followed)

    async def trouble(self) -> str | None:
        """Why it carries nothing just now, None when it works."""
        database = self._database
        if self._workflow is None or database is None or self._stopping.begun:
            return "stopped"
        if not self._postman.is_alive:
            return "a part of it ended"
        if trouble := self._recovery.trouble():
            return trouble
        try:
            await asyncio.to_thread(_asked, database)
        except SQLAlchemyError as error:
            return f"its records do not answer ({type(error).__name__})"
        return None

    async def run(self, operation_id: str) -> None:
        """Start the workflow of a confirmed operation, or of an ended one that lives again. Twice is one workflow."""
        operation = await self._store.get(operation_id)
        if operation is not None:
            await self._start(self._workflow, workflow_names(operation_id, operation.reopened)[-1], operation_id)

    async def act(
        self, operation_id: str, verb: Verb, key: str, user_id: str, wish: Wish | None = None
    ) -> tuple[Act, bool]:
        """Ask for an act and start it; the first one, and False, when it was asked before (see Store.ask)."""
        act, new = await self._store.ask(operation_id, verb, key, user_id, wish)
        if new:
            await self._run_act(act.id)
        return act, new

    async def sweep(self) -> int:
        """Start what is under way and has no living workflow, see Recovery.sweep; how many."""
        return await self._recovery.sweep()

    async def forget(self, operation_ids: Sequence[str]) -> None:
        """Delete the workflow records of operations that go away, those of their acts too."""
        acting = await self._store.read(select(acts.c.id).where(acts.c.operation_id.in_(operation_ids)))
        names = [*operation_ids, *(row["id"] for row in acting)]
        found = await DBOS.list_workflows_async(workflow_id_prefix=names, load_input=False, load_output=False)
        if found:
            await DBOS.delete_workflows_async([item.workflow_id for item in found])

    async def look(self, operation: Operation) -> tuple[tuple[Run, ...], Progress]:
        """One look at the instances, now. Raises Unseen."""
        return await self._steps.follower.look(operation, _plan(operation))

    async def log(self, operation: Operation, instance_id: int) -> str:
        """The newest log of a run. Raises DataWorksError."""
        return await self._steps.follower.log(_plan(operation), instance_id)

    @contextmanager
    def _carrying(self) -> Iterator[None]:
        """Note the workflow that runs in here, and its task, so that `stop` can abandon it without a trace."""
        self._keep(asyncio.current_task())
        name = DBOS.workflow_id or ""
        self._carried.add(name)
        try:
            yield
        finally:
            self._carried.discard(name)

    async def _run_act(self, act_id: str) -> None:
        await self._start(self._act_workflow, act_id, act_id)

    async def _start(self, workflow: "Workflow | None", workflow_id: str, argument: str) -> None:
        if workflow is None or self._stopping.begun:
            return  # The next start's sweep takes it.
        with SetWorkflowID(workflow_id):
            await DBOS.start_workflow_async(workflow, argument)

    async def _label(self, operation_id: str) -> str:
        """What log lines call an operation; a store that fails does not keep it from being carried."""
        with suppress(SQLAlchemyError, OSError):
            if operation := await self._store.get(operation_id):
                return operation.label
        return ""

    async def _operation_of(self, act_id: str) -> str:
        with suppress(SQLAlchemyError, OSError):
            if act := await self._store.act(act_id):
                return act.operation_id
        return act_id

    async def _follow_on(self, act_id: str) -> None:
        """Follow an operation that lives again; one that is followed already is not followed twice."""
        act = await self._store.act(act_id)
        operation = await self._store.get(act.operation_id) if act else None
        if operation is not None and operation.reopened and operation.state not in ENDED:
            await self.run(operation.id)

    async def stop(self, within: float = 8.0) -> None:
        """Let the steps in flight finish for so many seconds; leave the rest to the next start, as a crash would."""
        end = time.monotonic() + within
        self._stopping.begin()
        await self._recovery.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), within)
        with suppress(SQLAlchemyError, OSError):
            await self._postman.stop(max(1.0, end - time.monotonic()))
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._workflow is not None:
            await self._destroy()
            if self._replicated:
                with suppress(SQLAlchemyError, OSError):
                    await self._store.gone(self._executor_id)

    async def _destroy(self) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as apart:
            await loop.run_in_executor(apart, lambda: DBOS.destroy(destroy_registry=True))
        # DBOS had put its own pool there, which is shut down now.
        loop.set_default_executor(ThreadPoolExecutor())
        self._workflow = self._act_workflow = None
        if self._database is not None:
            self._database.dispose()
        if self._held is not None:
            self._held.close()

    def _keep(self, task: "asyncio.Task[Any] | None") -> None:
        """Note the task of a workflow, so that `stop` can abandon it without a trace."""
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def step(self, body: Callable[P, Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a step of a workflow (see Durable). Once the process stops no step begins any more."""
        if self._stopping.begun:
            await asyncio.Event().wait()
        options = StepOptions(
            name=body.__name__, retries_allowed=True, max_attempts=STEP_TRIES, interval_seconds=1.0, backoff_rate=2.0
        )
        self._busy += 1
        self._idle.clear()
        try:
            with traces.span(body.__name__):
                return await DBOS.run_step_async(options, body, *args, **kwargs)
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def sleep(self, seconds: float) -> None:
        """Wait durably (see Durable)."""
        await DBOS.sleep_async(seconds)


def _quiet() -> None:
    """DBOS prints to the console unless its logger has a handler; its warnings go where ours go."""
    dbos = logging.getLogger("dbos")
    if not dbos.handlers:
        dbos.addHandler(logging.NullHandler())
    dbos.propagate = True


def _asked(database: DatabaseEngine) -> None:
    """One read of the engine's records. Raises SQLAlchemyError."""
    with database.connect() as connection:
        connection.execute(select(1))


def _plan(operation: Operation) -> Plan:
    if operation.plan is None:
        raise LookupError(f"operation {operation.id} has no plan in the store")
    return operation.plan
