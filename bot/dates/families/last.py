"""Last N: `last 4 days`, `past 12 days`, `last 3 full weeks`, `last 4 Tuesdays`, 最近5天, 近两周,
过去三个月, `last 4 weekdays`.
"""

from collections.abc import Callable

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.picks import several_weekdays, weekends_at_edge
from bot.dates.families.relative import count
from bot.dates.grammar import GROUPS, Match, rule
from bot.dates.meaning import Meaning, Now, Refusal, ask, beside, plain, span
from bot.dates.nodes import Node, Selector, Settled
from bot.locale import _

GROUPS["BACK"] = ("LAST", "PAST", "RECENT", "QIAN")
GROUPS["N"] = ("NUM", "NUM4", "ONE", "COUPLE")


def back(now: Now, size: int) -> Meaning:
    """`size` whole days up to yesterday; with today beside it."""
    return beside(span(now.today - size, now.today - 1), span(now.today - size + 1, now.today), tag="today")


@rule("BACK N FULL? DAYS", "BACK FULL N DAYS", "BACK N GE DAYS", "N BACK DAYS", "BACK DAYS", "THIS BACK N DAYS")
def days(m: Match) -> Node | None:
    """N whole days ending yesterday."""
    now, size = m.parser.now, count(m)
    if m.tokens[0].kind in {"NUM", "NUM4"} and size > 1 and m.tokens[-1].text == "day":
        # The last day of Apr 3-12, not 12 of them.
        return None
    if not m.has("NUM", "NUM4", "ONE", "COUPLE"):
        if m.tokens[-1].text not in {"day", "天"} and not (m.has("RI") and m.tokens[0].text in {"上一", "前一个"}):
            return None
        if m.tokens[-1].text == "天" and m.has("RECENT"):
            return None
        node = Settled(plain(span(now.today - 1, now.today - 1)), "day")
    elif m.tokens[0].text == "前" and size <= 2:
        node = _front(now, size)
    else:
        node = Settled(back(now, size))
    if m.has("LAST", "QIAN"):
        node.inside = _edge_of(size, last=m.has("LAST"))
    return node


