"""From the start of the current unit: `May so far`, `month to date`, `ytd`, 本月至今, 月初至今, `so far this week`."""

from bot.dates.families.period import unit_back
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, ask, beside, span
from bot.dates.nodes import UNITS, Node, Settled, Yearly
from bot.locale import _

FIRST_DAY = _("It begins today. Which days do you mean?")


def to_date(now: Now, node: Settled) -> Node | None:
    """To yesterday, with today beside it; asked about on the first day."""
    if node.whole is None:
        return None
    start, end = node.whole
    if not start <= now.today <= end:
        return None
    if now.today == start:
        before = _before(now, node.unit)
        return Settled(ask(FIRST_DAY, span(now.today, now.today), before, span(start, end)))
    return Settled(beside(span(start, now.today - 1), span(start, now.today), tag="today"))


def _before(now: Now, unit: str) -> tuple[tuple[int, int], ...]:
    before = unit_back(now, unit if unit in {"week", "month", "quarter", "half", "year"} else "month", 1)
    return before.entire()


@rule("TODATE", "THIS TODATE")
def abbreviated(m: Match) -> Node | None:
    """mtd, year-to-date."""
    return to_date(m.parser.now, unit_back(m.parser.now, m.value("TODATE"), 0))


@rule("WEEK|MON|QTR|YR SOFAR")
def unit_so_far(m: Match) -> Node | None:
    """Month to date."""
    unit = {"WEEK": "week", "MON": "month", "QTR": "quarter", "YR": "year"}[m.tokens[0].kind]
    return to_date(m.parser.now, unit_back(m.parser.now, unit, 0))


@rule("< SOFAR", "< SINCEZ", "SOFAR >", "< OF? TO NOW", "< OF SOFAR")
def so_far(m: Match) -> Node | None:
    """May so far, so far this week, 本季度至今. A unit that is over is a start (3月以来), left to `since`."""
    node, now = m.left or m.right, m.parser.now
    if isinstance(node, Yearly) and node.unit in UNITS:
        node = node.in_year(now.year, now)
    if not isinstance(node, Settled) or node.unit not in UNITS:
        return None
    return to_date(now, node)


@rule(
    "FROM|SINCE? MONTHSTART|QTRSTART|YEARSTART|WEEKSTART SINCEZ|SOFAR",
    "FROM|SINCE MONTHSTART|QTRSTART|YEARSTART|WEEKSTART",
    "FROM|SINCE? MONTHSTART|QTRSTART|YEARSTART|WEEKSTART TO NOW",
)
def since_the_start(m: Match) -> Node | None:
    """月初至今, since the start of the year."""
    units = {"MONTHSTART": "month", "QTRSTART": "quarter", "YEARSTART": "year", "WEEKSTART": "week"}
    unit = next(unit for kind, unit in units.items() if m.has(kind))
    return to_date(m.parser.now, unit_back(m.parser.now, unit, 0))


__all__ = ["Meaning", "to_date"]
