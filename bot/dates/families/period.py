"""Calendar periods: `prior month`, `March`, `Q1 2025`, `H2`, 三月份, 一季度, 去年上半年, 4月中旬,
`first half of April`, month
ends.
"""

from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.single import _chinese_year
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, Refusal, ask, beside, plain, span
from bot.dates.nodes import UNITS, Monthly, Node, Settled, Yearly, check_year, current
from bot.dates.ranges import month_of_year
from bot.dates.shapes import END
from bot.locale import _


def unit_back(now: Now, unit: str, back: int) -> Settled:
    """The unit `back` ones before the current one; 0 is the current one, negative ones are ahead."""
    if unit == "week":
        monday = now.monday - 7 * back
        return _settled(now, unit, (monday, monday + 6), (monday - 7, monday - 1), week=monday)
    if unit == "month":
        total = now.year * 12 + now.month - 1 - back
        year, month = total // 12, total % 12 + 1
        check_year(year)
        return _settled(now, unit, d.month(year, month), d.month(year, month - 1), month=(year, month))
    if unit == "quarter":
        total = now.year * 4 + (now.month - 1) // 3 - back
        check_year(total // 4)
        return _settled(now, unit, d.quarter(total // 4, total % 4 + 1), d.quarter(total // 4, total % 4))
    if unit == "half":
        total = now.year * 2 + (now.month - 1) // 6 - back
        check_year(total // 2)
        return _settled(now, unit, d.half_year(total // 2, total % 2 + 1), d.half_year(total // 2, total % 2))
    year = now.year - back
    check_year(year)
    return _settled(now, "year", d.year(year), d.year(year - 1), year=year)


def _settled(
    now: Now,
    unit: str,
    found: tuple[int, int],
    before: tuple[int, int],
    *,
    week: int | None = None,
    month: tuple[int, int] | None = None,
    year: int | None = None,
) -> Settled:
    holds = found[0] <= now.today <= found[1]
    meaning = current(now, *found, span(*before)) if holds else plain(span(*found))
    return Settled(meaning, unit, whole=found, week=week, month=month, year=year)


def unit_of(m: Match) -> str:
    """The unit a match speaks of."""
    for kind, unit in (
        ("WEEK", "week"),
        ("MON", "month"),
        ("YUE", "month"),
        ("QTR", "quarter"),
        ("HALF", "half"),
        ("YR", "year"),
        ("NIAN", "year"),
    ):
        if m.has(kind):
            return unit
    raise LookupError


@rule(
    "LAST|THIS|NEXT GE? FULL? WEEK|MON|YUE|QTR|YR|NIAN",
    "LAST|THIS|NEXT HALF",
    "THIS? COMING WEEK|MON|QTR|YR",
    "FULL LAST|THIS WEEK|MON|YUE|QTR|YR|NIAN",
    "FULL LAST GE YUE",
)
def by_word(m: Match) -> Node | None:
    """Last week, this month, next quarter, 上上个月."""
    which = m.token("LAST", "THIS", "NEXT")
    if m.has("HALF") and (not m.tokens[-1].text.isascii() or m.has("LAST")):
        # The last half: of what?
        return None
    back = -1 if which is None or m.has("COMING") else -which.value
    return unit_back(m.parser.now, unit_of(m), back)


AT_HAND = "at hand"
"""Said of `the month`: this one, or the one before where its days are still to come."""


@rule("MON|QTR|YR|WEEK")
def at_hand(m: Match) -> Node | None:
    """First day of the year, the last Friday of the month; alone it is asked about."""
    token = m.tokens[0]
    if not token.the or token.text not in {"month", "quarter", "year", "week"}:
        return None
    now, unit = m.parser.now, unit_of(m)
    this, before = unit_back(now, unit, 0), unit_back(now, unit, 1)
    meaning = ask(_("This one, or the one before?"), *this.meaning(now).choices, *before.meaning(now).choices)
    return Settled(meaning, unit, whole=this.whole, month=this.month, said=AT_HAND)


@rule("EVERY LAST|THIS|NEXT WEEK|MON|QTR|YR")
def all_of_it(m: Match) -> Node | None:
    """All last week."""
    if not m.tokens[0].text.startswith("all"):
        return None
    return unit_back(m.parser.now, unit_of(m), -m.value("LAST", "THIS", "NEXT"))


@rule("LAST|THIS|NEXT HALF YEARS", "HALF LAST|THIS YEARS")
def half_by_word(m: Match) -> Node | None:
    """Last half year: the calendar's, asked about."""
    node = unit_back(m.parser.now, "half", -m.value("LAST", "THIS", "NEXT"))
    meaning = node.meaning(m.parser.now)
    return Settled(Meaning(meaning.choices, _("The calendar's half-year?")), "half", whole=node.whole)


@rule("WEEK|MON|QTR|YR BEFORELAST")
def before_last(m: Match) -> Node | None:
    """The week before last."""
    return unit_back(m.parser.now, unit_of(m), 2)


@rule("WEEK|MON|QTR|YR AFTERNEXT")
def after_next(m: Match) -> Node | None:
    """The week after next."""
    return unit_back(m.parser.now, unit_of(m), -2)


@rule("YEARREL", "YEARREL FULL NIAN")
def year_by_word(m: Match) -> Node | None:
    """今年, 去年."""
    return unit_back(m.parser.now, "year", -m.value("YEARREL"))


@rule("THIS MONTH|QUARTER", "LAST MONTH|QUARTER", "NEXT MONTH|QUARTER")
def named_by_word(m: Match) -> Node | None:
    """This April is this year's; last April the latest one over; next April the coming one."""
    now = m.parser.now
    node = month_of_year(m.value("MONTH")) if m.has("MONTH") else _quarter(m)
    if not isinstance(node, Yearly):
        return None
    if m.has("THIS"):
        return node.in_year(now.year, now)
    found = [span_ for year in (now.year - 2, now.year - 1, now.year, now.year + 1) if (span_ := node.days(year))]
    over = [s for s in found if s[-1][1] < now.today]
    ahead = [s for s in found if s[0][0] > now.today]
    if m.has("NEXT"):
        choice = ahead[0]
        return node.in_year(date.fromordinal(choice[0][0]).year, now)
    last_years = node.days(now.year - 1)
    if last_years is None or last_years == over[-1]:
        return node.in_year(date.fromordinal(over[-1][0][0]).year, now)
    return Settled(ask(_("This year's, or last year's?"), over[-1], last_years), node.unit)


@rule(
    "MONTH", "FULL? MON OF MONTH", "FULL MONTH", "NUM YUE", "FULL NUM YUE", "MONTH MON", "FULL MON OF MONTH", "ORD YUE"
)
def month(m: Match) -> Node | None:
    """March, 3月, the month of March."""
    if m.has("MONTH"):
        return month_of_year(m.value("MONTH"))
    if m.tokens[0].kind == "ORD" and m.tokens[0].text.isascii():
        return None
    return _month(m.value("NUM", "ORD"))


def _month(n: int) -> Yearly:
    if not 1 <= n <= 12:
        raise Refusal(_("There is no month {month}.", month=n), "12月", "1月")
    node = month_of_year(n)
    node.numbered = True
    return node


@rule(
    "MONTH OF? NUM4",
    "MONTH COMMA NUM4",
    "NUM4 MONTH",
    "NUM|NUM4 NIAN NUM YUE",
    "MONTH DASH|SLASH NUM4",
    "NUM YUE COMMA? NUM4 NIAN",
    "FULL MONTH NUM4",
    "FULL? MON OF MONTH OF? NUM4",
)
def month_with_year(m: Match) -> Node | None:
    """March 2025, 2025年3月."""
    if m.has("MONTH"):
        return _year_said(month_of_year(m.value("MONTH")).in_year(m.value("NUM4"), m.parser.now), m)
    if m.tokens[0].kind == "NUM" and m.tokens[1].kind == "YUE":
        return _month(m.value("NUM")).in_year(m.value("NUM4"), m.parser.now)
    year, number = m.values("NUM", "NUM4")
    return _month(number).in_year(_chinese_year(year, m.tokens[0].text), m.parser.now)


@rule("NUM4", "NUM|NUM4 NIAN", "YR NUM4", "FULL? YR? OF? NUM4", "NUM4 FULL NIAN", "EVERY OF? NUM4")
def year(m: Match) -> Node | None:
    """2024, 2024年."""
    token = m.token("NUM", "NUM4")
    if token is None or (m.has("EVERY") and not m.tokens[0].text.startswith("all")):
        return None
    if token.kind == "NUM" and len(token.text) != 2:
        return None
    if len(m.tokens) == 1 and not d.FIRST_YEAR <= token.value <= d.LAST_YEAR:
        return None
    number = _chinese_year(token.value, token.text)
    check_year(number)
    return unit_back(m.parser.now, "year", m.parser.now.year - number)


def _quarter(m: Match) -> Node:
    said, n = m.value("QUARTER") if m.has("QUARTER") else (None, m.value("NUM", "ORD"))
    if not 1 <= n <= 4:
        raise Refusal(_("A year has four quarters: there is no Q{number}.", number=n), "Q4", "Q1")
    node = Yearly(lambda year: span(*d.quarter(year, n)), "quarter")
    return node if said is None else node.in_year(said, m.parser.now)


@rule("QUARTER", "QTR NUM", "ORD QTR", "NUM QTR", "ONE QTR", "NUM GE QTR")
def quarter(m: Match) -> Node | None:
    """Q1, first quarter, 一季度."""
    if m.has("GE", "ONE") or (m.tokens[0].kind == "NUM" and m.tokens[0].text.isascii() and m.tokens[-1].text.isascii()):
        return None
    return _quarter(m)


@rule(
    "QUARTER NUM4",
    "QUARTER OF|COMMA NUM4",
    "QUARTER OF? YR NUM4",
    "NUM4 QUARTER",
    "NUM4 NIAN? QUARTER",
    "NUM NIAN QUARTER",
    "ORD QTR OF? NUM4",
)
def quarter_with_year(m: Match) -> Node | None:
    """Q1 2025."""
    node = _quarter(m)
    number = m.token("NUM4") or m.token("NUM")
    if m.has("COMMA") and m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1) in {"NIAN", "MONTH"}:
        # Q1, 2025年11月: the year of what follows.
        return None
    if not isinstance(node, Yearly) or number is None:
        return None
    return _year_said(node.in_year(_chinese_year(number.value, number.text), m.parser.now), m)


def _year_said(node: Settled, m: Match) -> Settled:
    node.year_behind = m.tokens[0].kind not in {"NUM", "NUM4"}
    return node


@rule("HALFTERM", "HALFYEAR", "ORD HALF OF YR")
def half(m: Match) -> Node | None:
    """H2, 上半年; without a year the latest one over, as a quarter."""
    said, n = m.value("HALFTERM") if m.has("HALFTERM") else (None, m.value("HALFYEAR", "ORD"))
    if not 1 <= n <= 2:
        raise Refusal(_("A year has two halves: there is no H{number}.", number=n), "H1", "H2")
    node = Yearly(lambda year: span(*d.half_year(year, n)), "half")
    if m.has("ORD"):
        return node.in_year(m.parser.now.year, m.parser.now)
    return node if said is None else node.in_year(said, m.parser.now)


@rule("HALFTERM OF? NUM4", "HALFTERM COMMA NUM4", "NUM4 HALFTERM")
def half_with_year(m: Match) -> Node | None:
    """H2 2025."""
    node = half(m)
    return _year_said(node.in_year(m.value("NUM4"), m.parser.now), m) if isinstance(node, Yearly) else None


def _halves(days: Days, n: int, now: Now) -> Days | None:
    """The first or second half of a month (1-15, 16-end), a quarter or a year."""
    if not days:
        return None
    start, end = days[0][0], days[-1][1]
    first, last = date.fromordinal(start), date.fromordinal(end)
    if first.day != 1 or end - start < 27:
        return None
    size = (last.year - first.year) * 12 + last.month - first.month + 1
    if size == 1:
        return span(start, start + 14) if n == 1 else span(start + 15, end)
    if size % 2:
        return None
    middle = d.months(first.year, first.month, size // 2)[1]
    return span(start, middle) if n == 1 else span(middle + 1, end)


@rule("ORD|LAST HALF OF? >", "ORD HALF >")
def half_of(m: Match) -> Node | None:
    """First half of April."""
    n = m.value("ORD", "LAST")
    if n not in {1, 2, -1}:
        return None
    return _part(m, m.right, lambda days: _halves(days, 2 if n != 1 else 1, m.parser.now))


@rule("< OF? HALFMONTH", "LAST|THIS|NEXT HALFMONTH")
def half_month_behind(m: Match) -> Node | None:
    """4月上半月, 本月下半月."""
    n = m.value("HALFMONTH")
    node = m.left or unit_back(m.parser.now, "month", -m.value("LAST", "THIS", "NEXT"))
    found = _part(m, node, lambda days: _halves(days, n, m.parser.now) if days[-1][1] - days[0][0] < 31 else None)
    if found is not None and m.left is not None:
        found.narrow, found.wide = half_month(m), m.left
    return found


@rule("HALFMONTH")
def half_month(m: Match) -> Node | None:
    """上半月: of this month, or the one before."""
    n = m.value("HALFMONTH")
    return Monthly(lambda year, month: _halves(span(*d.month(year, month)), n, m.parser.now))


def _part(m: Match, node: Node, part: "object") -> Node | None:
    """A part of a month, quarter or year that is said, whether it is over or not."""
    assert callable(part)  # noqa: S101 given by the rules below
    if isinstance(node, Yearly) and node.unit in {"month", "quarter", "half"}:
        inner = node

        def days(year: int) -> Days | None:
            whole = inner.days(year)
            return part(whole) if whole else None

        try:
            if days(m.parser.now.year) is None:
                return None
        except Refusal:
            return None
        return Yearly(days, "part", month=node.month)
    if isinstance(node, Settled) and node.unit in {"month", "quarter", "half", "year"} and node.whole:
        found = part(node.entire())
        if found is None:
            return None
        return Settled(plain(found), "part", whole=(found[0][0], found[-1][1]), month=node.month, year=node.year)
    return None


def _xun(days: Days, n: int) -> Days | None:
    start, end = days[0][0], days[-1][1]
    if end - start > 31:
        return None
    first, last = n // 10 or n, n % 10
    return span(*(start + 10 * (first - 1), end if last == 3 else start + 10 * last - 1))


@rule("< OF? XUN", "LAST|THIS|NEXT XUN")
def third_of_month(m: Match) -> Node | None:
    """4月中旬, 上个月下旬."""
    n = m.value("XUN")
    if m.left is None:
        return None
    node = _part(m, m.left, lambda days: _xun(days, n))
    if node is not None:
        node.narrow, node.wide = third(m), m.left
    return node


@rule("XUN")
def third(m: Match) -> Node | None:
    """上旬: of this month if it is over."""
    n = m.value("XUN")
    return Monthly(lambda year, month: _xun(span(*d.month(year, month)), n))


def _last_day(days: Days) -> Days:
    return span(days[-1][1], days[-1][1])


def _first_day(days: Days) -> Days:
    return span(days[0][0], days[0][0])


EDGE = _("The first or last day alone, or several days?")


@rule("END OF >", "BEGIN OF >", "EARLY OF? >", "EARLY DASH >", "< END", "< OF? MONTHEND")
def edge_of(m: Match) -> Node | None:
    """End of March: its last day; early April is asked about."""
    node = m.right or m.left
    if m.has("EARLY"):
        return _vague(m, node)
    last = m.has("END", "MONTHEND")
    if isinstance(node, Settled) and node.unit in {"week", "month", "quarter", "half", "year"} and node.whole:
        if node.said == AT_HAND:
            return _edge_at_hand(node, m.parser.now, last=last)
        return _edge(node.whole, last=last, month=node.month)
    if isinstance(node, Yearly) and node.unit in {"month", "quarter", "half"}:
        inner, now = node, m.parser.now
        return _YearlyEdge(lambda year: _edge_days(inner.days(year), last=last), now, inner, last=last)
    return None


def _edge_at_hand(node: Settled, now: Now, *, last: bool) -> Node:
    """End of the week: of this one, or of the one before; as the end of a range it is this one's."""
    units = [unit.whole for back in (1, 0) if (unit := unit_back(now, node.unit, back)).whole]
    days = [whole[1] if last else whole[0] for whole in units]
    return Settled(Meaning(tuple(span(at, at) for at in days), EDGE), "day", edge=days[-1], month=node.month)


def _edge_days(days: Days | None, *, last: bool) -> Days | None:
    if days is None:
        return None
    return _last_day(days) if last else _first_day(days)


def _edge(whole: tuple[int, int], *, last: bool, month: tuple[int, int] | None = None) -> Node:
    day = whole[1] if last else whole[0]
    size = 7 if whole[1] - whole[0] > 27 else 2
    more = span(day - size + 1, day) if last else span(day, day + size - 1)
    third = span(whole[0] + 20, whole[1]) if last else span(whole[0], whole[0] + 9)
    choices = (span(day, day), *((third,) if 27 <= whole[1] - whole[0] <= 30 else (more,)))
    return Settled(Meaning(choices, None if last else EDGE), "day", edge=day, month=month, whole=(day, day))


class _YearlyEdge(Yearly):
    """The end or the beginning of a month whose year is not said."""

    __slots__ = ("inner", "last_one", "now")

    def __init__(self, days: "object", now: Now, inner: Yearly, *, last: bool) -> None:
        super().__init__(days, "day", month=inner.month)  # type: ignore[arg-type]
        self.inner = inner
        self.now = now
        self.last_one = last

    def meaning(self, now: Now) -> Meaning:
        meaning = super().meaning(now)
        first = date.fromordinal(meaning.choices[0][0][0]).year
        whole = self.inner.days(first)
        if whole is None:
            return meaning
        beside_ = _edge((whole[0][0], whole[-1][1]), last=self.last_one).meaning(now)
        return Meaning(tuple(dict.fromkeys((*meaning.choices, *beside_.choices))), meaning.ask or beside_.ask)


def _vague(m: Match, node: Node) -> Node | None:
    """Early, mid, late: a question, with thirds of the month to choose from."""
    if not isinstance(node, Yearly | Settled) or node.unit not in {"month", "quarter", "year", "half", "week"}:
        return None
    word = m.value("EARLY") or m.tokens[0].text
    meaning = node.meaning(m.parser.now)
    whole = node.whole and span(*node.whole) if isinstance(node, Settled) else None
    at = {"early": 1, "late": 3}.get(str(word), 2)
    days = whole or meaning.choices[0]
    third_ = _xun(span(days[0][0], days[-1][1]), at) if days[-1][1] - days[0][0] >= 27 else None
    return Settled(Meaning((third_,) if third_ else (), _("Which days exactly?")), "day", edge=None)


@rule(
    "LAST|THIS|NEXT MONTHEND",
    "NUM MONTHEND",
    "NUM YUE MONTHEND",
    "LAST|THIS|NEXT GE? YUE MONTHEND",
    "LAST|THIS MON MONTHEND",
)
def month_end(m: Match) -> Node | None:
    """上个月底, 4月底."""
    if m.has("NUM"):
        inner = _month(m.value("NUM"))
        return _YearlyEdge(lambda year: _edge_days(inner.days(year), last=True), m.parser.now, inner, last=True)
    node = unit_back(m.parser.now, "month", -m.value("LAST", "THIS", "NEXT"))
    assert node.whole  # noqa: S101 units have one
    return _edge(node.whole, last=True, month=node.month)


@rule(
    "LAST|THIS|NEXT MONTHSTART|MONTHMID",
    "NUM MONTHSTART|MONTHMID",
    "LAST|THIS|NEXT GE? YUE MONTHSTART|MONTHMID",
    "NUM NIAN NUM MONTHSTART|MONTHMID",
    "YEARREL NUM MONTHSTART|MONTHMID",
)
def month_start(m: Match) -> Node | None:
    """4月初, 上月初: asked about; as the start of a range it is the first day."""
    now = m.parser.now
    if m.has("LAST", "THIS", "NEXT"):
        node = unit_back(now, "month", -m.value("LAST", "THIS", "NEXT"))
    else:
        year = (
            now.year + m.value("YEARREL")
            if m.has("YEARREL")
            else (_chinese_year(m.value("NUM"), m.tokens[0].text) if m.has("NIAN") else None)
        )
        inner = _month(m.values("NUM")[-1])
        settled = inner.in_year(year, now) if year else None
        if settled is None:
            choice = inner.meaning(now).choices[0]
            settled = inner.in_year(date.fromordinal(choice[0][0]).year, now)
        node = settled
    assert node.whole  # noqa: S101 units have one
    start = node.whole[0]
    if m.has("MONTHSTART"):
        return Settled(
            Meaning((span(start, start + 9), span(start, start), span(start, start + 4)), _("Which days exactly?")),
            "day",
            edge=start if m.has("LAST", "THIS", "NEXT") else None,
            month=node.month,
        )
    return Settled(
        Meaning((span(start + 10, start + 19), span(start + 14, start + 14)), _("Which days exactly?")),
        "day",
        month=node.month,
    )


@rule(
    "MONTHEND", "QTREND", "YEAREND", "MONTHSTART", "MONTHMID", "QTRSTART", "YEARSTART", "WEEKSTART", "THIS MONTHSTART"
)
def edge_alone(m: Match) -> Node | None:
    """月末 alone is asked about; in a range it is the edge of the unit at hand."""
    now, kind = m.parser.now, m.tokens[-1].kind
    if kind == "MONTHEND":
        return _MonthEnd()
    if kind == "MONTHMID":
        return Settled(Meaning((), _("Which days exactly?")), "day")
    unit = {"M": "month", "Q": "quarter", "Y": "year", "W": "week"}[kind[0]]
    this, before = unit_back(now, unit, 0), unit_back(now, unit, 1)
    assert this.whole is not None  # noqa: S101 units have one
    assert before.whole is not None  # noqa: S101 units have one
    if kind.endswith("END"):
        choices = (span(before.whole[1], before.whole[1]), span(this.whole[1], this.whole[1]))
        return Settled(Meaning(choices, EDGE), "day", edge=this.whole[1])
    start = this.whole[0]
    more = span(start, min(start + 9, start + (4 if unit == "week" else 9)))
    return Settled(Meaning((span(start, start), more), EDGE), "day", edge=start)


class _MonthEnd(Monthly):
    """The last day of a month that is not said."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(lambda year, month: span(*(d.month(year, month)[1],) * 2))

    def meaning(self, now: Now) -> Meaning:
        meaning = super().meaning(now)
        return Meaning(meaning.choices, EDGE, "month")


@rule("NUM|ORD QTREND|QTRSTART", "QUARTER QTREND|QTRSTART", "LAST|THIS|NEXT GE? QTREND|QTRSTART")
def quarter_edge(m: Match) -> Node | None:
    """一季度末, 上季度末."""
    now, last = m.parser.now, m.has("QTREND")
    if m.has("LAST", "THIS", "NEXT"):
        node = unit_back(now, "quarter", -m.value("LAST", "THIS", "NEXT"))
        return _edge(node.whole, last=last) if node.whole else None
    inner = _quarter(m)
    if isinstance(inner, Settled):
        return _edge(inner.whole, last=last) if inner.whole else None
    if not isinstance(inner, Yearly):
        return None
    return _YearlyEdge(lambda year: _edge_days(inner.days(year), last=last), now, inner, last=last)


@rule("YEARREL YEAREND|YEARSTART", "NUM|NUM4 YEAREND|YEARSTART", "NUM|NUM4 NIAN YEAREND|YEARSTART")
def year_edge(m: Match) -> Node | None:
    """去年年底, 2025年初."""
    now = m.parser.now
    token = m.token("NUM", "NUM4")
    year = now.year + m.value("YEARREL") if token is None else _chinese_year(token.value, token.text)
    check_year(year)
    whole = d.year(year)
    if m.has("YEAREND"):
        return Settled(beside(span(whole[1], whole[1]), span(*d.month(year, 12))), "day", edge=whole[1])
    return Settled(Meaning((span(whole[0], whole[0]), span(*d.month(year, 1))), EDGE), "day", edge=whole[0])


@rule(
    "SEASON",
    "LAST|THIS|NEXT SEASON",
    "YEARREL OF? SEASON",
    "FISCAL >",
    "THIS|LAST FISCAL",
    "LAST|THIS FISCAL YR|QTR",
    "FISCAL",
    "FISCAL YR|QTR|NUM|NUM4",
    "LAST|THIS SEASON NUM4",
    "SEASON OF? NUM4",
    "NUM|NUM4 NIAN? FISCAL",
    "THIS|LAST GE? FISCAL",
)
def unknown_period(m: Match) -> Node | None:
    """Last winter, fiscal Q2: nobody told us their months."""
    return Settled(Meaning((), _("Which months are these here? Say the months.")), "days")


@rule("< FULL NIAN|YUE|MON|YR|WEEK|QTR", "< FULL", "FULL >", "EVERY OF? >", "< OF? EVERY")
def whole_unit(m: Match) -> Node | None:
    """上个月整月, the whole of last week, all of April."""
    node = m.left or m.right
    if m.left is not None and m.has("EVERY"):
        following = m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1)
        ends = following in {END, "COMMA", "AND", "DUN", "EXCEPT"}
        if not ends or m.tokens[-1].text not in {"全部", "所有", "所有的"}:
            return None
        return node if isinstance(node, Settled | Yearly) and node.unit in UNITS else None
    if m.has("EVERY") and not m.tokens[0].text.startswith("all"):
        return None
    if m.left is not None and m.tokens[0].text.isascii():
        return None
    if isinstance(node, Settled | Yearly) and node.unit in {"week", "month", "quarter", "half", "year"}:
        return node
    return None
