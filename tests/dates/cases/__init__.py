"""The phrases that judge the engine: one table per family.

A row of a `.tsv` file is one case, worked out by hand or by a rule about one day, never by the engine. `held/` has the
third that is kept aside (by a hash of the id) and not looked at while the grammar is written. Columns:

- `id`: family number (00: examples of the specification) and a running number, never used again for another phrase.
- `phrase`: what is typed. `\\n`, `\\t`, `\\\\` and `\\uXXXX` stand for characters that a table cannot show.
- `now`, `tz`: the instant, and the zone whose days are meant.
- `expect`: `ok`, `future` (some day is today or later), `split` (more than 7 ranges), `ambiguous` (asks), `error` (no
  answer exists).
- `answer`: the reading: `2026-05-04..2026-05-07, 2026-05-09`; a window follows as ` @ 13:00:00-17:00:00`.
- `others`: readings parted by ` / `. With an answer: those that must be shown beside it. For `ambiguous`: those that
  the question should offer, none for an open question.
- `accept`: other readings that a careful person may defend.
- `also`: `ask`, `refuse`: behaviour that is as good as the answer; who may refuse may ask.
- `rule`: the rules (see `tests.dates.predicates`) of answer and others, parted by ` / `; after ` ~ ` those of `accept`.
  A window follows a rule as ` @ 13:00:00-17:00:00`.
- `by`: `hand` when somebody wrote the days out and the rule proves them; `rule` when a command wrote them from the rule
  (`python -m tests.dates.cases`).
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.dates.predicates import Ranges, days, in_ranges

FOLDER = Path(__file__).parent
COLUMNS = ("id", "phrase", "now", "tz", "expect", "answer", "others", "accept", "also", "rule", "by")


class Expect(StrEnum):
    """What a good reader does with the phrase."""

    OK = "ok"
    FUTURE = "future"
    SPLIT = "split"
    AMBIGUOUS = "ambiguous"
    ERROR = "error"


class Part(StrEnum):
    """Which part of the set a case belongs to."""

    OPEN = "open"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Days:
    """One reading: inclusive ranges of business dates, perhaps a window inside each day."""

    ranges: Ranges
    window: tuple[time, time] | None = None

    def __str__(self) -> str:
        text = ", ".join(f"{start}" if start == end else f"{start}..{end}" for start, end in self.ranges)
        return f"{text} @ {self.window[0].isoformat()}-{self.window[1].isoformat()}" if self.window else text

    @classmethod
    def parse(cls, text: str) -> "Days":
        """Read what `str` prints."""
        dates, _, window = text.partition(" @ ")
        ends = (item.partition("..") for item in dates.split(", "))
        ranges = tuple((date.fromisoformat(start), date.fromisoformat(end or start)) for start, _, end in ends)
        return cls(ranges, _window(window))

    @classmethod
    def by_rule(cls, rule: str, today: date) -> "Days":
        """The days of a rule, with the window that follows it."""
        expression, _, window = rule.partition(" @ ")
        return cls(in_ranges(days(expression.strip(), today)), _window(window))


@dataclass(frozen=True, slots=True)
class Case:
    """One phrase and what a good reader makes of it. `others`, `accept`: see the columns above."""

    id: str
    phrase: str
    now: str
    tz: str
    expect: Expect
    answer: Days | None
    others: tuple[Days, ...]
    accept: tuple[Days, ...]
    also: frozenset[str]
    rules: tuple[str, ...]
    accept_rules: tuple[str, ...]
    by: str

    @property
    def family(self) -> int:
        """1 to 31, as in the list of families; 0 for the examples of the specification."""
        return int(self.id.partition("-")[0])

    @property
    def chinese(self) -> bool:
        """Whether the phrase has Chinese characters."""
        return re.search(r"[\u4e00-\u9fff]", self.phrase) is not None

    @property
    def sure(self) -> bool:
        """Whether one behaviour alone is right: no other reading, question or refusal is as good."""
        return not self.accept and not self.also

    @property
    def today(self) -> date:
        """The date of `now` in `tz`."""
        return datetime.fromisoformat(self.now).astimezone(ZoneInfo(self.tz)).date()

    @property
    def line(self) -> dict[str, str]:
        """The line that is sent."""
        return {"id": self.id, "phrase": self.phrase, "now": self.now, "tz": self.tz}


def part_of(identifier: str) -> Part:
    """Where a case belongs: one of three is held aside, by a hash of its id."""
    return Part.HELD if hashlib.sha256(identifier.encode()).digest()[0] % 3 == 0 else Part.OPEN


def folder_of(part: Part) -> Path:
    """Where the tables of a part are."""
    return FOLDER if part is Part.OPEN else FOLDER / "held"


def load(part: Part, family: int | None = None) -> tuple[Case, ...]:
    """Every case of a part, or of one family of it."""
    cases = (_case(row) for path in sorted(folder_of(part).glob("*.tsv")) for row in rows(path))
    return tuple(case for case in cases if family in (None, case.family))


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of one table as they are written."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)


def unescape(text: str) -> str:
    """Characters that a table cannot show: `\\n`, `\\t`, `\\\\`, `\\uXXXX`."""
    plain = {"n": "\n", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(n|t|\\|u[0-9a-f]{4})", lambda m: plain.get(m[1]) or chr(int(m[1][1:], 16)), text)


def listed(text: str) -> tuple[str, ...]:
    """The items of a cell that holds several."""
    return tuple(item.strip() for item in text.split(" / ")) if text else ()


def _window(text: str) -> tuple[time, time] | None:
    if not text:
        return None
    start, _, end = text.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def _case(row: dict[str, str]) -> Case:
    rules, _, accept_rules = row["rule"].partition(" ~ ")
    return Case(
        id=row["id"],
        phrase=unescape(row["phrase"]),
        now=row["now"],
        tz=row["tz"],
        expect=Expect(row["expect"]),
        answer=Days.parse(row["answer"]) if row["answer"] else None,
        others=tuple(map(Days.parse, listed(row["others"]))),
        accept=tuple(map(Days.parse, listed(row["accept"]))),
        also=frozenset(row["also"].split()),
        rules=listed(rules),
        accept_rules=listed(accept_rules),
        by=row["by"],
    )
