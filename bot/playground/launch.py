"""Starts the playground: the local Slack and the simulated DataWorks in this process, the bot in its own.

Everything listens on loopback; the store and the log lie in a folder that is gone at the end.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
import time
import webbrowser
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.playground.bot_process import BotDiedError, BotProcess, environment, run_command
from bot.playground.client import NotSeenError
from bot.playground.dataworks import server as dataworks
from bot.playground.dataworks.world import load_world, with_a_past, with_more_tasks
from bot.playground.person import Person
from bot.playground.script import ScriptError, parse, play
from bot.playground.slack import server as slack

T = TypeVar("T")
HOST = "127.0.0.1"
PAGE_PORT = 8765
"""The page's port when none is asked for and it is free."""
READY_WITHIN = 60.0
"""Seconds until the bot must have connected."""


class LaunchError(Exception):
    """The playground could not start; the message says what to do."""


@dataclass(frozen=True)
class Addresses:
    """Where things listen: the page and Web API, DataWorks, and the bot's own port."""

    slack: str
    dataworks: str
    bot_port: int


async def run(port: int | None, browser: bool, script: Path | None, http: bool, speed: float, tasks: int = 0) -> int:
    """Run until SIGINT or SIGTERM, or until the script has ended; the exit status.

    `port` is the page's (8765 if free, else any, when None), `speed` the simulated seconds per second, `tasks` how
    many there are to be at least. With a script: 0 when it reached its end, 1 when a line failed, 2 when it could not
    be read. No process is left behind.
    """
    try:
        text = _read(script) if script else None
    except (OSError, UnicodeDecodeError, ScriptError) as error:
        _tell(f"{script}: {error}")
        return 2
    main = asyncio.create_task(_run(port, browser, text, http, speed, tasks))

    def end() -> None:
        # Once: a second Ctrl-C must not cut short the ending of the bot.
        if not main.cancelling():
            main.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    try:
        return await main
    except asyncio.CancelledError:
        _tell("Stopped.")
        return 0 if script is None else 1
    except (LaunchError, BotDiedError) as error:
        _tell(str(error))
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _read(script: Path) -> str:
    text = script.read_text(encoding="utf-8")
    parse(text)
    return text


async def _run(port: int | None, browser: bool, script: str | None, http: bool, speed: float, tasks: int) -> int:
    began = time.monotonic()
    async with started(port, http=http, speed=speed, tasks=tasks) as (addresses, bot):
        await _unless_given_up(_until_connected(addresses.slack), bot)
        _tell(f"The bot is there, {time.monotonic() - began:.1f} s after the start.")
        if script is not None:
            return await _unless_given_up(_play(addresses.slack, script), bot)
        click.echo(f"\n    {addresses.slack}/\n")
        _tell("Type /backfill 1001 last 7 days there. Ctrl-C ends it.")
        if browser:
            await asyncio.to_thread(webbrowser.open, f"{addresses.slack}/")
        await bot
    return 0


@contextlib.asynccontextmanager
async def started(
    port: int | None = None, *, http: bool = False, speed: float = 20.0, tasks: int = 0
) -> AsyncIterator[tuple[Addresses, "asyncio.Task[None]"]]:
    """Both servers and the bot, running; yields the addresses and the task that keeps the bot. Ends all at the end."""
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backfill-playground-")))
        bot_port = _free_port()
        _tell("Starting the simulated DataWorks and the local Slack ...")
        dataworks_url = await stack.enter_async_context(_dataworks(speed, tasks))
        slack_url = await stack.enter_async_context(_slack(port, dataworks_url, bot_port if http else None))
        addresses = Addresses(slack_url, dataworks_url, bot_port)
        _tell(f"Starting the bot ({'signed HTTP' if http else 'Socket Mode'}), its log is {folder / 'bot.log'} ...")
        env = environment(slack_url, dataworks_url, folder, bot_port, os.environ)
        process = BotProcess(run_command(http=http), env, folder / "bot.log", _tell)
        keeping = asyncio.create_task(process.keep())
        try:
            yield addresses, keeping
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError, BotDiedError):
                await keeping


async def _unless_given_up(work: Coroutine[Any, Any, T], bot: "asyncio.Task[None]") -> T:
    """Do some work; if the bot is given up before it is done, or we are cancelled, the work ends too."""
    task = asyncio.ensure_future(work)
    waited: set[asyncio.Future[Any]] = {task, bot}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if bot.done():
            await bot
        return await task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


async def _until_connected(url: str) -> None:
    async with Person(url, "U0ANALYST") as person:
        try:
            await person.bot_is_there(within=READY_WITHIN)
        except NotSeenError:
            raise LaunchError(f"The bot did not connect within {READY_WITHIN:g} s.") from None


async def _play(url: str, script: str) -> int:
    try:
        await play(url, script, lambda text: click.echo(f"{text}\n"))
    except ScriptError as error:
        _tell(f"The script failed at {error}")
        return 1
    _tell("The script reached its end.")
    return 0


@contextlib.asynccontextmanager
async def _dataworks(speed: float, tasks: int) -> AsyncIterator[str]:
    """The simulated DataWorks on any free port; its address."""
    runner = await dataworks.serve(world=with_a_past(with_more_tasks(load_world(), tasks)), speed=speed)
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def _slack(port: int | None, dataworks_url: str, bot_port: int | None) -> AsyncIterator[str]:
    """The local Slack on the wanted port, or the usual one if free, else any; its address. Raises LaunchError."""
    settings: dict[str, Any] = {"dataworks_url": dataworks_url}
    if bot_port is not None:
        settings |= {"mode": "http", "events_url": f"http://127.0.0.1:{bot_port}/slack/events"}
    for wanted in [PAGE_PORT, 0] if port is None else [port]:
        try:
            server = await slack.serve(HOST, wanted, _manifest(), **settings)
        except OSError as error:
            if port is not None:
                reason = f"Port {port} cannot be used: {error.strerror}. Choose another with --port."
                raise LaunchError(reason) from None
            continue
        try:
            yield server.url
        finally:
            await server.close()
        return
    raise LaunchError("No port is free on 127.0.0.1.")


def _manifest() -> Path:
    """The app's own manifest: beside the package in a checkout, inside it when installed. Raises LaunchError."""
    package = Path(__file__).parent.parent
    for folder in (package.parent, package):
        if (folder / "manifest.yml").is_file():
            return folder / "manifest.yml"
    raise LaunchError("manifest.yml is missing: it stands at the top of the project.")


def _free_port() -> int:
    """A port nobody listens on now. The bot binds it a moment later; a clash ends it, and it is started again."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        bound.bind((HOST, 0))
        return int(bound.getsockname()[1])


def _tell(words: str) -> None:
    """A line about the playground itself, beside the transcript on standard output."""
    click.echo(words, file=sys.stderr)
