"""Faults from the control API, as a caller meets them."""

from typing import Any

import aiohttp
import pytest

from tests.playground.dataworks.harness import Client, order

CREATE = "CreateWorkflowInstances"


async def taken(dataworks: Client) -> list[bool]:
    return [entry["taken"] for entry in (await dataworks.control("journal"))["journal"]]


async def test_throttle_counts_down_and_takes_nothing(dataworks: Client) -> None:
    await dataworks.control("faults", throttle={"remaining": 2, "milliseconds": 1200})
    for _ in range(2):
        answer = await dataworks.ask(CREATE, **order())
        assert (answer.status, answer.json["Code"]) == (429, "Throttling.User")
        assert answer.headers["x-acs-retry-after"] == "1200"
    assert (await dataworks.ask(CREATE, **order())).status == 200
    assert await taken(dataworks) == [False, False, True]
    assert len((await dataworks.control("orders"))["orders"]) == 1


@pytest.mark.parametrize(("fault", "orders"), [("lost_answer_taken", 1), ("lost_answer_not_taken", 0)])
async def test_lost_answers(dataworks: Client, fault: str, orders: int) -> None:
    await dataworks.control("faults", **{fault: 1})
    assert (await dataworks.ask("GetProject", Id=10001)).status == 200  # made for orders only
    with pytest.raises(aiohttp.ClientError):
        await dataworks.ask(CREATE, **order())
    assert len((await dataworks.control("orders"))["orders"]) == orders
    assert await taken(dataworks) == [True, bool(orders)]
    assert (await dataworks.ask(CREATE, **order())).status == 200


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [("error_500", 500, "InternalError.System"), ("html_500", 502, "<html>"), ("empty_500", 500, "")],
)
async def test_server_errors(dataworks: Client, fault: str, status: int, text: str, after: bool) -> None:
    await dataworks.control("faults", **{fault: {"remaining": 1, "taken": after, "action": CREATE}})
    assert (await dataworks.ask("GetProject", Id=10001)).status == 200
    answer = await dataworks.ask(CREATE, **order())
    assert answer.status == status
    assert text in answer.text
    assert bool(answer.text) is bool(text)
    assert len((await dataworks.control("orders"))["orders"]) == int(after)


@pytest.mark.parametrize("after", [False, True])
async def test_hang(dataworks: Client, after: bool) -> None:
    await dataworks.control("faults", hang={"remaining": 1, "taken": after})
    dataworks.session._timeout = aiohttp.ClientTimeout(total=0.3)
    with pytest.raises(TimeoutError):
        await dataworks.ask(CREATE, **order())
    assert len((await dataworks.control("orders"))["orders"]) == int(after)


async def test_slow(dataworks: Client) -> None:
    await dataworks.control("faults", slow_ms=300)
    dataworks.session._timeout = aiohttp.ClientTimeout(total=0.1)
    with pytest.raises(TimeoutError):
        await dataworks.ask("GetProject", Id=10001)
    dataworks.session._timeout = aiohttp.ClientTimeout(total=10)
    assert (await dataworks.ask("GetProject", Id=10001)).status == 200


async def test_create_failure(dataworks: Client) -> None:
    await dataworks.control("faults", create_failure={"remaining": 1, "message": "Task 1001 is frozen."})
    operation = await dataworks.create()
    await dataworks.control("advance", seconds=5)
    result = (await dataworks("GetCreateWorkflowInstancesResult", OperationId=operation))["Result"]
    assert result == {"Status": "CreateFailure", "FailureMessage": "Task 1001 is frozen."}
    await dataworks.runs(await dataworks.create())


async def test_stuck_creating(dataworks: Client) -> None:
    await dataworks.control("faults", stuck_creating=True)
    operation = await dataworks.create()
    await dataworks.control("advance", seconds=86400)
    result = (await dataworks("GetCreateWorkflowInstancesResult", OperationId=operation))["Result"]
    assert result == {"Status": "Creating"}
    assert (await dataworks.control("faults", stuck_creating=False))["faults"] == {}


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("daily_budget_spent", 429, "Throttling.Api.Risk"), ("access_denied", 403, "NoPermission")],
)
async def test_refusals(dataworks: Client, fault: str, status: int, code: str) -> None:
    await dataworks.control("faults", **{fault: True})
    answer = await dataworks.ask("GetTask", Id=1001)
    assert (answer.status, answer.json["Code"]) == (status, code)
    if fault == "access_denied":
        assert answer.json["AccessDeniedDetail"]["AuthAction"] == "dataworks:GetTask"


