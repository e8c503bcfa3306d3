"""Scheduled times within each day: `from 14:00 to 18:00`, 下午两点到六点, `hours 3-5`. Source: dates.md 4.

The times are taken out of the tokens, wherever they stand; what is left names the days. Nothing that tells a time is
dropped: what makes no window is asked about or refused.
"""

from collections.abc import Sequence

from bot.dates import days as d
from bot.dates.clocks import (
    DAWN,
    UNSURE,
    Clock,
)
from bot.dates.days import Days
from bot.dates.ends import Incomplete
from bot.dates.hours import Found, Question, Windows, between, hour_window, single, which_hours, window_of
from bot.dates.meaning import Now, Refusal
from bot.dates.parser import Parser
from bot.dates.phrase import Reader
from bot.dates.shapes import Token
from bot.dates.times import AFTERWARDS, CLOCKS, IN_ALL, LINKS, LISTED, Taker
from bot.locale import Text, _


def take_window(tokens: Sequence[Token], now: Now) -> tuple[list[Token], Windows | None]:
    """The tokens without the window's, and what they mean. Raises Refusal, Question."""
    if CLOCKS.isdisjoint([token.kind for token in tokens]):
        return _numbers(list(tokens), now)
    taker = Taker(tokens)
    taker.take()
    if not taker.found:
        return _numbers(taker.left_over(), now)
    if (stretch := _whole_days(taker.found, taker.rest, now)) is not None:
        return stretch, Windows((None,), _("All of these days, whole? Then say them without times."))
    found, rest = _one(taker.found, taker.rest, now)
    if not taker.parts:
        found, rest = _without_each_day(found, rest)
    unclear = _only_one_meaning(found, rest, now)
    if taker.parts:
        found = _in_part(found, taker)
    rest = _trimmed(_without_from(found, rest))
    windows = (
        single(found) if found.end is None else hour_window(found) if found.hours else between(found.start, found.end)
    )
    return rest, windows._replace(ask=windows.ask or unclear)


def _without_each_day(found: Found, rest: list[Token]) -> tuple[Found, list[Token]]:
    """`yesterday 9-11 every day`, 昨天每天9点到11点: beside a window it adds nothing to the days that are said."""
    for start in (found.at - 2, found.at - 1, found.at):
        kinds = [token.kind for token in rest[max(start, 0) : start + 2]]
        size = 1 if kinds[:1] == ["DAILY"] else 2 if kinds in (["EVERY", "DAY"], ["EVERY", "DAYS"]) else 0
        if start < 0 or not size or start + size == found.at - 1:
            continue
        left = [*rest[:start], *rest[start + size :]]
        if left and left[min(start, len(left) - 1)].kind != "EXCEPT":
            return found._replace(at=found.at - (size if start < found.at else 0)), left
    return found, rest


def _one(found: list[Found], rest: list[Token], now: Now) -> tuple[Found, list[Token]]:
    """The one window that all findings are together. Raises Refusal."""
    if len(found) == 1:
        return found[0], rest
    if len(found) == 2 and all(item.end is None and not item.hours for item in found):
        return _both_ends(found[0], found[1], rest, now)
    last = found[-1]
    same = all((item.start, item.end, item.hours) == (last.start, last.end, last.hours) for item in found)
    if same and last.end is not None and last.at == len(rest):
        return last, rest
    raise _two_windows()


def _both_ends(first: Found, second: Found, rest: list[Token], now: Now) -> tuple[Found, list[Token]]:
    """昨天14点到昨天18点, `from 14:00 yesterday to 18:00`: one window where both ends are of one day."""
    between = rest[first.at : second.at]
    link = next((i for i, token in enumerate(between) if token.kind in LINKS), None)
    if link is None:
        link = next((i for i, token in enumerate(between) if token.kind == "AND"), None)
        if link is None or not any(token.kind == "BETWEEN" for token in rest[: first.at + 1]):
            raise _two_windows()
    at = first.at + link
    before = [token for token in rest[:at] if token.kind not in {"FROM", "BETWEEN"}]
    behind = rest[at + 1 :]
    if not before:
        before, behind = behind, []
    if behind and not _same_day(before, behind, now):
        raise Refusal(
            _(
                "Different times at the two ends are not one window within each day. Make it several requests: "
                "the first day from its time on, the days between, the last day up to its time."
            ),
            "yesterday 13:00-17:00",
        )
    return Found(len(before), first.start, second.start, link="TO"), before


