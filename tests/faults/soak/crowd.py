"""People of a soak: they ask, confirm twice, stop, re-run, refresh and look at logs, in no sensible order."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.playground.person import NotSeenError, Person, Seen
from tests.faults.world import World

NAMES = ("Oskar Lind", "Mei Chen", "Li Wei")
REQUESTS = (
    "1001 2026-10-05..2026-10-07",
    "1001 2026-09-01..2026-09-08 --parallelism 3",
    "1002 2026-10-01..2026-10-09",
    "1003 2026-08-02",
    "1001 --downstream 2026-10-11..2026-10-12",
)
SEEN_WITHIN = 20.0
"""Seconds that a person waits for an answer: while faults strike it may never come."""
THINKS = (0.5, 4.0)
KEPT = 150
"""Messages that a person's screen keeps."""


class Crowd:
    """Acts on a world until told to go home. `done` counts what people did, `missed` what they waited for in vain."""

    def __init__(self, world: World, seed: str) -> None:
        self.done: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self._world = world
        self._seed = seed
        self._home = asyncio.Event()
        self._asked = 0

    async def act(self) -> None:
        """All of them, until `go_home`."""
        await asyncio.gather(*(self._person(name) for name in NAMES))

    def go_home(self) -> None:
        """Finish what was begun."""
        self._home.set()

    async def _person(self, name: str) -> None:
        chance = random.Random(f"{self._seed} {name}")  # noqa: S311 - repeatable
        async with Person(self._world.slack.url, name) as person:
            await person.speaks("en-US")
            while not self._home.is_set():
                await self._try("ask", self._asks(person, chance))
                _forget_old(person)
                await asyncio.sleep(chance.uniform(*THINKS))

    async def _asks(self, person: Person, chance: random.Random) -> None:
        await self._world.until_readiness(200)
        self._asked += 1
        reason = f"soak {self._asked}"
        await person.says(f'/backfill {chance.choice(REQUESTS)} --reason "{reason}"')
        preview = await person.sees(reason, only_to_me=True, within=SEEN_WITHIN)
        await preview.press("Confirm", times=chance.choice((1, 1, 2, 3)))
        self.done["confirm"] += 1
        await preview.sees("Confirmed BF-", within=SEEN_WITHIN)
        label = re.search(r"BF-\d+", preview.text)
        assert label
        root = await person.sees(f"{label[0]} ", in_channel="data-ops", within=SEEN_WITHIN)
        for _ in range(chance.randrange(4)):
            name = chance.choice(tuple(self._ways))
            await asyncio.sleep(chance.uniform(0, 2))
            await self._try(name, self._ways[name](person, root, label[0]))

    async def _try(self, name: str, doing: Awaitable[None]) -> None:
        try:
            await doing
        except (NotSeenError, TimeoutError):
            self.missed[name] += 1
        else:
            self.done[name] += 1

    @property
    def _ways(self) -> dict[str, Callable[[Person, Seen, str], Awaitable[None]]]:
        return {"stop": _stops, "stop in words": _stops_in_words, "rerun": _reruns, "refresh": _refreshes, "log": _logs}


async def _stops(person: Person, root: Seen, label: str) -> None:
    await root.press("Stop", times=2)


async def _stops_in_words(person: Person, root: Seen, label: str) -> None:
    await person.writes("@backfill stop", thread=root)
    panel = await person.sees(label, only_to_me=True, within=SEEN_WITHIN)
    await panel.press("Stop", times=2)


async def _reruns(person: Person, root: Seen, label: str) -> None:
    await person.says(f"/backfill rerun {label}")
    panel = await person.sees(label, only_to_me=True, within=SEEN_WITHIN)
    await panel.press("Re-run failed", times=2)


async def _refreshes(person: Person, root: Seen, label: str) -> None:
    await root.press("Refresh")


async def _logs(person: Person, root: Seen, label: str) -> None:
    await person.says(f"/backfill log {label}")


def _forget_old(person: Person) -> None:
    """A person does not scroll back: without this the screen is what gets slow."""
    messages = person.screen.messages
    for ident in list(messages)[:-KEPT]:
        del messages[ident]
