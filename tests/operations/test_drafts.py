"""Drafts: made once, confirmed once, forgotten in time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.operations.model import Operation, State
from bot.operations.store import Store
from bot.request.form import Form
from tests.operations.harness import ASKER, confirmed, plan_for

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
FORM = Form(tasks=("1001",), phrase="last 3 days")
TEXT = "1001 last 3 days"


async def planned(store: Store, now: datetime = NOW) -> tuple[Operation, str]:
    operation, _ = await store.draft(ASKER, TEXT, FORM, now=now)
    plan = plan_for(operation)
    assert await store.save_plan(operation.id, FORM, plan, response_url="https://hooks.example/1")
    return operation, plan.digest


async def test_a_draft_comes_back_as_it_went_in(store: Store) -> None:
    operation, new = await store.draft(ASKER, TEXT, FORM, trigger_id="t1", now=NOW)
    plan = plan_for(operation)
    await store.save_plan(operation.id, FORM, plan, response_url="https://hooks.example/1", view_id="V1")
    found = await store.by_number(operation.number)
    assert new
    assert found == replace(
        operation, plan=plan, digest=plan.digest, response_url="https://hooks.example/1", view_id="V1"
    )
    assert (operation.asker, operation.form, operation.state) == (ASKER, FORM, State.DRAFTED)
    assert operation.expires_at - operation.created_at == timedelta(minutes=15)


async def test_the_same_words_within_two_minutes_give_the_first_draft(store: Store) -> None:
    first, _ = await store.draft(ASKER, TEXT, FORM, trigger_id="t1", now=NOW)
    again, new = await store.draft(ASKER, TEXT, FORM, trigger_id="t2", now=NOW + timedelta(seconds=119))
    assert (again.id, new) == (first.id, False)
    for asker, text, later in (
        (ASKER, TEXT, 121),
        (ASKER, "1002 today", 1),
        (replace(ASKER, channel_id="COTHER"), TEXT, 1),
        (replace(ASKER, user_id="UOTHER"), TEXT, 1),
    ):
        other, new = await store.draft(asker, text, FORM, now=NOW + timedelta(seconds=later))
        assert new
        assert other.id != first.id


async def test_a_redelivered_command_gives_the_first_draft_whatever_became_of_it(store: Store) -> None:
    first, _ = await store.draft(ASKER, TEXT, FORM, trigger_id="t1", now=NOW)
    await store.discard(first.id, ASKER.user_id)
    again, new = await store.draft(ASKER, TEXT, FORM, trigger_id="t1", now=NOW + timedelta(minutes=5))
    assert (again.id, again.state, new) == (first.id, State.DISCARDED, False)


async def test_twenty_commands_at_once_make_one_draft(store: Store) -> None:
    made = await asyncio.gather(*(store.draft(ASKER, TEXT, FORM, trigger_id=f"t{n}", now=NOW) for n in range(20)))
    assert sum(new for _, new in made) == 1
    assert len({operation.id for operation, _ in made}) == 1


async def test_confirm_is_claimed_once(store: Store) -> None:
    operation, digest = await planned(store)
    claims = await asyncio.gather(*(store.confirm(operation.id, ASKER.user_id, digest, NOW, "COPS") for _ in range(20)))
    assert sum(claims) == 1
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.confirmed_at, found.root_channel) == (State.CONFIRMED, NOW, "COPS")
    assert found.response_url is None


async def test_confirm_refuses_others_other_digests_and_the_late(store: Store) -> None:
    operation, digest = await planned(store)
    assert not await store.confirm(operation.id, "UOTHER", digest, NOW, "COPS")
    assert not await store.confirm(operation.id, ASKER.user_id, "f" * 64, NOW, "COPS")
    assert not await store.confirm(operation.id, ASKER.user_id, digest, NOW + timedelta(minutes=15), "COPS")
    assert await store.confirm(operation.id, ASKER.user_id, digest, NOW + timedelta(minutes=14), "COPS")


async def test_a_new_plan_of_a_confirmed_draft_is_not_kept(store: Store) -> None:
    operation, digest = await planned(store)
    await store.confirm(operation.id, ASKER.user_id, digest, NOW, "COPS")
    assert not await store.save_plan(operation.id, FORM, plan_for(operation, days=7))
    found = await store.get(operation.id)
    assert found is not None
    assert found.digest == digest


async def test_discard_is_for_the_asker_and_once(store: Store) -> None:
    operation, digest = await planned(store)
    assert not await store.discard(operation.id, "UOTHER")
    assert await store.discard(operation.id, ASKER.user_id)
    assert not await store.discard(operation.id, ASKER.user_id)
    assert not await store.confirm(operation.id, ASKER.user_id, digest, NOW, "COPS")


async def test_expired_drafts_are_given_once_with_their_response_url(store: Store) -> None:
    operation, _ = await planned(store)
    assert await store.drafts_of(ASKER.user_id, NOW) == (await store.get(operation.id),)
    assert await store.expire(NOW + timedelta(minutes=14)) == ()
    late = NOW + timedelta(minutes=16)
    given = [item for items in await asyncio.gather(*(store.expire(late) for _ in range(5))) for item in items]
    assert [(item.id, item.response_url) for item in given] == [(operation.id, "https://hooks.example/1")]
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.response_url, found.ended_at) == (State.DISCARDED, None, late)
    assert await store.drafts_of(ASKER.user_id, NOW) == ()


async def test_a_response_url_has_five_uses(store: Store) -> None:
    operation, _ = await planned(store)
    uses = await asyncio.gather(*(store.response_url_used(operation.id) for _ in range(8)))
    assert sum(uses) == 5
    await store.save_plan(operation.id, FORM, plan_for(operation), response_url="https://hooks.example/2")
    assert await store.response_url_used(operation.id)


async def test_numbers_rise_and_are_not_given_again(store: Store) -> None:
    first, second = await confirmed(store), await confirmed(store, "other words")
    assert second.number == first.number + 1
    assert (second.label, second.name) == (f"BF-{second.number}", f"BF-{second.number}-{second.id[-8:]}")
