"""Faults of the database and of the clock, as the rows of the matrix let them happen."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from tests.faults.clock import set_clock
from tests.faults.world import World

AWAY_SECONDS = 4.0
"""How long a fault stays."""


async def locked(world: World) -> None:
    """Somebody else writes for a while."""
    await world.confirms()
    if world.database.file is None:
        with psycopg.connect(world.database.url) as connection:
            connection.execute("LOCK TABLE operations, events, outbox IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(AWAY_SECONDS)
        return
    other = sqlite3.connect(world.database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(AWAY_SECONDS)
    other.execute("ROLLBACK")
    other.close()


async def restarted(world: World) -> None:
    """The server is stopped as for an upgrade, and is away for a while; readiness says so."""
    await _server_away(world, "fast")


async def crashed(world: World) -> None:
    """The server dies without a word."""
    await _server_away(world, "immediate")


async def full(world: World) -> None:
    """No byte is left for a while; readiness says so for SQLite, whose disk the bot can see."""
    assert world.database.disk is not None
    await world.confirms()
    await world.until_taken()
    await asyncio.to_thread(world.database.disk.fill)
    if world.database.file is not None:
        await world.until_readiness(503)
    await asyncio.sleep(AWAY_SECONDS)
    world.database.disk.free()
    await world.until_readiness(200)


async def read_only(world: World) -> None:
    """PostgreSQL takes no writes for a while; the file system of a SQLite file takes none when the bot starts."""
    await world.confirms()
    await world.until_taken()
    if world.database.server is not None:
        await _writing(world, "on")
        await world.until_readiness(503)
        await asyncio.sleep(AWAY_SECONDS)
        await _writing(world, "off")
        await world.until_readiness(200)
        return
    disk = world.database.disk
    assert disk is not None
    async with _no_start(world, "cannot be used"):
        disk.allow(writing=False)
    disk.allow(writing=True)
    world.bot.start()


async def corrupted(world: World) -> None:
    """The file was damaged while the bot was away; it is restored from a copy."""
    await world.confirms()
    await world.until_taken()
    assert world.database.file is not None
    files = [path for path in world.folder.iterdir() if path.name.startswith("backfill.sqlite3")]
    async with _no_start(world, "is damaged"):
        saved = {path: path.read_bytes() for path in files if path.exists()}
        for path in saved:
            path.unlink()
        world.database.file.write_bytes(b"\xa5" * 65536)
    for path, content in saved.items():
        path.write_bytes(content)
    world.bot.start()


async def clock_ahead(world: World) -> None:
    """By ten minutes, for good: less than DataWorks refuses."""
    await world.confirms()
    await world.until_taken()
    set_clock(world.folder, 600)


async def clock_back(world: World) -> None:
    """By an hour, until somebody sees it: DataWorks refuses every signature meanwhile."""
    await world.confirms()
    await world.until_taken()
    set_clock(world.folder, -3600)
    await asyncio.sleep(AWAY_SECONDS)
    set_clock(world.folder, 0)


async def stuck_creating(world: World) -> None:
    """DataWorks never finishes the creating, and a month passes."""
    world.dataworks.faults.switch("stuck_creating", 1)
    await world.confirms()
    await world.until_told("Sent to DataWorks")
    set_clock(world.folder, 31 * 86400)


async def _server_away(world: World, mode: str) -> None:
    server = world.database.server
    assert server is not None
    await world.confirms()
    await world.until_taken()
    await asyncio.to_thread(server.stop, mode)
    await world.until_readiness(503)
    await asyncio.sleep(AWAY_SECONDS)
    await asyncio.to_thread(server.start)
    await world.until_readiness(200)


async def _writing(world: World, read_only: str) -> None:
    server = world.database.server
    assert server is not None
    await asyncio.to_thread(
        server.execute,
        f"ALTER DATABASE backfill SET default_transaction_read_only = {read_only}",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'backfill'",
    )


@asynccontextmanager
async def _no_start(world: World, words: str) -> AsyncIterator[None]:
    """What is done in the block, while the bot rests, keeps it from starting: it says so in a sentence, and ends."""
    await world.bot.rest()
    before, ends = len(world.bot.log()), len(world.bot.statuses)
    yield
    world.bot.start()
    until = time.monotonic() + 30
    while len(world.bot.statuses) == ends:
        if time.monotonic() > until:
            raise TimeoutError(f"the bot runs on: {world.bot.last_words(5)}")
        await asyncio.sleep(0.05)
    said = world.bot.log()[before:]
    await world.bot.rest()
    if words not in said or "Traceback" in said or not world.bot.statuses[-1]:
        raise TimeoutError(f"the bot ended with {world.bot.statuses[-1]} and said: {said}")
