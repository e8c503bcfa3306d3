"""A real process is killed while it carries out an act. After the next start the act ends, and was done once."""

import asyncio
import random
import signal
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from bot.operations.acts import Act, CallOutcome, Verb, Wish
from bot.operations.model import Operation, State
from bot.operations.store import Store
from tests.operations.harness import Recorder, Remote, confirmed, engine_on, simulated, until
from tests.operations.test_crashes import carrier, told

DAY = date(2026, 11, 20)


async def failed(store: Store, remote: Remote) -> Operation:
    """An operation that ended with a failure."""
    remote.service.engine.outcomes.fail(1001, DAY, 1, "partition")
    operation = await confirmed(store)
    narrator = Recorder()
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        await until(partial(store.has_event, operation.id, "told:ended"))
    return operation


async def asked(store: Store, operation: Operation, verb: Verb) -> Act:
    """An act that was claimed by a process which died before it began."""
    act, new = await store.ask(operation.id, verb, "press", "UOSKAR", Wish())
    assert new
    return act


@pytest.mark.slow
@pytest.mark.long
async def test_killed_between_the_call_and_its_answer(store: Store, database_url: str, tmp_path: Path) -> None:
    report = tmp_path / "report"
    async with simulated() as remote:
        operation = await failed(store, remote)
        act = await asked(store, operation, Verb.RERUN)
        remote.service.faults.switch("hang", {"action": "RerunTaskInstances", "taken": True, "remaining": 1})
        async with carrier(database_url, remote.address, report) as process:
            await until(lambda: posted(remote, "RerunTaskInstances"))
            process.kill()
            assert await process.wait() == -signal.SIGKILL
        async with carrier(database_url, remote.address, report):
            await until(partial(store.has_event, operation.id, "told:ended:1"))
        assert remote.posts("RerunTaskInstances") == 1
    (call,) = await store.calls(act.id)
    assert call.outcome is CallOutcome.UNKNOWN
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is State.DONE
    assert told(report) == ["acted rerun", "ended"]


@pytest.mark.slow
@pytest.mark.long
async def test_killed_between_sending_again_and_the_answer(store: Store, database_url: str, tmp_path: Path) -> None:
    report = tmp_path / "report"
    async with simulated() as remote:
        remote.service.faults.switch("lost_answer_not_taken", 1)
        operation, narrator = await confirmed(store), Recorder()
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("ended")
            await until(partial(store.has_event, operation.id, "told:ended"))
        await asked(store, operation, Verb.SEND_AGAIN)
        remote.service.faults.switch("hang", {"action": "CreateWorkflowInstances", "taken": True, "remaining": 1})
        async with carrier(database_url, remote.address, report) as process:
            await until(lambda: posted(remote, "CreateWorkflowInstances", 2))
            process.kill()
            await process.wait()
        async with carrier(database_url, remote.address, report):
            await until(partial(store.has_event, operation.id, "told:ended:1"))
        assert remote.posts() == 2
        assert remote.orders == [operation.name]
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is State.DONE


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_killed_at_any_moment(store: Store, database_url: str, tmp_path: Path, seed: int) -> None:
    moments = random.Random(seed)  # noqa: S311
    report = tmp_path / "report"
    async with simulated(speed=300) as remote:
        operations = [await failed(store, remote)]
        acts = [await asked(store, operation, Verb.RERUN) for operation in operations]
        for _ in range(5):
            async with carrier(database_url, remote.address, report) as process:
                await asyncio.wait({asyncio.create_task(process.wait())}, timeout=moments.uniform(0.01, 0.4))
                process.kill()
        async with carrier(database_url, remote.address, report):
            for act in acts:
                await until(partial(ended, store, act))
                await until(partial(store.has_event, act.operation_id, f"told:acted:{act.id}"))
            for operation in operations:
                await until(partial(settled, store, operation))
        assert remote.posts("RerunTaskInstances") <= 1
    found = [await store.get(operation.id) for operation in operations]
    done = State.DONE if remote.posts("RerunTaskInstances") else State.DONE_WITH_FAILURES
    assert [item and item.state for item in found] == [done]


