"""Days counted from a day that is said: `the day after May 4`, 5月4日的前一天, 4月5日起三天."""

from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.relative import FARTHEST, count
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, ask, plain, span
from bot.dates.monthly import Monthly
from bot.dates.nodes import COUNTED_ON, Node, Selector, Settled, Weekly, Yearly
from bot.dates.ranges import Union
from bot.dates.shapes import END
from bot.locale import Text, _


@rule("DAY BEFORE|AFTER >", "NUM|ONE DAYS|WEEK BEFORE|AFTER >")
def counted_from(m: Match) -> Node | None:
    """The day after May 4; 3 days before Apr 9; the 2 days before yesterday (two days)."""
    size = count(m) * (7 if m.has("WEEK") else 1)
    sign = -1 if m.has("BEFORE") else 1
    several = m.tokens[0].the and m.tokens[0].kind == "NUM" and size > 1
    if m.tokens[0].the and m.has("WEEK"):
        several = True
    return _counted(m, m.right, sign, size, several=several)


@rule("WEEKDAY BEFORE|AFTER >", "LAST WEEKDAY BEFORE >", "ORD WEEKDAY AFTER >")
def weekday_from(m: Match) -> Node | None:
    """Friday before Apr 20, first Monday after Apr 10: never that day itself."""
    if not _is_day(m.right) or (m.has("ORD") and m.value("ORD") != 1):
        return None
    n = m.value("WEEKDAY")

    def near(days: Days) -> Days:
        if m.has("BEFORE"):
            at = days[0][0] - ((d.isoweekday(days[0][0]) - n - 1) % 7 + 1)
        else:
            at = days[-1][1] + ((n - d.isoweekday(days[-1][1]) - 1) % 7 + 1)
        return span(at, at)

    return Settled(m.right.meaning(m.parser.now).map(near), "day")


@rule(
    "WORKDAY|WORKWEEK BEFORE|AFTER >",
    "LAST WORKDAY|WORKWEEK BEFORE >",
    "NEXT WORKDAY|WORKWEEK AFTER >",
    "ORD WORKDAY|WORKWEEK AFTER >",
)
def working_day_from(m: Match) -> Node | None:
    """The business day before Apr 6: never that day itself."""
    if not _is_day(m.right) or isinstance(m.right, Selector) or (m.has("ORD") and m.value("ORD") != 1):
        return None
    now, sign = m.parser.now, -1 if m.has("BEFORE") else 1
    if m.tokens[0].text.endswith("days"):
        return None

    def near(days: Days, calendar: bool) -> Days:
        at = (days[0][0] if sign < 0 else days[-1][1]) + sign
        while not (now.workdays.works(at) if calendar else d.isoweekday(at) < 6):
            at += sign
        return span(at, at)

    meaning = m.right.meaning(now)
    plain_ = meaning.map(lambda days: near(days, False))
    if m.has("WORKWEEK"):
        return Settled(plain_, "day")
    found = meaning.map(lambda days: near(days, True))
    return Settled(Meaning(tuple(dict.fromkeys((*found.choices, *plain_.choices))), meaning.ask, meaning.tag), "day")


ENDING, STARTING = ("ending", "up to", "until", "till"), ("starting", "beginning", "from")
UP_TO = ("to", "through", "thru", "up through")
"""They end a count too, but `from 7 days to 3 days ago` has left out an `ago`."""


@rule("NUM DAYS|WEEK TO|FROM >")
def counted_up(m: Match) -> Node | None:
    """5 days ending Apr 10, 7 days starting Apr 1; `3 days from Apr 5` may be the day as well."""
    word = m.token("TO", "FROM")
    if word is None or not _is_day(m.right):
        return None
    if word.text in UP_TO:
        parser = m.parser
        at = m.right.first - len(m.tokens) - 1
        if parser.kind(m.right.last - 1) == "AGO" or (at >= 0 and parser.kind(at) in {"FROM", "BETWEEN", "SINCE"}):
            return None
    elif not word.text.startswith(ENDING + STARTING):
        return None
    size = count(m) * (7 if m.has("WEEK") else 1)
    meaning = m.right.meaning(m.parser.now)
    if word.kind == "TO":
        return Settled(meaning.map(lambda days: span(days[-1][1] - size + 1, days[-1][1])))
    found = meaning.map(lambda days: span(days[0][0], days[0][0] + size - 1))
    if word.text != "from":
        return Settled(found)
    later = meaning.map(lambda days: span(days[0][0] + size, days[0][0] + size))
    question = _("The days from there on, or the one day so much later?")
    return Settled(ask(question, *found.choices, *later.choices))


