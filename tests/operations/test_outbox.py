"""The outbox: each message once, in order, whoever dies on the way."""

import asyncio
import json
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.operations.model import State
from bot.operations.narrator import Place, RootGone, Telling
from bot.operations.outbox import LEASE, ROOT, Letter
from bot.operations.postman import Postman, next_letters
from bot.operations.progress import Progress
from bot.operations.rush import Rush
from bot.operations.store import Store
from bot.operations.watch import Stopping
from tests.operations.harness import FAST, Recorder, confirmed, simulated, until
from tests.operations.test_crashes import carrier
from tests.operations.test_replicas import ON_POSTGRES

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def seen(state: State = State.RUNNING, at: int = 0) -> Progress:
    return Progress(state=state, as_of=NOW + timedelta(seconds=at))


async def only(store: Store) -> Letter:
    (letter,) = await store.letters()
    return letter


async def test_a_reply_is_put_in_once(store: Store) -> None:
    operation = await confirmed(store)
    assert await store.put(operation.id, "ended", "ended", progress=seen())
    assert not await store.put(operation.id, "ended", "ended", progress=seen())
    assert await store.is_put(operation.id, "ended")
    letter = await only(store)
    await store.told(letter, ("COPS", "17.2"))
    assert await store.letters() == ()
    assert not await store.put(operation.id, "ended", "ended", progress=seen())
    assert await store.has_event(operation.id, "told:ended")
    assert await store.posted(f"{operation.id}:ended") == ("COPS", "17.2")


async def test_a_try_without_an_outcome_leaves_doubt(store: Store) -> None:
    operation = await confirmed(store)
    await store.put(operation.id, "sent", "sent", progress=seen())
    first = await store.begin((await only(store)).id, None)
    assert first is not None
    assert not first.in_doubt
    second = await store.begin(first.id, None)
    assert second is not None
    assert second.in_doubt
    await store.not_told(second, "ratelimited", 60, certain=True)
    assert (await only(store)).in_doubt
    assert (await only(store)).wait(datetime.now(UTC)) > 59


async def test_certainly_not_posted_is_no_doubt(store: Store) -> None:
    operation = await confirmed(store)
    await store.put(operation.id, "sent", "sent", progress=seen())
    begun = await store.begin((await only(store)).id, None)
    assert begun is not None
    await store.not_told(begun, "token_revoked", 60, certain=True)
    assert not (await only(store)).in_doubt
    assert await store.untold() == 1
    await store.retry_now()
    assert (await only(store)).wait(datetime.now(UTC)) == 0
    assert await store.untold() == 1


async def test_a_newer_edit_that_came_meanwhile_is_still_to_be_made(store: Store) -> None:
    operation = await confirmed(store)
    await store.show(operation.id, seen(State.CONFIRMED))
    begun = await store.begin((await only(store)).id, None)
    assert begun is not None
    await store.show(operation.id, seen(State.DONE, 2))
    assert not await store.show(operation.id, seen(State.RUNNING, 1))
    await store.told(begun, ("COPS", "17.1"))
    again = await store.begin((await only(store)).id, None)
    assert again is not None
    assert again.progress == seen(State.DONE, 2)
    assert again.rooted
    await store.told(again, ("COPS", "17.1"))
    assert await store.letters() == ()


async def test_an_edit_that_came_while_another_was_on_its_way_keeps_its_distance(store: Store) -> None:
    operation = await confirmed(store)
    await store.show(operation.id, seen(State.CONFIRMED))
    begun = await store.begin((await only(store)).id, None)
    assert begun is not None
    await store.show(operation.id, seen(at=1), apart=10)
    await store.told(begun, ("COPS", "17.1"), apart=10)
    assert (await only(store)).wait(datetime.now(UTC)) > 9


async def test_the_last_edit_does_not_wait_for_one_on_its_way(store: Store) -> None:
    operation = await confirmed(store)
    await store.show(operation.id, seen(State.CONFIRMED))
    begun = await store.begin((await only(store)).id, None)
    assert begun is not None
    await store.show(operation.id, seen(State.DONE, 1), last=True)
    await store.show(operation.id, seen(State.DONE, 2), apart=10)
    await store.told(begun, ("COPS", "17.1"), apart=10)
    assert (await only(store)).wait(datetime.now(UTC)) == 0


async def test_a_root_that_is_gone_has_a_key_of_its_own_when_it_is_posted_anew(store: Store) -> None:
    operation = await confirmed(store)
    await store.show(operation.id, seen())
    root = await only(store)
    await store.told(root, ("COPS", "17.1"))
    await store.put(operation.id, "sent", "sent", progress=seen())
    await store.root_gone(await only(store), seen())
    first, second = await store.letters()
    assert (first.kind, first.rooted, first.full_key) == (ROOT, False, f"{operation.id}:root:1")
    assert second.kind == "sent"


