"""What comes again inside a span: `every Friday`, `weekdays`, `month ends`,
`every other day`, 每周一, 每月最后一天, 隔天.
"""

from collections.abc import Callable
from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Now, Refusal, span
from bot.dates.nodes import Node, Selector
from bot.locale import _


def keep(test: Callable[[int], bool]) -> Callable[[Days, Now], tuple[Days, ...]]:
    """A pick of the days for which `test` is true."""
    return lambda days, _now: (d.where(days, test),)


def weekday_selector(n: int) -> Selector:
    """Every such weekday."""
    return Selector(keep(lambda day: d.isoweekday(day) == n), weekday=n)


@rule("WEEKDAYS", "EVERY WEEK? OF? WEEKDAY|WEEKDAYS", "EVERY GE WEEKDAY", "EVERY GE WEEK OF? WEEKDAY")
def every_weekday(m: Match) -> Node | None:
    """Every Friday, Fridays, 每周五."""
    return weekday_selector(m.value("WEEKDAY", "WEEKDAYS"))


@rule("EVERY WEEK NUM", "EVERY GE? WEEK NUM")
def every_numbered_weekday(m: Match) -> Node | None:
    """每周5."""
    n = m.value("NUM")
    if m.token("WEEK").text.isascii() or not 1 <= n <= 6:  # type: ignore[union-attr]
        return None
    return weekday_selector(n)


@rule(
    "EVERY OTHER WEEKDAY",
    "EVERY ORD WEEKDAY",
    "GAP WEEK OF? WEEKDAY",
    "GAP NUM WEEK OF? WEEKDAY",
    "EVERY GAP WEEK OF? WEEKDAY",
    "OTHER WEEKDAYS",
    "EVERY NUM WEEK OF? WEEKDAY",
)
def every_other_weekday(m: Match) -> Node | None:
    """Every other Friday, counted from the span's first one."""
    n = m.value("WEEKDAY", "WEEKDAYS")
    step = m.value("ORD") if m.has("ORD") else (m.value("NUM") + m.has("GAP") if m.has("NUM") else 2)
    if step < 2:
        return None

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        found = [day for day in d.each(days) if d.isoweekday(day) == n]
        return (d.merge((day, day) for day in found[::step]),)

    return Selector(pick)


def _every_nth(step: int, *, shifted: bool) -> Selector:
    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        found = list(d.each(days))
        starts = range(step) if shifted else (0,)
        return tuple(d.merge((day, day) for day in found[start::step]) for start in starts if found[start::step])

    return Selector(pick)


@rule(
    "EVERY OTHER DAY",
    "EVERY NUM|ORD DAYS",
    "GAP DAYS",
    "GAP NUM DAYS",
    "EVERY GAP NUM DAYS",
    "OTHER DAY",
    "ALTERNATE",
    "EVERY OTHER RI",
)
def every_other_day(m: Match) -> Node | None:
    """Every other day, every 3 days, 每隔一天, 隔天."""
    if m.has("ORD"):
        step = m.value("ORD")
        return _every_nth(step, shifted=True) if step > 1 else None
    said = m.value("NUM") if m.has("NUM") else None
    step = (1 if said is None else said) + 1 if m.has("GAP") else 2 if said is None else said
    if step == 1 and m.has("EVERY"):
        return every_day(m)
    if not 1 < step < 400:
        raise Refusal(_("Every {count} days is no rhythm.", count=step))
    return _every_nth(step, shifted=False)


@rule("EVERY NUM WEEK", "EVERY OTHER WEEK", "EVERY ORD WEEK", "GAP NUM? GE? WEEK", "EVERY GAP NUM? GE? WEEK")
def every_few_weeks(m: Match) -> Node | None:
    """Every 2 weeks since Mar 2: that weekday again, whole weeks beside it; of a month it is asked."""
    said = m.value("NUM", "ORD") if m.has("NUM", "ORD") else None
    step = (said or 1) + 1 if m.has("GAP") else 2 if said is None else said
    if not 1 < step < 60 or (m.has("ORD") and not m.tokens[0].text.isascii()):
        return None

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        found = list(d.each(days))
        weeks = d.by_unit(days, "week")[::step]
        return d.merge((day, day) for day in found[:: 7 * step]), d.intersect(d.union(weeks), days)

    return Selector(pick, question=_("Days, or weeks from Monday to Sunday?"))


@rule("EVERY DAYS", "EVERY OF DAYS", "DAILY")
def every_day(m: Match) -> Node | None:
    """Every day last week."""
    return Selector(lambda days, _now: (days,))


