"""From one end to another, since a start, lists: each end takes from its neighbours what it lacks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.meaning import Meaning, Now, Refusal, ask, beside, combine, distinct, plain, span
from bot.dates.nodes import (
    UNITS,
    Bare,
    Monthly,
    Node,
    Selector,
    Settled,
    Weekly,
    Yearly,
    current,
    day_of_month,
    month_day,
)
from bot.dates.years import PerhapsOf
from bot.locale import Text, _

LONGEST_OVER_NEW_YEAR = 270
"""Days: what would take longer from one year into the next was meant the other way round."""


class Orders(Node):
    """A date in digits with more than one possible order: 2/3.

    `options` are Yearly or Settled, month first before day first.
    """

    __slots__ = ("alone", "decimal", "options")

    def __init__(self, options: "list[Yearly | Settled]", *, alone: bool = False, decimal: bool = False) -> None:
        super().__init__()
        self.options = options
        self.alone = alone
        self.decimal = decimal

    def meaning(self, now: Now) -> Meaning:
        """All orders, asked about; plain where one is left."""
        meanings = [option.meaning(now) for option in self.options]
        choices = distinct(choice for meaning in meanings for choice in meaning.choices)
        question = ORDER if len(choices) > 1 and (len(meanings) > 1 or self.alone) else meanings[0].ask
        return Meaning(choices, question or (ORDER if self.alone else None), "order")


ORDER = _("Which date do you mean?")


def possible(nodes: Iterable[Node], now: Now) -> list[Meaning]:
    """The meanings of those that have one. Raises Refusal where none has."""
    found: list[Meaning] = []
    reasons: list[Refusal] = []
    for node in nodes:
        try:
            found.append(node.meaning(now))
        except Refusal as refusal:
            reasons.append(refusal)
    if not found:
        raise reasons[0]
    return found


class Either(Node):
    """One or the other; asked about."""

    __slots__ = ("always", "nodes", "question", "tag")

    def __init__(self, nodes: list[Node], question: Text, tag: str | None = None, *, always: bool = False) -> None:
        super().__init__()
        self.always = always
        """Asked about even where one of them is impossible."""
        self.nodes = nodes
        self.question = question
        self.tag = tag

    def meaning(self, now: Now) -> Meaning:
        """Every reading of every one of them that can be. Raises Refusal where none can."""
        choices = distinct(days for meaning in possible(self.nodes, now) for days in meaning.choices)
        return Meaning(choices, self.question if len(choices) > 1 or self.always else None, self.tag)


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
        starts = edge(self.a, now, now.today - 1, after=False) if _lacking(self.a) else start_of(self.a, now)
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
        starts = edge(self.a, now, now.today - 1, after=False) if _lacking(self.a) else self.a.meaning(now)
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


def _lacking(node: Node) -> bool:
    return isinstance(node, Yearly | Monthly | Weekly)


def start_of(node: Node, now: Now) -> Meaning:
    """The days whose first one is where something that begins with `node` begins."""
    if isinstance(node, Settled) and node.whole and node.unit in UNITS:
        return plain(span(*node.whole))
    if isinstance(node, Settled) and node.edge is not None:
        return plain(span(node.edge, node.edge))
    return node.meaning(now)


def end_of(node: Node, now: Now) -> Meaning:
    """The days whose last one is where something that ends with `node` ends."""
    if isinstance(node, Settled) and node.edge is not None:
        return plain(span(node.edge, node.edge))
    return node.meaning(now)


def edge(node: Node, now: Now, day: int, *, after: bool) -> Meaning:
    """The one of a node that lacks something which is nearest to `day`."""
    found = node.near(day, after) if isinstance(node, Yearly | Monthly | Weekly) else None
    if found is None:
        return node.meaning(now)
    if after and isinstance(node, Yearly) and node.unit in UNITS and found[0][0] <= now.today <= found[-1][1]:
        return current(now, found[0][0], found[-1][1], None)
    return plain(found)


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
    return Settled(_open_end(a, b, now) or _settled_range(a, b, now))


def _settled_unit(node: Yearly, now: Now) -> Settled:
    """The latest one, with its year."""
    start = node.meaning(now).choices[0][0][0]
    return node.in_year(date.fromordinal(start).year, now)


def _open_end(a: Node, b: Node, now: Now) -> Meaning | None:
    """The question about an end that is open by itself; an end that lacks something is settled by the other first."""
    asked = [] if _lacking(a) else [start_of(a, now)]
    if not asked or not _lacking(b):
        asked.append(end_of(b, now))
    return next((meaning for meaning in asked if not meaning.choices), None)


def _bare_range(a: Node, b: Node) -> Node:
    if isinstance(a, Bare) and isinstance(b, Bare):
        options: list[Yearly | Settled] = list(month_or_day(a.n, b.n))
        if 1 <= a.n < b.n <= 31:
            return _DaysOrDate(options, Range(month_day(a.n), month_day(b.n)))
        if options:
            return Orders(options, alone=True)
    lone = a if isinstance(a, Bare) else b
    assert isinstance(lone, Bare)  # noqa: S101 one of them is
    raise Refusal(_("{number} alone is not a date: say its month.", number=lone.text))


class _DaysOrDate(Orders):
    """4-5: the fourth of May, the fifth of April, or the fourth to the fifth."""

    __slots__ = ("days",)

    def __init__(self, options: "list[Yearly | Settled]", days: Range) -> None:
        super().__init__(options, alone=True)
        self.days = days

    def meaning(self, now: Now) -> Meaning:
        choices = [choice for option in self.options for choice in option.meaning(now).choices]
        choices += self.days.meaning(now).choices
        return Meaning(distinct(choices), ORDER, "order")


def month_or_day(first: int, second: int) -> list[Yearly]:
    """The dates that two numbers can be, month first before day first."""
    found = []
    for month, day in dict.fromkeys(((first, second), (second, first))):
        try:
            found.append(day_of_month(month, day))
        except Refusal:
            continue
    return found


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


def _reversed(first: Days, last: Days) -> Refusal:
    start, end = date.fromordinal(first[0][0]), date.fromordinal(last[-1][1])
    return Refusal(
        _("It ends before it begins: {start} is after {end}.", start=start, end=end),
        f"{end:%Y-%m-%d}..{start:%Y-%m-%d}",
    )


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
            raise _reversed(first, last)
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
            raise _reversed(first, last)
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


def _settled_range(a: Node, b: Node, now: Now) -> Meaning:
    question: Text | None = None
    if isinstance(a, Weekly | Monthly) and getattr(b, "unit", "") in UNITS_TOO_WIDE:
        raise Refusal(_("From which day to which? Say the first and the last one."), "Apr 5 to Apr 9")
    if _lacking(a):
        ends = end_of(b, now)
        parts = [combine([edge(a, now, days[-1][1], after=False), plain(days)], _join) for days in ends.choices]
        if isinstance(a, Weekly) and isinstance(b, Settled) and b.week is not None and b.week > now.monday:
            # 周一到下周二: this week's Monday, or that week's.
            parts.append(combine([a.in_week(now.monday).meaning(now), ends], _join))
            question = _("This one, or the one before?")
        first = next(iter(start_of(a, now).choices), ends.choices[0])
    elif _lacking(b):
        starts = start_of(a, now)
        first = starts.choices[0]
        parts = []
        for days in starts.choices:
            last = _end_behind_unit(a, b, days, now) or edge(b, now, days[0][0], after=True)
            question = question or _over_its_unit(a, b, last) or _far_ahead(a, b, last, now)
            parts.append(combine([plain(days), last], _join))
        ends = starts
    else:
        if isinstance(b, Settled) and b.said == "today":
            return Since(a, "today").meaning(now)
        starts, ends = _weeks_or_days(a, b, now) or start_of(a, now), end_of(b, now)
        first = starts.choices[0] if starts.choices else ()
        parts = [combine([starts, ends], _join)]
        ends = replace(ends, ask=None)
    choices = distinct(choice for part in parts for choice in part.choices)
    if not choices:
        raise _reversed(first, end_of(b, now).choices[0] if not _lacking(b) else b.meaning(now).choices[0])
    choices = _not_around_the_year(a, b, choices)
    notes = tuple(note for part in parts for note in part.notes) + ends.notes
    return Meaning(
        choices, next((p.ask for p in parts if p.ask), None) or ends.ask or question, parts[0].tag or ends.tag, notes
    )


def _weeks_or_days(a: Node, b: Node, now: Now) -> Meaning | None:
    """`2 weeks ago to last week`: from that day, or from its Monday; the other end is a whole week."""
    if not isinstance(a, Settled) or a.edge is None or a.said != "relative" or getattr(b, "unit", "") != a.unit:
        return None
    if a.unit not in {"week", "month"}:
        return None
    return ask(_("Days, or weeks from Monday to Sunday?"), *a.meaning(now).choices)


UNITS_TOO_WIDE = (UNITS - {"week"}) | {"year end"}
"""A weekday or a day of the month does not begin what ends with one of these."""


def _end_behind_unit(a: Node, b: Node, days: Days, now: Now) -> Meaning | None:
    """`last month to the 5th`: of that month, or the latest; a year or quarter says nothing about it."""
    if not isinstance(a, Settled) or a.unit not in UNITS or not isinstance(b, Weekly | Monthly):
        return None
    latest_one = b.meaning(now)
    if a.unit != ("week" if isinstance(b, Weekly) else "month"):
        return latest_one
    inside = edge(b, now, days[0][0], after=True)
    later = tuple(choice for choice in latest_one.choices if choice[-1][1] < now.today)
    return ask(_("Of that one, or the latest?"), *inside.choices, *later)


def _join(ends: Iterable[Days]) -> Days | None:
    first, last = ends
    return span(first[0][0], last[-1][1]) if first[0][0] <= last[-1][1] else None


def _over_its_unit(a: Node, b: Node, last: Meaning) -> Text | None:
    """A question where the second end leaves the week or month that was said for the first: 上周五到周一."""
    if not isinstance(a, Settled) or not last.choices:
        return None
    day = last.choices[0][0][0]
    if isinstance(b, Weekly) and a.week is not None and d.monday(day) != a.week:
        return _("Into the week after?")
    if (
        isinstance(b, Monthly)
        and a.month is not None
        and (date.fromordinal(day).year, date.fromordinal(day).month) != a.month
    ):
        return _("Into the month after?")
    return None


def _far_ahead(a: Node, b: Node, last: Meaning, now: Now) -> Text | None:
    """A question where the second end is next month's, and this month's before the first: yesterday to the 4th."""
    if not isinstance(a, Settled) or a.month is not None or not isinstance(b, Monthly) or not last.choices:
        return None
    this = b.days(now.year, now.month)
    return _("Into the month after?") if this and this[-1][1] < now.today < last.choices[0][0][0] else None


def _not_around_the_year(a: Node, b: Node, choices: tuple[Days, ...]) -> tuple[Days, ...]:
    """A date that lacks its year and is found a year off was meant the other way round."""
    if not (isinstance(a, Yearly) or isinstance(b, Yearly)) or (isinstance(b, Settled) and b.said == "relative"):
        return choices
    start, end = choices[0][0][0], choices[0][-1][1]
    if date.fromordinal(start).year != date.fromordinal(end).year and end - start > LONGEST_OVER_NEW_YEAR:
        first, last = date.fromordinal(start), date.fromordinal(end)
        if isinstance(b, Yearly):
            last = last.replace(year=first.year, day=min(last.day, 28))
        raise Refusal(_("It ends before it begins: {start} is after {end}.", start=first, end=last))
    return choices


def month_of_year(n: int) -> Yearly:
    """A month, without its year."""
    return Yearly(lambda year: span(*d.month(year, n)), "month", month=n)


__all__ = ["After", "Either", "Orders", "Range", "Since", "Union", "beside", "month_of_year", "month_or_day", "reduced"]
