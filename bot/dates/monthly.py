"""Days of a month: those that lack their month (the 6th, 6号), those of a month by its number, and whole dates."""

from collections.abc import Callable
from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.meaning import Meaning, Now, Refusal, plain, span
from bot.dates.names import LENGTHS, no_such_day
from bot.dates.nodes import Node, Settled, Yearly, YearSpan, check_year, latest
from bot.locale import _


class Monthly(Node):
    """Days that lack their month: the 6th, 6号. `days(year, month)` are those of a month, None where it has none."""

    __slots__ = ("day", "days", "name")

    def __init__(self, days: Callable[[int, int], Days | None], *, day: int | None = None) -> None:
        super().__init__()
        self.days = days
        self.day = day

    def meaning(self, now: Now) -> Meaning:
        """This month's if it is over, else a question with last month's first. Source: dates.md 1.4."""
        this = self.days(now.year, now.month)
        if this and this[-1][1] < now.today:
            return plain(this)
        before = self._before(now)
        following = this or self._following(now)
        choices = [choice for choice in (before, following) if choice]
        if not choices:
            raise Refusal(_("No month near has such a day."))
        return Meaning(tuple(choices), _("Which month: the one before, or this one?"), "month")

    def _before(self, now: Now) -> Days | None:
        for back in range(1, 4):
            found = self.days(*_month(now.year, now.month - back))
            if found:
                return found
        return None

    def _following(self, now: Now) -> Days | None:
        return next((f for f in (self.days(*_month(now.year, now.month + ahead)) for ahead in range(1, 4)) if f), None)

    def in_month(self, year: int, month: int) -> Settled:
        """With the month said."""
        check_year(year)
        found = self.days(year, month)
        if found is None:
            raise no_such_day(month, self.day or 31, year)
        return Settled(plain(found), "day", month=(year, month), whole=(found[0][0], found[-1][1]))

    def in_any(self, month: int) -> Yearly:
        """In a month whose year is not said."""
        if self.day:
            return day_of_month(month, self.day)
        return Yearly(lambda year: self.days(year, month), month=month)

    def near(self, day: int, after: bool) -> Days | None:
        """The first one that ends on or after `day`, or the latest that starts on or before it."""
        at = date.fromordinal(day)
        for step in (-1, 0, 1, 2) if after else (1, 0, -1, -2):
            found = self.days(*_month(at.year, at.month + step))
            if found and (found[-1][1] >= day if after else found[0][0] <= day):
                return found
        return None


def _month(year: int, month: int) -> tuple[int, int]:
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def day_of_month(month: int, day: int) -> Yearly:
    """A day of a month, without its year. Raises Refusal where no year has it."""
    if not 1 <= month <= 12 or not 1 <= day <= LENGTHS[month - 1]:
        raise no_such_day(month, day, None)

    def days(year: int) -> Days | None:
        if day > d.month_length(year, month):
            return None
        return span(*(d.number(year, month, day),) * 2)

    return LeapDay(days) if (month, day) == (2, 29) else Yearly(days, "day", month=month, day=day)


class LeapDay(Yearly):
    """29 February."""

    __slots__ = ()

    def __init__(self, days: YearSpan) -> None:
        super().__init__(days, "day", month=2, day=29)

    def meaning(self, now: Now) -> Meaning:
        """Refused without a year in a year that has none: never moved to another year in silence."""
        if self.days(now.year) is None:
            raise no_such_day(2, 29, now.year)
        return latest(self, now)

    def _no_such(self, year: int) -> Refusal:
        return no_such_day(2, 29, year)


def full_date(year: int, month: int, day: int) -> Settled:
    """A whole date. Raises Refusal for one that is none."""
    check_year(year)
    if not 1 <= month <= 12 or not 1 <= day <= d.month_length(year, month):
        raise no_such_day(month, day, year)
    at = d.number(year, month, day)
    return Settled(plain(span(at, at)), "day", year=year, month=(year, month), whole=(at, at))


def month_day(day: int) -> Monthly:
    """A day of a month that is not said. Raises Refusal where no month has it."""
    if not 1 <= day <= 31:
        raise Refusal(_("No month has a day {day}.", day=day))

    def days(year: int, month: int) -> Days | None:
        if day > d.month_length(year, month):
            return None
        return span(*(d.number(year, month, day),) * 2)

    return Monthly(days, day=day)