STEPS = ("settle", "call", "more", "finish", "tell")
PLACES = [f"{place} {step}" for step in STEPS for place in ("before", "inside", "after")]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
async def test_a_rerun_is_killed_at_each_step(store: Store, database_url: str, tmp_path: Path, place: str) -> None:
    report = tmp_path / "report"
    async with simulated() as remote:
        operation = await failed(store, remote)
        act = await asked(store, operation, Verb.RERUN)
        assert await died(place, database_url, remote.address, report) == -signal.SIGKILL
        async with carrier(database_url, remote.address, report):
            await until(partial(store.has_event, operation.id, "told:ended:1"))
            await until(partial(store.has_event, operation.id, f"told:acted:{act.id}"))
        assert remote.posts("RerunTaskInstances") == 1
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.reopened, found.round) == (State.DONE, 1, 1)
    assert told(report).count("ended") == 1
    assert told(report).count("acted rerun") in ((1, 2) if place.startswith("inside") else (1,))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
async def test_a_stop_is_killed_at_each_step(store: Store, database_url: str, tmp_path: Path, place: str) -> None:
    report = tmp_path / "report"
    async with simulated(speed=60) as remote:
        operation, narrator = await confirmed(store, days=6), Recorder()
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
        remote.service.clock.speed = 5
        await asked(store, operation, Verb.STOP)
        assert await died(place, database_url, remote.address, report) == -signal.SIGKILL
        async with carrier(database_url, remote.address, report):
            await until(partial(store.has_event, operation.id, "told:ended"))
        assert remote.posts("StopWorkflowInstances") == 1
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.round) == (State.STOPPED, 1)
    assert told(report).count("ended") == 1
    assert told(report).count("asked stop") == 1


async def test_an_act_that_was_claimed_and_not_begun_is_begun_by_the_next_start(
    store: Store, narrator: Recorder
) -> None:
    async with simulated() as remote:
        operation = await failed(store, remote)
        await asked(store, operation, Verb.RERUN)
        async with engine_on(store, narrator, remote.address):
            await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
        assert remote.posts("RerunTaskInstances") == 1


async def died(place: str, database_url: str, address: str, report: Path) -> int:
    """Run a process that kills itself at this place; how it ended."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.operations.dying", place, database_url, address, str(report))
    )
    try:
        return await asyncio.wait_for(process.wait(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def posted(remote: Remote, action: str, times: int = 1) -> bool:
    return remote.posts(action) >= times


async def ended(store: Store, act: Act) -> bool:
    found = await store.act(act.id)
    return found is not None and found.ended_at is not None


async def settled(store: Store, operation: Operation) -> bool:
    found = await store.get(operation.id)
    return found is not None and found.ended_at is not None and bool(found.reopened)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_stop_is_killed_at_any_moment(store: Store, database_url: str, tmp_path: Path, seed: int) -> None:
    moments = random.Random(seed)  # noqa: S311
    report = tmp_path / "report"
    async with simulated(speed=60) as remote:
        operation, narrator = await confirmed(store, days=6), Recorder()
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
        remote.service.clock.speed = 2
        act = await asked(store, operation, Verb.STOP)
        for _ in range(4):
            async with carrier(database_url, remote.address, report) as process:
                await asyncio.wait({asyncio.create_task(process.wait())}, timeout=moments.uniform(0.01, 0.4))
                process.kill()
        async with carrier(database_url, remote.address, report):
            await until(partial(ended, store, act))
            remote.service.clock.speed = 300
            await until(partial(store.has_event, operation.id, "told:ended"))
        posts = remote.posts("StopWorkflowInstances")
    found = await store.get(operation.id)
    assert found is not None
    assert posts <= 1
    # Killed after the claim and before the call: nobody knows, so it is not sent again, and goes on after a while.
    assert found.state is State.STOPPED or not posts
    assert told(report).count("ended") == 1
