"""What is told reaches a local Slack once and in order, whatever goes wrong on the way."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.locale.speech import CHINESE, ENGLISH, Speech
from bot.operations.model import Asker, Operation, State
from bot.operations.narrator import Kind
from bot.operations.pace import FollowSettings
from bot.operations.postman import Postman
from bot.operations.progress import Progress
from bot.operations.rush import Rush
from bot.operations.store import Store
from bot.operations.watch import Stopping
from bot.playground.slack.block_kit import check_home
from bot.playground.slack.manifest import Manifest
from bot.playground.slack.messages import Message
from bot.playground.slack.server import Server, serve
from bot.request.form import Form
from bot.settings import Settings
from bot.slack.narrator import SlackNarrator
from bot.slack.views import home, root, status, thread
from bot.slack.views.blocks import Mention, elements, flat
from tests.operations.harness import plan_for

MANIFEST = Manifest.from_file(Path(__file__).parents[2] / "manifest.yml")
HISTORY = {"channels:history", "groups:history", "im:history"}
CHANNEL = "C0DATAOPS"
FAST = FollowSettings(first_seconds=0.02, max_seconds=0.1, edit_seconds=0.0, post_seconds=0.0)
PATIENCE = 20.0
OSKAR = Asker("T0PLAYGRND", "U0OWNER", CHANNEL)
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@dataclass
class Desk:
    """A store, a local Slack, and what is told from the one to the other."""

    store: Store
    server: Server

    async def operation(self, asker: Asker = OSKAR) -> Operation:
        """A confirmed operation that nobody carries."""
        draft, _ = await self.store.draft(asker, f"1001 {datetime.now(UTC)}", Form(tasks=("1001",)))
        plan = plan_for(draft)
        assert await self.store.save_plan(draft.id, draft.form, plan)
        assert await self.store.confirm(draft.id, asker.user_id, plan.digest)
        return await self.now(draft)

    async def now(self, operation: Operation) -> Operation:
        """The operation as it is."""
        found = await self.store.get(operation.id)
        assert found is not None
        return found

    async def shows(self, operation: Operation, state: State, at: int = 0) -> None:
        """The root message is to show this."""
        await self.store.show(operation.id, progress(state, at))

    async def says(self, operation: Operation, *kinds: Kind) -> None:
        """These replies are to be told."""
        for kind in kinds:
            state = State.DONE if kind == "ended" else State.RUNNING
            await self.store.put(operation.id, kind, kind, progress=progress(state), last=kind == "ended")

    @asynccontextmanager
    async def telling(self, settings: FollowSettings = FAST) -> AsyncIterator[Postman]:
        """A process that tells."""
        client = AsyncWebClient(token="xoxb-playground", base_url=self.server.api_url, retry_handlers=[], timeout=5)
        narrator = SlackNarrator(client, self.store, Settings())
        postman = Postman(self.store, narrator, settings, Stopping(), None, Rush())
        postman.start()
        yield postman
        await postman.stop(5)

    async def all_told(self) -> None:
        """Wait until the outbox is empty."""
        await self.until(lambda letters: not letters)

    async def until(self, holds: Callable[[Any], bool]) -> None:
        """Wait until this holds of what is still to be told."""
        async with asyncio.timeout(PATIENCE):
            while not holds(await self.store.letters()):  # noqa: ASYNC110 - another process may tell
                await asyncio.sleep(0.02)

    def messages(self, channel: str = CHANNEL) -> list[Message]:
        """What the bot posted there, in order."""
        return [
            item for item in self.server.slack.workspace.messages.values() if item.channel == channel and item.bot_id
        ]

    def answers(self) -> list[int]:
        """The statuses of Slack's answers to posts."""
        sent = [item for item in self.server.slack.feed.payloads if item["direction"] == "answer"]
        return [item["status"] for item in sent if item["kind"] == "api:chat.postMessage"]

    def fault(self, *methods: str, **switches: Any) -> None:
        """Something goes wrong at Slack."""
        self.server.slack.faults.change({"methods": list(methods), **switches})


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    server = await serve("127.0.0.1", 0, MANIFEST)
    store = await Store.open(f"sqlite:///{tmp_path}/data/backfill.sqlite")
    yield Desk(store, server)
    await store.close()
    await server.close()


