"""The table against the API's fields, written down here a second time; and requests against the table."""

import itertools
from typing import Any

import pytest
from pydantic.alias_generators import to_pascal

from bot.request.checks import BrokenRule, check, problems
from bot.request.command import OPTIONS, parse
from bot.request.field import Field, Need
from bot.request.form import Form
from bot.request.model import ApiModel, CreateWorkflowInstances, InstanceType, Mode
from bot.request.options import option_of
from bot.request.rules import BY_API, FIELDS, fields_for, kebab, need

TOP_LEVEL = {
    *("ProjectId", "EnvType", "WorkflowId", "Name", "Type", "WorkflowParameters", "TaskParameters"),
    *(
        "AutoStartEnabled",
        "Comment",
        "Tags",
        "TagCreationPolicy",
        "Periods.BizDates",
        "Periods.StartTime",
        "Periods.EndTime",
    ),
}
RUN = {
    *("Mode", "RootTaskIds", "IncludeTaskIds", "ExcludeTaskIds", "IncludeProjectIds", "ExcludeProjectIds"),
    *("Analysis.Enabled", "Analysis.Blocked", "Parallelism", "Order"),
    *("RunPolicy.Type", "RunPolicy.StartTime", "RunPolicy.EndTime", "RunPolicy.Immediately"),
    *(
        "Alert.Type",
        "Alert.NoticeType",
        "RuntimeResource",
        "Priority",
        "PriorityWeightStrategy",
        "DataSourceNameMappings",
    ),
}
API = TOP_LEVEL | {f"DefaultRunProperties.{name}" for name in RUN}

WANTED = {
    #                          backfill  manual workflow  manual  smoke test  event-triggered
    ("ProjectId", "WorkflowId", "Name", "Type"): "RRRRR",
    ("Periods.BizDates",): "R????",
    ("Mode",): "R----",
    ("ExcludeTaskIds", "IncludeProjectIds", "ExcludeProjectIds"): "O????",
    ("Analysis.Enabled", "Analysis.Blocked", "Parallelism"): "R----",
    ("Order", "RunPolicy.Type", "RunPolicy.StartTime", "RunPolicy.EndTime", "RunPolicy.Immediately"): "O????",
    ("Alert.Type", "Alert.NoticeType", "RuntimeResource"): "O????",
    ("Priority", "PriorityWeightStrategy"): "-O??O",
    ("DataSourceNameMappings",): "O----",
    ("WorkflowParameters",): "OO--O",
    ("TaskParameters", "Comment", "AutoStartEnabled", "EnvType"): "OOOOO",
    ("Tags", "TagCreationPolicy"): "?O???",
}
MODES = {"RootTaskIds": "RRXR", "IncludeTaskIds": "OOR?"}
"""For a backfill: General, ManualSelection, Chain, AllDownstream."""
OTHERS = {"RootTaskIds": "ORR?", "IncludeTaskIds": "?--O"}
"""For the other Types."""


def test_every_field_of_the_api_has_a_row() -> None:
    assert {field.api for field in FIELDS} == API
    assert len(FIELDS) == len(API)


def leaves(model: type[ApiModel], path: str = "") -> set[str]:
    found = set()
    for name, info in model.model_fields.items():
        alias = f"{path}{to_pascal(name)}"
        inner = [kind for kind in getattr(info.annotation, "__args__", (info.annotation,)) if isinstance(kind, type)]
        models = [kind for kind in inner if issubclass(kind, ApiModel) and alias != "Periods.BizDates"]
        found |= leaves(models[0], f"{alias}.") if models else {alias}
    return found


def test_the_model_has_exactly_the_fields_of_the_table() -> None:
    assert leaves(CreateWorkflowInstances) == API


def test_every_field_has_a_place_in_the_form_and_an_option() -> None:
    for field in FIELDS:
        assert field.form in Form.model_fields
        for spelled in (*field.names, field.api, field.name):
            option = option_of(spelled)
            assert option is not None
            assert option.fields == (field,)
    names = [name for option in OPTIONS for name in option.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("apis", "signs"), WANTED.items())
def test_needs_by_type(apis: tuple[str, ...], signs: str) -> None:
    for api in apis:
        assert "".join(need(api, type_).value for type_ in InstanceType) == signs


