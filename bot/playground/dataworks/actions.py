"""The table of actions: method, parameters, handler. Who is not in it is InvalidAction.NotFound."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.dataworks import acts, lookups, runs
from bot.playground.dataworks.answers import Json
from bot.playground.dataworks.engine import Engine
from bot.playground.dataworks.faults import Faults
from bot.playground.dataworks.order import read_order
from bot.playground.dataworks.parameters import Arguments
from bot.playground.dataworks.refusal import ApiError, invalid

CREATE = "CreateWorkflowInstances"


@dataclass(frozen=True)
class Action:
    """One action. GET: parameters in the query; POST: in the form body."""

    name: str
    method: str
    parameters: frozenset[str]
    answer: Callable[[Engine, Arguments], Json]


def arguments_of(action: Action, query: dict[str, str], form: dict[str, str]) -> Arguments:
    """The parameters of a call, from the one place where they belong.

    Raises:
        ApiError: in the wrong place, unknown, or sent empty instead of being left out.
    """
    given, elsewhere, place = (query, form, "query") if action.method == "GET" else (form, query, "form body")
    if elsewhere:
        raise ApiError("InvalidParameter", f"{min(elsewhere)} must be sent in the {place} of {action.name}.")
    if unknown := sorted(set(given) - action.parameters):
        raise ApiError("InvalidParameter", f"{action.name} has no parameter {unknown[0]}.")
    if empty := sorted(name for name, value in given.items() if not value):
        raise invalid(empty[0], "is empty; leave it out instead")
    return Arguments(given)


def create_workflow_instances(engine: Engine, arguments: Arguments, faults: Faults) -> Json:
    """CreateWorkflowInstances: check, take, answer the operation; the instances come later."""
    order = read_order(arguments, engine.world)
    operation_id = str(uuid.uuid4())
    stuck = faults.take("stuck_creating", CREATE) is not None
    failing = faults.take("create_failure", CREATE)
    engine.place(operation_id, order, stuck=stuck, failure=failing.message if failing else "")
    return {"OperationId": operation_id}


def get_create_workflow_instances_result(engine: Engine, arguments: Arguments) -> Json:
    """GetCreateWorkflowInstancesResult."""
    operation_id = arguments.text("OperationId")
    placed = engine.orders.get(operation_id or "")
    if placed is None:
        raise invalid("OperationId", "is unknown")
    result: Json = {"Status": placed.status}
    if placed.status == "CreateFailure":
        result["FailureMessage"] = placed.failure
    if placed.status == "Created":
        result["WorkflowInstanceIds"] = [run.id for run in placed.runs]
        result["WorkflowTaskInstanceIds"] = [run.task_instance_id for run in placed.runs]
        result["UnifiedWorkflowInstanceIds"] = [run.unified_id for run in placed.runs]
    return {"Result": result}


def action_table(faults: Faults) -> dict[str, Action]:
    """All actions by name."""

    def create(engine: Engine, arguments: Arguments) -> Json:
        return create_workflow_instances(engine, arguments, faults)

    rows = (
        Action(CREATE, "POST", _names(_CREATE), create),
        Action("GetCreateWorkflowInstancesResult", "GET", _names("OperationId"), get_create_workflow_instances_result),
        *(Action(name, method, _names(parameters), answer) for name, method, parameters, answer in _PLAIN),
    )
    return {action.name: action for action in rows}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CREATE = (
    "ProjectId EnvType WorkflowId Name Type Periods WorkflowParameters TaskParameters AutoStartEnabled "
    "DefaultRunProperties Comment Tags TagCreationPolicy"
)
_PAGE = " PageNumber PageSize"
_LEVEL = "Id ProjectEnv" + _PAGE

_PLAIN: tuple[tuple[str, str, str, Callable[[Engine, Arguments], Json]], ...] = (
    (
        "ListWorkflowInstances",
        "POST",
        "ProjectId BizDate EnvType Type Name Ids WorkflowId UnifiedWorkflowInstanceId Owner Tags Filter SortBy" + _PAGE,
        runs.list_workflow_instances,
    ),
    ("GetWorkflowInstance", "GET", "Id", runs.get_workflow_instance),
    (
        "ListTaskInstances",
        "POST",
        "ProjectId Bizdate ProjectEnv WorkflowInstanceId UnifiedWorkflowInstanceId WorkflowInstanceType WorkflowId Id "
        "Ids TaskId TaskIds TaskName TaskType Status Owner RuntimeResource TriggerType TriggerRecurrence Filter SortBy"
        + _PAGE,
        runs.list_task_instances,
    ),
    ("GetTaskInstance", "GET", "Id", runs.get_task_instance),
    ("GetTaskInstanceLog", "GET", "Id RunNumber", runs.get_task_instance_log),
    ("StartWorkflowInstances", "POST", "Ids Comment", acts.start_workflow_instances),
    ("StopWorkflowInstances", "POST", "Ids Comment", acts.stop_workflow_instances),
    ("StopTaskInstances", "POST", "Ids Comment", acts.stop_task_instances),
    ("RerunTaskInstances", "POST", "Ids Comment UseLatestConfig", acts.rerun_task_instances),
    ("SetSuccessTaskInstances", "POST", "Ids Comment", acts.set_success_task_instances),
    ("SuspendTaskInstances", "POST", "Ids Comment", acts.suspend_task_instances),
    ("ResumeTaskInstances", "POST", "Ids Comment", acts.resume_task_instances),
    (
        "ListProjects",
        "POST",
        "Ids Names Status DevEnvironmentEnabled DevRoleDisabled PaiTaskEnabled AliyunResourceGroupId "
        "AliyunResourceTags" + _PAGE,
        lookups.list_projects,
    ),
    ("GetProject", "GET", "Id", lookups.get_project),
    (
        "ListTasks",
        "POST",
        "ProjectId ProjectEnv Name Ids Owner TaskType TriggerType TriggerRecurrence WorkflowId RuntimeResource SortBy"
        + _PAGE,
        lookups.list_tasks,
    ),
    ("GetTask", "GET", "Id ProjectEnv", lookups.get_task),
    ("ListDownstreamTasks", "GET", _LEVEL, lookups.list_downstream_tasks),
    ("ListUpstreamTasks", "GET", _LEVEL, lookups.list_upstream_tasks),
    (
        "ListResourceGroups",
        "GET",
        "ProjectId Name ResourceGroupTypes Statuses PaymentType SortBy AliyunResourceGroupId AliyunResourceTags"
        + _PAGE,
        lookups.list_resource_groups,
    ),
    (
        "ListWorkflows",
        "POST",
        "ProjectId EnvType Name Ids Owner Tags TriggerType SortBy" + _PAGE,
        lookups.list_workflows,
    ),
    ("GetWorkflow", "GET", "Id EnvType", lookups.get_workflow),
)