def progress(state: State, at: int = 0) -> Progress:
    seen = Progress(state=state, as_of=NOW + timedelta(seconds=at), promised=3, days=3)
    created = state in (State.RUNNING, State.DONE)
    return (
        replace(seen, created=3, succeeded=3 if state is State.DONE else 0, remote_operation_id="e15ad21c")
        if created
        else seen
    )


def texts(messages: list[Message]) -> list[str]:
    """The first words of each."""
    words = ("Sent", "Created", "is done", "CONFIRMED", "RUNNING", "DONE")
    return [next((word for word in words if word in message.text), message.text) for message in messages]


STORY = ["CONFIRMED", "Sent", "Created", "is done"]


async def story(desk: Desk) -> Operation:
    """A root message and three replies wait."""
    operation = await desk.operation()
    await desk.shows(operation, State.CONFIRMED)
    await desk.says(operation, "sent", "created", "ended")
    return operation


async def test_replies_follow_the_root_in_its_thread(desk: Desk) -> None:
    operation = await story(desk)
    async with desk.telling():
        await desk.all_told()
    root, *replies = desk.messages()
    assert texts([root, *replies]) == STORY
    assert {reply.thread_ts for reply in replies} == {root.ts}
    found = await desk.now(operation)
    assert (found.root_channel, found.root_ts) == (CHANNEL, root.ts)
    assert all([await desk.store.has_event(operation.id, f"told:{kind}") for kind in ("sent", "created", "ended")])


async def test_a_reply_without_a_root_has_one_posted_first(desk: Desk) -> None:
    operation = await desk.operation()
    await desk.says(operation, "sent")
    async with desk.telling():
        await desk.all_told()
    root, reply = desk.messages()
    assert (root.is_reply, reply.thread_ts) == (False, root.ts)


@pytest.mark.parametrize(
    "fault",
    [
        {"drop_after": 1},
        {"drop_before": 1},
        {"fatal_error_next": 1},
        {"api_status": 503, "api_status_next": 2},
        {"api_error": "internal_error", "api_error_next": 2},
        {"api_error": "token_revoked", "api_error_next": 3},
        {"rate_limited_next": 1},
    ],
    ids=lambda fault: next(iter(fault)) + str(fault.get("api_error", "")),
)
@pytest.mark.parametrize("first", [True, False], ids=["root", "last word"])
async def test_nothing_is_told_twice_or_lost(desk: Desk, fault: dict[str, Any], *, first: bool) -> None:
    operation = await desk.operation()
    await desk.shows(operation, State.CONFIRMED)
    async with desk.telling():
        if not first:
            await desk.all_told()
        desk.fault("chat.postMessage", **fault)
        await desk.says(operation, "ended")
        await desk.all_told()
    root, reply = desk.messages()
    assert texts([root, reply]) == ["CONFIRMED", "is done"]
    assert reply.thread_ts == root.ts
    assert await desk.store.untold() == 0


async def test_what_a_dead_process_posted_is_found(desk: Desk) -> None:
    """It died between the post and its record: for the root message, and for the last word."""
    operation = await story(desk)
    async with desk.telling():
        await desk.all_told()
    root, *_, last = desk.messages()
    await _unrecord(desk, operation, last)
    async with desk.telling():
        await desk.all_told()
    assert texts(desk.messages()) == STORY
    assert (await desk.now(operation)).root_ts == root.ts


async def _unrecord(desk: Desk, operation: Operation, last: Message) -> None:
    """As if the records of the root and of the last word had not been written."""
    from sqlalchemy import delete, update

    from bot.operations.tables import events, operations, outbox, postings

    again = update(outbox).where(outbox.c.key.in_(["root", "ended"]))
    await desk.store.write(  # the state that a crash leaves
        update(operations).values(root_ts=None),
        delete(postings),
        delete(events).where(events.c.key == "told:ended"),
        again.values(pending=True, in_doubt=True, told_at=None),
    )
    assert last.ts
    assert operation.id


