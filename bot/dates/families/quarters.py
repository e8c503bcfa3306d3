"""Quarters and halves of a year: `Q1`, `first quarter of 2025`, `H2 2025`, 一季度, 去年上半年."""

from bot.dates import days as d
from bot.dates.families.single import _chinese_year
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Refusal, span
from bot.dates.nodes import Node, Settled, Yearly
from bot.locale import _


def quarter_numbered(m: Match) -> Node:
    """The quarter that a match speaks of. Raises Refusal where a year has none."""
    said, n = m.value("QUARTER") if m.has("QUARTER") else (None, m.value("NUM", "ORD"))
    if not 1 <= n <= 4:
        raise Refusal(_("A year has four quarters: there is no Q{number}.", number=n), "Q4", "Q1")
    node = Yearly(lambda year: span(*d.quarter(year, n)), "quarter")
    return node if said is None else node.in_year(said, m.parser.now)


@rule("QUARTER", "QTR NUM", "ORD QTR", "NUM QTR", "ONE QTR", "NUM GE QTR")
def quarter(m: Match) -> Node | None:
    """Q1, first quarter, 一季度."""
    if m.has("GE", "ONE") or (m.tokens[0].kind == "NUM" and m.tokens[0].text.isascii() and m.tokens[-1].text.isascii()):
        return None
    return quarter_numbered(m)


@rule("ORD AND|COMMA|DUN ORD QTR")
def two_quarters(m: Match) -> Node | None:
    """First and second quarter of 2025."""
    numbers = m.values("ORD")
    if not all(1 <= n <= 4 for n in numbers):
        raise Refusal(_("A year has four quarters: there is no Q{number}.", number=max(numbers)), "Q4", "Q1")
    return Yearly(lambda year: d.merge(d.quarter(year, n) for n in numbers), "quarters")


@rule(
    "QUARTER NUM4",
    "QUARTER OF|COMMA NUM4",
    "QUARTER OF? YR NUM4",
    "QUARTER DASH|SLASH NUM4",
    "NUM4 SLASH QUARTER",
    "NUM4 QUARTER",
    "NUM4 NIAN? QUARTER",
    "NUM NIAN QUARTER",
    "ORD QTR OF? NUM4",
)
def quarter_with_year(m: Match) -> Node | None:
    """Q1 2025."""
    node = quarter_numbered(m)
    number = m.token("NUM4") or m.token("NUM")
    if m.has("COMMA") and m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1) in {"NIAN", "MONTH"}:
        # Q1, 2025年11月: the year of what follows.
        return None
    if not isinstance(node, Yearly) or number is None:
        return None
    return year_said(node.in_year(_chinese_year(number.value, number.text), m.parser.now), m)


def year_said(node: Settled, m: Match) -> Settled:
    """Marks whether the year stands behind, so that it may hold for what stands before as well."""
    node.year_behind = m.tokens[0].kind not in {"NUM", "NUM4"}
    return node


@rule("HALFTERM", "HALFYEAR", "ORD HALF OF YR")
def half(m: Match) -> Node | None:
    """H2, 上半年; without a year the latest one over, as a quarter."""
    said, n = m.value("HALFTERM") if m.has("HALFTERM") else (None, m.value("HALFYEAR", "ORD"))
    if not 1 <= n <= 2:
        raise Refusal(_("A year has two halves: there is no H{number}.", number=n), "H1", "H2")
    node = Yearly(lambda year: span(*d.half_year(year, n)), "half")
    if m.has("ORD"):
        return node.in_year(m.parser.now.year, m.parser.now)
    return node if said is None else node.in_year(said, m.parser.now)


@rule("HALFTERM OF|DASH? NUM4", "HALFTERM COMMA NUM4", "NUM4 HALFTERM")
def half_with_year(m: Match) -> Node | None:
    """H2 2025."""
    node = half(m)
    return year_said(node.in_year(m.value("NUM4"), m.parser.now), m) if isinstance(node, Yearly) else None
