"""What the parser builds: pieces of a phrase that know their days, or what they still lack (a year, a month, a week,
a span).

`Settled` lacks nothing. `Yearly` lacks its year (`Apr 12`, `March`), `Monthly` its month (`the 6th`), `Weekly` its week
(`Friday`), `Bare` is a number that takes what it means from its neighbours, a `Selector` picks days out of a span
(`every Friday`, `first 3 days`).
"""

from collections.abc import Callable
from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.meaning import Meaning, Now, Refusal, ask, beside, plain, span
from bot.dates.model import Note, NoteKind
from bot.locale import Text, _

NEAR = 45
"""Days: what lacks its year and comes again within so many days is asked about. Source: dates.md 1.4."""


COUNTED_ON = "counted on"
"""Said of a run of days from a day on: it has its own end."""


class Node:
    """A piece of a phrase. `first` and `last` are the tokens it was read from, filled in by the parser."""

    __slots__ = ("first", "last", "narrow", "order", "taken", "wide")

    def __init__(self) -> None:
        self.first = 0
        self.last = 0
        self.order = ""
        """`md` or `dm` for a date in digits that has one order only: others beside it are written alike."""
        self.narrow: Node | None = None
        """What was said of the unit around it, where "of" stands between: `the 5th` of `the 5th of March`."""
        self.wide: Node | None = None
        """That unit."""
        self.taken: Selector | None = None
        """What is meant where it is left out of days that do not hold it: April except the last Friday."""

    def meaning(self, now: Now) -> Meaning:
        """Its days if nothing around it says more. Raises Refusal for a piece that has none by itself."""
        raise Refusal(_("A part of a date is missing: say the whole date."))


class Settled(Node):
    """Days that lack nothing.

    `whole` is the entire unit where the meaning ends yesterday; `year`, `month` (year, month) and `week` (a Monday) are
    what was said and can be carried to others.
    """

    __slots__ = ("_meaning", "edge", "inside", "month", "said", "unit", "week", "whole", "year", "year_behind")

    def __init__(
        self,
        meaning: Meaning,
        unit: str = "days",
        *,
        whole: tuple[int, int] | None = None,
        year: int | None = None,
        month: tuple[int, int] | None = None,
        week: int | None = None,
        edge: int | None = None,
        said: str = "",
    ) -> None:
        super().__init__()
        self._meaning = meaning
        self.unit = unit
        self.whole = whole
        self.year = year
        self.month = month
        self.week = week
        self.edge = edge
        self.said = said
        self.year_behind = False
        """Whether the year stands behind it, so that it may be meant for what stands before as well."""
        self.inside: Selector | None = None
        """What the words mean inside a span, where that is something else: the last 3 days of it."""

    def meaning(self, now: Now) -> Meaning:
        """Its days."""
        return self._meaning

    def entire(self) -> Days:
        """The whole unit, whether it is over or not."""
        return span(*self.whole) if self.whole else self._meaning.choices[0]


YearSpan = Callable[[int], Days | None]


class Yearly(Node):
    """Days that lack their year. `days(year)` are those of a year, None where that year has none."""

    __slots__ = ("day", "day_first", "days", "missing", "month", "numbered", "perhaps", "unit")

    def __init__(
        self,
        days: YearSpan,
        unit: str = "days",
        *,
        month: int | None = None,
        day: int | None = None,
        missing: Text | None = None,
    ) -> None:
        super().__init__()
        self.days = days
        self.unit = unit
        self.month = month
        self.day = day
        self.day_first = False
        self.numbered = False
        self.missing = missing
        self.perhaps: int | None = None
        """The year of a neighbour, where it may be of that year as well as the latest one."""

    def meaning(self, now: Now) -> Meaning:
        """The latest one that is over; near ahead it is asked about, today's is this year's. Source: dates.md 1.4."""
        return latest(self, now)

    def in_year(self, year: int, now: Now) -> Settled:
        """With the year said."""
        check_year(year)
        found = self.days(year)
        if found is None:
            raise self._no_such(year)
        start, end = found[0][0], found[-1][1]
        under_way = self.unit in UNITS and start <= now.today <= end
        meaning = current(now, start, end, None) if under_way else plain(found)
        month = (date.fromordinal(start).year, self.month) if self.month else None
        said = "numbered" if self.numbered else ""
        return Settled(meaning, self.unit, whole=(start, end), year=year, month=month, said=said)

    def _no_such(self, year: int) -> Refusal:
        return Refusal(self.missing or _("There is no such day in {year}.", year=str(year)))

    def near(self, day: int, after: bool) -> Days | None:
        """The first one that ends on or after `day`, or the latest that starts on or before it."""
        year = date.fromordinal(day).year
        for candidate in (year - 1, year, year + 1) if after else (year + 1, year, year - 1):
            found = self.days(candidate)
            if found and (found[-1][1] >= day if after else found[0][0] <= day):
                return found
        return None


UNITS = frozenset(("week", "month", "months", "quarter", "quarters", "half", "year"))
"""Units that are taken up to yesterday while they are not over."""


