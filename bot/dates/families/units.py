"""Weeks, weekends, months and quarters by their place inside a longer unit: `first week of April`, 4月最后两周,
`last 2 months of 2025`.
"""

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.ordinal import Ordinal, nth_of, within
from bot.dates.families.picks import WHICH_WEEKS, days_at, edge_days, full_week, nth_weekend_of, weeks_at, whole_units
from bot.dates.families.relative import count
from bot.dates.families.weeks import in_year
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, ask, span
from bot.dates.nodes import Node, Selector, Settled, Yearly
from bot.dates.shapes import chinese_ordinal


@rule(
    "ORD|LAST|TAIL WEEK OF|IN >",
    "< OF? ORD WEEK",
    "< OF? TAIL GE? WEEK",
    "< OF? TAIL ORD GE? WEEK",
    "ORD FULL WEEK OF|IN >",
    "< OF? ORD FULL WEEK",
    "LAST FULL WEEK OF|IN >",
)
def nth_week(m: Match) -> Node | None:
    """First week of April."""
    node = m.right or m.left
    if not isinstance(node, Yearly | Settled) or node.unit not in {"month", "quarter", "half", "year"}:
        return None
    nth = nth_of(m) if not m.has("LAST") else -1
    if isinstance(node, Settled) and node.unit == "year" and node.year and nth > 0 and m.left is not None:
        return in_year(node.year, nth, None, m.parser.now)
    if m.has("FULL"):
        return within(m, full_week(nth))
    now = m.parser.now
    meaning = Ordinal(node, weeks_at(nth)).meaning(now)
    return Settled(Meaning(meaning.choices, meaning.ask or WHICH_WEEKS), "days")


@rule("LAST|TAIL NUM WEEK OF|IN >", "< OF? TAIL|HOU NUM GE? WEEK")
def last_weeks(m: Match) -> Node | None:
    """Last two weeks of March, 3月最后两周: fourteen days, or weeks from Monday to Sunday; asked about."""
    size, node = count(m), m.right or m.left
    if not isinstance(node, Yearly | Settled) or size > 4:
        return None
    if node.unit not in {"month", "quarter", "half", "year"}:
        return None
    days = Ordinal(node, edge_days(7 * size, last=True)).meaning(m.parser.now)

    def whole(found: Days) -> Days:
        monday = d.monday(found[-1][1])
        return span(monday - 7 * (size - 1), monday + 6)

    return Settled(ask(WHICH_WEEKS, *days.choices, *map(whole, days.choices)), "days")


@rule("NTH WEEKEND OF|IN >", "ORD|TAIL WEEKEND", "TAIL ORD GE? WEEKEND")
def nth_weekend(m: Match) -> Node | None:
    """First weekend of May: the first Saturday with its Sunday."""
    return within(m, nth_weekend_of(nth_of(m)))


@rule(
    "ORD|LAST|TAIL MON|YUE OF >",
    "ORD|LAST QTR OF >",
    "< OF? TAIL NUM? GE? YUE|QTR",
    "< OF? QIAN|HOU NUM GE YUE|QTR",
    "< OF? QIAN|HOU NUM QTR",
    "< OF? ORD YUE",
    "ORD NUM MON|QTR OF|IN >",
    "LAST NUM MON|QTR OF|IN >",
    "< OF LAST|ORD NUM MON|QTR",
)
def months(m: Match) -> Node | None:
    """First month of Q1, last month of 2025, first 2 months of 2025, 去年最后三个月."""
    node = m.right or m.left
    if not isinstance(node, Yearly | Settled) or node.unit not in {"quarter", "half", "year"}:
        return None
    if m.has("QTR") and node.unit == "quarter":
        return None
    size = count(m)
    nth = 1 if m.has("QIAN") else -1 if m.has("HOU") else nth_of(m)
    if (size > 1 or m.has("QIAN")) and nth not in {1, -1}:
        return None
    return within(m, whole_units(nth, size, "quarter" if m.has("QTR") else "month"))


@rule("ORD NUM WEEK OF|IN >", "< OF? QIAN NUM GE? WEEK", "< OF? HEAD NUM GE? WEEK")
def first_weeks(m: Match) -> Node | None:
    """First two weeks of April: fourteen days; weeks from Monday to Sunday beside."""
    node, size = m.right or m.left, count(m)
    if not isinstance(node, Yearly | Settled) or node.unit not in {"month", "quarter", "half", "year"}:
        return None
    if (m.has("ORD") and m.value("ORD") != 1) or (node.unit == "month" and size > 4):
        return None
    if size == 1:
        meaning = Ordinal(node, weeks_at(1)).meaning(m.parser.now)
        return Settled(Meaning(meaning.choices, meaning.ask or WHICH_WEEKS), "days")
    rolling = edge_days(7 * size, last=False)

    def pick(days: Days, now: Now) -> tuple[Days, ...]:
        monday = d.monday(days[0][0] + 6)
        return (*rolling.pick(days, now), span(monday, monday + 7 * size - 1))

    return within(m, Selector(pick, ordinal=True))


@rule("TAIL NUM? GE? WEEK", "TAIL NUM? GE? YUE|QTR", "ORD MON", "ORD GE? YUE")
def left_out(m: Match) -> Node | None:
    """4月除了最后一周, Q1 except the first month: of the days they are taken from; alone they need a span."""
    size, nth = count(m), nth_of(m)
    if m.has("WEEK"):
        return Selector(weeks_at(-1).pick, question=WHICH_WEEKS) if size == 1 else edge_days(7 * size, last=True)
    if m.has("ORD") and (m.tokens[-1].text != "month" or not 1 <= nth <= 12):
        return None
    return whole_units(nth, size, "quarter" if m.has("QTR") else "month")


@rule("LAST|ORD NUM", "TAIL NUM GE", "ORD")
def the_last_one(m: Match) -> Node | None:
    """Every Friday in April except the last one, 除了第一个: of the days they are taken from."""
    before = m.parser.tokens.index(m.tokens[0]) - 1
    if before < 0 or m.parser.kind(before) != "EXCEPT":
        return None
    if len(m.tokens) == 1:
        return days_at(nth_of(m)) if chinese_ordinal(m.tokens[0]) and not m.tokens[0].text.isdigit() else None
    if m.value("NUM") != 1 or (m.tokens[-1].kind == "NUM" and m.tokens[-1].text != "one"):
        return None
    return days_at(nth_of(m))
