"""Calendar periods: `prior month`, `March`, `Q1 2025`, `H2`, 三月份, 一季度, 去年上半年, 4月中旬,
`first half of April`, month
ends.
"""

from datetime import date

from bot.dates import days as d
from bot.dates.families.picks import weeks_at, whole_units
from bot.dates.families.quarters import quarter_numbered, year_said
from bot.dates.families.single import _chinese_year
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, Refusal, ask, plain, span
from bot.dates.nodes import UNITS, Node, Selector, Settled, Yearly, check_year, current
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
    node = unit_back(m.parser.now, unit_of(m), back)
    if back == 1 and which is not None and which.text.isascii():
        node.taken = last_unit(node.unit)
    return node


def last_unit(unit: str) -> Selector | None:
    """The last week, month or quarter of a longer stretch."""
    if unit == "week":
        return weeks_at(-1)
    return whole_units(-1, 1, unit) if unit in {"month", "quarter"} else None


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
    node = month_of_year(m.value("MONTH")) if m.has("MONTH") else quarter_numbered(m)
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
    return month_numbered(m.value("NUM", "ORD"))


def month_numbered(n: int) -> Yearly:
    """A month by its number. Raises Refusal where there is none."""
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
        return year_said(month_of_year(m.value("MONTH")).in_year(m.value("NUM4"), m.parser.now), m)
    if m.tokens[0].kind == "NUM" and m.tokens[1].kind == "YUE":
        return month_numbered(m.value("NUM")).in_year(m.value("NUM4"), m.parser.now)
    year, number = m.values("NUM", "NUM4")
    return month_numbered(number).in_year(_chinese_year(year, m.tokens[0].text), m.parser.now)


@rule("NUM4", "NUM|NUM4 NIAN", "YR NUM4", "FULL? YR? OF? NUM4", "NUM4 FULL NIAN", "EVERY OF? NUM4")
def year(m: Match) -> Node | None:
    """2024, 2024年."""
    token = m.token("NUM", "NUM4")
    if m.has("FULL") and m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1) == "NIAN":
        return None
    if token is None or (m.has("EVERY") and not m.tokens[0].text.startswith("all")):
        return None
    if token.kind == "NUM" and len(token.text) != 2:
        return None
    if len(m.tokens) == 1 and not d.FIRST_YEAR <= token.value <= d.LAST_YEAR:
        return None
    number = _chinese_year(token.value, token.text)
    check_year(number)
    return unit_back(m.parser.now, "year", m.parser.now.year - number)


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


@rule("< NUM? FULL GE? NIAN|YUE|MON|YR|WEEK|QTR", "< FULL", "FULL >", "EVERY OF? >", "< OF? EVERY")
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
    if m.left is not None and (m.tokens[0].text.isascii() or (m.has("NUM") and m.value("NUM") != 1)):
        return None
    if isinstance(node, Settled | Yearly) and node.unit in {"week", "month", "quarter", "half", "year"}:
        return node
    return None
