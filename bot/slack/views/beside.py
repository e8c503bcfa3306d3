"""What a request sets beside tasks, days, pace and reason, read from what would be sent: none of it stays unsaid."""

import json
from collections.abc import Iterable, Iterator
from datetime import time

from bot.locale import Text, _, _n
from bot.request.field import Field, Kind
from bot.request.model import CreateWorkflowInstances, InstanceType, Tag
from bot.request.plan import Plan
from bot.request.requests import SCHEDULED
from bot.request.rules import FIELDS
from bot.slack.views.fields import YES_NO

ELSEWHERE = frozenset(
    {
        *("ProjectId", "EnvType", "Name", "Comment", "AutoStartEnabled", "TaskParameters"),
        *("Periods.BizDates", "Periods.StartTime", "Periods.EndTime"),
        *("Mode", "RootTaskIds", "IncludeTaskIds", "Parallelism", "Order"),
    }
)
"""Fields that the preview shows in lines of their own, by Field.name."""
TASKS_SHOWN = 5


def lines(plan: Plan) -> tuple[Text, ...]:
    """One sentence for each field that is not as usual; created and held comes first."""
    request = plan.requests[0]
    held = [_("created and held: nothing runs until somebody presses Start")] if is_held(plan) else []
    named = {str(task.id): task.label for task in plan.tasks}
    fields = (
        _("{label}: {value}", label=field.label, value=_value(field, value, named))
        for field in FIELDS
        if field.name not in ELSEWHERE and not _usual(field, value := field.value(request), plan)
    )
    return (*held, *fields, *_parameters(plan, request, named))


def is_held(plan: Plan) -> bool:
    """Whether the instances are created without being started. API: AutoStartEnabled."""
    return plan.requests[0].auto_start_enabled is False


def _usual(field: Field, value: object, plan: Plan) -> bool:
    match field.name:
        case "Type":
            return value is InstanceType.SUPPLEMENT_DATA
        case "WorkflowId":
            return value == SCHEDULED or not plan.tasks
        case "Analysis.Enabled" | "Analysis.Blocked":
            return value is not False
        case "ExcludeTaskIds":
            return not value or bool(plan.effect.excluded.count)
        case _:
            return value in (None, (), "")


def _value(field: Field, value: object, named: dict[str, str]) -> object:
    match value:
        case bool():
            return YES_NO[str(value).lower()]
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case dict():
            return tuple(f"{key}={other}" for key, other in value.items())
        case tuple() if field.kind is Kind.TAGS:
            return tuple(_tag(tag) for tag in value)
        case tuple():
            return tuple(named.get(str(item), str(item)) for item in value)
        case _:
            return next((words for choice, words in field.choices.items() if choice == value), str(value))


def _tag(tag: Tag) -> str:
    return tag.key if tag.value is None else f"{tag.key}={tag.value}"


def _parameters(plan: Plan, request: CreateWorkflowInstances, named: dict[str, str]) -> Iterator[Text]:
    """What each task would be given, and what it is given now where that was looked up."""
    wanted: dict[str, str] = json.loads(request.task_parameters or "{}")
    now = {str(task.id): task.parameters for task in plan.tasks}
    shown: Iterable[tuple[str, str]] = list(wanted.items())[:TASKS_SHOWN]
    for id_, text in shown:
        task = named.get(id_, id_)
        if now.get(id_):
            yield _("parameters of {task}: {wanted}, now {now}", task=task, wanted=text, now=now[id_])
        else:
            yield _("parameters of {task}: {wanted}", task=task, wanted=text)
    hidden = len(wanted) - TASKS_SHOWN
    if hidden > 0:
        yield _n("parameters of {count} more task", "parameters of {count} more tasks", count=hidden)
