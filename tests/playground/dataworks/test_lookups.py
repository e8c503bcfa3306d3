"""Look-ups: filters, pages, sorting, environments; and the lists of runs."""

from typing import Any

import pytest

from tests.playground.dataworks.harness import Client, midnight

BIG = 9007199254740993


async def names(dataworks: Client, **filters: Any) -> list[str]:
    found = await dataworks("ListTasks", **{"ProjectId": 10001, "PageSize": 100, **filters})
    return [task["Name"] for task in found["PagingInfo"]["Tasks"]]


async def test_tasks_are_found_by_part_of_their_name(dataworks: Client) -> None:
    assert set(await names(dataworks, Name="ORDERS_")) >= {"dwd_orders_di", "dwd_orders_hi", "ods_orders_di"}
    assert await names(dataworks, Ids=[1003, BIG]) == ["ads_gmv_forecast_di", "dws_trade_1d"]
    assert await names(dataworks, TriggerRecurrence="Pause") == ["ads_legacy_kpi_di"]
    assert await names(dataworks, WorkflowId=700000000002, TriggerType="Manual") == [
        "fix_orders_load",
        "fix_orders_extract",
    ]
    assert "ads_new_member_funnel_di" in await names(dataworks, ProjectEnv="Dev")
    assert "ads_new_member_funnel_di" not in await names(dataworks)
    assert await names(dataworks, ProjectId=10002, ProjectEnv="Dev") == []


async def test_pages(dataworks: Client) -> None:
    first = (await dataworks("ListTasks", ProjectId=10001, SortBy="Id Asc"))["PagingInfo"]
    second = (await dataworks("ListTasks", ProjectId=10001, SortBy="Id Asc", PageNumber=2))["PagingInfo"]
    ids = [task["Id"] for task in first["Tasks"] + second["Tasks"]]
    assert ids == list(range(1001, 1021))
    assert first["TotalCount"] == second["TotalCount"] > 40
    beyond = (await dataworks("ListTasks", ProjectId=10001, PageNumber=99))["PagingInfo"]
    assert beyond["Tasks"] == []


@pytest.mark.parametrize(
    ("action", "parameters", "code"),
    [
        ("ListTasks", {"ProjectId": 10001, "PageSize": 101}, "InvalidPageSize"),
        ("ListTasks", {"ProjectId": 10001, "PageSize": 0}, "InvalidPageSize"),
        ("ListTasks", {"ProjectId": 10001, "PageNumber": 0}, "InvalidPageNumber"),
        ("ListTasks", {"ProjectId": 10001, "SortBy": "Name Asc"}, "InvalidSortBy"),
        ("ListTasks", {"ProjectId": 10001, "SortBy": "Id Up"}, "InvalidSortBy"),
        ("ListTasks", {}, "MissingProjectId"),
        ("ListTasks", {"ProjectId": 5}, "InvalidProjectId"),
        ("ListTasks", {"ProjectId": 10001, "Ids": "1001"}, "InvalidIds"),
        ("ListTasks", {"ProjectId": 10001, "Ids": []}, "InvalidIds"),
        ("ListProjects", {"PageSize": 101}, "InvalidPageSize"),
        ("GetTask", {}, "MissingId"),
        ("GetTask", {"Id": 1050, "ProjectEnv": "Prod"}, "InvalidId"),
        ("GetTask", {"Id": 1001, "ProjectEnv": "Test"}, "InvalidProjectEnv"),
        ("GetProject", {"Id": 1}, "InvalidId"),
        ("GetWorkflow", {"Id": 1}, "InvalidId"),
        ("GetWorkflowInstance", {"Id": 1}, "InvalidId"),
        ("GetTaskInstance", {"Id": 1}, "InvalidId"),
        ("ListTaskInstances", {"ProjectId": 10001}, "MissingBizdate"),
        ("ListTaskInstances", {"ProjectId": 10001, "BizDate": midnight("2026-11-20")}, "InvalidParameter"),
        ("ListTaskInstances", {"ProjectId": 10001, "Bizdate": midnight("2026-11-20") + 1}, "InvalidBizdate"),
        (
            "ListTaskInstances",
            {"ProjectId": 10001, "Bizdate": midnight("2026-11-20"), "PageSize": 501},
            "InvalidPageSize",
        ),
        (
            "ListTaskInstances",
            {"ProjectId": 10001, "Bizdate": midnight("2026-11-20"), "Status": "Checking"},
            "InvalidStatus",
        ),
        (
            "ListTaskInstances",
            {"ProjectId": 10001, "Bizdate": midnight("2026-11-20"), "Filter": {"x": 1}},
            "InvalidFilter",
        ),
        ("ListWorkflowInstances", {"ProjectId": 10001, "BizDate": 20261120}, "InvalidBizDate"),
        ("StopTaskInstances", {}, "MissingIds"),
    ],
)
async def test_refused(dataworks: Client, action: str, parameters: dict[str, Any], code: str) -> None:
    assert (await dataworks.refused(action, **parameters))[:2] == (400, code)