async def test_without_the_scope_it_is_told_at_least_once_and_marked(desk: Desk, tmp_path: Path) -> None:
    manifest = dataclasses.replace(MANIFEST, scopes=MANIFEST.scopes - HISTORY)
    server = await serve("127.0.0.1", 0, manifest)
    blind = Desk(desk.store, server)
    operation = await blind.operation()
    await blind.shows(operation, State.CONFIRMED)
    async with blind.telling():
        await blind.all_told()
        blind.fault("chat.postMessage", drop_after=1)
        await blind.says(operation, "ended")
        await blind.all_told()
    assert texts(blind.messages()) == ["CONFIRMED", "is done", "is done"]
    marks = [event for event in await desk.store.events(operation.id) if event.kind == "perhaps_told_twice"]
    assert [mark.data for mark in marks] == [{"key": f"{operation.id}:ended"}]
    await server.close()


async def test_only_the_newest_edit_is_made(desk: Desk) -> None:
    operation = await desk.operation()
    await desk.shows(operation, State.CONFIRMED)
    async with desk.telling():
        await desk.all_told()
    for second, state in enumerate((State.SENDING, State.CREATING, State.RUNNING), 1):
        await desk.shows(operation, state, second)
    await desk.shows(operation, State.UNKNOWN, 2)  # one that comes late
    async with desk.telling():
        await desk.all_told()
    (root,) = desk.messages()
    assert "RUNNING" in root.text


async def test_edits_keep_their_distance_over_a_restart(desk: Desk) -> None:
    operation = await desk.operation()
    await desk.shows(operation, State.CONFIRMED)
    async with desk.telling():
        await desk.all_told()
    await desk.store.show(operation.id, progress(State.RUNNING, 1), apart=10.0)
    (letter,) = await desk.store.letters()
    assert 9 < letter.wait(datetime.now(UTC)) <= 10
    async with desk.telling():
        await desk.says(operation, "sent")
        await desk.until(lambda letters: len(letters) == 1)
        assert texts(desk.messages()) == ["CONFIRMED", "Sent"]
        await desk.store.show(operation.id, progress(State.DONE, 2))
        await desk.all_told()
    assert "DONE" in desk.messages()[0].text


async def test_a_channel_gets_about_a_message_a_second(desk: Desk) -> None:
    desk.fault(post_rate=True)
    operations = [await story(desk) for _ in range(2)]
    settings = replace(FAST, post_seconds=1.1)
    async with desk.telling(settings):
        await desk.all_told()
    assert 429 not in desk.answers()
    threads = [item.ts for item in desk.messages() if not item.is_reply]
    assert len(threads) == len(operations)
    for ts in threads:
        assert texts([item for item in desk.messages() if ts in (item.ts, item.thread_ts)]) == STORY


async def test_last_words_go_first(desk: Desk) -> None:
    early, late = await desk.operation(), await desk.operation()
    await desk.shows(early, State.RUNNING)
    await desk.says(early, "sent", "created")
    await desk.shows(late, State.DONE)
    await desk.says(late, "ended")
    async with desk.telling():
        await desk.all_told()
    assert texts(desk.messages()) == ["DONE", "is done", "RUNNING", "Sent", "Created"]


async def test_a_channel_that_is_archived_goes_on_in_a_direct_message(desk: Desk) -> None:
    people = desk.server.slack.workspace
    people.people["U0OWNER"].locale = "zh-CN"
    operation = await desk.operation(Asker("T0PLAYGRND", "U0OWNER", CHANNEL, "zh-CN"))
    await desk.shows(operation, State.CONFIRMED)
    async with desk.telling():
        await desk.all_told()
        people.channels[CHANNEL].is_archived = True
        await desk.says(operation, "sent", "ended")
        await desk.all_told()
    direct = people.direct_channel("U0OWNER").id
    root, sent, ended = desk.messages(direct)
    assert (root.is_reply, sent.thread_ts, ended.thread_ts) == (False, root.ts, root.ts)
    assert f"'channel_id': '{CHANNEL}'" in str(root.blocks)
    assert "运行" in root.text or "已确认" in root.text
    assert "完成" in ended.text
    assert len(desk.messages()) == 1


