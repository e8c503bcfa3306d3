"""A bot as its own process behind a local Slack and a simulated DataWorks, whose faults a row switches on."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.playground.bot_process import environment, run_command
from bot.playground.dataworks.server import SERVICE, make_app
from bot.playground.dataworks.service import Service
from bot.playground.person import Person
from bot.playground.slack import server as slack
from tests.faults.clock import fakes_time
from tests.faults.databases import Database, database
from tests.faults.process import Bot
from tests.operations.harness import free_port
from tests.packaging.installing import ROOT

CHANNEL = "C0DATAOPS"
LABEL = "BF-1 "
PATIENCE = 90.0
START_SECONDS = 180.0
"""A start takes two seconds, on a busy machine and under a faked clock much longer."""
HEALTH_TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass
class World:
    """Everything of one row. `reason` marks the operation in Slack and in DataWorks."""

    dataworks: Service
    slack: slack.Server
    bot: Bot
    oskar: Person
    folder: Path
    database: Database
    health: str
    deleted: set[str] = field(default_factory=set)
    """Keys of the root messages that somebody deleted."""
    reason: str = "row"

    async def confirms(self, command: str = "1001 2026-10-05..2026-10-07") -> None:
        """Ask for a backfill and press Confirm."""
        await self.oskar.says(f'/backfill {command} --reason "{self.reason}"')
        preview = await self.oskar.sees(self.reason, only_to_me=True, within=30)
        await preview.press("Confirm")

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the bot a signal; it is started again when it ends."""
        assert self.bot.signal(number)

    async def readiness(self) -> tuple[int, str]:
        """Status and text of /readyz; 0 while nobody answers."""
        try:
            async with aiohttp.request("GET", f"{self.health}/readyz", timeout=HEALTH_TIMEOUT) as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            return 0, type(error).__name__

    async def until_readiness(self, *statuses: int, within: float = PATIENCE) -> None:
        """Wait until /readyz answers so: 200 is ready, 503 is not, 0 is no process."""
        until, answer = time.monotonic() + within, (0, "")
        while (answer := await self.readiness())[0] not in statuses:
            if time.monotonic() > until:
                raise TimeoutError(f"/readyz answers {answer}, not {statuses}")
            await asyncio.sleep(0.05)

    def creates(self) -> int:
        """How many orders DataWorks took."""
        return sum(entry.taken and entry.action == "CreateWorkflowInstances" for entry in self.dataworks.journal)

    def taken(self) -> set[str]:
        """The names of the orders that DataWorks took."""
        return {placed.order.name for placed in self.dataworks.engine.orders.values()}

    async def until_taken(self) -> None:
        """Wait until DataWorks took an order."""
        async with asyncio.timeout(PATIENCE):
            while not self.creates():  # noqa: ASYNC110 - the service tells nobody
                await asyncio.sleep(0.02)

    def posts(self) -> int:
        """How often the bot asked DataWorks to create."""
        return sum(entry.action == "CreateWorkflowInstances" for entry in self.dataworks.journal)

    def roots(self) -> list[str]:
        """The root messages that stand in a channel, or in the direct message with the asker."""
        return [text for text, thread in self._said() if thread is None and text.startswith(LABEL)]

    def last_words(self) -> list[str]:
        """The last words that were told, wherever."""
        return [text for text, _thread in self._said() if any(words in text for words in LAST_WORDS)]

    def reports(self) -> list[str]:
        """The report of the operation, as often as it was shared."""
        return [text for text, _thread in self._said() if text.startswith("Every instance of ")]

    async def until_told(self, words: str, within: float = PATIENCE) -> None:
        """Wait for something that everybody sees."""
        until = time.monotonic() + within
        while not any(words in text for text, _thread in self._said()):
            if time.monotonic() > until:
                said = "; ".join(text for text, _thread in self._said())
                raise TimeoutError(f"nobody was told {words!r} in {within:g} s, but: {said or 'nothing'}")
            await asyncio.sleep(0.1)

    def _said(self) -> list[tuple[str, str | None]]:
        """(text, thread) of every message of the bot that is no ephemeral."""
        messages = self.slack.slack.workspace.messages.values()
        return [
            (message.text, message.thread_ts if message.thread_ts != message.ts else None)
            for message in messages
            if message.by_token and not message.ephemeral and not message.deleted
        ]


LAST_WORDS = (
    *("is done", "ended with failures", "could not create", "said no", "stopped"),
    *("I could not find", "has not ended in 30 days"),
)


@asynccontextmanager
async def world(
    *,
    http: bool = False,
    store: str = "sqlite",
    speed: float = 300.0,
    settings: Mapping[str, str] | None = None,
    on_disk: bool = False,
    faked_clock: bool = False,
) -> AsyncIterator[World]:
    """Started; ended with the block. `store`: sqlite or postgres. `speed`: simulated seconds in a real one.

    `on_disk`: the store is on a small disk. `faked_clock`: the bot's clock can be set.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        kept = stack.enter_context(database(store, folder, on_disk=on_disk))
        app = make_app(speed=speed)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        dataworks_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        port = free_port()
        delivery = {"mode": "http", "events_url": f"http://127.0.0.1:{port}/slack/events"} if http else {}
        server = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml", dataworks_url=dataworks_url, **delivery)
        stack.push_async_callback(server.close)
        env = environment(server.url, dataworks_url, folder, port, os.environ)
        env |= {"FOLLOW_FIRST_SECONDS": "0.2", "FOLLOW_MAX_SECONDS": "1", "DATABASE_URL": kept.url}
        env |= fakes_time(folder) if faked_clock else {}
        bot = Bot(run_command(http=http), env | dict(settings or {}), folder / "bot.log")
        bot.start()
        stack.push_async_callback(bot.rest)
        oskar = await stack.enter_async_context(Person(server.url, "Oskar Lind"))
        await oskar.bot_is_there(within=START_SECONDS)
        yield World(app[SERVICE], server, bot, oskar, folder, kept, f"http://127.0.0.1:{port}")
