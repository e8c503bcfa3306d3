"""Days for people, in the order and words of a language: a line of ranges, the dates of their runs, a calendar."""

from calendar import Calendar
from collections.abc import Sequence
from datetime import date
from itertools import islice

from bot.dates.model import ONE_DAY, DateRange, merge
from bot.locale import _n
from bot.locale.speech import MONTHS_EN, Speech

RANGES_SHOWN = 8
"""Ranges that a sentence names; the rest are counted."""

MONTHS_SHOWN = 6
"""Months that a calendar shows; the rest are counted."""

_ENGLISH_HEAD = " Mo  Tu  We  Th  Fr  Sa  Su"
_CHINESE_HEAD = " 一  二  三   四  五  六  日"
# A Chinese character is two columns wide in a terminal but often only five thirds beside the Latin letters of a
# browser's fixed-width face. One space more in the middle keeps each weekday within a column of its days in both.


def run_dates(ranges: Sequence[DateRange]) -> tuple[DateRange, ...]:
    """The dates on which the runs of these business dates are scheduled: the day after. Source: dates.md 1.2."""
    return merge(DateRange(item.start + ONE_DAY, item.end + ONE_DAY) for item in ranges)


def describe(ranges: Sequence[DateRange], speech: Speech) -> str:
    """`Mon 5 - Sun 11 Oct 2026`, `Fri 3, 10, 17 Apr 2026`; 2026-10-05 周一 至 10-11 周日, 2026-04-03、10、17（周五）.

    Every day has its weekday; the year stands where it changes, behind the days in English and before them in Chinese.
    """
    groups = _groups(ranges[:RANGES_SHOWN])
    years = [group[-1].end.year for group in groups]
    said: list[str] = []
    for index, group in enumerate(groups):
        first_of_year = index == 0 or years[index - 1] != years[index]
        last_of_year = index + 1 == len(groups) or years[index + 1] != years[index]
        said.append(_group(group, speech, year=first_of_year if speech.language == "zh" else last_of_year))
    text = speech.list(said)
    hidden = len(ranges) - RANGES_SHOWN
    if hidden > 0:
        more = speech.say(_n("and {count} more range", "and {count} more ranges", count=hidden))
        text = f"{text} {more}"
    return text


def _groups(ranges: Sequence[DateRange]) -> list[list[DateRange]]:
    """Single days in a row that share weekday and month stand together, everything else by itself."""
    groups: list[list[DateRange]] = []
    for item in ranges:
        if groups and _alike(groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _alike(one: DateRange, other: DateRange) -> bool:
    single = len(one) == len(other) == 1
    return single and _traits(one.start) == _traits(other.start)


def _traits(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.weekday()


def _group(group: Sequence[DateRange], speech: Speech, *, year: bool) -> str:
    first = group[0].start
    if len(group) == 1:
        return _range(group[0], speech, year=year)
    if speech.language == "zh":
        day, weekday = speech.day(first, year=year).split(" ")
        return f"{'、'.join([day, *(f'{item.start:%d}' for item in group[1:])])}（{weekday}）"
    # The day of the first is replaced by all of them: Fri 3 Apr 2026.
    weekday, _day, rest = speech.day(first, year=year).split(" ", 2)
    return f"{weekday} {', '.join(str(item.start.day) for item in group)} {rest}"


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
    """A calendar of the months that hold these days, the chosen ones in brackets; 28 columns of a fixed-width face."""
    chosen = {day for item in ranges[:1000] for day in islice(item, 4000)}
    months = sorted({(day.year, day.month) for day in chosen})
    grids = [_month(year, month, chosen, speech) for year, month in months[:MONTHS_SHOWN]]
    hidden = len(months) - MONTHS_SHOWN
    if hidden > 0:
        grids.append(speech.say(_n("… and {count} more month", "… and {count} more months", count=hidden)))
    return "\n\n".join(grids)


def _month(year: int, month: int, chosen: set[date], speech: Speech) -> str:
    chinese = speech.language == "zh"
    title = f"{year} 年 {month} 月" if chinese else f"{MONTHS_EN[month - 1]} {year}"
    weeks = (
        "".join(_cell(day, chosen) if day.month == month else "    " for day in week).rstrip()
        for week in Calendar().monthdatescalendar(year, month)
    )
    return "\n".join([title, _CHINESE_HEAD if chinese else _ENGLISH_HEAD, *weeks])


def _cell(day: date, chosen: set[date]) -> str:
    return f"[{day.day:>2}]" if day in chosen else f" {day.day:>2} "


__all__ = ["describe", "month_grid", "run_dates"]
