"""How an answer of the line protocol is judged against a case.

- right: the expected answer. An ambiguous phrase: a question, a refusal, or days with every plausible reading shown. A
  phrase without an answer: a refusal or a question. Too many ranges: also a refusal or a question.
- accepted: only where people may differ: another defensible reading, or a question that has the default in it.
- asked: one sensible answer, and it asked and offered that answer.
- refused: there is an answer, and it refused, asked without offering it, or warned of the future or split without need.
- wrong: days that nobody meant, a lost window, a forgotten warning, more than 7 ranges in one operation, or days for a
  phrase that has no answer. All of it silent, and the worst.
- broken: no usable line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from tests.dates.cases import Case, Days, Expect

MAX_RANGES = 7
"""Ranges that one operation takes."""

STATUSES = ("ok", "future", "split", "ambiguous", "error")


class Verdict(StrEnum):
    """What an answer is worth, best first."""

    RIGHT = "right"
    ACCEPTED = "accepted"
    ASKED = "asked"
    REFUSED = "refused"
    WRONG = "wrong"
    BROKEN = "broken"


class Remark(StrEnum):
    """What is worth knowing besides the verdict."""

    NOT_MERGED = "not merged"
    NOT_BESIDE = "alternative not shown"
    NOT_OFFERED = "reading not offered"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one answer, with remarks that cost nothing."""

    verdict: Verdict
    remarks: frozenset[Remark] = frozenset()

    @property
    def good(self) -> bool:
        """Whether it counts into the percentage."""
        return self.verdict in (Verdict.RIGHT, Verdict.ACCEPTED)


class BrokenAnswerError(ValueError):
    """The line is not one of the protocol."""


def judge(case: Case, answer: object) -> Judgement:
    """Judge one answer line, already parsed. `None` stands for no line in time."""
    try:
        status, main, shown, merged = _read(case, answer)
    except BrokenAnswerError:
        return Judgement(Verdict.BROKEN)
    if status == "error":
        return Judgement(_refusal(case))
    if status == "ambiguous":
        return _question(case, shown)
    if main is None:
        return Judgement(Verdict.BROKEN)
    judgement = _reading(case, status, main, shown)
    if merged:
        return judgement
    return Judgement(judgement.verdict, judgement.remarks | {Remark.NOT_MERGED})


def _refusal(case: Case) -> Verdict:
    if case.expect in (Expect.ERROR, Expect.AMBIGUOUS, Expect.SPLIT):
        return Verdict.RIGHT
    return Verdict.ACCEPTED if "refuse" in case.also else Verdict.REFUSED


def _question(case: Case, shown: "Shown") -> Judgement:
    if case.expect is Expect.AMBIGUOUS:
        return Judgement(Verdict.RIGHT, _missing(case.others, shown, Remark.NOT_OFFERED))
    if case.expect in (Expect.ERROR, Expect.SPLIT):
        return Judgement(Verdict.RIGHT)
    if "refuse" in case.also:
        return Judgement(Verdict.ACCEPTED)
    if case.answer is None or _key(case.answer) not in shown:
        return Judgement(Verdict.REFUSED)
    return Judgement(Verdict.ACCEPTED if "ask" in case.also else Verdict.ASKED)


def _reading(case: Case, status: str, main: "Key", shown: "Shown") -> Judgement:
    if status != "split" and main.ranges > MAX_RANGES:
        return Judgement(Verdict.WRONG)
    expected = case.answer if case.expect is not Expect.AMBIGUOUS else None
    if expected is not None and _key(expected) == main.key:
        verdict = _status(case.today, status, main, Verdict.RIGHT)
        return Judgement(verdict, _missing(case.others, shown, Remark.NOT_BESIDE))
    if case.expect is Expect.AMBIGUOUS and case.others and not _missing(case.others, shown, Remark.NOT_OFFERED):
        return Judgement(_status(case.today, status, main, Verdict.RIGHT))
    if main.key in set(map(_key, case.accept)):
        return Judgement(_status(case.today, status, main, Verdict.ACCEPTED))
    return Judgement(Verdict.WRONG)


def _status(today: date, status: str, main: "Key", deserved: Verdict) -> Verdict:
    """The verdict for the right days, by the status they came with."""
    days, _ = main.key
    future = max(days) >= today
    if status == "ok" and future:
        return Verdict.WRONG
    if status == "future" and not future:
        return Verdict.REFUSED
    if status == "split" and main.ranges <= MAX_RANGES:
        return Verdict.REFUSED
    return deserved


DaysAndWindow = tuple[frozenset[date], tuple[time, time] | None]
Shown = frozenset[DaysAndWindow]


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer says: its days and window, and how many ranges it used."""

    key: DaysAndWindow
    ranges: int


def _key(days: Days) -> DaysAndWindow:
    return frozenset(day for start, end in days.ranges for day in _span(start, end)), days.window


def _span(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=offset) for offset in range((end - start).days + 1))


def _missing(wanted: Iterable[Days], shown: Shown, remark: Remark) -> frozenset[Remark]:
    return frozenset() if all(_key(days) in shown for days in wanted) else frozenset({remark})


def _read(case: Case, answer: object) -> tuple[str, Key | None, Shown, bool]:
    """Status, the reading itself, everything shown (itself included), and whether its ranges were merged and sorted."""
    if not isinstance(answer, dict) or answer.get("id") != case.id or answer.get("status") not in STATUSES:
        raise BrokenAnswerError
    status = str(answer["status"])
    beside = answer.get("readings" if status == "ambiguous" else "alternatives") or []
    if not isinstance(beside, list):
        raise BrokenAnswerError
    shown = {_key(_item(item)) for item in beside}
    if status in ("ambiguous", "error"):
        return status, None, frozenset(shown), True
    main = _item({"ranges": answer.get("ranges"), "time": answer.get("time")})
    key = Key(_key(main), len(main.ranges))
    return status, key, frozenset(shown | {key.key}), _merged(main)


def _merged(days: Days) -> bool:
    pairs = zip(days.ranges, days.ranges[1:], strict=False)
    return all((after - end).days > 1 for (_, end), (after, _) in pairs)


def _item(item: object) -> Days:
    """One reading: a list of ranges, or an object with ranges and perhaps a time."""
    ranges, window = (item.get("ranges"), item.get("time")) if isinstance(item, dict) else (item, None)
    if not isinstance(ranges, list) or not ranges:
        raise BrokenAnswerError
    return Days(tuple(map(_range, ranges)), None if window is None else _window(window))


def _range(pair: object) -> tuple[date, date]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise BrokenAnswerError
    start, end = map(_date, pair)
    if end < start:
        raise BrokenAnswerError
    return start, end


def _date(text: object) -> date:
    if not isinstance(text, str) or re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is None:
        raise BrokenAnswerError
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BrokenAnswerError from error


def _window(pair: object) -> tuple[time, time]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise BrokenAnswerError
    start, end = map(_time, pair)
    return start, end


def _time(text: object) -> time:
    if not isinstance(text, str) or re.fullmatch(r"\d\d:\d\d:\d\d", text, re.ASCII) is None:
        raise BrokenAnswerError
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise BrokenAnswerError from error
