"""Judging days one at a time: a rule about ONE day, put to every day of many years. No range arithmetic.

A rule is a Python expression over the names below, for example `wk == -1 and wd != 5` (last week but not Friday) or
`1 <= ago <= 4` (last 4 days). What an engine gets wrong by adding and cutting ranges cannot be repeated here.

| name | of the day that is asked about |
|---|---|
| d, t | the day; today (`datetime.date`) |
| ymd, md | 20260412; 412 |
| y, m, dd, q | year, month, day of the month, quarter |
| wd, iso | ISO weekday, Monday = 1; ISO year and week, 202616 |
| left | days that are left in its month: 0 is the month's last |
| nth, back | which such weekday of its month, counted from the month's start; from its end |
| ago | days from it to today: 1 is yesterday, -1 tomorrow |
| wk, mo, qt, yr | Monday weeks, months, quarters, years after today's: -1 is the one before |

Functions for rules that count: `weekdays_to`, `business`, `business_back`, `works`.
"""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import chinese_calendar

FIRST, LAST = date(2014, 1, 1), date(2031, 12, 31)
"""The days that every rule is put to."""

Ranges = tuple[tuple[date, date], ...]
"""Inclusive ranges, sorted, no two touching."""


def weekdays_to(d: date, t: date) -> int:
    """How many Mondays to Fridays there are from `d` up to the day before `t`."""
    return sum(day.isoweekday() <= 5 for day in map(date.fromordinal, range(d.toordinal(), t.toordinal())))


def business(d: date) -> int:
    """How many Mondays to Fridays of its month there are up to `d`, itself included."""
    return sum(d.replace(day=day).isoweekday() <= 5 for day in range(1, d.day + 1))


def business_back(d: date) -> int:
    """How many Mondays to Fridays of its month there are from `d` on, itself included."""
    last = calendar.monthrange(d.year, d.month)[1]
    return sum(d.replace(day=day).isoweekday() <= 5 for day in range(d.day, last + 1))


def works(d: date) -> bool:
    """Whether the official Chinese calendar, make-up days included, has `d` as a working day. Years 2004 to 2026."""
    return bool(chinese_calendar.is_workday(d))


def _week(d: date) -> int:
    return (d.toordinal() - d.weekday()) // 7


def _fields(d: date) -> tuple[object, ...]:
    iso = d.isocalendar()
    left = calendar.monthrange(d.year, d.month)[1] - d.day
    return (
        d,
        d.year * 10000 + d.month * 100 + d.day,
        d.month * 100 + d.day,
        d.year,
        d.month,
        d.day,
        (d.month + 2) // 3,
        d.isoweekday(),
        iso.year * 100 + iso.week,
        left,
        (d.day + 6) // 7,
        left // 7 + 1,
        d.toordinal(),
        _week(d),
        d.year * 12 + d.month,
        d.year * 4 + (d.month + 2) // 3,
    )


_NAMES = "d, ymd, md, y, m, dd, q, wd, iso, left, nth, back, _ordinal, _week, _month, _quarter"
_ROWS = tuple(_fields(date.fromordinal(ordinal)) for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1))
_RELATIVE = "(_T - _ordinal, _week - _TW, _month - _TM, _quarter - _TQ, y - t.year)"


@cache
def days(rule: str, today: date) -> frozenset[date]:
    """Every day between FIRST and LAST for which `rule` holds when today is `today`."""
    values = {
        "t": today,
        "_T": today.toordinal(),
        "_TW": _week(today),
        "_TM": today.year * 12 + today.month,
        "_TQ": today.year * 4 + (today.month + 2) // 3,
        "_ROWS": _ROWS,
        "weekdays_to": weekdays_to,
        "business": business,
        "business_back": business_back,
        "works": works,
    }
    source = f"[d for ({_NAMES}) in _ROWS for (ago, wk, mo, qt, yr) in ({_RELATIVE},) if ({rule})]"
    return frozenset(eval(source, values))  # noqa: S307 - the rules are our own files


def in_ranges(chosen: Iterable[date]) -> Ranges:
    """The same days as sorted, merged, inclusive ranges."""
    ordered = sorted(chosen)
    if not ordered:
        return ()
    breaks = [(before, after) for before, after in pairwise(ordered) if after - before > timedelta(days=1)]
    starts = [ordered[0], *(after for _, after in breaks)]
    ends = [*(before for before, _ in breaks), ordered[-1]]
    return tuple(zip(starts, ends, strict=True))
