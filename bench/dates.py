"""How good and how fast the reader is, beside the libraries that also read dates: `python -m bench.dates [--write]`.

All of them read the same phrases (the open cases) in one run, each in a process of its own, one after another. The
times are those of the library alone, without the pipe, for each phrase the best of some passes over all of them; what
the pipe adds is measured with our own command. Libraries live in an environment of the bench's own under build/, made
when it is missing; chrono-node only where node is.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.page import markdown, put
from bench.peers import READERS
from bench.processes import ROOT, quantile
from bench.score import COMMAND, InProcess, Pipe, judged
from tests.dates.cases import Case, Part, load
from tests.dates.judge import Judgement, Verdict

HOME = ROOT / "build" / "bench"
REQUIREMENTS = ROOT / "bench" / "requirements.txt"
CHRONO = "chrono-node@2.10.3"
PASSES, COLD_STARTS = 3, 7
ECHO = (sys.executable, "-c", "import sys\nfor line in sys.stdin: sys.stdout.write(line); sys.stdout.flush()")

LIMITS = {"median": 0.15, "p99": 2.0, "import": 60.0, "first": 150.0}
"""Milliseconds. Source: issue 3."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one reader did. Times in milliseconds."""

    name: str
    sure: float
    chinese: float
    wrong: int
    times: list[float]
    cold: dict[str, float]

    @property
    def median(self) -> float:
        """Of the readings."""
        return median(self.times)


def environment() -> Path:
    """The Python of the bench's own environment, made when it is missing or the requirements changed."""
    python, stamp = HOME / "venv" / "bin" / "python", HOME / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
        print(f"Making {HOME / 'venv'}; this takes a minute, once.", file=sys.stderr)
        venv.create(HOME / "venv", clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], check=True)
        shutil.copy(REQUIREMENTS, stamp)
    return python


def commands() -> dict[str, list[str]]:
    """The command of every reader: ours first."""
    python = str(environment())
    found = {name: [sys.executable if name == "ours" else python, "-m", "bench.peers", name] for name in READERS}
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        if not (HOME / "node_modules" / "chrono-node").exists():
            subprocess.run([npm, "install", "--silent", "--no-save", "--prefix", HOME, CHRONO], check=True, cwd=HOME)
        found["chrono-node"] = [node, "bench/chrono.mjs", str(HOME)]
    return found


def measured(name: str, command: Sequence[str], cases: Sequence[Case]) -> Result:
    """Let a reader answer every case; judge what it says."""
    times: dict[str, float] = {}
    with Pipe(command) as pipe:
        results = list(judged(cases, pipe))
        for _ in range(PASSES):
            for case in cases:
                found = pipe.answer(case)
                if isinstance(found, dict):
                    times[case.id] = min(times.get(case.id, found["us"] / 1000), found["us"] / 1000)
    judgements = list(judged(cases, InProcess())) if name == "ours" else results
    pairs = [(case, judgement) for case, _, judgement in judgements]
    sure = [(case, judgement) for case, judgement in pairs if case.sure]
    return Result(
        name,
        percent(sure),
        percent([(case, judgement) for case, judgement in sure if case.chinese]),
        sum(judgement.verdict in (Verdict.WRONG, Verdict.BROKEN) for _, judgement in pairs),
        list(times.values()),
        cold(command),
    )


def percent(pairs: Sequence[tuple[Case, Judgement]]) -> float:
    """Right and accepted ones."""
    return 100 * sum(judgement.good for _, judgement in pairs) / len(pairs)


def cold(command: Sequence[str]) -> dict[str, float]:
    """Milliseconds of the import and of the first reading: the best of some processes, compiled before."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(HOME / "compiled")
    runs = [
        json.loads(
            subprocess.run(
                [*command, "--cold"], cwd=ROOT, env=env, check=True, capture_output=True
            ).stdout.splitlines()[-1]
        )
        for _ in range(COLD_STARTS)
    ]
    return {key: min(run[key] for run in runs) for key in ("import", "first")}


def through_a_pipe(command: Sequence[str], cases: Sequence[Case]) -> list[float]:
    """Milliseconds from writing a line to having its answer: for each the best of some passes."""
    lines = [json.dumps(case.line) + "\n" for case in cases]
    times = [float("inf")] * len(lines)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(PASSES):
            for index, line in enumerate(lines):
                began = time.perf_counter()
                process.stdin.write(line)
                process.stdin.flush()
                process.stdout.readline()
                times[index] = min(times[index], 1000 * (time.perf_counter() - began))
        process.stdin.close()
    return times


def peers_table(results: Sequence[Result]) -> str:
    """Every reader in a row, the best first."""
    ours = next(result for result in results if result.name == "ours")
    head = [
        "reader",
        "sure %",
        "Chinese %",
        "wrong",
        "median ms",
        "p99 ms",
        "median, ours = 1",
        "import ms",
        "first ms",
    ]
    rows = [
        [
            f"**{result.name}**" if result is ours else result.name,
            f"{result.sure:.1f}",
            f"{result.chinese:.1f}",
            str(result.wrong),
            f"{result.median:.3f}",
            f"{quantile(result.times, 0.99):.2f}",
            f"{result.median / ours.median:.1f}",
            f"{result.cold['import']:.0f}",
            f"{result.cold['first']:.0f}",
        ]
        for result in sorted(results, key=lambda result: -result.sure)
    ]
    return markdown(head, rows)


def pipe_table(cases: Sequence[Case]) -> str:
    """What a caller of the line protocol waits for, beside a program that only gives its line back."""
    ours, echo = through_a_pipe(COMMAND, cases), through_a_pipe(ECHO, cases)
    rows = [
        [name, f"{median(times):.3f}", f"{quantile(times, 0.99):.2f}"]
        for name, times in (("`backfill-bot dates --json-lines`", ours), ("a program that echoes", echo))
    ]
    return markdown(["through a pipe", "median ms", "p99 ms"], rows)


def failures(results: Sequence[Result]) -> list[str]:
    """The limits that our reader does not keep."""
    ours = next(result for result in results if result.name == "ours")
    found = {"median": ours.median, "p99": quantile(ours.times, 0.99), **ours.cold}
    broken = [f"{name}: {found[name]:.3f} ms, limit {limit}" for name, limit in LIMITS.items() if found[name] > limit]
    return broken + [
        f"{peer.name} is faster: {peer.median:.3f} ms and reads {peer.sure:.1f} % of the sure ones"
        for peer in results
        if peer is not ours and peer.sure >= 50 and peer.median < ours.median
    ]


def main() -> int:
    """Measure, print, perhaps write; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.dates", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/dates.md")
    parser.add_argument("--only", nargs="+", metavar="READER", help="these beside ours")
    options = parser.parse_args()
    cases = load(Part.OPEN)
    chosen = {
        name: command for name, command in commands().items() if not options.only or name in ("ours", *options.only)
    }
    results = [measured(name, command, cases) for name, command in chosen.items()]
    text = f"{peers_table(results)}\n\n{pipe_table(cases)}"
    print(text)
    if options.write:
        put("bench", f"{len(cases)} open phrases, measured {datetime.now(UTC):%Y-%m-%d}.\n\n{text}")
    broken = failures(results)
    print(*broken, sep="\n", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
