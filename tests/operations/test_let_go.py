"""Workflows that the engine let go, as when its records were away for a while: the sweep takes them up again."""

import asyncio

from bot.operations.model import State
from bot.operations.store import Store
from tests.operations.harness import Recorder, Remote, confirmed, engine_on, simulated


async def test_what_was_let_go_is_taken_up_and_sent_once(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=60) as remote:
        operation = await confirmed(store)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
            await let_go(engine)
            await engine.sweep()
            remote.service.clock.speed = 3000
            await asyncio.sleep(0.3)
            assert not [kind for kind in narrator.replies() if kind == "ended"]
            await engine.sweep()
            end = await narrator.heard("ended")
        assert remote.posts() == 1
    assert end.state is State.DONE


async def test_what_is_carried_is_left_alone(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        for _ in range(4):
            assert await engine.sweep() == 0
        await narrator.heard("ended")
    assert remote.posts() == 1
    assert narrator.replies() == ["sent", "created", "ended"]


async def let_go(engine: object) -> None:
    """What is left when DBOS cannot write what became of a workflow: it stands there as pending, and nobody has it."""
    tasks = [task for task in engine._running if not task.done()]  # type: ignore[attr-defined]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
