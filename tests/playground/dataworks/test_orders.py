"""CreateWorkflowInstances: what is taken, what is refused and in which words."""

from typing import Any

import pytest

from tests.playground.dataworks.harness import Client, order

BIG = 9007199254740993


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"top": {"ProjectId": None}}, "MissingProjectId", "ProjectId"),
        ({"top": {"WorkflowId": None}}, "MissingWorkflowId", "WorkflowId"),
        ({"top": {"Name": None}}, "MissingName", "Name"),
        ({"top": {"Type": None}}, "MissingType", "Type"),
        ({"top": {"Type": "Backfill"}}, "InvalidType", "SupplementData"),
        ({"top": {"EnvType": "prod"}}, "InvalidEnvType", "Prod, Dev"),
        ({"top": {"ProjectId": 99}}, "InvalidProjectId", "99 does not exist"),
        ({"top": {"ProjectId": "ec_dw"}}, "InvalidProjectId", "integer"),
        ({"top": {"ProjectId": 10002, "EnvType": "Dev"}}, "InvalidEnvType", "risk_mart"),
        ({"top": {"WorkflowId": 700000000002}}, "InvalidWorkflowId", "SupplementData"),
        ({"top": {"Periods": None}}, "MissingPeriods", "SupplementData"),
        ({"top": {"Periods": "[]"}}, "InvalidPeriods", "object"),
        ({"top": {"Periods": {"BizDates": []}}}, "InvalidBizDates", "1 to 7"),
        ({"top": {"Periods": {}}}, "MissingBizDates", "Periods.BizDates"),
        ({"top": {"Periods": {"BizDates": [{"StartBizDate": "2026-11-20"}]}}}, "MissingEndBizDate", "BizDates.1"),
        ({"top": {"DefaultRunProperties": None}}, "MissingDefaultRunProperties", "SupplementData"),
        ({"top": {"Colour": "red"}}, "InvalidParameter", "Colour"),
        ({"top": {"AutoStartEnabled": "yes"}}, "InvalidAutoStartEnabled", "true or false"),
        ({"top": {"Tags": [{"Value": "x"}]}}, "MissingKey", "Tags.1.Key"),
        ({"top": {"TagCreationPolicy": "Add"}}, "InvalidTagCreationPolicy", "Append, Overwrite"),
        ({"top": {"TaskParameters": {"77": "a=b"}}}, "InvalidTaskParameters", "77"),
        ({"top": {"TaskParameters": "a=b"}}, "InvalidTaskParameters", "JSON"),
        ({"Mode": None}, "MissingMode", "SupplementData"),
        ({"Mode": "All"}, "InvalidMode", "Chain"),
        ({"RootTaskIds": []}, "MissingRootTaskIds", "General"),
        ({"RootTaskIds": None}, "MissingRootTaskIds", "General"),
        ({"RootTaskIds": [1001, 1002]}, "InvalidRootTaskIds", "exactly one"),
        ({"RootTaskIds": ["1001"]}, "InvalidRootTaskIds", "integers"),
        ({"RootTaskIds": [4242]}, "InvalidRootTaskIds", "4242"),
        ({"RootTaskIds": [1051]}, "InvalidRootTaskIds", "10001"),
        ({"RootTaskIds": [1050]}, "InvalidRootTaskIds", "environment Prod"),
        ({"ExcludeTaskIds": [4242]}, "InvalidExcludeTaskIds", "4242"),
        ({"Mode": "Chain", "IncludeTaskIds": [1001, 1004]}, "InvalidRootTaskIds", "empty"),
        ({"Mode": "Chain", "RootTaskIds": None, "IncludeTaskIds": [1001]}, "InvalidIncludeTaskIds", "exactly two"),
        ({"Mode": "AllDownstream", "RootTaskIds": [1001, 1002]}, "InvalidRootTaskIds", "AllDownstream"),
        ({"Analysis": None}, "MissingAnalysis", "Analysis"),
        ({"Analysis": {"Enabled": True}}, "MissingBlocked", "Analysis.Blocked"),
        ({"Analysis": {"Enabled": "true", "Blocked": True}}, "InvalidEnabled", "true or false"),
        ({"Parallelism": None}, "MissingParallelism", "Parallelism"),
        ({"Parallelism": 0}, "InvalidParallelism", "1 to 10"),
        ({"Parallelism": 11}, "InvalidParallelism", "1 to 10"),
        ({"Parallelism": True}, "InvalidParallelism", "1 to 10"),
        ({"Order": "asc"}, "InvalidOrder", "Asc, Desc"),
        ({"RunPolicy": {"Immediately": True}}, "MissingType", "RunPolicy.Type"),
        ({"RunPolicy": {"Type": "Daily", "StartTime": "00:00:00"}}, "MissingEndTime", "RunPolicy.EndTime"),
        ({"RunPolicy": {"Type": "Daily", "StartTime": "0:0", "EndTime": "01:00:00"}}, "InvalidStartTime", "hh:mm:ss"),
        ({"Alert": {"Type": "Succes"}}, "InvalidType", "Success, Failure"),
        ({"Priority": 3}, "InvalidPriority", "must not be sent"),
        ({"Priority": 12, "Speed": 1}, "InvalidPriority", "must not be sent"),
        ({"Speed": 1}, "InvalidParameter", "no member Speed"),
        ({"RuntimeResource": "nowhere"}, "InvalidRuntimeResource", "nowhere"),
        ({"DataSourceNameMappings": {"a": 1}}, "InvalidDataSourceNameMappings", "text to text"),
    ],
)
async def test_refused(dataworks: Client, changed: dict[str, Any], code: str, words: str) -> None:
    status, said, message = await dataworks.refused("CreateWorkflowInstances", **order(**changed))
    assert (status, said) == (400, code)
    assert words in message
    assert await dataworks.control("orders") == {"orders": []}


