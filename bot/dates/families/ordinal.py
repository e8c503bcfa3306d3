"""By their place inside a unit: `3rd Tuesday of April`, `first 4 days of`,
`last business day of`, 第二个周一, 最后一天, 前三天.
"""

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.period import AT_HAND, unit_back
from bot.dates.families.picks import (
    days_at,
    edge_days,
    full_week,
    nth_weekday,
    nth_weekend_of,
    several_weekdays,
    week_days,
    working,
)
from bot.dates.families.recurrence import pick_working_days
from bot.dates.families.relative import count
from bot.dates.grammar import GROUPS, Match, rule
from bot.dates.meaning import Meaning, Now, Refusal, ask, plain, span
from bot.dates.nodes import Node, Selector, Settled, Yearly
from bot.dates.ranges import Range
from bot.dates.sets import Select
from bot.dates.shapes import chinese_ordinal
from bot.locale import _

GROUPS["NTH"] = ("ORD", "LAST", "TAIL", "FROMEND")


def nth_of(m: Match) -> int:
    """1 for first, -1 for last, -2 for the last but one."""
    if m.has("FROMEND"):
        return -int(m.value("FROMEND"))
    if m.has("TAIL"):
        return -(m.value("ORD", "NUM") if m.has("ORD") or (m.has("NUM") and m.tokens[0].text == "倒数") else 1)
    return int(m.value("ORD")) if m.has("ORD") else -1


def _within(m: Match, selector: Selector) -> Node | None:
    """A selector in the unit that follows "of" or stands before it."""
    node = m.right or m.left
    if node is None:
        return selector
    if isinstance(node, Range):
        return Select(node, [selector])
    unit = getattr(node, "unit", "")
    if unit in {"day", ""} and not isinstance(node, Select):
        return None
    if isinstance(node, Yearly | Settled):
        return Ordinal(node, selector)
    return None


class Ordinal(Select):
    """A selector inside one unit; it lacks its year where the unit does."""

    __slots__ = ()

    def __init__(self, base: Node, selector: Selector) -> None:
        super().__init__(base, [selector])

    def meaning(self, now: Now) -> Meaning:
        """Inside the unit; `the last Friday of the month` may be of the month before while it is still to come."""
        found = super().meaning(now)
        base = self.base
        at_hand = isinstance(base, Settled) and base.said == AT_HAND and bool(found.choices)
        if not at_hand or not isinstance(base, Settled) or found.choices[0][-1][1] < now.today:
            return found
        before = Select(unit_back(now, base.unit, 1), self.selectors).meaning(now)
        return ask(_("Of this one, or the one before?"), *before.choices, *found.choices)

    @property
    def unit(self) -> str:
        """A stretch of days."""
        return "day"


@rule("ORD|TAIL WEEKDAY", "TAIL NUM|ORD GE? WEEKDAY", "TAIL GE WEEKDAY", "ORD LAST WEEKDAY", "ORD WEEK WEEKDAY")
def weekday_alone(m: Match) -> Node | None:
    """第二个周一, 最后一个周五: a selector; 3rd Tuesday needs its unit."""
    if m.has("WEEK"):
        return None
    if m.has("LAST"):
        return nth_weekday(-m.value("ORD"), m.value("WEEKDAY"))
    return nth_weekday(nth_of(m), m.value("WEEKDAY"))


@rule(
    "NTH WEEKDAY OF|IN >",
    "ORD LAST WEEKDAY OF|IN >",
    "LAST NUM WEEKDAYS|WEEKDAY OF|IN >",
    "ORD NUM WEEKDAYS OF|IN >",
)
def weekday_of(m: Match) -> Node | None:
    """Last Thursday of March, the last 2 Mondays of April."""
    n = m.value("WEEKDAY", "WEEKDAYS")
    if _is_week(m.right):
        return None
    if m.has("NUM"):
        return _within(m, several_weekdays(n, m.value("NUM"), last=not m.has("ORD")))
    nth = -m.value("ORD") if m.has("ORD") and m.has("LAST") else nth_of(m)
    return _within(m, nth_weekday(nth, n))


def _is_week(node: Node | None) -> bool:
    return isinstance(node, Settled) and node.unit == "week"


@rule(
    "ORD AND|COMMA|DUN ORD WEEKDAY|WEEKDAYS OF|IN >",
    "ORD AND|DUN ORD|NUM GE? WEEKDAY",
    "ORD COMMA|AND|DUN ORD COMMA? AND|DUN? ORD WEEKDAY|WEEKDAYS OF|IN >",
    "ORD DUN|AND ORD|NUM DUN|AND ORD|NUM GE? WEEKDAY",
)
def two_weekdays_of(m: Match) -> Node | None:
    """First and third Monday of April."""
    n = m.value("WEEKDAY", "WEEKDAYS")
    selectors = [nth_weekday(nth, n) for nth in m.values("ORD", "NUM")]

    def pick(days: Days, now: Now) -> tuple[Days, ...]:
        return (d.union(s.pick(days, now)[0] for s in selectors),)

    return _within(m, Selector(pick, ordinal=True))