def _whole_days(found: list[Found], rest: list[Token], now: Now) -> list[Token] | None:
    """`Apr 6 00:00 to Apr 8 23:59` without its times."""
    if len(found) != 2 or any(item.end is not None or item.hours for item in found):
        return None
    first, second = found
    link = next((at for at in range(first.at, second.at) if rest[at].kind in LINKS), None)
    if link is None or not first.at or second.at != len(rest) or second.at == link + 1:
        return None
    if _same_day(rest[:link], rest[link + 1 :], now):
        return None
    return rest if first.start.second_of_day() == 0 and second.start.second_of_day() >= 86_340 else None


def _same_day(one: list[Token], other: list[Token], now: Now) -> bool:
    if [token.kind for token in other] == ["DAYZ"]:
        return _single_day(one, now) is not None
    if [(token.kind, token.value) for token in one] == [(token.kind, token.value) for token in other]:
        return _single_day(one, now) is not None
    days = _single_day(one, now)
    return days is not None and days == _single_day(other, now)


def _single_day(tokens: list[Token], now: Now) -> Days | None:
    """The one day that tokens name; None where they name none or several."""
    tokens = _trimmed(tokens)
    if not tokens:
        return None
    try:
        choices = Reader(Parser(tokens, now)).phrase().node.meaning(now).choices
    except (Incomplete, Refusal, ValueError, OverflowError):
        return None
    return choices[0] if choices and all(d.count(days) == 1 for days in choices) else None


def _only_one_meaning(found: Found, rest: list[Token], now: Now) -> Text | None:
    """A window that belongs to a part of the days alone, or may. Raises Refusal, Question."""
    before, behind = rest[: found.at], _trimmed_left(rest[found.at :])
    if before and before[-1].kind == "EXCEPT":
        raise Refusal(_("Leaving hours out makes two windows: make it two requests."), "yesterday 13:00-17:00")
    month_first = len(before) < 2 or before[-2].kind not in {"NUM", "ORD"} or before[-1].kind == "YUE"
    if before and before[-1].kind in {"MONTH", "YUE"} and found.start.bare and month_first and not found.apart:
        raise Question(_("Which day, and which hours?"), "Apr 5 09:00-11:00")
    if before and before[-1].kind == "MONTH" and found.end is None and found.start.half and not found.start.minute:
        raise Question(_("Which day, and which hours?"), "Apr 5 09:00-11:00")
    if _left_open(before) and before[-1].kind not in LISTED:
        return _("Are these hours for all days, or are only they left out?")
    if not before or not behind:
        return None
    first, second = rest[found.at], behind[0]
    if first.kind in LINKS:
        raise Refusal(_("One window holds for all days: say it behind them."), "Apr 6 to Apr 8 13:00-17:00")
    if first.kind in LISTED and second.kind not in IN_ALL and [token.kind for token in before] != ["EVERY", "DAY"]:
        raise Question(_("Is the window for all these days? Then say it behind them."), "Apr 3 and Apr 7 13:00-17:00")
    if second.kind == "DATE" or (second.kind == "WEEKDAY" and before[-1].kind == "WEEKDAY"):
        raise Refusal(_("One window holds for all days: say it behind them."), "Apr 6 to Apr 8 13:00-17:00")
    return None


def _left_open(tokens: list[Token]) -> bool:
    """Whether what is left out has no end, so that hours behind it may be of it alone."""
    at = max((i for i, token in enumerate(tokens) if token.kind in {"EXCEPT", "OUT", "OUTALL"}), default=None)
    if at is None or tokens[at].kind != "EXCEPT":
        return False
    # Nobody leaves out hours of weekends alone.
    return any(token.kind not in {"WEEKENDS", "WEEKEND"} for token in tokens[at + 1 :])


