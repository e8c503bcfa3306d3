"""What is over for long goes away with everything that belongs to it, and nothing else does."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.operations.model import State
from bot.operations.retention import prune
from bot.operations.store import Store
from bot.request.form import Form
from bot.request.load import Lately
from tests.operations.harness import ASKER, Recorder, Remote, confirmed, engine_on, of, way_to

KEEP = timedelta(days=180)


async def test_what_is_over_for_long_goes_away(store: Store) -> None:
    forgotten: list[str] = []

    async def forget(ids: Sequence[str]) -> None:
        forgotten.extend(ids)

    old, young, running = [await confirmed(store, words) for words in ("a", "b", "c")]
    await store.record_posting(f"{old.id}:root", "C1", "1.1")
    await store.record_posting(f"{young.id}:root", "C1", "2.1")
    now = datetime.now(UTC)
    for operation, days in ((old, 181), (young, 179)):
        for state in way_to(State.DONE):
            await store.set_state(operation.id, state, now=now - timedelta(days=days))
    draft, _ = await store.draft(ASKER, "never mind", Form(tasks=("1",)))
    await store.discard(draft.id, ASKER.user_id, now - timedelta(days=3))
    assert await prune(store, forget, now, KEEP) == 2
    assert sorted(forgotten) == sorted([old.id, draft.id])
    assert await store.get(old.id) is None
    assert await store.events(old.id) == ()
    assert await store.posted(f"{old.id}:root") is None
    assert await store.posted(f"{young.id}:root") == ("C1", "2.1")
    assert {item.id for item in await store.recent()} == {young.id, running.id}
    assert await prune(store, forget, now, KEEP) == 0


async def test_what_was_read_of_runs_goes_when_no_plan_looks_at_it(store: Store) -> None:
    async def forget(_ids: Sequence[str]) -> None:
        pass

    now, scope = datetime.now(UTC), ("https://dataworks.example", "Prod")
    old, young = Lately(now - timedelta(hours=49), (60.0,)), Lately(now - timedelta(hours=47), (60.0,))
    await store.keep_runs(scope, now.date(), {1: old, 2: young})
    assert await prune(store, forget, now, KEEP) == 0
    assert await store.runs(scope, now.date(), [1, 2]) == {2: young}


async def test_the_records_of_its_workflows_go_too(store: Store, narrator: Recorder, remote: Remote) -> None:
    from dbos import DBOS

    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended", of(operation))
        known = await DBOS.list_workflows_async(workflow_id_prefix=operation.id)
        assert known
        later = datetime.now(UTC) + timedelta(days=200)
        assert await prune(store, engine.forget, later, KEEP) == 1
        assert await DBOS.list_workflows_async(workflow_id_prefix=operation.id) == []
    number = (await confirmed(store, "next")).number
    assert number > operation.number
