"""Stores on SQLite and on PostgreSQL, and a simulated DataWorks.

Migrating takes longer than most tests: each test gets a copy of a database that was migrated once. Those that are about
migrating ask for `fresh_url`.
"""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.store import Store
from tests.operations.harness import Recorder, Remote, engine_on, simulated
from tests.operations.postgres import Server, server

TEMPLATE = "template_backfill"
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with SQLite files as the first start leaves them."""
    folder = tmp_path_factory.mktemp("migrated")
    asyncio.run(_start_once(f"sqlite:///{folder}/backfill.sqlite"))
    return folder


@pytest.fixture(scope="session")
def migrated_server(postgres: Server) -> Server:
    """A server with a database to copy, as the first start leaves it."""
    asyncio.run(_start_once(postgres.database(TEMPLATE)))
    return postgres


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A store without operations, on each database."""
    if request.param == "postgres":
        yield from _database(request.getfixturevalue("migrated_server"), TEMPLATE)
    else:
        migrated: Path = request.getfixturevalue("migrated_files")
        shutil.copytree(migrated, tmp_path / "data")
        yield f"sqlite:///{tmp_path}/data/backfill.sqlite"


@pytest.fixture(params=DATABASES)
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place for a store, with nothing in it, on each database."""
    if request.param == "postgres":
        yield from _database(request.getfixturevalue("postgres"))
    else:
        yield f"sqlite:///{tmp_path}/data/backfill.sqlite"


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


async def _start_once(database_url: str) -> None:
    store = await Store.open(database_url)
    async with engine_on(store, Recorder(), None):
        pass
    await store.close()


def _database(running: Server, template: str | None = None) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield running.database(name, template)
    running.drop(name)
