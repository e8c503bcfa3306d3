"""What hours mean as a window: midnight, am and pm, `hours 3-5`, one time alone. Source: dates.md 4."""

from datetime import time
from typing import NamedTuple

from bot.dates.clocks import (
    EITHER,
    LAST_SECOND,
    SURE,
    Clock,
    candidates,
)
from bot.dates.meaning import Refusal
from bot.dates.model import Note, NoteKind, TimeWindow
from bot.locale import Text, _


class Question(Exception):
    """An open question about the hours."""

    def __init__(self, text: Text, *suggestions: str) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.suggestions = suggestions


class Windows(NamedTuple):
    """The windows that the words can mean, the default first; with `ask` they are a question."""

    choices: tuple[TimeWindow | None, ...]
    """None: whole days, without a window."""
    ask: Text | None = None
    notes: tuple[Note, ...] = ()


class Found(NamedTuple):
    """A time or a window that was taken out: where it stood among the other tokens, and how it was linked."""

    at: int
    start: Clock
    end: Clock | None = None
    hours: bool = False
    link: str = ""
    relation: str = ""
    apart: bool = False


def between(start: Clock, end: Clock) -> Windows:
    """The window from one time to another. Raises Refusal for one that goes backwards or over midnight."""
    forward: list[tuple[TimeWindow, int]] = []
    refusals: list[Refusal] = []
    for first, last, how in candidates(start, end):
        try:
            forward.append((window_of(first, last), how))
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


def window_of(start: Clock, end: Clock) -> TimeWindow:
    """The window between two times. Raises Refusal where they go backwards, over midnight, or are none."""
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


def hour_window(found: Found) -> Windows:
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
    if not choices:
        raise Refusal(_("Hours go from 0 to 23."), "hours 3-5 of yesterday")
    return Windows(tuple(choices), notes=(_note(choices[0]),))


def _whole_hours(first: int, last: int) -> TimeWindow:
    return TimeWindow(time(first), time(last, 59, 59))


def single(found: Found) -> Windows:
    """One time alone: asked about."""
    at = _time(min(found.start.second_of_day(), 86_399))
    hour = TimeWindow(at, time(at.hour, 59, 59) if at.minute == 0 else at)
    onwards, until = TimeWindow(at, LAST_SECOND), TimeWindow(time(0), at)
    choices: tuple[TimeWindow | None, ...]
    choices = {"before": (until,), "after": (onwards,), "from": (onwards, hour)}.get(found.relation, (hour, onwards))
    if not found.relation and found.start.written and at == time(0):
        # 2026-04-12T00:00:00 is how machines write a day.
        choices = (None, *choices)
    return Windows(tuple(dict.fromkeys(choices)), _("Only at {time}, or from then on?", time=_at(at)))


def _at(at: time) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _note(window: TimeWindow) -> Note:
    text = _("Cycles scheduled from {start} to {end}, both included.", start=_at(window.start), end=_at(window.end))
    return Note(NoteKind.WINDOW, text)


def which_hours() -> Question:
    """The question about a part of a day that has no hours."""
    return Question(_("Which hours? Say the first and the last."), "yesterday 13:00-17:00", "昨天13点到17点")
