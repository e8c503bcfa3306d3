"""The libraries that also read dates, each behind the line protocol: `python -m bench.peers NAME [--cold]`.

The adapters are strict in each library's favour: what it reads must be the whole phrase, whole units become their days,
a moment becomes its day, "last N" ends yesterday where the library ends it today, of several years the latest that is
over is taken. An answer carries `us`, the microseconds that the library took, without the pipe.
"""

import json
import logging
import sys
import time
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

Ranges = list[tuple[date, date]]
Reader = Callable[[str, datetime], Ranges | None]
"""Phrase and the naive local time of the project's zone -> the days, None for no answer."""


def ours() -> Reader:
    """This bot's reader, for the same measurement; its answers are judged through the protocol itself."""
    from bot.dates import Reading, read

    def answer(phrase: str, now: datetime) -> Ranges | None:
        found = read(phrase, now, str(now.tzinfo))
        return [(item.start, item.end) for item in found.ranges] if isinstance(found, Reading) else None

    return answer


def dateparser() -> Reader:
    """dateparser with the settings that suit it best: English and Chinese, past, strict where it can be."""
    parser = import_module("dateparser.date").DateDataParser

    def answer(phrase: str, now: datetime) -> Ranges | None:
        settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "past", "PREFER_DAY_OF_MONTH": "first"}
        found = parser(languages=["en", "zh"], settings=settings).get_date_data(phrase)
        return None if found.date_obj is None else _unit(found.date_obj.date(), found.period)

    return answer


def parsedatetime() -> Reader:
    """parsedatetime, ranges first, then one moment that takes in the whole phrase."""
    module = import_module("parsedatetime")
    calendar = module.Calendar(version=module.VERSION_CONTEXT_STYLE)

    def answer(phrase: str, now: datetime) -> Ranges | None:
        start, end, flag = calendar.evalRanges(phrase, now.timetuple())
        if flag:
            return [(date(start.tm_year, start.tm_mon, start.tm_mday), date(end.tm_year, end.tm_mon, end.tm_mday))]
        found: list[Any] = list(calendar.nlp(phrase, sourceTime=now) or ())
        if len(found) != 1 or found[0][4].strip() != phrase.strip() or not found[0][1].hasDate:
            return None
        return _unit(found[0][0].date(), "day")

    return answer


def timefhuman() -> Reader:
    """timefhuman, looking back; one match that takes in the whole phrase."""
    module, utils = import_module("timefhuman"), import_module("timefhuman.utils")

    def answer(phrase: str, now: datetime) -> Ranges | None:
        settings = utils.tfhConfig(now=now, direction=utils.Direction.previous, return_matched_text=True)
        found = module.timefhuman(phrase, settings)
        if len(found) != 1 or found[0][0].strip() != phrase.strip():
            return None
        value = found[0][2]
        items = value if isinstance(value, list) else [value]
        return [_pair(item) for item in items]

    return answer


def jionlp() -> Reader:
    """JioNLP, strict; Chinese only."""
    parse = import_module("jionlp").parse_time
    logging.disable()

    def answer(phrase: str, now: datetime) -> Ranges | None:
        found = parse(phrase, time_base=now.timestamp(), strict=True)
        if found["type"] not in ("time_point", "time_span"):
            return None
        start, end = datetime.fromisoformat(found["time"][0]), datetime.fromisoformat(found["time"][1])
        open_end = end.time() == now.time() and end.date() == now.date() and start.time() == end.time()
        return [(start.date(), end.date() - timedelta(days=open_end))]

    return answer


def recognizers() -> Reader:
    """recognizers-text, the culture by the phrase's characters; one result that takes in the whole phrase."""
    module = import_module("recognizers_date_time")

    def answer(phrase: str, now: datetime) -> Ranges | None:
        chinese = any("\u4e00" <= char <= "\u9fff" for char in phrase)
        culture = module.Culture.Chinese if chinese else module.Culture.English
        found = module.recognize_datetime(phrase, culture, reference=now)
        if len(found) != 1 or found[0].end - found[0].start + 1 != len(phrase.strip()):
            return None
        spans = [span for value in (found[0].resolution or {}).get("values", ()) if (span := _resolved(value))]
        over = [span for span in spans if span[1] < now.date()]
        return [max(over)] if over else spans[:1] or None

    return answer


READERS: Mapping[str, Callable[[], Reader]] = {
    "ours": ours,
    "recognizers-text": recognizers,
    "dateparser": dateparser,
    "timefhuman": timefhuman,
    "parsedatetime": parsedatetime,
    "JioNLP": jionlp,
}


def _resolved(value: Mapping[str, str]) -> tuple[date, date] | None:
    if value.get("type") == "date" and "value" in value:
        day = date.fromisoformat(value["value"])
        return day, day
    if value.get("type") == "daterange" and "start" in value and "end" in value:
        return date.fromisoformat(value["start"]), date.fromisoformat(value["end"]) - timedelta(days=1)
    return None


def _unit(day: date, period: str) -> Ranges:
    """The whole unit that a moment stands for."""
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return [(monday, monday + timedelta(days=6))]
    if period == "month":
        return [(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))]
    if period == "year":
        return [(date(day.year, 1, 1), date(day.year, 12, 31))]
    return [(day, day)]


def _pair(item: Any) -> tuple[date, date]:  # noqa: ANN401 - whatever the library gives
    first, *more = item if isinstance(item, tuple) else (item,)
    return _day(first), _day(more[0] if more else first)


def _day(value: Any) -> date:  # noqa: ANN401 - a date or a moment
    day = value.date() if isinstance(value, datetime) else value
    if not isinstance(day, date):
        raise TypeError(f"{value!r} is no day")
    return day


def _line(request: Mapping[str, str], reader: Reader, ours: bool) -> dict[str, Any]:
    now = datetime.fromisoformat(request["now"]).astimezone(ZoneInfo(request["tz"]))
    local = now if ours else now.replace(tzinfo=None)
    began = time.perf_counter_ns()
    try:
        ranges = reader(request["phrase"], local)
    except Exception:  # noqa: BLE001 - an error is no answer, whoever raised it
        ranges = None
    took = (time.perf_counter_ns() - began) / 1000
    if not ranges or any(end < start for start, end in ranges):
        return {"id": request["id"], "status": "error", "message": "", "us": took}
    merged = _merged(ranges)
    status = "split" if len(merged) > 7 else "future" if merged[-1][1] >= now.date() else "ok"
    return {"id": request["id"], "status": status, "ranges": [[str(a), str(b)] for a, b in merged], "us": took}


def _merged(ranges: Ranges) -> Ranges:
    merged: Ranges = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _cold(name: str) -> None:
    """Milliseconds of the import, and of the first reading after it."""
    phrase = "昨天" if name == "JioNLP" else "yesterday"
    now = datetime(2026, 5, 13, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    began = time.perf_counter()
    reader = READERS[name]()
    imported = time.perf_counter()
    reader(phrase, now if name == "ours" else now.replace(tzinfo=None))
    ended = time.perf_counter()
    print(json.dumps({"import": 1000 * (imported - began), "first": 1000 * (ended - imported)}))


def main() -> None:
    """Serve one library, or say how it starts."""
    name = sys.argv[1]
    if "--cold" in sys.argv:
        _cold(name)
        return
    reader = READERS[name]()
    for text in sys.stdin:
        print(json.dumps(_line(json.loads(text), reader, name == "ours")), flush=True)


if __name__ == "__main__":
    main()