@pytest.mark.parametrize("api", MODES)
def test_needs_by_mode(api: str) -> None:
    assert "".join(need(api, InstanceType.SUPPLEMENT_DATA, mode).value for mode in Mode) == MODES[api]
    assert "".join(need(api, type_).value for type_ in list(InstanceType)[1:]) == OTHERS[api]


KINDS = [(InstanceType.SUPPLEMENT_DATA, mode) for mode in Mode] + [(type_, None) for type_ in list(InstanceType)[1:]]
DAYS = {"BizDates": [{"StartBizDate": "2026-11-01", "EndBizDate": "2026-11-03"}]}


def smallest(type_: InstanceType, mode: Mode | None) -> dict[str, Any]:
    """The smallest request of a Type and Mode that keeps the rules, in API terms."""
    request: dict[str, Any] = {"ProjectId": 1, "EnvType": "Prod", "WorkflowId": 7, "Name": "n", "Type": type_.value}
    run: dict[str, Any] = {}
    if type_ is InstanceType.SUPPLEMENT_DATA:
        request |= {"Periods": DAYS, "WorkflowId": 1}
        run = {"Mode": mode, "Analysis": {"Enabled": True, "Blocked": True}, "Parallelism": 1}
    if need("RootTaskIds", type_, mode) is Need.REQUIRED:
        run["RootTaskIds"] = [1001]
    if mode is Mode.CHAIN:
        run["IncludeTaskIds"] = [1001, 1002]
    return request | ({"DefaultRunProperties": run} if run else {})


VALUES: dict[str, Any] = {
    "EnvType": "Dev",
    "Periods.BizDates": DAYS["BizDates"],
    "WorkflowParameters": "k=v",
    "TaskParameters": '{"1001":"k=v"}',
    "AutoStartEnabled": False,
    "Comment": "why",
    "Tags": [{"Key": "a", "Value": "b"}],
    "TagCreationPolicy": "Append",
    "Mode": "General",
    "RootTaskIds": [1001],
    "IncludeTaskIds": [1001, 1002],
    "ExcludeTaskIds": [1003],
    "IncludeProjectIds": [1],
    "ExcludeProjectIds": [2],
    "Analysis.Enabled": False,
    "Parallelism": 2,
    "Order": "Desc",
    "Alert.Type": "Failure",
    "Alert.NoticeType": "Mail",
    "RuntimeResource": "S",
    "Priority": 8,
    "PriorityWeightStrategy": "Upstream",
    "DataSourceNameMappings": {"a": "b"},
}


def having(request: dict[str, Any], field: Field, value: object) -> dict[str, Any]:
    """The request with one more field."""
    name, *rest = field.path
    changed = dict(request)
    for outer in rest:
        inner = dict(changed.get(name) or {})
        return {**changed, name: _nested(inner, field.path[1:], value)} if outer else changed
    return {**changed, name: value}


def _nested(inner: dict[str, Any], path: tuple[str, ...], value: object) -> dict[str, Any]:
    name, *rest = path
    return {**inner, name: _nested(dict(inner.get(name) or {}), tuple(rest), value) if rest else value}


@pytest.mark.parametrize(("type_", "mode"), KINDS)
def test_the_smallest_request_keeps_the_rules(type_: InstanceType, mode: Mode | None) -> None:
    assert problems(CreateWorkflowInstances.model_validate(smallest(type_, mode))) == ()


EACH = [
    (kind, api)
    for kind, api in itertools.product(KINDS, VALUES)
    if not (api in ("Mode", "Parallelism") and kind[0] is InstanceType.SUPPLEMENT_DATA)
]
"""Without what the smallest request has already."""


@pytest.mark.parametrize(("kind", "api"), EACH)
def test_each_field_for_each_type_and_mode(kind: tuple[InstanceType, Mode | None], api: str) -> None:
    type_, mode = kind
    field, request = BY_API[api], smallest(type_, mode)
    if api == "WorkflowParameters":
        request["WorkflowId"] = 7
    made = CreateWorkflowInstances.model_validate(having(request, field, VALUES[api]))
    found = [problem for problem in problems(made) if problem.field is field]
    assert bool(found) is not field.need(type_, mode).may_be_set
    for problem in found:
        assert str(field.label) in str(problem.text)
        assert field.name in str(problem.text)
        assert kebab(type_) in str(problem.text)
        assert str(problem.next_step)


