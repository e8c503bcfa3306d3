"""The day-of-week field of a Quartz schedule: 1 = Sunday ... 7 = Saturday, names, lists, ranges, `6L`, `6#3`."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from bot.request.quartz import values

NAMES = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), start=1)}
DAY = rf"[1-7]|{'|'.join(NAMES)}"
LAST = re.compile(rf"(?P<day>{DAY})L")
NTH = re.compile(rf"(?P<day>{DAY})#(?P<nth>[1-5])")


@dataclass(frozen=True)
class Weekdays:
    """Days of the week by Quartz's numbers; those of `last` only the last in their month, of `nth` (day, which one)."""

    every: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    nth: frozenset[tuple[int, int]] = frozenset()

    def fit(self, day: date) -> bool:
        """Whether the field names this day."""
        number = day.isoweekday() % 7 + 1
        if number in self.every or (number, (day.day - 1) // 7 + 1) in self.nth:
            return True
        return number in self.last and day.day + 7 > monthrange(day.year, day.month)[1]


EVERY_WEEKDAY = Weekdays(frozenset(range(1, 8)))


def weekdays(field: str) -> Weekdays:
    """The field read, in upper case. Raises ValueError for what is not certain."""
    if field == "?":
        return EVERY_WEEKDAY
    if field == "L":
        return Weekdays(frozenset({7}))
    # Quartz takes L and # alone only: what it makes of them in a list is not certain.
    if found := LAST.fullmatch(field):
        return Weekdays(last=values(found["day"], 1, 7, NAMES))
    if found := NTH.fullmatch(field):
        return Weekdays(nth=frozenset((day, int(found["nth"])) for day in values(found["day"], 1, 7, NAMES)))
    return Weekdays(values(field, 1, 7, NAMES))
