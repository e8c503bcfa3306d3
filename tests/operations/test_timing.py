"""First start and last finish, told and untold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operations.model import State
from bot.operations.progress import Progress
from bot.operations.records import progress_of, progress_text
from bot.operations.runs import Run
from bot.operations.timing import UNTIMED, Times, times_of

DAY = date(2026, 11, 1)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def ran(
    began: float | None, ended: float | None, status: str = "Success", recurrence: str = "Normal", attempts: int = 1
) -> Run:
    return Run(
        id=1,
        task_id=1001,
        task_name="ods_orders",
        bizdate=DAY,
        status=status,
        recurrence=recurrence,
        started=None if began is None else at(began),
        finished=None if ended is None else at(ended),
        attempts=attempts,
    )


@pytest.mark.parametrize(
    ("runs", "minutes", "exact"),
    [
        pytest.param([ran(0, 5), ran(3, 12)], 12, True, id="first start to last finish"),
        pytest.param([ran(0, 5), ran(60, 60, recurrence="SkipCycle")], 5, True, id="a dry run takes no part"),
        pytest.param([ran(0, 5), ran(None, 9, "Failure")], 9, True, id="stopped before it began"),
        pytest.param([ran(0, 5), ran(None, 9)], 9, False, id="set to success, or its start not told"),
        pytest.param([ran(0, 5), ran(3, None)], 5, False, id="a finish not told"),
        pytest.param([ran(0, 5), ran(3, 9, attempts=2)], 9, False, id="an earlier attempt is not told"),
        pytest.param([ran(0, 5), ran(6, None, "Running")], 5, True, id="so far"),
        pytest.param([ran(None, None)], None, False, id="nothing told"),
        pytest.param([ran(9, 5)], None, False, id="no sense"),
        pytest.param([ran(0, 5, recurrence="Skip")], None, False, id="dry runs only"),
        pytest.param([], None, False, id="no run"),
    ],
)
def test_what_it_took(runs: list[Run], minutes: float | None, *, exact: bool) -> None:
    times = times_of(runs)
    assert times.took == (None if minutes is None else timedelta(minutes=minutes))
    assert times.took is None or times.exact is exact


def test_a_start_seen_before_the_repeat_stays_known() -> None:
    first = times_of([ran(0, 5, "Failure"), ran(2, None, "Running")])
    again = times_of([ran(50, 60, attempts=2), ran(2, 9)], first)
    assert (again.started, again.finished, again.exact, again.repeated) == (at(0), at(60), True, 1)


def test_without_run_numbers_nobody_knows_what_was_repeated() -> None:
    assert times_of([ran(0, 5, attempts=0)]).repeated is None
    assert times_of([ran(0, 5), ran(0, 5, attempts=3)]).repeated == 1


minutes = st.none() | st.integers(0, 500)
a_run = st.builds(
    ran,
    minutes,
    minutes,
    st.sampled_from(["Success", "Failure", "Running", "NotRun"]),
    st.sampled_from(["Normal", "Skip", "Pause"]),
    st.integers(0, 3),
)


@given(st.lists(a_run, max_size=6), st.lists(a_run, max_size=6))
def test_laws(before: list[Run], now: list[Run]) -> None:
    earlier = times_of(before)
    times = times_of(now, earlier)
    assert times.took is None or times.took >= timedelta(0)
    assert earlier.started is None or (times.started is not None and times.started <= earlier.started)
    assert times.start_known >= earlier.start_known
    assert not times.start_known or times.started is not None
    assert not times.finish_known or times.finished is not None


def test_what_older_code_kept_still_loads() -> None:
    kept = '{"state":"running","as_of":"2026-11-24T12:00:00Z","created":3,"succeeded":1}'
    assert progress_of(kept) == Progress(state=State.RUNNING, as_of=NOON, created=3, succeeded=1)
    assert progress_of(kept).times == UNTIMED
    times = Times(at(0), at(5), start_known=True, finish_known=True, repeated=2)
    timed = replace(progress_of(kept), times=times)
    assert progress_of(progress_text(timed)) == timed
