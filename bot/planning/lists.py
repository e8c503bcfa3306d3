"""All tasks of a project: listed once in the background, kept, and then brought up to date by what changed."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from bot.dataworks import DataWorks, api
from bot.dataworks.pace import patiently
from bot.planning.graph import merged
from bot.planning.index import TaskIndex
from bot.planning.reading import PAGE, Reader, task_of
from bot.planning.snapshots import Scope, Snapshots
from bot.request.requests import Target
from bot.request.tasks import Task
from bot.request.tree import Node

FRESH = timedelta(minutes=10)
"""How long a list serves without asking what changed."""
OLDEST = timedelta(hours=24)
"""A list that is older is read again whole: what changed does not tell what is gone."""
LARGEST = 500
"""Pages at most: 50,000 tasks."""
AT_ONCE = 8
KEPT_AT_ONCE = 500
"""Tasks in one write, so that nothing else waits for long."""


class TaskLists:
    """The indexes of one process, by project and environment."""

    def __init__(self, remote: Callable[[str], DataWorks], snapshots: Snapshots, clock: Callable[[], datetime]) -> None:
        self._remote = remote
        self._snapshots = snapshots
        self._clock = clock
        self._indexes: dict[Target, tuple[TaskIndex, datetime]] = {}
        self._reading: dict[Target, asyncio.Task[TaskIndex]] = {}

    async def index(self, target: Target, *, allowed: int | None = None, wait: float | None = None) -> TaskIndex | None:
        """The list as it is known; brought up to date within the allowed calls. Waits at most so long, then None.

        Raises DataWorksError when it could not be read and nothing is known.
        """
        known = self._indexes.get(target)
        if known and (allowed == 0 or self._clock() - known[1] < _serves(known[0], allowed)):
            return known[0]
        reading = self._reading.get(target)
        if reading is None:
            reading = asyncio.create_task(self._read(target, allowed))
            self._reading[target] = reading
            reading.add_done_callback(lambda _task: self._reading.pop(target, None))
        await asyncio.wait({reading}, timeout=wait)
        if not reading.done():
            return known[0] if known else None
        if (problem := reading.exception()) is not None:
            if known:
                return known[0]
            raise problem
        return reading.result()

    async def aclose(self) -> None:
        """End what is being read."""
        reading = list(self._reading.values())
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)

    async def _read(self, target: Target, allowed: int | None) -> TaskIndex:
        dataworks = self._remote(target.alias)
        scope = Scope(dataworks.endpoint, target.env_type.value)
        reader = Reader(dataworks, scope)
        listed = await self._snapshots.task_list(scope, target.project_id)
        now = self._clock()
        if allowed == 0:
            tasks = await self._snapshots.project_tasks(scope, target.project_id)
            return TaskIndex(_sorted(tasks), complete=listed is not None)
        with patiently():
            if listed and now - listed[0] < OLDEST and await self._caught_up(reader, scope, target, listed[1]):
                tasks = await self._snapshots.project_tasks(scope, target.project_id)
                index = TaskIndex(_sorted(tasks))
            else:
                index = await self._listed(reader, scope, target, allowed)
        self._indexes[target] = (index, now)
        return index

    async def _caught_up(self, reader: Reader, scope: Scope, target: Target, mark: int) -> bool:
        """Take over what changed since the mark; False when that is too much to tell."""
        changes = await reader.changes(target.project_id, mark)
        if changes is None or not changes.all:
            return False
        await self._keep(scope, changes.tasks)
        listed = await self._snapshots.task_list(scope, target.project_id)
        if listed and changes.mark > mark:
            await self._snapshots.keep_task_list(scope, target.project_id, listed[0], changes.mark)
        return True

    async def _listed(self, reader: Reader, scope: Scope, target: Target, allowed: int | None) -> TaskIndex:
        """Every task, a call for a hundred; only the first hundred where the calls do not allow it."""
        began = self._clock()
        mark = await reader.mark(target.project_id)
        first, total = await self._page(target, 1)
        pages = -(-total // PAGE)
        last = min(pages, LARGEST) if allowed is None or pages + 1 <= allowed else 1
        turn = asyncio.Semaphore(AT_ONCE)

        async def page(number: int) -> list[Task]:
            async with turn:
                return (await self._page(target, number))[0]

        rest = await asyncio.gather(*(page(number) for number in range(2, last + 1)))
        tasks = _sorted({task.id: task for part in (first, *rest) for task in part}.values())
        await self._keep(scope, tasks)
        whole = last >= pages and len(tasks) >= total
        if whole:
            await self._snapshots.forget_tasks(scope, target.project_id, [task.id for task in tasks])
            if mark is not None:
                await self._snapshots.keep_task_list(scope, target.project_id, began, mark)
        return TaskIndex(tasks, complete=whole)

    async def _keep(self, scope: Scope, tasks: Sequence[Task]) -> None:
        """Remember them; what a list does not tell of a task stays as it was told before."""
        for start in range(0, len(tasks), KEPT_AT_ONCE):
            chunk = tasks[start : start + KEPT_AT_ONCE]
            known = await self._snapshots.nodes(scope, [task.id for task in chunk])
            told = [merged(task, known[task.id].task) if task.id in known else task for task in chunk]
            await self._snapshots.keep_nodes(scope, [Node(task) for task in told])

    async def _page(self, target: Target, number: int) -> tuple[list[Task], int]:
        found = await api.list_tasks(
            self._remote(target.alias),
            target.project_id,
            project_env=target.env_type.value,
            sort_by="Id Asc",
            page_number=number,
            page_size=PAGE,
        )
        total = found.total_count if found.total_count is not None else len(found.items)
        return [task_of(item) for item in found.items], total


def _serves(index: TaskIndex, allowed: int | None) -> timedelta:
    """How long a list serves; where calls are few, one that could not be read whole is not tried again that day."""
    return FRESH if index.complete or allowed is None else OLDEST


def _sorted(tasks: Iterable[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.label, task.id))
