"""Days for people: one line of ranges, the dates their runs are scheduled, a calendar in text. Each in the order and words of a language."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from bot.dates.model import ONE_DAY, DateRange, merge
from bot.locale import _n
from bot.locale.speech import Speech

RANGES_SHOWN = 8
"""Ranges that a sentence names; the rest are counted."""

MONTHS_SHOWN = 6
"""Months that a calendar shows; the rest are counted."""

_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ENGLISH_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_CHINESE_DAYS = ("一", "二", "三", "四", "五", "六", "日")


def run_dates(ranges: Sequence[DateRange]) -> tuple[DateRange, ...]:
    """The dates on which the runs of these business dates are scheduled: the day after. Source: dates.md 1.2."""
    return merge(DateRange(item.start + ONE_DAY, item.end + ONE_DAY) for item in ranges)


def describe(ranges: Sequence[DateRange], speech: Speech) -> str:
    """`Mon 5 - Sun 11 Oct 2026, Tue 13 Oct 2026`; 2026-10-05 周一 至 10-11 周日. The year stands where it changes, weekdays always."""
    shown = ranges[:RANGES_SHOWN]
    years = [item.end.year for item in shown]
    said: list[str] = []
    for index, item in enumerate(shown):
        last_of_year = index + 1 == len(shown) or years[index + 1] != years[index]
        first_of_year = index == 0 or years[index - 1] != years[index]
        said.append(_range(item, speech, year=first_of_year if speech.language == "zh" else last_of_year))
    text = speech.list(said)
    hidden = len(ranges) - len(shown)
    if hidden:
        more = speech.say(_n("and {count} more range", "and {count} more ranges", count=hidden))
        text = f"{text} {more}"
    return text


def _range(item: DateRange, speech: Speech, *, year: bool) -> str:
    if item.start == item.end:
        return speech.day(item.start, year=year)
    if item.start.year != item.end.year:
        return _joined(speech.day(item.start), speech.day(item.end), speech)
    if speech.language == "zh":
        return _joined(speech.day(item.start, year=year), speech.day(item.end, year=False), speech)
    start = speech.day(item.start, year=False)
    if item.start.month == item.end.month:
        start = start.rsplit(" ", 1)[0]
    return _joined(start, speech.day(item.end, year=year), speech)


def _joined(start: str, end: str, speech: Speech) -> str:
    return f"{start} 至 {end}" if speech.language == "zh" else f"{start} - {end}"


def month_grid(ranges: Sequence[DateRange], speech: Speech) -> str:
    """A calendar of the months that hold these days, the chosen ones in brackets, for a fixed-width face. 28 columns, fit for a phone."""
    chosen = {day for item in ranges[:1000] for day in _some(item)}
    months = [month for month, _days in groupby(sorted(chosen), key=lambda day: (day.year, day.month))]
    grids = [_month(year, month, chosen, speech) for year, month in months[:MONTHS_SHOWN]]
    hidden = len(months) - MONTHS_SHOWN
    if hidden > 0:
        grids.append(speech.say(_n("… and {count} more month", "… and {count} more months", count=hidden)))
    return "\n\n".join(grids)


def _some(item: DateRange) -> Sequence[date]:
    """The days of a range, as far as anybody would look at them."""
    return [item.start + timedelta(days=offset) for offset in range(min(len(item), 4000))]


def _month(year: int, month: int, chosen: set[date], speech: Speech) -> str:
    names = _CHINESE_DAYS if speech.language == "zh" else _ENGLISH_DAYS
    # A Chinese character takes two columns of a fixed-width face, as two letters do.
    head = "".join(f" {name} " for name in names).rstrip()
    title = f"{year} 年 {month} 月" if speech.language == "zh" else f"{_ENGLISH_MONTHS[month - 1]} {year}"
    first = date(year, month, 1)
    at = first - timedelta(days=first.weekday())
    lines = [title, head]
    while (at.year, at.month) <= (year, month):
        week = [at + timedelta(days=offset) for offset in range(7)]
        lines.append("".join(_cell(day, chosen) if day.month == month else "    " for day in week).rstrip())
        at += timedelta(days=7)
    return "\n".join(lines)


def _cell(day: date, chosen: set[date]) -> str:
    return f"[{day.day:>2}]" if day in chosen else f" {day.day:>2} "


__all__ = ["describe", "month_grid", "run_dates"]
