"""Single days in the usual spellings: `Apr 12`, `12th of April 2026`, `the 6th`, 4月12日, 6号, with or without their
weekday.
"""

from datetime import date

from bot.dates import days as d
from bot.dates.families.picks import days_at
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Refusal
from bot.dates.monthly import Monthly, day_of_month, full_date, month_day
from bot.dates.names import WEEKDAY_NAMES
from bot.dates.nodes import Bare, Node, Settled, Yearly
from bot.dates.shapes import chinese_ordinal
from bot.locale import _


@rule(
    "MONTH DASH? NUM|ORD",
    "NUM|ORD OF? MONTH",
    "NUM DASH|SLASH MONTH",
    "MONTH SLASH NUM",
    "NUM YUE NUM",
    "NUM YUE NUM RI|HAO",
    "NUM YUE ORD",
    "MONTH NUM RI|HAO",
)
def day_and_month(m: Match) -> Node | None:
    """Apr 12, 12 April, 12th of April, 5-Apr, 4月12日, 4月12."""
    last = m.tokens[-1]
    if m.has("YUE") and last.kind == "ORD" and chinese_ordinal(last):
        # 4月5th is a day; 4月第二 goes on: 个周一.
        return None
    if last.kind == "ORD" and m.tokens[0].kind in {"MONTH", "NUM"} and _goes_on(m):
        return None
    return _day_and_month(m)


def _day_and_month(m: Match) -> Yearly:
    if m.has("MONTH"):
        node = day_of_month(m.value("MONTH"), m.value("NUM", "ORD"))
        node.day_first = m.tokens[0].kind != "MONTH"
        if m.has("OF"):
            node.narrow = month_day(m.value("NUM", "ORD"))
        return node
    month, day = m.values("NUM", "ORD")
    return day_of_month(month, day)


@rule(
    "MONTH NUM|ORD COMMA? NUM4",
    "MONTH NUM|ORD OF NUM4",
    "NUM|ORD OF? MONTH COMMA? NUM4",
    "NUM|ORD OF? MONTH OF NUM4",
    "NUM DASH MONTH DASH NUM4",
    "NUM SLASH MONTH SLASH NUM4",
    "MONTH DASH NUM DASH NUM4",
    "NUM4 DASH? MONTH DASH? NUM|ORD",
    "NUM4 COMMA MONTH NUM|ORD",
    "NUM|NUM4 NIAN NUM YUE NUM RI|HAO?",
    "NUM4 NUM YUE NUM RI|HAO",
)
def with_year(m: Match) -> Node | None:
    """April 12, 2026; 12 Apr 2026; 2026年4月12日."""
    node: Settled
    if m.has("MONTH"):
        node = full_date(m.value("NUM4"), m.value("MONTH"), m.value("NUM", "ORD"))
    else:
        year, month, day = m.values("NUM", "NUM4")
        node = full_date(_chinese_year(year, m.tokens[0].text), month, day)
    if m.tokens[0].kind in {"NUM", "ORD"} and m.has("MONTH"):
        node.said = "day first"
    node.year_behind = m.has("MONTH") and m.tokens[0].kind != "NUM4"
    return node


def _chinese_year(year: int, text: str) -> int:
    """26年 is 2026."""
    if year < 100 and len(text) == 2:
        return 2000 + year
    return year


COUNTED = frozenset(
    ("WEEKDAY", "WEEKDAYS", "WORKDAY", "WORKWEEK", "WEEKEND", "DAY", "QTR", "HALF", "MON", "WEEK", "FULL")
)
"""What an ordinal counts inside a unit."""

MOST_WEEKS = 5
"""A month has no sixth Sunday: the 12th, Sundays only."""


@rule("ORD", "NUM RI|HAO", "ORD RI|HAO")
def day_alone(m: Match) -> Node | None:
    """The 6th, 6号."""
    if len(m.tokens) == 1 and _goes_on_to_last(m):
        return None
    if m.tokens[0].text in {"首", "头一"} or (len(m.tokens) == 1 and chinese_ordinal(m.tokens[0])):
        return None
    node = month_day(m.value("NUM", "ORD"))
    if m.tokens[0].kind == "ORD" and m.tokens[0].text.isalpha():
        # Every Friday in April except the first: the first Friday.
        node.taken = days_at(m.value("ORD"))
    return node


