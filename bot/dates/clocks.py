"""Times of a day as words: `2pm`, `14:00`, `half` hours, `noon`, 下午两点半, 三点一刻. Source: dates.md 4."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import NamedTuple

from bot.dates.meaning import Refusal
from bot.dates.shapes import END, Token
from bot.locale import _

LAST_SECOND = time(23, 59, 59)
"""The end of a day, where midnight is an end."""

DAWN, MORNING, MIDDAY, AFTERNOON, EVENING, UNSURE = -1, 0, 11, 12, 13, 99
"""Parts of a day, as the word tables number them: 凌晨, morning, noon, afternoon, evening, and those that run over
midnight.
"""

PARTS = frozenset(("AMPM", "DAYPART"))

COUNTED = frozenset(
    ("YUE", "HAO", "RI", "NIAN", "MONTH", "DAY", "WEEK", "MON", "MONTHS", "QTR", "YR", "ORD", "WEEKDAY", "WEEKDAYS")
) | frozenset(("GE", "HOUR", "WORKDAY", "WEEKEND", "WEEKENDS", "WORKWEEK", "FORTNIGHT", "AGO"))
"""Behind a number: it counts days or names a date, and is no hour."""


class Clock(NamedTuple):
    """A time of a day as it was said.

    `half` is "a" or "p" where am or pm was written, `part` a part of the day that was named. `bare` is a number alone,
    which is an hour only beside a real one; `written` has a colon, `padded` a leading zero besides; `spoken` says
    o'clock and leaves open which half.
    """

    hour: int
    minute: int = 0
    second: int = 0
    half: str | None = None
    part: int | None = None
    bare: bool = False
    written: bool = False
    padded: bool = False
    spoken: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing is to be carried to it from the other end."""
        return self.half is not None or self.part is not None or self.hour > 12 or self.hour == 0

    def second_of_day(self) -> int:
        """Seconds from midnight. Raises Refusal for times that are none."""
        if not 0 <= self.minute <= 59 or self.second > 59 or self.hour < 0:
            raise Refusal(_("An hour has 60 minutes and a minute 60 seconds."), "yesterday 14:00-15:00")
        seconds = self._hour() * 3600 + self.minute * 60 + self.second
        if self.hour > 24 or (self.hour == 24 and seconds > 86_400):
            raise Refusal(_("A day has 24 hours."), "yesterday 22:00-24:00")
        return seconds

    def _hour(self) -> int:
        if self.half:
            if not 1 <= self.hour <= 12:
                raise Refusal(_("Hours before am and pm go from 1 to 12."), "yesterday 1pm-5pm")
            return self.hour % 12 + (12 if self.half == "p" else 0)
        if self.part is None:
            return self.hour
        hour = _hour_in(self.hour, self.part)
        if hour is None:
            raise Refusal(_("These hours are not in that part of the day."), "yesterday 13:00-17:00")
        return hour


def _hour_in(hour: int, part: int) -> int | None:
    """The hour of 24 within a part of the day; 24 and more where it is the next day's, None where it is not in it."""
    match part:
        case -1:
            return 0 if hour == 12 else hour if hour < 9 else None
        case 0:
            return hour if hour <= 12 else None
        case 11:
            return hour if 10 <= hour <= 15 else hour + 12 if 1 <= hour <= 3 else None
        case 12:
            return hour if 12 <= hour <= 20 else hour + 12 if 1 <= hour <= 8 else None
        case 13:
            if hour < 5:
                return 24 + hour
            return hour if hour >= 16 else hour + 12 if hour <= 12 else None
        case _:
            return None


def clock_at(tokens: Sequence[Token], index: int) -> tuple[Clock, int] | None:
    """The time that begins at a token, and where it ends; a bare number is one as well, for the caller to judge."""
    token = tokens[index]
    if token.kind in PARTS:
        return _behind_part(tokens, index)
    found = _plain(tokens, index)
    if found is None:
        return None
    clock, end = found
    if tokens[end].kind == "HOUR" and clock.written:
        end += 1
    if clock.bare and index and tokens[index - 1].kind == "MONTH":
        # The morning of Apr 5, not five in the morning.
        return clock, end
    if tokens[end].kind in PARTS and tokens[end].text.isascii() and clock.half is None:
        # 3 o'clock in the afternoon, 3 o'clock pm
        return clock._replace(part=_part(tokens[end]), bare=False, spoken=False), end + 1
    return clock, end


def _part(token: Token) -> int:
    return UNSURE if token.value is None else int(token.value)


