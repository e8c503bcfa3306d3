"""Scheduled times within each day: `from 14:00 to 18:00`, 下午两点到六点, `hours 3-5`. Source: dates.md 4.

The times are taken out of the tokens, wherever they stand; what is left names the days. Nothing that tells a time is
dropped: what makes no window is asked about or refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.dates import days as d
from bot.dates.clocks import (
    COUNTED,
    DAWN,
    EITHER,
    EVENING,
    LAST_SECOND,
    PARTS,
    SURE,
    UNSURE,
    Clock,
    candidates,
    clock_at,
    padded,
)
from bot.dates.days import Days
from bot.dates.ends import Incomplete
from bot.dates.model import Note, NoteKind, TimeWindow
from bot.dates.nodes import Now, Refusal
from bot.dates.parser import Parser
from bot.dates.phrase import Reader
from bot.dates.tokens import END, Token
from bot.locale import Text, _

CLOCKS = frozenset(("CLOCK", "CLOCK12", "DIAN", "OCLOCK", "NOON", "AMPM", "DAYPART", "HOUR", "TONIGHT"))
"""Kinds that tell a time; without one of them there is none."""

LINKS = frozenset(("TO", "DASH", "SLASH"))
BEFORE_TIMES = frozenset(("FROM", "BETWEEN", "FOR", "IN", "ON", "OF", "PAREN", "ONWARD"))
AFTERWARDS = frozenset(("AFTERZ", "SINCEZ", "ONWARD", "AFTER"))
LISTED = frozenset(("COMMA", "AND", "DUN"))
IN_ALL = frozenset(("EXCEPT", "NUM4", "YEARREL", "OF", "IN"))


class Question(Exception):
    """An open question about the hours."""

    def __init__(self, text: Text, *suggestions: str) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows that the words can mean, the default first; with `ask` they are a question."""

    choices: tuple[TimeWindow, ...]
    ask: Text | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A time or a window that was taken out: where it stood among the other tokens, and how it was linked."""

    at: int
    start: Clock
    end: Clock | None = None
    hours: bool = False
    link: str = ""
    relation: str = ""
    apart: bool = False


def take_window(tokens: Sequence[Token], now: Now) -> tuple[list[Token], Windows | None]:
    """The tokens without the window's, and what they mean. Raises Refusal, Question."""
    if not any(token.kind in CLOCKS for token in tokens):
        return _numbers(list(tokens), now)
    taker = _Taker(tokens)
    taker.take()
    if not taker.found:
        return _numbers(taker.left_over(), now)
    found, rest = _one(taker.found, taker.rest, now)
    _only_one_meaning(found, rest, now)
    if taker.parts:
        found = _in_part(found, taker)
    rest = _trimmed(_without_from(found, rest))
    windows = (
        _single(found) if found.end is None else _hours(found) if found.hours else _between(found.start, found.end)
    )
    return rest, windows