def _goes_on(m: Match) -> bool:
    """April first day, April first Monday; but Sunday belongs to `April 5th Sunday`."""
    at = m.parser.tokens.index(m.tokens[-1]) + 1
    following, spoken = m.parser.kind(at), m.tokens[-1].text.isalpha()
    if following == "NUM" and spoken and m.parser.kind(at + 1) in {"DAY", "WEEKDAYS", "WORKDAY", "WORKWEEK"}:
        return True
    return following in {"DAY", "WORKDAY", "WEEKEND", "WORKWEEK"} or (spoken and following in {"WEEKDAY", "WEEKDAYS"})


def _goes_on_to_last(m: Match) -> bool:
    """The first of `first and last day` or of `first, second and third Monday` is no day of the month."""
    kind, at = m.parser.kind, m.parser.tokens.index(m.tokens[-1]) + 1
    while kind(at) in {"AND", "COMMA", "DUN"}:
        while kind(at) in {"AND", "COMMA", "DUN"}:
            at += 1
        if kind(at) in {"LAST", "FROMEND"}:
            return kind(at + 1) in COUNTED
        if kind(at) != "ORD":
            return False
        at += 1
    return kind(at) in COUNTED and kind(at - 2) != "ORD" and m.value("ORD", "NUM") <= MOST_WEEKS


@rule("NUM")
def number(m: Match) -> Node | None:
    """A bare number: its neighbours say what it is."""
    token = m.tokens[0]
    return Bare(token.value, token.text)


@rule("WEEKDAY COMMA? >")
def weekday_before(m: Match) -> Node | None:
    """Sunday, April 12; Sunday the 12th. The weekday must be the date's."""
    if m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1) in {"IN", "FOR"}:
        return None
    return _checked(m, m.right, m.value("WEEKDAY"))


@rule("< COMMA? WEEKDAY", "< PAREN WEEKDAY PAREN")
def weekday_behind(m: Match) -> Node | None:
    """4月12日周日, 2026-04-12 (Sun)."""
    if not isinstance(m.left, Settled | Yearly) or (m.has("COMMA") and not _fits(m.left, m.value("WEEKDAY"), m)):
        return None
    return _checked(m, m.left, m.value("WEEKDAY"))


def _fits(node: Node, weekday: int, m: Match) -> bool:
    if isinstance(node, Settled | Yearly) and node.unit == "day":
        meaning = node.meaning(m.parser.now)
        return any(d.isoweekday(choice[0][0]) == weekday for choice in meaning.choices)
    return False


def _checked(m: Match, node: Node, weekday: int) -> Node | None:
    now = m.parser.now
    if isinstance(node, Monthly) and node.day:
        return _such_weekday(m, node, weekday)
    if not isinstance(node, Yearly | Settled) or node.unit != "day" or (isinstance(node, Settled) and not node.month):
        return None
    meaning = node.meaning(now)
    right = tuple(choice for choice in meaning.choices if d.isoweekday(choice[0][0]) == weekday)
    if right == meaning.choices:
        return node
    if right:
        at = date.fromordinal(right[0][0][0])
        return full_date(at.year, at.month, at.day)
    day = date.fromordinal(meaning.choices[0][0][0])
    real = WEEKDAY_NAMES[day.isoweekday() - 1]
    raise Refusal(
        _("{day} is a {weekday}, not a {said}.", day=f"{day:%Y-%m-%d}", weekday=real, said=WEEKDAY_NAMES[weekday - 1]),
        f"{day:%Y-%m-%d}",
        *_nearest(day, weekday),
    )


def _nearest(day: date, weekday: int) -> list[str]:
    found = date.fromordinal(d.monday(day.toordinal()) + weekday - 1)
    return [f"{found:%Y-%m-%d}"]


def _such_weekday(m: Match, node: Monthly, weekday: int) -> Node:
    """`Sunday the 12th`: the latest month over whose 12th is a Sunday, among the last three; the coming one is asked
    about.
    """
    now = m.parser.now
    found = []
    for back in range(4):
        total = now.year * 12 + now.month - 1 - back
        days = node.days(total // 12, total % 12 + 1)
        if days and d.isoweekday(days[0][0]) == weekday:
            found.append(days)
    if not found:
        raise Refusal(
            _("The {day}. of none of the last months is a {weekday}.", day=node.day, weekday=WEEKDAY_NAMES[weekday - 1])
        )
    over = [days for days in found if days[0][0] < now.today]
    at = date.fromordinal((over or found)[0][0][0])
    settled = full_date(at.year, at.month, at.day)
    if over and over[0] == found[0]:
        return settled
    return Settled(Meaning(tuple(reversed(found[:2])), _("Which month?"), "month"), "day")
