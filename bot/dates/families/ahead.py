"""What is to come: `next 3 days`, `the coming 2 weeks`, 未来三天, 接下来两周. Read as said; views flag it."""

from bot.dates import days as d
from bot.dates.families.relative import count
from bot.dates.grammar import GROUPS, Match, rule
from bot.dates.meaning import Now, beside, plain, span
from bot.dates.nodes import Node, Settled

GROUPS["AHEADS"] = ("NEXT", "COMING", "AHEAD")


def _forth(now: Now, size: int) -> d.Days:
    return span(now.today + 1, now.today + size)


@rule("AHEADS NUM|ONE|COUPLE FULL? DAYS", "AHEADS NUM GE DAYS", "NUM AHEADS DAYS", "AHEADS DAY")
def days(m: Match) -> Node | None:
    """N whole days from tomorrow on; from today on beside it."""
    now, first = m.parser.now, m.tokens[0]
    if first.kind == "NEXT" and not (first.text.isascii() and first.value == 1):
        return None
    if len(m.tokens) == 2:
        at = now.today + 1
        return Settled(plain(span(at, at)), "day") if m.tokens[1].text == "day" and first.kind == "NEXT" else None
    size = count(m)
    return Settled(beside(_forth(now, size), span(now.today, now.today + size - 1), tag="today"))


@rule("AHEADS NUM|ONE|COUPLE WEEK|FORTNIGHT", "AHEADS NUM GE WEEK", "NUM AHEADS WEEK")
def weeks(m: Match) -> Node | None:
    """N x 7 days from tomorrow on; whole weeks beside it."""
    now, first = m.parser.now, m.tokens[0]
    if first.kind == "NEXT" and not (first.text.isascii() and first.value == 1):
        return None
    size = count(m) * (2 if m.has("FORTNIGHT") else 1)
    whole = span(now.monday + 7, now.monday + 7 * size + 6)
    return Settled(beside(_forth(now, 7 * size), whole, span(now.today, now.today + 7 * size - 1)))


@rule("AHEADS NUM|ONE|COUPLE MON", "AHEADS NUM GE YUE", "NUM AHEADS MON")
def months(m: Match) -> Node | None:
    """N whole months."""
    now, first = m.parser.now, m.tokens[0]
    if first.kind == "NEXT" and not (first.text.isascii() and first.value == 1):
        return None
    return Settled(plain(span(*d.months(now.year + now.month // 12, now.month % 12 + 1, count(m)))), "months")


@rule("AHEADS NUM|COUPLE WEEKDAYS")
def weekdays(m: Match) -> Node | None:
    """Next 3 Mondays."""
    now, n = m.parser.now, m.value("WEEKDAYS")
    at = now.today + ((n - d.isoweekday(now.today) - 1) % 7 + 1)
    return Settled(plain(d.merge((at + 7 * k,) * 2 for k in range(count(m)))))


@rule("AHEADS NUM|COUPLE WORKWEEK|WORKDAY", "AHEADS NUM GE WORKDAY", "NEXT|COMING GE? WORKDAY|WORKWEEK")
def working_days(m: Match) -> Node | None:
    """Next 3 working days."""
    now, size = m.parser.now, count(m)
    if size > 1000 or (m.tokens[0].kind == "NEXT" and m.tokens[0].value != 1):
        return None
    if not m.has("NUM", "COUPLE") and m.tokens[-1].text.endswith("s"):
        return None

    def forth(calendar: bool) -> d.Days:
        found: list[tuple[int, int]] = []
        at = now.today
        while len(found) < size:
            at += 1
            if now.workdays.works(at) if calendar else d.isoweekday(at) < 6:
                found.append((at, at))
        return d.merge(found)

    return Settled(
        beside(*((forth(True), forth(False)) if m.has("WORKDAY") else (forth(False),))), "day" if size == 1 else "days"
    )
