"""In each month, quarter or week: `last Friday of each month`, 每月前三天, `every first Monday of the month`."""

from datetime import date

from bot.dates import days as d
from bot.dates.families.ordinal import nth_of, of_kind
from bot.dates.families.picks import edge_days
from bot.dates.families.recurrence import UNIT_KINDS, in_each
from bot.dates.families.relative import count
from bot.dates.grammar import Match, rule
from bot.dates.nodes import Node


@rule("EVERY GE? YUE|QTR|WEEK|NIAN OF? QIAN|HOU|HEAD|TAIL NUM DAYS")
def edge_days_of_each(m: Match) -> Node | None:
    """每月前三天, 每月最后两天."""
    unit = next(UNIT_KINDS[token.kind] for token in m.tokens if token.kind in UNIT_KINDS)
    if m.has("TAIL") and m.token("TAIL").text == "倒数":  # type: ignore[union-attr]
        return None
    return in_each(unit, edge_days(count(m), last=m.has("HOU", "TAIL")).pick)


@rule("LAST NUM DAYS OF|IN EVERY|ONE MON|QTR|WEEK|YR")
def last_few_of_each(m: Match) -> Node | None:
    """Last 2 days of each month."""
    return in_each(UNIT_KINDS[m.tokens[-1].kind], edge_days(count(m), last=True).pick)


@rule("EVERY ORD|LAST DAY|WEEKDAY|WORKDAY|WORKWEEK OF|IN MON|QTR|YR", "EVERY ORD OF|IN MON", "EVERY ORD")
def every_nth_of(m: Match) -> Node | None:
    """Every first Monday of the month, every 15th."""
    kind = m.tokens[2].kind if len(m.tokens) > 4 else ""
    if not kind:
        day = m.value("ORD")
        if (len(m.tokens) == 2 and m.tokens[1].text.isalpha()) or not 1 <= day <= 31:
            return None
        return in_each("month", lambda days, _now: (d.where(days, lambda at: date.fromordinal(at).day == day),))
    return in_each(UNIT_KINDS[m.tokens[-1].kind], of_kind(nth_of(m), kind, m).pick)


@rule("LAST|FROMEND DAY|WEEKDAY|WORKDAY|WORKWEEK|WEEKEND OF|IN EVERY|ONE MON|QTR|WEEK|YR")
def last_of_each(m: Match) -> Node | None:
    """Last Friday of each month: the nth from the end, in every one of them."""
    unit = UNIT_KINDS[m.tokens[-1].kind]
    return in_each(unit, of_kind(nth_of(m), m.tokens[1].kind, m).pick)
