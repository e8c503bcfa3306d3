"""Thirty operations under one budget: each has its turn, they share lists, and people's calls are left alone."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.operations.model import State
from bot.operations.pace import reserve_of
from bot.operations.store import Store
from tests.operations.harness import FAST, Recorder, confirmed, engine_on, of, simulated, until

MANY = 30
LISTS = ("ListTaskInstances", "ListWorkflowInstances")


async def test_thirty_operations_share_lists_and_keep_within_their_ration(store: Store, narrator: Recorder) -> None:
    settings = replace(FAST, calls_a_second=30)
    async with simulated(speed=60) as remote:
        operations = [await confirmed(store, f"words {number}", instances=3) for number in range(MANY)]
        began = time.monotonic()
        async with engine_on(store, narrator, remote.address, settings) as engine:
            await asyncio.gather(*(engine.run(operation.id) for operation in operations))
            ends = [await narrator.heard("ended", of(operation)) for operation in operations]
        took, lists = time.monotonic() - began, sum(map(remote.posts, LISTS))
    assert {(end.state, end.succeeded) for end in ends} == {(State.DONE, 3)}
    # The first looks come at once; after them the ration is kept.
    assert lists < MANY + 30 * took
    # Each alone would map its three dates and look at one of them again and again.
    assert remote.posts("ListWorkflowInstances") < MANY


async def test_the_reserve_of_the_day_is_left_to_people_and_the_root_says_so(store: Store, narrator: Recorder) -> None:
    settings = replace(FAST, first_seconds=0.5, max_seconds=2, calls_a_second=1000, calls_a_day=400)
    known = {"left": 1_000_000}

    async def left(_alias: str) -> int:
        return known["left"]

    async with simulated(speed=0.3) as slow:
        operations = [await confirmed(store, f"words {number}", days=2) for number in range(MANY)]
        async with engine_on(store, narrator, slow.address, settings, left) as engine:
            await asyncio.gather(*(engine.run(operation.id) for operation in operations))
            for operation in operations:
                await narrator.heard("created", of(operation))
            slow.service.clock.speed = 0.001
            known["left"] = reserve_of(400)
            for operation in operations:
                await until(lambda found=operation.id: _is_far(store, found))  # type: ignore[misc]
            followed = sum(map(slow.posts, LISTS))
            # A person's look goes through all the same, and nothing else does.
            runs, _ = await engine.look(operations[0])
            assert len(runs) == 2
            assert sum(map(slow.posts, LISTS)) == followed + 2


async def _is_far(store: Store, operation_id: str) -> bool:
    """Whether the next look is on the next day."""
    seen = await store.progress_of(operation_id)
    soon = datetime.now(UTC) + timedelta(seconds=120)
    return seen is not None and seen.next_look is not None and seen.next_look > soon
