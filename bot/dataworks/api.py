"""One typed function per action: parameters as Python names, answers as models. Each takes the client first.

All raise DataWorksError as `DataWorks.call` does, and UnexpectedAnswer if an essential field of the answer is missing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TypedDict, TypeVar, Unpack

from bot.dataworks.answers import (
    Answer,
    CreateAnswer,
    CreateResult,
    DownstreamTask,
    Page,
    Project,
    Task,
    TaskInstance,
    WorkflowInstance,
)
from bot.dataworks.client import DataWorks
from bot.dataworks.errors import Details, OutcomeUnknown, UnexpectedAnswer
from bot.dataworks.reading import read, read_page, read_text

LARGEST_PAGE = 500
"""PageSize of ListTaskInstances."""

A = TypeVar("A", bound=Answer)


class Paging(TypedDict, total=False):
    """Which page: numbers count from 1."""

    page_number: int
    page_size: int


class WorkflowInstanceFilter(Paging, total=False):
    """What ListWorkflowInstances narrows by. `name` is fuzzy; `filter` is `{"status": ...}` and the like."""

    env_type: str
    type: str
    name: str
    ids: list[int]
    workflow_id: int
    unified_workflow_instance_id: int
    owner: str
    tags: list[str]
    filter: Mapping[str, object] | str
    sort_by: str


class TaskInstanceFilter(Paging, total=False):
    """What ListTaskInstances narrows by. `task_name` is fuzzy; `id` gives the past runs of that instance too."""

    project_env: str
    workflow_instance_id: int
    unified_workflow_instance_id: int
    workflow_instance_type: str
    workflow_id: int
    id: int
    ids: list[int]
    task_id: int
    task_ids: list[int]
    task_name: str
    task_type: str
    status: str
    owner: str
    runtime_resource: str
    trigger_type: str
    trigger_recurrence: str
    filter: Mapping[str, object] | str
    sort_by: str


class TaskFilter(Paging, total=False):
    """What ListTasks narrows by. `name` is fuzzy."""

    project_env: str
    name: str
    ids: list[int]
    owner: str
    task_type: str
    trigger_type: str
    trigger_recurrence: str
    workflow_id: int
    runtime_resource: str
    sort_by: str


class ProjectFilter(Paging, total=False):
    """What ListProjects narrows by."""

    ids: list[int]
    names: list[str]
    status: str
    dev_environment_enabled: bool


async def create_workflow_instances(dataworks: DataWorks, parameters: Mapping[str, object]) -> CreateAnswer:
    """Order a backfill or another run; `parameters` are the API's own (ProjectId, Periods, DefaultRunProperties, ...).

    The order goes out once. OutcomeUnknown means that it may have been taken: look for its Name, never just repeat it.
    """
    action = "CreateWorkflowInstances"
    answer = await dataworks.call(action, parameters)
    try:
        return read(CreateAnswer, action, answer)
    except UnexpectedAnswer as error:
        raise OutcomeUnknown.of(Details(action, request_id=error.request_id, http_status=200)) from error


async def get_create_workflow_instances_result(dataworks: DataWorks, operation_id: str) -> CreateResult:
    """How far the creating of an order has come."""
    action = "GetCreateWorkflowInstancesResult"
    return read(CreateResult, action, await dataworks.call(action, {"OperationId": operation_id}), "Result")


async def list_workflow_instances(
    dataworks: DataWorks, project_id: int, biz_date: int, **narrow: Unpack[WorkflowInstanceFilter]
) -> Page[WorkflowInstance]:
    """The runs of workflows for one business date; `biz_date` is its `midnight_ms`."""
    parameters = {"ProjectId": project_id, "BizDate": biz_date, **_api_names(narrow)}
    return await _page(dataworks, WorkflowInstance, "ListWorkflowInstances", parameters, "WorkflowInstances")


async def get_workflow_instance(dataworks: DataWorks, id: int) -> WorkflowInstance:  # noqa: A002 - the API's name
    """One run of a workflow."""
    action = "GetWorkflowInstance"
    return read(WorkflowInstance, action, await dataworks.call(action, {"Id": id}), "WorkflowInstance")


async def list_task_instances(
    dataworks: DataWorks, project_id: int, bizdate: int, **narrow: Unpack[TaskInstanceFilter]
) -> Page[TaskInstance]:
    """One page of the runs of tasks for one business date; `bizdate` is its `midnight_ms`. 10 a page, at most 500."""
    parameters = {"ProjectId": project_id, "Bizdate": bizdate, **_api_names(narrow)}
    return await _page(dataworks, TaskInstance, "ListTaskInstances", parameters, "TaskInstances")


async def task_instance_pages(
    dataworks: DataWorks, project_id: int, bizdate: int, **narrow: Unpack[TaskInstanceFilter]
) -> AsyncIterator[Page[TaskInstance]]:
    """All pages of ListTaskInstances, a call each, 500 a page unless told; by Id, so that pages do not shift."""

    def fetch(number: int) -> Awaitable[Page[TaskInstance]]:
        asked: TaskInstanceFilter = {"page_size": LARGEST_PAGE, "sort_by": "Id Asc", **narrow, "page_number": number}
        return list_task_instances(dataworks, project_id, bizdate, **asked)

    async for page in pages(fetch):
        yield page


async def get_task_instance_log(dataworks: DataWorks, id: int, run_number: int | None = None) -> str:  # noqa: A002
    """The log of a run of a task; `run_number` counts from 1, the latest if not given."""
    action = "GetTaskInstanceLog"
    answer = await dataworks.call(action, {"Id": id, "RunNumber": run_number})
    return read_text(action, answer, "TaskInstanceLog")


async def get_task(dataworks: DataWorks, id: int, project_env: str | None = None) -> Task:  # noqa: A002
    """One task with its script and dependencies. `project_env` is Prod or Dev."""
    action = "GetTask"
    return read(Task, action, await dataworks.call(action, {"Id": id, "ProjectEnv": project_env}), "Task")


async def list_tasks(dataworks: DataWorks, project_id: int, **narrow: Unpack[TaskFilter]) -> Page[Task]:
    """One page of a project's tasks."""
    parameters = {"ProjectId": project_id, **_api_names(narrow)}
    return await _page(dataworks, Task, "ListTasks", parameters, "Tasks")


