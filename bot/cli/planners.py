"""A planner for one command, with everything it looks things up by."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.planning.planner import Planner
    from bot.settings import Settings


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@asynccontextmanager
async def planner(loaded: "Settings") -> AsyncIterator["Planner"]:
    """Made for the block, its connections closed after it. What it reads is kept in memory only."""
    from bot.planning.catalog import Catalog
    from bot.planning.downstream import Downstream
    from bot.planning.environments import Environments
    from bot.planning.history import History
    from bot.planning.planner import Planner
    from bot.planning.remotes import Remotes
    from bot.planning.snapshots import Memory
    from bot.planning.tasks import TaskDirectory

    remotes, snapshots = Remotes(loaded), Memory()
    tasks = TaskDirectory(remotes, snapshots, now, loaded.task_aliases)
    downstream = Downstream(remotes, snapshots, now)
    try:
        yield Planner(
            loaded,
            tasks,
            now,
            downstream=downstream,
            history=History(remotes, now),
            catalog=Catalog(remotes),
            environments=Environments(remotes),
        )
    finally:
        await downstream.aclose()
        await tasks.lists.aclose()
        await remotes.aclose()
