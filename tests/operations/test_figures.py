"""What the store counts for /metrics."""

from datetime import UTC, datetime

from bot.metrics import Metrics
from bot.operations.figures import figures
from bot.operations.model import State
from bot.operations.store import Store
from tests.operations.harness import brought, confirmed

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def test_operations_and_calls_are_counted(store: Store) -> None:
    empty = await figures(store, NOW.date())
    assert (empty.operations, empty.calls, empty.untold, empty.oldest) == ({}, {}, 0, None)
    first, second = await confirmed(store, "a"), await confirmed(store, "b")
    await brought(store, second, State.REFUSED)
    await store.put(second.id, "ended", "ended")
    await store.put(first.id, "sent", "sent")
    letter = (await store.letters())[0]
    await store.not_told(letter, "token_revoked", 60, certain=True)
    await store.count_call("ec_dw", "cn-shanghai", NOW.date(), 3)
    await store.count_call("ec_dw", "cn-shanghai", NOW.date())
    found = await figures(store, NOW.date())
    assert found.operations == {State.CONFIRMED: 1, State.REFUSED: 1}
    assert found.calls == {("ec_dw", "cn-shanghai"): 4}
    assert found.untold == 1
    assert found.oldest == first.confirmed_at
    await store.told(letter, ("COPS", "17.1"))
    assert (await figures(store, NOW.date())).untold == 0


async def test_they_are_among_the_metrics(store: Store) -> None:
    await confirmed(store)
    await store.count_call("ec_dw", "cn-shanghai", NOW.date(), 7)
    metrics = Metrics()
    text = (await metrics.render_with(store, NOW)).decode()
    assert 'backfill_bot_operations{state="confirmed"} 1.0' in text
    assert 'backfill_bot_dataworks_calls_today{project="ec_dw",region="cn-shanghai"} 7.0' in text
    assert "backfill_bot_database_up 1.0" in text
