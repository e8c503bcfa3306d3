"""The graph of tasks while it is walked: remembered, compared with what changed, read where something is missing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.planning.reading import Reader
from bot.planning.snapshots import Scope, Snapshots
from bot.request.cycles import schedule
from bot.request.tasks import Task
from bot.request.tree import Node, Tree, reached

AT_ONCE = 12
"""Calls under way together; the pace decides how many begin in a second."""
LARGEST = 10_000
"""Tasks in a tree: beyond that something is wrong, or nobody would want it."""
OLDEST = timedelta(hours=24)
"""A part of a snapshot that is older is read again."""
UNCHECKED = timedelta(minutes=15)
"""The same for the tasks of a project that does not tell what changed."""
MANY_CHANGES = 20
"""So many changed tasks are always looked at one by one; more only while that is cheaper than to read anew."""
IN_FULL = 10
"""Hourly tasks of a tree that are asked whether they depend on themselves: only GetTask tells."""
NOT_EVERYWHERE = ("self_dependent", "project_id", "workflow_id", "parameters")
"""What some answers do not tell of a task."""
KEEP_EVERY = 100
"""Nodes read between two writes to the snapshots: a walk that is cut short goes on from there."""


class Stopped(Exception):
    """The walk ended early: the allowed calls are used up (`calls`), or the tree is larger than LARGEST."""

    def __init__(self, *, calls: bool) -> None:
        super().__init__("no calls left" if calls else "too large")
        self.calls = calls


@dataclass(eq=False)
class Graph:
    """Tasks and what is below them, as far as it was read. `allowed` calls are made at most, None: any number."""

    scope: Scope
    roots: tuple[int, ...]
    snapshots: Snapshots
    reader: Reader
    clock: Callable[[], datetime]
    allowed: int | None
    nodes: dict[int, Node] = field(default_factory=dict)
    marks: dict[int, int | None] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    unkept: set[int] = field(default_factory=set)
    marking: dict[int, asyncio.Lock] = field(default_factory=dict)

    def tree(self) -> Tree:
        """What is known now."""
        return Tree(self.roots, dict(self.nodes))

    async def recall(self, roots: Sequence[Task]) -> None:
        """What the snapshots know below the roots, level by level; the roots as they were just looked up."""
        now = self.clock()
        wanted = list(self.roots)
        while wanted:
            known = await self.snapshots.nodes(self.scope, wanted)
            self.nodes.update((id_, _if_young(node, now)) for id_, node in known.items())
            below = {one for node in known.values() for one in node.below or ()}
            wanted = sorted(below - self.nodes.keys()) if len(self.nodes) < LARGEST else []
            if wanted and not known:
                break
        for task in roots:
            node = self.nodes.get(task.id)
            self.nodes[task.id] = replace(node, task=merged(task, node.task)) if node else Node(task)

    async def go(self, told: Callable[[], None]) -> None:
        """Compare with what changed, then read what is missing. Raises Stopped and DataWorksError."""
        if self.allowed is not None and self.allowed <= 0:
            raise Stopped(calls=True)
        await asyncio.gather(*(self._compare(project) for project in self._projects()))
        for root in self.roots:
            self._unread(root)
        await self._read_all(told)
        await self._ask_the_hourly()

    async def keep(self) -> None:
        """Write what is new to the snapshots."""
        nodes = [self.nodes[id_] for id_ in self.unkept if id_ in self.nodes]
        self.unkept.clear()
        if nodes:
            await self.snapshots.keep_nodes(self.scope, nodes)

    def _projects(self) -> list[int]:
        """The projects of what is remembered."""
        found = {node.task.project_id for node in self.nodes.values() if node.below is not None}
        return sorted(project for project in found if project is not None)

    async def _compare(self, project: int) -> None:
        """Take over what changed in a project since its nodes were read."""
        mine = [id_ for id_, node in self.nodes.items() if node.task.project_id == project and node.below is not None]
        marks = [mark for id_ in mine if (mark := self.nodes[id_].mark) is not None]
        if not marks:
            return
        self._spend()
        changes = await self.reader.changes(project, min(marks))
        if changes is None:
            return
        self.marks[project] = changes.mark
        if not changes.all or len(changes.tasks) > max(MANY_CHANGES, len(mine)):
            for id_ in mine:
                self._unread(id_)
            return
        await asyncio.gather(*(self._place(task) for task in changes.tasks))
        for id_ in mine:
            self.nodes[id_] = replace(self.nodes[id_], mark=changes.mark)
        if changes.mark > min(marks):
            await self.snapshots.keep_mark(self.scope, mine, changes.mark)

    async def _place(self, task: Task) -> None:
        """Put a changed task where its upstream tasks now say."""
        self._spend()
        above = await self.reader.above(task.id)
        same, across_from = {one.id for one in above.same}, {one.id for one in above.across}
        if task.id in self.nodes:
            self._name(task)
        for id_, node in list(self.nodes.items()):
            if node.below is None:
                continue
            below = _with(node.below, task.id, there=id_ in same)
            across = _with(node.across, task.id, there=id_ in across_from)
            if (below, across) != (node.below, node.across):
                self.nodes[id_] = replace(node, below=below, across=across)
                self.unkept.add(id_)
                if task.id not in self.nodes:
                    self._name(task)

    async def _read_all(self, told: Callable[[], None]) -> None:
        """Breadth first, several at once."""
        waiting = [id_ for level in reached(self.roots, self.nodes) for id_ in level if self._missing(id_)]
        queued = set(waiting)
        running: set[asyncio.Task[list[int]]] = set()
        try:
            while waiting or running:
                while waiting and len(running) < AT_ONCE:
                    self._spend()
                    running.add(asyncio.create_task(self._read(waiting.pop(0))))
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    new = [id_ for id_ in task.result() if id_ not in queued and self._missing(id_)]
                    queued.update(new)
                    waiting += new
                if len(self.unkept) >= KEEP_EVERY:
                    await self.keep()
                told()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _read(self, id_: int) -> list[int]:
        """One task's downstream; what is below it comes back."""
        project = self.nodes[id_].task.project_id if id_ in self.nodes else None
        mark = await self._mark(project) if project is not None else None
        found = await self.reader.below(id_)
        for task in (*found.same, *found.across):
            self._name(task)
        node = self.nodes.get(id_) or Node(Task(id=id_))
        self.nodes[id_] = replace(
            node,
            below=tuple(dict.fromkeys(task.id for task in found.same)),
            across=tuple(dict.fromkeys(task.id for task in found.across)),
            read_at=self.clock(),
            mark=mark,
            denied=found.denied,
        )
        self.fresh.add(id_)
        self.unkept.add(id_)
        # Beneath what is remembered there may be more that is not.
        return [one for level in reached([id_], self.nodes) for one in level]

    async def _mark(self, project: int) -> int | None:
        """The newest ModifyTime of a project, asked once, before its first task is read."""
        async with self.marking.setdefault(project, asyncio.Lock()):
            if project not in self.marks:
                self._spend()
                self.marks[project] = await self.reader.mark(project)
        return self.marks[project]

    async def _ask_the_hourly(self) -> None:
        """Whether tasks with several cycles a day wait for themselves; of the first few only."""
        asked = [id_ for id_ in _ids(self.roots, self.nodes) if may_wait_for_itself(self.nodes[id_].task)]
        if self.allowed is not None and self.reader.calls + IN_FULL > self.allowed:
            return
        for task in await asyncio.gather(*(self.reader.full(id_) for id_ in asked[:IN_FULL])):
            if task is not None:
                self._name(task)

    def _name(self, task: Task) -> None:
        node = self.nodes.get(task.id)
        told = merged(task, node.task) if node else task
        if node is None or told != node.task:
            self.nodes[task.id] = replace(node, task=told) if node else Node(told)
            self.unkept.add(task.id)

    def _missing(self, id_: int) -> bool:
        node = self.nodes.get(id_)
        return id_ not in self.fresh and (node is None or node.below is None)

    def _unread(self, id_: int) -> None:
        self.nodes[id_] = replace(self.nodes[id_], below=None)

    def _spend(self) -> None:
        if self.allowed is not None and self.reader.calls >= self.allowed:
            raise Stopped(calls=True)
        if len(self.nodes) > LARGEST:
            raise Stopped(calls=False)


def _ids(roots: Sequence[int], nodes: dict[int, Node]) -> list[int]:
    """Every task below the roots, nearest first."""
    return [id_ for level in reached(roots, nodes) for id_ in level]


def may_wait_for_itself(task: Task) -> bool:
    """Whether it has several cycles a day and nobody said yet whether they wait for each other."""
    read = schedule(task.cron)
    return task.self_dependent is None and read is not None and len(read.times) > 1


def merged(new: Task, old: Task) -> Task:
    """What was just learned of a task, with what only an earlier answer told."""
    told = {name: getattr(old, name) for name in NOT_EVERYWHERE if getattr(new, name) is None}
    return new.model_copy(update=told)


def _if_young(node: Node, now: datetime) -> Node:
    """The node, without what is downstream of it when that is too old, or was refused: rights may have been given."""
    limit = OLDEST if node.mark is not None else UNCHECKED
    young = node.read_at is not None and now - node.read_at < limit
    return node if young and not node.denied else replace(node, below=None, denied=False)


def _with(ids: tuple[int, ...], id_: int, *, there: bool) -> tuple[int, ...]:
    if there:
        return ids if id_ in ids else (*ids, id_)
    return tuple(one for one in ids if one != id_)
