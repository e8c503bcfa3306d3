"""ISO and compact forms: `2026-04-12`, `20260412`, `2026-W16-3`, `2026-03`, `4/25/2026`, `T-2`,
`2026-04-12/2026-04-15`.
"""

from contextlib import suppress

from bot.dates import days as d
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Refusal, plain, span
from bot.dates.monthly import day_of_month, full_date
from bot.dates.nodes import Node, Settled, Yearly
from bot.dates.orders import Orders, month_or_day
from bot.dates.ranges import Range
from bot.locale import _


@rule("DATE", "DATE RI|HAO")
def date(m: Match) -> Node | None:
    """2026-04-12, 2026/4/12, 2026.4.12, 20260412."""
    return full_date(*m.value("DATE"))


@rule("DATE SLASH DATE")
def interval(m: Match) -> Node | None:
    """2026-04-12/2026-04-15."""
    first, last = m.values("DATE")
    return Range(full_date(*first), full_date(*last))


@rule("DATE SLASH NUM")
def short_interval(m: Match) -> Node | None:
    """2026-04-12/15."""
    year, month, day = m.value("DATE")
    return Range(full_date(year, month, day), full_date(year, month, m.value("NUM")))


@rule("DATE DURATION")
def with_duration(m: Match) -> Node | None:
    """2026-04-12/P3D."""
    start = full_date(*m.value("DATE")).entire()[0][0]
    length = m.value("DURATION")
    if length < 1:
        raise Refusal(_("A duration of no days leaves nothing."))
    return Settled(plain(span(start, start + length - 1)))


@rule("YEARMONTH")
def year_month(m: Match) -> Node | None:
    """2026-03."""
    from bot.dates.ranges import month_of_year

    year, month = m.value("YEARMONTH")
    if not 1 <= month <= 12:
        raise Refusal(_("There is no month {month}.", month=month), f"{year}-12")
    return month_of_year(month).in_year(year, m.parser.now)


@rule("ORDINALDATE")
def day_of_year(m: Match) -> Node | None:
    """2026-102: the 102nd day."""
    year, day = m.value("ORDINALDATE")
    if not d.FIRST_YEAR <= year <= d.LAST_YEAR:
        raise Refusal(_("{year} is out of reach; years go from 2000 to 2100.", year=str(year)))
    start, end = d.year(year)
    if not 1 <= day <= end - start + 1:
        raise Refusal(_("{year} has {count} days.", year=str(year), count=end - start + 1), f"{year}-12-31")
    at = start + day - 1
    return Settled(plain(span(at, at)), "day", year=year, whole=(at, at))


MOST_MONTHS = 12


@rule("DMY")
def order_with_year(m: Match) -> Node | None:
    """4/25/2026, 25.4.2026: plain if one order is left; a two-digit year is asked about."""
    first, second, third = m.value("DMY")
    a, b, c = int(first), int(second), int(third)
    if len(third) == 4:
        tries = [(c, a, b), (c, b, a)]
    else:
        tries = (
            [(2000 + a, b, c), (2000 + c, b, a), (2000 + c, a, b)]
            if len(first) == 2
            else [(2000 + c, a, b), (2000 + c, b, a)]
        )
    options: list[Yearly | Settled] = []
    reasons: list[Refusal] = []
    for year, month, day in dict.fromkeys(tries):
        try:
            options.append(full_date(year, month, day))
        except Refusal as refusal:
            reasons.append(refusal)
    if not options:
        raise reasons[-1]
    if len(third) == 4 and len(options) == 1:
        return _ordered(options[0], a, b)
    return Orders(options, alone=len(third) == 2)


def _ordered(node: Yearly | Settled, first: int, second: int) -> Yearly | Settled:
    if first != second:
        node.order = "md" if second > MOST_MONTHS else "dm"
    return node


@rule("NUM DASH MONTH DASH NUM", "NUM SLASH MONTH SLASH NUM", "NUM DASH MONTH NUM")
def short_year(m: Match) -> Node | None:
    """12-Apr-26: a date with a short year, or days of a month; asked about."""
    day, year = m.values("NUM")
    if len(m.tokens[-1].text) != 2 or not m.tokens[-1].text.isdigit() or m.tokens[-1].start != m.tokens[-2].end:
        return None
    options: list[Yearly | Settled] = [full_date(2000 + year, m.value("MONTH"), day)]
    return Orders(options, alone=True, decimal=True)


