"""What the walk asks DataWorks: what is one level below or above a task, and what changed lately in a project."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.dataworks import AccessDenied, DataWorks, InvalidRequest, Page, api
from bot.dataworks.answers import DownstreamTask
from bot.dataworks.answers import Task as Answer
from bot.planning.snapshots import Scope
from bot.request.tasks import Task

PAGE = 100
"""PageSize of lists of tasks."""
CHANGE_PAGES = 5
"""Pages of changes that are read before a project counts as changed all over."""
SELF = "CrossCycleDependsOnSelf"
NORMAL = "Normal"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Tasks one level away: `same` in the same cycle, `across` in the cycle before or after. `denied`: no rights."""

    same: tuple[Task, ...] = ()
    across: tuple[Task, ...] = ()
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """The tasks of a project that changed after a mark, the newest first, and the new mark (ModifyTime in ms).

    `all` is False when there were more than CHANGE_PAGES of them.
    """

    tasks: tuple[Task, ...]
    mark: int
    all: bool = True


def task_of(found: Answer, before: Task | None = None) -> Task:
    """A task from any answer; what only GetTask tells is taken over from `before`, when that is the same schedule."""
    waits = any(item.type == SELF for item in found.dependencies) if found.dependencies else None
    return Task(
        id=found.id,
        name=found.name or None,
        owner=found.owner or None,
        cron=found.trigger.cron or None,
        recurrence=found.trigger.recurrence or None,
        project_id=found.project_id,
        workflow_id=found.workflow_id,
        parameters=found.script.parameters or found.script_parameters or None,
        self_dependent=before.self_dependent if waits is None and before else waits,
    )


def task_in_full(found: Answer) -> Task:
    """A task from GetTask, whose dependencies are all there."""
    waits = any(item.type == SELF for item in found.dependencies)
    return task_of(found).model_copy(update={"self_dependent": waits})


class Reader:
    """Calls of one walk, counted: `calls` is what it made, retries left out."""

    def __init__(self, dataworks: DataWorks, scope: Scope) -> None:
        self._dataworks = dataworks
        self._env = scope.env_type
        self.calls = 0

    async def below(self, id_: int) -> Neighbours:
        """One level down. No rights is an answer; other errors are raised."""
        return await self._neighbours(lambda number: self._below(id_, number))

    async def above(self, id_: int) -> Neighbours:
        """One level up."""
        return await self._neighbours(lambda number: self._above(id_, number))

    async def mark(self, project_id: int) -> int | None:
        """The newest ModifyTime of a project's tasks, None when it does not tell."""
        found = await self._latest(project_id, 1, 1)
        return None if found is None else max((time for _task, time in found), default=0)

    async def changes(self, project_id: int, mark: int) -> Changes | None:
        """What changed since a mark. None when the project does not tell."""
        changed: list[Task] = []
        newest = mark
        for number in range(1, CHANGE_PAGES + 1):
            found = await self._latest(project_id, number, PAGE)
            if found is None:
                return None
            newest = max([newest, *(time for _task, time in found)])
            newer = [task for task, time in found if time > mark]
            changed += newer
            if len(newer) < PAGE:
                return Changes(tuple(changed), newest)
        return Changes(tuple(changed), newest, all=False)

    async def _latest(self, project_id: int, number: int, size: int) -> list[tuple[Task, int]] | None:
        """One page of a project's tasks with their ModifyTime (ms), the newest first."""
        self.calls += 1
        try:
            page = await api.list_tasks(
                self._dataworks,
                project_id,
                project_env=self._env,
                sort_by="ModifyTime Desc",
                page_number=number,
                page_size=size,
            )
        except (AccessDenied, InvalidRequest):
            return None
        return [
            (task_of(item), int(item.modify_time.timestamp() * 1000) if item.modify_time else 0) for item in page.items
        ]

    async def full(self, id_: int) -> Task | None:
        """GetTask; None when DataWorks refuses to tell."""
        self.calls += 1
        try:
            return task_in_full(await api.get_task(self._dataworks, id_, self._env))
        except (AccessDenied, InvalidRequest):
            return None

    async def _below(self, id_: int, number: int) -> Page[DownstreamTask]:
        self.calls += 1
        return await api.list_downstream_tasks(
            self._dataworks, id_, project_env=self._env, page_number=number, page_size=PAGE
        )

    async def _above(self, id_: int, number: int) -> Page[DownstreamTask]:
        self.calls += 1
        return await api.list_upstream_tasks(
            self._dataworks, id_, project_env=self._env, page_number=number, page_size=PAGE
        )

    async def _neighbours(self, fetch: Callable[[int], Awaitable[Page[DownstreamTask]]]) -> Neighbours:
        same: list[Task] = []
        across: list[Task] = []
        try:
            async for page in api.pages(fetch):
                for item in page.items:
                    (same if item.dependency_type in (NORMAL, "") else across).append(task_of(item.task))
        except AccessDenied:
            return Neighbours(denied=True)
        return Neighbours(tuple(same), tuple(across))