@rule("< OF? DAYZ", "< NUM DAY", "< DAY")
def that_day(m: Match) -> Node | None:
    """4月5日当天, 昨天一整天: the day itself."""
    said = m.token("DAY", "DAYZ")
    whole = said is not None and (said.kind == "DAYZ" or said.text == "整天")
    one = m.has("NUM") and m.value("NUM") == 1 and not m.tokens[0].text.isascii()
    if not (whole or one) or (said is not None and said.text.isascii()):
        return None
    return m.left if isinstance(m.left, Settled | Yearly | Monthly | Weekly) and _one_day(m.left) else None


def _one_day(node: Node) -> bool:
    return isinstance(node, Weekly) or getattr(node, "unit", "day") == "day"


@rule("DAYZ", "THIS NUM DAYS")
def which_day(m: Match) -> Node | None:
    """那天, 这两天: nobody said which."""
    if m.has("THIS") and m.tokens[0].text.isascii():
        return None
    return Settled(Meaning((), _("Which days?")), "day")


@rule("< SINCEZ OF? RUN? NUM DAYS|WEEK", "< HOU|AFTERZ OF RUN? NUM DAYS", "< HOU|AFTERZ RUN NUM DAYS")
def counted_on(m: Match) -> Node | None:
    """4月5日起三天, 4月5日之后的三天: a run of days."""
    if not _is_day(m.left) or m.tokens[0].text not in {"起", "开始", "之后", "以后", "后"}:
        return None
    size = count(m) * (7 if m.has("WEEK") else 1)
    skipped = 0 if m.has("SINCEZ") else 1
    meaning = m.left.meaning(m.parser.now)
    return Settled(
        meaning.map(lambda days: span(days[-1][1] + skipped, days[-1][1] + skipped + size - 1)), said=COUNTED_ON
    )


@rule("< AND WEEK|MON BEFORE")
def with_unit_before(m: Match) -> Node | None:
    """Last week and the week before."""
    node, unit = m.left, "week" if m.has("WEEK") else "month"
    following = m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1)
    if not isinstance(node, Settled) or node.unit != unit or node.whole is None or following not in {END, "EXCEPT"}:
        return None
    start = d.by_unit(span(node.whole[0] - 1, node.whole[0] - 1), unit)[0][0][0]
    return Settled(node.meaning(m.parser.now).map(lambda days: span(start, days[-1][1])))


@rule("< AND QIAN|BEFOREZ NUM DAYS", "< AND NUM? DAY|DAYS BEFORE|AFTER")
def with_days_before(m: Match) -> Node | None:
    """4月5日及前三天, yesterday and the 3 days before: the day and those right beside it."""
    if not _is_day(m.left) or isinstance(m.left, Selector | Union):
        return None
    if m.has("BEFORE", "AFTER") and m.parser.kind(m.parser.tokens.index(m.tokens[-1]) + 1) != END:
        return None
    size, ahead = count(m), m.has("AFTER")
    meaning = m.left.meaning(m.parser.now)
    return Settled(
        meaning.map(lambda days: span(days[0][0] - size * (not ahead), days[-1][1] + size * ahead)),
    )


@rule(
    "NUM DASH|TO NUM DAYS AGO",
    "BETWEEN NUM AND|TO NUM DAYS AGO",
    "FROM NUM TO NUM DAYS AGO",
    "NUM DASH|TO NUM DAY QIAN|BEFOREZ",
)
def days_ago_range(m: Match) -> Node | None:
    """3-5 days ago, 10 to 3 days ago: from the earlier to the later."""
    now, ends = m.parser.now, sorted(m.values("NUM"))
    if not 0 < ends[0] < ends[1] <= FARTHEST:
        return None
    return Settled(plain(span(now.today - ends[1], now.today - ends[0])), said=COUNTED_ON)


