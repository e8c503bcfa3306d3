"""Instances become counts and a state."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operations.model import State
from bot.operations.progress import Run, conclusion, dates_to_look_at, failures, measure

D1, D2, D3 = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
STATUSES = ("NotRun", "Running", "WaitTime", "WaitResource", "Checking", "CheckingCondition", "WaitTrigger", "Frozen?")


def run(day: date, status: str, recurrence: str = "Normal", number: int = 1) -> Run:
    return Run(number, 1000 + number, f"task_{number}", day, status, recurrence)


def seen(*statuses: str) -> dict[date, tuple[Run, ...]]:
    """One run a day with these statuses; an empty word is a day without runs."""
    return {day: (run(day, status),) if status else () for day, status in zip((D1, D2, D3), statuses, strict=False)}


def test_everything_is_counted_once() -> None:
    runs = {
        D1: (
            run(D1, "Success", number=1),
            run(D1, "Success", "SkipCycle", 2),
            run(D1, "Failure", number=3),
            run(D1, "Failure", "Pause", 4),
        ),
        D2: (run(D2, "Running", number=5), run(D2, "Checking", number=6), run(D2, "Unheard", number=7)),
        D3: (run(D3, "NotRun", number=8), run(D3, "WaitTime", number=9)),
    }
    progress = measure(runs, state=State.RUNNING, as_of=NOW, promised=9, days=3, words={3: "why"})
    assert (progress.created, progress.succeeded, progress.dry_runs, progress.failed) == (9, 1, 1, 2)
    assert (progress.running, progress.waiting, progress.finished) == (2, 3, 4)
    assert (progress.day, progress.days) == (2, 3)
    assert [(item.instance_id, item.words) for item in progress.failures] == [(3, "why"), (4, None)]


@pytest.mark.parametrize(
    "recurrence",
    [
        "Skip",
        "SkipUnchoose",
        "SkipCycle",
        "ConditionUnchoose",
        "RealtimeDeprecated",
        "SkipCalendar",
        "Unheard",
        "Pause",
    ],
)
def test_a_success_without_a_run_is_a_dry_run(recurrence: str) -> None:
    progress = measure({D1: (run(D1, "Success", recurrence),)}, state=State.DONE, as_of=NOW, promised=1, days=1)
    assert (progress.succeeded, progress.dry_runs) == (0, 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([D1, D2, D3]),
            st.sampled_from([*STATUSES, "Success", "Failure"]),
            st.sampled_from(["Normal", "Skip", "Pause", "", "?"]),
        )
    )
)
def test_the_counts_add_up(items: list[tuple[date, str, str]]) -> None:
    runs: dict[date, tuple[Run, ...]] = {}
    for number, (day, status, recurrence) in enumerate(items):
        runs[day] = (*runs.get(day, ()), run(day, status, recurrence, number))
    progress = measure(runs, state=State.RUNNING, as_of=NOW, promised=None, days=3)
    assert progress.created == progress.finished + progress.running + progress.waiting == len(items)
    assert len(progress.failures) == progress.failed


@pytest.mark.parametrize(
    ("statuses", "parallelism", "expected"),
    [
        ((), 1, (D1, D2, D3)),
        (("NotRun", "NotRun", "NotRun"), 1, (D1,)),
        (("NotRun", "NotRun", "NotRun"), 2, (D1, D2)),
        (("Success", "Running", "NotRun"), 1, (D2,)),
        (("Failure", "NotRun", "NotRun"), 1, (D2,)),
        (("NotRun", "NotRun", "Running"), 1, (D1, D3)),
        (("Running", "NotRun", ""), 1, (D1, D3)),
        (("Success", "Success", "Success"), 1, ()),
    ],
)
def test_only_dates_that_can_be_under_way_are_looked_at(
    statuses: tuple[str, ...], parallelism: int, expected: tuple[date, ...]
) -> None:
    assert dates_to_look_at((D1, D2, D3), seen(*statuses), parallelism) == expected


def test_the_order_of_the_dates_is_the_one_they_run_in() -> None:
    assert dates_to_look_at((D3, D2, D1), seen("NotRun", "NotRun", "NotRun"), 1) == (D3,)


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize(
    ("statuses", "at_once", "later"),
    [
        (("Success", "Success", "Success"), State.DONE, State.DONE),
        (("Success", "Failure", "Success"), State.DONE_WITH_FAILURES, State.DONE_WITH_FAILURES),
        (("Failure", "NotRun", "NotRun"), None, State.DONE_WITH_FAILURES),
        (("Success", "NotRun", "NotRun"), None, None),
        (("Success", "Success", ""), None, State.DONE),
        (("", "", ""), None, None),
        (("Failure", "NotRun", "WaitTime"), None, None),
        (("Failure", "NotRun", "Unheard"), None, None),
        (("Failure", "Running", "NotRun"), None, None),
    ],
)
def test_it_ends_when_nothing_more_can_happen(
    statuses: tuple[str, ...], at_once: State | None, later: State | None, settled: bool
) -> None:
    assert conclusion((D1, D2, D3), seen(*statuses), settled=settled) is (later if settled else at_once)


@pytest.mark.parametrize("status", STATUSES)
def test_an_unfinished_status_is_never_the_end(status: str) -> None:
    assert conclusion((D1,), {D1: (run(D1, status),)}, settled=False) is None


def test_failures_are_listed_by_task_and_day() -> None:
    runs = [run(D2, "Failure", number=2), run(D1, "Failure", number=2), run(D3, "Failure", number=1)]
    assert [(item.task_name, item.bizdate) for item in failures(runs, {})] == [
        ("task_1", D3),
        ("task_2", D1),
        ("task_2", D2),
    ]
