"""Settled words -> requests: modes, ranges, instances, digest."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import DateRange, Reading, TimeWindow
from bot.request.form import Form
from bot.request.model import EnvType, Mode, Order
from bot.request.plan import Plan, Target, Task, make_plan, warnings

TARGET = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")
DAILY = Task(id=1001, name="dwd_orders_di", cron="0 30 0 * * ?")
HOURLY = Task(id=1002, name="dwd_orders_hi", cron="0 5 0/1 * * ?")


def reading(*ranges: tuple[str, str], window: TimeWindow | None = None) -> Reading:
    found = tuple(DateRange(date.fromisoformat(start), date.fromisoformat(end)) for start, end in ranges)
    return Reading("words", found, "Asia/Shanghai", date(2026, 11, 24), "canonical", window)


WEEK = reading(("2026-11-17", "2026-11-23"))


def plan(
    form: Form | None = None, days: Reading = WEEK, tasks: tuple[Task, ...] = (DAILY,), name: str = "BF-1-abc"
) -> Plan:
    return make_plan(form or Form(), days, tasks, TARGET, name)


def test_one_task_is_general() -> None:
    (request,) = plan(Form(reason="late")).requests
    assert request.parameters() == {
        "ProjectId": 10001,
        "EnvType": "Prod",
        "WorkflowId": 1,
        "Name": "BF-1-abc",
        "Type": "SupplementData",
        "Periods": {"BizDates": [{"StartBizDate": "2026-11-17", "EndBizDate": "2026-11-23"}]},
        "AutoStartEnabled": True,
        "DefaultRunProperties": {
            "Mode": "General",
            "RootTaskIds": [1001],
            "Analysis": {"Enabled": True, "Blocked": True},
            "Parallelism": 1,
            "Order": "Asc",
        },
        "Comment": "late",
    }


def test_several_tasks_repeat_the_roots_as_included() -> None:
    (request,) = plan(tasks=(DAILY, HOURLY)).requests
    run = request.default_run_properties
    assert run is not None
    assert (run.mode, run.root_task_ids, run.include_task_ids) == (Mode.MANUAL_SELECTION, (1001, 1002), (1001, 1002))


def test_downstream_names_one_root_and_promises_no_count() -> None:
    made = plan(Form(downstream=True))
    run = made.requests[0].default_run_properties
    assert run is not None
    assert (run.mode, run.root_task_ids, run.include_task_ids) == (Mode.ALL_DOWNSTREAM, (1001,), None)
    assert made.instances is None


def test_instances_are_counted_by_cycle() -> None:
    assert plan(tasks=(DAILY, HOURLY)).instances == 7 + 24 * 7
    window = reading(("2026-11-23", "2026-11-23"), window=TimeWindow(time(14), time(18)))
    made = plan(days=window, tasks=(HOURLY,))
    assert made.instances == 4
    assert made.requests[0].parameters()["Periods"]["StartTime"] == "14:00:00"


def test_more_than_seven_ranges_are_linked_requests() -> None:
    days = reading(*((f"2026-10-{day:02}", f"2026-10-{day:02}") for day in range(1, 18, 2)))
    made = plan(days=days)
    assert [len(request.periods.biz_dates) for request in made.requests if request.periods] == [7, 2]
    assert [request.name for request in made.requests] == ["BF-1-abc 1/2", "BF-1-abc 2/2"]
    assert any("linked" in str(warning) for warning in warnings(made, days))


@pytest.mark.parametrize(
    "changed",
    [
        plan(days=reading(("2026-11-17", "2026-11-22"))),
        plan(Form(parallelism=2)),
        plan(Form(order=Order.DESC)),
        plan(Form(reason="other")),
        plan(tasks=(HOURLY,)),
        plan(tasks=(Task(id=1001, cron="0 0 0/12 * * ?"),)),
        plan(name="BF-2-abc"),
    ],
)
def test_the_digest_moves_with_the_request_and_its_effect(changed: Plan) -> None:
    assert changed.digest != plan().digest


def test_the_digest_is_the_same_for_the_same() -> None:
    assert plan().digest == plan().digest
    assert Plan.model_validate_json(plan().model_dump_json()) == plan()


@given(st.lists(st.integers(0, 400), min_size=1, max_size=40, unique=True))
def test_every_day_is_in_exactly_one_request(offsets: list[int]) -> None:
    from bot.dates import merge

    days = {date(2026, 1, 1) + timedelta(days=offset) for offset in offsets}
    ranges = merge(DateRange(day, day) for day in days)
    made = plan(days=Reading("words", ranges, "Asia/Shanghai", date(2026, 11, 24), "c"))
    sent = [
        day
        for request in made.requests
        if request.periods
        for item in request.periods.biz_dates
        for day in DateRange(item.start_biz_date, item.end_biz_date)
    ]
    assert len(sent) == len(set(sent))
    assert set(sent) == days
    assert all(request.periods and len(request.periods.biz_dates) <= 7 for request in made.requests)