async def test_faults_are_listed_with_their_words(dataworks: Client) -> None:
    await dataworks.control("faults", throttle=3)
    listed = await dataworks.control("faults")
    assert {name for name, fault in listed.items() if fault["on"]} == {"throttle"}
    assert listed["throttle"]["remaining"] == 3
    assert all(fault["description"] and "\n" not in fault["description"] for fault in listed.values())


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("faults", {"thunder": True}),
        ("faults", {"throttle": "yes"}),
        ("faults", {"throttle": {"remaining": "2"}}),
        ("faults", {"throttle": {"colour": 1}}),
        ("speed", {"speed": 0}),
        ("speed", {"speed": "fast"}),
        ("advance", {"seconds": -1}),
        ("fail_task", {"task_id": 7}),
        ("task", {"id": 7, "cron": "00 00 01 * * ?"}),
        ("task", {"id": 1001, "cron": "hourly"}),
        ("task", {"id": 1001, "colour": "red"}),
        ("task", {"id": 1001, "rights": "no"}),
        ("task", {"id": 1001, "upstream": [4]}),
        ("fail_task", {"task_id": 1001, "bizdate": "today"}),
        ("fail_task", {"task_id": 1001, "kind": "boredom"}),
    ],
)
async def test_nonsense_is_told_so(dataworks: Client, name: str, body: dict[str, Any]) -> None:
    assert set(await dataworks.control(name, **body)) == {"error"}


async def test_fail_task_any_date_and_ids_as_text(dataworks: Client) -> None:
    await dataworks.control("fail_task", task_id="9007199254740993", times=2, kind="timeout")
    runs = await dataworks.runs(
        await dataworks.create("2026-11-18/2026-11-20", tasks=(9007199254740993,), Parallelism=10)
    )
    await dataworks.control("advance", seconds=600)
    assert sorted([await dataworks.status(run) for run in runs]) == ["Failure", "Failure", "Success"]


async def test_state_and_reset(dataworks: Client) -> None:
    await dataworks.create()
    await dataworks.refused("GetTask", Id=5)
    state = await dataworks.control("state")
    assert state["calls"] == {CREATE: 1, "GetTask": 1}
    assert state["journal"] == {"requests": 2, "taken": 1, "codes": {"OK": 1, "InvalidId": 1}}
    assert state["orders"] == {"Creating": 1}
    assert state["zone"] == "Asia/Shanghai"
    assert state["now"].startswith("2026-11-24T12:00")
    entry = (await dataworks.control("journal"))["journal"][0]
    assert entry["parameters"]["ProjectId"] == "10001"
    await dataworks.control("advance", seconds=5)
    assert (await dataworks.control("state"))["instances"] == {"WaitResource": 1}
    await dataworks.control("faults", throttle=True)
    cleared = await dataworks.control("reset")
    assert (cleared["orders"], cleared["faults"], cleared["calls"]) == ({}, {}, {})
    assert cleared["now"].startswith("2026-11-24T12:00")


async def test_the_journal_can_be_read_on_from_where_one_was(dataworks: Client) -> None:
    for number in (10001, 10002, 5):
        await dataworks.ask("GetProject", Id=number)
    async with dataworks.session.get(f"{dataworks.address}/_control/journal?after=2") as response:
        assert [entry["parameters"] for entry in (await response.json())["journal"]] == [{"Id": "5"}]


async def test_a_task_can_be_changed_under_way(dataworks: Client) -> None:
    before = (await dataworks("GetTask", Id=1003))["Task"]
    await dataworks.control("task", id="1003", cron="0 0 0/12 * * ?", upstream=[1001])
    after = (await dataworks("GetTask", Id=1003))["Task"]
    assert after["Trigger"]["Cron"] == "0 0 0/12 * * ?"
    assert after["ModifyTime"] > before["ModifyTime"]
    below = (await dataworks("ListDownstreamTasks", Id=1002, PageSize=100))["PagingInfo"]["DownstreamTasks"]
    assert 1003 not in {one["Task"]["Id"] for one in below}
    await dataworks.runs(await dataworks.create("2026-11-20", tasks=(1003,)))
    assert len(await dataworks.instances("2026-11-20")) == 2
    await dataworks.control("reset")
    assert (await dataworks("GetTask", Id=1003))["Task"] == before