@pytest.mark.parametrize(
    ("days", "extra", "code"),
    [
        (("2026-11-31",), {}, "InvalidStartBizDate"),
        (("20261120",), {}, "InvalidStartBizDate"),
        (("2026-11-22/2026-11-20",), {}, "InvalidBizDates"),
        (tuple(f"2026-11-0{day}" for day in range(1, 9)), {}, "InvalidBizDates"),
        (("2026-11-20",), {"StartTime": "01:00:00"}, "MissingEndTime"),
        (("2026-11-20",), {"StartTime": "02:00:00", "EndTime": "01:00:00"}, "InvalidEndTime"),
        (("2026-11-20",), {"StartTime": "1:00:00", "EndTime": "02:00:00"}, "InvalidStartTime"),
    ],
)
async def test_refused_periods(dataworks: Client, days: tuple[str, ...], extra: dict[str, str], code: str) -> None:
    parameters = order(*days)
    parameters["Periods"] |= extra
    assert (await dataworks.refused("CreateWorkflowInstances", **parameters))[1] == code


@pytest.mark.parametrize(
    ("changed", "tasks"),
    [
        ({}, {1001}),
        ({"IncludeTaskIds": [1003, 1004]}, {1001, 1003, 1004}),
        ({"tasks": (1001, 1002)}, {1001, 1002}),
        ({"tasks": (BIG,)}, {BIG}),
        ({"Mode": "Chain", "RootTaskIds": None, "IncludeTaskIds": [1005, 1027]}, {1005, 1001, 1003, 1027}),
        (
            {"tasks": (1003,), "Mode": "AllDownstream", "IncludeProjectIds": [10001]},
            {1003, 1004, 1027, 1032, 1034, 1038, 1039, BIG},
        ),
        ({"tasks": (1019,), "Mode": "AllDownstream", "ExcludeProjectIds": [10001]}, {1019, 1054, 1057}),
        ({"tasks": (1046,), "top": {"WorkflowId": 700000000001}}, {1046}),
        ({"tasks": (1050,), "top": {"EnvType": "Dev"}}, {1050}),
    ],
)
async def test_taken_and_which_tasks_run(dataworks: Client, changed: dict[str, Any], tasks: set[int]) -> None:
    operation = await dataworks.create("2026-11-20", **changed)
    await dataworks.runs(operation)
    found = [row["TaskId"] for project in (10001, 10002) for row in await dataworks.instances("2026-11-20", project)]
    assert set(found) == tasks


async def test_creation_takes_seconds(dataworks: Client) -> None:
    operation = await dataworks.create("2026-11-18/2026-11-20", "2026-11-20/2026-11-21")
    ask = "GetCreateWorkflowInstancesResult"
    assert (await dataworks(ask, OperationId=operation))["Result"] == {"Status": "Creating"}
    await dataworks.control("advance", seconds=2.9)
    assert (await dataworks(ask, OperationId=operation))["Result"] == {"Status": "Creating"}
    await dataworks.control("advance", seconds=0.2)
    result = (await dataworks(ask, OperationId=operation))["Result"]
    assert result["Status"] == "Created"
    assert len(result["WorkflowInstanceIds"]) == 4  # the overlap counts once
    assert len(result["WorkflowTaskInstanceIds"]) == len(result["UnifiedWorkflowInstanceIds"]) == 4
    assert min(result["UnifiedWorkflowInstanceIds"]) > 2**53
    assert (await dataworks.refused(ask, OperationId="none"))[1] == "InvalidOperationId"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Mode": "Chain", "RootTaskIds": None, "IncludeTaskIds": [1004, 1001]}, "no dependency path"),
        ({"top": {"ProjectId": 10002}, "tasks": (1056,)}, "no operation permission"),
        (
            {
                "tasks": (1009,),
                "top": {
                    "Periods": {
                        "BizDates": [{"StartBizDate": "2026-11-20", "EndBizDate": "2026-11-20"}],
                        "StartTime": "01:06:00",
                        "EndTime": "01:59:00",
                    }
                },
            },
            "No scheduled cycle",
        ),
    ],
)
async def test_what_the_analysis_finds_is_told_later(dataworks: Client, changed: dict[str, Any], words: str) -> None:
    operation = await dataworks.create(**changed)
    await dataworks.control("advance", seconds=5)
    result = (await dataworks("GetCreateWorkflowInstancesResult", OperationId=operation))["Result"]
    assert result["Status"] == "CreateFailure"
    assert words in result["FailureMessage"]


