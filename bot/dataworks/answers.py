"""The answers as frozen models: snake_case names for the API's fields, tolerant to the unknown, missing and misshapen.

Only fields without a default are essential. Ids are exact ints, times are aware UTC datetimes, and a `bizdate` is the
instant of midnight in the scheduling time zone (`business_date_of` gives the day). Statuses stay text: the service may
know more of them.
"""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic.alias_generators import to_pascal

from bot.dataworks.days import instant_of_ms

FINISHED = frozenset({"Success", "Failure"})
"""The statuses that end a run, until someone reruns it. Every other, known or not, is not the end."""

DRY_RUN = frozenset({"Skip", "SkipUnchoose", "SkipCycle", "ConditionUnchoose", "RealtimeDeprecated", "SkipCalendar"})
"""TriggerRecurrence of instances that are set to success without running."""

FROZEN = frozenset({"Pause", "PauseCalendar"})
"""TriggerRecurrence of frozen instances, which end as failed."""


def _instant(value: object) -> object:
    """Milliseconds to an instant; 0 and "" are how some fields say that there is none."""
    if isinstance(value, datetime) or value is None:
        return value
    milliseconds = int(value) if isinstance(value, int | float | str) and value != "" else 0
    return instant_of_ms(milliseconds) if milliseconds > 0 else None


Instant = Annotated[datetime | None, BeforeValidator(_instant)]


