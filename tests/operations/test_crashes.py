"""A real process is killed in the middle. After the next start each operation ends, and was created once."""

import asyncio
import json
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from bot.operations.model import Outcome, State
from bot.operations.store import Store
from tests.operations.harness import Recorder, Remote, confirmed, engine_on, simulated, until

Process = asyncio.subprocess.Process


@asynccontextmanager
async def carrier(database_url: str, address: str, report: Path) -> AsyncIterator[Process]:
    """A running child process; killed at the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.operations.child", database_url, address, str(report)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 30) == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def told(report: Path) -> list[str]:
    """What was told so far, without edits of the root and the file after the end."""
    lines = report.read_text().splitlines() if report.exists() else []
    return [line["kind"] for line in map(json.loads, lines) if line["kind"] not in ("root", "report")]


@pytest.mark.slow
async def test_killed_between_the_post_and_its_answer(store: Store, database_url: str, tmp_path: Path) -> None:
    report = tmp_path / "report"
    async with simulated() as remote:
        remote.service.faults.switch("hang", {"action": "CreateWorkflowInstances", "taken": True, "remaining": 1})
        operation = await confirmed(store, instances=3)
        async with carrier(database_url, remote.address, report) as process:
            await until(lambda: taken(remote))
            process.kill()
            assert await process.wait() == -signal.SIGKILL
        async with carrier(database_url, remote.address, report):
            await until(lambda: has_ended(store, operation.id))
            await until(lambda: store.has_event(operation.id, "told:ended"))
        assert remote.posts() == 1
        assert remote.orders == [operation.name]
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is State.DONE
    (submission,) = await store.submissions(operation.id)
    assert submission.outcome is Outcome.ADOPTED
    assert told(report) == ["unknown", "sent", "created", "ended"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_at_any_moment(store: Store, database_url: str, tmp_path: Path, seed: int) -> None:
    moments = random.Random(seed)  # noqa: S311
    report = tmp_path / "report"
    async with simulated(speed=200) as remote:
        operations = [await confirmed(store, f"words {number}") for number in range(3)]
        for _ in range(4):
            async with carrier(database_url, remote.address, report) as process:
                await asyncio.wait({asyncio.create_task(process.wait())}, timeout=moments.uniform(0.05, 0.9))
                process.kill()
        async with carrier(database_url, remote.address, report):
            for operation in operations:
                await until(partial(store.has_event, operation.id, "told:ended"))
        assert remote.posts() == len(remote.orders) == len(set(remote.orders))
    for operation in operations:
        found = await store.get(operation.id)
        assert found is not None
        # Killed after the claim and before the POST: nothing says that it was not sent, so it is looked for, not sent.
        assert found.state is (State.DONE if operation.name in remote.orders else State.NEVER_FOUND)


@pytest.mark.slow
async def test_sigterm_leaves_the_rest_to_the_next_start(store: Store, database_url: str, tmp_path: Path) -> None:
    report = tmp_path / "report"
    async with simulated(speed=60) as remote:
        operation = await confirmed(store)
        async with carrier(database_url, remote.address, report) as process:
            await until(lambda: heard(report, "created"))
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 10) == 0
        assert not await has_ended(store, operation.id)
        seen = await store.progress_of(operation.id)
        assert seen is not None
        assert (seen.state, seen.created, seen.days) == (State.RUNNING, 3, 3)
        remote.service.clock.speed = 3000
        async with carrier(database_url, remote.address, report):
            await until(lambda: heard(report, "ended"))
        assert remote.posts() == 1
    assert told(report) == ["sent", "created", "ended"]


async def test_an_engine_that_starts_again_resumes(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=60) as remote:
        operation = await confirmed(store)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("created")
        remote.service.clock.speed = 3000
        async with engine_on(store, narrator, remote.address):
            end = await narrator.heard("ended")
        assert (end.state, end.succeeded) == (State.DONE, 3)
        assert remote.posts() == 1
    assert narrator.replies() == ["sent", "created", "ended"]


async def test_the_words_of_a_failure_outlive_the_process(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=60) as remote:
        remote.service.engine.outcomes.fail(1001, date(2026, 11, 20), 1, "partition")
        operation = await confirmed(store, parallelism=3)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            first = await narrator.heard("first_failure")
        assert not await has_ended(store, operation.id)
        kept = await store.progress_of(operation.id)
        assert kept is not None
        assert kept.failures == first.failures
        remote.service.faults.switch("error_500", {"action": "GetTaskInstanceLog"})
        remote.service.clock.speed = 3000
        async with engine_on(store, narrator, remote.address):
            end = await narrator.heard("ended")
    assert first.failures[0].words
    assert end.failures == first.failures
    assert await store.progress_of(operation.id) == end


async def has_ended(store: Store, operation_id: str) -> bool:
    return all(operation.id != operation_id for operation in await store.under_way())


async def taken(remote: Remote) -> bool:
    return bool(remote.orders)


async def heard(report: Path, kind: str) -> bool:
    return kind in told(report)