async def test_a_task_and_its_neighbours(dataworks: Client) -> None:
    task = (await dataworks("GetTask", Id=1024))["Task"]
    assert task["Trigger"] == {
        "Type": "Scheduler",
        "Cron": "00 20 00-23/1 * * ?",
        "Recurrence": "Normal",
        "StartTime": "1970-01-01 00:00:00",
        "EndTime": "9999-01-01 00:00:00",
    }
    assert [(one["Type"], one["UpstreamTaskId"]) for one in task["Dependencies"]] == [
        ("Normal", "1019"),
        ("CrossCycleDependsOnSelf", "1024"),
    ]
    assert (await dataworks("GetTask", Id=1001))["Task"]["Script"]["Parameters"] == "bizdate=$bizdate region=cn"
    below = (await dataworks("ListDownstreamTasks", Id=1001, ProjectEnv="Prod", PageSize=100))["PagingInfo"]
    assert {one["Task"]["Id"] for one in below["DownstreamTasks"]} == {1003, 1026, 1028, 1051}
    crossed = (await dataworks("ListDownstreamTasks", Id=1053))["PagingInfo"]["DownstreamTasks"]
    assert {(one["Task"]["Id"], one["DependencyType"]) for one in crossed} == {
        (1055, "Normal"),
        (1058, "Normal"),
        (1055, "CrossCycle"),
    }
    above = (await dataworks("ListUpstreamTasks", Id=1003))["PagingInfo"]["UpstreamTasks"]
    assert {one["Task"]["Name"] for one in above} == {"dwd_orders_di", "dwd_refunds_di"}


async def test_projects_groups_and_workflows(dataworks: Client) -> None:
    with_dev = await dataworks("ListProjects", DevEnvironmentEnabled=True)
    assert [one["Name"] for one in with_dev["PagingInfo"]["Projects"]] == ["ec_dw"]
    assert (await dataworks("ListProjects", Names=["risk_mart"]))["PagingInfo"]["TotalCount"] == 1
    general = await dataworks("ListResourceGroups", ProjectId=10002)
    assert [one["Name"] for one in general["PagingInfo"]["ResourceGroupList"]] == ["ec_dw_general"]
    exclusive = await dataworks("ListResourceGroups", ResourceGroupTypes=["ExclusiveScheduler"], Statuses=["Normal"])
    assert [one["Name"] for one in exclusive["PagingInfo"]["ResourceGroupList"]] == ["risk_exclusive"]
    manual = await dataworks("ListWorkflows", ProjectId=10001, TriggerType="Manual", Name="fix")
    assert [one["Id"] for one in manual["PagingInfo"]["Workflows"]] == [700000000002]
    inside = (await dataworks("GetWorkflow", Id=700000000001, EnvType="Prod"))["Workflow"]
    assert [one["Id"] for one in inside["Tasks"]] == [1045, 1046]


async def test_an_order_is_found_again_by_its_name(dataworks: Client) -> None:
    await dataworks.runs(
        await dataworks.create("2026-11-20", top={"Name": "BF-248 orders", "Tags": [{"Key": "o", "Value": "dw"}]})
    )
    await dataworks.runs(await dataworks.create("2026-11-20", top={"Name": "BF-249 orders"}))
    asked = {"ProjectId": 10001, "BizDate": midnight("2026-11-20")}

    async def found(**filters: Any) -> list[str]:
        answer = await dataworks("ListWorkflowInstances", **asked, **filters)
        return [run["Name"] for run in answer["PagingInfo"]["WorkflowInstances"]]

    assert await found() == ["BF-249 orders", "BF-248 orders"]
    assert await found(SortBy="Id") == ["BF-248 orders", "BF-249 orders"]
    assert await found(Name="bf-248", EnvType="Prod", Type="SupplementData") == ["BF-248 orders"]
    assert await found(Tags=["o:dw"]) == ["BF-248 orders"]
    assert await found(Filter={"status": "Failure"}) == []
    assert await found(EnvType="Dev") == []


async def test_task_instances_are_filtered(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-20", tasks=(1001, 1019)))
    await dataworks.runs(await dataworks.create("2026-11-20"))
    assert len(await dataworks.instances("2026-11-20")) == 26
    mine = {"WorkflowInstanceId": runs[0]}
    assert len(await dataworks.instances("2026-11-20", **mine)) == 25
    assert len(await dataworks.instances("2026-11-20", **mine, TaskName="ORDERS")) == 1
    assert len(await dataworks.instances("2026-11-20", TaskIds=[1001])) == 2
    assert len(await dataworks.instances("2026-11-20", **mine, Filter={"createTimeStart": midnight("2026-11-25")})) == 0
    assert len(await dataworks.instances("2026-11-20", **mine, Filter={"createTimeEnd": midnight("2026-11-25")})) == 25
    assert len(await dataworks.instances("2026-11-20", ProjectEnv="Dev")) == 0
    row = (await dataworks.instances("2026-11-20", **mine, TaskId=1001))[0]
    assert await dataworks.instances("2026-11-20", Ids=[row["Id"]]) == [row]
    whole = (await dataworks("GetTaskInstance", Id=row["Id"]))["TaskInstance"]
    assert whole["Script"]["Parameters"] == row["ScriptParameters"] == "bizdate=$bizdate region=cn"
