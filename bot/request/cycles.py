"""Cycles of a task on a business date, from its schedule. API: Trigger.Cron, in Quartz form: seconds first, six or
seven fields, weekdays from 1 = Sunday to 7 = Saturday. What cannot be read for certain has no schedule here, so that a
count is right or not known.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.dates.model import TimeWindow
from bot.request.monthdays import EVERY_MONTHDAY, Monthdays, monthdays
from bot.request.quartz import values
from bot.request.weekdays import EVERY_WEEKDAY, Weekdays, weekdays

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
MONTH_NAMES = {name: number for number, name in enumerate(MONTHS, start=1)}
EVERY_MONTH = frozenset(range(1, 13))


class Recurrence(StrEnum):
    """How often a task runs, as DataWorks calls its schedules."""

    MINUTELY = "minutely"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Cycles:
    """The instances of one task for one business date.

    `on_cycle` is False on a day its weekly, monthly or yearly schedule leaves out: the instances exist and succeed
    without running. API: TriggerRecurrence SkipCycle. `in_gap`: the clock jumps over the one run of the day, which
    becomes a dry run. `outside`: the one run of the day lies outside the time window, which does not cut it.
    """

    count: int
    on_cycle: bool = True
    in_gap: bool = False
    outside: bool = False

    @property
    def real(self) -> bool:
        """Whether something is computed."""
        return self.count > 0 and self.on_cycle and not self.in_gap


@dataclass(frozen=True)
class Schedule:
    """A schedule that was read. `times` are those of a full day, sorted; `years` is empty for all of them."""

    kind: Recurrence
    times: tuple[time, ...]
    months: frozenset[int]
    monthdays: Monthdays
    weekdays: Weekdays
    years: frozenset[int] = frozenset()

    def runs_on(self, day: date) -> bool:
        """Whether this scheduled date (the day after the business date) is on cycle."""
        return (
            day.month in self.months
            and (not self.years or day.year in self.years)
            and self.monthdays.fit(day)
            and self.weekdays.fit(day)
        )

    def cycles(self, biz_date: date, zone: str, window: TimeWindow | None = None) -> Cycles:
        """The instances for a business date; `zone` is that of the project's scheduling.

        Days of a clock change: several runs a day lose those in the skipped hour, and those in the repeated hour run
        once; a single run in the skipped hour becomes dry. A window picks among several runs a day only.
        """
        scheduled = biz_date + timedelta(days=1)
        on_cycle = self.runs_on(scheduled)
        skipped = skipped_times(scheduled, zone)
        if len(self.times) == 1:
            outside = window is not None and not window.start <= self.times[0] <= window.end
            return Cycles(1, on_cycle, in_gap=_within(skipped, self.times[0]), outside=outside)
        picked = _picked(self.times, window)
        return Cycles(sum(not _within(skipped, at) for at in picked) if skipped else len(picked), on_cycle)


@lru_cache(maxsize=4096)
def schedule(cron: str | None) -> Schedule | None:
    """The schedule of a Trigger.Cron, None when it is not known: absent, or with something that is not certain."""
    fields = (cron or "").upper().split()
    if len(fields) not in (6, 7):
        return None
    try:
        return _schedule(*fields)
    except ValueError:
        return None


def _schedule(
    second: str, minute: str, hour: str, monthday: str, month: str, weekday: str, year: str = "*"
) -> Schedule:
    """Raises ValueError for what is not certain. Quartz takes a day of the month or of the week, not both."""
    days, week = monthdays(monthday), weekdays(weekday)
    if days != EVERY_MONTHDAY and week != EVERY_WEEKDAY:
        raise ValueError("both a day of the month and of the week")
    seconds, minutes, hours = values(second, 0, 59), values(minute, 0, 59), values(hour, 0, 23)
    months = values(month, 1, 12, MONTH_NAMES)
    times = tuple(time(at, past, sec) for at in sorted(hours) for past in sorted(minutes) for sec in sorted(seconds))
    kind = _kind(len(minutes) * len(seconds), len(hours))
    if months != EVERY_MONTH or year not in ("*", "?"):
        kind = Recurrence.YEARLY
    elif days != EVERY_MONTHDAY:
        kind = Recurrence.MONTHLY
    elif week != EVERY_WEEKDAY:
        kind = Recurrence.WEEKLY
    return Schedule(kind, times, months, days, week, _years(year))


def _kind(an_hour: int, hours: int) -> Recurrence:
    if an_hour > 1:
        return Recurrence.MINUTELY
    return Recurrence.HOURLY if hours > 1 else Recurrence.DAILY


def _years(field: str) -> frozenset[int]:
    """`2026`, `2026,2027` or `2026-2028`; empty for all."""
    if field in ("*", "?"):
        return frozenset()
    found: set[int] = set()
    for part in field.split(","):
        first, _dash, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


@lru_cache(maxsize=4096)
def skipped_times(day: date, zone: str) -> tuple[time, time] | None:
    """The times of a scheduled date that its clock jumps over: the first skipped one, and the first after them."""
    at = ZoneInfo(zone)
    begins = datetime.combine(day, time.min, at)
    ends = datetime.combine(day + timedelta(days=1), time.min, at)
    before, after = begins.utcoffset(), ends.utcoffset()
    if before is None or after is None or after <= before:
        return None
    for minute in range(24 * 60):
        wall = datetime.combine(day, time(minute // 60, minute % 60), at)
        if datetime.fromtimestamp(wall.timestamp(), at).replace(tzinfo=None) != wall.replace(tzinfo=None):
            # A zone that leaves out a whole day has no offset that says so; none schedules anything here.
            return wall.time(), (wall.replace(tzinfo=None) + (after - before)).time()
    return None


@lru_cache(maxsize=1024)
def _picked(times: tuple[time, ...], window: TimeWindow | None) -> tuple[time, ...]:
    return times if window is None else tuple(at for at in times if window.start <= at <= window.end)


def _within(skipped: tuple[time, time] | None, at: time) -> bool:
    return skipped is not None and skipped[0] <= at < skipped[1]
