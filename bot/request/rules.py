"""The one table of CreateWorkflowInstances: every field, for every Type and Mode.

The validator, the command text, its help, docs/reference.md and the form read it. Signs: R required, O optional, X must
be absent, - not sent, ? not documented (sent only if set), M by Mode.
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.locale import Text, _
from bot.request.field import Field, Kind, Need
from bot.request.model import (
    AlertType,
    EnvType,
    InstanceType,
    Mode,
    NoticeType,
    Order,
    PriorityWeightStrategy,
    RunPolicyType,
    TagCreationPolicy,
)

RUN = "DefaultRunProperties."

TYPES: Mapping[StrEnum, Text] = {
    InstanceType.SUPPLEMENT_DATA: _("backfill of scheduled tasks"),
    InstanceType.MANUAL_WORKFLOW: _("run of a manual workflow"),
    InstanceType.MANUAL: _("run of manual tasks"),
    InstanceType.SMOKE_TEST: _("smoke test"),
    InstanceType.TRIGGER_WORKFLOW: _("run of an event-triggered workflow"),
}
"""What each Type is to a person."""

MODES: Mapping[StrEnum, Text] = {
    Mode.GENERAL: _("one task, alone or with chosen ones"),
    Mode.MANUAL_SELECTION: _("the tasks that are named"),
    Mode.CHAIN: _("everything between two tasks"),
    Mode.ALL_DOWNSTREAM: _("one task and everything downstream of it"),
}
"""What each Mode is to a person."""

WHERE = (
    Field(
        *("ProjectId", "project", "project", Kind.PROJECT),
        *(_("Project"), _("the workspace, by alias or id"), "RRRRR"),
        aliases=("project-id",),
        default=_("the default project"),
    ),
    Field(
        *("EnvType", "env-type", "env_type", Kind.CHOICE),
        *(_("Environment"), _("production or development"), "OOOOO"),
        aliases=("env", "environment"),
        choices={EnvType.PROD: _("Production"), EnvType.DEV: _("Development")},
        default=_("the project's own; always sent"),
    ),
    Field(
        *("Type", "type", "type", Kind.CHOICE),
        *(_("Kind of run"), _("what is run"), "RRRRR"),
        choices=TYPES,
        default="supplement-data",
    ),
    Field(
        *("WorkflowId", "workflow-id", "workflow", Kind.WORKFLOW),
        *(_("Workflow"), _("the workflow, by id or name"), "RRRRR"),
        aliases=("workflow",),
        default=_("1 for scheduled tasks; that of the task for manual tasks"),
    ),
    Field(
        *("Name", "name", "name", Kind.TEXT),
        *(_("Name"), _("words behind the operation's own name, to find it by in DataWorks"), "RRRRR"),
        default=_("the operation's own name"),
    ),
)

WHEN = (
    Field(
        *("Periods.BizDates", "biz-dates", "phrase", Kind.DAYS),
        *(_("Business dates"), _("the days, in words, instead of behind the tasks"), "R????"),
        aliases=("days", "periods-biz-dates", "dates"),
    ),
    Field(
        *("Periods.StartTime", "start-time", "start_time", Kind.TIME),
        *(_("From time"), _("the first cycle of each day, for hourly tasks"), "O????"),
        aliases=("periods-start-time",),
        default="00:00:00",
    ),
    Field(
        *("Periods.EndTime", "end-time", "end_time", Kind.TIME),
        *(_("To time"), _("the last cycle of each day"), "O????"),
        aliases=("periods-end-time",),
        default="23:59:59",
    ),
)

WHAT = (
    Field(
        *(RUN + "Mode", "mode", "mode", Kind.CHOICE),
        *(_("Choice of tasks"), _("how the tasks are chosen"), "R----"),
        choices=MODES,
        default=_("general for one task, manual-selection for several"),
    ),
    Field(
        *(RUN + "RootTaskIds", "root-task-ids", "roots", Kind.TASKS),
        *(_("First tasks"), _("the tasks to begin with, instead of in front of the days"), "MORR?"),
        modes="RRXR",
        aliases=("tasks", "roots", "root-tasks"),
        counts={Mode.GENERAL: 1, Mode.ALL_DOWNSTREAM: 1},
        default=_("the tasks in front of the days; the workflow's own first tasks"),
    ),
    Field(
        *(RUN + "IncludeTaskIds", "include-tasks", "include_tasks", Kind.TASKS),
        *(_("Tasks to run"), _("tasks to run beside the first ones"), "M?--O"),
        modes="OOR?",
        aliases=("include-task-ids", "include"),
        counts={Mode.CHAIN: 2},
        default=_("the first tasks; the two ends of a chain; the whole workflow"),
    ),
    Field(
        *(RUN + "ExcludeTaskIds", "exclude-tasks", "exclude_tasks", Kind.TASKS),
        *(_("Tasks to leave out"), _("tasks that do not run"), "O????"),
        aliases=("exclude-task-ids", "exclude"),
        note=_("They may get instances that do nothing and are reported as success."),
    ),
    Field(
        *(RUN + "IncludeProjectIds", "include-projects", "include_projects", Kind.PROJECTS),
        *(_("Projects to run"), _("only tasks of these workspaces run"), "O????"),
        aliases=("include-project-ids",),
        note=_("Made for everything downstream."),
    ),
    Field(
        *(RUN + "ExcludeProjectIds", "exclude-projects", "exclude_projects", Kind.PROJECTS),
        *(_("Projects to leave out"), _("tasks of these workspaces do not run"), "O????"),
        aliases=("exclude-project-ids",),
        note=_("Made for everything downstream."),
    ),
)

HOW = (
    Field(
        *(RUN + "Analysis.Enabled", "analysis-enabled", "analysis_enabled", Kind.FLAG),
        *(_("Check first"), _("DataWorks checks the choice before it runs"), "R----"),
        aliases=("analysis",),
        default="true",
    ),
    Field(
        *(RUN + "Analysis.Blocked", "analysis-blocked", "analysis_blocked", Kind.FLAG),
        *(_("A failed check stops it"), _("nothing runs when the check fails"), "R----"),
        default="true",
    ),
    Field(
        *(RUN + "Parallelism", "parallelism", "parallelism", Kind.NUMBER),
        *(_("Business dates at once"), _("how many business dates run at once, 1 to 10"), "R----"),
        aliases=("parallel",),
        bounds=(1, 10),
        default=_("1, one after the other"),
    ),
    Field(
        *(RUN + "Order", "order", "order", Kind.CHOICE),
        *(_("Which date runs first"), _("which business date runs first: oldest or newest"), "O????"),
        choices={Order.ASC: _("Oldest first"), Order.DESC: _("Newest first")},
        default="asc",
    ),
    Field(
        *(RUN + "RunPolicy.Type", "run-policy-type", "run_policy_type", Kind.CHOICE),
        *(_("Days it may start on"), _("start on any day, or only at weekends"), "O????"),
        aliases=("run-policy",),
        choices={RunPolicyType.DAILY: _("any day"), RunPolicyType.WEEKEND: _("weekends")},
        default=_("daily, when another field of the run policy is set"),
    ),
    Field(
        *(RUN + "RunPolicy.StartTime", "run-policy-start-time", "run_policy_start_time", Kind.TIME),
        *(_("May start from"), _("the runs start from this time of day on"), "O????"),
        default=_("00:00:00, when another field of the run policy is set"),
    ),
    Field(
        *(RUN + "RunPolicy.EndTime", "run-policy-end-time", "run_policy_end_time", Kind.TIME),
        *(_("May start until"), _("the runs start until this time of day"), "O????"),
        default=_("23:59:59, when another field of the run policy is set"),
    ),
    Field(
        *(RUN + "RunPolicy.Immediately", "run-policy-immediately", "immediately", Kind.FLAG),
        *(_("Run at once"), _("instances of days to come run now instead of waiting"), "O????"),
        aliases=("immediately",),
        default="false",
    ),
    Field(
        *("AutoStartEnabled", "auto-start-enabled", "hold", Kind.FLAG),
        *(_("Start by itself"), _("false creates the instances and holds them"), "OOOOO"),
        aliases=("auto-start",),
        default=_("true; always sent"),
        note=_("Otherwise the instances are created and held: nothing runs until somebody presses Start."),
    ),
    Field(
        *(RUN + "Alert.Type", "alert-type", "alert_type", Kind.CHOICE),
        *(_("DataWorks tells about"), _("what DataWorks tells its contacts about"), "O????"),
        choices={
            AlertType.SUCCESS: _("success"),
            AlertType.FAILURE: _("failure"),
            AlertType.SUCCESS_FAILURE: _("both"),
        },
    ),
    Field(
        *(RUN + "Alert.NoticeType", "alert-notice-type", "alert_notice_type", Kind.CHOICE),
        *(_("DataWorks tells by"), _("how DataWorks tells its contacts"), "O????"),
        aliases=("notice-type", "alert-notice"),
        choices={NoticeType.SMS: _("text message"), NoticeType.MAIL: _("mail"), NoticeType.SMS_MAIL: _("both ways")},
    ),
    Field(
        *(RUN + "RuntimeResource", "runtime-resource", "runtime_resource", Kind.WORD),
        *(_("Resource group"), _("the scheduling resource group to run in"), "O????"),
        aliases=("resource-group",),
        default=_("the tasks' own"),
    ),
    Field(
        *(RUN + "Priority", "priority", "priority", Kind.NUMBER),
        *(_("Priority"), _("how urgent it is, 1 to 11; larger is more urgent"), "-O??O"),
        bounds=(1, 11),
    ),
    Field(
        *(RUN + "PriorityWeightStrategy", "priority-weight-strategy", "priority_weight_strategy", Kind.CHOICE),
        *(_("Weight of the priority"), _("whether the priority grows with what lies upstream"), "-O??O"),
        choices={
            PriorityWeightStrategy.DISABLE: _("as set"),
            PriorityWeightStrategy.UPSTREAM: _("grows with the upstream"),
        },
        default="disable",
    ),
    Field(
        *(RUN + "DataSourceNameMappings", "data-source", "data_sources", Kind.MAP),
        *(_("Data sources"), _("another data source in place of a task's own: own=other"), "O----"),
        aliases=("data-source-name-mappings", "data-sources", "data-source-mapping"),
        note=_("Only EMR Spark SQL, EMR Shell and EMR Spark tasks."),
    ),
)

WITH = (
    Field(
        *("WorkflowParameters", "workflow-parameters", "workflow_parameters", Kind.PARAMETERS),
        *(_("Workflow parameters"), _("parameters of the workflow: k=v"), "OO--O"),
        aliases=("workflow-param", "workflow-params", "workflow-parameter"),
        note=_("Only with a workflow of its own (WorkflowId is not 1)."),
    ),
    Field(
        *("TaskParameters", "task-parameters", "task_parameters", Kind.PARAMETERS),
        *(_("Task parameters"), _("parameters of one task, 1001:k=v, or of all, k=v"), "OOOOO"),
        aliases=("param", "params", "parameter", "task-param", "task-params"),
    ),
    Field(
        *("Comment", "reason", "reason", Kind.TEXT),
        *(_("Reason"), _("why it is needed; DataWorks keeps it as the comment"), "OOOOO"),
        aliases=("comment",),
    ),
    Field(
        *("Tags", "tag", "tags", Kind.TAGS),
        *(_("Tags"), _("labels of the instances: key=value"), "?O???"),
        aliases=("tags",),
    ),
    Field(
        *("TagCreationPolicy", "tag-creation-policy", "tag_creation_policy", Kind.CHOICE),
        *(_("The workflow's own tags"), _("whether the tags come beside the workflow's own or replace them"), "?O???"),
        choices={TagCreationPolicy.APPEND: _("beside them"), TagCreationPolicy.OVERWRITE: _("instead of them")},
    ),
)

FIELDS = (*WHERE, *WHEN, *WHAT, *HOW, *WITH)
"""Every field, in the order in which a person meets them."""

BY_API: Mapping[str, Field] = {field.api: field for field in FIELDS} | {field.name: field for field in FIELDS}
"""By the API's path, with and without DefaultRunProperties."""


def need(api: str, type_: InstanceType, mode: Mode | None = None) -> Need:
    """Whether this Type and Mode has the field of this API name (`Periods.BizDates`, `Priority`)."""
    return BY_API[api].need(type_, mode)


def fields_for(type_: InstanceType, mode: Mode | None = None, *, advanced: bool = True) -> tuple[Field, ...]:
    """The fields that a person may set for this Type and Mode; without `advanced` only the documented ones."""
    found = (field for field in FIELDS if field.need(type_, mode).may_be_set)
    return tuple(field for field in found if advanced or field.need(type_, mode) is not Need.UNVERIFIED)


def types_with(field: Field) -> tuple[InstanceType, ...]:
    """The Types that have a field, those that document it first."""
    ranked = sorted(InstanceType, key=lambda type_: field.need(type_) is Need.UNVERIFIED)
    return tuple(type_ for type_ in ranked if field.need(type_).may_be_set)


def kebab(value: StrEnum | str) -> str:
    """`ManualWorkflow` as it is typed: `manual-workflow`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in value).lstrip("-")
