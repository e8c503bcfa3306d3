"""Parts of months, quarters and years: 4月中旬, `first half of April`, 上半月."""

from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.period import unit_back
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Now, Refusal, plain, span
from bot.dates.monthly import Monthly
from bot.dates.nodes import Node, Settled, Yearly


def _halves(days: Days, n: int, now: Now) -> Days | None:
    """The first or second half of a month (1-15, 16-end), a quarter or a year."""
    if not days:
        return None
    start, end = days[0][0], days[-1][1]
    first, last = date.fromordinal(start), date.fromordinal(end)
    if first.day != 1 or end - start < 27:
        return None
    size = (last.year - first.year) * 12 + last.month - first.month + 1
    if size == 1:
        return span(start, start + 14) if n == 1 else span(start + 15, end)
    if size % 2:
        return None
    middle = d.months(first.year, first.month, size // 2)[1]
    return span(start, middle) if n == 1 else span(middle + 1, end)


@rule("ORD|LAST HALF OF? >", "ORD HALF >")
def half_of(m: Match) -> Node | None:
    """First half of April."""
    n = m.value("ORD", "LAST")
    if n not in {1, 2, -1}:
        return None
    return _part(m, m.right, lambda days: _halves(days, 2 if n != 1 else 1, m.parser.now))


@rule("< OF? HALFMONTH", "LAST|THIS|NEXT HALFMONTH")
def half_month_behind(m: Match) -> Node | None:
    """4月上半月, 本月下半月."""
    n = m.value("HALFMONTH")
    node = m.left or unit_back(m.parser.now, "month", -m.value("LAST", "THIS", "NEXT"))
    found = _part(m, node, lambda days: _halves(days, n, m.parser.now) if days[-1][1] - days[0][0] < 31 else None)
    if found is not None and m.left is not None:
        found.narrow, found.wide = half_month(m), m.left
    return found


@rule("HALFMONTH")
def half_month(m: Match) -> Node | None:
    """上半月: of this month, or the one before."""
    n = m.value("HALFMONTH")
    return Monthly(lambda year, month: _halves(span(*d.month(year, month)), n, m.parser.now))


def _part(m: Match, node: Node, part: "object") -> Node | None:
    """A part of a month, quarter or year that is said, whether it is over or not."""
    assert callable(part)  # noqa: S101 given by the rules below
    if isinstance(node, Yearly) and node.unit in {"month", "quarter", "half"}:
        inner = node

        def days(year: int) -> Days | None:
            whole = inner.days(year)
            return part(whole) if whole else None

        try:
            if days(m.parser.now.year) is None:
                return None
        except Refusal:
            return None
        return Yearly(days, "part", month=node.month)
    if isinstance(node, Settled) and node.unit in {"month", "quarter", "half", "year"} and node.whole:
        found = part(node.entire())
        if found is None:
            return None
        return Settled(plain(found), "part", whole=(found[0][0], found[-1][1]), month=node.month, year=node.year)
    return None


def third_days(days: Days, n: int) -> Days | None:
    """A third of a month: 1-10, 11-20, 21 to its end; None for anything longer."""
    start, end = days[0][0], days[-1][1]
    if end - start > 31:
        return None
    first, last = n // 10 or n, n % 10
    return span(*(start + 10 * (first - 1), end if last == 3 else start + 10 * last - 1))


@rule("< OF? XUN", "LAST|THIS|NEXT XUN")
def third_of_month(m: Match) -> Node | None:
    """4月中旬, 上个月下旬."""
    n = m.value("XUN")
    if m.left is None:
        return None
    node = _part(m, m.left, lambda days: third_days(days, n))
    if node is not None:
        node.narrow, node.wide = third(m), m.left
    return node


@rule("XUN")
def third(m: Match) -> Node | None:
    """上旬: of this month if it is over."""
    n = m.value("XUN")
    return Monthly(lambda year, month: third_days(span(*d.month(year, month)), n))
