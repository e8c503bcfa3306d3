"""The parts of planning, each built once and handed to the others: the same for the bot and for one command."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.planning.catalog import Catalog
from bot.planning.downstream import Downstream
from bot.planning.environments import Environments
from bot.planning.history import History
from bot.planning.planner import Planner
from bot.planning.remotes import Remotes
from bot.planning.snapshots import Snapshots
from bot.planning.spending import Budget, Spent
from bot.planning.tasks import TaskDirectory
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Planning:
    """What makes plans, and what looks up tasks and what else may be chosen."""

    planner: Planner
    tasks: TaskDirectory
    catalog: Catalog


@asynccontextmanager
async def planning(
    settings: Settings,
    remotes: Remotes,
    snapshots: Snapshots,
    clock: Callable[[], datetime],
    spent: Spent | None = None,
) -> AsyncIterator[Planning]:
    """Made for the block; walks and lists under way end with it, what they read is kept.

    `spent` tells the calls of the day; without it nobody knows how many are left, and none is held back.
    """
    budget = Budget(spent, settings.dataworks_calls_per_day if spent else None)
    async with AsyncExitStack() as stack:
        tasks = TaskDirectory(
            remotes,
            snapshots,
            clock,
            settings.task_aliases,
            left=lambda target: budget.left(settings.project(target.alias)),
        )
        stack.push_async_callback(tasks.lists.aclose)
        downstream = Downstream(remotes, snapshots, clock)
        stack.push_async_callback(downstream.aclose)
        catalog = Catalog(remotes)
        planner = Planner(
            settings,
            tasks,
            clock,
            downstream=downstream,
            history=History(remotes, snapshots, clock),
            budget=budget,
            catalog=catalog,
            environments=Environments(remotes),
        )
        yield Planning(planner, tasks, catalog)
