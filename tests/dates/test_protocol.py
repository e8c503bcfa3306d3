"""`backfill-bot dates --json-lines` as callers use it: one process, started once, that nothing in a line can end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from typing import IO, Any

import pytest

NOW, ZONE = "2026-05-13T10:00:00+08:00", "Asia/Shanghai"

MOST_SECONDS = 0.05
"""What a line may take, whatever stands in it. Source: issue 3, the line protocol."""

LONG = 1_000_000


class Process:
    """The command, with its two pipes."""

    def __init__(self, **environment: str) -> None:
        self._process = subprocess.Popen(
            (sys.executable, "-m", "bot", "dates", "--json-lines"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "BACKFILL_CALENDAR": "auto", "BACKFILL_LANGUAGES": "none", **environment},
        )
        self._into: IO[bytes] = self._process.stdin  # type: ignore[assignment]
        self._out: IO[bytes] = self._process.stdout  # type: ignore[assignment]

    def send(self, line: bytes) -> dict[str, Any]:
        """Write one line and read the one that answers it."""
        self._into.write(line + b"\n")
        self._into.flush()
        found = json.loads(self._out.readline(), parse_constant=_refuse)
        assert isinstance(found, dict)
        return found

    def ask(self, phrase: object, **fields: object) -> dict[str, Any]:
        """Send a request in good form, but for what `fields` say otherwise."""
        return self.send(line_of(phrase, **fields))

    def seconds(self, line: bytes) -> float:
        """How long a line takes: the best of a few, for the machine may have other things to do."""
        best = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            self.send(line)
            best = min(best, time.perf_counter() - started)
        return best

    def finish(self) -> tuple[int, bytes]:
        """Close its input; its exit status and whatever it still says."""
        self._into.close()
        rest = self._out.read()
        self._out.close()
        return self._process.wait(10), rest


def _refuse(name: str) -> object:
    raise AssertionError(f"{name} is not JSON")


def line_of(phrase: object, **fields: object) -> bytes:
    return json.dumps({"id": "x", "phrase": phrase, "now": NOW, "tz": ZONE, **fields}).encode()


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    running = Process()
    try:
        yield running
    finally:
        assert running.finish() == (0, b""), "it ended by itself, or said more than it was asked"


def alive(process: Process) -> bool:
    return process.ask("Apr 5-9", id="after") == {
        "id": "after",
        "status": "ok",
        "ranges": [["2026-04-05", "2026-04-09"]],
    }


# The form of the answers.


def test_a_reading(process: Process) -> None:
    assert process.ask("Apr 5-9") == {"id": "x", "status": "ok", "ranges": [["2026-04-05", "2026-04-09"]]}


def test_alternatives_stand_beside_a_default(process: Process) -> None:
    found = process.ask("last 8 days")
    assert found["status"] == "ok"
    assert found["ranges"] == [["2026-05-05", "2026-05-12"]]
    assert found["alternatives"] == [[["2026-05-06", "2026-05-13"]]]


def test_a_question_has_its_readings(process: Process) -> None:
    found = process.ask("last Mon")
    assert found["status"] == "ambiguous"
    assert found["readings"] == [[["2026-05-11", "2026-05-11"]], [["2026-05-04", "2026-05-04"]]]
    assert found["message"]
    assert "ranges" not in found


def test_an_open_question_has_none(process: Process) -> None:
    found = process.ask("lately")
    assert found["status"] == "ambiguous"
    assert found["readings"] == []


def test_days_that_are_not_over_are_future(process: Process) -> None:
    found = process.ask("Apr 30 to May 20")
    assert found["status"] == "future"
    assert found["ranges"] == [["2026-04-30", "2026-05-20"]]
    assert found["message"]


def test_more_than_seven_ranges_are_split(process: Process) -> None:
    found = process.ask("Apr 2, 4, 6, 8, 10, 12, 14, 16")
    assert found["status"] == "split"
    assert len(found["ranges"]) == 8
    assert "future" not in found


def test_seven_ranges_are_not_split(process: Process) -> None:
    found = process.ask("Apr 2, 4, 6, 8, 10, 12, 14")
    assert found["status"] == "ok"
    assert len(found["ranges"]) == 7


def test_eight_days_in_a_row_are_one_range(process: Process) -> None:
    assert process.ask("Apr 1, 2, 3, 4, 5, 6, 7, 8")["ranges"] == [["2026-04-01", "2026-04-08"]]


def test_split_says_that_days_are_future(process: Process) -> None:
    found = process.ask("every Monday and Thursday of next month")
    assert found["status"] == "split"
    assert found["future"] is True


def test_a_refusal_has_a_sentence(process: Process) -> None:
    assert process.ask("Apr 31") == {
        "id": "x",
        "status": "error",
        "message": "April has 30 days. Did you mean Apr 30 or May 1?",
    }


def test_a_refusal_wins_over_a_question(process: Process) -> None:
    assert process.ask("last Mon, Apr 31")["status"] == "error"


def test_a_question_wins_over_split_and_future(process: Process) -> None:
    assert process.ask("last Mon, May 15, Apr 2, 4, 6, 8, 10, 12, 14, 16")["status"] == "ambiguous"


def test_days_are_those_of_the_zone_not_of_the_instant(process: Process) -> None:
    same = {"2026-05-12T17:30:00+00:00", "2026-05-12T17:30:00Z", "2026-05-12T12:30:00-05:00", "2026-05-13T01:30:00"}
    for now in same:
        assert process.ask("yesterday", now=now)["ranges"] == [["2026-05-12", "2026-05-12"]], now
    assert process.ask("yesterday", now="2026-05-12T17:30:00Z", tz="UTC")["ranges"] == [["2026-05-11", "2026-05-11"]]


def test_other_names_are_passed_over(process: Process) -> None:
    assert process.ask("yesterday", ranges=[], extra={"a": [1]})["status"] == "ok"


def test_chinese_goes_both_ways_in_any_locale() -> None:
    running = Process(LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    raw = json.dumps({"id": "编号", "phrase": "上周一到周三", "now": NOW, "tz": ZONE}, ensure_ascii=False)
    assert running.send(raw.encode()) == {"id": "编号", "status": "ok", "ranges": [["2026-05-04", "2026-05-06"]]}
    assert running.finish() == (0, b"")


# The id.


@pytest.mark.parametrize(
    "name",
    ["", "x" * 900, "编号", "\ud800", 'a"b\\c', 0, -1, 10**40, 1.5, True, False, None, [1, ["a"]], {"a": None}],
    ids=ascii,
)
def test_the_id_is_given_back_as_it_came(process: Process, name: object) -> None:
    for phrase in ("yesterday", "mango", None):
        found = process.ask(phrase, id=name)["id"]
        assert found == name
        assert type(found) is type(name)


def test_a_missing_id_is_null(process: Process) -> None:
    raw = json.dumps({"phrase": "yesterday", "now": NOW, "tz": ZONE}).encode()
    assert process.send(raw) == {"id": None, "status": "ok", "ranges": [["2026-05-12", "2026-05-12"]]}


@pytest.mark.parametrize("rest", [b',"phrase":', b',"phrase":"a', b", oops}", b',"phrase":"\xff"}', b',"n":1e999}'])
def test_the_id_of_a_line_that_is_no_json_is_given_back_where_it_can_be_seen(process: Process, rest: bytes) -> None:
    found = process.send(b'{"id": "x7"' + rest)
    assert (found["id"], found["status"]) == ("x7", "error")


# Wrong types.

VALUES: Mapping[str, object] = {
    "missing": ...,
    "null": None,
    "number": 7,
    "fraction": 0.5,
    "true": True,
    "list": ["yesterday"],
    "object": {"yesterday": 1},
}


@pytest.mark.parametrize("name", ["phrase", "now", "tz"])
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_a_wrong_type_is_an_error_that_names_the_field(process: Process, name: str, value: object) -> None:
    request: dict[str, object] = {"id": "x", "phrase": "yesterday", "now": NOW, "tz": ZONE, name: value}
    if value is ...:
        del request[name]
    found = process.send(json.dumps(request).encode())
    assert (found["id"], found["status"]) == ("x", "error")
    assert f"`{name}`" in found["message"]


@pytest.mark.parametrize(
    "zone",
    ["", "Mars/Phobos", "../../etc/passwd", "/etc/localtime", "Asia", "a\0b", "\ud800", "A" * 5000, "UTC+8", " UTC"],
)
def test_an_unknown_zone_is_an_error(process: Process, zone: str) -> None:
    found = process.ask("yesterday", tz=zone)
    assert (found["id"], found["status"]) == ("x", "error")


@pytest.mark.parametrize(
    "now",
    ["", "now", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1" * 5000, "\ud800"],
)
def test_a_now_that_is_no_instant_is_an_error(process: Process, now: str) -> None:
    found = process.ask("yesterday", now=now)
    assert (found["id"], found["status"]) == ("x", "error")


# Hostile lines: each has one answer, in time, and the next line is read as if nothing had been.

HOSTILE: Mapping[str, bytes] = {
    "empty": b"",
    "spaces": b" \t ",
    "carriage return": b"\r",
    "text": b"yesterday",
    "half": b'{"id": "x", "phrase": "yes',
    "array": b"[]",
    "string": b'"yesterday"',
    "number": b"20260512",
    "null": b"null",
    "not a number": b'{"id": NaN}',
    "infinity": b'{"id": -Infinity}',
    "too large a fraction": b'{"id": 1e999}',
    "too long a number": b'{"id": ' + b"9" * 5000 + b"}",
    "long exponent": b'{"id": 1e' + b"9" * LONG + b"}",
    "two objects": line_of("yesterday") * 2,
    "NUL": b"\0",
    "NUL in between": line_of("yesterday").replace(b"{", b"{\0"),
    "NULs": b"\0" * LONG,
    "UTF-16": "{}".encode("utf-16"),
    "invalid UTF-8": b"\xff\xfe\xfa",
    "invalid UTF-8 in the phrase": b'{"id":"x","phrase":"\xc3\x28"}',
    "raw lone surrogate": b'{"id":"x","phrase":"\xed\xa0\x80"}',
    "brackets": b"[" * 100_000,
    "braces": b'{"a":' * 100_000,
    "closed brackets": b"[" * 100_000 + b"]" * 100_000,
    "brackets in the phrase": b'{"id":"x","phrase":' + b"[" * 100_000,
    "twice": b'{"id":"x","phrase":"yesterday","phrase":"today","now":"%s","tz":"%s"}' % (NOW.encode(), ZONE.encode()),
    "1 MB": b"a" * LONG,
    "1 MB of a phrase": line_of("a" * LONG),
    "1 MB of a Chinese phrase": line_of("昨" * (LONG // 6)),
    "1 MB of digits": line_of("1" * LONG),
    "1 MB of spaces": b" " * LONG,
    "1 MB of escapes": b'{"id":"x","phrase":"' + b"\\n" * (LONG // 2) + b'"}',
    "1 MB of numbers": b"[" + b"1," * (LONG // 2) + b"1]",
    "1 MB of objects": b"[" + b'{"":0},' * (LONG // 7) + b"1]",
    "1 MB of fractions": b"[" + b"1.1," * (LONG // 4) + b"1]",
    "1 MB of backslashes": b'{"id":"' + b"\\" * LONG,
    "5 MB": line_of("a" * 5 * LONG),
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_line_is_an_error_in_time(process: Process, line: bytes) -> None:
    found = process.send(line)
    assert found["status"] == "error"
    assert found["message"]
    assert process.seconds(line) < MOST_SECONDS
    assert alive(process)


PHRASES: Mapping[str, str] = {
    "empty": "",
    "space": " ",
    "NUL": "yesterday\0",
    "lone surrogate": "yesterday\ud800",
    "reversed pair": "\udc00\ud800",
    "escape": "\x1b[31myesterday",
    "two lines": "yesterday\ntoday",
    "brackets": "[" * 300,
    "parentheses": "(" * 150 + ")" * 150,
    "numbers": "1, " * 100,
    "dashes": "1-" * 150,
    "from": "from " * 60,
    "Chinese numerals": "一" * 300,
    "combining": "a" + "\u0301" * 299,
    "right to left": "\u202eyadretsey",
    "tag": "<!channel>",
    "emoji": "\U0001f600" * 100,
    "private use": "\ue000\U0010fffd",
    "5,000 characters": "yesterday " * 500,
}


@pytest.mark.parametrize("phrase", PHRASES.values(), ids=PHRASES.keys())
def test_a_hostile_phrase_is_refused_in_time(process: Process, phrase: str) -> None:
    found = process.ask(phrase)
    assert (found["id"], found["status"]) == ("x", "error")
    assert process.seconds(line_of(phrase)) < MOST_SECONDS
    assert alive(process)


@pytest.mark.parametrize("end", [b"\r", b" ", b"\t"])
def test_space_behind_a_line_says_nothing(process: Process, end: bytes) -> None:
    assert process.send(line_of("yesterday") + end)["status"] == "ok"


def test_a_byte_order_mark_says_nothing(process: Process) -> None:
    assert process.send(b"\xef\xbb\xbf" + line_of("yesterday"))["status"] == "ok"


def test_the_last_line_needs_no_end() -> None:
    found = subprocess.run(
        (sys.executable, "-m", "bot", "dates", "--json-lines"),
        input=line_of("Apr 5") + b"\n\n" + line_of("Apr 6"),
        capture_output=True,
        check=True,
    )
    answers = [json.loads(line) for line in found.stdout.splitlines()]
    assert [answer["status"] for answer in answers] == ["ok", "error", "ok"]
    assert found.stderr == b""


# Settings.


def test_the_calendar_is_a_setting(process: Process) -> None:
    official = process.ask("working days of the week before last")
    running = Process(BACKFILL_CALENDAR="none")
    plain = running.ask("working days of the week before last")
    running.finish()
    assert plain["ranges"] == [["2026-04-27", "2026-05-01"]]
    assert official != plain


def test_the_other_languages_are_a_setting(process: Process) -> None:
    assert process.ask("12 mars 2026")["status"] == "error"
    running = Process(BACKFILL_LANGUAGES="fr")
    assert running.ask("12 mars 2026")["ranges"] == [["2026-03-12", "2026-03-12"]]
    assert running.ask("12. März 2026")["status"] == "error"
    running.finish()


def test_a_language_that_is_none_is_named() -> None:
    found = subprocess.run(
        (sys.executable, "-m", "bot", "dates", "yesterday"),
        env={**os.environ, "BACKFILL_LANGUAGES": "de, tlh"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert "BACKFILL_LANGUAGES: 'tlh'" in found.stderr
