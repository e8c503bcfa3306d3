"""The first or last few inside a unit: `first 4 days of April`, `the last two Mondays of`, 前三天, 最后两个周五."""

from bot.dates.days import Days
from bot.dates.families.ordinal import is_week, within
from bot.dates.families.picks import (
    days_at,
    edge_days,
    nth_weekday,
    nth_weekend_of,
    several_weekdays,
    week_days,
    weekends_at_edge,
    working,
)
from bot.dates.families.recurrence import pick_working_days
from bot.dates.families.relative import count
from bot.dates.grammar import GROUPS, Match, rule
from bot.dates.meaning import Now
from bot.dates.nodes import Node, Selector

GROUPS["FIRSTLAST"] = ("ORD", "LAST", "TAIL", "HEAD")

FROM_THE_END = "倒数"


def _edge(m: Match, few: Selector, nth: Selector) -> Node | None:
    """The first or last few; 倒数三天 may be the third day from the end as well, which stands beside."""
    if m.has("ORD") and m.value("ORD") != 1:
        return None
    if m.tokens[0].text != FROM_THE_END or count(m) == 1:
        return within(m, few)

    def pick(days: Days, now: Now) -> tuple[Days, ...]:
        return (*few.pick(days, now), *nth.pick(days, now))

    return within(m, Selector(pick, ordinal=True))


def _last(m: Match) -> bool:
    return m.has("LAST", "TAIL", "HOU")


@rule(
    "FIRSTLAST NUM DAYS OF|IN >",
    "ORD|HEAD|TAIL NUM DAYS",
    "< OF? QIAN|HOU NUM GE? DAYS",
    "< OF LAST|ORD NUM DAYS",
)
def several_days(m: Match) -> Node | None:
    """First 4 days of April, April's last 3 days, 4月前三天, 上周最后两天."""
    size = count(m)
    return _edge(m, edge_days(size, last=_last(m)), days_at(-size))


@rule(
    "LAST|ORD NUM WEEKDAYS|WEEKDAY OF|IN >",
    "TAIL|HEAD NUM GE? WEEKDAY|WEEKDAYS",
    "< OF? QIAN|HOU NUM GE? WEEKDAY|WEEKDAYS",
    "< OF LAST|ORD NUM WEEKDAYS",
)
def several_of_a_weekday(m: Match) -> Node | None:
    """The last 2 Mondays of April, 4月前两个周一."""
    if is_week(m.right or m.left):
        return None
    n, size = m.value("WEEKDAY", "WEEKDAYS"), count(m)
    return _edge(m, several_weekdays(n, size, last=_last(m)), nth_weekday(-size, n))


@rule(
    "FIRSTLAST NUM GE? WORKDAY|WORKWEEK OF|IN >",
    "ORD|HEAD|TAIL NUM GE? WORKDAY|WORKWEEK",
    "< OF? QIAN|HOU NUM GE? WORKDAY|WORKWEEK",
    "< OF LAST|ORD NUM WORKDAY|WORKWEEK",
)
def several_working_days(m: Match) -> Node | None:
    """First 3 working days of April, 4月前3个工作日."""
    days = pick_working_days if m.has("WORKDAY") else week_days
    size = count(m)
    return _edge(m, working(None, -size if _last(m) else size, days), working(-size, None, days))


@rule(
    "LAST|ORD NUM WEEKENDS|WEEKEND OF|IN >",
    "TAIL|HEAD NUM GE? WEEKEND",
    "< OF? QIAN|HOU NUM GE? WEEKEND",
    "< OF LAST|ORD NUM WEEKENDS",
)
def several_weekends(m: Match) -> Node | None:
    """The last two weekends of April, 4月前两个周末."""
    size = count(m)
    return _edge(m, weekends_at_edge(size, last=_last(m)), nth_weekend_of(-size))
