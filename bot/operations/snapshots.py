"""What was read of tasks, of what is downstream of them and of their runs. A cache: losing it costs calls only."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Executable, RowMapping, delete, select, update

from bot.operations.sessions import Sessions
from bot.operations.tables import task_lists, task_nodes, task_runs
from bot.request.load import Lately
from bot.request.tasks import Task
from bot.request.tree import Node

CHUNK = 500
"""Ids in one statement: databases take some hundreds or thousands of parameters."""
KEY = ["endpoint", "env_type", "task_id"]
KEY_OF_RUNS = ["endpoint", "env_type", "biz_date", "task_id"]
OF_RUNS = ("read_at", "seconds", "skipped", "backfilled")
OF_TASK = ("project_id", "task")
OF_NODE = (*OF_TASK, "below", "across", "read_at", "mark", "denied")


class Snapshots(Sessions):
    """Nodes of the graph of tasks. A scope is (endpoint, environment): ids belong to both."""

    async def nodes(self, scope: tuple[str, str], ids: Sequence[int]) -> dict[int, Node]:
        """Those of the tasks that are known."""
        found: dict[int, Node] = {}
        for chunk in _chunks(ids):
            rows = await self._rows(select(task_nodes).where(*_in(scope), task_nodes.c.task_id.in_(chunk)))
            found.update((row["task_id"], _node(row)) for row in rows)
        return found

    async def keep_nodes(self, scope: tuple[str, str], nodes: Iterable[Node]) -> None:
        """Remember what was read; a node whose `below` is None tells of its task only."""
        listed = list(nodes)
        read = [_row(scope, node) for node in listed if node.below is not None]
        named = [_row(scope, node) for node in listed if node.below is None]
        writes = ((self._replacing(task_nodes, KEY, OF_TASK), named), (self._replacing(task_nodes, KEY, OF_NODE), read))

        def body(connection: Connection) -> None:
            for statement, rows in writes:
                if rows:
                    connection.execute(statement, rows)

        await self._written(body)

    async def keep_mark(self, scope: tuple[str, str], ids: Sequence[int], mark: int) -> None:
        """These tasks were compared with what changed up to `mark`."""
        await self.write(
            *(
                update(task_nodes).where(*_in(scope), task_nodes.c.task_id.in_(chunk)).values(mark=mark)
                for chunk in _chunks(ids)
            )
        )

    async def project_tasks(self, scope: tuple[str, str], project_id: int) -> tuple[Task, ...]:
        """Every known task of a project."""
        rows = await self._rows(select(task_nodes.c.task).where(*_in(scope), task_nodes.c.project_id == project_id))
        return tuple(Task.model_validate_json(row["task"]) for row in rows)

    async def task_list(self, scope: tuple[str, str], project_id: int) -> tuple[datetime, int] | None:
        """When all tasks of the project were listed, and the newest ModifyTime (ms) among them."""
        row = await self._row(
            select(task_lists).where(
                task_lists.c.endpoint == scope[0],
                task_lists.c.env_type == scope[1],
                task_lists.c.project_id == project_id,
            )
        )
        return (row["read_at"], row["mark"]) if row else None

    async def keep_task_list(self, scope: tuple[str, str], project_id: int, read_at: datetime, mark: int) -> None:
        """All tasks of the project were listed."""
        statement = self._insert(
            task_lists, endpoint=scope[0], env_type=scope[1], project_id=project_id, read_at=read_at, mark=mark
        )
        await self.write(
            statement.on_conflict_do_update(
                index_elements=["endpoint", "env_type", "project_id"], set_={"read_at": read_at, "mark": mark}
            )
        )

    async def forget_tasks(self, scope: tuple[str, str], project_id: int, kept: Iterable[int]) -> None:
        """Drop the project's tasks that are not among those kept: they are gone."""
        rows = await self._rows(select(task_nodes.c.task_id).where(*_in(scope), task_nodes.c.project_id == project_id))
        gone = sorted({row["task_id"] for row in rows} - set(kept))
        await self.write(
            *(delete(task_nodes).where(*_in(scope), task_nodes.c.task_id.in_(chunk)) for chunk in _chunks(gone))
        )

    async def runs(self, scope: tuple[str, str], biz_date: date, ids: Sequence[int]) -> dict[int, Lately]:
        """What was read of these tasks' runs of one business date, however long ago."""
        endpoint, env_type = scope
        of_day = select(task_runs).where(
            task_runs.c.endpoint == endpoint, task_runs.c.env_type == env_type, task_runs.c.biz_date == biz_date
        )
        found: dict[int, Lately] = {}
        for chunk in _chunks(ids):
            rows = await self._rows(of_day.where(task_runs.c.task_id.in_(chunk)))
            found.update((row["task_id"], _lately(row)) for row in rows)
        return found

    async def keep_runs(self, scope: tuple[str, str], biz_date: date, runs: Mapping[int, Lately]) -> None:
        """Remember what was read of tasks' runs, in place of what was before."""
        endpoint, env_type = scope
        statement = self._replacing(task_runs, KEY_OF_RUNS, OF_RUNS)
        key = {"endpoint": endpoint, "env_type": env_type, "biz_date": biz_date}
        for chunk in _chunks(sorted(runs)):
            rows = [{**key, "task_id": id_, **_told(runs[id_])} for id_ in chunk]
            await self._written(partial(_execute, statement, rows))


def _execute(statement: Executable, rows: list[dict[str, object]], connection: Connection) -> None:
    connection.execute(statement, rows)


def _in(scope: tuple[str, str]) -> tuple[Any, Any]:
    return task_nodes.c.endpoint == scope[0], task_nodes.c.env_type == scope[1]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _row(scope: tuple[str, str], node: Node) -> dict[str, object]:
    return {
        "endpoint": scope[0],
        "env_type": scope[1],
        "task_id": node.task.id,
        "project_id": node.task.project_id,
        "task": node.task.model_dump_json(exclude_none=True),
        "below": None if node.below is None else json.dumps(node.below),
        "across": json.dumps(node.across),
        "read_at": node.read_at,
        "mark": node.mark,
        "denied": node.denied,
    }


def _node(row: RowMapping) -> Node:
    return Node(
        Task.model_validate_json(row["task"]),
        None if row["below"] is None else tuple(json.loads(row["below"])),
        tuple(json.loads(row["across"] or "[]")),
        row["read_at"],
        row["mark"],
        row["denied"],
    )


def _told(lately: Lately) -> dict[str, object]:
    return {**lately._asdict(), "seconds": json.dumps(lately.seconds)}


def _lately(row: RowMapping) -> Lately:
    return Lately(row["read_at"], tuple(json.loads(row["seconds"])), row["skipped"], row["backfilled"])
