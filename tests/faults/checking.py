"""What must be true after any fault: created at most as often as it may be, shown once, told once."""

import asyncio
from collections.abc import Iterator

from bot.playground.client import NotSeenError
from tests.faults.rows import Row
from tests.faults.world import world

SETTLE_SECONDS = 1.5
"""A second last word would come within this time."""


def variants(row: Row) -> Iterator[tuple[str, str]]:
    """What a row is run on, as (delivery, store): each of both, but not each with each."""
    yield row.deliveries[0], row.stores[0]
    if len(row.deliveries) > 1 or len(row.stores) > 1:
        yield row.deliveries[-1], row.stores[-1]


async def trouble_of(row: Row, delivery: str, store: str) -> str | None:
    """What is not as it must be, None when all is."""
    http = delivery == "http"
    try:
        async with world(http=http, store=store, on_disk=row.on_disk, faked_clock=row.faked_clock) as here:
            try:
                await row.happen(here)
                await here.until_told(row.told, row.within)
            except (TimeoutError, NotSeenError) as error:
                kept = here.bot.keep_log(f"{row.name}-{delivery}-{store}")
                return f"{type(error).__name__}: {error}\nThe bot's log is in {kept}"
            await asyncio.sleep(SETTLE_SECONDS)
            found = []
            if here.creates() not in row.created:
                found.append(f"created {here.creates()} times")
            if len(here.last_words()) != 1:
                found.append(f"{len(here.last_words())} last words: {here.last_words()}")
            if len(here.reports()) > 1:
                found.append(f"{len(here.reports())} reports: {here.reports()}")
            if len(here.roots()) != 1 and not row.roots:
                found.append(f"{len(here.roots())} root messages")
            return "; ".join(found) or None
    except (TimeoutError, NotSeenError, OSError) as error:
        return f"{type(error).__name__}: {error}"  # The world itself did not come up.
