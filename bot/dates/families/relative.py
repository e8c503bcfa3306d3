"""Days counted from another: `yesterday`, `4 days ago`, `the day after May 4`, 5月4日的前一天, `2 months ago`."""

from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Now, Refusal, ask, beside, plain, span
from bot.dates.nodes import COUNTED_ON, Monthly, Node, Selector, Settled, Weekly, Yearly
from bot.dates.ranges import Union
from bot.dates.shapes import END
from bot.locale import Text, _

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


@rule("NUM DAYS|WEEK TO|FROM >")
def counted_up(m: Match) -> Node | None:
    """5 days ending Apr 10, 7 days starting Apr 1; `3 days from Apr 5` may be the day as well."""
    word = m.token("TO", "FROM")
    if word is None or not word.text.startswith(ENDING + STARTING) or not _is_day(m.right):
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
    "< OF? QIAN|HOU RI",
    "< OF? HOU|AFTERZ ORD DAY",
    "< OF NUM DAY QIAN|HOU|BEFOREZ|AFTERZ",
)
def counted_behind(m: Match) -> Node | None:
    """5月4日的前一天, 5月4日前两天 (two days)."""
    if not _is_day(m.left):
        return None
    sign = -1 if m.has("QIAN", "BEFOREZ") else 1
    if m.has("ORD"):
        return _counted(m, m.left, sign, m.value("ORD") - 1, several=False)
    size = count(m)
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
