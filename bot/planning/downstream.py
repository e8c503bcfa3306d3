"""What is downstream of some tasks: walked breadth first, one call a task, and kept, so that the next walk is short.

The second time only the roots are read again, and what the projects' lists of changes name: a task that got another
upstream task was changed itself, so its ModifyTime tells. Two things it does not tell are found when a snapshot is too
old to be used: that a task is gone, and that a task of a project that was not in the tree came into it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.dataworks import DataWorks, DataWorksError
from bot.dataworks.pace import patiently
from bot.planning.graph import Graph, Stopped
from bot.planning.reading import Reader
from bot.planning.snapshots import Scope, Snapshots
from bot.request.requests import Target
from bot.request.tasks import Task
from bot.request.tree import Tree

logger = logging.getLogger(__name__)

RECENT = timedelta(seconds=60)
"""A walk that ended so recently serves again, unless what it says has to be checked."""


@dataclass(eq=False)
class Walk:
    """One walk, under way or done. `tree` is what is known so far; `stopped` why it did not go to the end."""

    tree: Tree
    reader: Reader
    task: asyncio.Task[None] = field(init=False)
    ended: datetime | None = None
    stopped: Stopped | None = None
    problem: DataWorksError | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.task.done()

    @property
    def given_up(self) -> bool:
        """Whether the process ends and the walk with it; another one goes on from what is kept."""
        return self.task.cancelled()

    @property
    def complete(self) -> bool:
        """Whether the whole tree is there."""
        return self.over and self.stopped is None and self.problem is None and self.tree.complete

    @property
    def read(self) -> int:
        """How many tasks were read so far."""
        return len(self.tree.ids) - len(self.tree.unread)

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most so long; whether it came. The walk goes on either way."""
        await asyncio.wait({self.task}, timeout=seconds)
        return self.over


Key = tuple[Scope, tuple[int, ...]]


class Downstream:
    """Walks of one process. Who asks for what is being walked already joins in."""

    def __init__(
        self,
        remote: Callable[[str], DataWorks],
        snapshots: Snapshots,
        clock: Callable[[], datetime],
    ) -> None:
        self._remote = remote
        self._snapshots = snapshots
        self._clock = clock
        self._walks: dict[Key, Walk] = {}

    async def walk(
        self, roots: Sequence[Task], target: Target, *, allowed: int | None = None, checked: bool = False
    ) -> Walk:
        """Begin to walk below these tasks, or join in. `allowed` calls are made at most.

        `checked`: what a walk found a moment ago does not do; it is compared with DataWorks again.
        """
        dataworks = self._remote(target.alias)
        key = (Scope(dataworks.endpoint, target.env_type.value), tuple(task.id for task in roots))
        known = self._walks.get(key)
        if known and (not known.over or (not checked and self._recent(known))):
            return known
        self._forget()
        graph = Graph(key[0], key[1], self._snapshots, Reader(dataworks, key[0]), self._clock, allowed)
        walk = Walk(graph.tree(), graph.reader)
        walk.task = asyncio.create_task(self._carry_out(walk, graph, _at_home(roots, target)))
        self._walks[key] = walk
        return walk

    async def tree(self, roots: Sequence[Task], target: Target) -> Tree:
        """What is known without a call."""
        dataworks = self._remote(target.alias)
        scope = Scope(dataworks.endpoint, target.env_type.value)
        ids = tuple(task.id for task in roots)
        graph = Graph(scope, ids, self._snapshots, Reader(dataworks, scope), self._clock, 0)
        await graph.recall(_at_home(roots, target))
        return graph.tree()

    async def aclose(self) -> None:
        """End the walks under way; what they read is kept."""
        for walk in self._walks.values():
            walk.task.cancel()
        await asyncio.gather(*(walk.task for walk in self._walks.values()), return_exceptions=True)

    async def _carry_out(self, walk: Walk, graph: Graph, roots: Sequence[Task]) -> None:
        def told() -> None:
            walk.tree = graph.tree()

        try:
            await graph.recall(roots)
            with patiently():
                await graph.go(told)
        except Stopped as stopped:
            walk.stopped = stopped
        except DataWorksError as error:
            walk.problem = error
        except Exception:
            logger.exception("a walk failed")
            raise
        finally:
            told()
            walk.ended = self._clock()
            await graph.keep()

    def _recent(self, walk: Walk) -> bool:
        return walk.complete and walk.ended is not None and self._clock() - walk.ended < RECENT

    def _forget(self) -> None:
        self._walks = {key: walk for key, walk in self._walks.items() if not walk.over or self._recent(walk)}


def _at_home(roots: Sequence[Task], target: Target) -> list[Task]:
    """The roots, of the target's project where that was not looked up."""
    return [task if task.project_id else task.model_copy(update={"project_id": target.project_id}) for task in roots]
