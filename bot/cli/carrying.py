"""Who carries what a command asks for, the bot that runs on the store or this process; lines of its progress."""

import getpass
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.operations.engine import Engine
    from bot.operations.model import Operation
    from bot.operations.progress import Progress
    from bot.operations.store import Store
    from bot.settings import Settings

LONGEST_NAME = 40
"""What the store keeps of a name."""


def account() -> str:
    """Who acts on the command line: `cli:user@host`."""
    return f"cli:{getpass.getuser()}@{socket.gethostname()}"[:LONGEST_NAME]


@asynccontextmanager
async def carried(loaded: "Settings", store: "Store", *, tells: bool) -> AsyncIterator["Engine | None"]:
    """See to it that somebody carries what is in the store: the bot that runs (None), or an engine of this process.

    That engine `tells` Slack, or leaves what is to be told to the next bot. Raises UserError when it cannot start.
    """
    async with AsyncExitStack() as stack:
        if await store.is_served():
            click.echo("The running bot carries it.", err=True)
            yield None
        elif tells:
            from bot.app import build

            yield (await stack.enter_async_context(build(loaded, http=False))).services.engine
        else:
            from bot.cli.planners import now
            from bot.operations.calls import CallCounter
            from bot.operations.engine import Engine, FollowSettings
            from bot.planning.remotes import Remotes

            calls = CallCounter(store, now)
            stack.push_async_callback(calls.drain)
            remotes = Remotes(loaded, calls.of)
            stack.push_async_callback(remotes.aclose)
            engine = Engine(
                store, None, remotes, FollowSettings(loaded.follow_first_seconds, loaded.follow_max_seconds)
            )
            stack.push_async_callback(engine.stop)
            await engine.start()
            yield engine


def line_of(operation: "Operation", progress: "Progress | None") -> str:
    """`BF-12  RUNNING  ▓▓▓░  3 / 7 · ...`."""
    from bot.locale.speech import ENGLISH
    from bot.slack.views.root import NAMES, bar, counts_line

    counts = counts_line(progress, ENGLISH) if progress else ""
    drawn = bar(progress) if progress else ""
    return "  ".join(part for part in (operation.label, str(NAMES[operation.state]), drawn, counts) if part)


class Moving:
    """A line that moves on a terminal, a line each elsewhere; said when it changes only. `err`: on standard error."""

    def __init__(self, *, err: bool = False) -> None:
        self._err = err
        self._terminal = (sys.stderr if err else sys.stdout).isatty()
        self._shown = ""

    def say(self, line: str) -> None:
        """Show this now."""
        if line != self._shown:
            self._shown = line
            click.echo(f"\r\x1b[2K{line}" if self._terminal else line, nl=not self._terminal, err=self._err)

    def end(self) -> None:
        """What comes after it begins on a line of its own."""
        if self._terminal and self._shown:
            click.echo(err=self._err)
        self._shown = ""
