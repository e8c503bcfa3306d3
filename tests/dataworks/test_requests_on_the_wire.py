"""CreateWorkflowInstances of every Type, Mode and field: from the form, from the command text and from the command
line, our request means on the wire what the official SDK's does.
"""

import json
import os
import subprocess
import sys
from typing import Any

import alibabacloud_dataworks_public20240518.models as sdk_models
import pytest
from hypothesis import HealthCheck, given, settings

from bot.dataworks import api
from bot.request.command import parse, to_command
from bot.request.form import Form
from bot.request.model import CreateWorkflowInstances, InstanceType, Mode
from bot.request.rules import BY_API, FIELDS, need
from bot.request.terms import form_of
from tests.dataworks.standin import KEY_ID, SECRET, Received, StandIn, serving_in_thread
from tests.dataworks.wire import ANSWER, Wire, meaning
from tests.request.requests import WHOLE
from tests.request.test_rules import EACH, VALUES, having, smallest
from tests.request.test_terms import requests_of

ACTION = "CreateWorkflowInstances"
BIG = 2**62 + 1


def by_sdk(wire: Wire, parameters: dict[str, Any], action: str = ACTION) -> tuple[object, ...]:
    """What the SDK sends for a request in API terms."""
    request = getattr(sdk_models, f"{action}Request")().from_map(parameters)
    for name, value in vars(request).items():
        if value == []:
            setattr(request, name, None)  # from_map makes absent lists empty ones, and would send them
    return meaning(wire.by_sdk(action, request))


def by_us(wire: Wire, parameters: dict[str, Any]) -> tuple[object, ...]:
    """What we send for the same, by way of our model."""
    made = CreateWorkflowInstances.model_validate(parameters).parameters()
    return meaning(wire.by_us(lambda dataworks: api.create_workflow_instances(dataworks, made)))


ALLOWED = [(kind, api) for kind, api in EACH if BY_API[api].need(*kind).may_be_set]


@pytest.mark.parametrize(("kind", "field"), ALLOWED)
def test_each_field_of_each_type_and_mode(kind: tuple[InstanceType, Mode | None], field: str, wire: Wire) -> None:
    request = having(smallest(*kind), BY_API[field], VALUES[field]) | {"ProjectId": BIG, "AutoStartEnabled": False}
    assert by_us(wire, request) == by_sdk(wire, request)


def test_the_fields_compared_are_all() -> None:
    elsewhere = {"ProjectId", "WorkflowId", "Name", "Type", "Analysis.Blocked", "Periods.StartTime", "Periods.EndTime"}
    policy = {f"RunPolicy.{name}" for name in ("Type", "StartTime", "EndTime", "Immediately")}
    assert {field.name for field in FIELDS} == set(VALUES) | elsewhere | policy


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(WHOLE)
def test_whole_requests_by_way_of_the_command_text(wire: Wire, request_: dict[str, Any]) -> None:
    form = parse(to_command(form_of(request_)))
    assert isinstance(form, Form)
    (made,) = requests_of(form)
    ours = meaning(wire.by_us(lambda dataworks: api.create_workflow_instances(dataworks, made)))
    assert ours == by_sdk(wire, made)
    wanted = meaning_without_days(by_sdk(wire, request_))
    assert meaning_without_days(ours) == wanted


def meaning_without_days(found: tuple[object, ...]) -> tuple[object, ...]:
    """Ranges of days are merged on the way; tests/request/test_terms.py compares them."""
    *start, form = found
    assert isinstance(form, dict)
    return (*start, {name: value for name, value in form.items() if name != "Periods"})


