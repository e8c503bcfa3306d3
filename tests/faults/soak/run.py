"""One soak: a world, its crowd, its faults, the memory of its bot, and the audit in the end."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.operations.store import Store
from tests.faults.audit import Audit, audited, is_settled
from tests.faults.soak.crowd import Crowd
from tests.faults.soak.memory import Memory
from tests.faults.soak.striking import Striking
from tests.faults.world import World, world

WORLDS = {"socket-sqlite": (False, "sqlite"), "http-postgres": (True, "postgres")}
"""Name -> (over signed HTTP, store)."""
LONG_SECONDS = 600.0
"""From here on there is time for what takes minutes to be given up."""
LOOKED_FOR_SECONDS = 240.0
"""How long after the last fault everything may take to end and to be told: a lost request is looked for that long."""
SAMPLE_SECONDS = 1.0
TELL_SECONDS = 30.0
CALM_AT = 0.5
"""From this part of the time on no process is ended, so that the memory of one can be watched."""
WARM_AT = 0.6
"""From here on its memory counts: what it loads at its start is loaded."""


@dataclass
class Soak:
    """What came of it."""

    name: str
    seconds: float
    seed: int
    done: dict[str, int] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    struck: dict[str, int] = field(default_factory=dict)
    starts: int = 0
    settled_in: float | None = None
    audit: Audit = field(default_factory=Audit)
    memory: Memory = field(default_factory=Memory)

    @property
    def troubles(self) -> list[str]:
        """What is not as it must be."""
        grew = [] if self.memory.flat(self.seconds) else [f"memory: +{self.memory.gained:.0f} MiB"]
        idle = [] if self.audit.confirmed else ["nothing was confirmed"]
        return self.audit.troubles + grew + idle

    def lines(self) -> list[str]:
        """The table."""
        audit, memory = self.audit, self.memory
        settled = "never" if self.settled_in is None else f"{self.settled_in:.0f} s after the last fault"
        rows = {
            "operations": f"{audit.confirmed} confirmed: {dict(audit.states)}",
            "acts": str(dict(audit.acts)),
            "people": f"did {self.done}, waited in vain for {self.missed}",
            "faults": f"{sum(self.struck.values())}: {self.struck}",
            "processes": str(self.starts),
            "settled": settled,
            "told twice": f"{len(audit.marked)}, as the journal says: {audit.marked}",
            **{kind: str(len(getattr(audit, kind))) for kind in ("duplicates", "lost", "stuck", "untrue")},
            "memory": f"{memory.gained:+.1f} MiB, {memory.slope:+.1f} MiB/h at the end: {memory.series()} MiB",
        }
        return [
            f"{'FAIL' if self.troubles else 'ok  '}  {self.name}, {self.seconds:.0f} s, seed {self.seed}",
            *(f"      {name:<11} {words}" for name, words in rows.items()),
            *(f"      ! {words}" for words in self.troubles),
        ]


async def soaked(name: str, seconds: float, seed: int, tell: Callable[[str], None]) -> Soak:
    """Run a world for so long, let it settle, audit it."""
    http, store = WORLDS[name]
    soak = Soak(name, seconds, seed)
    # Where many talk in one channel, posts and edits at Slack's own pace would be most of what is waited for.
    settings = {"PROD_ALLOWED": "all", "BACKFILL_POST_SECONDS": "0"}
    async with world(http=http, store=store, settings=settings) as here:
        await here.until_readiness(200)
        crowd = Crowd(here, f"{seed} {name}")
        striking = Striking(here, f"{seed} {name}", long=seconds >= LONG_SECONDS)
        tasks = [asyncio.create_task(crowd.act()), asyncio.create_task(striking.strike())]
        watching = asyncio.create_task(_watched(here, soak, crowd, striking, tell))
        await asyncio.wait({*tasks, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not watching.done():
            watching.cancel()
            await asyncio.gather(*(task for task in tasks if task.done()))  # says what ended it early
        crowd.go_home()
        await tasks[0]
        striking.stop()
        await tasks[1]
        striking.stop()
        await here.until_readiness(200)
        books = await Store.open(here.database.url)
        try:
            await _settled(soak, books)
            soak.audit = await audited(here, books)
        finally:
            await books.close()
        soak.done, soak.missed, soak.struck = dict(crowd.done), dict(crowd.missed), dict(striking.struck)
        soak.starts = here.bot.starts
        if soak.troubles:
            tell(f"{name}: the bot's log is in {here.bot.keep_log(f'soak-{name}')}")
    return soak


async def _watched(here: World, soak: Soak, crowd: Crowd, striking: Striking, tell: Callable[[str], None]) -> None:
    """Until the time is over: sample the memory, and say now and then how it goes."""
    began, told, pid = time.monotonic(), 0.0, here.bot.pid
    while (at := time.monotonic() - began) < soak.seconds:
        striking.ends = at < soak.seconds * CALM_AT
        if here.bot.pid != pid:
            pid, soak.memory = here.bot.pid, Memory()
        if at > soak.seconds * WARM_AT:
            soak.memory.note(at, here.bot.resident())
        if at - told >= TELL_SECONDS:
            told = at
            tell(
                f"{soak.name}: {at:.0f} of {soak.seconds:.0f} s, {crowd.done['confirm']} confirmed, "
                f"{striking.struck.total()} faults, {here.bot.starts} processes, "
                f"{here.bot.resident() / 1024**2:.0f} MiB"
            )
        await asyncio.sleep(SAMPLE_SECONDS)


async def _settled(soak: Soak, books: Store) -> None:
    began = time.monotonic()
    while time.monotonic() - began < LOOKED_FOR_SECONDS:
        if await is_settled(books):
            soak.settled_in = time.monotonic() - began
            return
        await asyncio.sleep(0.2)
