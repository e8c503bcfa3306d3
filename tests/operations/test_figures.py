"""What the store counts for /metrics."""

import logging
from datetime import UTC, datetime, timedelta

from bot.metrics import Metrics
from bot.operations.figures import figures
from bot.operations.model import State
from bot.operations.store import Store
from bot.operations.watch import before_looking
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
    waiting = [item.made_at for item in await store.letters()]
    assert found.oldest_letter == min(waiting)
    (untold,) = await store.untold_operations()
    assert (untold.label, untold.trouble) == (second.label, "token_revoked")
    assert untold.since == letter.made_at
    await store.told(letter, ("COPS", "17.1"))
    assert (await figures(store, NOW.date())).untold == 0


async def test_they_are_among_the_metrics(store: Store) -> None:
    await confirmed(store)
    await store.count_call("ec_dw", "cn-shanghai", NOW.date(), 7)
    metrics = Metrics()
    await store.put((await store.recent(1))[0].id, "sent", "sent", now=NOW - timedelta(minutes=5))
    with metrics.counting_errors():
        logging.getLogger("bot.slack.services").error("a turn failed")
    text = (await metrics.render_with(store, NOW, followed=2, calls_per_day=100)).decode()
    assert "backfill_bot_outbox_oldest_seconds 300.0" in text
    assert "backfill_bot_followed_operations 2.0" in text
    assert 'backfill_bot_errors_total{logger="bot.slack.services"} 1.0' in text
    assert 'backfill_bot_dataworks_calls_left_today{region="cn-shanghai"} 93.0' in text
    assert 'backfill_bot_operations{state="confirmed"} 1.0' in text
    assert 'backfill_bot_dataworks_calls_today{project="ec_dw",region="cn-shanghai"} 7.0' in text
    assert "backfill_bot_database_up 1.0" in text


async def test_an_edit_that_waits_for_its_turn_is_not_late(store: Store) -> None:
    operation = await confirmed(store)
    progress = before_looking(operation)
    await store.show(operation.id, progress, now=NOW)
    (letter,) = await store.letters()
    await store.told(letter, ("COPS", "17.1"), now=NOW)
    assert (await figures(store, NOW.date())).oldest_letter is None
    await store.show(operation.id, progress, apart=10, now=NOW + timedelta(hours=1))
    assert (await figures(store, NOW.date())).oldest_letter == NOW + timedelta(seconds=10)
