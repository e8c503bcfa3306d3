"""One typed function per action: parameters as Python names, answers as models. Each takes the client first.

All raise DataWorksError as `DataWorks.call` does, and UnexpectedAnswer if an essential field of the answer is missing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias, TypedDict, TypeVar, Unpack

from bot.dataworks.answers import (
    Answer,
    CreateAnswer,
    CreateResult,
    DownstreamTask,
    Page,
    Project,
    ResourceGroup,
    Task,
    TaskInstance,
    Workflow,
    WorkflowInstance,
)
from bot.dataworks.client import DataWorks
from bot.dataworks.errors import Details, OutcomeUnknown, UnexpectedAnswer
from bot.dataworks.reading import read, read_page, read_text
from bot.dataworks.verdict import request_id_of

LARGEST_PAGE = 500
"""PageSize of ListTaskInstances."""

A = TypeVar("A", bound=Answer)

Refusals: TypeAlias = dict[int, str]
"""The ids that were refused, with DataWorks' words. API: SuccessInfo, where Success is false."""


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


class WorkflowFilter(Paging, total=False):
    """What ListWorkflows narrows by. `name` is fuzzy; `trigger_type` Scheduler, Manual or TriggerWorkflow."""

    env_type: str
    name: str
    ids: list[int]
    owner: str
    trigger_type: str
    sort_by: str


class ResourceGroupFilter(Paging, total=False):
    """What ListResourceGroups narrows by. `name` is fuzzy."""

    project_id: int
    name: str
    resource_group_types: list[str]
    statuses: list[str]


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


async def list_upstream_tasks(
    dataworks: DataWorks,
    id: int,  # noqa: A002
    project_env: str | None = None,
    **paging: Unpack[Paging],
) -> Page[DownstreamTask]:
    """One page of the tasks one level above a task; the answer has the shape of that for downstream tasks."""
    parameters = {"Id": id, "ProjectEnv": project_env, **_api_names(paging)}
    return await _page(dataworks, DownstreamTask, "ListUpstreamTasks", parameters, "UpstreamTasks")


async def list_projects(dataworks: DataWorks, **narrow: Unpack[ProjectFilter]) -> Page[Project]:
    """One page of the workspaces the bot's identity sees. 10 a page, at most 100."""
    return await _page(dataworks, Project, "ListProjects", _api_names(narrow), "Projects")


async def list_workflows(dataworks: DataWorks, project_id: int, **narrow: Unpack[WorkflowFilter]) -> Page[Workflow]:
    """One page of a project's workflows."""
    parameters = {"ProjectId": project_id, **_api_names(narrow)}
    return await _page(dataworks, Workflow, "ListWorkflows", parameters, "Workflows")


async def get_workflow(dataworks: DataWorks, id: int, env_type: str | None = None) -> Workflow:  # noqa: A002
    """One workflow with its tasks. `env_type` is Prod or Dev."""
    action = "GetWorkflow"
    return read(Workflow, action, await dataworks.call(action, {"Id": id, "EnvType": env_type}), "Workflow")


async def list_resource_groups(dataworks: DataWorks, **narrow: Unpack[ResourceGroupFilter]) -> Page[ResourceGroup]:
    """One page of the resource groups; without `resource_group_types` only the general-purpose ones."""
    parameters = _api_names(narrow)
    return await _page(dataworks, ResourceGroup, "ListResourceGroups", parameters, "ResourceGroupList")


async def start_workflow_instances(dataworks: DataWorks, ids: Sequence[int], comment: str) -> Refusals:
    """Start workflow instances that were created with AutoStartEnabled=false."""
    return await _act(dataworks, "StartWorkflowInstances", ids, comment)


async def stop_workflow_instances(dataworks: DataWorks, ids: Sequence[int], comment: str) -> Refusals:
    """Stop whole workflow instances. Asynchronous: what runs takes a while to end, as Failure."""
    return await _act(dataworks, "StopWorkflowInstances", ids, comment)


async def stop_task_instances(dataworks: DataWorks, ids: Sequence[int], comment: str) -> Refusals:
    """Stop task instances. Asynchronous, and a job on the remote engine may run on."""
    return await _act(dataworks, "StopTaskInstances", ids, comment)


async def rerun_task_instances(dataworks: DataWorks, ids: Sequence[int], comment: str) -> Refusals:
    """Run ended task instances again, as far as their RerunMode allows."""
    return await _act(dataworks, "RerunTaskInstances", ids, comment)


async def set_success_task_instances(dataworks: DataWorks, ids: Sequence[int], comment: str) -> Refusals:
    """Set task instances to success: what waits for them runs, without their data."""
    return await _act(dataworks, "SetSuccessTaskInstances", ids, comment)


async def suspend_task_instances(dataworks: DataWorks, ids: Sequence[int], comment: str) -> Refusals:
    """Freeze task instances that have not started; at their turn they end as failed."""
    return await _act(dataworks, "SuspendTaskInstances", ids, comment)


async def resume_task_instances(dataworks: DataWorks, ids: Sequence[int], comment: str) -> Refusals:
    """Unfreeze task instances."""
    return await _act(dataworks, "ResumeTaskInstances", ids, comment)


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


async def _act(dataworks: DataWorks, action: str, ids: Sequence[int], comment: str) -> Refusals:
    """Act on instances. An id without a word in the answer counts as refused: HTTP 200 promises nothing.

    Raises OutcomeUnknown for an answer that does not speak of the ids at all: they may have been acted on.
    """
    answer = await dataworks.call(action, {"Ids": list(ids), "Comment": comment})
    told = answer.get("SuccessInfo")
    if not isinstance(told, Mapping):
        raise OutcomeUnknown.of(Details(action, request_id=request_id_of(answer), http_status=200))
    said = {item: told.get(str(item)) for item in ids}
    return {
        item: str(words.get("Message") or "-") if isinstance(words, Mapping) else "-"
        for item, words in said.items()
        if not (isinstance(words, Mapping) and str(words.get("Success")).lower() == "true")
    }


async def _page(
    dataworks: DataWorks, model: type[A], action: str, parameters: Mapping[str, object], field: str
) -> Page[A]:
    number, size = parameters.get("PageNumber"), parameters.get("PageSize")
    asked = (number if isinstance(number, int) else 1, size if isinstance(size, int) else 10)
    return read_page(model, action, await dataworks.call(action, parameters), field, asked)


def _api_names(parameters: Mapping[str, object]) -> dict[str, object]:
    """Python names as the API's: `task_ids` is TaskIds."""
    return {"".join(part.capitalize() for part in name.split("_")): value for name, value in parameters.items()}
