"""The actions that look at runs: workflow instances, task instances, logs."""

from collections.abc import Callable
from datetime import date, datetime

from bot.playground.dataworks import answers
from bot.playground.dataworks.answers import Json
from bot.playground.dataworks.choice import bizdate_millis
from bot.playground.dataworks.engine import Engine
from bot.playground.dataworks.instances import Attempt, Run, TaskInstance
from bot.playground.dataworks.lookups import ENVIRONMENTS
from bot.playground.dataworks.order import TYPES
from bot.playground.dataworks.outcome import log_text
from bot.playground.dataworks.paging import equals, fuzzy, page, sort
from bot.playground.dataworks.parameters import Arguments
from bot.playground.dataworks.refusal import invalid

_LARGEST_INSTANCE_PAGE = 500
_FILTERED_STATUSES = ("NotRun", "Running", "Failure", "Success", "WaitTime", "WaitResource")
_RUN_TYPES = ("Normal", *TYPES)
_RUN_KEYS: dict[str, Callable[[Run], float | str]] = {
    "TriggerTime": lambda run: run.bizdate.toordinal(),
    "StartedTime": lambda run: run.started or 0,
    "FinishedTime": lambda run: run.finished or 0,
    "CreateTime": lambda run: run.created,
    "Id": lambda run: run.id,
}
_Row = tuple[TaskInstance, Attempt | None]
_INSTANCE_KEYS: dict[str, Callable[[_Row], float | str]] = {
    "TriggerTime": lambda row: row[0].trigger,
    "StartedTime": lambda row: row[0].started or 0,
    "FinishedTime": lambda row: row[0].finished or 0,
    "CreateTime": lambda row: row[0].created,
    "Id": lambda row: row[0].id,
}


def list_workflow_instances(engine: Engine, arguments: Arguments) -> Json:
    """ListWorkflowInstances: of one project and one business date."""
    project, bizdate = _project_and_date(engine, arguments, "BizDate")
    _filter_members(arguments, ("status", "executionDate"))
    ids, tags = arguments.integers("Ids"), arguments.texts("Tags")
    environment, kind = arguments.choice("EnvType", ENVIRONMENTS), arguments.choice("Type", _RUN_TYPES)
    unified, workflow = arguments.integer("UnifiedWorkflowInstanceId"), arguments.integer("WorkflowId")
    status = (arguments.json_object("Filter") or {}).get("status")
    rows = [
        run
        for run in engine.runs_on.get(bizdate, ())
        if run.order.order.project == project
        and (ids is None or run.id in ids)
        and environment in {None, run.order.order.environment}
        and kind in {None, run.order.order.type}
        and unified in {None, run.unified_id}
        and workflow in {None, run.order.order.workflow}
        and status in {None, run.status}
        and arguments.text("Owner") in {None, answers.CALLER}
        and fuzzy(arguments.text("Name"), run.order.order.name)
        and (tags is None or any(f"{key}:{value}" in tags for key, value in run.order.order.tags))
    ]
    rows = sort(rows, arguments, _RUN_KEYS, "Id Desc")
    show = answers.workflow_instance
    return {"PagingInfo": page(rows, arguments, "WorkflowInstances", lambda run: show(run, engine.world))}


def get_workflow_instance(engine: Engine, arguments: Arguments) -> Json:
    """GetWorkflowInstance."""
    run = engine.runs.get(arguments.needed_integer("Id"))
    if run is None:
        raise invalid("Id", "is no workflow instance")
    return {"WorkflowInstance": answers.workflow_instance(run, engine.world)}


def list_task_instances(engine: Engine, arguments: Arguments) -> Json:
    """ListTaskInstances: of one project and one business date; with `Id`, one instance and its earlier runs."""
    project, bizdate = _project_and_date(engine, arguments, "Bizdate")
    run_filters, filters = _run_filters(arguments), _instance_filters(arguments)
    rows: list[_Row] = [
        (instance, None)
        for run in engine.runs_of(bizdate)
        if all(fits(run) for fits in run_filters)
        for instance in run.instances
        if instance.task.project == project and all(fits(instance) for fits in filters)
    ]
    if (wanted := arguments.integer("Id")) is not None:
        rows = [row for instance, _ in rows if instance.id == wanted for row in _with_past(instance)]
    rows = sort(rows, arguments, _INSTANCE_KEYS, "Id Desc")
    paging = page(
        rows,
        arguments,
        "TaskInstances",
        lambda row: answers.listed_task_instance(row[0], engine.world, row[1]),
        _LARGEST_INSTANCE_PAGE,
    )
    return {"PagingInfo": paging}


def _with_past(instance: TaskInstance) -> list[_Row]:
    past = [attempt for attempt in instance.attempts if attempt.number < instance.run_number]
    return [(instance, None), *((instance, attempt) for attempt in reversed(past))]