@pytest.mark.parametrize("replied", [True, False])
async def test_a_root_that_somebody_deleted_is_posted_anew_with_a_link(desk: Desk, *, replied: bool) -> None:
    operation = await desk.operation()
    await desk.shows(operation, State.CONFIRMED)
    if replied:
        await desk.says(operation, "sent")
    async with desk.telling():
        await desk.all_told()
        root = desk.messages()[0]
        desk.server.slack.delete(root)
        await desk.shows(operation, State.RUNNING, 1)
        await desk.says(operation, "created")
        await desk.all_told()
    *_, new, created = desk.messages()
    assert texts([new, created]) == ["RUNNING", "Created"]
    assert created.thread_ts == new.ts
    assert ("/archives/" in str(new.blocks)) is replied
    assert (await desk.now(operation)).root_ts == new.ts


async def test_a_root_that_may_not_be_edited_any_more_is_posted_anew_at_the_end_only(desk: Desk) -> None:
    operation = await desk.operation()
    await desk.shows(operation, State.CONFIRMED)
    async with desk.telling():
        await desk.all_told()
        desk.fault(edit_window_closed=True)
        for second in (1, 2, 3):
            await desk.shows(operation, State.RUNNING, second)
            await desk.all_told()
        assert len(desk.messages()) == 1
        await desk.shows(operation, State.DONE, 4)
        await desk.all_told()
    before, after = desk.messages()
    assert texts([before, after]) == ["CONFIRMED", "DONE"]
    assert "/archives/" in str(after.blocks)


async def test_blocks_that_slack_does_not_take_are_told_in_words(desk: Desk) -> None:
    operation = await story(desk)
    desk.fault("chat.postMessage", api_error="invalid_blocks", api_error_next=1)
    async with desk.telling():
        await desk.all_told()
    assert texts(desk.messages()) == STORY
    assert not desk.messages()[0].blocks
    assert operation.id


async def test_what_cannot_be_told_stays_visible_until_it_is(desk: Desk) -> None:
    operation = await story(desk)
    right = desk.server.slack.bot_token
    desk.server.slack.bot_token = "another"
    async with desk.telling():
        await desk.until(lambda letters: any(letter.tries > 2 for letter in letters))
        assert await desk.store.untold() == 1
    assert desk.messages() == []
    desk.server.slack.bot_token = right
    async with desk.telling(replace(FAST, first_seconds=60, max_seconds=60)):
        await desk.all_told()
    assert await desk.store.untold() == 0
    assert texts(desk.messages()) == STORY
    assert (await desk.now(operation)).root_ts


@pytest.mark.parametrize("said", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_app_home_says_what_could_not_be_told(said: Speech) -> None:
    quiet = home.view(said, operations=(), drafts=(), at=NOW)
    loud = home.view(said, operations=(), drafts=(), at=NOW, untold=2)
    assert check_home(loud) == []
    assert len(loud["blocks"]) == len(quiet["blocks"]) + 1
    assert "2" in str(loud["blocks"][-1])


@pytest.mark.parametrize(("user", "kind"), [("U0OWNER", "user"), ("W012A3CDE", "user"), ("cli:me", "text")])
def test_only_people_of_slack_are_mentioned(user: str, kind: str) -> None:
    (element,) = elements(ENGLISH, [Mention(user)])
    assert element["type"] == kind
    assert user in flat(ENGLISH, Mention(user))


@pytest.mark.parametrize("words", [None, "", "  "])
def test_a_failure_without_words_is_told_without_a_reason(words: str | None) -> None:
    operation = Operation("id", 1, OSKAR, State.CREATE_FAILED, "", Form(), NOW, NOW)
    failed = Progress(State.CREATE_FAILED, NOW, message=words, request_id="22C9")
    message = thread.ended(operation, failed, ENGLISH)
    assert "could not create BF-1: without a reason (request 22C9)." in message["text"]


@pytest.mark.parametrize("created", [None, 3])
def test_what_cannot_be_looked_at_stands_in_root_and_status(created: int | None) -> None:
    operation = Operation("id", 1, OSKAR, State.RUNNING, "", Form(), NOW, NOW)
    blind = Progress(State.RUNNING, NOW, created=created, trouble="You are not authorized to do this action.")
    for message in (root.message(operation, blind, ENGLISH, None), status.one(ENGLISH, operation, blind)):
        assert "I cannot look at it: You are not authorized to do this action" in str(message["blocks"])
        assert ("saw last" in str(message["blocks"])) is (created is not None)
        assert "0 / 0" not in str(message)