def _edge_of(size: int, *, last: bool) -> Selector:
    """`April except the last 3 days`, 4月除了前三天: those of April."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        found = list(d.each(days))
        return (d.merge((day, day) for day in (found[-size:] if last else found[:size])),)

    return Selector(pick)


def _front(now: Now, size: int) -> Settled:
    """前2天: the last two days, or the day before yesterday."""
    if size == 1:
        return Settled(plain(span(now.today - 1, now.today - 1)), "day")
    return Settled(
        ask(
            _("The last two days, or the day before yesterday?"),
            span(now.today - 2, now.today - 1),
            span(now.today - 2, now.today - 2),
        )
    )


@rule("BACK N WEEK|FORTNIGHT", "BACK N GE WEEK", "N BACK WEEK")
def weeks(m: Match) -> Node | None:
    """N x 7 days ending yesterday; with today, and whole weeks, beside it."""
    now, size = m.parser.now, count(m) * (2 if m.has("FORTNIGHT") else 1)
    if size == 1 and not m.has("COUPLE") and m.has("LAST"):
        return Settled(
            plain(span(now.monday - 7, now.monday - 1)),
            "week",
            week=now.monday - 7,
            whole=(now.monday - 7, now.monday - 1),
        )
    rolling = back(now, 7 * size)
    whole = span(now.monday - 7 * size, now.monday - 1)
    if m.tokens[0].text == "前" and size == 1:
        return Settled(ask(_("The last seven days, or last week?"), rolling.choices[0], whole))
    return Settled(beside(rolling.choices[0], whole, *rolling.choices[1:]))


@rule("BACK|RECENT FORTNIGHT")
def fortnight(m: Match) -> Node | None:
    """Last fortnight."""
    return Settled(back(m.parser.now, 14))


@rule("BACK N FULL WEEK", "BACK FULL WEEK", "BACK N FULL GE? WEEK", "N FULL WEEK BACK")
def full_weeks(m: Match) -> Node | None:
    """Last 3 full weeks: Monday to Sunday."""
    monday = m.parser.now.monday
    size = count(m)
    return Settled(
        plain(span(monday - 7 * size, monday - 1)),
        "week" if size == 1 else "days",
        week=monday - 7 if size == 1 else None,
    )


def _units(now: Now, size: int, whole: Callable[[int], tuple[int, int]], this: int) -> tuple[int, int]:
    """The `size` units before number `this`."""
    return whole(this - size)[0], whole(this - 1)[1]


def _month_number(now: Now) -> int:
    return now.year * 12 + now.month - 1


def _months(now: Now, size: int) -> Days:
    total = _month_number(now) - size
    if total // 12 < d.FIRST_YEAR:
        raise Refusal(_("{year} is out of reach; years go from 2000 to 2100.", year=str(total // 12)))
    return span(d.month(total // 12, total % 12 + 1)[0], d.month(now.year, now.month)[0] - 1)


def _rolling_months(now: Now, size: int) -> Days | None:
    total = _month_number(now) - size
    year, month = total // 12, total % 12 + 1
    if year < d.FIRST_YEAR:
        return None
    day = min(now.day, d.month_length(year, month))
    return span(d.number(year, month, day), now.today - 1)


@rule(
    "BACK N MON",
    "BACK N GE YUE",
    "N BACK MON",
    "BACK N YUE",
    "BACK NUM FULL MONTHS",
    "BACK FULL MONTHS",
    "BACK NUM GE FULL MONTHS",
)
def months(m: Match) -> Node | None:
    """Last 4 months: whole ones; rolling ones beside it. 近一个月 rolls."""
    now, size = m.parser.now, count(m)
    if m.has("YUE") and not m.has("GE", "FULL") and m.tokens[-1].text == "月" and m.tokens[-2].text != "俩":
        return None
    if m.has("FULL"):
        return Settled(plain(_months(now, size)), "months")
    whole, rolling = _months(now, size), _rolling_months(now, size)
    if m.has("LAST") and size == 1 and not m.has("COUPLE"):
        return _last_month(now)
    if size == 1 and m.has("RECENT", "QIAN"):
        return Settled(beside(rolling or whole, whole, span(now.today - 30, now.today - 1)))
    return Settled(beside(whole, *([rolling] if rolling else [])))


def _last_month(now: Now) -> Node:
    total = _month_number(now) - 1
    start, end = d.month(total // 12, total % 12 + 1)
    return Settled(plain(span(start, end)), "month", whole=(start, end), month=(total // 12, total % 12 + 1), year=None)


@rule("BACK HALF GE? YUE", "BACK HALF ONE? MON")
def half_month(m: Match) -> Node | None:
    """近半个月: 15 days."""
    return Settled(back(m.parser.now, 15))


@rule("BACK HALF NIAN", "BACK HALF ONE? YR")
def half_year(m: Match) -> Node | None:
    """近半年: six months, asked about."""
    now = m.parser.now
    choices = [c for c in (_rolling_months(now, 6), _months(now, 6)) if c]
    return Settled(ask(_("Six months up to yesterday, or six whole months?"), *choices))


@rule("BACK NUM|COUPLE FULL? QTR", "BACK NUM GE FULL? QTR", "BACK FULL QTR")
def quarters(m: Match) -> Node | None:
    """Last 3 quarters: whole ones."""
    now, size = m.parser.now, count(m)
    this = now.year * 4 + (now.month - 1) // 3
    first = this - size
    if first // 4 < d.FIRST_YEAR:
        raise Refusal(_("{year} is out of reach; years go from 2000 to 2100.", year=str(first // 4)))
    found = d.quarter(first // 4, first % 4 + 1)[0], d.quarter(now.year, (now.month - 1) // 3 + 1)[0] - 1
    return Settled(plain(span(*found)), "quarter" if size == 1 else "quarters", whole=found)


@rule("BACK N FULL? YEARS", "BACK FULL YEARS", "BACK NUM GE FULL NIAN")
def years(m: Match) -> Node | None:
    """Last 2 years: whole ones; rolling beside it."""
    now, size = m.parser.now, count(m)
    if now.year - size < d.FIRST_YEAR:
        raise Refusal(_("{year} is out of reach; years go from 2000 to 2100.", year=str(now.year - size)))
    whole = span(d.year(now.year - size)[0], d.year(now.year - 1)[1])
    rolling = _rolling_months(now, 12 * size)
    if size == 1 and m.has("LAST", "FULL"):
        return Settled(plain(whole), "year", year=now.year - 1, whole=whole[0])
    if size == 1 and rolling:
        return Settled(beside(rolling, whole))
    return Settled(beside(whole, *([rolling] if rolling else [])))


@rule("PAST WEEK", "THIS PAST WEEK")
def past_week(m: Match) -> Node | None:
    """Past week: seven days, or last week."""
    now = m.parser.now
    rolling = back(now, 7)
    return Settled(
        ask(
            _("The last seven days, or last week?"),
            rolling.choices[0],
            span(now.monday - 7, now.monday - 1),
            rolling.choices[1],
        )
    )


@rule("THIS? PAST MON", "THIS? PAST QTR", "THIS? PAST YR")
def past_unit(m: Match) -> Node | None:
    """Past month: the calendar's, or a rolling one."""
    now = m.parser.now
    if m.has("MON"):
        whole, rolling = _months(now, 1), _rolling_months(now, 1)
    elif m.has("QTR"):
        this = (now.month - 1) // 3 + 1
        whole, rolling = span(*d.quarter(now.year, this - 1)), _rolling_months(now, 3)
    else:
        whole, rolling = span(*d.year(now.year - 1)), _rolling_months(now, 12)
    return Settled(
        ask(_("The last calendar one, or rolling back from yesterday?"), whole, *([rolling] if rolling else []))
    )


