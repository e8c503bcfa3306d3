"""Stores on SQLite and on PostgreSQL, and a simulated DataWorks."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.store import Store
from tests.operations.harness import Recorder, Remote, simulated
from tests.operations.postgres import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a fresh store, on each database."""
    if request.param == "postgres":
        running: Server = request.getfixturevalue("postgres")
        return running.database(f"test_{uuid.uuid4().hex[:12]}")
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
