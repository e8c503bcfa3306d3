"""What a phrase means. Days are business dates: the day whose data is processed; its run is scheduled the day after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from bot.locale import Text

MAX_RANGES = 7
"""Ranges that one request takes. API: Periods.BizDates."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Business dates from `start` to `end`, both included. API: {StartBizDate, EndBizDate}."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"range ends before it starts: {self.start}..{self.end}")

    def __len__(self) -> int:
        return (self.end - self.start).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=offset) for offset in range(len(self)))


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Scheduled times within each day, both included. API: Periods.StartTime, EndTime."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to (not including) `end` of the phrase as it was typed."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """Words of the phrase and the days they gave: `last 3 Mondays` = 2, 9, 16 Nov.

    `excluded` for the words after "except".
    """

    span: Span
    ranges: tuple[DateRange, ...]
    excluded: bool = False


class NoteKind(StrEnum):
    """What a note is about, for views that show some kinds and not others."""

    FUTURE = "future"
    """Some days are today or later: their data is not complete, their instances would wait."""
    UNFINISHED = "unfinished"
    """The unit that was named is not over; the reading ends yesterday."""
    ZONE = "zone"
    """The phrase named a zone of its own."""
    WINDOW = "window"
    """How the time window was taken."""
    EXCLUDED_NOTHING = "excluded_nothing"
    """A day was excluded that was not in the set."""
    CALENDAR = "calendar"
    """A calendar of working days or holidays decided, or could not."""
    DROPPED = "dropped"
    """Invisible characters were dropped."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a careful reader adds to the days."""

    kind: NoteKind
    text: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """The days a phrase means.

    `ranges` are merged, sorted, inclusive and never empty; `zone` is the IANA zone whose dates they are and `today` the
    date of now in it, or in the project's zone if that is earlier: from it on days are not over.
    `alternatives` are other plausible readings that are shown beside this one; theirs are empty.
    `canonical` is a phrase that reads back to the very same days and window, whatever now is.
    """

    phrase: str
    ranges: tuple[DateRange, ...]
    zone: str
    today: date
    canonical: str
    window: TimeWindow | None = None
    parts: tuple[Part, ...] = ()
    notes: tuple[Note, ...] = ()
    alternatives: tuple["Reading", ...] = ()

    @property
    def days(self) -> int:
        """How many business dates."""
        return sum(map(len, self.ranges))

    @property
    def future(self) -> bool:
        """Whether some of the days are not over yet (today or later)."""
        return self.ranges[-1].end >= self.today

    @property
    def split(self) -> bool:
        """Whether there are more ranges than one request takes."""
        return len(self.ranges) > MAX_RANGES


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one plausible meaning: the question, and each reading; none for an open question ("how many days are
    a few?").
    """

    phrase: str
    question: Text
    readings: tuple[Reading, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """No reading: the reason, the exact words that were not understood, what was, and the nearest phrases that work."""

    phrase: str
    message: Text
    words: tuple[Span, ...] = ()
    understood: tuple[Part, ...] = ()
    suggestions: tuple[str, ...] = ()


Outcome = Reading | Ambiguous | Refused


def merge(ranges: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """Sort, and join ranges that overlap or touch."""
    merged: list[DateRange] = []
    for item in sorted(ranges):
        if merged and item.start <= merged[-1].end + ONE_DAY:
            if item.end > merged[-1].end:
                merged[-1] = DateRange(merged[-1].start, item.end)
        else:
            merged.append(item)
    return tuple(merged)
