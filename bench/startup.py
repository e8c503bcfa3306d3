"""How long the command line takes to start: `python -m bench.startup [--rounds N]`.

`--help` and `dates` are whole processes, from start to exit, beside `python -c pass`, which is what any Python program
costs. `run` is timed from its start until it says that it is ready, against a local Slack, with a new store and with
the one of the time before. The exit status is 1 when a median is above its limit.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.processes import ROOT, bot_environment, quantile, started
from bot.playground.dataworks import server as dataworks
from bot.playground.slack import server as slack

LIMITS = {"--help": 0.3, "dates": 0.3, "run, new store": 2.0, "run, old store": 2.0}
"""Seconds."""
COMMAND = str(Path(sys.executable).with_name("backfill-bot"))
PROCESSES = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "--help": [COMMAND, "--help"],
    "dates": [COMMAND, "dates", "last", "7", "days"],
    "dates, Chinese": [COMMAND, "dates", "上周一到周三"],
}


def whole(command: list[str]) -> float:
    """Seconds from start to exit."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


async def until_ready(rounds: int) -> dict[str, list[float]]:
    """Seconds until `run` is ready."""
    server = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml")
    runner = await dataworks.serve(speed=20.0)
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    times: dict[str, list[float]] = {"run, new store": [], "run, old store": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            env = bot_environment(Path(folder), server.url, address, 0)
            for name in times:
                began = time.perf_counter()
                async with started(["-m", "bot", "run"], env, b'"event": "ready"'):
                    times[name].append(time.perf_counter() - began)
    await server.close()
    await runner.cleanup()
    return times


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m bench.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # loopback only
    times: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for turn in range(rounds + 1):
        for name, command in PROCESSES.items():
            taken = whole(command)
            if turn:  # the first turn fills the caches
                times[name].append(taken)
    times |= asyncio.run(until_ready(max(3, rounds // 4)))
    bare = median(times["python -c pass"])
    for name, values in times.items():
        middle = median(values)
        limit = f"   limit {LIMITS[name] * 1000:.0f} ms" if name in LIMITS else ""
        print(f"{name:<16} median {middle * 1000:5.0f} ms, 95 % {quantile(values, 0.95) * 1000:5.0f} ms", end="")
        print(f"   {middle / bare:5.1f} x python -c pass{limit}")
    return 0 if all(median(times[name]) <= limit for name, limit in LIMITS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
