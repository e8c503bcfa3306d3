"""The exact shapes of what answers hold: projects, tasks, workflows, instances."""

from collections.abc import Mapping
from datetime import datetime

from bot.playground.dataworks.choice import bizdate_millis
from bot.playground.dataworks.instances import Attempt, Run, TaskInstance
from bot.playground.dataworks.world import Project, ResourceGroup, Task, Workflow, World

Json = dict[str, object]

CALLER = "260001000000000999"
"""The account id that the playground's access key belongs to."""

TASK_GROUP = "Serverless_res_group_524257424564736_6831777003"
"""The resource group that every task is configured with."""

_MADE = datetime.fromisoformat("2025-03-03T10:00:00+08:00").timestamp()
_TIMEOUT_SECONDS = 7200


def millis(at: float | None) -> int | None:
    """A moment as the API writes it: 13 digits."""
    return None if at is None else round(at * 1000)


def without_nothing(answer: Mapping[str, object]) -> Json:
    """Fields that have no value are left out."""
    return {name: value for name, value in answer.items() if value is not None}


def project(it: Project) -> Json:
    """A workspace."""
    return {
        "Id": it.id,
        "Name": it.name,
        "DisplayName": it.display,
        "Description": it.display,
        "Owner": it.owner,
        "Status": "Available",
        "DevEnvironmentEnabled": it.dev,
        "DevRoleDisabled": False,
        "PaiTaskEnabled": False,
        "AliyunResourceGroupId": "rg-acfmzbn7pti3zff",
        "AliyunResourceTags": [],
    }


def resource_group(it: ResourceGroup) -> Json:
    """A resource group."""
    return {
        "Id": it.id,
        "Name": it.name,
        "ResourceGroupType": it.kind,
        "Status": it.status,
        "PaymentType": "PostPaid",
        "CreateTime": millis(_MADE),
        "CreateUser": CALLER,
        "Remark": "",
        "Spec": {"Amount": 1, "Standard": "2"},
        "AliyunResourceGroupId": "rg-acfmzbn7pti3zff",
        "AliyunResourceTags": [],
    }


def trigger(it: Task | Workflow) -> Json:
    """How a task or workflow is started."""
    if isinstance(it, Workflow):
        return {"Type": it.trigger, **({"Cron": it.cron, "Recurrence": "Normal"} if it.cron else {})}
    if it.cron is None:
        return {"Type": "Manual"}
    return {
        "Type": "Scheduler",
        "Cron": it.cron_text,
        "Recurrence": it.recurrence,
        "StartTime": "1970-01-01 00:00:00",
        "EndTime": "9999-01-01 00:00:00",
    }


def modified(it: Task | Workflow) -> float:
    """When it was last changed: a day of its own for each, so that sorting by it means something."""
    changed = it.changed if isinstance(it, Task) else None
    return changed or _MADE + it.id % 997 * 3600


def created(it: Task | Workflow) -> float:
    """When it was made."""
    return _MADE - it.id % 991 * 1800


def task_summary(it: Task) -> Json:
    """What every answer with a task in it has."""
    return {
        "Id": it.id,
        "Name": it.name,
        "Type": it.type,
        "Owner": it.owner,
        "Description": it.description,
        "ProjectId": it.project,
        "WorkflowId": it.workflow,
        "Priority": 1,
        "Timeout": _TIMEOUT_SECONDS,
        "RerunMode": it.rerun,
        "RerunTimes": 3,
        "RerunInterval": 120000,
        "InstanceMode": "T+1",
        "RuntimeResource": {"ResourceGroupId": TASK_GROUP, "Cu": "0.25"},
        "DataSource": {"Name": it.data_source},
        "Trigger": trigger(it),
        "CreateTime": millis(created(it)),
        "CreateUser": it.owner,
        "ModifyTime": millis(modified(it)),
        "ModifyUser": it.owner,
    }


def listed_task(it: Task, environment: str) -> Json:
    """A task in ListTasks."""
    return {**task_summary(it), "ProjectEnv": environment, "ScriptParameters": it.parameters}


def neighbour_task(it: Task, environment: str) -> Json:
    """A task in List(Up|Down)streamTasks."""
    return {**task_summary(it), "EnvType": environment}


def full_task(it: Task, environment: str) -> Json:
    """A task in GetTask."""
    normal = [_dependency("Normal", above, it.id) for above in it.upstream]
    return {
        **task_summary(it),
        "ProjectEnv": environment,
        "EnvType": environment,
        "Script": {"Content": f"-- {it.name}\n-- {it.description or 'no description'}\n", "Parameters": it.parameters},
        "Dependencies": [*normal, *(_dependency("", above, it.id) for above in it.previous)],
        "Inputs": {"Variables": []},
        "Outputs": {"TaskOutputs": [{"Output": f"{it.project}.{it.name}"}], "Variables": []},
        "SubTasks": {"SubTasks": []},
        "Tags": [],
    }


def _dependency(kind: str, above: int, of: int) -> Json:
    cross = "CrossCycleDependsOnSelf" if above == of else "CrossCycleDependsOnOtherNode"
    return {"Type": kind or cross, "UpstreamTaskId": str(above), "UpstreamOutput": f"{above}_out"}