class Answer(BaseModel):
    """PascalCase on the wire, unknown fields ignored; an optional field that cannot be read counts as absent."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_pascal,
        validate_by_name=True,
        validate_by_alias=True,
        coerce_numbers_to_str=True,
    )

    @field_validator("*", mode="wrap")
    @classmethod
    def _absent_if_misshapen(cls, value: Any, usual: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:  # noqa: ANN401
        field = cls.model_fields[info.field_name or ""]
        if value is None and not field.is_required():
            return field.get_default(call_default_factory=True)
        try:
            return usual(value)
        except (ValidationError, ValueError, OverflowError):
            if field.is_required():
                raise
            return field.get_default(call_default_factory=True)


class Tag(Answer):
    """A tag of a run."""

    key: str = ""
    value: str = ""


class CreateAnswer(Answer):
    """The order was taken: DataWorks goes on creating, under this operation id."""

    operation_id: str = Field(min_length=1)
    request_id: str = ""


class CreateResult(Answer):
    """How the creating went. `status` is Creating, Created or CreateFailure; ids are there once it is Created."""

    status: str
    failure_message: str = ""
    workflow_instance_ids: tuple[int, ...] = ()
    workflow_task_instance_ids: tuple[int, ...] = ()
    unified_workflow_instance_ids: tuple[int, ...] = ()

    @property
    def is_created(self) -> bool:
        """All instances exist."""
        return self.status == "Created"

    @property
    def is_failure(self) -> bool:
        """DataWorks did not create them; `failure_message` has its words."""
        return self.status == "CreateFailure"


class Run(Answer):
    """What workflow instances and task instances share."""

    id: int
    status: str = ""
    project_id: int | None = None
    workflow_id: int | None = None
    unified_workflow_instance_id: int | None = None
    owner: str = ""
    create_time: Instant = None
    started_time: Instant = None
    finished_time: Instant = None
    modify_time: Instant = None

    @property
    def is_finished(self) -> bool:
        """Success or Failure; an unknown status is not finished."""
        return self.status in FINISHED


class WorkflowInstance(Run):
    """One run of a workflow for one business date."""

    name: str = ""
    type: str = ""
    biz_date: Instant = None
    env_type: str = ""
    workflow_task_instance_id: int | None = None
    workflow_parameters: str = ""
    create_user: str = ""
    modify_user: str = ""
    tags: tuple[Tag, ...] = ()


class RuntimeResource(Answer):
    """The resource group a task runs on."""

    resource_group_id: str = ""
    cu: str = ""
    image: str = ""


class Script(Answer):
    """What a task runs, and its parameters as `k1=v1 k2=v2` for most types."""

    content: str = ""
    parameters: str = ""


class TaskInstance(Run):
    """One run of one task. `trigger_recurrence` tells whether a success really ran."""

    task_id: int | None = None
    task_name: str = ""
    task_type: str = ""
    bizdate: Instant = None
    trigger_time: Instant = None
    waiting_trigger_time: Instant = None
    waiting_resource_time: Instant = None
    run_number: int | None = None
    period_number: int | None = None
    rerun_mode: str = ""
    trigger_recurrence: str = ""
    trigger_type: str = ""
    priority: int | None = None
    timeout: int | None = None
    project_env: str = ""
    workflow_name: str = ""
    workflow_instance_id: int | None = None
    workflow_instance_type: str = ""
    operation_type: str = ""
    script_parameters: str = ""
    script: Script = Script()
    runtime_resource: RuntimeResource = RuntimeResource()
    description: str = ""
    baseline_id: int | None = None

    @property
    def is_dry_run(self) -> bool:
        """Set to success without running: skipped, off cycle, or not chosen by a branch."""
        return self.trigger_recurrence in DRY_RUN

    @property
    def is_frozen(self) -> bool:
        """Suspended: it ends as failed without running."""
        return self.trigger_recurrence in FROZEN


class Trigger(Answer):
    """When a task runs: `type` Scheduler or Manual, `cron` with seconds first, `recurrence` Normal, Pause or Skip."""

    type: str = ""
    cron: str = ""
    recurrence: str = ""
    start_time: str = ""
    end_time: str = ""


class Dependency(Answer):
    """What a task waits for."""

    type: str = ""
    upstream_task_id: int | None = None
    upstream_output: str = ""


class Task(Answer):
    """A scheduled node. `script`, `dependencies` and `tags` come from GetTask only."""

    id: int
    name: str = ""
    type: str = ""
    owner: str = ""
    project_id: int | None = None
    workflow_id: int | None = None
    env: str = Field(default="", validation_alias=AliasChoices("ProjectEnv", "EnvType"))
    rerun_mode: str = ""
    instance_mode: str = ""
    priority: int | None = None
    timeout: int | None = None
    trigger: Trigger = Trigger()
    script: Script = Script()
    script_parameters: str = ""
    runtime_resource: RuntimeResource = RuntimeResource()
    dependencies: tuple[Dependency, ...] = ()
    tags: tuple[Tag, ...] = ()
    description: str = ""
    baseline_id: int | None = None
    create_time: Instant = None
    modify_time: Instant = None


class DownstreamTask(Answer):
    """A task one level down. `dependency_type` is Normal or CrossCycle."""

    task: Task
    dependency_type: str = ""


class WorkflowTask(Answer):
    """A task inside a workflow, as GetWorkflow lists it."""

    id: int
    name: str = ""
    type: str = ""


class Workflow(Answer):
    """A scheduled, manual or event-triggered workflow. `tasks` come from GetWorkflow only."""

    id: int
    name: str = ""
    owner: str = ""
    parameters: str = ""
    project_id: int | None = None
    trigger: Trigger = Trigger()
    tasks: tuple[WorkflowTask, ...] = ()


class ResourceGroup(Answer):
    """A scheduling resource group."""

    id: str
    name: str = ""
    resource_group_type: str = ""
    status: str = ""


class Project(Answer):
    """A workspace."""

    id: int
    name: str = ""
    display_name: str = ""
    description: str = ""
    owner: str = ""
    status: str = ""
    dev_environment_enabled: bool | None = None


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list. Pages count from 1; `total_count` is over all pages and None if the answer has none."""

    model_config = ConfigDict(frozen=True)

    items: tuple[T, ...]
    page_number: int
    page_size: int
    total_count: int | None = None
    request_id: str = ""
