"""What is downstream of some tasks, as it was read: one ListDownstreamTasks a task, one level each. Pure."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import accumulate

from bot.request.model import DefaultRunProperties, Mode
from bot.request.tasks import Task

AGAIN = "^"
"""After a task that was drawn further up."""


@dataclass(frozen=True, slots=True)
class Node:
    """A task and what is one level below it.

    `below` are the tasks that wait for it in the same cycle, None while that was not read; `across` wait for its cycle
    before. `read_at` is when `below` was read. `mark` is the newest ModifyTime (ms) of the task's project just before,
    None when it could not be asked: what changed since then has a newer one. `denied`: DataWorks refused to tell.
    """

    task: Task
    below: tuple[int, ...] | None = None
    across: tuple[int, ...] = ()
    read_at: datetime | None = None
    mark: int | None = None
    denied: bool = False


@dataclass(frozen=True)
class Tree:
    """The roots and everything that was found downstream of them."""

    roots: tuple[int, ...]
    nodes: Mapping[int, Node]

    @cached_property
    def levels(self) -> tuple[tuple[int, ...], ...]:
        """Ids by their distance from the nearest root; the roots first, each id once."""
        return reached(self.roots, self.nodes)

    @property
    def ids(self) -> tuple[int, ...]:
        """Every task, nearest first."""
        return tuple(id_ for level in self.levels for id_ in level)

    @property
    def unread(self) -> tuple[int, ...]:
        """Tasks that were found but whose own downstream was not read yet, nearest first."""
        return tuple(id_ for id_ in self.ids if id_ not in self.nodes or self.nodes[id_].below is None)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to read."""
        return not self.unread

    @property
    def read_at(self) -> datetime | None:
        """The age of its oldest part."""
        return min((node.read_at for node in self._known() if node.read_at), default=None)

    @property
    def across(self) -> tuple[int, ...]:
        """Tasks outside the tree that wait for the cycle before of one in it. Whether AllDownstream runs them is not
        documented; they are not counted.
        """
        inside = set(self.ids)
        return tuple(dict.fromkeys(id_ for node in self._known() for id_ in node.across if id_ not in inside))

    @property
    def denied(self) -> tuple[int, ...]:
        """Tasks whose downstream DataWorks refused to tell."""
        return tuple(node.task.id for node in self._known() if node.denied)

    def _known(self) -> Iterator[Node]:
        return (self.nodes[id_] for id_ in self.ids if id_ in self.nodes)

    def task(self, id_: int) -> Task:
        """The task of an id, with its name where that is known."""
        node = self.nodes.get(id_)
        return node.task if node else Task(id=id_)


def reached(roots: Sequence[int], nodes: Mapping[int, Node]) -> tuple[tuple[int, ...], ...]:
    """Ids by distance from the roots, through same-cycle dependencies, as far as `nodes` go; circles end."""
    seen = set(roots)
    levels = [tuple(dict.fromkeys(roots))]
    while True:
        found: dict[int, None] = {}
        for id_ in levels[-1]:
            node = nodes.get(id_)
            found.update((below, None) for below in (node.below or () if node else ()) if below not in seen)
        if not found:
            return tuple(levels)
        seen.update(found)
        levels.append(tuple(found))


def chosen(tree: Tree, run: DefaultRunProperties) -> tuple[tuple[Task, ...], ...]:
    """The tasks that a request runs, by level. API: DefaultRunProperties.Mode with its lists of tasks and projects.

    Excluded tasks stay: they get instances that succeed without running.
    """
    levels = tree.levels
    if run.mode is Mode.CHAIN and run.include_task_ids:
        on_the_way = _leading_to(run.include_task_ids[-1], tree)
        levels = tuple(tuple(id_ for id_ in level if id_ in on_the_way) for level in levels)
    if run.mode is Mode.ALL_DOWNSTREAM:
        levels = tuple(tuple(id_ for id_ in level if _in_projects(tree, id_, run)) for level in levels)
    return tuple(tuple(tree.task(id_) for id_ in level) for level in levels if level)


def parted(tree: Tree, last: int) -> bool:
    """Whether it is certain that no task of the tree leads to `last`.

    It is not where part of the tree was not read or not told, nor where tasks outside it wait for a cycle before of one
    in it: those may lead there.
    """
    return tree.complete and not tree.denied and not tree.across and last not in tree.ids


def _in_projects(tree: Tree, id_: int, run: DefaultRunProperties) -> bool:
    if id_ in tree.roots:
        return True
    project = tree.task(id_).project_id
    if project in (run.exclude_project_ids or ()):
        return False
    return not run.include_project_ids or project in run.include_project_ids


def _leading_to(last: int, tree: Tree) -> Collection[int]:
    """The tasks of the tree from which `last` can be reached, itself included."""
    above: dict[int, list[int]] = {}
    for id_ in tree.ids:
        node = tree.nodes.get(id_)
        for below in node.below or () if node else ():
            above.setdefault(below, []).append(id_)
    found, queue = {last}, [last]
    while queue:
        for id_ in above.get(queue.pop(), ()):
            if id_ not in found:
                found.add(id_)
                queue.append(id_)
    return found


def as_text(tree: Tree, projects: Mapping[int, str], limit: int = 2000, room: int = 10**6) -> tuple[str, int]:
    """The tree as indented lines, and how many more there would be than `limit`, or than fit into `room` bytes of JSON.

    A task that has several ways to it is drawn out once; where it comes again it ends in `^`.
    """
    lines: list[str] = []
    shown: set[int] = set()
    home = tree.task(tree.roots[0]).project_id if tree.roots else None
    stack = [(root, "", "") for root in reversed(tree.roots)]
    while stack:
        id_, lead, branch = stack.pop()
        task, again = tree.task(id_), id_ in shown
        where = "" if task.project_id in (home, None) else f"  [{projects.get(task.project_id or 0, task.project_id)}]"
        lines.append(f"{lead}{branch}{task.label} ({id_}){where}{' ' + AGAIN if again else ''}")
        node = tree.nodes.get(id_)
        if again or node is None:
            continue
        shown.add(id_)
        lead += {"": "", "├ ": "│ ", "└ ": "  "}[branch]
        below = node.below or ()
        stack += [
            (one, lead, "└ " if place == len(below) - 1 else "├ ") for place, one in reversed(list(enumerate(below)))
        ]
    ends = accumulate(len(json.dumps(line)) for line in lines[:limit])
    shown_lines = sum(end <= room for end in ends)
    return "\n".join(lines[:shown_lines]), len(lines) - shown_lines
