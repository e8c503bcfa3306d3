"""Calls that are counted while the store takes no writes: none is missing, and none is lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.dataworks import Call
from bot.operations.calls import CallCounter
from bot.operations.store import Store
from bot.settings import Project
from tests.operations.harness import until

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PROJECT = Project(alias="ec_dw", id=10001, region="cn-shanghai")
CALL = Call("ListTasks", "ok", 0.1)


@pytest.fixture
def file(migrated_files: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "backfill.sqlite"
    copied.write_bytes((migrated_files / "backfill.sqlite").read_bytes())
    return copied


@pytest.fixture
async def impatient(file: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """A store that waits for other writers for a moment only."""
    monkeypatch.setattr("bot.operations.store.BRIEFLY", 0.2)
    store = await Store.join(f"sqlite:///{file}")
    yield store
    await store.close()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process writes."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def test_calls_that_could_not_be_written_are_in_the_sum_and_written_later(
    file: Path, impatient: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.operations.calls.AGAIN_SECONDS", 0.3)
    calls = CallCounter(impatient, lambda: NOW)
    count = calls.of(PROJECT)
    seen: set[int] = set()

    async def failed() -> bool:
        seen.add(await calls.of_today(PROJECT))
        return "3 calls of ec_dw could not be counted" in caplog.text

    with locked(file):
        for _ in range(3):
            count(CALL)
        await until(failed)
        assert seen | {await calls.of_today(PROJECT)} == {3}, "before, while and after they were written in vain"
        assert await impatient.calls_of_region("cn-shanghai", NOW.date()) == 0

    async def written() -> bool:
        return await impatient.calls_of_region("cn-shanghai", NOW.date()) == 3

    await until(written)
    count(CALL)
    await calls.drain()
    assert await calls.of_today(PROJECT) == 4
    assert await impatient.calls_of_region("cn-shanghai", NOW.date()) == 4


async def test_the_end_does_not_wait_for_a_store_that_takes_nothing(file: Path, impatient: Store) -> None:
    calls = CallCounter(impatient, lambda: NOW)
    with locked(file):
        calls.of(PROJECT)(CALL)
        async with asyncio.timeout(5):
            await calls.drain()
    assert await calls.of_today(PROJECT) == 1
    assert await impatient.calls_of_region("cn-shanghai", NOW.date()) == 0


async def test_the_end_tries_at_once_what_failed_before(
    file: Path, impatient: Store, caplog: pytest.LogCaptureFixture
) -> None:
    calls = CallCounter(impatient, lambda: NOW)

    async def failed() -> bool:
        return "1 calls of ec_dw could not be counted" in caplog.text

    with locked(file):
        calls.of(PROJECT)(CALL)
        await until(failed)
    async with asyncio.timeout(5):
        await calls.drain()
    assert await impatient.calls_of_region("cn-shanghai", NOW.date()) == 1
