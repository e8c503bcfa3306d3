"""The day-of-month field of a Quartz schedule: numbers, lists, ranges, steps, `L`, `L-3`, `LW`, `15W`."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.request.quartz import values

FROM_END = re.compile(r"L(?:-(?P<offset>\d{1,2}))?(?P<workday>W)?")
NEAREST = re.compile(r"(?P<day>\d{1,2})W")
SATURDAY, SUNDAY = 6, 7


@dataclass(frozen=True)
class Monthdays:
    """Days of the month. `from_end`: days before the last one; `nearest`: numbers whose nearest workday is meant.

    A workday is Monday to Friday, as Quartz has it: it knows no holidays. `last_workday` is `LW`.
    """

    every: frozenset[int] = frozenset()
    from_end: frozenset[int] = frozenset()
    nearest: frozenset[int] = frozenset()
    last_workday: bool = False

    def fit(self, day: date) -> bool:
        """Whether the field names this day."""
        length = monthrange(day.year, day.month)[1]
        return (
            day.day in self.every
            or length - day.day in self.from_end
            or (self.last_workday and day == _nearest(day.replace(day=length)))
            or any(day == _nearest(day.replace(day=number)) for number in self.nearest if number <= length)
        )


EVERY_MONTHDAY = Monthdays(frozenset(range(1, 32)))


def monthdays(field: str) -> Monthdays:
    """The field read, in upper case. Raises ValueError for what is not certain."""
    if field == "?":
        return EVERY_MONTHDAY
    if found := FROM_END.fullmatch(field):
        if found["workday"] and found["offset"]:
            raise ValueError("a workday counted from the end of the month")
        if found["workday"]:
            return Monthdays(last_workday=True)
        return Monthdays(from_end=values(found["offset"] or "0", 0, 30))
    if found := NEAREST.fullmatch(field):
        return Monthdays(nearest=values(found["day"], 1, 31))
    # DataWorks writes the last day of the month into a list of days too.
    parts = field.split(",")
    numbers = [part for part in parts if part != "L"]
    # Where a range goes on after the end of a month is not certain, since months differ.
    every = values(",".join(numbers), 1, 31, wraps=False) if numbers else frozenset()
    return Monthdays(every, frozenset({0} if len(numbers) < len(parts) else ()))


def _nearest(day: date) -> date:
    """The workday nearest to a day within its month."""
    length = monthrange(day.year, day.month)[1]
    if day.isoweekday() == SATURDAY:
        return day + timedelta(days=2) if day.day == 1 else day - timedelta(days=1)
    if day.isoweekday() == SUNDAY:
        return day - timedelta(days=2) if day.day == length else day + timedelta(days=1)
    return day
