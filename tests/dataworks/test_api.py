"""The typed functions: what they read from answers, how they page, and what they refuse to read."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.dataworks import DataWorks, OutcomeUnknown, TaskInstance, UnexpectedAnswer, api, business_date_of, midnight_ms
from tests.dataworks.standin import StandIn, ok

BIG = 2**63 - 1
SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = midnight_ms(date(2026, 10, 5), SHANGHAI)


async def test_a_creation_result(service: StandIn, dataworks: DataWorks) -> None:
    service.replies = [
        ok(Result={"Status": "Creating"}),
        ok(Result={"Status": "CreateFailure", "FailureMessage": "no such task"}),
        ok(
            Result={
                "Status": "Created",
                "WorkflowInstanceIds": [BIG, "12"],
                "WorkflowTaskInstanceIds": None,
                "UnifiedWorkflowInstanceIds": [7],
            }
        ),
    ]
    creating, failed, created = [await api.get_create_workflow_instances_result(dataworks, "op-1") for _ in range(3)]
    assert (creating.is_created, creating.is_failure) == (False, False)
    assert (failed.is_failure, failed.failure_message) == (True, "no such task")
    assert (created.is_created, created.workflow_instance_ids) == (True, (BIG, 12))
    assert created.workflow_task_instance_ids == ()
    assert service.received[0].query == {"OperationId": "op-1"}


async def test_a_workflow_instance(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = ok(
        WorkflowInstance={
            "Id": str(BIG),
            "Name": "BF-1",
            "Type": "SupplementData",
            "Status": "Running",
            "BizDate": MIDNIGHT,
            "StartedTime": 1760000000123,
            "FinishedTime": 0,
            "CreateTime": "1760000000000",
            "Tags": [{"Key": "k", "Value": "v"}],
            "SomethingNew": {"a": 1},
        }
    )
    found = await api.get_workflow_instance(dataworks, BIG)
    assert (found.id, found.name, found.is_finished) == (BIG, "BF-1", False)
    assert found.biz_date is not None
    assert business_date_of(found.biz_date, SHANGHAI) == date(2026, 10, 5)
    assert found.started_time == datetime(2025, 10, 9, 8, 53, 20, 123000, UTC)
    assert found.create_time == datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)
    assert found.finished_time is None
    assert [(tag.key, tag.value) for tag in found.tags] == [("k", "v")]


@pytest.mark.parametrize(
    ("status", "finished"),
    [
        ("Success", True),
        ("Failure", True),
        ("Running", False),
        ("WaitTrigger", False),
        ("Teleporting", False),
        ("", False),
    ],
)
async def test_an_unknown_status_is_not_finished(
    status: str, finished: bool, service: StandIn, dataworks: DataWorks
) -> None:
    service.usual = ok(WorkflowInstance={"Id": 1, "Status": status})
    found = await api.get_workflow_instance(dataworks, 1)
    assert (found.status, found.is_finished) == (status, finished)


@pytest.mark.parametrize(
    ("recurrence", "dry", "frozen"),
    [
        ("Normal", False, False),
        ("Skip", True, False),
        ("SkipCycle", True, False),
        ("Pause", False, True),
        ("Odd", False, False),
    ],
)
def test_a_success_may_be_a_dry_run(recurrence: str, dry: bool, frozen: bool) -> None:
    found = TaskInstance.model_validate({"Id": 1, "Status": "Success", "TriggerRecurrence": recurrence})
    assert (found.is_dry_run, found.is_frozen) == (dry, frozen)


def test_misshapen_optional_fields_count_as_absent() -> None:
    found = TaskInstance.model_validate(
        {
            "Id": 1,
            "Timeout": "soon",
            "StartedTime": "noon",
            "FinishedTime": 10**30,
            "Owner": 7,
            "Script": [],
            "Runtime": 5,
        }
    )
    assert (found.timeout, found.started_time, found.finished_time, found.owner) == (None, None, None, "7")
    assert found.script.parameters == ""


def pages_of(*ids: list[int], total: int | None) -> list[Any]:
    return [ok(PagingInfo={"TotalCount": total, "TaskInstances": [{"Id": number} for number in page]}) for page in ids]


async def test_all_pages_of_task_instances(service: StandIn, dataworks: DataWorks) -> None:
    service.replies = pages_of([1, 2], [3, 4], [5], total=5)
    pages = [page async for page in api.task_instance_pages(dataworks, 10001, MIDNIGHT, page_size=2, status="Failure")]
    assert [[run.id for run in page.items] for page in pages] == [[1, 2], [3, 4], [5]]
    assert [received.form["PageNumber"] for received in service.received] == ["1", "2", "3"]
    assert service.received[0].form == {
        "ProjectId": "10001",
        "Bizdate": str(MIDNIGHT),
        "PageNumber": "1",
        "PageSize": "2",
        "SortBy": "Id Asc",
        "Status": "Failure",
    }


@pytest.mark.parametrize(
    ("ids", "total", "requests"),
    [
        ([[1, 2], []], 9, 2),
        ([[1, 2], [3]], None, 2),
        ([[1, 2], []], None, 2),
        ([[1, 2]], 2, 1),
        ([[]], 0, 1),
    ],
)
async def test_paging_ends(
    ids: list[list[int]], total: int | None, requests: int, service: StandIn, dataworks: DataWorks
) -> None:
    service.replies = pages_of(*ids, total=total)
    found = [page async for page in api.task_instance_pages(dataworks, 1, MIDNIGHT, page_size=2)]
    assert len(found) == len(service.received) == requests


async def test_pages_are_500_long_unless_told(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = ok(PagingInfo={"TotalCount": 0})
    assert [page.items async for page in api.task_instance_pages(dataworks, 1, MIDNIGHT)] == [()]
    assert service.received[0].form["PageSize"] == "500"


async def test_any_list_pages(service: StandIn, dataworks: DataWorks) -> None:
    service.replies = [
        ok(PagingInfo={"PageSize": 1, "TotalCount": 2, "Tasks": [{"Id": number, "Name": f"t{number}"}]})
        for number in (1, 2)
    ]
    found = [page async for page in api.pages(lambda number: api.list_tasks(dataworks, 10001, page_number=number))]
    assert [task.name for page in found for task in page.items] == ["t1", "t2"]


async def test_a_task_with_script_and_dependencies(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = ok(
        Task={
            "Id": 1001,
            "Name": "dwd_orders_di",
            "EnvType": "Prod",
            "Trigger": {"Type": "Scheduler", "Cron": "00 00 02 * * ?", "Recurrence": "Normal"},
            "Script": {"Content": "select 1", "Parameters": "bizdate=$bizdate"},
            "Dependencies": [{"Type": "CrossCycleDependsOnSelf", "UpstreamTaskId": "1001"}],
            "RerunMode": "AllAllowed",
        }
    )
    task = await api.get_task(dataworks, 1001)
    assert (task.name, task.env, task.rerun_mode) == ("dwd_orders_di", "Prod", "AllAllowed")
    assert (task.trigger.cron, task.script.parameters) == ("00 00 02 * * ?", "bizdate=$bizdate")
    assert [(needed.type, needed.upstream_task_id) for needed in task.dependencies] == [
        ("CrossCycleDependsOnSelf", 1001)
    ]


async def test_downstream_tasks(service: StandIn, dataworks: DataWorks) -> None:
    below = [{"DependencyType": "CrossCycle", "Task": {"Id": 2, "ProjectEnv": "Prod"}}]
    service.usual = ok(PagingInfo={"PageNumber": 1, "PageSize": 10, "TotalCount": 1, "DownstreamTasks": below})
    page = await api.list_downstream_tasks(dataworks, 1)
    assert [(item.dependency_type, item.task.id, item.task.env) for item in page.items] == [("CrossCycle", 2, "Prod")]
    assert (page.total_count, page.request_id) == (1, "R-OK")


async def test_projects_and_a_log(service: StandIn, dataworks: DataWorks) -> None:
    service.replies = [
        ok(PagingInfo={"Projects": [{"Id": 10001, "Name": "ec_dw", "DevEnvironmentEnabled": True}]}),
        ok(TaskInstanceLog="line 1\n第二行"),
    ]
    (project,) = (await api.list_projects(dataworks)).items
    assert (project.id, project.name, project.dev_environment_enabled) == (10001, "ec_dw", True)
    assert await api.get_task_instance_log(dataworks, 9, run_number=1) == "line 1\n第二行"


async def test_workflow_instances_of_a_day(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = ok(PagingInfo={"TotalCount": 1, "WorkflowInstances": [{"Id": BIG, "Name": "BF-1"}]})
    page = await api.list_workflow_instances(dataworks, 10001, MIDNIGHT, name="BF-1", env_type="Prod")
    assert [(run.id, run.name) for run in page.items] == [(BIG, "BF-1")]


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ({}, "PagingInfo"),
        ({"PagingInfo": []}, "PagingInfo"),
        ({"PagingInfo": {"TotalCount": 3}}, "PagingInfo.TaskInstances"),
        ({"PagingInfo": {"TaskInstances": [{"Id": 1}, {"Name": "x"}]}}, "PagingInfo.TaskInstances[1].Id"),
        ({"PagingInfo": {"TaskInstances": ["x"]}}, "PagingInfo.TaskInstances[0]"),
    ],
)
async def test_a_missing_essential_field_is_named(
    answer: dict[str, Any], missing: str, service: StandIn, dataworks: DataWorks
) -> None:
    service.usual = ok(**answer)
    with pytest.raises(UnexpectedAnswer) as raised:
        await api.list_task_instances(dataworks, 1, MIDNIGHT)
    assert raised.value.missing == missing
    assert f"no usable {missing}" in str(raised.value)
    assert raised.value.request_id == "R-OK"
    assert len(service.received) == 1


@pytest.mark.parametrize("answer", [{}, {"Task": None}, {"Task": "x"}, {"Task": {"Id": "abc"}}, {"Task": {"Id": None}}])
async def test_a_task_needs_an_id(answer: dict[str, Any], service: StandIn, dataworks: DataWorks) -> None:
    service.usual = ok(**answer)
    with pytest.raises(UnexpectedAnswer, match="no usable Task"):
        await api.get_task(dataworks, 1)


async def test_a_log_must_be_text(service: StandIn, dataworks: DataWorks) -> None:
    service.usual = ok(TaskInstanceLog={"a": 1})
    with pytest.raises(UnexpectedAnswer, match="TaskInstanceLog"):
        await api.get_task_instance_log(dataworks, 1)


async def test_a_create_whose_answer_is_lost_is_one_request(service: StandIn, dataworks: DataWorks) -> None:
    taken: list[str] = []

    async def take_and_drop(request: web.Request) -> web.StreamResponse:
        taken.append((await request.post())["Name"])  # type: ignore[arg-type]
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    service.usual = take_and_drop
    with pytest.raises(OutcomeUnknown, match="may or may not") as raised:
        await api.create_workflow_instances(dataworks, {"Name": "BF-248", "ProjectId": 1})
    assert taken == ["BF-248"]
    assert "looked up" in str(raised.value.next_step)
