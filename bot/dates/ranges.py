"""From one end to another, since a start, several at once: each end takes from the other what it lacks."""

from datetime import date

from bot.dates import days as d
from bot.dates.between import LONGEST_OVER_NEW_YEAR, backwards, settled_range
from bot.dates.days import Days
from bot.dates.meaning import Meaning, Now, Refusal, combine, distinct, span
from bot.dates.monthly import Monthly, month_day
from bot.dates.nodes import UNITS, Bare, Node, Selector, Settled, Weekly, Yearly
from bot.dates.orders import ORDER, DaysOrDate, Orders, month_or_day
from bot.dates.starts import edge, end_of, lacking, start_of
from bot.dates.years import PerhapsOf
from bot.locale import _


class Range(Node):
    """From `a` to `b`, both included."""

    __slots__ = ("a", "b")

    def __init__(self, a: Node, b: Node) -> None:
        super().__init__()
        self.a = a
        self.b = b

    def meaning(self, now: Now) -> Meaning:
        """Its days."""
        return reduced(self, now).meaning(now)


class Since(Node):
    """From `a` up to yesterday. `through`: a word for today was said (`today`), for now (`now`), or nothing.

    `of`: it was said of data, so that `a` itself comes first: the data from last week.
    """

    __slots__ = ("a", "of", "through")

    def __init__(self, a: Node, through: str = "", *, of: bool = False) -> None:
        super().__init__()
        self.a = a
        self.through = through
        self.of = of

    def meaning(self, now: Now) -> Meaning:
        """To yesterday, beside it to today; the other way round where today was named."""
        if not self.of:
            return self._onwards(now)
        own, onwards = self.a.meaning(now), self._onwards(now)
        return Meaning(distinct((*own.choices, *onwards.choices)), own.ask or onwards.ask, own.tag, own.notes)

    def _onwards(self, now: Now) -> Meaning:
        """To yesterday, beside it to today; the other way round where today was named."""
        starts = edge(self.a, now, now.today - 1, after=False) if lacking(self.a) else start_of(self.a, now)
        if all(choice[0][0] > now.today for choice in starts.choices):
            raise Refusal(_("That is still to come; there is nothing since then."), "yesterday", "last 7 days")
        ends = (0, -1) if self.through == "today" else (-1, 0)

        def join(end: int) -> Meaning:
            return starts.map(lambda days: span(days[0][0], now.today + end) if days[0][0] <= now.today + end else None)

        choices = distinct(choice for end in ends for choice in join(end).choices)
        return Meaning(choices, starts.ask, starts.tag or "today", starts.notes)


class After(Node):
    """`after D`: whether D itself counts is asked."""

    __slots__ = ("a",)

    def __init__(self, a: Node) -> None:
        super().__init__()
        self.a = a

    def meaning(self, now: Now) -> Meaning:
        """A question with both."""
        starts = edge(self.a, now, now.today - 1, after=False) if lacking(self.a) else self.a.meaning(now)
        yesterday = now.today - 1
        choices: list[Days] = []
        for days in starts.choices:
            choices += [span(first, yesterday) for first in (days[-1][1] + 1, days[0][0]) if first <= yesterday]
        if not choices:
            raise Refusal(_("There is no day that is over after that."), "yesterday")
        return Meaning(distinct(choices), _("Does the day itself count?"))


class Union(Node):
    """Several at once."""

    __slots__ = ("items",)

    def __init__(self, items: list[Node]) -> None:
        super().__init__()
        self.items = items

    def meaning(self, now: Now) -> Meaning:
        """Every day that is in one of them."""
        return combine([item.meaning(now) for item in self.items], d.union)


def reduced(node: Range, now: Now) -> Node:  # noqa: C901 one line a pair of kinds
    """A range as one node: periodic where both ends lack the same, settled otherwise.

    Raises Refusal when it is reversed.
    """
    a, b = node.a, node.b
    if isinstance(a, Range):
        a = reduced(a, now)
    if isinstance(b, Settled) and b.said == "unit behind":
        if isinstance(a, Weekly) and b.week is not None:
            a = a.in_week(b.week)
        elif isinstance(a, Monthly) and b.month is not None:
            a = a.in_month(*b.month)
    if isinstance(a, Yearly) and isinstance(b, Settled) and b.unit == "year":
        raise Refusal(_("To when? Say the last day too."), "from Apr 1 to Apr 7", "since Apr 1")
    if isinstance(a, Selector) and a.alone is not None:
        a = a.alone
    if isinstance(b, Selector) and b.alone is not None:
        b = b.alone
    if isinstance(a, Bare) or isinstance(b, Bare):
        return _bare_range(a, b)
    if isinstance(a, Orders) or isinstance(b, Orders):
        return _order_range(a, b, now)
    if isinstance(a, Yearly):
        if isinstance(b, Yearly):
            return _yearly_range(a, b)
        if isinstance(b, Monthly) and a.month and a.unit not in UNITS:
            return _yearly_range(a, b.in_any(a.month))
        if isinstance(b, Monthly | Weekly) and a.unit in UNITS:
            a = _settled_unit(a, now)
    if isinstance(a, Monthly):
        if isinstance(b, Monthly):
            return _monthly_range(a, b)
        if isinstance(b, Yearly) and b.month and b.unit not in UNITS:
            return _yearly_range(a.in_any(b.month), b)
    if isinstance(a, Weekly) and isinstance(b, Weekly):
        return _weekly_range(a, b)
    question = _open_end(a, b, now)
    if question is None and isinstance(b, Settled) and b.said == "today" and not lacking(a):
        return Since(a, "today")
    return Settled(question or settled_range(a, b, now))


