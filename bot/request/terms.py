"""API terms -> Form: a request as JSON or TOML has it, back to what a person would have said.

A request may be incomplete: what is absent stays unsaid. The law: a whole request that keeps the rules comes out of its
form again, except that ranges of days are merged, and IncludeTaskIds holds the roots where the API wants them.
"""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.dates.canonical import written
from bot.dates.model import DateRange, merge
from bot.errors import UserError
from bot.locale import Text, _
from bot.request.form import Form
from bot.request.model import (
    CreateWorkflowInstances,
    DefaultRunProperties,
    InstanceType,
    Mode,
    Order,
    Periods,
)
from bot.request.rules import FIELDS

OWN_NAME = re.compile(r"BF-\d+-[0-9a-z]{8}(?= |$)", re.ASCII)
"""The name that the bot gives: it is made anew."""
PART = re.compile(r" \d+/\d+$", re.ASCII)
UNSAID: Mapping[str, Any] = {"ProjectId": 0, "EnvType": "Prod", "Name": "-"}
"""What a whole request must have, for one that has it not."""


class BadTerms(UserError):
    """What is no request in API terms; names the field."""


def form_of(parameters: Mapping[str, Any]) -> Form:
    """The form of a request in API terms. Raises BadTerms."""
    return Form.model_validate(said(parameters))


def form_of_several(requests: Sequence[Mapping[str, Any]]) -> Form:
    """The form of linked requests, which differ in their days and the end of their names. Raises BadTerms."""
    forms = [form_of({**request, "Name": PART.sub("", str(request.get("Name", "")))}) for request in requests]
    if not forms:
        raise BadTerms(_("There is no request in it."), _("Give one request in API terms."))
    if any(form.having(phrase="") != forms[0].having(phrase="") for form in forms):
        raise BadTerms(
            _("These are {count} requests that differ in more than their days.", count=len(forms)),
            _("Give them one by one."),
        )
    ranges = [item for request in requests for item in _ranges(_read(request).periods)]
    return forms[0].having(phrase=written(merge(ranges), None, None) if ranges else "")


def said(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of Form that a request in API terms says. Raises BadTerms."""
    request = _read(parameters)
    found = {
        "project": str(request.project_id) if "ProjectId" in parameters else None,
        "env_type": request.env_type if "EnvType" in parameters else None,
        "workflow": _workflow(request, parameters),
        "name": _name(request.name) if "Name" in parameters else "",
        "type": request.type,
        "hold": None if request.auto_start_enabled else True,
        "reason": request.comment or "",
        "workflow_parameters": (request.workflow_parameters,) if request.workflow_parameters else (),
        "task_parameters": _task_parameters(request.task_parameters),
        "tags": tuple((tag.key, tag.value) for tag in request.tags or ()),
        "tag_creation_policy": request.tag_creation_policy,
        **_periods(request.periods),
        **_run(request),
    }
    return {
        name: value
        for name, value in found.items()
        if value not in (None, "", ()) and not (name == "type" and "Type" not in parameters)
    }


def _read(parameters: Mapping[str, Any]) -> CreateWorkflowInstances:
    try:
        return CreateWorkflowInstances.model_validate({**UNSAID, **parameters})
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise BadTerms(_("There is no field {path}.", path=path), _nearest(str(first["loc"][-1]))) from None
        given = json.dumps(first["input"], ensure_ascii=False, default=str)
        raise BadTerms(
            _("{path} cannot be {value}: {reason}.", path=path, value=given, reason=first["msg"]),
            _("The fields and their values are in docs/reference.md."),
        ) from None


def _nearest(name: str) -> Text:
    known = sorted({part for field in FIELDS for part in field.path})
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return _("Did you mean {nearest}?", nearest=near[0])
    return _("The fields and their values are in docs/reference.md.")


def _workflow(request: CreateWorkflowInstances, parameters: Mapping[str, Any]) -> str | None:
    """1 needs no saying for scheduled tasks."""
    scheduled = request.type in (InstanceType.SUPPLEMENT_DATA, InstanceType.SMOKE_TEST)
    if "WorkflowId" not in parameters or (scheduled and request.workflow_id == 1):
        return None
    return str(request.workflow_id)


def _name(name: str) -> str:
    own = OWN_NAME.match(name)
    return (name[own.end() :] if own else name).strip()


def _ranges(periods: Periods | None) -> list[DateRange]:
    if periods is None:
        return []
    if any(item.end_biz_date < item.start_biz_date for item in periods.biz_dates):
        raise BadTerms(_("Periods.BizDates ends before it begins."), _("Put the earlier date first."))
    return [DateRange(item.start_biz_date, item.end_biz_date) for item in periods.biz_dates]


def _periods(periods: Periods | None) -> dict[str, Any]:
    if periods is None:
        return {}
    return {
        "phrase": written(merge(_ranges(periods)), None, None),
        "start_time": periods.start_time,
        "end_time": periods.end_time,
    }


def _task_parameters(text: str | None) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadTerms(
            _("TaskParameters is the text of a JSON object."),
            _("For example: {example}", example='{"1001": "region=eu"}'),
        )
    return tuple(
        (task, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for task, value in found.items()
    )


def _run(request: CreateWorkflowInstances) -> dict[str, Any]:
    run = request.default_run_properties or DefaultRunProperties()
    backfill = request.type is InstanceType.SUPPLEMENT_DATA
    policy, alert, analysis = run.run_policy, run.alert, run.analysis
    return {
        **_selection(request.type, run),
        "exclude_tasks": _words(run.exclude_task_ids),
        "include_projects": _words(run.include_project_ids),
        "exclude_projects": _words(run.exclude_project_ids),
        "analysis_enabled": _unless(True, analysis.enabled, backfill) if analysis else None,
        "analysis_blocked": _unless(True, analysis.blocked, backfill) if analysis else None,
        "parallelism": _unless(1, run.parallelism, backfill),
        "order": _unless(Order.ASC, run.order, backfill),
        **{f"run_policy_{name}": getattr(policy, name, None) for name in ("type", "start_time", "end_time")},
        "immediately": policy.immediately if policy else None,
        "alert_type": alert.type if alert else None,
        "alert_notice_type": alert.notice_type if alert else None,
        "runtime_resource": run.runtime_resource,
        "priority": run.priority,
        "priority_weight_strategy": run.priority_weight_strategy,
        "data_sources": tuple((run.data_source_name_mappings or {}).items()),
    }


def _unless(default: object, value: object, applies: bool) -> object:
    """A value that need not be said, because it is the default of a backfill, is None."""
    return None if applies and value == default else value


def _selection(type_: InstanceType, run: DefaultRunProperties) -> dict[str, Any]:
    roots, included = run.root_task_ids or (), run.include_task_ids or ()
    if run.mode is Mode.CHAIN or type_ is InstanceType.TRIGGER_WORKFLOW:
        return {"mode": run.mode, "tasks": _words(included), "roots": _words(roots)}
    usual = Mode.GENERAL if len(roots) == 1 else Mode.MANUAL_SELECTION
    if run.mode is Mode.MANUAL_SELECTION and included == roots:
        included = ()
    return {
        "mode": _unless(usual, run.mode, type_ is InstanceType.SUPPLEMENT_DATA),
        "tasks": _words(roots),
        "include_tasks": _words(included),
    }


def _words(ids: Sequence[int] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, ids or ())))
