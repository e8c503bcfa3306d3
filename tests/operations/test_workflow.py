"""From Confirm to the last word, against the simulated DataWorks."""

from bot.operations.model import State
from bot.operations.store import Store
from tests.operations.harness import Recorder, Remote, confirmed, engine_on


async def test_an_operation_ends_and_tells(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store, instances=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.state, end.promised, end.created, end.succeeded) == (State.DONE, 3, 3, 3)
    assert narrator.replies() == ["sent", "created", "ended"]
    assert remote.orders == [operation.name]
    assert narrator.roots()[-1].state is State.DONE