@rule("< OF? QIAN|BEFOREZ NUM GE? WEEK", "< OF? HOU|AFTERZ NUM GE? WEEK", "WEEK BEFORE|AFTER >")
def weeks_beside(m: Match) -> Node | None:
    """春节前一周, the week after Easter: seven days, a calendar week, or a day; asked about."""
    node = m.left or m.right
    if not _is_day(node) or isinstance(node, Selector | Union) or m.tokens[0].text == "weeks":
        return None
    size, before = 7 * count(m), m.has("QIAN", "BEFOREZ", "BEFORE")
    meaning = node.meaning(m.parser.now)

    def choices(days: Days) -> tuple[Days, ...]:
        start, end = days[0][0], days[-1][1]
        monday = d.monday(start) - size if before else d.monday(end) + 7
        rolling = span(start - size, start - 1) if before else span(end + 1, end + size)
        at = start - size if before else end + size
        return rolling, span(monday, monday + size - 1), span(at, at)

    return Settled(
        ask(_("Days, or weeks from Monday to Sunday?"), *(c for days in meaning.choices for c in choices(days)))
    )


@rule(
    "< OF? QIAN|BEFOREZ NUM DAY",
    "< OF? HOU|AFTERZ NUM DAY",
    "< BEFOREZ OF RUN? NUM DAY",
    "< OF? QIAN|HOU RI",
    "< OF? HOU|AFTERZ OF? ORD DAY",
    "< OF? ORD DAY",
    "< OF NUM DAY QIAN|HOU|BEFOREZ|AFTERZ",
)
def counted_behind(m: Match) -> Node | None:
    """5月4日的前一天, 5月4日前两天 (two days)."""
    if not _is_day(m.left):
        return None
    sign = -1 if m.has("QIAN", "BEFOREZ") else 1
    if m.has("ORD"):
        # 4月5日的第二天 counts that day, 4月5日后第一天 does not.
        nth = m.value("ORD") - (not m.has("HOU", "AFTERZ"))
        alone = not m.has("HOU", "AFTERZ") and m.value("ORD") != 2
        return None if alone or nth < 1 else _counted(m, m.left, sign, nth, several=False)
    size = count(m)
    if m.has("BEFOREZ") and m.tokens[1].kind == "OF":
        # 昨天之前的三天 is three days.
        meaning = m.left.meaning(m.parser.now)
        return Settled(meaning.map(lambda days: span(days[0][0] - size, days[0][0] - 1)))
    return _counted(m, m.left, sign, size, several=size > 1)


def _is_day(node: Node) -> bool:
    return getattr(node, "unit", "day") == "day"


_SEVERAL = _("The days up to there, or the one day?")


def _counted(m: Match, node: Node, sign: int, size: int, *, several: bool) -> Node | None:
    if isinstance(node, Union) or (
        not _is_day(node) and not (isinstance(node, Settled) and node.unit in {"week", "days", "month"})
    ):
        return None
    meaning = node.meaning(m.parser.now)

    def one(days: Days) -> Days:
        at = days[-1][1] + size if sign > 0 else days[0][0] - size
        return span(at, at)

    def all_of_them(days: Days) -> Days:
        if sign > 0:
            return span(days[-1][1] + 1, days[-1][1] + size)
        return span(days[0][0] - size, days[0][0] - 1)

    if not several:
        moved = meaning.map(one)
    else:
        question: Text | None = meaning.ask or (
            None if m.tokens[0].the and size > 1 and not m.has("WEEK") else _SEVERAL
        )
        if question is meaning.ask and question is None:
            moved = meaning.map(all_of_them)
        else:
            moved = Meaning(
                tuple(dict.fromkeys(c for days in meaning.choices for c in (all_of_them(days), one(days)))), question
            )
    if not moved.choices:
        return Settled(moved, "day")
    first = date.fromordinal(moved.choices[0][0][0])
    return Settled(moved, "day", month=(first.year, first.month) if len(moved.choices) == 1 and not several else None)
