"""Weekdays: `Friday`, `this Friday`, `last Thursday`, `next Saturday`, 上周四, 下下周一,
and weekends by the same rules.
"""

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.families.picks import nth_weekday, nth_weekend_of
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, Refusal, ask, plain, span
from bot.dates.nodes import Node, Selector, Settled, Weekly, weekday
from bot.locale import Text, _


@rule("WEEKDAY")
def bare(m: Match) -> Node | None:
    """Friday: the latest before today."""
    return weekday(m.value("WEEKDAY"))


@rule("WEEK NUM")
def numbered(m: Match) -> Node | None:
    """周5; 星期九 does not exist."""
    n = m.value("NUM")
    if m.tokens[0].text.isascii() or m.tokens[0].text not in {"周", "星期", "礼拜"}:
        return None
    if not 1 <= n <= 6:
        raise Refusal(
            _("A week has seven days: {word} is none of them.", word=m.tokens[0].text + m.tokens[1].text),
            "周日",
            "周一",
        )
    return weekday(n)


@rule("LAST WEEK GE? NUM", "THIS WEEK NUM", "NEXT WEEK NUM")
def numbered_of_week(m: Match) -> Node | None:
    """上周5."""
    week = next(token for token in m.tokens if token.kind == "WEEK")
    n = m.value("NUM")
    if week.text.isascii():
        return None
    if not 1 <= n <= 6:
        if week is not m.tokens[-2]:
            return None
        raise Refusal(
            _("A week has seven days: {word} is none of them.", word=week.text + m.tokens[-1].text), "上周日", "上周一"
        )
    monday = m.parser.now.monday + 7 * m.value("LAST", "THIS", "NEXT")
    return weekday(n).in_week(monday)


@rule(
    "LAST|THIS|NEXT OF? WEEKDAY",
    "LAST|THIS|NEXT WEEK OF? WEEKDAY",
    "LAST|NEXT GE WEEKDAY",
    "LAST|THIS|NEXT GE? WEEK OF? WEEKDAY",
)
def of_week(m: Match) -> Node | None:
    """上周四 is last week's; `last Mon` is asked about when this week has had its Monday."""
    now, n = m.parser.now, m.value("WEEKDAY")
    which = m.tokens[0]
    if m.has("WEEK") and m.token("WEEK").text.isascii():  # type: ignore[union-attr]
        return None
    chinese_week = not m.tokens[-1].text.isascii() and which.text in {"上个", "上上个"}
    plain_week = chinese_week or which.text in {"上", "上上", "下", "下下", "这", "本", "当", "今"}
    if plain_week or which.kind == "THIS" or m.has("WEEK"):
        return weekday(n).in_week(now.monday + 7 * which.value)
    if which.text in {"most recent", "latest", "immediately preceding"}:
        at = now.today - ((d.isoweekday(now.today) - n - 1) % 7 + 1)
        return Settled(plain(span(at, at)), "day", week=d.monday(at))
    if abs(which.value) == 2:
        return weekday(n).in_week(now.monday + 7 * which.value)
    meaning = last(now.today, weekday(n)) if which.kind == "LAST" else following(now.today, weekday(n))
    node = _kept_week(meaning)
    if which.kind == "LAST":
        node.taken = nth_weekday(-1, n)
    return node


def _kept_week(meaning: Meaning) -> Node:
    at = meaning.choices[0][0][0]
    plain_week = d.monday(at) if len(meaning.choices) == 1 else None
    return Settled(meaning, "day", week=plain_week, said="weekday")


LAST_QUESTION = _("This week's, or last week's?")
NEXT_QUESTION = _("The coming one, or next week's?")


def last(today: int, node: Weekly) -> Meaning:
    """The latest before today and last week's: a question where they differ."""
    monday = d.monday(today)
    this, before = node.days(monday), node.days(monday - 7)
    return ask(LAST_QUESTION, this if this[-1][1] < today else before, before, tag="last")


def following(today: int, node: Weekly) -> Meaning:
    """The first after today and next week's: a question where they differ."""
    monday = d.monday(today)
    this, after = node.days(monday), node.days(monday + 7)
    return ask(NEXT_QUESTION, this if this[0][0] > today else after, after, tag="next")


@rule("THIS? PAST WEEKDAY", "THIS LAST WEEKDAY", "LAST PAST? WEEKDAY")
def past(m: Match) -> Node | None:
    """This past Sunday: the latest before today."""
    if not m.has("PAST", "RECENT") and m.tokens[0].kind == "LAST":
        return None
    n, today = m.value("WEEKDAY"), m.parser.now.today
    at = today - ((d.isoweekday(today) - n - 1) % 7 + 1)
    return Settled(plain(span(at, at)), "day", week=d.monday(at))


@rule("RECENT ONE? GE? OF? WEEKDAY")
def recent(m: Match) -> Node | None:
    """最近的周五, 最近一次周五: the latest before today."""
    return past(m) if m.tokens[0].text.startswith("最近") else None


@rule("THIS? COMING WEEKDAY", "THIS NEXT WEEKDAY")
def coming(m: Match) -> Node | None:
    """This coming Friday."""
    n, today = m.value("WEEKDAY"), m.parser.now.today
    at = today + ((n - d.isoweekday(today) - 1) % 7 + 1)
    return Settled(plain(span(at, at)), "day", week=d.monday(at))


