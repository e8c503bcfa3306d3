"""`python -m tests.faults.kills [--count 200] [--seed N] [--store sqlite|postgres|both]`: kill -9 at random moments.

Each round asks and confirms, kills the bot at a moment of the operation's life (a fifth of them once more while it
starts again), and measures from the restart until it is ready, and from there until the end stands in Slack. In the end
the books must agree: each confirmed operation has ended, was created once in DataWorks' journal, and its end stands in
Slack once.
"""

import argparse
import asyncio
import random
import signal
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.operations.model import State
from bot.operations.store import Store
from bot.operations.tables import outbox
from tests.faults.audit import Audit, audited, is_settled
from tests.faults.databases import STORES
from tests.faults.world import World, world

FOLLOW_SECONDS = 1.0
"""FOLLOW_MAX_SECONDS of these worlds."""
LIMIT_SECONDS = 10.0 + FOLLOW_SECONDS
STUCK_SECONDS = 60.0
"""After that time the round is over, whatever has not ended."""
LIFE_SECONDS = 3.0
"""How long after Confirm an operation of these worlds lives."""
AGAIN = 0.2
"""How many kills are followed by a second one within the start."""
LOOKED_FOR_SECONDS = 240.0
"""What was claimed and never sent is looked for this long before it is called never found."""


@dataclass
class Kills:
    """What came of it. `ready`: seconds from each restart until it was ready; `took`: from there until all was told."""

    store: str
    seed: int
    killed: int = 0
    took: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    doubtful: int = 0
    """Killed between the claim and the POST: nothing says that it was not sent, so it is looked for, for minutes."""
    audit: Audit = field(default_factory=Audit)

    @property
    def troubles(self) -> list[str]:
        """What is not as it must be."""
        return self.late + self.audit.troubles

    def lines(self) -> list[str]:
        """For people."""
        took, ready = sorted(self.took) or [0.0], sorted(self.ready) or [0.0]
        head = f"{self.store}, seed {self.seed}: {self.killed} kills, {self.audit.confirmed} confirmed operations"
        told = (
            f"then told after median {statistics.median(took):.1f} s, longest {took[-1]:.1f} s of {LIMIT_SECONDS:g} s"
        )
        return [
            f"{head}: {dict(self.audit.states)}; {self.doubtful} claimed and never sent",
            f"    from the restart: ready after median {statistics.median(ready):.1f} s, {told}",
            *(f"    {words}" for words in self.troubles),
        ]


async def killed(
    store: str, count: int, seed: int, *, http: bool = False, tell: Callable[[str], None] = lambda _line: None
) -> Kills:
    """Kill a bot so many times, and see what became of everything."""
    moments, found = random.Random(f"{seed} {store}"), Kills(store, seed)  # noqa: S311 - repeatable
    async with world(http=http, store=store) as here:
        await here.until_readiness(200)
        books = await Store.open(here.database.url)
        try:
            while found.killed < count:
                await _round(here, books, moments, found)
                if found.killed % 10 == 0:
                    tell(f"{store}: {found.killed} of {count} kills, longest {max(found.took, default=0):.1f} s")
            until = time.monotonic() + LOOKED_FOR_SECONDS
            while not await is_settled(books) and time.monotonic() < until:  # noqa: ASYNC110 - another process settles
                await asyncio.sleep(0.2)
            found.audit = await audited(here, books)
        finally:
            await books.close()
    return found


async def _round(here: World, books: Store, moments: random.Random, found: Kills) -> None:
    here.reason = f"kill {found.killed}"
    await here.confirms()
    await asyncio.sleep(moments.uniform(0, LIFE_SECONDS))
    await _kill(here, found)
    if moments.random() < AGAIN:
        await asyncio.sleep(moments.uniform(0, 2.0))
        await _kill(here, found)
    began = time.monotonic()
    await here.until_readiness(200)
    ready = time.monotonic()
    while not await _told(here, books, found) and time.monotonic() < ready + STUCK_SECONDS:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    took = time.monotonic() - ready
    found.ready.append(ready - began)
    found.took.append(took)
    if took > LIMIT_SECONDS:
        found.late.append(f"{here.reason}: told {took:.1f} s after it was ready again")


async def _kill(here: World, found: Kills) -> None:
    """Kill its process, and wait until there is another one."""
    starts = here.bot.starts
    found.killed += here.bot.signal(signal.SIGKILL)
    while here.bot.starts == starts:  # noqa: ASYNC110 - the process tells nobody
        await asyncio.sleep(0.01)


async def _told(here: World, books: Store, found: Kills) -> bool:
    """Whether all has ended and is told, but for what was claimed and never sent."""
    names = here.taken()
    under_way = await books.under_way()
    doubtful = {item.id for item in under_way if item.state is State.UNKNOWN and item.name not in names}
    found.doubtful = max(found.doubtful, len(doubtful))
    waiting = {row["operation_id"] for row in await books.read(select(outbox.c.operation_id).where(outbox.c.pending))}
    return not ({item.id for item in under_way} | waiting) - doubtful


async def _run(stores: Sequence[str], count: int, seed: int, *, http: bool) -> int:
    def tell(line: str) -> None:
        print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)

    tell(f"seed {seed}")
    all_kills = await asyncio.gather(*(killed(store, count, seed, http=http, tell=tell) for store in stores))
    for kills in all_kills:
        print("ok  " if not kills.troubles else "FAIL", *kills.lines(), sep="\n", flush=True)
    return 1 if any(kills.troubles for kills in all_kills) else 0


def main() -> None:
    """Exit status 1 when something was lost, late or done twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description="kill -9 at random moments")
    parser.add_argument("--count", type=int, default=200, help="kills on each store")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="the same moments again")  # noqa: S311
    parser.add_argument("--store", choices=(*STORES, "both"), default="both")
    parser.add_argument("--http", action="store_true", help="deliver over signed HTTP instead of Socket Mode")
    asked = parser.parse_args()
    stores = STORES if asked.store == "both" else (asked.store,)
    sys.exit(asyncio.run(_run(stores, asked.count, asked.seed, http=asked.http)))


if __name__ == "__main__":
    main()