@ON_POSTGRES
async def test_only_who_holds_the_lease_tells(store: Store) -> None:
    operation = await confirmed(store)
    await store.put(operation.id, "sent", "sent", progress=seen())
    letter = await only(store)
    assert await store.begin(letter.id, "a") is None
    assert await store.take_lease(LEASE, "a", 60)
    assert await store.begin(letter.id, "b") is None
    assert await store.begin(letter.id, "a") is not None
    await store.drop_lease(LEASE, "a")
    assert await store.take_lease(LEASE, "b", 60)
    # Frozen meanwhile, and woken: it tells nothing any more.
    assert await store.begin(letter.id, "a") is None
    begun = await store.begin(letter.id, "b")
    assert begun is not None
    assert begun.in_doubt


@ON_POSTGRES
async def test_two_processes_tell_each_message_once(store: Store, narrator: Recorder) -> None:
    operations = [await confirmed(store, f"words {number}") for number in range(5)]
    postmen = [Postman(store, narrator, FAST, Stopping(), name, Rush()) for name in ("a", "b")]
    for postman in postmen:
        postman.start()
    for operation in operations:
        await store.show(operation.id, seen())
        await store.put(operation.id, "sent", "sent", progress=seen())
        await store.put(operation.id, "ended", "ended", progress=seen(State.DONE), last=True)
    await until(partial(_empty, store))
    for postman in postmen:
        await postman.stop(2)
    for operation in operations:
        told = [kind for kind, its, _ in narrator.told if its.id == operation.id]
        assert told == ["root", "sent", "ended"]


async def test_a_narrator_that_loses_its_root_posts_it_anew_first(store: Store) -> None:
    operation = await confirmed(store)
    losing = Losing()
    postman = Postman(store, losing, FAST, Stopping(), None, Rush())
    await store.show(operation.id, seen())
    await store.put(operation.id, "sent", "sent", progress=seen())
    postman.start()
    await until(partial(_empty, store))
    await postman.stop(2)
    assert [kind for kind, _, _ in losing.told] == ["root", "root", "sent"]


class Losing(Recorder):
    """Its first root is deleted before the first reply."""

    async def tell(self, telling: Telling) -> Place | None:
        if telling.kind == "sent" and len(self.told) == 1:
            raise RootGone("message_not_found")
        return await super().tell(replace(telling))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["root", "sent", "created", "ended", "report"])
async def test_a_process_that_dies_between_a_post_and_its_record(
    store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    report = tmp_path / "report"
    async with simulated() as remote:
        operation = await confirmed(store, instances=3)
        monkeypatch.setenv("DIE_AFTER_TELLING", kind)
        async with carrier(database_url, remote.address, report) as process:
            assert await asyncio.wait_for(process.wait(), 30) == -signal.SIGKILL
        monkeypatch.delenv("DIE_AFTER_TELLING")
        async with carrier(database_url, remote.address, report):
            await until(partial(store.has_event, operation.id, "told:report"))
            await until(partial(_empty, store))
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    posts = [line["kind"] for line in lines if not line["edit"]]
    # Killed around the POST its outcome is unknown, and it is looked up.
    told = [post for post in posts if post != "unknown"]
    assert told in (["root", "sent", "created", "ended", "report"], ["root", "ended", "report"])
    assert len(posts) == len(set(posts))


async def _empty(store: Store) -> bool:
    return await store.letters() == ()


async def test_edits_take_turns_when_there_are_more_than_slack_takes(store: Store, narrator: Recorder) -> None:
    """The first operations do not use up what the later ones wait for."""
    operations = [await confirmed(store, f"words {number}") for number in range(3)]
    for operation in operations:
        await store.show(operation.id, seen())
    postman = Postman(store, narrator, FAST, Stopping(), None, Rush())
    postman.start()
    await until(partial(_empty, store))
    await postman.stop(2)
    for at in (1, 2, 3):
        for operation in operations[: 1 if at < 3 else 3]:
            await store.show(operation.id, seen(at=at))
    waiting = await store.letters()
    first = min(waiting, key=lambda letter: letter.due_at)
    assert first.operation_id == operations[0].id
    begun = await store.begin(first.id, None)
    assert begun is not None
    await store.told(begun, ("COPS", "17.1"))
    await store.show(operations[0].id, seen(at=4))
    order = [letter.operation_id for letter in next_letters(await store.letters(), datetime.now(UTC))]
    assert order == [operations[1].id, operations[2].id, operations[0].id]
