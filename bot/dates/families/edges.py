"""Where units begin and end: `end of March`, `early April`, 上个月底, 年初, 月末."""

from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.parts import third_days
from bot.dates.families.period import AT_HAND, month_numbered, unit_back
from bot.dates.families.quarters import quarter_numbered
from bot.dates.families.recurrence import in_each
from bot.dates.families.single import _chinese_year
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, beside, span
from bot.dates.monthly import Monthly
from bot.dates.nodes import Node, Settled, Yearly, check_year
from bot.dates.orders import Either
from bot.dates.sets import Select
from bot.locale import _


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
    if m.has("MONTHEND") and isinstance(node, Settled | Yearly) and node.unit in {"quarter", "half", "year"}:
        ends = Select(node, [in_each("month", lambda days, _now: (_last_day(days),))])
        edge = _edge(node.whole, last=True) if isinstance(node, Settled) and node.whole else None
        return Either([ends, edge], EDGE) if edge else ends
    if isinstance(node, Settled) and node.unit in {"week", "month", "quarter", "half", "year"} and node.whole:
        if node.said == AT_HAND and last and node.unit in {"month", "year"}:
            return _MonthEnd() if node.unit == "month" else _YearEnd()
        if node.said == AT_HAND:
            return _edge_at_hand(node, m.parser.now, last=last)
        return _parted(_edge(node.whole, last=last, month=node.month), node, last=last)
    if isinstance(node, Yearly) and node.unit in {"month", "quarter", "half"}:
        inner, now = node, m.parser.now
        found = _YearlyEdge(lambda year: _edge_days(inner.days(year), last=last), now, inner, last=last)
        return _parted(found, node, last=last)
    return None


def _parted(edge: Node, unit: Settled | Yearly, *, last: bool) -> Node:
    """With the two that it was made of, for lists: the end of March and April."""
    if last and unit.unit == "month":
        edge.narrow, edge.wide = _MonthEnd(), unit
    return edge


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
    third_ = third_days(span(days[0][0], days[-1][1]), at) if days[-1][1] - days[0][0] >= 27 else None
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
        inner = month_numbered(m.value("NUM"))
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
        inner = month_numbered(m.values("NUM")[-1])
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
    if kind == "YEAREND":
        return _YearEnd()
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


class _YearEnd(Yearly):
    """The last day of a year that is not said."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(lambda year: span(*(d.year(year)[1],) * 2), "year end")

    def meaning(self, now: Now) -> Meaning:
        ends = (d.year(now.year - 1)[1], d.year(now.year)[1])
        return Meaning(tuple(span(end, end) for end in ends), EDGE)


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
    inner = quarter_numbered(m)
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
