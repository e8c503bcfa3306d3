"""Schedules in Quartz form against a slow reading of the same rules, day by day and minute by minute."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import TimeWindow
from bot.request.cycles import Cycles, Recurrence, schedule

SHANGHAI = "Asia/Shanghai"
MONDAY_RUN = date(2026, 11, 22)
"""The Sunday whose run is scheduled on Monday 23 Nov 2026."""
NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


def cycles(cron: str, biz_date: date = MONDAY_RUN, zone: str = SHANGHAI, window: TimeWindow | None = None) -> Cycles:
    found = schedule(cron)
    assert found is not None
    return found.cycles(biz_date, zone, window)


@pytest.mark.parametrize(
    ("cron", "kind", "count"),
    [
        ("00 30 00 * * ?", Recurrence.DAILY, 1),
        ("0 30 0 ? * *", Recurrence.DAILY, 1),
        ("0 30 0 * * ? *", Recurrence.DAILY, 1),
        ("00 05 00-23/1 * * ?", Recurrence.HOURLY, 24),
        ("0 5 0/1 * * ?", Recurrence.HOURLY, 24),
        ("0 0 0-23/2 * * ?", Recurrence.HOURLY, 12),
        ("0 0 22-2 * * ?", Recurrence.HOURLY, 5),
        ("0 0 1,5,9 * * ?", Recurrence.HOURLY, 3),
        ("0 0,30 8-10 * * ? *", Recurrence.MINUTELY, 6),
        ("0 0/5 0/1 * * ?", Recurrence.MINUTELY, 288),
        ("0 5/15 * * * ?", Recurrence.MINUTELY, 96),
        ("0 30 0 ? * 2", Recurrence.WEEKLY, 1),
        ("0 30 0 ? * MON-FRI", Recurrence.WEEKLY, 1),
        ("0 0 8,20 ? * MON", Recurrence.WEEKLY, 2),
        ("0 30 0 1 * ?", Recurrence.MONTHLY, 1),
        ("0 30 0 L * ?", Recurrence.MONTHLY, 1),
        ("0 30 0 1,15,L * ?", Recurrence.MONTHLY, 1),
        ("0 30 0 1 1,4,7,10 ?", Recurrence.YEARLY, 1),
        ("0 30 0 * * ? 2026-2027", Recurrence.YEARLY, 1),
    ],
)
def test_the_kind_and_the_cycles_of_a_full_day(cron: str, kind: Recurrence, count: int) -> None:
    found = schedule(cron)
    assert found is not None
    assert (found.kind, len(found.times)) == (kind, count)


@pytest.mark.parametrize(
    "cron",
    [
        None,
        "",
        "30 0 * * *",  # five fields: which is first is not said
        "0 30 0 * * ? * *",
        "0 99 0 * * ?",
        "0 0 24 * * ?",
        "0 30 0 32 * ?",
        "0 30 0 0 * ?",
        "0 30 0 ? * 0",  # 0 is Sunday elsewhere and nothing in Quartz
        "0 30 0 ? * 8",
        "0 30 0 ? * MO",
        "0 30 0 1 * 2",  # Quartz takes one of both
        "0 30 0 L-3W * ?",
        "0 30 0 15W,20 * ?",
        "0 30 0 ? * 2L,3",
        "0 30 0 ? * 2#6",
        "0 30 0 25-5 * ?",
        "0 H 0 * * ?",
        "@daily",
        "0 30 0 * * ? soon",
    ],
)
def test_what_is_not_certain_is_not_known(cron: str | None) -> None:
    assert schedule(cron) is None


@pytest.mark.parametrize(("number", "name"), list(enumerate(NAMES, start=1)))
def test_weekdays_are_numbered_from_sunday(number: int, name: str) -> None:
    by_number, by_name = schedule(f"0 0 2 ? * {number}"), schedule(f"0 0 2 ? * {name}")
    assert by_number is not None
    assert by_number == by_name
    week = [date(2026, 11, 22) + timedelta(days=offset) for offset in range(7)]  # Sunday 22 to Saturday 28
    assert [day for day in week if by_number.runs_on(day)] == [week[number - 1]]


def test_the_run_is_scheduled_the_day_after_the_business_date() -> None:
    assert cycles("0 30 0 ? * MON", date(2026, 11, 22)) == Cycles(1)
    assert cycles("0 30 0 ? * MON", date(2026, 11, 23)) == Cycles(1, on_cycle=False)
    assert cycles("0 30 0 1 * ?", date(2026, 11, 30)) == Cycles(1)
    assert cycles("0 0 8,20 ? * MON", date(2026, 11, 23)) == Cycles(2, on_cycle=False)


def _quartz_weekday(day: date) -> int:
    return day.isoweekday() % 7 + 1


def _last_workday_near(day: date) -> date:
    """The nearest Monday to Friday in the same month, found by looking around."""
    for distance in range(4):
        for near in (day - timedelta(days=distance), day + timedelta(days=distance)):
            if near.month == day.month and near.isoweekday() <= 5:
                return near
    raise AssertionError


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
WEEKDAY = st.integers(1, 7)


@given(DAYS, WEEKDAY, WEEKDAY, st.booleans())
def test_weekday_ranges_go_over_the_weeks_end(day: date, first: int, last: int, named: bool) -> None:
    ends = [NAMES[number - 1] if named else str(number) for number in (first, last)]
    wanted, number = {first}, first
    while number != last:
        number = number % 7 + 1
        wanted.add(number)
    found = schedule(f"0 0 2 ? * {'-'.join(ends)}")
    assert found is not None
    assert found.runs_on(day) == (_quartz_weekday(day) in wanted)


@given(DAYS, WEEKDAY, st.integers(1, 5))
def test_the_nth_and_the_last_weekday_of_a_month(day: date, weekday: int, nth: int) -> None:
    month = [day.replace(day=number) for number in range(1, monthrange(day.year, day.month)[1] + 1)]
    such = [one for one in month if _quartz_weekday(one) == weekday]
    found, last = schedule(f"0 0 2 ? * {weekday}#{nth}"), schedule(f"0 0 2 ? * {NAMES[weekday - 1]}L")
    assert found is not None
    assert last is not None
    assert found.runs_on(day) == (day in such[nth - 1 : nth])
    assert last.runs_on(day) == (day == such[-1])


@given(DAYS, st.integers(1, 31), st.integers(0, 30))
def test_days_of_the_month_from_either_end_and_next_to_a_workday(day: date, number: int, offset: int) -> None:
    length = monthrange(day.year, day.month)[1]
    plain, from_end = schedule(f"0 0 2 {number} * ?"), schedule(f"0 0 2 L-{offset} * ?" if offset else "0 0 2 L * ?")
    workday, last_workday = schedule(f"0 0 2 {number}W * ?"), schedule("0 0 2 LW * ?")
    assert plain is not None
    assert from_end is not None
    assert workday is not None
    assert last_workday is not None
    assert plain.runs_on(day) == (day.day == number)
    assert from_end.runs_on(day) == (day.day == length - offset)
    near = _last_workday_near(day.replace(day=number)) if number <= length else None
    assert workday.runs_on(day) == (day == near)
    assert last_workday.runs_on(day) == (day == _last_workday_near(day.replace(day=length)))


@given(st.integers(0, 59), st.integers(1, 59), st.integers(0, 23), st.integers(0, 23), st.integers(1, 12))
def test_steps_and_ranges_minute_by_minute(start: int, step: int, first: int, last: int, hours: int) -> None:
    first, last = sorted((first, last))
    found = schedule(f"30 {start}/{step} {first}-{last}/{hours} * * ?")
    assert found is not None
    slow = [
        time(hour, minute, 30)
        for hour in range(24)
        for minute in range(60)
        if minute >= start and (minute - start) % step == 0 and first <= hour <= last and (hour - first) % hours == 0
    ]
    assert list(found.times) == slow


@given(st.integers(0, 23), st.integers(0, 23))
def test_a_window_picks_the_cycles_inside_it(first: int, last: int) -> None:
    first, last = sorted((first, last))
    window = TimeWindow(time(first), time(last))
    assert cycles("0 0 0/1 * * ?", window=window).count == last - first + 1


def test_a_window_does_not_cut_a_single_run_and_says_that_it_lies_outside() -> None:
    night = TimeWindow(time(22), time(23))
    assert cycles("0 30 0 * * ?", window=night) == Cycles(1, outside=True)
    assert cycles("0 30 22 * * ?", window=night) == Cycles(1)
    assert cycles("0 0 1,2 * * ?", window=night).count == 0


SPRING = [("America/New_York", date(2026, 3, 8)), ("Europe/Berlin", date(2026, 3, 29))]
AUTUMN = [("America/New_York", date(2026, 11, 1)), ("Europe/Berlin", date(2026, 10, 25))]


@pytest.mark.parametrize(("zone", "run"), SPRING)
def test_an_hourly_task_has_23_runs_on_the_spring_day(zone: str, run: date) -> None:
    before = run - timedelta(days=1)
    assert cycles("0 5 0/1 * * ?", before, zone).count == 23
    assert cycles("0 0/5 * * * ?", before, zone).count == 288 - 12
    assert cycles("0 5 0/1 * * ?", run, zone).count == 24
    assert cycles("0 30 2 * * ?", before, zone) == Cycles(1, in_gap=True)
    assert cycles("0 30 3 * * ?", before, zone) == Cycles(1)
    assert cycles("0 30 2 * * ?", run, zone) == Cycles(1)


@pytest.mark.parametrize(("zone", "run"), AUTUMN)
def test_an_hourly_task_has_24_runs_on_the_autumn_day(zone: str, run: date) -> None:
    before = run - timedelta(days=1)
    assert cycles("0 5 0/1 * * ?", before, zone).count == 24
    assert cycles("0 30 2 * * ?", before, zone) == Cycles(1)


@given(
    st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana"]),
    st.dates(date(2026, 1, 1), date(2027, 12, 30)),
    st.sampled_from([0, 10, 30, 50]),
)
def test_runs_of_a_day_are_the_wall_times_that_happen(zone: str, biz_date: date, minute: int) -> None:
    """Every wall time is looked for among the instants of the day, one by one."""
    run, at = biz_date + timedelta(days=1), ZoneInfo(zone)
    instant = datetime.combine(run, time.min, at).timestamp()
    walls = set()
    for offset in range(-3600, 26 * 3600, 600):
        wall = datetime.fromtimestamp(instant + offset, at)
        if wall.date() == run:
            walls.add((wall.hour, wall.minute))
    happening = sum((hour, minute) in walls for hour in range(24))
    assert cycles(f"0 {minute} 0/1 * * ?", biz_date, zone).count == happening