@rule(
    "NTH AND|COMMA LAST|FROMEND DAY|WEEKDAY|WORKDAY|WORKWEEK|WEEKEND OF|IN >",
    "NTH AND LAST|FROMEND DAY|WEEKDAY|WORKDAY|WORKWEEK|WEEKEND",
)
def first_and_last_of(m: Match) -> Node | None:
    """First and last day of April."""
    kind = next(token.kind for token in m.tokens[3:])
    selectors = [
        of_kind(nth, kind, m) for nth in (nth_of(Match(m.parser, [m.tokens[at]], None, None)) for at in (0, 2))
    ]

    def pick(days: Days, now: Now) -> tuple[Days, ...]:
        return (d.union(s.pick(days, now)[0] for s in selectors),)

    return _within(m, Selector(pick, ordinal=True))


@rule("< OF LAST|FROMEND DAY|WEEKDAY|WORKDAY|WORKWEEK|WEEKEND")
def last_behind(m: Match) -> Node | None:
    """April's last Friday."""
    return _within(m, of_kind(nth_of(m), m.tokens[-1].kind, m))


@rule("< OF LAST|ORD NUM DAYS", "< OF LAST|ORD NUM WEEKDAYS")
def several_behind(m: Match) -> Node | None:
    """April's last 3 days."""
    if m.has("ORD") and m.value("ORD") != 1:
        return None
    if m.has("WEEKDAYS"):
        return _within(m, several_weekdays(m.value("WEEKDAYS"), m.value("NUM"), last=m.has("LAST")))
    return _within(m, edge_days(count(m), last=m.has("LAST")))


def of_kind(nth: int, kind: str, m: Match) -> Selector:
    match kind:
        case "WEEKDAY":
            return nth_weekday(nth, m.value("WEEKDAY"))
        case "WORKDAY" | "WORKWEEK":
            return working(nth, None, pick_working_days if kind == "WORKDAY" else week_days)
        case "WEEKEND":
            return nth_weekend_of(nth)
        case _:
            return days_at(nth)


@rule("NTH DAYS OF|IN >", "ORD|TAIL DAYS", "TAIL NUM|ORD DAYS", "ORD TAIL DAYS", "ORD LAST DAY OF|IN >")
def nth_day(m: Match) -> Node | None:
    """First day of last month, 最后一天, 第三天, 最后3天."""
    if m.tokens[0].kind == "TAIL" and m.has("NUM") and m.tokens[0].text != "倒数":
        return edge_days(count(m), last=True)
    spoken = m.tokens[0].kind == "ORD" and not chinese_ordinal(m.tokens[0])
    if spoken and m.right is None and m.tokens[-1].text not in {"day", "天"}:
        return None
    if m.tokens[-1].kind == "RI" and m.tokens[0].kind == "ORD" and m.tokens[0].text.isdigit():
        return None
    if m.has("LAST") and m.has("ORD"):
        return _within(m, days_at(-m.value("ORD")))
    return _within(m, days_at(nth_of(m)))


@rule("ORD|LAST|TAIL|HEAD NUM DAYS OF|IN >", "ORD NUM DAYS", "HEAD NUM DAYS", "LAST NUM DAYS OF|IN >")
def edge_days_of(m: Match) -> Node | None:
    """First 4 days of April, 头三天."""
    if m.has("ORD") and m.value("ORD") != 1:
        return None
    if m.tokens[0].text == "倒数":
        return None
    return _within(m, edge_days(count(m), last=m.has("LAST", "TAIL")))


@rule("< OF? QIAN NUM GE? DAYS", "< OF? HOU NUM GE? DAYS")
def edge_days_behind(m: Match) -> Node | None:
    """4月前三天, 上周后两天."""
    return _within(m, edge_days(count(m), last=m.has("HOU")))


@rule(
    "NTH WORKDAY|WORKWEEK OF|IN >",
    "ORD|TAIL WORKDAY|WORKWEEK",
    "TAIL NUM|ORD GE? WORKDAY|WORKWEEK",
    "ORD LAST WORKDAY|WORKWEEK OF|IN >",
)
def nth_working_day(m: Match) -> Node | None:
    """Last business day of March, 第一个工作日."""
    days = pick_working_days if m.has("WORKDAY") else week_days
    if m.tokens[0].kind == "TAIL" and m.has("NUM") and m.tokens[0].text != "倒数" and m.value("NUM") > 1:
        return working(None, -count(m), days)
    if m.has("LAST") and m.has("ORD"):
        return _within(m, working(-m.value("ORD"), None, days))
    return _within(m, working(nth_of(m), None, days))


@rule(
    "ORD|LAST|TAIL|HEAD NUM GE? WORKDAY|WORKWEEK OF|IN >",
    "ORD NUM WORKDAY|WORKWEEK",
    "HEAD NUM GE? WORKDAY",
    "< OF? QIAN|HOU NUM GE? WORKDAY|WORKWEEK",
)
def edge_working_days(m: Match) -> Node | None:
    """First 3 working days of April, 4月前3个工作日."""
    if m.has("ORD") and m.value("ORD") != 1:
        return None
    days = pick_working_days if m.has("WORKDAY") else week_days
    size = count(m)
    return _within(m, working(None, -size if m.has("LAST", "TAIL", "HOU") else size, days))


