"""The line protocol of `backfill-bot dates --json-lines`: one JSON object in, one out, flushed before the next is read. Source: dates.md 6."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.dates.model import Ambiguous, Outcome, Reading, Refused, TimeWindow
from bot.dates.reading import read

Line = dict[str, Any]

LONGEST_LINE = 64 * 1024
"""Bytes of a line that are parsed; a longer one is refused unread, so that 1 MB is answered at once."""


def serve(source: BinaryIO, target: TextIO, *, calendar: str = "auto") -> None:
    """Answer every line until the end of the input. Nothing that stands in a line ends the process."""
    for raw in _lines(source):
        line = answer_line(raw, calendar=calendar)
        target.write(json.dumps(line) + "\n")
        target.flush()


def _lines(source: BinaryIO) -> Iterable[bytes | None]:
    """The lines; None for one that is too long, whose rest is passed over."""
    while True:
        raw = source.readline(LONGEST_LINE)
        if not raw:
            return
        if len(raw) < LONGEST_LINE or raw.endswith(b"\n"):
            if raw.strip():
                yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = source.readline(LONGEST_LINE)
        yield None


def answer_line(raw: bytes | None, *, calendar: str = "auto") -> Line:
    """The answer to one line, as it came."""
    if raw is None:
        return _error(None, f"This line is longer than {LONGEST_LINE} bytes.")
    try:
        request = json.loads(raw)
    except (ValueError, RecursionError):
        return _error(None, "This line is not JSON.")
    return answer(request, calendar=calendar)


def answer(request: str | Mapping[str, Any] | object, *, calendar: str = "auto") -> Line:
    """The answer to a request: `{"id", "phrase", "now", "tz"}`, parsed or as text."""
    if isinstance(request, str):
        return answer_line(request.encode("utf-8", "surrogatepass"), calendar=calendar)
    if not isinstance(request, Mapping):
        return _error(None, "A line is one JSON object.")
    name = request.get("id")
    phrase, now, zone = request.get("phrase"), request.get("now"), request.get("tz")
    if not isinstance(phrase, str):
        return _error(name, "`phrase` must be a string.")
    if not isinstance(zone, str) or not _is_zone(zone):
        return _error(name, "`tz` must be an IANA time zone such as Asia/Shanghai.")
    instant = _instant(now, zone)
    if instant is None:
        return _error(name, "`now` must be an ISO instant such as 2026-05-13T10:00:00+08:00.")
    return {"id": name, **_told(read(phrase, instant, zone, calendar=calendar))}


def _told(outcome: Outcome) -> Line:
    match outcome:
        case Reading():
            line: Line = {"status": _status(outcome), "ranges": _ranges(outcome), **_time(outcome.window)}
            if outcome.split and outcome.future:
                line["future"] = True
            if outcome.alternatives:
                line["alternatives"] = [_item(other) for other in outcome.alternatives]
            if outcome.notes:
                line["message"] = " ".join(str(note.text) for note in outcome.notes)
            return line
        case Ambiguous(question=question, readings=readings):
            return {"status": "ambiguous", "readings": [_item(item) for item in readings], "message": str(question)}
        case Refused(message=message):
            return {"status": "error", "message": str(message)}


def _status(reading: Reading) -> str:
    if reading.split:
        return "split"
    return "future" if reading.future else "ok"


def _ranges(reading: Reading) -> list[list[str]]:
    return [[item.start.isoformat(), item.end.isoformat()] for item in reading.ranges]


def _time(window: TimeWindow | None) -> Line:
    return {"time": [f"{window.start:%H:%M:%S}", f"{window.end:%H:%M:%S}"]} if window else {}


def _item(reading: Reading) -> object:
    if reading.window is None:
        return _ranges(reading)
    return {"ranges": _ranges(reading), **_time(reading.window)}


def _error(name: object, message: str) -> Line:
    return {"id": name, "status": "error", "message": message}


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _instant(now: object, zone: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(now) if isinstance(now, str) else None
        if instant is not None and instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(zone))
        if instant is not None:
            instant.astimezone(ZoneInfo(zone))
    except (ValueError, OverflowError):
        return None
    return instant
