"""What becomes of an order: dates and cycles, waiting, running, failing, and what people do about it."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from tests.playground.dataworks.harness import Client, days_between, midnight

ALL_DOWNSTREAM = {"Mode": "AllDownstream"}


async def statuses(dataworks: Client, day: str, **filters: Any) -> dict[str, str]:
    return {row["TaskName"]: row["Status"] for row in await dataworks.instances(day, **filters)}


async def test_a_week_runs_one_day_after_the_other(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-17/2026-11-23"))
    assert len(runs) == 7
    seen = [[await dataworks.status(run) for run in runs]]
    for _ in range(60):
        await dataworks.control("advance", seconds=15)
        seen.append([await dataworks.status(run) for run in runs])
    assert seen[-1] == ["Success"] * 7
    for moment in seen:
        done = moment.count("Success")
        assert moment[:done] == ["Success"] * done
        assert moment[done + 1 :] == ["NotRun"] * len(moment[done + 1 :])
    rows = [row for day in days_between("2026-11-17", "2026-11-23") for row in await dataworks.instances(day)]
    lengths = [(row["FinishedTime"] - row["StartedTime"]) / 1000 for row in rows]
    assert all(45 <= length <= 75 for length in lengths)
    assert len(set(lengths)) > 1
    assert rows[-1]["FinishedTime"] - rows[0]["CreateTime"] < 20 * 60 * 1000  # under a minute of real time at speed 20


@pytest.mark.parametrize(("direction", "first"), [("Asc", "2026-11-20"), ("Desc", "2026-11-22")])
async def test_order_of_dates(dataworks: Client, direction: str, first: str) -> None:
    await dataworks.runs(await dataworks.create("2026-11-20/2026-11-22", Order=direction), after=10)
    begun = [
        day
        for day in days_between("2026-11-20", "2026-11-22")
        if (await dataworks.instances(day))[0]["Status"] != "NotRun"
    ]
    assert begun == [first]


@pytest.mark.parametrize("parallelism", [1, 3, 10])
async def test_parallelism_is_dates_side_by_side(dataworks: Client, parallelism: int) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-01/2026-11-12", Parallelism=parallelism), after=12)
    going = Counter([await dataworks.status(run) for run in runs])
    assert going == {"Running": parallelism, "NotRun": 12 - parallelism}


async def test_an_hourly_task_has_a_run_for_each_hour(dataworks: Client) -> None:
    await dataworks.runs(await dataworks.create("2026-11-20", tasks=(1019,)))
    rows = await dataworks.instances("2026-11-20", TaskId=1019)
    assert [row["PeriodNumber"] for row in rows] == list(range(1, 25))
    assert rows[0]["TriggerTime"] == midnight("2026-11-21") + 10 * 60 * 1000
    assert rows[0]["Bizdate"] == midnight("2026-11-20")


async def test_a_window_picks_cycles(dataworks: Client) -> None:
    window = {
        "BizDates": [{"StartBizDate": "2026-11-20", "EndBizDate": "2026-11-20"}],
        "StartTime": "08:10:00",
        "EndTime": "10:10:00",
    }
    await dataworks.runs(await dataworks.create(tasks=(1019, 1001), top={"Periods": window}))
    rows = await dataworks.instances("2026-11-20")
    assert Counter(row["TaskName"] for row in rows) == {"dwd_traffic_hi": 3, "dwd_orders_di": 1}


async def test_dependencies_hold_inside_the_choice(dataworks: Client) -> None:
    await dataworks.runs(await dataworks.create("2026-11-20", tasks=(1001, 1003, 1004)))
    moments = []
    for _ in range(30):
        moments.append(await statuses(dataworks, "2026-11-20"))
        await dataworks.control("advance", seconds=15)
    for moment in moments:
        if moment["dws_trade_1d"] != "NotRun":
            assert moment["dwd_orders_di"] == "Success"
        if moment["ads_gmv_di"] != "NotRun":
            assert moment["dws_trade_1d"] == "Success"
    assert set(moments[-1].values()) == {"Success"}


async def test_a_task_that_depends_on_itself_goes_hour_by_hour(dataworks: Client) -> None:
    await dataworks.runs(await dataworks.create("2026-11-20", tasks=(1024,)))
    for _ in range(10):
        await dataworks.control("advance", seconds=7)
        rows = await dataworks.instances("2026-11-20")
        assert sum(row["Status"] in {"Running", "WaitResource"} for row in rows) == 1


async def test_a_daily_task_that_depends_on_itself_waits_for_the_day_before(dataworks: Client) -> None:
    await dataworks.runs(await dataworks.create("2026-11-20/2026-11-22", tasks=(1031,), Parallelism=3), after=12)
    assert [(await dataworks.instances(day))[0]["Status"] for day in days_between("2026-11-20", "2026-11-22")] == [
        "Running",
        "NotRun",
        "NotRun",
    ]


async def test_newest_first_does_not_lock_itself_up(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-20/2026-11-22", tasks=(1031,), Order="Desc"))
    await dataworks.control("advance", seconds=600)
    assert [await dataworks.status(run) for run in runs] == ["Success"] * 3


async def test_off_cycle_frozen_and_excluded_tasks_do_not_really_run(dataworks: Client) -> None:
    # 2026-11-20 is a Friday, its run a Saturday; the weekly task runs on Mondays, for the Sunday before
    tasks = (1001, 1030, 1040, 1049, 1002)
    order = await dataworks.create("2026-11-20", "2026-11-22", tasks=tasks, ExcludeTaskIds=[1002], Parallelism=10)
    await dataworks.runs(order)
    friday = {row["TaskId"]: row for row in await dataworks.instances("2026-11-20")}
    assert {task: row["TriggerRecurrence"] for task, row in friday.items()} == {
        1001: "Normal",
        1030: "SkipCycle",
        1040: "Pause",
        1049: "Skip",
        1002: "SkipUnchoose",
    }
    assert {task: row["Status"] for task, row in friday.items() if task != 1001} == {
        1030: "Success",
        1040: "Failure",
        1049: "Success",
        1002: "Success",
    }
    assert friday[1030]["StartedTime"] == friday[1030]["FinishedTime"]
    sunday = await dataworks.instances("2026-11-22", TaskId=1030)
    assert sunday[0]["TriggerRecurrence"] == "Normal"


async def test_no_rights_below_the_root_is_a_dry_run(dataworks: Client) -> None:
    await dataworks.runs(
        await dataworks.create("2026-11-20", tasks=(1055,), top={"ProjectId": 10002}, **ALL_DOWNSTREAM)
    )
    await dataworks.control("advance", seconds=600)
    rows = {row["TaskId"]: row for row in await dataworks.instances("2026-11-20", 10002)}
    assert (rows[1056]["Status"], rows[1056]["TriggerRecurrence"]) == ("Success", "Skip")


async def test_the_future_waits_unless_told_to_run_at_once(dataworks: Client) -> None:
    waiting = await dataworks.runs(await dataworks.create("2026-11-24"))
    policy = {"Type": "Daily", "StartTime": "00:00:00", "EndTime": "23:59:59", "Immediately": True}
    at_once = await dataworks.runs(await dataworks.create("2026-11-24", RunPolicy=policy), after=100)
    assert await dataworks.status(waiting[0]) == "WaitTime"
    assert await dataworks.status(at_once[0]) == "Success"
    await dataworks.control("advance", seconds=13 * 3600)  # past 00:20 of the run date
    assert await dataworks.status(waiting[0]) == "Success"


async def test_a_run_policy_holds_runs_until_its_window(dataworks: Client) -> None:
    policy = {"Type": "Daily", "StartTime": "22:00:00", "EndTime": "06:00:00"}
    runs = await dataworks.runs(await dataworks.create("2026-11-20", RunPolicy=policy))
    assert await dataworks.status(runs[0]) == "WaitTime"
    await dataworks.control("advance", seconds=10 * 3600 + 100)
    row = (await dataworks.instances("2026-11-20"))[0]
    assert row["Status"] == "Success"
    assert 0 < row["StartedTime"] - midnight("2026-11-24") - 22 * 3600 * 1000 < 10_000


async def test_held_orders_start_when_told(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-20/2026-11-21", top={"AutoStartEnabled": False}))
    await dataworks.control("advance", seconds=600)
    assert [await dataworks.status(run) for run in runs] == ["NotRun", "NotRun"]
    said = await dataworks("StartWorkflowInstances", Ids=[*runs, 5], Comment="go")
    assert {key: value["Success"] for key, value in said["SuccessInfo"].items()} == {
        str(runs[0]): True,
        str(runs[1]): True,
        "5": False,
    }
    await dataworks.control("advance", seconds=600)
    assert [await dataworks.status(run) for run in runs] == ["Success", "Success"]
    again = await dataworks("StartWorkflowInstances", Ids=[runs[0]])
    assert again["SuccessInfo"][str(runs[0])]["Success"] is False


async def failed(dataworks: Client, days: str = "2026-11-20/2026-11-22", **properties: Any) -> list[int]:
    """An order whose first date has failed at dwd_orders_di."""
    await dataworks.control("fail_task", task_id=1001, bizdate="2026-11-20", times=1)
    runs = await dataworks.runs(await dataworks.create(days, tasks=(1001, 1003, 1004), **properties))
    await dataworks.control("advance", seconds=900)
    return runs


async def test_a_failure_stops_its_downstream_and_later_dates(dataworks: Client) -> None:
    runs = await failed(dataworks)
    assert [await dataworks.status(run) for run in runs] == ["Failure", "NotRun", "NotRun"]
    assert await statuses(dataworks, "2026-11-20") == {
        "dwd_orders_di": "Failure",
        "dws_trade_1d": "NotRun",
        "ads_gmv_di": "NotRun",
    }
    row = (await dataworks.instances("2026-11-20", Status="Failure"))[0]
    log = (await dataworks("GetTaskInstanceLog", Id=row["Id"]))["TaskInstanceLog"]
    assert "ODPS-0130071" in log
    assert "ods_orders_di/ds=20261120" in log


async def test_a_rerun_succeeds_and_lets_the_rest_go_on(dataworks: Client) -> None:
    runs = await failed(dataworks)
    row = (await dataworks.instances("2026-11-20", Status="Failure"))[0]
    said = await dataworks("RerunTaskInstances", Ids=[row["Id"]], Comment="late file", UseLatestConfig=True)
    assert said["SuccessInfo"] == {str(row["Id"]): {"Success": True, "Message": ""}}
    await dataworks.control("advance", seconds=3000)
    assert [await dataworks.status(run) for run in runs] == ["Success"] * 3
    past = await dataworks.instances("2026-11-20", Id=row["Id"])
    assert [(one["RunNumber"], one["Status"]) for one in past] == [(2, "Success"), (1, "Failure")]
    first = await dataworks("GetTaskInstanceLog", Id=row["Id"], RunNumber=1)
    latest = await dataworks("GetTaskInstanceLog", Id=row["Id"])
    assert "ODPS-0130071" in first["TaskInstanceLog"]
    assert "exit code 0" in latest["TaskInstanceLog"]
    assert (await dataworks.refused("GetTaskInstanceLog", Id=row["Id"], RunNumber=3))[1] == "InvalidRunNumber"


async def test_set_success_lets_the_rest_go_on(dataworks: Client) -> None:
    runs = await failed(dataworks)
    row = (await dataworks.instances("2026-11-20", Status="Failure"))[0]
    said = await dataworks("SetSuccessTaskInstances", Ids=[row["Id"]])
    assert said["SuccessInfo"][str(row["Id"])]["Success"] is True
    await dataworks.control("advance", seconds=3000)
    assert [await dataworks.status(run) for run in runs] == ["Success"] * 3
    assert "ODPS-0130071" in (await dataworks("GetTaskInstanceLog", Id=row["Id"]))["TaskInstanceLog"]


async def test_a_failed_date_keeps_its_lane_and_the_others_go_on(dataworks: Client) -> None:
    runs = await failed(dataworks, Parallelism=2)
    await dataworks.control("advance", seconds=3000)
    assert [await dataworks.status(run) for run in runs] == ["Failure", "Success", "Success"]


async def test_stop_a_run(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-20/2026-11-21", tasks=(1001, 1003)), after=15)
    assert (await statuses(dataworks, "2026-11-20"))["dwd_orders_di"] == "Running"
    said = await dataworks("StopWorkflowInstances", Ids=runs, Comment="wrong day")
    assert all(one["Success"] for one in said["SuccessInfo"].values())
    assert await statuses(dataworks, "2026-11-20") == {"dwd_orders_di": "Running", "dws_trade_1d": "Failure"}
    await dataworks.control("advance", seconds=4)
    assert [await dataworks.status(run) for run in runs] == ["Failure", "Failure"]
    await dataworks.control("advance", seconds=3600)
    assert [await dataworks.status(run) for run in runs] == ["Failure", "Failure"]
    again = await dataworks("StopWorkflowInstances", Ids=[runs[0]])
    assert "cannot be stopped" in again["SuccessInfo"][str(runs[0])]["Message"]
    row = (await dataworks.instances("2026-11-20", TaskId=1001))[0]
    assert "kill" in (await dataworks("GetTaskInstanceLog", Id=row["Id"]))["TaskInstanceLog"]


async def test_stop_one_task_then_run_it_again(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-20"), after=15)
    row = (await dataworks.instances("2026-11-20"))[0]
    await dataworks("StopTaskInstances", Ids=[row["Id"]])
    refused = await dataworks("RerunTaskInstances", Ids=[row["Id"]])
    assert "cannot be rerun" in refused["SuccessInfo"][str(row["Id"])]["Message"]
    await dataworks.control("advance", seconds=5)
    assert await dataworks.status(runs[0]) == "Failure"
    await dataworks("RerunTaskInstances", Ids=[row["Id"]])
    await dataworks.control("advance", seconds=200)
    assert await dataworks.status(runs[0]) == "Success"
    assert (await dataworks("GetTaskInstance", Id=row["Id"]))["TaskInstance"]["OperationType"] == "Rerun"


async def test_rerun_mode_is_respected(dataworks: Client) -> None:
    await dataworks.runs(await dataworks.create("2026-11-20", tasks=(1039, 1031)))
    await dataworks.control("advance", seconds=600)
    ids = {row["TaskId"]: row["Id"] for row in await dataworks.instances("2026-11-20")}
    said = (await dataworks("RerunTaskInstances", Ids=list(ids.values())))["SuccessInfo"]
    assert "AllDenied" in said[str(ids[1039])]["Message"]
    assert "FailureAllowed" in said[str(ids[1031])]["Message"]


async def test_suspend_and_resume(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-20", tasks=(1001, 1003)))
    row = (await dataworks.instances("2026-11-20", TaskId=1003))[0]
    said = await dataworks("SuspendTaskInstances", Ids=[row["Id"]])
    assert said["SuccessInfo"][str(row["Id"])]["Success"] is True
    await dataworks.control("advance", seconds=600)
    frozen = (await dataworks.instances("2026-11-20", TaskId=1003))[0]
    assert (frozen["Status"], frozen["TriggerRecurrence"]) == ("Failure", "Pause")
    await dataworks("ResumeTaskInstances", Ids=[row["Id"]])
    await dataworks.control("advance", seconds=600)
    assert await dataworks.status(runs[0]) == "Success"
    again = await dataworks("ResumeTaskInstances", Ids=[row["Id"]])
    assert again["SuccessInfo"][str(row["Id"])]["Success"] is False


async def test_some_runs_fail_by_nature_and_their_reruns_succeed(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-10/2026-11-18", tasks=(1002,), Parallelism=10))
    await dataworks.control("advance", seconds=600)
    states = [await dataworks.status(run) for run in runs]
    assert Counter(states) == {"Success": 8, "Failure": 1}
    day = days_between("2026-11-10", "2026-11-18")[states.index("Failure")]
    row = (await dataworks.instances(day))[0]
    await dataworks("RerunTaskInstances", Ids=[row["Id"]])
    await dataworks.control("advance", seconds=600)
    assert await dataworks.status(runs[states.index("Failure")]) == "Success"


async def test_the_same_world_does_the_same(dataworks: Client) -> None:
    async def play() -> list[float]:
        await dataworks.control("reset")
        runs = await dataworks.runs(await dataworks.create("2026-11-17/2026-11-19", tasks=(1001, 1003)))
        await dataworks.control("advance", seconds=3600)
        shown = [(await dataworks("GetWorkflowInstance", Id=run))["WorkflowInstance"] for run in runs]
        return [run["FinishedTime"] - run["CreateTime"] for run in shown]

    assert await play() == await play()


async def test_a_year_of_dry_runs_does_not_choke(dataworks: Client) -> None:
    runs = await dataworks.runs(await dataworks.create("2024-01-01/2026-11-20", tasks=(1049,)))
    await dataworks.control("advance", seconds=1)
    assert len(runs) == 1055
    assert await dataworks.status(runs[-1]) == "Success"


async def test_thousands_of_instances_are_cheap(dataworks: Client) -> None:
    await dataworks.runs(
        await dataworks.create("2026-11-01/2026-11-20", tasks=(1009,), Parallelism=10, **ALL_DOWNSTREAM)
    )
    for _ in range(20):
        await dataworks.control("advance", seconds=600)
    order = (await dataworks.control("orders"))["orders"][0]
    assert sum(order["instances"].values()) > 2000
    assert set(order["instances"]) <= {"Success", "Failure", "NotRun"}


async def test_time_stands_still_when_nothing_is_under_way(dataworks: Client, watch: Any) -> None:
    runs = await dataworks.runs(await dataworks.create("2026-11-20"))
    watch.at += 30  # 600 simulated seconds
    assert await dataworks.status(runs[0]) == "Success"
    ended = (await dataworks("GetWorkflowInstance", Id=runs[0]))["WorkflowInstance"]["FinishedTime"] / 1000
    watch.at += 60
    await dataworks.create("2026-11-20")
    placed = (await dataworks.control("orders"))["orders"][1]["at"]
    assert datetime.fromisoformat(placed).timestamp() == pytest.approx(max(ended, watch.at), abs=1)


async def test_speed(dataworks: Client, watch: Any) -> None:
    operation = await dataworks.create("2026-11-20")
    assert (await dataworks.control("speed", speed=1000))["speed"] == 1000
    watch.at += 1
    assert (await dataworks("GetCreateWorkflowInstancesResult", OperationId=operation))["Result"]["Status"] == "Created"
    assert (await dataworks.instances("2026-11-20"))[0]["Status"] == "Success"
