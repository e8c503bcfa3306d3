"""The line protocol of `backfill-bot dates --json-lines`. Source: dates.md 6.

One JSON object in, one out, flushed before the next is read. Every line gets exactly one line, an empty one too, so
that a caller can count. Whatever is wrong with a line, its `id` is given back if it can be made out.
"""

import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import isinf
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.dates.model import Ambiguous, Outcome, Reading, Refused, TimeWindow
from bot.dates.reading import read

logger = logging.getLogger(__name__)

Line = dict[str, Any]

LONGEST_LINE = 2 * 1024 * 1024
"""Bytes of a line that are looked at; the rest of a longer one is passed over, to answer it in time."""

MOST_VALUES = 10_000
"""Values that a line may hold; one phrase needs four, and a million would take too long to read."""

_ID = re.compile(r'\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.){0,1000}"|-?\d{1,100}|null|true|false)\s*[,}]')


def serve(source: BinaryIO, target: TextIO, *, calendar: str = "auto", languages: Sequence[str] = ()) -> None:
    """Answer every line until the end of the input. Nothing that stands in a line ends the process."""
    for raw in _lines(source):
        line = answer_line(raw, calendar=calendar, languages=languages)
        target.write(json.dumps(line) + "\n")
        target.flush()


def _lines(source: BinaryIO) -> Iterable[bytes]:
    """The lines; of one that is too long, its beginning."""
    while raw := source.readline(LONGEST_LINE):
        rest = raw
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST_LINE)
        yield raw


def answer_line(raw: bytes, *, calendar: str = "auto", languages: Sequence[str] = ()) -> Line:
    """The answer to one line, as it came."""
    try:
        # A lone surrogate is passed on, as JSON's own escapes are: the phrase is refused for it and the id keeps it.
        text = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return _error(_id_in(raw.decode("utf-8", "replace")), "This line is not UTF-8.")
    try:
        request = _parsed(text, raw)
    except _NotReadable as reason:
        return _error(_id_in(text), str(reason))
    except (ValueError, RecursionError):
        return _error(_id_in(text), "This line is not JSON, or holds more than can be read.")
    try:
        return answer(request, calendar=calendar, languages=languages)
    except Exception:
        logger.exception("a line could not be answered")
        return _error(_id_in(text), "This could not be read; the log says why.")


class _NotReadable(Exception):
    """The line is none of the protocol; the sentence that says so."""


class _Repeated(dict[str, Any]):
    """An object in which a name stands twice."""


def _id_in(text: str) -> object:
    """The id at the beginning of a line that cannot be read as a whole."""
    found = _ID.match(text)
    return json.loads(found[1], strict=False) if found else None


def _parsed(text: str, raw: bytes) -> object:
    if not text.strip():
        raise _NotReadable("An empty line: a line is one JSON object.")
    if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
        raise _NotReadable(f"This line is longer than {LONGEST_LINE} bytes.")
    if len(raw) > MOST_VALUES and sum(map(text.count, "[{,")) > MOST_VALUES:
        raise _NotReadable(f"This line holds more than {MOST_VALUES} values.")
    return _JSON.decode(text.removeprefix("\ufeff"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeated(found)


def _constant(name: str) -> object:
    raise _NotReadable(f"This line is not JSON: {name} is no value of it.")


def _float(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise _NotReadable("This line has a number that is too large.")
    return number


_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


def answer(request: Mapping[str, Any] | object, *, calendar: str = "auto", languages: Sequence[str] = ()) -> Line:
    """The answer to a request: `{"id", "phrase", "now", "tz"}`. Other names in it are passed over."""
    if not isinstance(request, Mapping):
        return _error(None, "A line is one JSON object.")
    name = request.get("id")
    phrase, now, zone = request.get("phrase"), request.get("now"), request.get("tz")
    if isinstance(request, _Repeated):
        return _error(name, "A name stands twice in this object; say each once.")
    if not isinstance(phrase, str):
        return _error(name, "`phrase` must be a string.")
    if not isinstance(zone, str) or not _is_zone(zone):
        return _error(name, "`tz` must be an IANA time zone such as Asia/Shanghai.")
    instant = _instant(now, zone)
    if instant is None:
        return _error(name, "`now` must be an ISO instant such as 2026-05-13T10:00:00+08:00.")
    return {"id": name, **_told(read(phrase, instant, zone, calendar=calendar, languages=languages))}


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
