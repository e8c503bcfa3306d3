"""Stores on SQLite and on PostgreSQL, and a simulated DataWorks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.store import Store
from tests.operations.harness import Recorder, Remote, simulated


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/backfill.sqlite"


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def narrator() -> Recorder:
    return Recorder()


@pytest_asyncio.fixture
async def remote() -> AsyncIterator[Remote]:
    async with simulated() as served:
        yield served