@rule("BACK N HOUR", "BACK HOUR")
def hours(m: Match) -> Node | None:
    """Last 48 hours: which days, asked about."""
    now, size = m.parser.now, count(m)
    if size % 24 or not m.has("NUM"):
        raise Refusal(_("Hours are not days: say the days, and then the hours inside them."), "yesterday 13:00-17:00")
    whole = size // 24
    return Settled(
        ask(
            _("Which days do these hours mean?"),
            span(now.today - whole, now.today - 1),
            span(now.today - whole, now.today),
        )
    )


@rule("BACK N GE? WEEKDAYS|WEEKDAY", "N BACK WEEKDAYS")
def weekdays(m: Match) -> Node | None:
    """Last 4 Tuesdays: the latest ones before today."""
    now, size = m.parser.now, count(m)
    n = m.value("WEEKDAYS", "WEEKDAY")
    latest = now.today - ((d.isoweekday(now.today) - n - 1) % 7 + 1)
    found = d.merge((latest - 7 * k,) * 2 for k in range(size))
    node = Settled(plain(found))
    if d.isoweekday(now.today) == n:
        with_today = d.merge((now.today - 7 * k,) * 2 for k in range(size))
        node = Settled(beside(found, with_today, tag="today"))
    if m.has("LAST", "QIAN"):
        node.inside = several_weekdays(n, size, last=m.has("LAST"))
    return node


@rule("BACK N GE? WEEKENDS|WEEKEND")
def weekends(m: Match) -> Node | None:
    """Last 2 weekends: the latest ones over."""
    monday = m.parser.now.monday
    found = d.merge((monday - 7 * k - 2, monday - 7 * k - 1) for k in range(count(m)))
    if d.isoweekday(m.parser.now.today) == 7:
        also = d.merge((monday - 7 * k + 5, monday - 7 * k + 6) for k in range(count(m)))
        return Settled(Meaning((found, also), _("With the one that ends today?")))
    node = Settled(plain(found))
    if m.has("LAST", "QIAN"):
        node.inside = weekends_at_edge(count(m), last=m.has("LAST"))
    return node


@rule("BACK N? GE? WORKWEEK|WORKDAY", "N BACK WORKWEEK|WORKDAY")
def working_days(m: Match) -> Node | None:
    """Last 4 weekdays, last 3 working days: up to yesterday; with today beside it."""
    now, size = m.parser.now, count(m)
    if size > 1000:
        raise Refusal(_("{number} is too many.", number=str(size)), "last 30 days")
    calendars: list[Callable[[int], bool]] = [lambda day: d.isoweekday(day) < 6]
    if m.has("WORKDAY"):
        calendars.insert(0, now.workdays.works)

    def back(works: Callable[[int], bool], at: int) -> Days:
        found: list[tuple[int, int]] = []
        while len(found) < size:
            if works(at):
                found.append((at, at))
            at -= 1
        return d.merge(found)

    choices = [back(works, now.today - 1) for works in calendars] + [back(works, now.today) for works in calendars]
    return Settled(beside(*choices), "day" if size == 1 else "days")
