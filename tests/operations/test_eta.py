"""When it will have ended: laws of the range, and when it is not known."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operations.eta import Eta, Lanes, Span, eta, remaining
from bot.operations.runs import Run, Seen
from bot.operations.timing import UNTIMED, times_of
from bot.request.load import Load

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAYS = tuple(date(2026, 11, number) for number in range(1, 8))
LOAD = Load(low=3000, middle=3600, high=4200, known=1, tasks=1)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def run(
    day: date,
    began: float | None = None,
    ended: float | None = None,
    status: str = "",
    recurrence: str = "Normal",
    attempts: int = 1,
) -> Run:
    usual = "Success" if ended is not None else "Running" if began is not None else "NotRun"
    return Run(
        id=day.day,
        task_id=1001,
        task_name="ods_orders",
        bizdate=day,
        status=status or usual,
        recurrence=recurrence,
        started=None if began is None else at(began),
        finished=None if ended is None else at(ended),
        attempts=attempts,
    )


def seen(*runs: Run) -> dict[date, tuple[Run, ...]]:
    """These, and nothing begun on the other days."""
    its: dict[date, tuple[Run, ...]] = {day: (run(day),) for day in DAYS}
    return its | {item.bizdate: (item,) for item in runs}


def told(its: Seen, now: float, load: Load | None = None, at_once: int = 1) -> tuple[float, float, int] | None:
    """Minutes after noon, and from how many dates it is learned."""
    times = times_of([item for runs in its.values() for item in runs])
    found = eta([Lanes(DAYS, at_once)], its, times, load, at(now))
    if found is None:
        return None
    low, high = ((moment - NOON).total_seconds() / 60 for moment in (found.earliest, found.latest))
    return low, high, found.learned


TWO_ENDED = (run(DAYS[0], 0, 10), run(DAYS[1], 10, 22), run(DAYS[2], 22))


def test_it_is_learned_from_the_dates_that_ended() -> None:
    assert told(seen(*TWO_ENDED), 25) == (22 + 5 * 10, 22 + 5 * 12, 2)
    assert told(seen(*TWO_ENDED), 25, LOAD) == (72, 82, 2), "the estimate of the preview is over"


def test_several_dates_run_at_once() -> None:
    its = seen(run(DAYS[0], 0, 10), run(DAYS[1], 0, 12), run(DAYS[2], 10), run(DAYS[3], 12))
    low, high, _ = told(its, 15, at_once=2) or (0, 0, 0)
    # Three dates wait: one after what ends first, one after the other, one more.
    assert (low, high) == (40, 46)


def test_linked_requests_run_beside_each_other() -> None:
    its = seen(*TWO_ENDED, run(DAYS[4], 22))
    lanes = [Lanes(DAYS[:4], 1), Lanes(DAYS[4:], 1)]
    found = eta(lanes, its, UNTIMED, None, at(22))
    assert found == Eta(at(22 + 30), at(22 + 36), 2)


def test_off_cycle_dates_take_no_time() -> None:
    its = seen(run(DAYS[0], 0, 10), run(DAYS[1], 10, 10, recurrence="SkipCycle"), run(DAYS[2], 10))
    assert told(its, 12) == (12, 10 + 5 * 10, 2)


@pytest.mark.parametrize(
    ("its", "now"),
    [
        pytest.param(seen(), 0, id="nothing begun"),
        pytest.param(seen(run(DAYS[0], 0, 10), run(DAYS[1], 10)), 12, id="one date tells no spread"),
        pytest.param(seen(*TWO_ENDED), 35, id="longer than all before"),
        pytest.param(seen(*TWO_ENDED[:2], run(DAYS[2], 22, 25, "Failure")), 26, id="waits behind a failure"),
        pytest.param(
            seen(*TWO_ENDED[:1], run(DAYS[1], 10, 12, "Failure"), run(DAYS[2], 22))
            | {day: (run(day, 12),) for day in DAYS[2:]},
            20,
            id="a date that failed tells nothing",
        ),
        pytest.param(seen(*TWO_ENDED, run(DAYS[3], status="WaitTime")), 25, id="waits for its time"),
        pytest.param(seen(*TWO_ENDED, run(DAYS[3], recurrence="Pause")), 25, id="suspended"),
        pytest.param({day: (run(day, 0, 1),) for day in DAYS[:6]}, 2, id="a date was not seen"),
        pytest.param(
            seen(run(DAYS[0], 0, 10, attempts=2), run(DAYS[1], 10, 22), run(DAYS[2], 22)), 25, id="not told whole"
        ),
        pytest.param(
            seen(run(DAYS[0], 0, 0, recurrence="Skip"), run(DAYS[1], 0, 0, recurrence="Skip"), run(DAYS[2], 0)),
            1,
            id="nothing ran yet",
        ),
    ],
)
def test_unknown_is_called_unknown(its: Seen, now: float) -> None:
    assert told(its, now) is None


def test_before_anything_is_learned_the_estimate_of_the_preview_holds() -> None:
    begun = seen(run(DAYS[0], 0))
    assert told(begun, 5, LOAD) == (50, 70, 0)
    assert told(begun, 60, LOAD) == (60, 70, 0), "never in the past"
    assert told(begun, 71, LOAD) is None, "it took longer"
    assert told(seen(), 5, LOAD) is None, "not begun"


def test_a_clock_that_is_ahead_is_followed() -> None:
    assert told(seen(*TWO_ENDED), -500) == (22 + 5 * 10, 22 + 5 * 12, 2)


seconds = st.floats(0, 10_000)


def finish(lengths: Sequence[float], left: Sequence[float], at_once: int) -> float:
    """What a scheduler would do: the next date begins in the lane that is free first."""
    lanes = [*left, *[0.0] * (at_once - len(left))]
    for length in lengths:
        lanes[lanes.index(min(lanes))] += length
    return max(lanes)


@given(seconds, seconds, st.data(), st.integers(1, 10))
def test_the_range_holds_what_happens(one: float, other: float, data: st.DataObject, at_once: int) -> None:
    """Whenever each date takes something between the bounds, so does the whole."""
    usual = Span(min(one, other), max(one, other))
    length = st.floats(usual.low, usual.high)
    waiting = data.draw(st.lists(length, max_size=12))
    begun = data.draw(st.lists(st.tuples(length, st.floats(0, 1)), max_size=at_once))
    truly = [whole * (1 - part) for whole, part in begun]
    left = [Span(max(0.0, usual.low - whole * part), usual.high - whole * part) for whole, part in begun]
    low, high = remaining(usual, left, len(waiting), at_once)
    assert 0 <= low <= high
    assert low - 0.01 <= finish(waiting, truly, at_once) <= high + 0.01


@given(seconds, seconds, st.lists(seconds, max_size=5), st.integers(0, 20), st.integers(1, 5))
def test_it_shrinks_as_runs_end(one: float, other: float, left: list[float], waiting: int, at_once: int) -> None:
    """One date less, or less of one that is under way, never makes it later."""
    usual = Span(min(one, other), max(one, other))
    spans = [Span(span / 2, span) for span in left]
    now = remaining(usual, spans, waiting, at_once)
    later = [remaining(usual, spans, max(0, waiting - 1), at_once)]
    if spans:
        later.append(remaining(usual, [Span(spans[0].low / 2, spans[0].high / 2), *spans[1:]], waiting, at_once))
    assert all(span.low <= now.low + 0.01 and span.high <= now.high + 0.01 for span in later)


@given(st.lists(st.floats(1, 1000), min_size=7, max_size=7), st.floats(0, 1))
def test_while_it_runs_it_is_never_over_and_never_upside_down(lengths: list[float], part: float) -> None:
    """Seven dates one after the other, seen at any moment."""
    now, begins, its = sum(lengths) * part, 0.0, []
    for day, length in zip(DAYS, lengths, strict=True):
        ends = begins + length
        its.append(run(day, begins if begins <= now else None, ends if ends <= now else None))
        begins = ends
    found = told(seen(*its), now)
    assert found is None or now - 0.01 <= found[0] <= found[1] + 0.01
    same = told(seen(*its), now, at_once=3)
    assert found is None or same is None or same[1] <= found[1] + 0.01, "more at once is never slower"
