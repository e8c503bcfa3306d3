"""What must be true after any fault: created at most as often as it may be, shown once, told once."""

import asyncio

from bot.playground.client import NotSeenError
from tests.faults.rows import Row
from tests.faults.world import world

SETTLE_SECONDS = 1.5
"""A second last word would come within this time."""


async def trouble_of(row: Row, *, http: bool = False, database_url: str | None = None) -> str | None:
    """What is not as it must be, None when all is."""
    async with world(http=http, database_url=database_url) as here:
        try:
            await row.happen(here)
            await here.until_told(row.told)
        except (TimeoutError, NotSeenError) as error:
            return f"{type(error).__name__}: {error}"
        await asyncio.sleep(SETTLE_SECONDS)
        found = []
        if here.creates() not in row.created:
            found.append(f"created {here.creates()} times")
        if len(here.last_words()) != 1:
            found.append(f"{len(here.last_words())} last words: {here.last_words()}")
        if len(here.reports()) > 1:
            found.append(f"{len(here.reports())} reports: {here.reports()}")
        if len(here.roots()) != 1 and row.name not in {"root deleted", "channel archived"}:
            found.append(f"{len(here.roots())} root messages")
        return "; ".join(found) or None
