"""How much later a command is acknowledged than by an app that does nothing else: `python -m bench.ack [--rounds N]`.

Both run side by side, each as its own process behind its own local Slack, and get the same commands in turns: a new
request each time, for which the bot looks the task up, plans, stores a draft and answers with the preview. Measured is
the time from the local Slack's sending of the payload to the acknowledgement.

Paced: the next command comes when the preview of the last one is there, as people type. Hurried: it comes at once,
while the bot still works on the ones before. The exit status is 1 when the paced median is LIMIT_MS or more above.
"""

import argparse
import asyncio
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.processes import ROOT, bot_environment, quantile, started
from bot.playground.dataworks import server as dataworks
from bot.playground.slack import payloads
from bot.playground.slack import server as slack

LIMIT_MS = 20.0
WARM_UP = 10
ASKER, CHANNEL = "U0OWNER", "C0DATAOPS"


@dataclass
class Behind:
    """An app behind a local Slack of its own."""

    server: slack.Server
    answers: bool
    """Whether a command is answered with a message."""

    async def acknowledged(self, text: str, *, then_wait: bool) -> float:
        """Send `/backfill text`; milliseconds until the acknowledgement. May wait for the answer afterwards."""
        local = self.server.slack
        heard = local.feed.join(ASKER)
        person = next(person for person in local.people or _cast() if person.id == ASKER)
        channel = local.workspace.channels[CHANNEL]
        path = local.response_urls.issue("commands", ASKER, CHANNEL)
        url, trigger = f"{self.server.url}{path}", local.triggers.issue(ASKER, channel=CHANNEL)
        payload = payloads.slash_command(person, channel, "/backfill", text, response_url=url, trigger_id=trigger)
        try:
            began = time.perf_counter()
            await local.delivery.request("slash_commands", payload)
            taken = (time.perf_counter() - began) * 1000
            while self.answers and then_wait:
                event = await asyncio.wait_for(heard.get(), 30)
                if event["type"] == "message":
                    break
        finally:
            local.feed.leave(heard)
        return taken


def _cast() -> list[Any]:
    from bot.playground.slack.people import cast

    return cast()


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@asynccontextmanager
async def behind(command: list[str], *, http: bool, bot: bool) -> AsyncIterator[Behind]:
    """The app of this command, connected to a local Slack of its own."""
    async with AsyncExitStack() as stack:
        port = _free_port()
        delivery = {"mode": "http", "events_url": f"http://127.0.0.1:{port}/slack/events"} if http else {}
        server = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml", **delivery)
        stack.push_async_callback(server.close)
        runner = await dataworks.serve(speed=20.0)
        stack.push_async_callback(runner.cleanup)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        env = bot_environment(folder, server.url, address, port)
        await stack.enter_async_context(started([*command, *(["--http"] if http else [])], env, b"ready"))
        await asyncio.wait_for(server.slack.app_is_there.wait(), 30)
        yield Behind(server, answers=bot)


async def measure(rounds: int, *, http: bool) -> float:
    """Print the medians of both; the paced difference in milliseconds."""
    bare_app = behind(["-m", "bench.bare"], http=http, bot=False)
    whole_bot = behind(["-m", "bot", "run"], http=http, bot=True)
    added = 0.0
    async with bare_app as bare, whole_bot as bot:
        for pace in ("paced", "hurried"):
            times: dict[str, list[float]] = {"bare": [], "bot": []}
            for index in range(rounds + WARM_UP):
                text = f'1001 last 7 days --reason "{pace} {index}"'
                for name, app in (("bare", bare), ("bot", bot)):
                    taken = await app.acknowledged(text, then_wait=pace == "paced")
                    if index >= WARM_UP:
                        times[name].append(taken)
            difference = median(times["bot"]) - median(times["bare"])
            if pace == "paced":
                added = difference
            print(f"{'HTTP' if http else 'Socket Mode':<12} {pace:<8}", *map(_shown, times.items()), end="   ")
            print(f"added {difference:+.2f} ms, ratio {median(times['bot']) / median(times['bare']):.2f}")
    return added


def _shown(item: tuple[str, list[float]]) -> str:
    name, times = item
    return f"  {name} median {median(times):.2f} ms, 95 % {quantile(times, 0.95):.2f} ms"


def main() -> int:
    """Measure over both deliveries."""
    parser = argparse.ArgumentParser(prog="python -m bench.ack", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # loopback only
    added = [asyncio.run(measure(rounds, http=http)) for http in (False, True)]
    return 0 if max(added) < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
