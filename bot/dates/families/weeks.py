"""Weeks by number or by a day in them: `2026-W16`, `week 16`, `week of Apr 22`, 4月22日那周, `week ending Apr 26`."""

from datetime import date

from bot.dates import days as d
from bot.dates.families.period import unit_back
from bot.dates.families.picks import weeks_at
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, Refusal, ask, plain, span
from bot.dates.nodes import Node, Settled, Weekly, Yearly, check_year, current
from bot.dates.ranges import Range
from bot.dates.shapes import END, chinese_ordinal
from bot.locale import _


@rule(
    "ISOWEEK",
    "ISOWEEK COMMA? NUM4",
    "ISOWEEK SLASH NUM4",
    "WEEK NUM",
    "WEEK NUM OF? NUM4 NIAN?",
    "WEEK NUM COMMA NUM4",
    "NUM4 NIAN? ORD WEEK",
    "NUM4 NIAN NUM WEEK",
    "ORD WEEK",
    "ORD WEEK OF NUM4",
    "NUM4 WEEK NUM",
    "NUM4 NIAN? ISOWEEK",
)
def numbered(m: Match) -> Node | None:
    """2026-W16, W16, week 16, 2026年第16周. ISO: week 1 holds the year's first Thursday."""
    now = m.parser.now
    year, week, weekday = m.value("ISOWEEK") if m.has("ISOWEEK") else (None, m.value("NUM", "ORD"), None)
    if len(m.tokens) == 2 and m.has("ORD") and not chinese_ordinal(m.tokens[0]):
        return None
    if m.has("WEEK") and m.has("NUM") and not (m.token("WEEK").text.isascii() or m.has("NIAN")):  # type: ignore[union-attr]
        return None
    if m.has("NUM4"):
        year = m.value("NUM4")
    if year is None:
        if m.has("ORD") and week <= 5:
            # 第一周 may as well be the month's.
            alone = _without_year(week).meaning(now)
            node = Settled(Meaning(alone.choices, _("Which week: the year's by number, or a month's?")), "days")
            node.inside = weeks_at(week)
            return node
        return _without_year(week)
    if week == 1 and m.has("ORD") and not chinese_ordinal(m.tokens[0]) and m.has("OF"):
        start = d.year(year)[0]
        monday = d.monday(start + 6)
        first = in_year(year, 1, None, now).meaning(now).choices
        return Settled(
            ask(_("Week 1 by number, or seven days?"), *first, span(start, start + 6), span(monday, monday + 6))
        )
    return in_year(year, week, weekday, now)


@rule("WEEK NUM DASH|TO WEEK? NUM", "WEEK NUM DASH|TO WEEK? NUM OF? NUM4")
def several(m: Match) -> Node | None:
    """Weeks 16 to 18."""
    if not m.tokens[0].text.isascii():
        return None
    first, last = m.values("NUM")
    ends = [_without_year(week) for week in (first, last)]
    if m.has("NUM4"):
        return Range(*(end.in_year(m.value("NUM4"), m.parser.now) for end in ends))
    return Range(*ends)


@rule("ISOWEEK DASH|TO NUM", "ISOWEEK DASH|TO WEEK NUM")
def several_short(m: Match) -> Node | None:
    """W16-18: both of one year."""
    year, week, weekday = m.value("ISOWEEK")
    following = m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1)
    if weekday is not None or following not in {END, "COMMA", "AND", "EXCEPT", "OUT", "PAREN"}:
        # W16 to 4 days ago
        return None
    now = m.parser.now
    numbers = (week, m.value("NUM"))
    return Range(*(_without_year(n) if year is None else in_year(year, n, None, now) for n in numbers))


@rule("WEEK NUM AND|DUN|COMMA NUM", "WEEK NUM COMMA NUM COMMA? AND NUM")
def listed(m: Match) -> Node | None:
    """Weeks 16 and 17."""
    if m.tokens[0].text != "weeks":
        return None
    weeks = [_without_year(week) for week in m.values("NUM")]

    def days(year: int) -> d.Days | None:
        found = [week.days(year) for week in weeks]
        return d.union(span_ for span_ in found if span_) if all(found) else None

    return Yearly(days, "days")


