"""How long from Confirm to the POST when many people confirm at once: `python -m bench.confirm [--count 200]`.

The bot runs as its own process behind the local Slack (Socket Mode) and the simulated DataWorks, at the calls a second
of Enterprise Edition. Every preview is made first, each in a channel of its own; then all are confirmed, evenly, within
`--seconds`. Measured is the time from the press to the arrival of CreateWorkflowInstances, over SQLite and, where
`--postgres URL` names a database, over PostgreSQL. The exit status is 1 when the 99th percentile on SQLite is
LIMIT_SECONDS or more, or when anything was sent twice or not at all.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from bench.processes import ROOT, bot_environment, quantile, started
from bot.playground.dataworks import server as dataworks
from bot.playground.person import Person
from bot.playground.seen import Seen
from bot.playground.slack import server as slack
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.people import BOT_USER, Channel

LIMIT_SECONDS = 1.0
PATIENCE = 120.0


async def measure(count: int, seconds: float, database_url: str | None) -> list[float]:
    """Seconds from each press to its POST."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-confirm-")))
        works = await dataworks.serve(speed=600)
        stack.push_async_callback(works.cleanup)
        dataworks_url = f"http://127.0.0.1:{works.addresses[0][1]}"
        local = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml", dataworks_url=dataworks_url)
        stack.push_async_callback(local.close)
        _add_channels(local.slack, count)
        env = bot_environment(folder, local.url, dataworks_url, 0)
        env |= {"DATABASE_URL": database_url} if database_url else {}
        await stack.enter_async_context(started(("-m", "bot", "run"), env, b"ready"))
        oskar = await stack.enter_async_context(Person(local.url, "Oskar Lind"))
        await oskar.bot_is_there(within=60)
        previews = [await _preview(oskar, number) for number in range(count)]
        pressed: dict[str, float] = {}
        await asyncio.gather(
            *(_press(preview, number, number * seconds / count, pressed) for number, preview in enumerate(previews))
        )
        arrived = await _arrivals(dataworks_url, count)
    repeated = [name for name, times in Counter(name for name, _at in arrived).items() if times > 1]
    if repeated or len(arrived) != count:
        sys.exit(f"sent {len(arrived)} of {count}, more than once: {repeated}")
    return [at - pressed[name] for name, at in arrived]


def _add_channels(local: LocalSlack, count: int) -> None:
    everybody = [*local.workspace.people, BOT_USER]
    for number in range(count):
        channel = Channel(f"C{number:08}", f"team-{number:04}", list(everybody))
        local.workspace.channels[channel.id] = channel


async def _preview(oskar: Person, number: int) -> Seen:
    oskar.goes_to(f"#team-{number:04}")
    await oskar.says(f'/backfill 1001 2026-10-05 --reason "confirm {number:04}"')
    return await oskar.sees(f"confirm {number:04}", only_to_me=True, within=30)


async def _press(preview: Seen, number: int, after: float, pressed: dict[str, float]) -> None:
    await asyncio.sleep(after)
    pressed[f"confirm {number:04}"] = time.time()
    await preview.press("Confirm")


async def _arrivals(url: str, count: int) -> list[tuple[str, float]]:
    """(reason, instant) of every order that came."""
    import aiohttp

    until = time.monotonic() + PATIENCE
    async with aiohttp.ClientSession() as http:
        while True:
            async with http.get(f"{url}/_control/journal") as answer:
                entries = (await answer.json())["journal"]
            found = [
                (str(entry["parameters"].get("Comment")), float(entry["at"]))
                for entry in entries
                if entry["action"] == "CreateWorkflowInstances"
            ]
            if len(found) >= count or time.monotonic() > until:
                return found
            await asyncio.sleep(0.5)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.confirm", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--postgres", metavar="URL")
    asked = parser.parse_args()
    waits = asyncio.run(measure(asked.count, asked.seconds, None))
    report("SQLite", waits)
    if asked.postgres:
        report("PostgreSQL", asyncio.run(measure(asked.count, asked.seconds, asked.postgres)))
    sys.exit(int(quantile(waits, 0.99) >= LIMIT_SECONDS))


def report(name: str, waits: list[float]) -> None:
    """One line."""
    print(
        f"{name:<10} {len(waits)} confirmed: median {median(waits) * 1000:.0f} ms, "
        f"p99 {quantile(waits, 0.99) * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms from press to POST"
    )


if __name__ == "__main__":
    main()
