from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from aiohttp import web

from bot.dataworks import NO_RETRY, Credentials, DataWorks
from bot.planning.downstream import Downstream
from bot.planning.snapshots import Memory
from bot.playground.dataworks.server import SERVICE, make_app
from bot.playground.dataworks.service import Service
from bot.playground.dataworks.world import load_world, with_changed_task, with_more_tasks
from bot.request.model import EnvType
from bot.request.requests import Target
from bot.settings import Project

TARGET = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")
PROJECTS = (
    Project(alias="ec_dw", id=10001, region="cn-shanghai"),
    Project(alias="risk_mart", id=10002, region="cn-shanghai"),
)


@dataclass
class Clock:
    """The moment that the bot believes; moved by hand."""

    now: datetime = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Spent:
    """Calls of the day before this plan."""

    calls = 0

    async def __call__(self, _project: Project) -> int:
        return self.calls


@dataclass
class Simulated:
    """A simulated DataWorks behind a real socket, and a client for it."""

    service: Service
    dataworks: DataWorks

    def remote(self, _alias: str) -> DataWorks:
        return self.dataworks

    @property
    def calls(self) -> list[str]:
        """The actions that were called."""
        return [entry.action for entry in self.service.journal]

    def forget_calls(self) -> None:
        self.service.journal.clear()

    def change(self, task_id: int, **changes: object) -> None:
        """Change a task as somebody might do in the console, now."""
        at = self.service.engine.advance()
        self.service.engine.live_in(with_changed_task(self.service.engine.world, task_id, changes, at))


@pytest.fixture
def tasks() -> int:
    """How many tasks the simulated service has at least."""
    return 0


@pytest.fixture
async def simulated(tasks: int) -> AsyncIterator[Simulated]:
    app = make_app(with_more_tasks(load_world(), tasks), speed=1.0)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with httpx.AsyncClient(trust_env=False) as http:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        credentials = Credentials.fixed("playgroundkeyid", "playgroundkeysecret")
        yield Simulated(app[SERVICE], DataWorks(url, credentials, http=http, retry=NO_RETRY))
    await runner.cleanup()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spent() -> Spent:
    return Spent()


@pytest.fixture
def snapshots() -> Memory:
    return Memory()


@pytest.fixture
async def downstream(simulated: Simulated, snapshots: Memory, clock: Clock) -> AsyncIterator[Downstream]:
    made = Downstream(simulated.remote, snapshots, clock)
    yield made
    await made.aclose()
