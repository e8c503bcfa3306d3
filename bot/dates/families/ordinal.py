"""By their place inside a unit: `3rd Tuesday of April`, `last business day of`, 第二个周一, 最后一天."""

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.period import AT_HAND, unit_back
from bot.dates.families.picks import (
    days_at,
    nth_weekday,
    nth_weekend_of,
    week_days,
    working,
)
from bot.dates.families.recurrence import pick_working_days
from bot.dates.grammar import GROUPS, Match, rule
from bot.dates.meaning import Meaning, Now, ask
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
        return -int(m.value("ORD")) if m.has("ORD") else -1
    return int(m.value("ORD")) if m.has("ORD") else -1


def within(m: Match, selector: Selector) -> Node | None:
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


@rule("ORD|TAIL WEEKDAY", "TAIL ORD GE? WEEKDAY", "TAIL GE WEEKDAY", "ORD LAST WEEKDAY", "ORD WEEK WEEKDAY")
def weekday_alone(m: Match) -> Node | None:
    """第二个周一, 最后一个周五: a selector; 3rd Tuesday needs its unit."""
    if m.has("WEEK"):
        return None
    if m.has("LAST"):
        return nth_weekday(-m.value("ORD"), m.value("WEEKDAY"))
    return nth_weekday(nth_of(m), m.value("WEEKDAY"))


@rule("NTH WEEKDAY OF|IN >", "ORD LAST WEEKDAY OF|IN >")
def weekday_of(m: Match) -> Node | None:
    """Last Thursday of March."""
    n = m.value("WEEKDAY")
    if is_week(m.right):
        return None
    nth = -m.value("ORD") if m.has("ORD") and m.has("LAST") else nth_of(m)
    return within(m, nth_weekday(nth, n))


def is_week(node: Node | None) -> bool:
    """Whether it is one week, which has each weekday once."""
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

    return within(m, Selector(pick, ordinal=True))


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

    return within(m, Selector(pick, ordinal=True))


@rule("< OF? LAST|FROMEND DAY|WEEKDAY|WORKDAY|WORKWEEK|WEEKEND")
def last_behind(m: Match) -> Node | None:
    """April's last Friday; 3月 last business day."""
    if not m.has("OF") and m.parser.tokens[m.left.last - 1].text.isascii():
        return None
    return within(m, of_kind(nth_of(m), m.tokens[-1].kind, m))


def of_kind(nth: int, kind: str, m: Match) -> Selector:
    """The nth of what a match names: a weekday, a working day, a weekend, a day."""
    match kind:
        case "WEEKDAY":
            return nth_weekday(nth, m.value("WEEKDAY"))
        case "WORKDAY" | "WORKWEEK":
            return working(nth, None, pick_working_days if kind == "WORKDAY" else week_days)
        case "WEEKEND":
            return nth_weekend_of(nth)
        case _:
            return days_at(nth)


@rule("NTH DAYS OF|IN >", "ORD|TAIL DAYS", "TAIL ORD DAYS", "ORD TAIL DAYS", "ORD LAST DAY OF|IN >")
def nth_day(m: Match) -> Node | None:
    """First day of last month, 最后一天, 第三天."""
    spoken = m.tokens[0].kind == "ORD" and not chinese_ordinal(m.tokens[0])
    if spoken and m.right is None and m.tokens[-1].text not in {"day", "天"}:
        return None
    if m.tokens[-1].kind == "RI" and m.tokens[0].kind == "ORD" and m.tokens[0].text.isdigit():
        return None
    if m.has("LAST") and m.has("ORD"):
        return within(m, days_at(-m.value("ORD")))
    return within(m, days_at(nth_of(m)))


@rule(
    "NTH WORKDAY|WORKWEEK OF|IN >",
    "ORD|TAIL WORKDAY|WORKWEEK",
    "TAIL ORD GE? WORKDAY|WORKWEEK",
    "ORD LAST WORKDAY|WORKWEEK OF|IN >",
)
def nth_working_day(m: Match) -> Node | None:
    """Last business day of March, 第一个工作日."""
    days = pick_working_days if m.has("WORKDAY") else week_days
    if m.has("LAST") and m.has("ORD"):
        return within(m, working(-m.value("ORD"), None, days))
    return within(m, working(nth_of(m), None, days))