@rule("WEEKDAY BEFORELAST")
def before_last(m: Match) -> Node | None:
    """The Tuesday before last; the one before that beside it."""
    n, today = m.value("WEEKDAY"), m.parser.now.today
    at = today - ((d.isoweekday(today) - n - 1) % 7 + 1)
    return Settled(Meaning((span(at - 7, at - 7), span(at - 14, at - 14))), "day")


@rule("NUM WEEKDAYS|WEEKDAY AGO", "NUM GE WEEKDAY QIAN|BEFOREZ")
def counted(m: Match) -> Node | None:
    """Two Fridays ago."""
    n, today = m.value("WEEKDAYS", "WEEKDAY"), m.parser.now.today
    at = today - ((d.isoweekday(today) - n - 1) % 7 + 1) - 7 * (m.value("NUM") - 1)
    if m.value("NUM") < 1:
        return None
    return Settled(ask(_("Counting from which one?"), span(at, at), span(at - 7, at - 7)), "day")


def weekend_days(monday: int) -> Days:
    """Saturday and Sunday."""
    return span(monday + 5, monday + 6)


def pick_weekends(days: Days, _now: object) -> tuple[Days, ...]:
    """The Saturdays and Sundays of a span."""
    return (d.where(days, lambda day: d.isoweekday(day) > 5),)


WEEKEND = Weekly(weekend_days)
_PAST_WEEKEND: Text = _("Last week's, or the one that ends today?")


@rule("WEEKEND")
def weekend(m: Match) -> Node | None:
    """Alone: the latest one over. In a span: all of them."""
    if not m.tokens[0].text.isascii():
        now = m.parser.now
        choices = [weekend_days(now.monday - 7), weekend_days(now.monday)]
        return Selector(pick_weekends, alone=Settled(ask(_("Which weekend?"), *choices), "weekend"))
    return Selector(pick_weekends, alone=Weekly(weekend_days))


@rule("WEEKENDS", "EVERY WEEKEND")
def weekends(m: Match) -> Node | None:
    """Weekends in April."""
    return Selector(pick_weekends)


@rule("WEEKEND OF >", "< OF? WEEKENDZ", "< OF? THIS GE? WEEKEND")
def weekend_of(m: Match) -> Node | None:
    """The weekend of Apr 25: the one that holds it; of a working day, the one of its week, asked about."""
    node = m.right or m.left
    if getattr(node, "unit", "day") != "day" or isinstance(node, Selector):
        return None
    if m.left is not None and m.tokens[-1].text.isascii():
        return None
    meaning = node.meaning(m.parser.now)
    moved = meaning.map(lambda days: weekend_days(d.monday(days[0][0])))
    if all(d.isoweekday(days[0][0]) > 5 for days in meaning.choices):
        return Settled(moved, "weekend")
    before = meaning.map(lambda days: weekend_days(d.monday(days[0][0]) - 7))
    return Settled(Meaning((*moved.choices, *before.choices), _("Which weekend?")), "weekend")


@rule("LAST GE? WEEKEND", "THIS? PAST WEEKEND", "LAST PAST WEEKEND", "THIS LAST WEEKEND", "LAST WEEK OF? WEEKEND")
def last_weekend(m: Match) -> Node | None:
    """The past weekend; 上周末 is last week's; asked about on a Sunday."""
    now = m.parser.now
    token = m.tokens[0]
    if token.kind == "LAST" and (token.text in {"上", "上上"} or token.value == -2):
        return Settled(plain(weekend_days(now.monday + 7 * token.value)), "weekend")
    before = weekend_days(now.monday - 7)
    if token.kind == "LAST" and token.text.isascii():
        node = Settled(Meaning((before,)), "weekend")
        if d.isoweekday(now.today) == 7 and not m.has("WEEK"):
            node = Settled(Meaning((before, weekend_days(now.monday)), _PAST_WEEKEND), "weekend")
        node.taken = nth_weekend_of(-1)
        return node
    if m.has("WEEK"):
        return Settled(plain(before), "weekend")
    if d.isoweekday(now.today) == 7:
        return Settled(Meaning((before, weekend_days(now.monday)), _PAST_WEEKEND), "weekend")
    return Settled(plain(before), "weekend")


@rule("WEEKEND BEFORELAST")
def weekend_before_last(m: Match) -> Node | None:
    """The weekend before last."""
    return Settled(plain(weekend_days(m.parser.now.monday - 14)), "weekend")


@rule("THIS GE? WEEKEND", "THIS? COMING WEEKEND", "NEXT GE? WEEKEND", "THIS WEEK OF? WEEKEND", "NEXT WEEK OF? WEEKEND")
def this_weekend(m: Match) -> Node | None:
    """This weekend, the coming one, 下周末; `next weekend` is asked about."""
    now, token = m.parser.now, m.tokens[0]
    if token.kind == "NEXT":
        if token.text.isascii():
            return Settled(following(now.today, Weekly(weekend_days)), "weekend")
        return Settled(plain(weekend_days(now.monday + 7 * token.value)), "weekend")
    return Settled(plain(weekend_days(now.monday)), "weekend")
