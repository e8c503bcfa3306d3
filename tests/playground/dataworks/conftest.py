"""A simulated DataWorks on loopback, whose time moves only when a test moves it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest_asyncio
from aiohttp import web

from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.server import make_app
from tests.playground.dataworks.harness import Client, Watch


@pytest_asyncio.fixture
async def watch() -> Watch:
    return Watch()


@pytest_asyncio.fixture
async def address(watch: Watch) -> AsyncIterator[str]:
    """A server whose time stands still unless a test moves it."""
    runner = web.AppRunner(make_app(clock=Clock(20, watch)), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest_asyncio.fixture
async def dataworks(address: str, watch: Watch) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield Client(session, address, watch)