TEXTS: list[tuple[str, dict[str, Any]]] = [
    (
        '1001 2026-11-01..2026-11-03 --reason "a+b ~*/&=%é 订单"',
        {"Comment": "a+b ~*/&=%é 订单", "DefaultRunProperties": {"Mode": "General", "RootTaskIds": [1001]}},
    ),
    (
        f"{BIG} 2026-11-01..2026-11-03 --downstream --exclude-tasks {BIG + 2} --order desc --parallelism 10",
        {
            "DefaultRunProperties": {
                "Mode": "AllDownstream",
                "RootTaskIds": [BIG],
                "ExcludeTaskIds": [BIG + 2],
                "Order": "Desc",
                "Parallelism": 10,
            }
        },
    ),
    (
        "1001,1002 2026-11-01..2026-11-03 --mode chain --hold --data-source 'a b=c' --param 1001:a=$bizdate",
        {
            "AutoStartEnabled": False,
            "TaskParameters": '{"1001": "a=$bizdate"}',
            "DefaultRunProperties": {
                "Mode": "Chain",
                "IncludeTaskIds": [1001, 1002],
                "DataSourceNameMappings": {"a b": "c"},
            },
        },
    ),
]
DEFAULTS = {"Analysis": {"Enabled": True, "Blocked": True}, "Parallelism": 1, "Order": "Asc"}


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_texts(text: str, expected: dict[str, Any], wire: Wire) -> None:
    whole = {
        "ProjectId": 1,
        "EnvType": "Prod",
        "WorkflowId": 1,
        "Name": "BF-0-00000000",
        "Type": "SupplementData",
        "AutoStartEnabled": True,
        "Periods": {"BizDates": [{"StartBizDate": "2026-11-01", "EndBizDate": "2026-11-03"}]},
        **expected,
    }
    whole["DefaultRunProperties"] = {**DEFAULTS, **expected["DefaultRunProperties"]}
    form = parse(text)
    assert isinstance(form, Form)
    (made,) = requests_of(form)
    ours = meaning(wire.by_us(lambda dataworks: api.create_workflow_instances(dataworks, made)))
    assert ours == by_sdk(wire, whole)


def by_command_line(service: StandIn, action: str, parameters: dict[str, Any]) -> Received:
    """`backfill-bot api ACTION JSON`, as its own process."""
    environment = {
        **os.environ,
        "DATAWORKS_ENDPOINT": service.url,
        "DATAWORKS_PROJECT_ID": "10001",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "bot", "api", action, json.dumps(parameters)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    (received,) = service.received
    service.received.clear()
    return received


COMMAND_LINE: list[tuple[str, dict[str, Any]]] = [
    *(
        (ACTION, smallest(type_, mode) | {"ProjectId": BIG, "TaskParameters": '{"1001": "a=$bizdate"}'})
        for type_, mode in (*((InstanceType.SUPPLEMENT_DATA, mode) for mode in Mode), (InstanceType.SMOKE_TEST, None))
    ),
    (
        ACTION,
        {
            "ProjectId": 1,
            "EnvType": "Dev",
            "WorkflowId": BIG,
            "Name": "订单 a+b",
            "Type": "ManualWorkflow",
            "WorkflowParameters": '{"region": "eu"}',
            "AutoStartEnabled": False,
            "Tags": [{"Key": "owner", "Value": "dw"}, {"Key": "x"}],
            "TagCreationPolicy": "Append",
            "DefaultRunProperties": {
                "Priority": 8,
                "RunPolicy": {"Type": "Daily", "StartTime": "22:00:00", "EndTime": "06:00:00", "Immediately": True},
                "DataSourceNameMappings": {"a": "b"},
            },
        },
    ),
    ("GetTask", {"Id": BIG, "ProjectEnv": "Dev"}),
    ("ListWorkflowInstances", {"ProjectId": BIG, "BizDate": 1743350400000, "Ids": [BIG, 1], "Tags": ["k:v", "e:"]}),
    ("GetRerunWorkflowInstancesResult", {"OperationId": "e15ad21c"}),
    (
        "RerunWorkflowInstances",
        {"ProjectId": 1, "WorkflowId": BIG, "Type": "ManualWorkflow", "Filter": {"TaskIds": [BIG], "TaskName": "a"}},
    ),
    ("ListResourceGroups", {"ProjectId": 1, "Statuses": ["Normal"], "ResourceGroupTypes": ["CommonV2"]}),
]


@pytest.mark.parametrize(("action", "parameters"), COMMAND_LINE)
def test_the_command_line(action: str, parameters: dict[str, Any], wire: Wire) -> None:
    theirs = by_sdk(wire, parameters, action)
    with serving_in_thread(StandIn(usual=ANSWER)) as service:
        assert meaning(by_command_line(service, action, parameters)) == theirs
        assert service.wrongly_signed == []


def test_chain_has_no_roots_on_the_wire(wire: Wire) -> None:
    assert not need("RootTaskIds", InstanceType.SUPPLEMENT_DATA, Mode.CHAIN).may_be_set
    (made,) = requests_of(Form(tasks=("1", "2"), mode=Mode.CHAIN, phrase="2026-11-01"))
    wire.by_us(lambda dataworks: api.create_workflow_instances(dataworks, made))
    assert "RootTaskIds" not in made["DefaultRunProperties"]