@rule(
    "ORD DASH|TO NUM|ORD WEEK",
    "ORD WEEK DASH|TO NUM WEEK",
    "NUM4 NIAN ORD DASH|TO NUM|ORD WEEK",
    "YEARREL OF? ORD DASH|TO NUM|ORD WEEK",
)
def several_of_year(m: Match) -> Node | None:
    """第16-18周."""
    numbers, now = m.values("ORD", "NUM"), m.parser.now
    first = m.token("ORD")
    if first is None or not chinese_ordinal(first) or len(numbers) != 2:
        return None
    year = m.value("NUM4") if m.has("NUM4") else now.year + m.value("YEARREL") if m.has("YEARREL") else None
    ends: list[Node] = [_without_year(week) if year is None else in_year(year, week, None, now) for week in numbers]
    return Range(*ends)


def in_year(year: int, week: int, weekday: int | None, now: Now) -> Settled:
    """A week of a year, or one of its days. Raises Refusal where the year has no such week."""
    check_year(year)
    monday = d.iso_week(year, week)
    if monday is None:
        last = 53 if d.iso_week(year, 53) is not None else 52
        raise Refusal(
            _("{year} has {count} weeks: there is no week {week}.", year=str(year), count=last, week=week),
            f"{year}-W{last}",
            f"{year + 1}-W01",
        )
    if weekday is not None:
        if not 1 <= weekday <= 7:
            raise Refusal(_("A week has seven days: {word} is none of them.", word=str(weekday)), f"{year}-W{week:02}")
        return Settled(plain(span(monday + weekday - 1, monday + weekday - 1)), "day", week=monday)
    if monday <= now.today <= monday + 6:
        return unit_back(now, "week", 0)
    return Settled(plain(span(monday, monday + 6)), "week", week=monday, whole=(monday, monday + 6))


def _without_year(week: int) -> Yearly:
    if not 1 <= week <= 53:
        raise Refusal(_("A year has 52 or 53 weeks: there is no week {week}.", week=week), "W52")

    def days(year: int) -> d.Days | None:
        monday = d.iso_week(year, week)
        return None if monday is None else span(monday, monday + 6)

    return Yearly(days, "week", missing=_("This year has no week {week}.", week=week))


@rule("WEEKSOF >", "WEEK OF >", "WEEKFROM >", "WEEKTO >")
def of_day(m: Match) -> Node | None:
    """Week of Apr 22: the Monday week that holds it."""
    return _of(m, m.right)


@rule("< OF? WEEKSOFZ", "< OF? THIS WEEK")
def of_day_behind(m: Match) -> Node | None:
    """4月22日那周."""
    if isinstance(m.left, Weekly) or m.tokens[-1].text.isascii():
        return None
    return _of(m, m.left)


@rule("MONTHOFZ", "WEEKSOFZ")
def the_current_one(m: Match) -> Node | None:
    """当月, 当周."""
    unit = {"当月": "month", "当周": "week"}.get(m.tokens[0].text)
    return unit_back(m.parser.now, unit, 0) if unit else None


@rule("< OF? MONTHOFZ", "< OF? THIS YUE")
def month_of_day(m: Match) -> Node | None:
    """4月5日那个月: the month that holds it."""
    node, now = m.left, m.parser.now
    if not isinstance(node, Settled | Yearly) or node.unit != "day":
        return None
    choices = node.meaning(now).choices
    if not choices:
        return None
    at = date.fromordinal(choices[0][0][0])
    return unit_back(now, "month", now.year * 12 + now.month - at.year * 12 - at.month) if len(choices) == 1 else None


def _of(m: Match, node: Node) -> Node | None:
    if getattr(node, "unit", "day") != "day":
        return None
    now = m.parser.now
    meaning = node.meaning(now)
    if m.has("WEEKFROM"):
        moved = meaning.map(lambda days: span(days[0][0], days[0][0] + 6))
    elif m.has("WEEKTO"):
        moved = meaning.map(lambda days: span(days[0][0] - 6, days[0][0]))
    else:
        moved = meaning.map(lambda days: span(d.monday(days[0][0]), d.monday(days[0][0]) + 6))
    if len(moved.choices) == 1:
        start, end = moved.choices[0][0]
        if start == now.monday:
            moved = current(now, start, end, span(start - 7, start - 1))
        return Settled(moved, "week", week=d.monday(start) if d.monday(start) == start else None, whole=(start, end))
    return Settled(moved, "days")
