"""Several processes on one PostgreSQL: what a dead or frozen one leaves is carried on, and nothing happens twice."""

import asyncio
import signal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from bot.operations.database import OPEN_SECONDS, DatabaseError
from bot.operations.model import State
from bot.operations.store import Store
from bot.operations.tables import operations
from tests.operations.harness import Recorder, confirmed, engine_on, simulated, until
from tests.operations.test_crashes import carrier, heard, told

ON_POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_POSTGRES
async def test_a_lease_has_one_holder(store: Store) -> None:
    assert await store.take_lease("watch", "a", 60)
    assert await store.take_lease("watch", "a", 0)
    assert await store.take_lease("watch", "b", 60)
    assert not await store.take_lease("watch", "a", 60)
    assert await store.take_lease("other", "a", 60)


@ON_POSTGRES
async def test_who_spoke_lives_until_it_says_goodbye(store: Store) -> None:
    await store.seen("a")
    await store.seen("b")
    await store.seen("a")
    assert await store.living() == {"a", "b"}
    await store.gone("a")
    assert await store.living() == {"b"}


@ON_POSTGRES
@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM], ids=["killed", "frozen", "stopped"])
async def test_another_replica_carries_on(store: Store, database_url: str, tmp_path: Path, end: signal.Signals) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    async with simulated(speed=60) as remote:
        operations = [await confirmed(store, f"words {number}") for number in range(3)]
        async with carrier(database_url, remote.address, first) as dying:
            await until(partial(heard_times, first, "created", 3))
            async with carrier(database_url, remote.address, second):
                dying.send_signal(end)
                remote.service.clock.speed = 3000
                for operation in operations:
                    await until(partial(store.has_event, operation.id, "told:ended"))
                if end is signal.SIGSTOP:
                    dying.send_signal(signal.SIGCONT)
                    dying.terminate()
                    await asyncio.wait_for(dying.wait(), 15)
        assert remote.posts() == len(set(remote.orders)) == 3
    assert sorted(told(first) + told(second)) == ["created"] * 3 + ["ended"] * 3 + ["sent"] * 3


@ON_POSTGRES
@pytest.mark.slow
async def test_two_replicas_start_each_operation_once(store: Store, database_url: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    async with simulated(speed=3000) as remote:
        operations = [await confirmed(store, f"words {number}") for number in range(6)]
        async with carrier(database_url, remote.address, first), carrier(database_url, remote.address, second):
            for operation in operations:
                await until(partial(store.has_event, operation.id, "told:ended"))
        assert remote.posts() == len(set(remote.orders)) == 6
    assert (told(first) + told(second)).count("ended") == 6


@ON_POSTGRES
@pytest.mark.slow
async def test_who_is_frozen_within_a_transaction_holds_nobody_up(store: Store) -> None:
    """As the operation's row was held by a replica that was stopped between two statements."""
    operation = await confirmed(store)
    engine = store.database.durable_engine()
    row = update(operations).where(operations.c.id == operation.id)
    with engine.connect() as frozen:
        frozen.execute(row.values(text="held"))
        assert await asyncio.wait_for(store.set_state(operation.id, State.SENDING), OPEN_SECONDS + 15)
        with pytest.raises(DBAPIError):
            frozen.execute(row.values(text="woken"))
    engine.dispose()
    (kept,) = await store.read(select(operations.c.text, func.current_setting("idle_in_transaction_session_timeout")))
    assert list(kept.values()) == [operation.text, f"{OPEN_SECONDS}s"]


@ON_SQLITE
async def test_a_file_has_one_engine(store: Store, narrator: Recorder) -> None:
    async with engine_on(store, narrator, None):
        with pytest.raises(DatabaseError, match="Another bot runs on") as refused:
            async with engine_on(store, narrator, None):
                pass
    assert "PostgreSQL" in str(refused.value.next_step)
    async with engine_on(store, narrator, None):
        pass


async def heard_times(report: Path, kind: str, times: int) -> bool:
    return await heard(report, kind) and told(report).count(kind) == times
