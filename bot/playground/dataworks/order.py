"""CreateWorkflowInstances, read and checked: what an order says once every published rule about it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from bot.playground.dataworks.order_schema import PERIODS, RUN_PROPERTIES, TAGS, check, ids
from bot.playground.dataworks.parameters import Arguments
from bot.playground.dataworks.refusal import invalid, missing
from bot.playground.dataworks.world import SCHEDULED_WORKFLOW, Workflow, World

TYPES = ("SupplementData", "ManualWorkflow", "Manual", "SmokeTest", "TriggerWorkflow")

# R must be sent, O and ? may be, - is not made for the type and is refused here: the strict reading of what is not
# documented, so that nobody comes to rely on its being ignored. One letter for each of TYPES.
_NEEDS = {
    "Periods": "R????",
    "WorkflowParameters": "OO--O",
    "DefaultRunProperties": "R?RR?",
    "DefaultRunProperties.Mode": "R----",
    "DefaultRunProperties.RootTaskIds": "?ORR?",
    "DefaultRunProperties.IncludeTaskIds": "??--O",
    "DefaultRunProperties.Analysis": "R----",
    "DefaultRunProperties.Parallelism": "R----",
    "DefaultRunProperties.Priority": "-O??O",
    "DefaultRunProperties.PriorityWeightStrategy": "-O??O",
    "DefaultRunProperties.DataSourceNameMappings": "O----",
}
_WORKFLOW_OF = {"ManualWorkflow": "Manual", "TriggerWorkflow": "TriggerWorkflow", "SupplementData": "Scheduler"}


@dataclass(frozen=True)
class RunPolicy:
    """When instances may start: ahead of their schedule, or only within a window of the day or of weekend days."""

    immediately: bool = False
    weekend: bool = False
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True)
class Order:
    """One checked CreateWorkflowInstances. `parameters` is everything as it was sent, decoded.

    `dates` is empty when no Periods were sent; `window` picks the cycles of a day, both ends included.
    """

    parameters: Mapping[str, object]
    project: int
    environment: str
    workflow: int
    name: str
    type: str
    dates: tuple[date, ...]
    window: tuple[time, time]
    mode: str
    roots: tuple[int, ...]
    includes: tuple[int, ...]
    excludes: tuple[int, ...]
    include_projects: tuple[int, ...]
    exclude_projects: tuple[int, ...]
    parallelism: int
    descending: bool
    policy: RunPolicy
    resource_group: str
    auto_start: bool
    comment: str
    tags: tuple[tuple[str, str], ...]
    task_parameters: Mapping[str, str]
    workflow_parameters: str


def read_order(arguments: Arguments, world: World) -> Order:
    """Check one order against the rules of section 2 of the reference and against the world.

    Raises:
        ApiError: `Missing<Field>`, `Invalid<Field>` or `InvalidParameter` with the rule that is broken.
    """
    project = arguments.needed_integer("ProjectId")
    workflow = arguments.needed_integer("WorkflowId")
    name = _needed_text(arguments, "Name")
    _needed_text(arguments, "Type")
    kind = arguments.choice("Type", TYPES) or ""
    environment = arguments.choice("EnvType", ("Prod", "Dev")) or "Prod"
    periods = arguments.json_object("Periods")
    properties = arguments.json_object("DefaultRunProperties")
    _check_needs(kind, arguments, properties)
    check("Periods", periods, PERIODS)
    check("DefaultRunProperties", properties, RUN_PROPERTIES)
    tags = arguments.json("Tags")
    check("Tags", tags, TAGS)
    arguments.choice("TagCreationPolicy", ("Append", "Overwrite"))
    order = _order(arguments, periods or {}, properties or {}, project, environment, workflow, name, kind)
    _check_place(order, world)
    _check_mode(order)
    _check_tasks(order, world)
    return order


def _order(
    arguments: Arguments,
    periods: dict[str, object],
    properties: dict[str, object],
    project: int,
    environment: str,
    workflow: int,
    name: str,
    kind: str,
) -> Order:
    auto_start = arguments.flag("AutoStartEnabled")
    return Order(
        parameters=_decoded(arguments),
        project=project,
        environment=environment,
        workflow=workflow,
        name=name,
        type=kind,
        dates=_dates(periods),
        window=_window(periods),
        mode=str(properties.get("Mode", "")),
        roots=ids(properties.get("RootTaskIds")),
        includes=ids(properties.get("IncludeTaskIds")),
        excludes=ids(properties.get("ExcludeTaskIds")),
        include_projects=ids(properties.get("IncludeProjectIds")),
        exclude_projects=ids(properties.get("ExcludeProjectIds")),
        parallelism=int(str(properties.get("Parallelism", 1))),
        descending=properties.get("Order") == "Desc",
        policy=_policy(properties.get("RunPolicy")),
        resource_group=str(properties.get("RuntimeResource", "")),
        auto_start=True if auto_start is None else auto_start,
        comment=arguments.text("Comment") or "",
        tags=_tags(arguments),
        task_parameters=_task_parameters(arguments),
        workflow_parameters=_workflow_parameters(arguments, kind, workflow),
    )


def _needed_text(arguments: Arguments, name: str) -> str:
    value = arguments.text(name)
    if not value:
        raise missing(name)
    return value


def _check_needs(kind: str, arguments: Arguments, properties: Mapping[str, object] | None) -> None:
    for path, letters in _NEEDS.items():
        need = letters[TYPES.index(kind)]
        parent, _, field = path.partition(".")
        present = field in (properties or {}) if field else parent in arguments.raw
        if need == "R" and not present:
            raise missing(path, f" when Type is {kind}")
        if need == "-" and present:
            raise invalid(path, f"must not be sent when Type is {kind}")


def _check_place(order: Order, world: World) -> None:
    project = world.projects.get(order.project)
    if project is None:
        raise invalid("ProjectId", f"{order.project} does not exist or is not visible to the caller")
    if order.environment not in project.environments:
        raise invalid("EnvType", f"Dev is not enabled in workspace {project.name}")
    if order.resource_group and not any(order.resource_group == group.id for group in world.resource_groups):
        raise invalid("DefaultRunProperties.RuntimeResource", f"{order.resource_group} is no scheduling resource group")
    if order.workflow == SCHEDULED_WORKFLOW and order.type in {"SupplementData", "Manual", "SmokeTest"}:
        return
    if not _fits(world.workflows.get(order.workflow), order):
        rule = f"{order.workflow} is no workflow for Type {order.type} in workspace {project.name}"
        raise invalid("WorkflowId", rule)


def _fits(workflow: Workflow | None, order: Order) -> bool:
    if workflow is None or workflow.project != order.project:
        return False
    return _WORKFLOW_OF.get(order.type, workflow.trigger) == workflow.trigger


def _check_mode(order: Order) -> None:
    if order.type != "SupplementData":
        if order.type in {"Manual", "SmokeTest"} and not order.roots:
            raise missing("DefaultRunProperties.RootTaskIds", f" when Type is {order.type}")
        return
    roots, includes = "DefaultRunProperties.RootTaskIds", "DefaultRunProperties.IncludeTaskIds"
    if order.mode == "Chain":
        if order.roots:
            raise invalid(roots, "must be empty when Mode is Chain")
        if len(order.includes) != 2:
            raise invalid(includes, "must be exactly two tasks, the first and the last, when Mode is Chain")
    elif not order.roots:
        raise missing(roots, f" when Mode is {order.mode}")
    elif order.mode in {"General", "AllDownstream"} and len(order.roots) != 1:
        raise invalid(roots, f"must be exactly one task when Mode is {order.mode}")


def _check_tasks(order: Order, world: World) -> None:
    for task_id in order.roots:
        task = world.task(task_id, order.environment)
        if task is None or task.project != order.project:
            where = f"workspace {order.project}, environment {order.environment}"
            raise invalid("DefaultRunProperties.RootTaskIds", f"has task {task_id}, which does not exist in {where}")
    for field, listed in (("IncludeTaskIds", order.includes), ("ExcludeTaskIds", order.excludes)):
        for task_id in listed:
            if world.task(task_id, order.environment) is None:
                rule = f"has task {task_id}, which does not exist in environment {order.environment}"
                raise invalid(f"DefaultRunProperties.{field}", rule)
    for task_id_text in order.task_parameters:
        if not task_id_text.isdigit() or int(task_id_text) not in world.tasks:
            raise invalid("TaskParameters", f"has {task_id_text}, which is no task")


def _dates(periods: Mapping[str, object]) -> tuple[date, ...]:
    """All business dates once, in order; overlaps are taken once (the reference leaves that open)."""
    ranges = periods.get("BizDates")
    found: set[date] = set()
    for item in ranges if isinstance(ranges, list) else ():
        start, end = date.fromisoformat(item["StartBizDate"]), date.fromisoformat(item["EndBizDate"])
        if end < start:
            raise invalid("Periods.BizDates", f"has a range that ends ({end}) before it starts ({start})")
        found.update(date.fromordinal(day) for day in range(start.toordinal(), end.toordinal() + 1))
    return tuple(sorted(found))


def _window(periods: Mapping[str, object]) -> tuple[time, time]:
    start, end = periods.get("StartTime"), periods.get("EndTime")
    if (start is None) != (end is None):
        raise missing("Periods.EndTime" if end is None else "Periods.StartTime", " when the other is given")
    window = (time.fromisoformat(str(start or "00:00:00")), time.fromisoformat(str(end or "23:59:59")))
    if window[1] < window[0]:
        raise invalid("Periods.EndTime", "must not be before Periods.StartTime")
    return window


def _policy(given: object) -> RunPolicy:
    if not isinstance(given, dict) or not given:
        return RunPolicy()
    for field in ("Type", "StartTime", "EndTime"):
        if field not in given:
            raise missing(f"DefaultRunProperties.RunPolicy.{field}", " once RunPolicy is given")
    return RunPolicy(
        immediately=given.get("Immediately") is True,
        weekend=given["Type"] == "Weekend",
        start=time.fromisoformat(given["StartTime"]),
        end=time.fromisoformat(given["EndTime"]),
    )


def _tags(arguments: Arguments) -> tuple[tuple[str, str], ...]:
    given = arguments.json("Tags")
    return tuple((tag["Key"], tag.get("Value", "")) for tag in given) if isinstance(given, list) else ()


def _task_parameters(arguments: Arguments) -> dict[str, str]:
    given = arguments.json_object("TaskParameters") or {}
    if not all(isinstance(value, str) for value in given.values()):
        raise invalid("TaskParameters", "must be a JSON object of task id to text")
    return {key: str(value) for key, value in given.items()}


def _workflow_parameters(arguments: Arguments, kind: str, workflow: int) -> str:
    given = arguments.text("WorkflowParameters") or ""
    if kind == "ManualWorkflow":
        arguments.json_object("WorkflowParameters")
    elif given and workflow != SCHEDULED_WORKFLOW and not all("=" in pair for pair in given.split()):
        raise invalid("WorkflowParameters", "must be pairs k=v with blanks between them")
    return given


def _decoded(arguments: Arguments) -> dict[str, object]:
    decoded: dict[str, object] = dict(arguments.raw)
    for name in ("Periods", "DefaultRunProperties", "Tags", "TaskParameters"):
        if name in arguments.raw:
            decoded[name] = arguments.json(name)
    return decoded
