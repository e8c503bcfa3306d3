"""CreateWorkflowInstances (2024-05-18) in API terms, every field.

Source: the API's data model; field names are the API's own in snake case.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.alias_generators import to_pascal

HourMinuteSecond = Annotated[time, PlainSerializer(lambda value: value.strftime("%H:%M:%S"), return_type=str)]
"""A time of day as the API writes it: `hh:mm:ss`."""


class EnvType(StrEnum):
    """Environment of the workspace. API: EnvType; there is no default, so it is always sent."""

    PROD = "Prod"
    DEV = "Dev"


class InstanceType(StrEnum):
    """What kind of run is created. API: Type."""

    SUPPLEMENT_DATA = "SupplementData"
    MANUAL_WORKFLOW = "ManualWorkflow"
    MANUAL = "Manual"
    SMOKE_TEST = "SmokeTest"
    TRIGGER_WORKFLOW = "TriggerWorkflow"


class Mode(StrEnum):
    """How the tasks of a backfill are chosen. API: DefaultRunProperties.Mode."""

    GENERAL = "General"
    MANUAL_SELECTION = "ManualSelection"
    CHAIN = "Chain"
    ALL_DOWNSTREAM = "AllDownstream"


class Order(StrEnum):
    """Which business date runs first. API: DefaultRunProperties.Order."""

    ASC = "Asc"
    DESC = "Desc"


class RunPolicyType(StrEnum):
    """On which days the runs may start. API: DefaultRunProperties.RunPolicy.Type."""

    DAILY = "Daily"
    WEEKEND = "Weekend"


class AlertType(StrEnum):
    """What DataWorks tells about. API: DefaultRunProperties.Alert.Type."""

    SUCCESS = "Success"
    FAILURE = "Failure"
    SUCCESS_FAILURE = "SuccessFailure"


class NoticeType(StrEnum):
    """How DataWorks tells it. API: DefaultRunProperties.Alert.NoticeType."""

    SMS = "Sms"
    MAIL = "Mail"
    SMS_MAIL = "SmsMail"


class PriorityWeightStrategy(StrEnum):
    """Whether a task's priority grows with its upstream. API: DefaultRunProperties.PriorityWeightStrategy."""

    DISABLE = "Disable"
    UPSTREAM = "Upstream"


class TagCreationPolicy(StrEnum):
    """What becomes of the workflow's own tags. API: TagCreationPolicy."""

    APPEND = "Append"
    OVERWRITE = "Overwrite"


class ApiModel(BaseModel):
    """A part of the request: frozen, strict about names, PascalCase on the wire."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True, extra="forbid", frozen=True)


class BizDateRange(ApiModel):
    """Business dates, both ends included. API: Periods.BizDates[]."""

    start_biz_date: date
    end_biz_date: date


class Periods(ApiModel):
    """Which business dates, and which cycles within each. API: Periods; 1 to 7 ranges, both times or neither."""

    biz_dates: tuple[BizDateRange, ...] = Field(min_length=1, max_length=7)
    start_time: HourMinuteSecond | None = None
    end_time: HourMinuteSecond | None = None


class Analysis(ApiModel):
    """Whether DataWorks analyses the choice first, and whether a failed analysis blocks the run.

    API: DefaultRunProperties.Analysis.
    """

    enabled: bool = True
    blocked: bool = True


class RunPolicy(ApiModel):
    """When the runs may start. API: DefaultRunProperties.RunPolicy; type and both times are required once it is
    given.
    """

    type: RunPolicyType | None = None
    start_time: HourMinuteSecond | None = None
    end_time: HourMinuteSecond | None = None
    immediately: bool | None = None


class Alert(ApiModel):
    """DataWorks' own alerts (SMS, mail). API: DefaultRunProperties.Alert."""

    type: AlertType | None = None
    notice_type: NoticeType | None = None


class Tag(ApiModel):
    """A label of the created instances. API: Tags[]."""

    key: str
    value: str | None = None


class DefaultRunProperties(ApiModel):
    """How the runs behave. API: DefaultRunProperties."""

    mode: Mode | None = None
    root_task_ids: tuple[int, ...] | None = None
    include_task_ids: tuple[int, ...] | None = None
    exclude_task_ids: tuple[int, ...] | None = None
    include_project_ids: tuple[int, ...] | None = None
    exclude_project_ids: tuple[int, ...] | None = None
    analysis: Analysis | None = None
    parallelism: int | None = Field(default=None, ge=1, le=10)
    order: Order | None = None
    run_policy: RunPolicy | None = None
    alert: Alert | None = None
    runtime_resource: str | None = None
    priority: int | None = Field(default=None, ge=1, le=11)
    priority_weight_strategy: PriorityWeightStrategy | None = None
    data_source_name_mappings: dict[str, str] | None = None


class CreateWorkflowInstances(ApiModel):
    """One request, exactly as it is shown, digested and sent."""

    project_id: int
    env_type: EnvType
    workflow_id: int = 1
    name: str
    type: InstanceType = InstanceType.SUPPLEMENT_DATA
    periods: Periods | None = None
    workflow_parameters: str | None = None
    task_parameters: str | None = None
    auto_start_enabled: bool = True
    default_run_properties: DefaultRunProperties | None = None
    comment: str | None = None
    tags: tuple[Tag, ...] | None = None
    tag_creation_policy: TagCreationPolicy | None = None

    def parameters(self) -> dict[str, Any]:
        """The parameters in API terms: JSON values in PascalCase, absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
