"""Days counted from another: `yesterday`, `4 days ago`, `the day after May 4`, 5月4日的前一天, `2 months ago`."""

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, Refusal, ask, beside, plain, span
from bot.dates.nodes import Node, Settled
from bot.locale import _

FARTHEST = 40_000
"""Days from today that are counted at all."""


def count(m: Match) -> int:
    """The number in a match; "a" is one. Raises Refusal when it is none to count with."""
    for token in m.tokens:
        if token.kind in {"NUM", "NUM4", "COUPLE"}:
            if token.value < 1:
                raise Refusal(
                    _("{number} is no number of days to count.", number=token.text), "yesterday", "last 7 days"
                )
            if token.value > FARTHEST:
                raise Refusal(_("{number} is too many.", number=token.text), "last 30 days")
            return int(token.value)
    return 1


@rule("RELATIVE")
def relative_day(m: Match) -> Node | None:
    """Yesterday, 前天."""
    offset = m.value("RELATIVE")
    at = m.parser.now.today + offset
    return Settled(plain(span(at, at)), "day", whole=(at, at), said="today" if offset == 0 else "relative")


@rule(
    "NUM|NUM4|ONE|COUPLE DAYS AGO",
    "NUM GE? DAYS QIAN|BEFOREZ",
)
def days_ago(m: Match) -> Node | None:
    """4 days ago, 四天前."""
    at = m.parser.now.today - count(m)
    if m.has("RI") and m.has("BEFOREZ"):
        # 8日之前 may be before the 8th.
        return Settled(Meaning((span(at, at),), _("Days ago, or before that day of the month?")), "day")
    return Settled(plain(span(at, at)), "day", whole=(at, at), said="relative")


@rule("NUM|ONE DAY AFTERZ|HOU", "IN NUM|ONE DAYS", "NUM|ONE DAYS FROM NOW|RELATIVE")
def days_ahead(m: Match) -> Node | None:
    """3天后, in 3 days."""
    if m.has("RELATIVE") and m.value("RELATIVE") != 0:
        return None
    if m.tokens[0].kind == "IN" and m.tokens[0].text != "in":
        return None
    at = m.parser.now.today + count(m)
    return Settled(plain(span(at, at)), "day", whole=(at, at), said="relative")


@rule("NUM GE? WEEK AFTERZ|HOU", "IN NUM|ONE WEEK|FORTNIGHT", "NUM|ONE WEEK|FORTNIGHT FROM NOW|RELATIVE")
def weeks_ahead(m: Match) -> Node | None:
    """In 2 weeks, 两周后: a day; its week stands beside it."""
    if (m.has("RELATIVE") and m.value("RELATIVE") != 0) or (m.has("IN") and m.tokens[0].text != "in"):
        return None
    at = m.parser.now.today + 7 * count(m) * (2 if m.has("FORTNIGHT") else 1)
    return Settled(beside(span(at, at), span(d.monday(at), d.monday(at) + 6)), "day", edge=at, said="relative")


@rule("NUM|ONE WORKDAY|WORKWEEK AGO", "NUM GE? WORKDAY QIAN|BEFOREZ")
def workdays_ago(m: Match) -> Node | None:
    """3 business days ago."""
    now = m.parser.now

    def back(off: bool) -> Days:
        at, left = now.today, count(m)
        while left:
            at -= 1
            left -= now.workdays.works(at) if off else d.isoweekday(at) < 6
        return span(at, at)

    return Settled(beside(*((back(True), back(False)) if m.has("WORKDAY") else (back(False),)), tag="calendar"), "day")


@rule("NUM|ONE|COUPLE WEEK|FORTNIGHT AGO", "NUM GE? WEEK QIAN|BEFOREZ")
def weeks_ago(m: Match) -> Node | None:
    """4 weeks ago is a day; its week stands beside it."""
    at = m.parser.now.today - 7 * count(m) * (2 if m.has("FORTNIGHT") else 1)
    monday = d.monday(at)
    meaning = beside(span(at, at), span(monday, monday + 6))
    return Settled(meaning, "week", week=monday, edge=at, said="relative")


@rule("NUM|ONE|COUPLE MON AGO", "NUM GE YUE QIAN|BEFOREZ", "NUM MON QIAN|BEFOREZ")
def months_ago(m: Match) -> Node | None:
    """4 months ago: the day or its month, asked about."""
    now, back = m.parser.now, count(m)
    return _months_back(now, back)


def _months_back(now: Now, back: int) -> Node:
    total = now.year * 12 + now.month - 1 - back
    year, month = total // 12, total % 12 + 1
    if not d.FIRST_YEAR <= year <= d.LAST_YEAR:
        raise Refusal(_("{year} is out of reach; years go from 2000 to 2100.", year=str(year)))
    start, end = d.month(year, month)
    if now.day > end - start + 1:
        question = _(
            "{month} has no day {day}. Its last day, or the whole month?", month=f"{year}-{month:02}", day=now.day
        )
        return Settled(Meaning((span(end, end), span(start, end)), question), "month", month=(year, month))
    day = start + now.day - 1
    return Settled(
        ask(_("That day, or the whole month?"), span(day, day), span(start, end)),
        "month",
        month=(year, month),
        edge=day,
    )


@rule("HALF NIAN QIAN|BEFOREZ", "HALF ONE YR AGO")
def half_year_ago(m: Match) -> Node | None:
    """半年前: the day or its month."""
    return _months_back(m.parser.now, 6)


@rule("HALF GE? YUE QIAN|BEFOREZ")
def half_month_ago(m: Match) -> Node | None:
    """半个月前."""
    at = m.parser.now.today - 15
    return Settled(Meaning((span(at, at),), _("Fifteen days ago?")), "day")


@rule("NUM|ONE|COUPLE YEARS AGO", "NUM NIAN QIAN|BEFOREZ")
def years_ago(m: Match) -> Node | None:
    """Two years ago: the day; all of that year beside it."""
    now = m.parser.now
    year = now.year - count(m)
    return _same_day(now, year, _whole_year(year))


def _whole_year(year: int) -> Days:
    if not d.FIRST_YEAR <= year <= d.LAST_YEAR:
        raise Refusal(_("{year} is out of reach; years go from 2000 to 2100.", year=str(year)))
    return span(*d.year(year))


def _same_day(now: Now, year: int, *others: Days) -> Node:
    if now.day > d.month_length(year, now.month):
        raise Refusal(_("{year} has no 29 February.", year=str(year)), f"{year}-02-28", f"{year}-03-01")
    at = d.number(year, now.month, now.day)
    return Settled(beside(span(at, at), *others), "year", year=year, edge=at)


@rule("< OF? RELATIVE", "SAMEDAY OF? >", "RELATIVE >")
def same_day(m: Match) -> Node | None:
    """上个月的今天, same day last week, today last year."""
    wide, now = m.left or m.right, m.parser.now
    if not isinstance(wide, Settled) or (m.has("RELATIVE") and m.value("RELATIVE") != 0):
        return None
    if wide.unit == "week" and wide.week is not None:
        at = wide.week + d.isoweekday(now.today) - 1
        return Settled(plain(span(at, at)), "day", whole=(at, at))
    if wide.unit == "month" and wide.month:
        back = now.year * 12 + now.month - wide.month[0] * 12 - wide.month[1]
        return _day_only(_months_back(now, back), now)
    if wide.unit == "year" and wide.year is not None:
        return _same_day(now, wide.year)
    return None


def _day_only(node: Node, now: Now) -> Node:
    meaning = node.meaning(now)
    if isinstance(node, Settled) and node.edge is not None:
        return Settled(plain(meaning.choices[0]), "day")
    return node