def _in_part(found: Found, taker: Taker) -> Found:
    """With the part of the day that stands beside the time. Raises Question for one that stands elsewhere."""
    if len(taker.parts) > 1 or len(taker.found) > 1:
        raise which_hours()
    at, token = taker.parts[0]
    part = UNSURE if token.value is None else int(token.value)
    if part == UNSURE or at not in {found.at, len(taker.rest[: found.at]) - 1} or found.hours:
        raise which_hours()
    start, end = found.start, found.end
    for clock in filter(None, (start, end)):
        if (clock.half == "a" and part not in {DAWN, 0}) or (clock.half == "p" and part in {DAWN, 0}):
            raise Refusal(_("These hours are not in that part of the day."), "yesterday 13:00-17:00")
    return Found(
        found.at, _put(start, part), _put(end, part) if end else None, link=found.link, relation=found.relation
    )


def _put(clock: Clock, part: int) -> Clock:
    if clock.half or clock.part is not None:
        return clock
    return Clock(clock.hour, clock.minute, clock.second, part=part)


def _without_from(found: Found, rest: list[Token]) -> list[Token]:
    """`from yesterday 14:00 to 18:00`: the word belongs to the window, unless the days end somewhere themselves."""
    if found.end is None or found.hours:
        return rest
    opening = next((i for i, token in enumerate(rest) if token.kind in {"FROM", "BETWEEN"}), None)
    if opening is None:
        return rest
    own_end = LINKS | AFTERWARDS | {"SOFAR"} | ({"AND"} if rest[opening].kind == "BETWEEN" else set())
    if any(token.kind in own_end for token in rest[opening:]):
        return rest
    if found.link == "DASH" and rest[opening].text.isascii():
        raise Question(_("Only that day, or all days from it on?"), "Apr 6 13:00-17:00", "since Apr 6 13:00-17:00")
    return [*rest[:opening], *rest[opening + 1 :]]


def _trimmed_left(tokens: list[Token]) -> list[Token]:
    start = 0
    while start < len(tokens) and tokens[start].kind in {"COMMA", "OF", "IN", "DUN", "AND", "PAREN"}:
        start += 1
    return tokens[start:]


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without the marks and links that joined the window to the days."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].kind in {"COMMA", "OF", "IN", "FOR"}:
        start += 1
    while end > start and tokens[end - 1].kind in {"COMMA", "OF", "IN", "FOR"}:
        end -= 1
    return tokens[start:end]


def _two_windows() -> Refusal:
    return Refusal(
        _("Only one window within the days can be asked for at once: make it two requests."), "yesterday 13:00-17:00"
    )


def _numbers(tokens: list[Token], now: Now) -> tuple[list[Token], Windows | None]:
    """`yesterday from 1 to 4`: hours of the morning or the afternoon, or dates. Asked about."""
    if len(tokens) < 4 or tokens[-1].kind != "NUM" or tokens[-3].kind != "NUM":
        return tokens, None
    link = tokens[-2].kind
    before = tokens[:-3]
    opened = before[-1].kind if before[-1].kind in {"FROM", "BETWEEN"} else ""
    if link not in {"TO", "DASH"} and not (link == "AND" and opened == "BETWEEN"):
        return tokens, None
    if opened:
        before = before[:-1]
    if not before or before[-1].kind in LISTED | LINKS | {"EXCEPT", "MONTH", "YUE"} or _single_day(before, now) is None:
        return tokens, None
    first, last = Clock(tokens[-3].value), Clock(tokens[-1].value)
    choices = []
    for ends in (
        (first, last),
        (Clock(first.hour, half="p"), Clock(last.hour, half="p")),
        (first, Clock(last.hour, half="p")),
    ):
        try:
            choices.append(window_of(*ends))
        except Refusal:
            continue
    if not choices:
        return tokens, None
    return before, Windows(
        tuple(dict.fromkeys(choices[:2])), _("Are these hours, of the morning or the afternoon, or dates?")
    )
