"""Sets of days as sorted, merged, inclusive ranges of day numbers (`date.toordinal`): fast, exact, without a zone."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date

Days = tuple[tuple[int, int], ...]

FIRST_YEAR, LAST_YEAR = 2000, 2100


def number(year: int, month: int, day: int) -> int:
    """The day number of a date that exists."""
    return date(year, month, day).toordinal()


def merge(ranges: Iterable[tuple[int, int]]) -> Days:
    """Sort, and join what overlaps or touches."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def union(many: Iterable[Days]) -> Days:
    """Every day that is in one of them."""
    return merge(item for days in many for item in days)


def intersect(left: Days, right: Days) -> Days:
    """The days in both."""
    found = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start <= end:
            found.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return merge(found)


def subtract(left: Days, right: Days) -> Days:
    """The days of `left` that are not in `right`."""
    found: list[tuple[int, int]] = []
    for start, end in left:
        for out_start, out_end in right:
            if out_end < start or out_start > end:
                continue
            if out_start > start:
                found.append((start, out_start - 1))
            start = out_end + 1
            if start > end:
                break
        if start <= end:
            found.append((start, end))
    return tuple(found)


def where(days: Days, keep: Callable[[int], bool]) -> Days:
    """The days for which `keep` is true."""
    return merge((day, day) for start, end in days for day in range(start, end + 1) if keep(day))


def count(days: Days) -> int:
    """How many days."""
    return sum(end - start + 1 for start, end in days)


def each(days: Days) -> Iterable[int]:
    """Day by day."""
    return (day for start, end in days for day in range(start, end + 1))


def isoweekday(day: int) -> int:
    """Monday is 1. Day number 1 was a Monday."""
    return (day - 1) % 7 + 1


def monday(day: int) -> int:
    """The Monday of the day's week."""
    return day - (day - 1) % 7


def month_length(year: int, month: int) -> int:
    """28 to 31."""
    return monthrange(year, month)[1]


def month(year: int, month: int) -> tuple[int, int]:
    """First and last day of a month; a month outside 1..12 is counted on into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    start = number(year, month, 1)
    return start, start + month_length(year, month) - 1


def months(year: int, first: int, size: int) -> tuple[int, int]:
    """First and last day of `size` months from `first` on."""
    return month(year, first)[0], month(year, first + size - 1)[1]


def quarter(year: int, n: int) -> tuple[int, int]:
    """First and last day of a quarter; counted on into other years outside 1..4."""
    return months(year, 3 * n - 2, 3)


def half_year(year: int, n: int) -> tuple[int, int]:
    """First and last day of a half-year; counted on outside 1..2."""
    return months(year, 6 * n - 5, 6)


def year(year: int) -> tuple[int, int]:
    """First and last day of a year."""
    return number(year, 1, 1), number(year, 12, 31)


def by_unit(days: Days, unit: str) -> list[Days]:
    """The whole months, quarters, years or weeks that a span touches."""
    first, last = date.fromordinal(days[0][0]), date.fromordinal(days[-1][1])
    if unit == "week":
        return [((at, at + 6),) for at in range(monday(days[0][0]), days[-1][1] + 1, 7)]
    if unit == "year":
        return [(year(number),) for number in range(first.year, last.year + 1)]
    size = {"month": 1, "quarter": 3}[unit]
    start, end = (first.year * 12 + first.month - 1) // size, (last.year * 12 + last.month - 1) // size
    return [(months(at * size // 12, at * size % 12 + 1, size),) for at in range(start, end + 1)]


def iso_week(year: int, week: int) -> int | None:
    """The Monday of an ISO week, None where the year has no such week."""
    try:
        return date.fromisocalendar(year, week, 1).toordinal()
    except ValueError:
        return None


def nth_weekday(start: int, end: int, weekday: int, nth: int) -> int | None:
    """The nth such weekday from the start (1...) or from the end (-1...) of a stretch, None where there is none."""
    day = (
        start + (weekday - isoweekday(start)) % 7 + 7 * (nth - 1)
        if nth > 0
        else end - (isoweekday(end) - weekday) % 7 + 7 * (nth + 1)
    )
    return day if start <= day <= end else None


def easter(year: int) -> int:
    """Easter Sunday of the Gregorian calendar, after the method of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    p = h + m - 7 * n + 114
    return number(year, p // 31, p % 31 + 1)
