"""What the tests of operations share: a narrator that remembers, operations ready to go, an engine around them."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from aiohttp import web

from bot.dataworks import Credentials, DataWorks
from bot.dataworks.retry import NO_RETRY
from bot.dates.model import DateRange, Reading
from bot.errors import SettingsError
from bot.locale import _
from bot.operations.acts import Act, Result
from bot.operations.engine import Engine
from bot.operations.lifecycle import MOVES
from bot.operations.model import ENDED, Asker, Operation, State
from bot.operations.narrator import Narrator, Place, Telling
from bot.operations.pace import FollowSettings
from bot.operations.progress import Progress
from bot.operations.ration import Left
from bot.operations.store import Store
from bot.playground.dataworks.server import SERVICE, make_app
from bot.playground.dataworks.service import Service
from bot.request.form import Form
from bot.request.model import EnvType, Order
from bot.request.plan import Plan, Target, Task, make_plan

ASKER = Asker("T1", "UMEI", "COPS")
FAST = FollowSettings(
    first_seconds=0.02,
    max_seconds=0.05,
    edit_seconds=0.02,
    post_seconds=0.0,
    retry_seconds=0.6,
    lookup_seconds=0.5,
    settle_looks=3,
    stop_seconds=2,
    edits_a_minute=60_000,
)
PATIENCE = 90.0


@dataclass
class Recorder:
    """A narrator that remembers what it was told. `fails` names what it cannot tell just now."""

    told: list[tuple[str, Operation, Progress]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    fails: set[str] = field(default_factory=set)
    results: list[tuple[Act, Result]] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def tell(self, telling: Telling) -> Place | None:
        kind, operation, act, result = telling.kind, telling.operation, telling.act, telling.result
        if act is not None and result is not None:
            self.results.append((act, result))
        await self._hear(f"{kind} {act.verb}" if act else kind, operation, telling.progress)
        if kind == "root":
            return operation.root_channel or "COPS", operation.root_ts or f"1700000000.{operation.number:06}"
        return None

    async def heard(self, kind: str, where: Callable[[Operation, Progress], bool] = lambda _o, _p: True) -> Progress:
        """Wait until this was told, and answer the progress that came with it."""
        async with asyncio.timeout(PATIENCE), self._news:
            while True:
                for told, operation, progress in self.told:
                    if told == kind and where(operation, progress):
                        return progress
                await self._news.wait()

    def replies(self) -> list[str]:
        """The replies, in order, without the file after the end, which may come after a test has."""
        return [kind for kind, _, _ in self.told if kind not in ("root", "report")]

    def roots(self) -> list[Progress]:
        """What the root message showed, in order."""
        return [progress for kind, _, progress in self.told if kind == "root"]

    def moments(self, kind: str) -> list[float]:
        """When this was told, by the monotonic clock."""
        return [at for at, (told, _, _) in zip(self.at, self.told, strict=True) if told == kind]

    async def _hear(self, kind: str, operation: Operation, progress: Progress) -> None:
        if kind in self.fails:
            raise ConnectionError(f"Slack is away for {kind}")
        async with self._news:
            self.told.append((kind, operation, progress))
            self.at.append(time.monotonic())
            self._news.notify_all()


@dataclass
class Remote:
    """A simulated DataWorks on a socket, and the service behind it."""

    address: str
    service: Service

    @property
    def orders(self) -> list[str]:
        """Names of the orders it took."""
        return [placed.order.name for placed in self.service.engine.orders.values()]

    def posts(self, action: str = "CreateWorkflowInstances") -> int:
        """How often it was asked for this."""
        return self.service.calls()[action]


@asynccontextmanager
async def simulated(speed: float = 3000.0, port: int = 0) -> AsyncIterator[Remote]:
    """Serve it. `speed`: simulated seconds in a real one."""
    app = make_app(speed=speed)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield Remote(f"http://127.0.0.1:{runner.addresses[0][1]}", app[SERVICE])
    finally:
        await runner.cleanup()


def client(address: str) -> DataWorks:
    """A client that does not repeat by itself."""
    return DataWorks(address, Credentials.fixed("playgroundkeyid", "playgroundkeysecret"), retry=NO_RETRY)


@asynccontextmanager
async def engine_on(
    store: Store,
    narrator: Narrator | None,
    address: str | None,
    settings: FollowSettings = FAST,
    left: Left | None = None,
) -> AsyncIterator[Engine]:
    """A started engine with one project (none without an address), stopped at the end."""
    async with client(address or "http://127.0.0.1:1") as dataworks:

        def of(alias: str) -> DataWorks:
            if address is None:
                raise SettingsError(_("There is no project {name}.", name=alias))
            return dataworks

        engine = Engine(store, narrator, of, settings, left=left, listen_seconds=0.02)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop(2)


def plan_for(
    operation: Operation,
    *,
    tasks: Sequence[int] = (1001,),
    days: int = 3,
    parallelism: int = 1,
    order: Order = Order.ASC,
    ranges: Sequence[DateRange] = (),
    instances: int | None = None,
    hold: bool = False,
) -> Plan:
    """The plan for some recent days of tasks of the simulated world."""
    last = date(2026, 11, 22)
    form = Form(tasks=tuple(map(str, tasks)), parallelism=parallelism, order=order, hold=hold)
    reading = Reading(
        phrase="",
        ranges=tuple(ranges) or (DateRange(last - timedelta(days=days - 1), last),),
        zone="Asia/Shanghai",
        today=date(2026, 11, 24),
        canonical="",
    )
    target = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")
    plan = make_plan(form, reading, [Task(id=task) for task in tasks], target, operation.name)
    return plan if instances is None else plan.model_copy(update={"instances": instances})


async def confirmed(store: Store, text: str = "1001 last 3 days", *, asker: Asker = ASKER, **plan: object) -> Operation:
    """An operation that was drafted, planned and confirmed, and has not been started."""
    operation, _ = await store.draft(asker, text, Form(tasks=("1001",)))
    made = plan_for(operation, **plan)  # type: ignore[arg-type]
    assert await store.save_plan(operation.id, operation.form, made)
    assert await store.confirm(operation.id, asker.user_id, made.digest, None, asker.channel_id or None)
    found = await store.get(operation.id)
    assert found is not None
    return found


def of(operation: Operation) -> Callable[[Operation, Progress], bool]:
    """For `Recorder.heard`: about this operation."""
    return lambda told, _progress: told.id == operation.id


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again until it holds."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - what is asked may be in another process
            await asyncio.sleep(0.02)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def way_to(state: State, start: State = State.CONFIRMED) -> list[State]:
    """The shortest way of moves from one state to another, without the first. Raises KeyError where there is none."""
    ways: dict[State, list[State]] = {start: []}
    nearest = [start]
    while nearest and state not in ways:
        source = nearest.pop(0)
        for move in MOVES:
            if move.source is source and move.source not in ENDED and move.target not in ways:
                ways[move.target] = [*ways[source], move.target]
                nearest.append(move.target)
    return ways[state]


async def brought(store: Store, operation: Operation, state: State) -> None:
    """Bring a confirmed operation to a state, move by move."""
    for step in way_to(state):
        assert await store.set_state(operation.id, step), step


async def has(store: Store, operation_id: str, key: str) -> bool:
    """Whether the journal has a line with this key."""
    return await store.has_event(operation_id, key)
