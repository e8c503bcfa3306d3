"""The look-up actions: projects, tasks, workflows, resource groups."""

from collections.abc import Callable

from bot.playground.dataworks import answers
from bot.playground.dataworks.answers import Json
from bot.playground.dataworks.engine import Engine
from bot.playground.dataworks.paging import equals, fuzzy, page, sort
from bot.playground.dataworks.parameters import Arguments
from bot.playground.dataworks.refusal import invalid
from bot.playground.dataworks.world import Project, ResourceGroup, Task, Workflow

ENVIRONMENTS = ("Prod", "Dev")
_PROJECT_STATUS = ("Available", "Initializing", "InitFailed", "Forbidden", "Deleting", "DeleteFailed", "Frozen")
_MADE_KEYS: dict[str, Callable[[Task | Workflow], float | str]] = {
    "ModifyTime": answers.modified,
    "CreateTime": answers.created,
    "Id": lambda it: it.id,
}


def list_projects(engine: Engine, arguments: Arguments) -> Json:
    """ListProjects."""
    ids, names = arguments.integers("Ids"), arguments.texts("Names")
    dev = arguments.flag("DevEnvironmentEnabled")
    status = arguments.choice("Status", (*_PROJECT_STATUS, "Updating", "UpdateFailed"))
    rows = [
        it
        for it in engine.world.projects.values()
        if (ids is None or it.id in ids)
        and (names is None or it.name in names)
        and dev in {None, it.dev}
        and status in {None, "Available"}
    ]
    return {"PagingInfo": page(rows, arguments, "Projects", answers.project)}


def get_project(engine: Engine, arguments: Arguments) -> Json:
    """GetProject."""
    return {"Project": answers.project(_project(engine, arguments, "Id"))}


def list_tasks(engine: Engine, arguments: Arguments) -> Json:
    """ListTasks."""
    project = _project(engine, arguments, "ProjectId")
    environment = arguments.choice("ProjectEnv", ENVIRONMENTS) or "Prod"
    filters = _task_filters(arguments)
    rows = [
        it
        for it in engine.world.tasks.values()
        if it.project == project.id and environment in it.environments and all(fits(it) for fits in filters)
    ]
    rows = sort(rows, arguments, _MADE_KEYS, "Id Desc")
    return {"PagingInfo": page(rows, arguments, "Tasks", lambda it: answers.listed_task(it, environment))}


def _task_filters(arguments: Arguments) -> list[Callable[[Task], bool]]:
    """The filters that were sent, each as a test of a task."""
    equal: dict[str, tuple[object, Callable[[Task], object]]] = {
        "Owner": (arguments.text("Owner"), lambda it: it.owner),
        "TaskType": (arguments.text("TaskType"), lambda it: it.type),
        "TriggerType": (
            arguments.choice("TriggerType", ("Scheduler", "Manual")),
            lambda it: "Scheduler" if it.cron else "Manual",
        ),
        "TriggerRecurrence": (
            arguments.choice("TriggerRecurrence", ("Normal", "Pause", "Skip")),
            lambda it: it.recurrence,
        ),
        "WorkflowId": (arguments.integer("WorkflowId"), lambda it: it.workflow),
        "RuntimeResource": (arguments.text("RuntimeResource"), lambda _: answers.TASK_GROUP),
    }
    tests = [equals(wanted, of) for wanted, of in equal.values() if wanted is not None]
    if (ids := arguments.integers("Ids")) is not None:
        wanted_ids = frozenset(ids)
        tests.append(lambda it: it.id in wanted_ids)
    if (name := arguments.text("Name")) is not None:
        tests.append(lambda it: fuzzy(name, it.name))
    return tests


def get_task(engine: Engine, arguments: Arguments) -> Json:
    """GetTask."""
    task, environment = _task(engine, arguments)
    return {"Task": answers.full_task(task, environment)}


def list_downstream_tasks(engine: Engine, arguments: Arguments) -> Json:
    """ListDownstreamTasks: one level."""
    task, environment = _task(engine, arguments)
    world = engine.world
    rows = [("Normal", world.tasks[below]) for below in world.downstream.get(task.id, ())]
    rows += [("CrossCycle", world.tasks[below]) for below in world.downstream_across.get(task.id, ())]
    return _neighbours(rows, environment, arguments, "DownstreamTasks")


