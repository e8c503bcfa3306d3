"""The official SDK and our client send the same requests to one server, and the two must mean the same."""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import alibabacloud_dataworks_public20240518.models as sdk_models
import pytest
from alibabacloud_dataworks_public20240518.client import Client as SdkClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dataworks import api, known_actions
from tests.dataworks.wire import Wire, meaning, request_kind, with_samples


def test_the_table_holds_exactly_the_actions_of_the_sdk() -> None:
    source = inspect.getsource(SdkClient)
    assert set(known_actions()) == set(re.findall(r"action = '(\w+)',\s+version = '2024-05-18'", source))


@pytest.mark.parametrize("prefix", ["Get", "List", "Create", "Delete", "Update", ""])
def test_every_action_with_every_field(prefix: str, wire: Wire) -> None:
    others = ("Get", "List", "Create", "Delete", "Update")
    compared = 0
    for action in known_actions():
        kind = request_kind(action)
        chosen = action.startswith(prefix) if prefix else not action.startswith(others)
        if not chosen or kind is None:
            continue
        request = with_samples(kind)
        theirs = meaning(wire.by_sdk(action, request))
        # The SDK's map shows unset lists of objects as empty ones, which it does not send.
        parameters = {name: value for name, value in request.to_map().items() if value != []}
        assert meaning(wire.by_us(lambda dataworks: dataworks.call(action, parameters))) == theirs  # noqa: B023
        compared += 1
    assert compared


TYPED: dict[str, tuple[Callable[..., Awaitable[object]], dict[str, Any], dict[str, Any]]] = {
    "GetCreateWorkflowInstancesResult": (
        *(api.get_create_workflow_instances_result, {"operation_id": "e15ad21c"}, {}),
    ),
    "ListWorkflowInstances": (
        api.list_workflow_instances,
        {"project_id": 10001, "biz_date": 1743350400000},
        {
            "env_type": "Prod",
            "type": "SupplementData",
            "name": "BF-1 订单",
            "ids": [1, 2**60 + 1],
            "workflow_id": 1,
            "unified_workflow_instance_id": 7,
            "owner": "o",
            "tags": ["k:v", "e:"],
            "filter": '{"status":"Running"}',
            "sort_by": "Id Asc",
            "page_number": 2,
            "page_size": 100,
        },
    ),
    "GetWorkflowInstance": (api.get_workflow_instance, {"id": 2**60 + 1}, {}),
    "ListTaskInstances": (
        api.list_task_instances,
        {"project_id": 10001, "bizdate": 1743350400000},
        {
            "project_env": "Prod",
            "workflow_instance_id": 5,
            "unified_workflow_instance_id": 6,
            "workflow_id": 1,
            "workflow_instance_type": "SupplementData",
            "id": 9,
            "ids": [1],
            "task_id": 3,
            "task_ids": [3, 4],
            "task_name": "dwd",
            "task_type": "ODPS_SQL",
            "status": "Failure",
            "owner": "o",
            "runtime_resource": "S",
            "trigger_type": "Scheduler",
            "trigger_recurrence": "Normal",
            "filter": '{"startedTimeStart":1}',
            "sort_by": "Id Desc",
            "page_number": 1,
            "page_size": 500,
        },
    ),
    "GetTaskInstanceLog": (api.get_task_instance_log, {"id": 9}, {"run_number": 2}),
    "GetTask": (api.get_task, {"id": 1001}, {"project_env": "Dev"}),
    "ListTasks": (
        api.list_tasks,
        {"project_id": 10001},
        {
            "project_env": "Prod",
            "name": "订单",
            "ids": [1],
            "owner": "o",
            "task_type": "SHELL",
            "workflow_id": 4,
            "trigger_type": "Manual",
            "trigger_recurrence": "Skip",
            "runtime_resource": "S",
            "sort_by": "Id Asc",
            "page_number": 3,
            "page_size": 20,
        },
    ),
    "ListDownstreamTasks": (
        *(api.list_downstream_tasks, {"id": 1001}, {"project_env": "Prod", "page_number": 1, "page_size": 50}),
    ),
    "ListProjects": (
        api.list_projects,
        {},
        {
            "ids": [1, 2],
            "names": ["a", "数据"],
            "status": "Available",
            "dev_environment_enabled": False,
            "page_number": 1,
            "page_size": 100,
        },
    ),
}


