"""When a task runs on a day, read from the six cron fields that DataWorks shows (Quartz: seconds first, 1 = Sunday)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_WEEKDAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), start=1)}


@dataclass(frozen=True)
class Cycle:
    """One scheduled run of a day: its number (from 1) and its moment; `skipped` when the clock change swallowed it."""

    number: int
    at: datetime
    skipped: bool = False


@dataclass(frozen=True)
class Cron:
    """The parsed fields of one expression."""

    second: int
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> "Cron":
        """Read `second minute hour day-of-month month day-of-week`.

        Raises:
            ValueError: not six fields, or a part that is not a number, range, step, list, weekday name, `*` or `?`.
        """
        fields = text.split()
        if len(fields) != 6:
            raise ValueError(f"{text!r} has {len(fields)} fields, not six")
        second, minute, hour, day, month, weekday = fields
        return cls(
            second=int(second),
            minutes=tuple(sorted(_numbers(minute, 0, 59))),
            hours=tuple(sorted(_numbers(hour, 0, 23))),
            days=_numbers(day, 1, 31),
            months=_numbers(month, 1, 12),
            weekdays=_numbers(weekday, 1, 7),
        )

    @property
    def cycles_a_day(self) -> int:
        """How many runs a full day has."""
        return len(self.minutes) * len(self.hours)

    def runs_on(self, day: date) -> bool:
        """Whether this scheduled run date is on cycle (weekly and monthly tasks skip most)."""
        weekday = day.isoweekday() % 7 + 1
        return day.day in self.days and day.month in self.months and weekday in self.weekdays

    def cycles(self, day: date, zone: ZoneInfo) -> list[Cycle]:
        """The runs of a scheduled run date, off-cycle days included (their runs are dry runs).

        A clock change: an hourly task loses the skipped hour, a daily one keeps its run but dry; an hour that comes
        twice runs the second time only.
        """
        return list(_cycles(self, day, zone))


@lru_cache(maxsize=4096)
def _cycles(cron: Cron, day: date, zone: ZoneInfo) -> tuple[Cycle, ...]:
    found: list[Cycle] = []
    for hour in cron.hours:
        for minute in cron.minutes:
            at = datetime.combine(day, time(hour, minute, cron.second), zone).replace(fold=1)
            exists = _exists(at)
            if exists or cron.cycles_a_day == 1:
                found.append(Cycle(len(found) + 1, at, skipped=not exists))
    return tuple(found)


def scheduled_day(bizdate: date) -> date:
    """The run date of a business date: the day after."""
    return bizdate + timedelta(days=1)


def _exists(at: datetime) -> bool:
    """Whether a wall clock time happens at all."""
    there_and_back = datetime.fromtimestamp(at.timestamp(), at.tzinfo)
    return there_and_back.replace(tzinfo=None) == at.replace(tzinfo=None)


def _numbers(field: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in field.upper().split(","):
        span, _, step = part.partition("/")
        if span in {"*", "?"}:
            first, last = low, high
        else:
            start, dash, end = span.partition("-")
            first = _number(start)
            last = _number(end) if dash else (high if step else first)
        if not low <= first <= last <= high:
            raise ValueError(f"{field!r} is not within {low}-{high}")
        found.update(range(first, last + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str) -> int:
    return _WEEKDAYS[text] if text in _WEEKDAYS else int(text)
