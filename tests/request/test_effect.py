"""Tasks and instances, counted; compared with counting every cycle of every task on every day."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from bot.dates import DateRange, TimeWindow
from bot.request.cycles import Recurrence, schedule
from bot.request.effect import Days, Effect, Some, Term, make_effect
from bot.request.tasks import Task

DAILY, HOURLY, MONDAYS = "0 30 0 * * ?", "0 5 0/1 * * ?", "0 0 2 ? * MON"


def days(*ranges: tuple[str, str], window: TimeWindow | None = None) -> Days:
    return Days(tuple(DateRange(date.fromisoformat(start), date.fromisoformat(end)) for start, end in ranges), window)


WEEK = days(("2026-11-16", "2026-11-22"))


def task(number: int, cron: str | None = DAILY, **known: object) -> Task:
    return Task.model_validate({"id": number, "name": f"task_{number}", "cron": cron, **known})


def effect(*tasks: Task, reading: Days = WEEK, zone: str = "Asia/Shanghai") -> Effect:
    return make_effect([tasks], reading, zone, {10001: "ec_dw"})


def test_the_sum_names_each_kind() -> None:
    found = effect(*(task(number) for number in range(37)), task(99, HOURLY))
    assert found.terms == (
        Term(kind=Recurrence.DAILY, tasks=37, cycles=1, days=7),
        Term(kind=Recurrence.HOURLY, tasks=1, cycles=24, days=7),
    )
    assert found.instances == 37 * 7 + 24 * 7 == 427


def test_a_day_of_a_clock_change_is_a_term_of_its_own() -> None:
    spring = days(("2026-03-06", "2026-03-08"))
    found = effect(task(1, HOURLY), reading=spring, zone="America/New_York")
    assert {(term.cycles, term.days) for term in found.terms} == {(24, 2), (23, 1)}
    assert found.instances == 24 * 2 + 23


def test_off_cycle_days_are_counted_and_named() -> None:
    found = effect(task(1), task(2, MONDAYS), task(3, MONDAYS))
    assert found.instances == 21
    (off,) = found.off_cycle
    assert (off.tasks, off.days) == (Some(count=2, names=("task_2", "task_3")), 6)
    assert off.ranges == ((date(2026, 11, 16), date(2026, 11, 21)),)


def test_one_schedule_that_cannot_be_read_makes_the_number_not_known() -> None:
    found = effect(task(1), task(2, "0 0 2 1 * 2"), task(3, None))
    assert found.instances is None
    assert found.unread == Some(count=2, names=("task_2", "task_3"))
    assert found.tasks == 3


def test_a_window_cuts_the_hourly_and_says_what_it_leaves() -> None:
    night = days(("2026-11-16", "2026-11-16"), window=TimeWindow(time(22), time(23, 59, 59)))
    found = effect(task(1), task(2, HOURLY), task(3, "0 0 1,2 * * ?"), reading=night)
    assert found.instances == 1 + 2 + 0
    assert found.outside.names == ("task_1",)
    assert found.no_cycle.names == ("task_3",)


def test_projects_owners_and_oddities() -> None:
    found = effect(
        task(1, project_id=10001, owner="mei", self_dependent=True),
        task(2, HOURLY, project_id=10001, owner="li", self_dependent=True),
        task(3, project_id=10002, owner="mei", recurrence="Pause"),
        task(4, recurrence="Skip"),
    )
    assert [(share.name, share.tasks) for share in found.projects] == [("ec_dw", 2), ("10002", 1)]
    assert [(share.name, share.tasks) for share in found.owners] == [("mei", 2), ("li", 1)]
    assert (found.frozen.names, found.dry.names) == (("task_3",), ("task_4",))
    assert found.one_by_one.names == ("task_2",), "a daily task has nothing to wait for within a day"


def test_the_digest_is_of_what_runs_and_not_of_names() -> None:
    week = [("2026-11-16", "2026-11-22")]
    one = effect(task(1), task(2)).digest(week)
    assert effect(task(2, owner="new"), task(1)).digest(week) == one
    assert effect(task(1), task(3)).digest(week) != one
    assert effect(task(1), task(2, HOURLY)).digest(week) != one
    assert effect(task(1), task(2)).digest([("2026-11-16", "2026-11-21")]) != one
    assert Effect().digest(week) != one


CRONS = st.sampled_from([DAILY, HOURLY, MONDAYS, "0 0/15 8-20 * * ?", "0 0 3 L * ?", "0 30 2 * * ?"])


@given(
    st.lists(CRONS, min_size=1, max_size=12),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(1, 40),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]),
)
def test_the_sum_is_that_of_single_cycles(crons: list[str], first: date, length: int, zone: str) -> None:
    reading = days((first.isoformat(), date.fromordinal(first.toordinal() + length - 1).isoformat()))
    total = 0
    for cron in crons:
        read = schedule(cron)
        assert read is not None
        total += sum(read.cycles(day, zone).count for item in reading.ranges for day in item)
    found = effect(*(task(number, cron) for number, cron in enumerate(crons)), reading=reading, zone=zone)
    assert found.instances == total
    assert found.instances == sum(term.instances for term in found.terms)
