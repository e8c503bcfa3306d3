"""A bot as its own process behind a local Slack and a simulated DataWorks, whose faults a row switches on."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.playground.bot_process import BotDiedError, BotProcess, environment, run_command
from bot.playground.dataworks.server import SERVICE, make_app
from bot.playground.dataworks.service import Service
from bot.playground.person import Person
from bot.playground.slack import server as slack
from tests.packaging.installing import ROOT

CHANNEL = "C0DATAOPS"
LABEL = "BF-1 "
PATIENCE = 90.0


@dataclass
class World:
    """Everything of one row. `reason` marks the operation in Slack and in DataWorks."""

    dataworks: Service
    slack: slack.Server
    bot: BotProcess
    oskar: Person
    folder: Path
    reason: str = "row"

    async def confirms(self, command: str = "1001 2026-10-05..2026-10-07") -> None:
        """Ask for a backfill and press Confirm."""
        await self.oskar.says(f'/backfill {command} --reason "{self.reason}"')
        preview = await self.oskar.sees(self.reason, only_to_me=True, within=30)
        await preview.press("Confirm")

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the bot a signal; it is started again when it ends."""
        pid = self.bot.pid
        assert pid is not None
        os.kill(pid, number)

    def creates(self) -> int:
        """How many orders DataWorks took."""
        return sum(entry.taken and entry.action == "CreateWorkflowInstances" for entry in self.dataworks.journal)

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

    async def until_told(self, words: str) -> None:
        """Wait for something that everybody sees."""
        until = time.monotonic() + PATIENCE
        while not any(words in text for text, _thread in self._said()):
            if time.monotonic() > until:
                said = "\n".join(text for text, _thread in self._said())
                raise TimeoutError(f"nobody was told {words!r}; what was said:\n{said}\n{self.bot.last_words()}")
            await asyncio.sleep(0.1)

    def _said(self) -> list[tuple[str, str | None]]:
        """(text, thread) of every message of the bot that is no ephemeral."""
        messages = self.slack.slack.workspace.messages.values()
        return [
            (message.text, message.thread_ts if message.thread_ts != message.ts else None)
            for message in messages
            if message.by_token and not message.ephemeral and not message.deleted
        ]


LAST_WORDS = ("is done", "ended with failures", "could not create", "said no", "stopped")


@asynccontextmanager
async def world(*, http: bool = False, database_url: str | None = None) -> AsyncIterator[World]:
    """Started; ended with the block."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        app = make_app(speed=300.0)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        dataworks_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        port = _free_port()
        delivery = {"mode": "http", "events_url": f"http://127.0.0.1:{port}/slack/events"} if http else {}
        server = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml", dataworks_url=dataworks_url, **delivery)
        stack.push_async_callback(server.close)
        env = environment(server.url, dataworks_url, folder, port, os.environ)
        env |= {"FOLLOW_FIRST_SECONDS": "0.2", "FOLLOW_MAX_SECONDS": "1"}
        env |= {"DATABASE_URL": database_url} if database_url else {}
        bot = BotProcess(run_command(http=http), env, folder / "bot.log", lambda _line: None)
        keeping = asyncio.create_task(bot.keep())
        stack.push_async_callback(_ended, keeping)
        oskar = await stack.enter_async_context(Person(server.url, "Oskar Lind"))
        await oskar.bot_is_there(within=60)
        yield World(app[SERVICE], server, bot, oskar, folder)


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, BotDiedError):
        await task


def _free_port() -> int:
    import socket

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])