def check_year(year: int) -> None:
    """Raises Refusal for a year out of reach."""
    if not d.FIRST_YEAR <= year <= d.LAST_YEAR:
        raise Refusal(_("{year} is out of reach; years go from 2000 to 2100.", year=str(year)))


def current(now: Now, start: int, end: int, before: Days | None) -> Meaning:
    """A unit that holds today: to yesterday, beside it to today and the whole; on its first day a question."""
    note = Note(NoteKind.UNFINISHED, _("It is not over: taken up to yesterday."))
    whole = span(start, end)
    if now.today == start:
        choices = [span(now.today, now.today), *([before] if before else []), whole]
        return ask(_("It begins today. Which days do you mean?"), *choices, tag="today")
    return beside(span(start, now.today - 1), span(start, now.today), whole, tag="today", notes=(note,))


def latest(node: Yearly, now: Now) -> Meaning:
    """Which year a date without one is of."""
    # This year's first, so that a refusal speaks of it and not of another.
    this = node.days(now.year)
    found = [(now.year + 1, node.days(now.year + 1)), (now.year, this), (now.year - 1, node.days(now.year - 1))]
    this_year = found[1][1]
    if this_year is None:
        if node.missing is not None:
            raise Refusal(node.missing)
        raise Refusal(_("There is no such day in {year}.", year=str(now.year)))
    known = [days for _year, days in found if days]
    holding = next((days for days in known if days[0][0] <= now.today <= days[-1][1]), None)
    over = next((days for days in known if days[-1][1] < now.today), None)
    if holding:
        if node.unit in UNITS:
            return current(now, holding[0][0], holding[-1][1], over)
        return plain(holding)
    coming = next((days for days in reversed(known) if days[0][0] > now.today), None)
    if coming and over and node.unit == "half":
        return beside(over, coming, tag="year") if coming[0][0] - now.today <= NEAR else plain(over)
    if coming and over and coming[0][0] - now.today <= NEAR:
        return ask(_("Which year: the one to come, or the last one?"), coming, over, tag="year")
    return plain(over or known[-1])


class Weekly(Node):
    """Days that lack their week: Friday, 周五. `days(monday)` are those of a week."""

    __slots__ = ("days", "plural", "weekday")

    def __init__(self, days: Callable[[int], Days], *, weekday: int | None = None) -> None:
        super().__init__()
        self.days = days
        self.weekday = weekday

    def meaning(self, now: Now) -> Meaning:
        """The latest before today; one that is today's or to come this week is shown beside. Source: dates.md 1.4."""
        this, before = self.days(now.monday), self.days(now.monday - 7)
        if this[-1][1] < now.today:
            return plain(this)
        return beside(before, this, tag="week")

    def in_week(self, monday: int) -> Settled:
        """With the week said."""
        found = self.days(monday)
        return Settled(plain(found), "day", week=monday, whole=(found[0][0], found[-1][1]))

    def near(self, day: int, after: bool) -> Days | None:
        """The first one that ends on or after `day`, or the latest that starts on or before it."""
        monday = d.monday(day)
        for step in (-7, 0, 7) if after else (7, 0, -7):
            found = self.days(monday + step)
            if found[-1][1] >= day if after else found[0][0] <= day:
                return found
        return None


def weekday(n: int) -> Weekly:
    """One day of a week, Monday 1."""
    return Weekly(lambda monday: span(monday + n - 1, monday + n - 1), weekday=n)


class Bare(Node):
    """A number alone; its neighbours say whether it is a day of the month, a month or a weekday."""

    __slots__ = ("n", "text", "year")

    def __init__(self, n: int, text: str, year: int | None = None) -> None:
        super().__init__()
        self.n = n
        self.text = text
        self.year = year


class Selector(Node):
    """Picks days out of a span.

    `pick(days, now)` gives the choices (two where calendars differ). `ordinal` ones count inside the whole unit even
    while it is not over. `alone` is what the words mean without a span, None where that is a question. `question` is
    asked where the span has no first day of its own (a month, not `since Mar 2`).
    """

    __slots__ = ("alone", "base", "each", "ordinal", "pick", "question", "weekday")

    def __init__(
        self,
        pick: "Callable[[Days, Now], tuple[Days, ...]]",
        *,
        ordinal: bool = False,
        alone: Node | None = None,
        weekday: int | None = None,
        question: Text | None = None,
    ) -> None:
        super().__init__()
        self.pick = pick
        self.question = question
        self.ordinal = ordinal
        self.alone = alone
        self.weekday = weekday
        self.each: Callable[[Selector], Selector] | None = None
        """Makes another selector one of each month (quarter, week) as this one is: 每月第一天和最后一天."""

    def meaning(self, now: Now) -> Meaning:
        """Alone: what the words mean without a span, or a question."""
        if self.alone is None:
            return Meaning((), _("In which span? For example: in April, last month, since Apr 1."))
        return self.alone.meaning(now)