def _settled_unit(node: Yearly, now: Now) -> Settled:
    """The latest one, with its year."""
    start = node.meaning(now).choices[0][0][0]
    return node.in_year(date.fromordinal(start).year, now)


def _open_end(a: Node, b: Node, now: Now) -> Meaning | None:
    """The question about an end that is open by itself; an end that lacks something is settled by the other first."""
    asked = [] if lacking(a) else [start_of(a, now)]
    if not asked or not lacking(b):
        asked.append(end_of(b, now))
    return next((meaning for meaning in asked if not meaning.choices), None)


def _bare_range(a: Node, b: Node) -> Node:
    if isinstance(a, Bare) and isinstance(b, Bare):
        options: list[Yearly | Settled] = list(month_or_day(a.n, b.n))
        if 1 <= a.n < b.n <= 31:
            return DaysOrDate(options, Range(month_day(a.n), month_day(b.n)))
        if options:
            return Orders(options, alone=True)
    lone = a if isinstance(a, Bare) else b
    assert isinstance(lone, Bare)  # noqa: S101 one of them is
    raise Refusal(_("{number} alone is not a date: say its month.", number=lone.text))


def _order_range(a: Node, b: Node, now: Now) -> Node:
    """Both ends are written in the same order."""
    left = a.options if isinstance(a, Orders) else [a]
    right = b.options if isinstance(b, Orders) else [b]
    if isinstance(a, Settled) and a.year is not None and isinstance(b, Orders):
        right = right[:1]
    if isinstance(b, Settled) and b.year is not None and isinstance(a, Orders):
        left = left[:1]
    size = max(len(left), len(right))
    meanings = []
    reasons: list[Refusal] = []
    for index in range(size):
        try:
            meanings.append(Range(left[min(index, len(left) - 1)], right[min(index, len(right) - 1)]).meaning(now))
        except Refusal as refusal:
            reasons.append(refusal)
    if not meanings:
        raise reasons[-1]
    choices = distinct(choice for meaning in meanings for choice in meaning.choices)
    alone = any(isinstance(end, Orders) and end.decimal for end in (a, b))
    question = ORDER if (len(choices) > 1 and len(meanings) > 1) or alone else meanings[0].ask
    return Settled(Meaning(choices, question, "order"))


def _yearly_range(a: Yearly, b: Yearly) -> Yearly:
    def days(year: int) -> Days | None:
        first, last = a.days(year), b.days(year)
        if first is None or last is None:
            return None
        if last[-1][1] >= first[0][0]:
            return span(first[0][0], last[-1][1])
        over = b.days(year + 1)
        same_month = a.month is not None and a.month == b.month
        if over is None or over[-1][1] - first[0][0] > LONGEST_OVER_NEW_YEAR or same_month:
            raise backwards(first, last)
        return span(first[0][0], over[-1][1])

    unit = "months" if a.unit in UNITS and b.unit in UNITS else "days"
    found = Yearly(days, unit, month=b.month if a.month == b.month else None, missing=a.missing or b.missing)
    perhaps = a.perhaps or b.perhaps
    return PerhapsOf(found, perhaps) if perhaps else found


def _monthly_range(a: Monthly, b: Monthly) -> Node:
    if a.day and b.day and b.day < a.day:
        return _MonthsOver(a, b)

    def days(year: int, month: int) -> Days | None:
        first, last = a.days(year, month), b.days(year, month)
        if not first or not last:
            return None
        if last[-1][1] < first[0][0]:
            raise backwards(first, last)
        return span(first[0][0], last[-1][1])

    return Monthly(days)


class _MonthsOver(Node):
    """From the 25th to the 3rd: over the end of a month, asked about."""

    __slots__ = ("a", "b")

    def __init__(self, a: Monthly, b: Monthly) -> None:
        super().__init__()
        self.a = a
        self.b = b

    def meaning(self, now: Now) -> Meaning:
        choices = []
        for before in (1, 2, 0):
            at = date.fromordinal(now.today).replace(day=1)
            year, month = at.year + (at.month - before - 1) // 12, (at.month - before - 1) % 12 + 1
            first = self.a.days(year, month)
            last = self.b.near(first[0][0], after=True) if first else None
            if first and last:
                choices.append(span(first[0][0], last[-1][1]))
        return Meaning(distinct(choices), _("From one month into the next? Which ones?"), "month")


def _weekly_range(a: Weekly, b: Weekly) -> Weekly:
    def days(monday: int) -> Days:
        first, last = a.days(monday), b.days(monday)
        if last[-1][1] < first[0][0]:
            last = b.days(monday + 7)
        return span(first[0][0], last[-1][1])

    return Weekly(days)


def month_of_year(n: int) -> Yearly:
    """A month, without its year."""
    return Yearly(lambda year: span(*d.month(year, n)), "month", month=n)
