"""The days between two ends of which one at least lacks nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.meaning import Meaning, Now, Refusal, ask, combine, distinct, plain, span
from bot.dates.monthly import Monthly
from bot.dates.nodes import UNITS, Node, Settled, Weekly, Yearly
from bot.dates.starts import edge, end_of, lacking, start_of
from bot.locale import Text, _

LONGEST_OVER_NEW_YEAR = 270
"""Days: what would take longer from one year into the next was meant the other way round."""


def backwards(first: Days, last: Days) -> Refusal:
    """The refusal of a range that ends before it begins; turned round it is offered."""
    start, end = date.fromordinal(first[0][0]), date.fromordinal(last[-1][1])
    return Refusal(
        _("It ends before it begins: {start} is after {end}.", start=start, end=end),
        f"{end:%Y-%m-%d}..{start:%Y-%m-%d}",
    )


def settled_range(a: Node, b: Node, now: Now) -> Meaning:
    """Every way from one end to the other; what one lacks is the nearest to the other. Raises Refusal when reversed."""
    question: Text | None = None
    if isinstance(a, Weekly | Monthly) and getattr(b, "unit", "") in UNITS_TOO_WIDE:
        raise Refusal(_("From which day to which? Say the first and the last one."), "Apr 5 to Apr 9")
    if lacking(a):
        ends = end_of(b, now)
        parts = [combine([edge(a, now, days[-1][1], after=False), plain(days)], _join) for days in ends.choices]
        if isinstance(a, Weekly) and isinstance(b, Settled) and b.week is not None and b.week > now.monday:
            # 周一到下周二: this week's Monday, or that week's.
            parts.append(combine([a.in_week(now.monday).meaning(now), ends], _join))
            question = _("This one, or the one before?")
        first = next(iter(start_of(a, now).choices), ends.choices[0])
    elif lacking(b):
        starts = start_of(a, now)
        first = starts.choices[0]
        parts = []
        for days in starts.choices:
            last = _end_behind_unit(a, b, days, now) or edge(b, now, days[0][0], after=True)
            question = question or _over_its_unit(a, b, last) or _far_ahead(a, b, last, now)
            parts.append(combine([plain(days), last], _join))
        ends = starts
    else:
        starts, ends = _weeks_or_days(a, b, now) or start_of(a, now), end_of(b, now)
        first = starts.choices[0] if starts.choices else ()
        parts = [combine([starts, ends], _join)]
        ends = replace(ends, ask=None)
    choices = distinct(choice for part in parts for choice in part.choices)
    if not choices:
        raise backwards(first, end_of(b, now).choices[0] if not lacking(b) else b.meaning(now).choices[0])
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
    if not isinstance(a, Settled) or not last.choices or a.said == "weekday":
        # Of last Friday to Monday no week was said.
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
