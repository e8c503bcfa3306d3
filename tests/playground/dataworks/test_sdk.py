"""The official SDK, unchanged, against the simulated service: every action, over real HTTP."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from alibabacloud_dataworks_public20240518 import models
from alibabacloud_dataworks_public20240518.client import Client as Sdk
from alibabacloud_tea_openapi.utils_models import Config

from bot.playground.dataworks.actions import action_table
from bot.playground.dataworks.faults import Faults
from tests.playground.dataworks.harness import Client, Watch, midnight, order

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def call(address: str) -> Call:
    """`call("GetTask", Id=1001)`: through the SDK's own models; the answer is the body as the SDK understood it."""
    host = address.removeprefix("http://")
    sdk = Sdk(
        Config(access_key_id="playgroundkeyid", access_key_secret="playgroundkeysecret", endpoint=host, protocol="http")
    )

    async def run(action: str, **parameters: Any) -> dict[str, Any]:
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in action).lstrip("_")
        request = getattr(models, f"{action}Request")().from_map(parameters)
        answer = await asyncio.to_thread(getattr(sdk, method), request)
        assert answer.status_code == 200
        body: dict[str, Any] = answer.body.to_map()
        assert body.pop("RequestId")
        return body

    return run


@pytest.fixture
def watch() -> Watch:
    """The SDK signs with the real time, so these tests live in it."""
    return Watch(time.time())


async def test_every_action(call: Call, dataworks: Client) -> None:
    seen: set[str] = set()

    async def ask(action: str, **parameters: Any) -> dict[str, Any]:
        seen.add(action)
        return await call(action, **parameters)

    sent = order(
        "2026-11-20", tasks=(1001, 1003), top={"Tags": [{"Key": "owner", "Value": "dw"}], "AutoStartEnabled": False}
    )
    operation = (await ask("CreateWorkflowInstances", **sent))["OperationId"]
    await dataworks.control("advance", seconds=5)
    result = (await ask("GetCreateWorkflowInstancesResult", OperationId=operation))["Result"]
    runs = result["WorkflowInstanceIds"]
    assert (await ask("StartWorkflowInstances", Ids=runs))["SuccessInfo"][str(runs[0])]["Success"] is True
    day = midnight("2026-11-20")
    listed = await ask("ListWorkflowInstances", ProjectId=10001, BizDate=day, Ids=runs, Tags=["owner:dw"])
    one = (await ask("GetWorkflowInstance", Id=runs[0]))["WorkflowInstance"]
    assert listed["PagingInfo"]["WorkflowInstances"] == [one]
    assert (one["Name"], one["UnifiedWorkflowInstanceId"]) == (sent["Name"], result["UnifiedWorkflowInstanceIds"][0])
    rows = (await ask("ListTaskInstances", ProjectId=10001, Bizdate=day, TaskIds=[1001, 1003], SortBy="Id Asc"))[
        "PagingInfo"
    ]
    first, second = (row["Id"] for row in rows["TaskInstances"])
    assert (await ask("GetTaskInstance", Id=first))["TaskInstance"]["Script"][
        "Parameters"
    ] == "bizdate=$bizdate region=cn"
    for action, ids, expected in (
        ("SuspendTaskInstances", second, True),
        ("ResumeTaskInstances", second, True),
        ("StopTaskInstances", first, True),
        ("RerunTaskInstances", first, True),
        ("SetSuccessTaskInstances", second, True),
    ):
        said = (await ask(action, Ids=[ids], Comment="by the book"))["SuccessInfo"]
        assert said[str(ids)]["Success"] is expected, action
        await dataworks.control("advance", seconds=0)
    assert "TaskInstanceLog" in await ask("GetTaskInstanceLog", Id=second, RunNumber=1)
    await ask("StopWorkflowInstances", Ids=runs)
    task = (await ask("GetTask", Id=1001, ProjectEnv="Prod"))["Task"]
    assert task["Dependencies"] == [{"Type": "Normal", "UpstreamTaskId": "1005", "UpstreamOutput": "1005_out"}]
    assert (await ask("ListTasks", ProjectId=10001, Ids=[1001]))["PagingInfo"]["Tasks"][0]["Name"] == "dwd_orders_di"
    assert len((await ask("ListDownstreamTasks", Id=1001))["PagingInfo"]["DownstreamTasks"]) == 4
    assert len((await ask("ListUpstreamTasks", Id=1001))["PagingInfo"]["UpstreamTasks"]) == 1
    assert len((await ask("ListProjects", Names=["ec_dw", "risk_mart"]))["PagingInfo"]["Projects"]) == 2
    assert (await ask("GetProject", Id=10002))["Project"]["DevEnvironmentEnabled"] is False
    groups = await ask("ListResourceGroups", Name="dw_gen", Statuses=["Normal", "Updating"])
    assert groups["PagingInfo"]["ResourceGroupList"][0]["Name"] == "ec_dw_general"
    assert (await ask("ListWorkflows", ProjectId=10001))["PagingInfo"]["TotalCount"] == 3
    assert len((await ask("GetWorkflow", Id=700000000003))["Workflow"]["Tasks"]) == 2
    assert seen == set(action_table(Faults()))


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("GetTask", {"Id": 1001}),
        ("ListTasks", {"ProjectId": 10001}),
        ("ListWorkflows", {"ProjectId": 10001}),
        ("GetWorkflow", {"Id": 700000000001}),
        ("ListProjects", {}),
        ("ListResourceGroups", {}),
        ("ListDownstreamTasks", {"Id": 1001}),
        ("ListUpstreamTasks", {"Id": 1003}),
        ("ListTaskInstances", {"ProjectId": 10001, "Bizdate": midnight("2026-11-20")}),
        ("ListWorkflowInstances", {"ProjectId": 10001, "BizDate": midnight("2026-11-20")}),
    ],
)
async def test_no_answer_has_a_field_that_the_sdk_does_not_know(
    call: Call, dataworks: Client, action: str, parameters: dict[str, Any]
) -> None:
    await dataworks.runs(await dataworks.create("2026-11-20"))
    await dataworks.control("advance", seconds=600)
    raw = await dataworks(action, **parameters)
    assert without_empty(await call(action, **parameters)) == without_empty(
        {k: v for k, v in raw.items() if k != "RequestId"}
    )


def without_empty(value: Any) -> Any:
    """The SDK drops empty texts and adds empty lists here and there; what says something must be the same."""
    if isinstance(value, dict):
        return {k: kept for k, v in value.items() if (kept := without_empty(v)) not in (None, "", [], {})}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


async def test_the_sdk_reads_errors(call: Call, dataworks: Client) -> None:
    await dataworks.control("faults", throttle=1)
    with pytest.raises(Exception, match=r"Throttling\.User") as throttled:
        await call("GetTask", Id=1001)
    assert getattr(throttled.value, "retry_after", None) == 500
    with pytest.raises(Exception, match="InvalidId"):
        await call("GetTask", Id=5)


async def test_the_sdk_meets_a_closed_connection(call: Call, dataworks: Client) -> None:
    await dataworks.control("faults", lost_answer_taken=1)
    with pytest.raises(Exception, match=r"(?i)connection|disconnected|closed"):
        await call("CreateWorkflowInstances", **order())
    assert len((await dataworks.control("orders"))["orders"]) == 1