async def list_downstream_tasks(
    dataworks: DataWorks,
    id: int,  # noqa: A002
    project_env: str | None = None,
    **paging: Unpack[Paging],
) -> Page[DownstreamTask]:
    """One page of the tasks one level below a task."""
    parameters = {"Id": id, "ProjectEnv": project_env, **_api_names(paging)}
    return await _page(dataworks, DownstreamTask, "ListDownstreamTasks", parameters, "DownstreamTasks")


async def list_projects(dataworks: DataWorks, **narrow: Unpack[ProjectFilter]) -> Page[Project]:
    """One page of the workspaces the bot's identity sees. 10 a page, at most 100."""
    return await _page(dataworks, Project, "ListProjects", _api_names(narrow), "Projects")


async def pages(fetch: Callable[[int], Awaitable[Page[A]]]) -> AsyncIterator[Page[A]]:
    """All pages of any list, a call each: `pages(lambda number: list_tasks(dataworks, 10001, page_number=number))`.

    They end when the total is reached, or, where the answer has no total, with a page that is not full.
    """
    number, seen = 1, 0
    while True:
        page = await fetch(number)
        yield page
        seen += len(page.items)
        full = len(page.items) >= page.page_size
        more = full if page.total_count is None else seen < page.total_count
        if not more or not page.items:
            return
        number += 1


async def _page(
    dataworks: DataWorks, model: type[A], action: str, parameters: Mapping[str, object], field: str
) -> Page[A]:
    number, size = parameters.get("PageNumber"), parameters.get("PageSize")
    asked = (number if isinstance(number, int) else 1, size if isinstance(size, int) else 10)
    return read_page(model, action, await dataworks.call(action, parameters), field, asked)


def _api_names(parameters: Mapping[str, object]) -> dict[str, object]:
    """Python names as the API's: `task_ids` is TaskIds."""
    return {"".join(part.capitalize() for part in name.split("_")): value for name, value in parameters.items()}
