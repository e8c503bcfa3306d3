"""Where what was read of tasks is kept: the store, or memory where there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple, Protocol

from bot.request.load import Lately
from bot.request.tasks import Task
from bot.request.tree import Node


class Scope(NamedTuple):
    """What task ids belong to: an endpoint and an environment (Prod, Dev)."""

    endpoint: str
    env_type: str


class TaskList(NamedTuple):
    """That all tasks of a project were listed: when, and the newest ModifyTime (ms) among them."""

    read_at: datetime
    mark: int


class Snapshots(Protocol):
    """Nodes of the graph of tasks, which projects were listed whole, and how long tasks took lately."""

    async def nodes(self, scope: tuple[str, str], ids: Sequence[int]) -> dict[int, Node]:
        """Those of the tasks that are known."""

    async def keep_nodes(self, scope: tuple[str, str], nodes: Iterable[Node]) -> None:
        """Remember what was read; a node whose `below` is None tells of its task only."""

    async def keep_mark(self, scope: tuple[str, str], ids: Sequence[int], mark: int) -> None:
        """These tasks were compared with what changed up to `mark`."""

    async def project_tasks(self, scope: tuple[str, str], project_id: int) -> tuple[Task, ...]:
        """Every known task of a project."""

    async def task_list(self, scope: tuple[str, str], project_id: int) -> tuple[datetime, int] | None:
        """When all tasks of the project were listed, and their mark."""

    async def keep_task_list(self, scope: tuple[str, str], project_id: int, read_at: datetime, mark: int) -> None:
        """All tasks of the project were listed."""

    async def forget_tasks(self, scope: tuple[str, str], project_id: int, kept: Iterable[int]) -> None:
        """Drop the project's tasks that are not among those kept: they are gone."""

    async def runs(self, scope: tuple[str, str], biz_date: date, ids: Sequence[int]) -> dict[int, Lately]:
        """What was read of these tasks' runs of one business date, however long ago."""

    async def keep_runs(self, scope: tuple[str, str], biz_date: date, runs: Mapping[int, Lately]) -> None:
        """Remember what was read of tasks' runs, in place of what was before."""


@dataclass(slots=True)
class Memory:
    """Snapshots of one process."""

    _nodes: dict[tuple[str, str], dict[int, Node]] = field(default_factory=dict)
    _lists: dict[tuple[tuple[str, str], int], TaskList] = field(default_factory=dict)
    _runs: dict[tuple[tuple[str, str], date], dict[int, Lately]] = field(default_factory=dict)

    async def nodes(self, scope: tuple[str, str], ids: Sequence[int]) -> dict[int, Node]:
        """Those of the tasks that are known."""
        known = self._nodes.get(scope, {})
        return {id_: known[id_] for id_ in ids if id_ in known}

    async def keep_nodes(self, scope: tuple[str, str], nodes: Iterable[Node]) -> None:
        """Remember what was read."""
        known = self._nodes.setdefault(scope, {})
        for node in nodes:
            earlier = known.get(node.task.id)
            known[node.task.id] = replace(earlier, task=node.task) if earlier and node.below is None else node

    async def keep_mark(self, scope: tuple[str, str], ids: Sequence[int], mark: int) -> None:
        """These tasks were compared with what changed up to `mark`."""
        known = self._nodes.setdefault(scope, {})
        for id_ in ids:
            if id_ in known:
                known[id_] = replace(known[id_], mark=mark)

    async def project_tasks(self, scope: tuple[str, str], project_id: int) -> tuple[Task, ...]:
        """Every known task of a project."""
        return tuple(node.task for node in self._nodes.get(scope, {}).values() if node.task.project_id == project_id)

    async def task_list(self, scope: tuple[str, str], project_id: int) -> tuple[datetime, int] | None:
        """When all tasks of the project were listed, and their mark."""
        return self._lists.get((scope, project_id))

    async def keep_task_list(self, scope: tuple[str, str], project_id: int, read_at: datetime, mark: int) -> None:
        """All tasks of the project were listed."""
        self._lists[scope, project_id] = TaskList(read_at, mark)

    async def forget_tasks(self, scope: tuple[str, str], project_id: int, kept: Iterable[int]) -> None:
        """Drop the project's tasks that are not among those kept."""
        known, wanted = self._nodes.setdefault(scope, {}), set(kept)
        for id_ in [one for one, node in known.items() if node.task.project_id == project_id and one not in wanted]:
            del known[id_]

    async def runs(self, scope: tuple[str, str], biz_date: date, ids: Sequence[int]) -> dict[int, Lately]:
        """What was read of these tasks' runs of one business date."""
        known = self._runs.get((scope, biz_date), {})
        return {id_: known[id_] for id_ in ids if id_ in known}

    async def keep_runs(self, scope: tuple[str, str], biz_date: date, runs: Mapping[int, Lately]) -> None:
        """Remember what was read of tasks' runs."""
        self._runs.setdefault((scope, biz_date), {}).update(runs)
