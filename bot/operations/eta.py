"""When an operation that runs will have ended, learned from its own business dates. Pure; a range, or not known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from bot.operations.runs import FAILURE, NOT_RUN, Run, Seen, day_ended, day_succeeded
from bot.operations.timing import Times
from bot.request.load import Load

ENOUGH = 2
"""Business dates that must have succeeded before anything is learned from them: one tells no spread."""

WAITS_FOR_TIME = "WaitTime"
FROZEN = frozenset({"Pause", "PauseCalendar"})
"""TriggerRecurrence of what is suspended. It fails at its turn, unless somebody resumes it."""


@dataclass(frozen=True, slots=True)
class Eta:
    """Between which instants it ends, if nothing fails.

    `learned` is from how many of its business dates; 0: from the estimate that its preview showed.
    """

    earliest: datetime
    latest: datetime
    learned: int = 0


class Lanes(NamedTuple):
    """The business dates of one request, and how many of them run at once. API: Parallelism."""

    days: tuple[date, ...]
    at_once: int


class Span(NamedTuple):
    """Seconds: at least, at most."""

    low: float
    high: float


def eta(lanes: Sequence[Lanes], seen: Seen, times: Times, load: Load | None, now: datetime) -> Eta | None:
    """None while it is not known.

    It is not known before enough dates have ended, once a date takes longer than all that ended, and where what goes on
    waits for something else: a failure, a time, a person.
    """
    days = [day for lane in lanes for day in lane.days]
    runs = [run for day in days for run in seen.get(day, ())]
    if not days or not all(seen.get(day) for day in days) or _stands(runs):
        return None
    told = [at for run in runs for at in (run.started, run.finished) if at]
    now = max([now, *told])  # DataWorks' clock may be ahead of this one
    spans = [span for day in days if day_succeeded(seen[day]) if (span := _span(seen[day])) is not None]
    if len(spans) < ENOUGH or not any(spans):
        return _by_estimate(times, load, now)
    usual = Span(min(spans), max(spans))
    left = [_left(lane, seen, usual, now) for lane in lanes]
    known = [span for span in left if span is not None]
    if len(known) < len(left):
        return None
    low, high = (max(span[place] for span in known) for place in range(2))
    return Eta(now + timedelta(seconds=low), now + timedelta(seconds=high), len(spans))


def remaining(usual: Span, under_way: Sequence[Span], waiting: int, at_once: int) -> Span:
    """How long until the last date ends, when each of the `waiting` takes as long as is usual.

    `under_way` is what is left of each that began; `at_once` run side by side, and the next begins where one ends.
    """
    low, high = (_makespan([span[place] for span in under_way], usual[place], waiting, at_once) for place in range(2))
    return Span(low, high)


def _makespan(left: Iterable[float], each: float, waiting: int, at_once: int) -> float:
    free_at = list(left)
    free_at += [0.0] * (at_once - len(free_at))
    last = max(free_at, default=0.0)
    heapify(free_at)
    for _ in range(waiting):
        end = heappop(free_at) + each
        heappush(free_at, end)
        last = max(last, end)
    return last


def _left(lane: Lanes, seen: Seen, usual: Span, now: datetime) -> Span | None:
    """What is left of one request; None when one of its dates takes longer than is usual."""
    going = [seen[day] for day in lane.days if not day_ended(seen[day])]
    begun = [runs for runs in going if any(run.started for run in runs)]
    under_way: list[Span] = []
    for runs in begun:
        since = (now - min(run.started for run in runs if run.started)).total_seconds()
        if since > usual.high:
            return None
        repeated = any(run.attempts > 1 for run in runs)  # then it began earlier than it tells
        under_way.append(Span(0.0 if repeated else max(0.0, usual.low - since), usual.high - since))
    return remaining(usual, under_way, len(going) - len(begun), max(1, lane.at_once))


def _stands(runs: Sequence[Run]) -> bool:
    """Whether something waits for what no duration tells."""
    open_ = [run for run in runs if not run.ended]
    if any(run.status == WAITS_FOR_TIME or run.recurrence in FROZEN for run in open_):
        return True
    return any(run.status == FAILURE for run in runs) and any(run.status == NOT_RUN for run in open_)


def _span(runs: Sequence[Run]) -> float | None:
    """Seconds that a date took, 0 for one of dry runs only; None when DataWorks does not tell it whole."""
    ran = [run for run in runs if not run.dry]
    if not ran:
        return 0.0
    if any(run.attempts > 1 or run.started is None or run.finished is None for run in ran):
        return None
    first = min(run.started for run in ran if run.started)
    return max(0.0, (max(run.finished for run in ran if run.finished) - first).total_seconds())


def _by_estimate(times: Times, load: Load | None, now: datetime) -> Eta | None:
    """From the start on, as the preview estimated it; not known once it takes longer than that."""
    if load is None or times.started is None or not times.start_known:
        return None
    latest = times.started + timedelta(seconds=load.high)
    if latest < now:
        return None
    return Eta(max(now, times.started + timedelta(seconds=load.low)), latest)