class _Taker:
    """Walks over the tokens once and sorts them into times and the rest."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = padded(_nights(tokens))
        self.rest: list[Token] = []
        self.found: list[Found] = []
        self.parts: list[tuple[int, Token]] = []
        self.between = False

    def take(self) -> None:
        """Fill `rest`, `found` and `parts`."""
        index, count = 0, len(self.tokens) - 4
        while index < count:
            index = self._hours(index) or self._edge(index) or self._time(index) or self._other(index)

    def left_over(self) -> list[Token]:
        """The tokens when there was no time among them. Raises Question for a part of a day."""
        if self.parts:
            raise _which_hours()
        return self.rest

    def _other(self, index: int) -> int:
        token = self.tokens[index]
        if token.kind in PARTS:
            self.parts.append((len(self.rest), token))
        else:
            self.between = self.between or token.kind == "BETWEEN"
            self.rest.append(token)
        return index + 1

    def _kind(self, index: int) -> str:
        return self.tokens[index].kind

    def _hours(self, index: int) -> int | None:
        """`hours 3-5`, `hour 3 to hour 5`, 第3到5小时, `3rd to 5th hour`."""
        numbers: list[int] = []
        named, link, end = False, False, index
        while True:
            kind = self._kind(end)
            if kind == "HOUR" and (not named or link or self._kind(end - 1) in {"ORD", "NUM"}):
                named = True
            elif kind in {"NUM", "ORD"} and len(numbers) == link:
                numbers.append(self.tokens[end].value)
            elif kind in {"TO", "DASH"} and len(numbers) == 1 and not link:
                link = True
            else:
                break
            end += 1
        first, last = self._kind(index), self._kind(end - 1)
        said = named and numbers and len(numbers) == 1 + link and (first in {"HOUR", "ORD"})
        if not said or (first == "ORD" and last != "HOUR"):
            return None
        self._found(numbers[0], numbers[-1], link, ordinal=first == "ORD")
        return self._behind(end)

    def _edge(self, index: int) -> int | None:
        """`first 6 hours of`, `last 3 hours of`, 头3个小时, 最后3小时: of each day."""
        kind, value = self._kind(index), self.tokens[index].value
        first = kind in {"HEAD", "QIAN"} or (kind == "ORD" and value == 1)
        if not (first or kind == "TAIL" or (kind == "LAST" and value == -1)):
            return None
        if self._kind(index + 1) != "NUM" or self._kind(index + 2) != "HOUR":
            return None
        count = self.tokens[index + 1].value
        of_a_day = self._kind(index + 3) in {"OF", "IN"} or (kind in {"HEAD", "TAIL", "QIAN"} and self.rest)
        if not of_a_day or not 1 <= count <= 24:
            return None
        self._found(0 if first else 24 - count, count - 1 if first else 23, True, ordinal=False)
        return index + 3

    def _found(self, start: int, end: int, link: bool, *, ordinal: bool) -> None:
        self._pop()
        relation = "ordinal" if ordinal else ""
        self.found.append(
            Found(len(self.rest), Clock(start), Clock(end) if link else None, hours=True, relation=relation)
        )

    def _time(self, index: int) -> int | None:
        start = clock_at(self.tokens, index)
        if start is None:
            return None
        clock, end = start
        linked = self._kind(end)
        if linked in LINKS or linked == "AND":
            other = self._other_end(clock, end + 1)
            if other is not None and (linked != "AND" or self.between or self._kind(other[1]) == "BETWEENZ"):
                return self._window(clock, *other, linked)
        if clock.bare:
            return None
        if self._kind(index) in PARTS and self._kind(index + 1) not in LINKS and end == index + 1:
            # 中午 without a number is a part of the day.
            return None
        return self._moment(clock, end)

    def _other_end(self, start: Clock, index: int) -> tuple[Clock, int] | None:
        while self._kind(index) in {"FROM", "FOR"}:
            index += 1
        found = clock_at(self.tokens, index)
        if found is None:
            return None
        end, after = found
        if end.bare and (self._kind(after) in COUNTED or (start.bare and not self._part_near(after))):
            return None
        return end, after

    def _part_near(self, after: int) -> bool:
        """A part of the day right before two bare numbers: yesterday afternoon from 2 to 6."""
        return bool(self.parts) and all(
            token.kind in BEFORE_TIMES or token.kind == "COMMA" for token in self.rest[self.parts[-1][0] :]
        )

    def _window(self, start: Clock, end: Clock, after: int, link: str) -> int:
        """`apart`: a word stands between it and the days, so that no number of it can be a day."""
        apart = self._pop()
        if link == "AND":
            self.between = False
        self.found.append(Found(len(self.rest), start, end, link=link, apart=apart))
        return self._behind(after)

    def _pop(self) -> bool:
        popped = False
        while self.rest and self.rest[-1].kind in BEFORE_TIMES:
            popped = self.rest.pop().kind != "OF" or popped
        return popped

    def _moment(self, clock: Clock, after: int) -> int:
        relation = ""
        while self.rest and self.rest[-1].kind in BEFORE_TIMES | {"AFTER", "BEFORE", "SINCE"}:
            kind = self.rest.pop().kind
            relation = {"FROM": "from", "AFTER": "after", "SINCE": "after", "BEFORE": "before"}.get(kind, relation)
        if self._kind(after) in AFTERWARDS:
            relation, after = "after", after + 1
        elif self._kind(after) in {"BEFOREZ", "QIAN"}:
            relation, after = "before", after + 1
        elif not self.found and self.rest and self.rest[-1].kind == "TO" and self._kind(after) == END:
            self.rest.pop()
            relation = "before"
        self.found.append(Found(len(self.rest), clock, relation=relation))
        return after

    def _behind(self, index: int) -> int:
        while self._kind(index) in {"INCLUSIVE", "PAREN", "HOUR", "BETWEENZ"}:
            index += 1
        return index


def _nights(tokens: Sequence[Token]) -> list[Token]:
    """`last night` and `this morning` with the day that they are in."""
    found: list[Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        part = following.value if following is not None and following.kind == "DAYPART" else None
        if token.kind == "THIS" and part is not None and token.value == 0:
            token = Token("RELATIVE", 0, token.text, token.start, token.end)
        elif token.kind == "LAST" and part == EVENING and token.value == -1:
            token = Token("RELATIVE", -1, token.text, token.start, token.end)
        elif token.kind == "TONIGHT":
            found.append(Token("RELATIVE", 0, token.text, token.start, token.end))
            token = Token("DAYPART", EVENING, token.text, token.start, token.end)
        found.append(token)
    return found


# What was found, as one window.


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
        if _whole_day(first.start, second.start):
            raise Question(_("All of these days, whole? Then say them without times."), "Apr 6 to Apr 8")
        raise Refusal(
            _(
                "Different times at the two ends are not one window within each day. Make it several requests: "
                "the first day from its time on, the days between, the last day up to its time."
            ),
            "yesterday 13:00-17:00",
        )
    return Found(len(before), first.start, second.start, link="TO"), before


def _whole_day(start: Clock, end: Clock) -> bool:
    return start.second_of_day() == 0 and end.second_of_day() >= 86_340


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


def _only_one_meaning(found: Found, rest: list[Token], now: Now) -> None:
    """A window that belongs to a part of the days alone. Raises Refusal, Question."""
    before, behind = rest[: found.at], _trimmed_left(rest[found.at :])
    if before and before[-1].kind == "EXCEPT":
        raise Refusal(_("Leaving hours out makes two windows: make it two requests."), "yesterday 13:00-17:00")
    month_first = len(before) < 2 or before[-2].kind not in {"NUM", "ORD"} or before[-1].kind == "YUE"
    if before and before[-1].kind in {"MONTH", "YUE"} and found.start.bare and month_first and not found.apart:
        raise Question(_("Which day, and which hours?"), "Apr 5 09:00-11:00")
    if _left_open(before) and before[-1].kind not in LISTED:
        raise Question(
            _("Are these hours for all days, or are only they left out?"), "13:00-17:00 last week except Friday"
        )
    if not before or not behind:
        return
    first, second = rest[found.at], behind[0]
    if first.kind in LINKS:
        raise Refusal(_("One window holds for all days: say it behind them."), "Apr 6 to Apr 8 13:00-17:00")
    if first.kind in LISTED and second.kind not in IN_ALL and [token.kind for token in before] != ["EVERY", "DAY"]:
        raise Question(_("Is the window for all these days? Then say it behind them."), "Apr 3 and Apr 7 13:00-17:00")
    if second.kind == "DATE" or (second.kind == "WEEKDAY" and before[-1].kind == "WEEKDAY"):
        raise Refusal(_("One window holds for all days: say it behind them."), "Apr 6 to Apr 8 13:00-17:00")


def _left_open(tokens: list[Token]) -> bool:
    """Whether what is left out has no end, so that hours behind it may be of it alone."""
    kinds = [token.kind for token in tokens if token.kind in {"EXCEPT", "OUT", "OUTALL"}]
    return bool(kinds) and kinds[-1] == "EXCEPT"


def _in_part(found: Found, taker: _Taker) -> Found:
    """With the part of the day that stands beside the time. Raises Question for one that stands elsewhere."""
    if len(taker.parts) > 1 or len(taker.found) > 1:
        raise _which_hours()
    at, token = taker.parts[0]
    part = UNSURE if token.value is None else int(token.value)
    if part == UNSURE or at not in {found.at, len(taker.rest[: found.at]) - 1} or found.hours:
        raise _which_hours()
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
    if opening is None or any(token.kind in LINKS | AFTERWARDS | {"AND", "SOFAR"} for token in rest[opening:]):
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


# What it means.


def _between(start: Clock, end: Clock) -> Windows:
    """The window from one time to another. Raises Refusal for one that goes backwards or over midnight."""
    forward: list[tuple[TimeWindow, int]] = []
    refusals: list[Refusal] = []
    for first, last, how in candidates(start, end):
        try:
            forward.append((_window(first, last), how))
        except Refusal as refusal:
            refusals.append(refusal)
    if not forward:
        raise refusals[0]
    window, how = forward[0]
    if how == SURE:
        return Windows((window, *_later(start, end, window)), notes=(_note(window),))
    choices = tuple(dict.fromkeys(window for window, _how in forward))
    if how == EITHER and len(choices) == 1:
        return Windows(choices, notes=(_note(window),))
    question = (
        _("Which hours?")
        if how == EITHER
        else _("From {start} to {end}?", start=_at(window.start), end=_at(window.end))
    )
    return Windows(choices, question)


def _later(start: Clock, end: Clock, window: TimeWindow) -> tuple[TimeWindow, ...]:
    """两点到六点 is of the night as written, and shown as of the afternoon beside it."""
    plain = not (start.written or end.written or start.half or end.half)
    if (
        not plain
        or start.part is not None
        or end.part is not None
        or not 1 <= start.hour <= min(6, end.hour)
        or end.hour > 11
    ):
        return ()
    return (TimeWindow(*(at.replace(hour=at.hour + 12) for at in (window.start, window.end))),)


def _window(start: Clock, end: Clock) -> TimeWindow:
    first, last = start.second_of_day(), end.second_of_day()
    last = last or 86_400
    if first >= 86_400 or (last > 86_400 and end.part is not None) or (first > last and end.hour <= 12 < first // 3600):
        raise Refusal(
            _("That goes over midnight: make it two requests, up to 24:00 on one day and from 00:00 on the next."),
            "yesterday 22:00-24:00",
            "today 00:00-02:00",
        )
    if first > last:
        raise Refusal(_("These hours go backwards."), "yesterday 13:00-17:00")
    return TimeWindow(_time(first), _time(last))


def _time(seconds: int) -> time:
    if seconds >= 86_400:
        return LAST_SECOND
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _hours(found: Found) -> Windows:
    """`hours 3-5` are the cycles from 03:00 to 05:59; 第3到5小时 counts from one as well, which is shown beside."""
    assert found.end is not None  # noqa: S101 the shapes of hours have one
    first, last = found.start.hour, found.end.hour
    if not 0 <= first <= 23 or not 0 <= last <= 23 + (found.relation != ""):
        raise Refusal(_("Hours go from 0 to 23."), "hours 3-5 of yesterday")
    if first > last:
        raise Refusal(_("These hours go backwards."), "hours 3-5 of yesterday")
    choices = [_whole_hours(first, last)] if last <= 23 else []
    if found.relation and first:
        choices.append(_whole_hours(first - 1, last - 1))
    return Windows(tuple(choices), notes=(_note(choices[0]),))


def _whole_hours(first: int, last: int) -> TimeWindow:
    return TimeWindow(time(first), time(last, 59, 59))


def _single(found: Found) -> Windows:
    """One time alone: asked about."""
    at = _time(min(found.start.second_of_day(), 86_399))
    hour = TimeWindow(at, time(at.hour, 59, 59) if at.minute == 0 else at)
    onwards, until = TimeWindow(at, LAST_SECOND), TimeWindow(time(0), at)
    choices = {"before": (until,), "after": (onwards,), "from": (onwards, hour)}.get(found.relation, (hour, onwards))
    return Windows(tuple(dict.fromkeys(choices)), _("Only at {time}, or from then on?", time=_at(at)))


def _at(at: time) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _note(window: TimeWindow) -> Note:
    text = _("Cycles scheduled from {start} to {end}, both included.", start=_at(window.start), end=_at(window.end))
    return Note(NoteKind.WINDOW, text)


def _which_hours() -> Question:
    return Question(_("Which hours? Say the first and the last."), "yesterday 13:00-17:00", "昨天13点到17点")


def _two_windows() -> Refusal:
    return Refusal(
        _("Only one window within the days can be asked for at once: make it two requests."), "yesterday 13:00-17:00"
    )


# Numbers alone behind a day.


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
            choices.append(_window(*ends))
        except Refusal:
            continue
    if not choices:
        return tokens, None
    return before, Windows(
        tuple(dict.fromkeys(choices[:2])), _("Are these hours, of the morning or the afternoon, or dates?")
    )