def list_upstream_tasks(engine: Engine, arguments: Arguments) -> Json:
    """ListUpstreamTasks: one level."""
    task, environment = _task(engine, arguments)
    every = engine.world.tasks
    rows = [("Normal", every[above]) for above in task.upstream]
    rows += [("CrossCycle", every[above]) for above in task.previous if above != task.id]
    return _neighbours(rows, environment, arguments, "UpstreamTasks")


def _neighbours(rows: list[tuple[str, Task]], environment: str, arguments: Arguments, name: str) -> Json:
    rows = [(kind, it) for kind, it in rows if environment in it.environments]

    def show(row: tuple[str, Task]) -> object:
        return {"DependencyType": row[0], "Task": answers.neighbour_task(row[1], environment)}

    paging = page(rows, arguments, name, show)
    listed = paging[name]
    deprecated = [item["Task"] for item in listed] if isinstance(listed, list) else []
    return {"PagingInfo": {**paging, "Tasks": deprecated}}


def list_resource_groups(engine: Engine, arguments: Arguments) -> Json:
    """ListResourceGroups: general-purpose groups unless other types are asked for."""
    kinds = arguments.texts("ResourceGroupTypes") or ["CommonV2"]
    statuses, project = arguments.texts("Statuses"), arguments.integer("ProjectId")
    payment = arguments.choice("PaymentType", ("PrePaid", "PostPaid"))
    rows = [
        it
        for it in engine.world.resource_groups
        if it.kind in kinds
        and (statuses is None or it.status in statuses)
        and (project is None or project in it.projects)
        and fuzzy(arguments.text("Name"), it.name)
        and payment in {None, "PostPaid"}
    ]
    keys: dict[str, Callable[[ResourceGroup], float | str]] = {
        "CreateTime": lambda _: 0,
        "Id": lambda it: it.id,
        "Name": lambda it: it.name,
        "Type": lambda it: it.kind,
        "Status": lambda it: it.status,
    }
    rows = sort(rows, arguments, keys, "CreateTime Asc")
    return {"PagingInfo": page(rows, arguments, "ResourceGroupList", answers.resource_group), "Success": True}


def list_workflows(engine: Engine, arguments: Arguments) -> Json:
    """ListWorkflows."""
    project = _project(engine, arguments, "ProjectId")
    environment = arguments.choice("EnvType", ENVIRONMENTS) or "Prod"
    trigger = arguments.choice("TriggerType", ("Scheduler", "Manual", "TriggerWorkflow"))
    ids = arguments.integers("Ids")
    rows = [
        it
        for it in engine.world.workflows.values()
        if it.project == project.id
        and environment in project.environments
        and (ids is None or it.id in ids)
        and fuzzy(arguments.text("Name"), it.name)
        and arguments.text("Owner") in {None, it.owner}
        and trigger in {None, it.trigger}
        and not arguments.texts("Tags")
    ]
    rows = sort(rows, arguments, _MADE_KEYS, "Id Desc")
    return {"PagingInfo": page(rows, arguments, "Workflows", lambda it: answers.workflow(it, environment))}


def get_workflow(engine: Engine, arguments: Arguments) -> Json:
    """GetWorkflow."""
    workflow_id = arguments.needed_integer("Id")
    environment = arguments.choice("EnvType", ENVIRONMENTS) or "Prod"
    workflow = engine.world.workflows.get(workflow_id)
    if workflow is None or environment not in engine.world.projects[workflow.project].environments:
        raise invalid("Id", f"{workflow_id} is no workflow in environment {environment}")
    return {"Workflow": answers.full_workflow(workflow, environment, engine.world)}


def _project(engine: Engine, arguments: Arguments, name: str) -> Project:
    project_id = arguments.needed_integer(name)
    project = engine.world.projects.get(project_id)
    if project is None:
        raise invalid(name, f"{project_id} does not exist or is not visible to the caller")
    return project


def _task(engine: Engine, arguments: Arguments) -> tuple[Task, str]:
    task_id = arguments.needed_integer("Id")
    asked = arguments.choice("ProjectEnv", ENVIRONMENTS)
    task = engine.world.tasks.get(task_id)
    if task is None or (asked and asked not in task.environments):
        raise invalid("Id", f"{task_id} is no task in environment {asked or 'Prod'}")
    return task, asked or task.environments[0]
