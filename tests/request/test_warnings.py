"""What a careful colleague would say, case by case; and what moved between two plans."""

from datetime import date, time

import pytest

from bot.dates import DateRange, Note, NoteKind, Reading, TimeWindow
from bot.locale import _
from bot.request.form import Form
from bot.request.model import EnvType
from bot.request.moved import MovedField, moved_fields, moved_tasks
from bot.request.plan import Plan, Target, Task, make_plan, warnings
from bot.request.tree import Node, Tree

TARGET = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="America/New_York")
DAILY, HOURLY = "0 30 2 * * ?", "0 5 0/1 * * ?"


def days(first: str, last: str, window: TimeWindow | None = None, notes: tuple[Note, ...] = ()) -> Reading:
    found = (DateRange(date.fromisoformat(first), date.fromisoformat(last)),)
    return Reading("words", found, TARGET.time_zone, date(2026, 11, 24), "canonical", window, notes=notes)


WEEK = days("2026-11-16", "2026-11-22")


def plan(*tasks: Task, reading: Reading = WEEK, **form: object) -> Plan:
    return make_plan(Form.model_validate(form), reading, tasks, TARGET, "BF-1-abc")


def said(*tasks: Task, reading: Reading = WEEK, **form: object) -> str:
    return " | ".join(map(str, warnings(plan(*tasks, reading=reading, **form), reading)))


def task(number: int = 1, cron: str | None = DAILY, **known: object) -> Task:
    return Task.model_validate({"id": number, "name": f"task_{number}", "cron": cron, **known})


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        (
            [task(cron="0 0 2 ? * MON")],
            "Off its schedule on 6 of the days (Mon 16 Nov 2026 to Sat 21 Nov 2026): task_1",
        ),
        ([task(cron="0 0 2 16 * ?")], "would be skipped there and reported as success"),
        ([task(recurrence="Pause")], "Frozen in DataWorks, so their runs end as failed: task_1."),
        ([task(recurrence="Skip")], "Set to dry-run in DataWorks, so nothing is computed: task_1."),
        ([task(cron=HOURLY, self_dependent=True)], "its runs of a day go one by one: task_1"),
        ([task(cron=None)], "Schedule not known, so the instances are not counted: task_1"),
        ([Task(id=7)], "Not looked up in DataWorks: 7. The ids are sent as they are."),
        ([task(number) for number in range(1, 2002)], "2001 tasks; DataWorks' own console takes 2000 at most"),
        ([task(number, recurrence="Pause") for number in range(1, 9)], "task_1, task_2, task_3, 5 more"),
    ],
)
def test_what_is_odd_is_said(tasks: list[Task], words: str) -> None:
    assert words in said(*tasks)


def test_nothing_is_said_of_what_is_plain() -> None:
    assert said(task(self_dependent=True), task(2, HOURLY, self_dependent=False)) == ""


def test_a_window_that_picks_nothing_and_one_that_a_single_run_lies_outside() -> None:
    night = days("2026-11-16", "2026-11-16", TimeWindow(time(22), time(23)))
    assert "picks no run of task_1" in said(task(cron="0 0 1,2 * * ?"), reading=night)
    assert "task_1 runs once a day, outside the time window" in said(task(), reading=night)


def test_the_hour_that_the_clock_skips() -> None:
    spring = days("2026-03-07", "2026-03-07")
    assert "The clock skips the time of task_1" in said(task(), reading=spring)
    assert "The clock skips" not in said(task(cron=HOURLY), reading=spring)


def test_days_ahead_wait_unless_they_run_at_once() -> None:
    ahead = days("2026-11-24", "2026-11-25", notes=(Note(NoteKind.FUTURE, _("They would wait.")),))
    assert "They would wait." in said(task(), reading=ahead)
    assert "They would wait." not in said(task(), reading=ahead, immediately=True)


def test_what_moved_is_named_in_the_words_of_the_api() -> None:
    before, after = plan(task()), plan(task(), parallelism=3, reason="late")
    assert moved_fields(before, after) == (
        MovedField("DefaultRunProperties.Parallelism", "1", "3"),
        MovedField("Comment", "-", "late"),
    )
    assert moved_fields(before, before) == ()


def test_tasks_that_came_and_went() -> None:
    def downstream(*below: int) -> Plan:
        nodes = {1: Node(task(), below), **{id_: Node(task(id_), ()) for id_ in below}}
        return make_plan(Form(downstream=True), WEEK, [task()], TARGET, "BF-1-abc", tree=Tree((1,), nodes))

    assert moved_tasks(downstream(2, 3), downstream(3, 4)) == ((4,), (2,))
    assert moved_tasks(plan(task()), make_plan(Form(downstream=True), WEEK, [task()], TARGET, "BF-1-abc")) == ((), ())