WHICH_WEEKS = _("Weeks from Monday to Sunday, or seven days from the unit's edge?")


def _weeks(nth: int) -> Selector:
    """First week of April: 1-7, or the first Monday week; asked about."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        start, end = days[0][0], days[-1][1]
        if nth > 0:
            rolling = (start + 7 * (nth - 1), start + 7 * nth - 1)
            monday = d.monday(start + 6) + 7 * (nth - 1)
            holds = d.monday(start) + 7 * (nth - 1)
        else:
            rolling = (end + 7 * nth + 1, end + 7 * (nth + 1))
            monday = d.monday(end) + 7 * (nth + 1)
            full = d.monday(end - 6) + 7 * (nth + 1)
            last = (span(rolling[0], rolling[1]), span(full, full + 6))
            return tuple(dict.fromkeys((span(monday, monday + 6), *last)))
        if not start <= rolling[0] <= end:
            raise Refusal(_("It has fewer weeks than that."))
        return tuple(dict.fromkeys((span(*rolling), span(monday, monday + 6), span(holds, holds + 6))))

    return Selector(pick, ordinal=True)


@rule(
    "ORD|LAST|TAIL WEEK OF|IN >",
    "< OF? ORD WEEK",
    "< OF? TAIL GE? WEEK",
    "< OF? TAIL NUM|ORD GE? WEEK",
    "ORD FULL WEEK OF|IN >",
    "LAST FULL WEEK OF|IN >",
)
def nth_week(m: Match) -> Node | None:
    """First week of April."""
    node = m.right or m.left
    if not isinstance(node, Yearly | Settled) or node.unit not in {"month", "quarter", "half", "year"}:
        return None
    nth = nth_of(m) if not m.has("LAST") else -1
    tail = m.token("TAIL")
    if tail is not None and tail.text != "倒数" and m.has("NUM") and m.value("NUM") != 1:
        return None
    if isinstance(node, Settled) and node.unit == "year" and node.year and nth > 0 and m.left is not None:
        from bot.dates.families.weeks import in_year

        return in_year(node.year, nth, None, m.parser.now)
    if m.has("FULL"):
        return _within(m, full_week(nth))
    now = m.parser.now
    meaning = Ordinal(node, _weeks(nth)).meaning(now)
    return Settled(Meaning(meaning.choices, meaning.ask or WHICH_WEEKS), "days")


@rule("LAST|TAIL NUM WEEK OF|IN >", "< OF? TAIL|HOU NUM GE? WEEK")
def last_weeks(m: Match) -> Node | None:
    """Last two weeks of March, 3月最后两周: fourteen days, or weeks from Monday to Sunday; asked about."""
    size, node = count(m), m.right or m.left
    if m.tokens[0].text == "倒数" or not isinstance(node, Yearly | Settled):
        return None
    if size > 4 or node.unit not in {"month", "quarter", "half", "year"}:
        return None
    days = Ordinal(node, edge_days(7 * size, last=True)).meaning(m.parser.now)

    def whole(found: Days) -> Days:
        monday = d.monday(found[-1][1])
        return span(monday - 7 * (size - 1), monday + 6)

    return Settled(ask(WHICH_WEEKS, *days.choices, *map(whole, days.choices)), "days")


@rule("NTH WEEKEND OF|IN >", "ORD|TAIL WEEKEND", "TAIL NUM GE? WEEKEND")
def nth_weekend(m: Match) -> Node | None:
    """First weekend of May: the first Saturday with its Sunday."""
    return _within(m, nth_weekend_of(nth_of(m)))


@rule(
    "ORD|LAST|TAIL MON|YUE OF >",
    "ORD|LAST QTR OF >",
    "LAST QTR OF >",
    "< OF? TAIL NUM GE YUE",
    "< OF? ORD YUE",
    "ORD NUM MON|WEEK|QTR OF|IN >",
    "LAST NUM MON OF|IN >",
)
def nth_month(m: Match) -> Node | None:
    """First month of Q1, last month of 2025, first 2 months of 2025."""
    node = m.right or m.left
    if not isinstance(node, Yearly | Settled) or node.unit not in {"quarter", "half", "year", "month"}:
        return None
    size = m.value("NUM") if m.has("NUM") and not m.has("TAIL") else 1
    nth = nth_of(m)
    unit = "quarter" if m.has("QTR") else "month"
    if m.has("WEEK"):
        if size < 1 or nth != 1:
            return None
        return _within(m, edge_days(7 * size, last=False)) if node.unit != "month" or size < 5 else None

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        from bot.dates.families.recurrence import _by_unit

        units = _by_unit(days, unit)
        if not 0 < abs(nth) <= len(units) or not 0 < size <= len(units):
            raise Refusal(_("It has fewer of them than that."))
        if size > 1:
            return (d.union(units[:size] if nth > 0 else units[-size:]),)
        return (units[nth - 1] if nth > 0 else units[nth],)

    return _within(m, Selector(pick, ordinal=True))


__all__ = ["plain"]
