"""A planner for one command, wired as the bot's own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.operations.store import Store
    from bot.planning.planner import Planner
    from bot.settings import Settings


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@asynccontextmanager
async def planner(loaded: "Settings", store: "Store | None") -> AsyncIterator["Planner"]:
    """Made for the block, its connections closed after it.

    What it reads is kept in the store, where its calls are counted. Without one it is kept in memory, and nobody knows
    how many calls are left today.
    """
    from bot.operations.calls import CallCounter
    from bot.planning.remotes import Remotes
    from bot.planning.snapshots import Memory
    from bot.planning.wiring import planning

    calls = CallCounter(store, now) if store else None
    async with AsyncExitStack() as stack:
        if calls:
            stack.push_async_callback(calls.drain)
        remotes = Remotes(loaded, calls.of if calls else None)
        stack.push_async_callback(remotes.aclose)
        made = planning(loaded, remotes, store or Memory(), now, calls.of_today if calls else None)
        yield (await stack.enter_async_context(made)).planner