def _inner_task(it: Task, environment: str) -> Json:
    """A task inside GetWorkflow's answer."""
    shown = {name: value for name, value in task_summary(it).items() if name not in {"InstanceMode", "Trigger"}}
    return {**shown, "EnvType": environment, "TriggerRecurrence": it.recurrence, "ClientUniqueCode": str(it.id)}


def workflow(it: Workflow, environment: str) -> Json:
    """A workflow in ListWorkflows."""
    return {
        "Id": it.id,
        "Name": it.name,
        "ProjectId": it.project,
        "EnvType": environment,
        "Owner": it.owner,
        "Description": "",
        "Parameters": it.parameters,
        "Trigger": trigger(it),
        "Tags": [],
        "CreateTime": millis(created(it)),
        "CreateUser": it.owner,
        "ModifyTime": millis(modified(it)),
        "ModifyUser": it.owner,
        "ClientUniqueCode": str(it.id),
    }


def full_workflow(it: Workflow, environment: str, world: World) -> Json:
    """A workflow in GetWorkflow."""
    inside = [task for task in world.tasks.values() if task.workflow == it.id and environment in task.environments]
    return {
        **workflow(it, environment),
        "Tasks": [_inner_task(task, environment) for task in inside],
        "Dependencies": [],
        "Outputs": {"TaskOutputs": []},
    }


def workflow_instance(run: Run, world: World) -> Json:
    """A workflow instance."""
    order = run.order.order
    return without_nothing(
        {
            "Id": run.id,
            "Name": order.name,
            "Type": order.type,
            "Status": run.status,
            "BizDate": bizdate_millis(run.bizdate, world),
            "EnvType": order.environment,
            "ProjectId": order.project,
            "WorkflowId": order.workflow,
            "UnifiedWorkflowInstanceId": run.unified_id,
            "WorkflowTaskInstanceId": run.task_instance_id,
            "WorkflowParameters": order.workflow_parameters,
            "Owner": CALLER,
            "CreateUser": CALLER,
            "ModifyUser": CALLER,
            "CreateTime": millis(run.created),
            "StartedTime": millis(run.started),
            "FinishedTime": millis(run.finished),
            "ModifyTime": millis(run.modified),
            "Tags": [{"Key": key, "Value": value} for key, value in order.tags],
        }
    )


def parameters_of(instance: TaskInstance) -> str:
    """What the run gets: the order's own value for the task, else the task's."""
    return instance.run.order.order.task_parameters.get(str(instance.task.id), instance.task.parameters)


def task_instance(instance: TaskInstance, world: World) -> Json:
    """What both answers with a task instance have."""
    task, run = instance.task, instance.run
    order = run.order.order
    group = order.resource_group or TASK_GROUP
    workflow_of = world.workflows.get(task.workflow)
    return without_nothing(
        {
            "Id": instance.id,
            "TaskId": task.id,
            "TaskName": task.name,
            "TaskType": task.type,
            "Description": task.description,
            "Status": instance.status,
            "Bizdate": bizdate_millis(run.bizdate, world),
            "TriggerTime": millis(instance.trigger),
            "TriggerType": "Scheduler" if task.cron else "Manual",
            "TriggerRecurrence": instance.recurrence,
            "WaitingTriggerTime": millis(instance.waiting_trigger),
            "WaitingResourceTime": millis(instance.waiting_resource),
            "StartedTime": millis(instance.started),
            "FinishedTime": millis(instance.finished),
            "CreateTime": millis(instance.created),
            "CreateUser": CALLER,
            "ModifyTime": millis(instance.modified),
            "ModifyUser": CALLER,
            "OperationType": instance.operation or None,
            "RunNumber": instance.run_number,
            "PeriodNumber": instance.cycle,
            "RerunMode": task.rerun,
            "Priority": 1,
            "Timeout": _TIMEOUT_SECONDS,
            "Owner": task.owner,
            "ProjectId": task.project,
            "ProjectEnv": order.environment,
            "WorkflowId": task.workflow,
            "WorkflowName": workflow_of.name if workflow_of else None,
            "WorkflowInstanceId": run.id,
            "WorkflowInstanceType": order.type,
            "UnifiedWorkflowInstanceId": run.unified_id,
            "Runtime": {"Gateway": "gateway-1", "ProcessId": f"T3_{instance.id}"} if instance.started else None,
            "RuntimeResource": {"ResourceGroupId": group, "Cu": "0.25"},
            "DataSource": {"Name": task.data_source},
        }
    )


def listed_task_instance(instance: TaskInstance, world: World, past: Attempt | None = None) -> Json:
    """A task instance in ListTaskInstances; `past` shows one of its earlier runs instead of the latest."""
    answer = {**task_instance(instance, world), "ScriptParameters": parameters_of(instance)}
    if past is not None:
        answer |= without_nothing(
            {
                "RunNumber": past.number,
                "StartedTime": millis(past.started),
                "FinishedTime": millis(past.finished),
                "Status": "Success" if past.outcome in {"success", "dry", "set-success"} else "Failure",
            }
        )
    return answer


def full_task_instance(instance: TaskInstance, world: World) -> Json:
    """A task instance in GetTaskInstance."""
    return {
        **task_instance(instance, world),
        "Script": {"Content": f"-- {instance.task.name}\n", "Parameters": parameters_of(instance)},
        "Inputs": {"Variables": []},
        "Outputs": {"TaskOutputs": [], "Variables": []},
        "Tags": [],
    }