REQUIRED = [
    (kind, field.api)
    for kind in KINDS
    for field in FIELDS
    if field.need(*kind) is Need.REQUIRED
    and field.api not in ("ProjectId", "WorkflowId", "Name", "Type", "DefaultRunProperties.Mode")
]
"""Without those that the model itself insists on, and Mode, without which it is a question of another Mode."""


@pytest.mark.parametrize(("kind", "api"), REQUIRED)
def test_each_required_field_is_missed(kind: tuple[InstanceType, Mode | None], api: str) -> None:
    request = CreateWorkflowInstances.model_validate(smallest(*kind))
    path = [part for part in BY_API[api].path if part != "DefaultRunProperties"]
    run = request.default_run_properties
    if path[0] == "Periods":
        request = request.model_copy(update={"periods": None})
    elif path[0] == "Analysis":
        assert run is not None
        request = request.model_copy(update={"default_run_properties": run.model_copy(update={"analysis": None})})
    else:
        assert run is not None
        name = {"RootTaskIds": "root_task_ids", "IncludeTaskIds": "include_task_ids", "Parallelism": "parallelism"}
        without = run.model_copy(update={name[path[0]]: None})
        request = request.model_copy(update={"default_run_properties": without})
    assert api in [problem.field.api for problem in problems(request)]


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"RootTaskIds": [1, 2]}, "exactly 1 task, not 2", "manual-selection"),
    ({"Mode": "AllDownstream", "RootTaskIds": [1, 2]}, "exactly 1 task, not 2", "without downstream"),
    ({"Mode": "Chain", "RootTaskIds": None, "IncludeTaskIds": [1]}, "exactly 2 tasks, not 1", "1001,1002"),
    ({"Mode": "Chain", "IncludeTaskIds": [1, 2]}, "First tasks (RootTaskIds) is not for", "two ends"),
    ({"RunPolicy": {"Immediately": True}}, "Days it may start on (RunPolicy.Type)", "--run-policy"),
    ({"RunPolicy": {"Type": "Daily", "StartTime": "22:00:00"}}, "RunPolicy.EndTime", "--run-window"),
]


@pytest.mark.parametrize(("changes", "text", "step"), BROKEN)
def test_rules_between_fields(changes: dict[str, Any], text: str, step: str) -> None:
    request = smallest(InstanceType.SUPPLEMENT_DATA, Mode.GENERAL)
    request["DefaultRunProperties"] = {**request["DefaultRunProperties"], **changes}
    with pytest.raises(BrokenRule) as refusal:
        check(CreateWorkflowInstances.model_validate(request))
    assert text in str(refusal.value.text)
    assert step in str(refusal.value.next_step)


TOP: list[tuple[dict[str, Any], str]] = [
    ({"WorkflowParameters": "k=v"}, "WorkflowParameters"),
    ({"Periods": {**DAYS, "StartTime": "08:00:00"}}, "Periods.EndTime"),
    ({"Periods": {"BizDates": [{"StartBizDate": "2026-11-03", "EndBizDate": "2026-11-01"}]}}, "before"),
    ({"Type": "ManualWorkflow", "Periods": None, "DefaultRunProperties": None}, "WorkflowId"),
]


@pytest.mark.parametrize(("changes", "text"), TOP)
def test_rules_between_fields_at_the_top(changes: dict[str, Any], text: str) -> None:
    request = {**smallest(InstanceType.SUPPLEMENT_DATA, Mode.GENERAL), **changes}
    with pytest.raises(BrokenRule) as refusal:
        check(CreateWorkflowInstances.model_validate(request))
    assert text in str(refusal.value.text)


def test_unverified_fields_are_advanced() -> None:
    plain = fields_for(InstanceType.MANUAL_WORKFLOW, advanced=False)
    assert BY_API["Priority"] in plain
    assert BY_API["Order"] not in plain
    assert BY_API["Order"] in fields_for(InstanceType.MANUAL_WORKFLOW)
    assert BY_API["Parallelism"] not in fields_for(InstanceType.MANUAL_WORKFLOW)


def test_all_choices_can_be_typed() -> None:
    for field in FIELDS:
        for value in field.choices:
            for spelled in (kebab(value), str(value), str(value).upper()):
                form = parse(f"1001 yesterday --{field.option} {spelled}")
                assert isinstance(form, Form)
                said = Mode.ALL_DOWNSTREAM if form.downstream else getattr(form, field.form)
                assert said == value