@rule("NUM DASH MONTH DASH NUM DASH MONTH", "NUM SLASH MONTH DASH NUM SLASH MONTH")
def short_range(m: Match) -> Node | None:
    """4-Jun-18-Jun: two days, written without spaces."""
    ends = [day_of_month(month, day) for month, day in zip(m.values("MONTH"), m.values("NUM"), strict=True)]
    return Range(*ends)


@rule("MD", "MDDASH")
def month_and_day(m: Match) -> Node | None:
    """4/25, 5/5, 04-15; 2/3 is asked about, and so is whatever may be a decimal."""
    first, second, mark = m.value("MD", "MDDASH")
    options: list[Yearly | Settled] = list(month_or_day(first, second))
    if not options:
        if mark == "/" or mark == "-":
            day_of_month(first, second)
        return None
    if len(options) == 1 and mark == "/":
        return _ordered(options[0], first, second)
    if mark == "-" and first < second <= 31 and first <= 31:
        from bot.dates.monthly import month_day
        from bot.dates.orders import DaysOrDate

        return DaysOrDate(options, Range(month_day(first), month_day(second)))
    return Orders(options, alone=mark != "/", decimal=mark == ".")


@rule("MD RI|HAO", "MD DASH|TO MD RI|HAO", "MD DASH|TO NUM RI|HAO")
def month_and_day_said(m: Match) -> Node | None:
    """4.12号, 4/12日, 4.5-4.9号: the month first."""
    days = [day_of_month(month, day) for month, day, _mark in m.values("MD")]
    if m.has("NUM"):
        days.append(day_of_month(days[0].month or 0, m.value("NUM")))
    return Range(*days) if len(days) == 2 else days[0]


@rule("NUM4 DASH|TO NUM4", "NUM DASH|TO NUM")
def month_day_numbers(m: Match) -> Node | None:
    """0403-0409."""
    if any(len(token.text) != 4 or not token.text.isdigit() for token in (m.tokens[0], m.tokens[2])):
        return None
    pairs = [(int(token.text[:2]), int(token.text[2:])) for token in (m.tokens[0], m.tokens[2])]
    if all(token.kind == "NUM4" and d.FIRST_YEAR <= token.value <= d.LAST_YEAR for token in (m.tokens[0], m.tokens[2])):
        return None
    left, right = (Orders(list(month_or_day(*pair)), alone=True) for pair in pairs)
    if not left.options or not right.options:
        return None
    return Range(left, right)


@rule("NUM4", "NUM")
def month_day_number(m: Match) -> Node | None:
    """0403."""
    text = m.tokens[0].text
    if (
        len(text) != 4
        or not text.isdigit()
        or (m.tokens[0].kind == "NUM4" and d.FIRST_YEAR <= int(text) <= d.LAST_YEAR)
    ):
        return None
    options: list[Yearly | Settled] = list(month_or_day(int(text[:2]), int(text[2:])))
    return Orders(options, alone=True) if options else None


@rule("NUM", "NUM DASH|TO NUM")
def month_in_digits(m: Match) -> Node | None:
    """202604, 202603-202604: a month, or a date with a short year; asked about."""
    ends = [token for token in m.tokens if token.kind == "NUM"]
    if any(len(token.text) != 6 or not token.text.isdigit() for token in ends):
        return None
    options = [_six_digits(token.text) for token in ends]
    if not all(options):
        return None
    return (
        Range(*(Orders(found, alone=True) for found in options))
        if len(options) == 2
        else Orders(options[0], alone=True)
    )


def _six_digits(text: str) -> list[Yearly | Settled]:
    """The month, and the day of a short year, that six digits can be."""
    found: list[Yearly | Settled] = []
    year, month = int(text[:4]), int(text[4:])
    if d.FIRST_YEAR <= year <= d.LAST_YEAR and 1 <= month <= MOST_MONTHS:
        start, end = d.month(year, month)
        found.append(Settled(plain(span(start, end)), "days"))
    with suppress(Refusal):
        found.append(full_date(2000 + int(text[:2]), int(text[2:4]), int(text[4:])))
    return found


@rule("TMINUS")
def t_minus(m: Match) -> Node | None:
    """T-2: two days before today."""
    at = m.parser.now.today + m.value("TMINUS")
    return Settled(plain(span(at, at)), "day", whole=(at, at))