@pytest.mark.parametrize("action", TYPED)
def test_typed_functions(action: str, wire: Wire) -> None:
    function, required, optional = TYPED[action]
    kind = request_kind(action)
    assert kind is not None
    choices = [{}, optional, *({name: value} for name, value in optional.items())]
    for chosen in choices:
        arguments = {**required, **chosen}
        theirs = meaning(wire.by_sdk(action, kind(**arguments)))
        ours = meaning(wire.by_us(lambda dataworks: function(dataworks, **arguments)))  # noqa: B023
        assert ours == theirs


@pytest.mark.parametrize("action", TYPED)
def test_typed_functions_know_every_field_of_the_sdk(action: str) -> None:
    kind = request_kind(action)
    _, required, optional = TYPED[action]
    foreign = {"aliyun_resource_group_id", "aliyun_resource_tags", "dev_role_disabled", "pai_task_enabled"}
    assert kind is not None
    assert set(inspect.signature(kind).parameters) - foreign == {*required, *optional}


def test_a_filter_given_as_a_dict_is_its_text(wire: Wire) -> None:
    kind = sdk_models.ListTaskInstancesRequest
    theirs = wire.by_sdk("ListTaskInstances", kind(project_id=1, bizdate=2, filter='{"createTimeStart":3}'))
    ours = wire.by_us(lambda dataworks: api.list_task_instances(dataworks, 1, 2, filter={"createTimeStart": 3}))
    assert meaning(ours) == meaning(theirs)


IDS = st.integers(1, 2**63 - 1)
ID_LISTS = st.lists(IDS, min_size=1, max_size=4)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
TIMES = st.times().map(lambda moment: moment.strftime("%H:%M:%S"))
DATES = st.dates().map(str)


def some(kind: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One of the SDK's models with any selection of its fields."""
    return st.fixed_dictionaries({}, optional=fields).map(lambda chosen: kind(**chosen))


PREFIX = "CreateWorkflowInstancesRequest"


def model(name: str) -> type[Any]:
    found: type[Any] = getattr(sdk_models, PREFIX + name)
    return found


RUN = "DefaultRunProperties"
REQUESTS = some(
    model(""),
    project_id=IDS,
    workflow_id=IDS,
    env_type=st.sampled_from(["Prod", "Dev"]),
    name=WORDS,
    type=st.sampled_from(["SupplementData", "ManualWorkflow", "Manual", "SmokeTest", "TriggerWorkflow"]),
    comment=WORDS,
    auto_start_enabled=st.booleans(),
    workflow_parameters=WORDS,
    task_parameters=st.dictionaries(IDS.map(str), WORDS).map(json.dumps),
    tag_creation_policy=st.sampled_from(["Append", "Overwrite"]),
    tags=st.lists(st.builds(model("Tags"), key=WORDS, value=WORDS), min_size=1, max_size=3),
    periods=st.builds(
        model("Periods"),
        biz_dates=st.lists(
            st.builds(model("PeriodsBizDates"), start_biz_date=DATES, end_biz_date=DATES), min_size=1, max_size=7
        ),
        start_time=st.none() | TIMES,
        end_time=st.none() | TIMES,
    ),
    default_run_properties=some(
        model(RUN),
        mode=st.sampled_from(["General", "ManualSelection", "Chain", "AllDownstream"]),
        root_task_ids=ID_LISTS,
        include_task_ids=ID_LISTS,
        exclude_task_ids=ID_LISTS,
        include_project_ids=ID_LISTS,
        exclude_project_ids=ID_LISTS,
        analysis=some(model(f"{RUN}Analysis"), enabled=st.booleans(), blocked=st.booleans()),
        parallelism=st.integers(1, 10),
        order=st.sampled_from(["Asc", "Desc"]),
        run_policy=some(
            model(f"{RUN}RunPolicy"),
            type=st.sampled_from(["Daily", "Weekend"]),
            start_time=TIMES,
            end_time=TIMES,
            immediately=st.booleans(),
        ),
        alert=some(model(f"{RUN}Alert"), type=WORDS, notice_type=WORDS),
        runtime_resource=WORDS,
        priority=st.integers(1, 11),
        priority_weight_strategy=st.sampled_from(["Disable", "Upstream"]),
        data_source_name_mappings=st.dictionaries(WORDS, WORDS, min_size=1),
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REQUESTS)
def test_any_order(wire: Wire, request_: Any) -> None:
    action = "CreateWorkflowInstances"
    parameters = {name: value for name, value in request_.to_map().items() if value != []}
    theirs = meaning(wire.by_sdk(action, request_))
    assert meaning(wire.by_us(lambda dataworks: api.create_workflow_instances(dataworks, parameters))) == theirs