@pytest.mark.parametrize(
    ("parameters", "tasks"),
    [
        (
            {
                "Type": "ManualWorkflow",
                "WorkflowId": 700000000002,
                "DefaultRunProperties": None,
                "WorkflowParameters": '{"ds":"1"}',
            },
            {1041, 1042},
        ),
        (
            {
                "Type": "ManualWorkflow",
                "WorkflowId": 700000000002,
                "DefaultRunProperties": {"RootTaskIds": [1042], "Priority": 8},
            },
            {1042},
        ),
        (
            {"Type": "TriggerWorkflow", "WorkflowId": 700000000003, "DefaultRunProperties": {"IncludeTaskIds": [1043]}},
            {1043},
        ),
        (
            {
                "Type": "TriggerWorkflow",
                "WorkflowId": 700000000003,
                "DefaultRunProperties": None,
                "WorkflowParameters": "a=1 b=2",
            },
            {1043, 1044},
        ),
        ({"Type": "Manual", "WorkflowId": 700000000002, "DefaultRunProperties": {"RootTaskIds": [1041]}}, {1041}),
        ({"Type": "SmokeTest", "DefaultRunProperties": {"RootTaskIds": [1001]}}, {1001}),
    ],
)
async def test_other_types_run_once_for_yesterday(
    dataworks: Client, parameters: dict[str, Any], tasks: set[int]
) -> None:
    operation = await dataworks.create(top={"Periods": None, **parameters})
    assert len(await dataworks.runs(operation)) == 1
    rows = await dataworks.instances("2026-11-23", WorkflowInstanceType=parameters["Type"])
    assert {row["TaskId"] for row in rows} == tasks


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"Type": "Manual", "DefaultRunProperties": None}, "MissingDefaultRunProperties"),
        ({"Type": "SmokeTest", "DefaultRunProperties": {}}, "MissingRootTaskIds"),
        ({"Type": "ManualWorkflow", "DefaultRunProperties": None}, "InvalidWorkflowId"),
        ({"Type": "ManualWorkflow", "WorkflowId": 700000000002, "WorkflowParameters": "a=1"}, "InvalidMode"),
        (
            {
                "Type": "ManualWorkflow",
                "WorkflowId": 700000000002,
                "DefaultRunProperties": None,
                "WorkflowParameters": "a=1",
            },
            "InvalidWorkflowParameters",
        ),
    ],
)
async def test_other_types_have_rules_too(dataworks: Client, parameters: dict[str, Any], code: str) -> None:
    assert (await dataworks.refused("CreateWorkflowInstances", **order(top=parameters)))[1] == code


async def test_what_was_sent_is_kept(dataworks: Client) -> None:
    sent = order(
        tasks=(1001,),
        top={"TaskParameters": {"1001": "bizdate=$bizdate region=eu"}, "Tags": [{"Key": "o", "Value": "dw"}]},
    )
    await dataworks("CreateWorkflowInstances", **sent)
    kept = (await dataworks.control("orders"))["orders"][0]
    assert kept["parameters"]["DefaultRunProperties"] == sent["DefaultRunProperties"]
    assert kept["parameters"]["Comment"] == "订单晚到"
    await dataworks.control("advance", seconds=5)
    row = (await dataworks.instances("2026-11-20"))[0]
    assert row["ScriptParameters"] == "bizdate=$bizdate region=eu"


async def test_an_order_beyond_all_measure_is_not_created(dataworks: Client) -> None:
    operation = await dataworks.create("1990-01-01/2026-11-20", tasks=(1009,), Mode="AllDownstream")
    await dataworks.control("advance", seconds=5)
    result = (await dataworks("GetCreateWorkflowInstancesResult", OperationId=operation))["Result"]
    assert "more than 200000" in result["FailureMessage"]
