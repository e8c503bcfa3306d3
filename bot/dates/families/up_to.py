"""Where the last N days end: with today or without, up to yesterday, up to a day: 截至昨天的最近三天."""

from bot.dates import days as d
from bot.dates.families.last import back
from bot.dates.families.relative import count
from bot.dates.grammar import Match, rule
from bot.dates.meaning import Meaning, plain, span
from bot.dates.nodes import UNITS, Node, Settled


@rule("< INCLUSIVE? WITHTODAY", "< COMMA WITHTODAY", "< PAREN WITHTODAY PAREN", "WITHTODAY OF? >", "< TO RELATIVE")
def with_today(m: Match) -> Node | None:
    """Last 4 days including today."""
    left = m.left or m.right
    if not isinstance(left, Settled) or (m.has("TO") and (m.value("RELATIVE") != 0 or left.unit in UNITS | {"day"})):
        return None
    meaning, today = left.meaning(m.parser.now), m.parser.now.today
    if left.unit == "day" and (word := m.token("WITHTODAY")) and word.text.startswith("加"):
        return Settled(meaning.map(lambda days: d.union((days, span(today, today)))))
    holding = tuple(c for c in meaning.choices if c[-1][1] == today)
    if not holding:
        return None
    return Settled(Meaning(holding[:1], meaning.ask if len(meaning.choices) > 2 and meaning.ask else None), left.unit)


@rule(
    "< NOTODAY",
    "< COMMA NOTODAY",
    "< PAREN NOTODAY PAREN",
    "< COMMA? TO|BEFORE RELATIVE INCLUSIVE?",
    "TO RELATIVE OF? >",
)
def without_today(m: Match) -> Node | None:
    """Last 4 days, up to yesterday."""
    node = m.left or m.right
    if not isinstance(node, Settled) or (
        m.has("RELATIVE") and (m.value("RELATIVE") != (0 if m.has("BEFORE") else -1) or node.unit == "day")
    ):
        return None
    if m.left is not None and m.tokens[0].kind == "TO" and node.unit in UNITS:
        # Monday this week to yesterday: the week is Monday's.
        return None
    if m.right is not None and not m.tokens[0].text.startswith("截"):
        return None
    meaning, today = node.meaning(m.parser.now), m.parser.now.today
    before = tuple(c for c in meaning.choices if c[-1][1] == today - 1)
    return Settled(Meaning(before[:1], None), node.unit) if before else None


@rule("BEFOREZ NUM DAY")
def before(m: Match) -> Node | None:
    """之前5天: up to yesterday."""
    return Settled(back(m.parser.now, count(m)))


@rule("TO RELATIVE INCLUSIVE? OF? BACK? RUN? NUM DAYS")
def up_to(m: Match) -> Node | None:
    """截至昨天的最近三天."""
    offset, size = m.value("RELATIVE"), count(m)
    if m.tokens[0].text.isascii() or offset > 0:
        return None
    end = m.parser.now.today + offset
    return Settled(plain(span(end - size + 1, end)))
