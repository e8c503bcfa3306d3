"""A day of runs is what was put in, and small."""

import sys
from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.operations.days import Day
from bot.operations.progress import Run

DAY = date(2026, 11, 20)
RUNS = st.lists(
    st.builds(
        Run,
        id=st.integers(1, 2**62),
        task_id=st.integers(0, 2**62),
        task_name=st.text(max_size=5),
        bizdate=st.just(DAY),
        status=st.sampled_from(["Success", "Failure", "Running", "NotRun", "Odd"]),
        recurrence=st.sampled_from(["", "Normal", "Skip"]),
        rerun_mode=st.sampled_from(["", "AllDenied"]),
        workflow_instance_id=st.integers(0, 2**62),
    ),
    max_size=20,
    unique_by=lambda run: run.id,
)


@given(runs=RUNS)
def test_a_day_holds_its_runs_by_id(runs: list[Run]) -> None:
    day: Sequence[Run] = Day(runs)
    assert list(day) == sorted(runs, key=lambda run: run.id)
    assert len(day) == len(runs)
    assert bool(day) == bool(runs)
    if runs:
        assert day[0] == min(runs, key=lambda run: run.id)
        assert day[-1:] == (max(runs, key=lambda run: run.id),)


@given(one=RUNS, other=RUNS)
def test_days_are_equal_when_their_runs_are(one: list[Run], other: list[Run]) -> None:
    assert Day(one) == Day(reversed(one))
    assert (Day(one) == Day(other)) == (sorted(one, key=lambda r: r.id) == sorted(other, key=lambda r: r.id))


def test_a_run_takes_less_than_a_tenth_of_a_kilobyte() -> None:
    runs = [
        Run(70_000_000_000 + n, 1000 + n % 10, f"dwd_{n % 10}", DAY, "Success", "Normal", "AllAllowed", 31_000_000_001)
        for n in range(1000)
    ]
    held = sum(sys.getsizeof(getattr(column, "value", column)) for column in Day(runs)._columns)
    assert held < 100 * len(runs)