def _run_filters(arguments: Arguments) -> list[Callable[[Run], bool]]:
    """The filters that were sent and are about the whole run."""
    equal: dict[str, tuple[object, Callable[[Run], object]]] = {
        "ProjectEnv": (arguments.choice("ProjectEnv", ENVIRONMENTS), lambda it: it.order.order.environment),
        "WorkflowInstanceId": (arguments.integer("WorkflowInstanceId"), lambda it: it.id),
        "UnifiedWorkflowInstanceId": (arguments.integer("UnifiedWorkflowInstanceId"), lambda it: it.unified_id),
        "WorkflowInstanceType": (arguments.choice("WorkflowInstanceType", _RUN_TYPES), lambda it: it.order.order.type),
    }
    return [equals(wanted, of) for wanted, of in equal.values() if wanted is not None]


def _instance_filters(arguments: Arguments) -> list[Callable[[TaskInstance], bool]]:
    """The filters that were sent, each as a test of an instance."""
    equal: dict[str, tuple[object, Callable[[TaskInstance], object]]] = {
        "WorkflowId": (arguments.integer("WorkflowId"), lambda it: it.task.workflow),
        "TaskId": (arguments.integer("TaskId"), lambda it: it.task.id),
        "TaskType": (arguments.text("TaskType"), lambda it: it.task.type),
        "Status": (arguments.choice("Status", _FILTERED_STATUSES), lambda it: it.status),
        "Owner": (arguments.text("Owner"), lambda it: it.task.owner),
        "RuntimeResource": (
            arguments.text("RuntimeResource"),
            lambda it: it.run.order.order.resource_group or answers.TASK_GROUP,
        ),
        "TriggerType": (
            arguments.choice("TriggerType", ("Scheduler", "Manual")),
            lambda it: "Scheduler" if it.task.cron else "Manual",
        ),
        "TriggerRecurrence": (arguments.text("TriggerRecurrence"), lambda it: it.recurrence),
    }
    tests = [equals(wanted, of) for wanted, of in equal.values() if wanted is not None]
    if (ids := arguments.integers("Ids")) is not None:
        tests.append(lambda it: it.id in ids)
    if (task_ids := arguments.integers("TaskIds")) is not None:
        tests.append(lambda it: it.task.id in task_ids)
    tests.append(lambda it: fuzzy(arguments.text("TaskName"), it.task.name))
    tests += _time_filters(arguments)
    return tests


def _time_filters(arguments: Arguments) -> list[Callable[[TaskInstance], bool]]:
    times: dict[str, Callable[[TaskInstance], float | None]] = {
        "startedTime": lambda it: it.started,
        "finishedTime": lambda it: it.finished,
        "createTime": lambda it: it.created,
    }
    tests: list[Callable[[TaskInstance], bool]] = []
    for name, limit in (arguments.json_object("Filter") or {}).items():
        field, start = name.removesuffix("Start").removesuffix("End"), name.endswith("Start")
        if field not in times or name == field or not isinstance(limit, int | str) or not str(limit).isdigit():
            raise invalid("Filter", f"has {name}: {limit!r}, which is not understood")
        tests.append(_within(times[field], int(limit) / 1000, start=start))
    return tests


def _within(of: Callable[[TaskInstance], float | None], limit: float, *, start: bool) -> Callable[[TaskInstance], bool]:
    def fits(it: TaskInstance) -> bool:
        at = of(it)
        return at is not None and (at >= limit if start else at <= limit)

    return fits


def _filter_members(arguments: Arguments, known: tuple[str, ...]) -> None:
    for name in arguments.json_object("Filter") or {}:
        if name not in known:
            raise invalid("Filter", f"has {name}, which is not understood")


def _project_and_date(engine: Engine, arguments: Arguments, name: str) -> tuple[int, date]:
    project, millis = arguments.needed_integer("ProjectId"), arguments.needed_integer(name)
    if project not in engine.world.projects:
        raise invalid("ProjectId", f"{project} does not exist or is not visible to the caller")
    if 0 < millis < 10**14:
        day = datetime.fromtimestamp(millis / 1000, engine.world.zone).date()
        if bizdate_millis(day, engine.world) == millis:
            return project, day
    raise invalid(name, f"must be midnight of a date in {engine.world.zone.key}, in milliseconds")


def get_task_instance(engine: Engine, arguments: Arguments) -> Json:
    """GetTaskInstance."""
    return {"TaskInstance": answers.full_task_instance(_instance(engine, arguments), engine.world)}


def get_task_instance_log(engine: Engine, arguments: Arguments) -> Json:
    """GetTaskInstanceLog: of the latest run, or of `RunNumber`; nothing yet is an empty text."""
    instance = _instance(engine, arguments)
    number = arguments.integer("RunNumber")
    if number is not None and not 1 <= number <= instance.run_number:
        raise invalid("RunNumber", f"must be from 1 to {instance.run_number}")
    for attempt in reversed(instance.attempts):
        if attempt.number == (number or instance.run_number):
            return {"TaskInstanceLog": log_text(instance, attempt, engine.world, answers.parameters_of(instance))}
    return {"TaskInstanceLog": ""}


def _instance(engine: Engine, arguments: Arguments) -> TaskInstance:
    instance = engine.instances.get(arguments.needed_integer("Id"))
    if instance is None:
        raise invalid("Id", "is no task instance")
    return instance