def _behind_part(tokens: Sequence[Token], index: int) -> tuple[Clock, int] | None:
    part = _part(tokens[index])
    if part == UNSURE:
        return None
    found = _plain(tokens, index + 1) if not tokens[index].text.isascii() else None
    if found is not None and found[0].half is None and not _names_a_day(tokens, found):
        return found[0]._replace(part=part, bare=False), found[1]
    if part == MIDDAY:
        return Clock(12, part=MIDDAY), index + 1
    return None


def _names_a_day(tokens: Sequence[Token], found: tuple[Clock, int]) -> bool:
    return found[0].bare and tokens[found[1]].kind in COUNTED


def _plain(tokens: Sequence[Token], index: int) -> tuple[Clock, int] | None:
    token = tokens[index]
    match token.kind:
        case "CLOCK":
            hour, minute, second = token.value
            return Clock(hour, minute, second or 0, written=True, padded=token.text[0] == "0"), index + 1
        case "CLOCK12":
            hour, minute, second, half = token.value
            return Clock(hour, minute, second, half=half), index + 1
        case "NOON":
            minute, end = _minutes(tokens, index + 1)
            return Clock(token.value, minute, part=MIDDAY if token.value else None), end
        case "NUM":
            return _number(tokens, index)
        case _:
            return None


def _number(tokens: Sequence[Token], index: int) -> tuple[Clock, int]:
    hour, following = tokens[index].value, tokens[index + 1]
    if following.kind == "DIAN":
        minute, end = _minutes(tokens, index + 2)
        return Clock(hour, minute), end
    if following.kind == "OCLOCK":
        return Clock(hour, spoken=hour <= 12), index + 2
    if following.kind == "NOON" and hour == 12:
        return Clock(following.value, part=MIDDAY if following.value else None), index + 2
    return Clock(hour, bare=True), index + 1


def _minutes(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """Minutes behind 点: 半, 一刻, 15分, 15, 零5分."""
    if tokens[index].kind == "HALF":
        return 30, index + 1
    if tokens[index].kind == "KE":
        return 15, index + 1
    end = index + 1 if tokens[index].text == "零" else index
    token = tokens[end]
    if token.kind != "NUM":
        return 0, index
    if tokens[end + 1].kind == "FEN":
        return token.value, end + 2
    if tokens[end + 1].kind == "KE":
        return token.value * 15, end + 2
    two = len(token.text) == 2 or end > index
    return (token.value, end + 1) if two and tokens[end + 1].kind not in COUNTED else (0, index)


def padded(tokens: Sequence[Token]) -> list[Token]:
    """With ends behind them, so that looking a few tokens ahead needs no care."""
    return [*tokens, *(Token(END, None, "", -1, -1) for _step in range(4))]


SURE, EITHER, DOUBTFUL = 0, 1, 2
"""How a pair of ends was come by: as said, as one of two ways that count alike, or only because all others go
backwards.
"""

Ends = tuple[Clock, Clock, int]


def candidates(start: Clock, end: Clock) -> Iterator[Ends]:
    """Both ends with what one lacks carried from the other, the likeliest first.

    `1-5pm` is 13 to 17, 下午两点到六点 is 14 to 18; where carrying would go backwards the ends are tried as they stand.
    """
    if not end.settled and (start.half or start.part is not None):
        yield from _carried_on(start, end)
    elif not start.settled and (end.half or end.part is not None):
        yield from _carried_back(start, end)
    elif start.spoken and end.spoken:
        yield start, end, EITHER
        yield start._replace(half="p"), end._replace(half="p"), EITHER
    else:
        yield start, end, SURE


def _carried_on(start: Clock, end: Clock) -> Iterator[Ends]:
    if end.padded:
        yield start, end, SURE
    noon = start.half == "a" and end.hour == 12
    if start.part == AFTERNOON and 9 <= end.hour <= 11:
        # 下午五点到九点
        yield start, end._replace(half="p"), SURE
        return
    yield start, end._replace(half="p") if noon else end._replace(half=start.half, part=start.part), SURE
    if start.half == "a" or start.part in {MORNING, DAWN, MIDDAY}:
        yield start, end._replace(half="p"), DOUBTFUL
    elif end.hour == 12:
        yield start, Clock(24), DOUBTFUL


def _carried_back(start: Clock, end: Clock) -> Iterator[Ends]:
    carried = start._replace(half=end.half, part=end.part)
    if end.part is not None and not start.bare:
        # 8点到晚上10点: the first end says nothing, and may well be of the morning.
        yield start, end, EITHER
        if start.hour != end.hour:
            yield carried, end, EITHER
        return
    if not start.padded and (end.half != "a" or start.hour == 12) and carried.second_of_day() != end.second_of_day():
        yield carried, end, SURE
    yield start, end, SURE
