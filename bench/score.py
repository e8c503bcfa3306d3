"""How well the engine reads the cases: `python -m bench.score [--held|--open|--all] [--family N] [--show X] [--write]`.

The phrases go through `backfill-bot dates --json-lines`, started once, as a caller would use it; `--in-process` calls
the engine directly. Phrases of the part that is held aside are never printed. `--write` puts the tables of both parts
into docs/dates.md.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import IO, Protocol, Self

from bench.page import markdown as markdown_table
from bench.page import put
from tests.dates.cases import FOLDER, Case, Part, load, part_of
from tests.dates.judge import Judgement, Remark, Verdict, judge

STARTS = 5
"""Starts in a row without a single answer after which the command is given up."""

FIRST_WAIT, WAIT = 60.0, 5.0
"""Seconds that the first line of a process and each later one may take."""

COMMAND = (sys.executable, "-m", "bot", "dates", "--json-lines")


class Reader(Protocol):
    """Something that answers one line of the protocol; None when there was no usable line."""

    def answer(self, case: Case) -> object: ...


class Pipe:
    """The command, started once, and again after it died or was too slow."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        self._wait = FIRST_WAIT
        self._starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def answer(self, case: Case) -> object:
        """Send one line and take the next line that answers it."""
        process = self._running()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(case.line) + "\n")
            process.stdin.flush()
            while (text := self._lines.get(timeout=self._wait)) is not None:
                if (found := _parsed(text, case.id)) is not None:
                    self._wait, self._starts = WAIT, 0
                    return found
        except (Empty, BrokenPipeError):
            pass
        self._stop()
        return None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            if self._starts == STARTS:
                raise SystemExit(f"No answer after {STARTS} starts: {' '.join(self._command)}")
            self._starts += 1
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", bufsize=1
            )
            self._lines, self._wait = SimpleQueue(), FIRST_WAIT
            Thread(target=_drain, args=(self._process.stdout, self._lines), daemon=True).start()
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class InProcess:
    """The engine, called directly."""

    def answer(self, case: Case) -> object:
        """Answer as the pipe would."""
        from bot.dates.protocol import answer

        return answer(case.line)


@dataclass(slots=True)
class Tally:
    """Verdicts and remarks of some cases."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    remarks: Counter[Remark] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many cases."""
        return self.verdicts.total()

    @property
    def percent(self) -> float:
        """Right and accepted ones among all, 0 to 100; 100 when there are none."""
        good = self.verdicts[Verdict.RIGHT] + self.verdicts[Verdict.ACCEPTED]
        return 100 * good / self.total if self.total else 100.0

    def add(self, judgement: Judgement) -> None:
        """Count one."""
        self.verdicts[judgement.verdict] += 1
        self.remarks.update(judgement.remarks)


Judged = tuple[Case, object, Judgement]


def judged(cases: Iterable[Case], reader: Reader) -> Iterator[Judged]:
    """Put every case to the reader and judge its answers."""
    for case in cases:
        found = reader.answer(case)
        yield case, found, judge(case, found)


def tallies(results: Iterable[Judged]) -> dict[str, Tally]:
    """Counts by family, and of the sets that have goals of their own."""
    families: dict[str, Tally] = defaultdict(Tally)
    sets = {"all": Tally(), "Chinese": Tally(), "sure": Tally(), "sure Chinese": Tally()}
    for case, _, judgement in results:
        of = {"all": True, "Chinese": case.chinese, "sure": case.sure, "sure Chinese": case.sure and case.chinese}
        for tally in (families[family_name(case.family)], *(sets[name] for name, member in of.items() if member)):
            tally.add(judgement)
    return dict(sorted(families.items())) | sets


def family_name(family: int) -> str:
    """The family as its table is called: `03 weekday`."""
    for path in FOLDER.glob(f"{family:02}_*.tsv"):
        return path.stem.replace("_", " ")
    return f"{family:02}"


def table(counts: dict[str, Tally], *, markdown: bool = False) -> str:
    """The counts as aligned text, or as a Markdown table."""
    head = ["family", "cases", *Verdict, "%"]
    body = [
        [name, str(tally.total), *(str(tally.verdicts[verdict]) for verdict in Verdict), f"{tally.percent:.1f}"]
        for name, tally in counts.items()
    ]
    if markdown:
        return markdown_table(head, body)
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in (head, *body)
    )


def shown(results: Iterable[Judged], verdict: Verdict) -> Iterator[str]:
    """The open cases of one verdict: what was asked, expected and answered."""
    for case, found, judgement in results:
        if judgement.verdict is verdict and part_of(case.id) is Part.OPEN:
            wanted = " | ".join(filter(None, (str(case.answer or ""), " / ".join(map(str, case.others)))))
            yield (
                f"{case.id}  {case.phrase!a}  now {case.now} {case.tz}"
                if not case.phrase.isprintable()
                else (f"{case.id}  {case.phrase}  now {case.now} {case.tz}")
            )
            yield f"    expected {case.expect} {wanted}\n    answered {json.dumps(found)[:400]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit with 1 when some answer is wrong or broken."""
    options = _options().parse_args(arguments)
    if options.write:
        return _write(InProcess() if options.in_process else None)
    cases = [case for part in options.parts for case in load(part, options.family)]
    with Pipe() as pipe:
        results = list(judged(cases, InProcess() if options.in_process else pipe))
    counts = tallies(results)
    print(table(counts, markdown=options.markdown))
    print("\n" + ", ".join(f"{remark}: {counts['all'].remarks[remark]}" for remark in Remark))
    if options.show:
        print(*shown(results, Verdict(options.show)), sep="\n")
    bad = counts["all"].verdicts
    return 1 if bad[Verdict.WRONG] or bad[Verdict.BROKEN] else 0


def _write(reader: Reader | None) -> int:
    """Both tables into the page; `reader` instead of the pipe."""
    silent = 0
    for part in Part:
        cases = load(part)
        with Pipe() as pipe:
            counts = tallies(judged(cases, reader or pipe))
        put(f"score {part}", f"{len(cases)} phrases, {datetime.now(UTC):%Y-%m-%d}.\n\n{table(counts, markdown=True)}")
        silent += sum(counts["all"].verdicts[verdict] for verdict in (Verdict.WRONG, Verdict.BROKEN))
    return 1 if silent else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.score", description="How well the engine reads the cases.")
    parts = parser.add_mutually_exclusive_group()
    for name, chosen in (("open", (Part.OPEN,)), ("held", (Part.HELD,)), ("all", tuple(Part))):
        parts.add_argument(f"--{name}", dest="parts", action="store_const", const=chosen, help=f"{name} cases")
    parser.set_defaults(parts=(Part.OPEN,))
    parser.add_argument("--family", type=int, metavar="N", help="one family, 0 to 31")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    parser.add_argument(
        "--show", choices=[str(verdict) for verdict in Verdict], help="print the open cases of a verdict"
    )
    parser.add_argument("--write", action="store_true", help="put the tables of both parts into docs/dates.md")
    parser.add_argument("--in-process", action="store_true", help="call the engine without the pipe")
    return parser


def _drain(stream: IO[str] | None, lines: SimpleQueue[str | None]) -> None:
    for text in stream or ():
        lines.put(text)
    lines.put(None)


def _parsed(text: str, identifier: str) -> object:
    """The line's object; None for lines that are not JSON or answer something else."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("id") == identifier else None


if __name__ == "__main__":
    sys.exit(main())