@rule("WORKWEEK", "EVERY WORKWEEK")
def work_week(m: Match) -> Node | None:
    """Weekdays: Monday to Friday, no calendar."""
    return Selector(keep(lambda day: d.isoweekday(day) < 6))


@rule("WORKDAY", "EVERY GE? WORKDAY")
def working_days(m: Match) -> Node | None:
    """Business days: by the calendar in force; Monday to Friday beside it where they differ."""
    return Selector(pick_working_days)


def pick_working_days(days: Days, now: Now) -> tuple[Days, ...]:
    """By the calendar, then Monday to Friday."""
    return (d.where(days, now.workdays.works), d.where(days, lambda day: d.isoweekday(day) < 6))


@rule("ODD DAYS?", "ODD DAY OF?")
def odd_days(m: Match) -> Node | None:
    """Odd days of April."""
    n = m.value("ODD")
    return Selector(keep(lambda day: date.fromordinal(day).day % 2 == n))


def in_each(unit: str, part: Callable[[Days, Now], tuple[Days, ...]]) -> Selector:
    """A part of each month (quarter, week, year) of a span."""

    def pick(days: Days, now: Now) -> tuple[Days, ...]:
        parts = [_parts(part, whole, now) for whole in d.by_unit(days, unit)]
        size = max((len(p) for p in parts if p), default=0)
        return tuple(d.intersect(d.union(p[min(i, len(p) - 1)] for p in parts if p), days) for i in range(size))

    found = Selector(pick)
    found.each = lambda other: in_each(unit, other.pick)
    return found


def _parts(part: Callable[[Days, Now], tuple[Days, ...]], whole: Days, now: Now) -> tuple[Days, ...]:
    try:
        return part(whole, now)
    except Refusal:
        return ()


def _last(days: Days, _now: Now) -> tuple[Days, ...]:
    return (span(days[-1][1], days[-1][1]),)


def _first(days: Days, _now: Now) -> tuple[Days, ...]:
    return (span(days[0][0], days[0][0]),)


@rule(
    "MONTHENDS",
    "EVERY MONTHEND|MONTHENDS",
    "EVERY GE? YUE MONTHEND",
    "QTRENDS",
    "EVERY QTREND|QTRENDS",
    "MONTHSTARTS",
    "EVERY MONTHSTART|MONTHSTARTS",
    "MON END",
    "EVERY MON END",
    "EVERY GE MONTHEND|QTREND|MONTHSTART",
    "MON|QTR BEGIN",
)
def unit_ends(m: Match) -> Node | None:
    """Month ends of Q1, 每月底."""
    unit = "quarter" if m.has("QTREND", "QTRENDS", "QTR") else "month"
    return in_each(unit, _first if m.has("MONTHSTART", "MONTHSTARTS", "BEGIN") else _last)


UNIT_KINDS = {"WEEK": "week", "MON": "month", "YUE": "month", "QTR": "quarter", "YR": "year", "NIAN": "year"}


@rule("EVERY GE? YUE|QTR|WEEK|NIAN OF? >")
def inside_each(m: Match) -> Node | None:
    """每月最后一天, 每月第一个周一, 每月1号."""
    from bot.dates.monthly import Monthly
    from bot.dates.nodes import Weekly

    unit = UNIT_KINDS[next(token.kind for token in m.tokens if token.kind in UNIT_KINDS)]
    return _inside(m.right, unit, Monthly, Weekly)


@rule("< OF|IN|ON EVERY MON|QTR|WEEK|YR", "< EVERY MON|QTR|WEEK|YR", "< OF ONE MON|QTR|WEEK|YR", "< OF THIS? MONTHLY")
def of_each(m: Match) -> Node | None:
    """Last day of every month, the 1st of each month."""
    from bot.dates.monthly import Monthly
    from bot.dates.nodes import Weekly

    unit = UNIT_KINDS[m.tokens[-1].kind]
    return _inside(m.left, unit, Monthly, Weekly)


def _inside(node: Node, unit: str, monthly: type, weekly: type) -> Node | None:
    if isinstance(node, Selector) and node.ordinal:
        return in_each(unit, node.pick)
    if isinstance(node, monthly) and unit == "month":
        from bot.dates.monthly import Monthly

        inner = node
        assert isinstance(inner, Monthly)  # noqa: S101 narrowed by the caller's class

        def part(days: Days, _now: Now) -> tuple[Days, ...]:
            at = date.fromordinal(days[0][0])
            found = inner.days(at.year, at.month)
            return (found,) if found else ()

        return in_each("month", part)
    if isinstance(node, weekly) and unit == "week":
        weekday = getattr(node, "weekday", None)
        return weekday_selector(weekday) if weekday else None
    return None
