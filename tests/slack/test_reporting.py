"""report.csv reaches the thread after the last word, whatever goes wrong; where it cannot, a sentence does."""

import dataclasses
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.dataworks.errors import AccessDenied, Details
from bot.operations.model import Asker, Operation, State
from bot.operations.postman import Postman
from bot.operations.reports import Reports
from bot.operations.rush import Rush
from bot.operations.store import Store
from bot.operations.watch import Stopping
from bot.playground.slack.files import File
from bot.playground.slack.messages import Message
from bot.playground.slack.server import serve
from bot.settings import Settings
from bot.slack.narrator import SlackNarrator
from tests.slack.test_outbox import FAST, HISTORY, MANIFEST, Desk, progress, texts

LINES = "task_id,task\r\n1001,订单\r\n" * 40_000
RANDOM = "C0RANDOM"


class ReportDesk(Desk):
    """A desk whose postman has reports to tell. `broken` is why they cannot be made."""

    broken: Exception | None = None
    made = 0

    async def write(self, _operation: Operation, file: BinaryIO) -> int:
        self.made += 1
        if self.broken:
            raise self.broken
        return file.write(LINES.encode())

    def postman(self) -> Postman:
        client = AsyncWebClient(token="xoxb-playground", base_url=self.server.api_url, retry_handlers=[], timeout=5)
        told = Postman(self.store, SlackNarrator(client, self.store, Settings()), FAST, Stopping(), None, Rush())
        told.reports = Reports(self.write)
        return told

    async def tells(self) -> None:
        """Tell what there is to tell."""
        postman = self.postman()
        postman.start()
        try:
            await self.all_told()
        finally:
            await postman.stop(5)

    async def ends(self, operation: Operation | None = None) -> Operation:
        """An operation whose last word is told, and whose report is not."""
        operation = operation or await self.operation()
        await self.shows(operation, State.DONE)
        await self.says(operation, "ended")
        await self.tells()
        await self.store.put(operation.id, "report", "report", progress=progress(State.DONE))
        return operation

    def files(self) -> list[File]:
        """What was shared."""
        return [file for file in self.server.slack.files.by_id.values() if file.shared]

    async def shared(self, channel: str = "C0DATAOPS", count: int = 1) -> list[Message]:
        """The messages that share a file, which come a little after Slack's answer."""
        found: list[Message] = []

        def there(_letters: object) -> bool:
            found[:] = [message for message in self.messages(channel) if message.files]
            return len(found) >= count

        await self.until(there)
        return found


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ReportDesk]:
    server = await serve("127.0.0.1", 0, MANIFEST)
    store = await Store.open(f"sqlite:///{tmp_path}/data/backfill.sqlite")
    yield ReportDesk(store, server)
    await store.close()
    await server.close()


async def test_the_file_follows_the_last_word(desk: ReportDesk) -> None:
    operation = await desk.ends()
    await desk.tells()
    (message,) = await desk.shared()
    root, ended, _file = desk.messages()
    assert texts([root, ended]) == ["DONE", "is done"]
    assert message.thread_ts == root.ts
    assert message.text == f"Every instance of {operation.label}."
    (file,) = desk.files()
    assert (file.name, file.content) == (f"{operation.label}-report.csv", LINES.encode())
    assert await desk.store.has_event(operation.id, "told:report")


async def test_each_end_has_a_file_of_its_own(desk: ReportDesk) -> None:
    operation = await desk.ends()
    await desk.store.put(operation.id, "report:1", "report", progress=progress(State.DONE))
    await desk.tells()
    assert [file.name for file in desk.files()] == [
        f"{operation.label}-report.csv",
        f"{operation.label}-report-2.csv",
    ]


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", {"api_status": 503, "api_status_next": 2}),
        ("files.getUploadURLExternal", {"drop_after": 1}),
        ("files.getUploadURLExternal", {"rate_limited_next": 1}),
        ("files.completeUploadExternal", {"drop_before": 1}),
        ("files.completeUploadExternal", {"api_error": "internal_error", "api_error_next": 1}),
    ],
)
async def test_what_passes_is_tried_again(desk: ReportDesk, method: str, fault: dict[str, Any]) -> None:
    await desk.ends()
    desk.fault(method, **fault)
    await desk.tells()
    assert len(await desk.shared()) == 1
    assert desk.made == 1, "a report that is kept is not made again"


@pytest.mark.parametrize("fault", [{"drop_after": 1}, {"fatal_error_next": 1}])
async def test_a_file_whose_answer_was_lost_is_found_by_its_name(desk: ReportDesk, fault: dict[str, Any]) -> None:
    await desk.ends()
    desk.fault("files.completeUploadExternal", **fault)
    # The share comes 50 ms after the answer that is lost; what is looked for sooner may be there twice.
    slower = replace(FAST, first_seconds=0.5, max_seconds=0.5)
    postman = desk.postman()
    postman._settings = slower
    postman.start()
    await desk.all_told()
    await postman.stop(5)
    assert len(desk.files()) == 1


async def dies_after_the_upload(desk: ReportDesk, operation: Operation) -> None:
    """A process uploads, and dies before it writes that down."""
    (letter,) = await desk.store.letters()
    begun = await desk.store.begin(letter.id, None)
    assert begun is not None
    postman = desk.postman()
    telling = await postman._telling(begun)
    assert telling is not None
    assert postman._narrator is not None
    await postman._narrator.tell(telling)
    await desk.shared()
    assert not await desk.store.has_event(operation.id, "told:report")


async def test_a_crash_between_the_upload_and_its_record_leaves_one_file(desk: ReportDesk) -> None:
    operation = await desk.ends()
    await dies_after_the_upload(desk, operation)
    await desk.tells()
    assert len(desk.files()) == 1
    assert await desk.store.has_event(operation.id, "told:report")
    assert all(event.kind != "perhaps_told_twice" for event in await desk.store.events(operation.id))


async def test_without_the_scope_to_look_it_is_there_at_least_once_and_marked(desk: ReportDesk) -> None:
    server = await serve("127.0.0.1", 0, dataclasses.replace(MANIFEST, scopes=MANIFEST.scopes - HISTORY))
    blind = ReportDesk(desk.store, server)
    operation = await blind.ends()
    await dies_after_the_upload(blind, operation)
    await blind.tells()
    first, second = await blind.shared(count=2)
    assert "twice" not in first.text
    assert "This may be here twice" in second.text
    marks = [event.data for event in await desk.store.events(operation.id) if event.kind == "perhaps_told_twice"]
    assert marks == [{"key": f"{operation.id}:report"}]
    await server.close()


@pytest.mark.parametrize(
    ("error", "times"),
    [("missing_scope", 1), ("file_uploads_disabled", 1), ("restricted_action", 1), ("internal_error", 100)],
)
async def test_a_refused_file_leaves_the_end_standing(desk: ReportDesk, error: str, times: int) -> None:
    operation = await desk.ends()
    desk.fault("files.getUploadURLExternal", api_error=error, api_error_next=times)
    await desk.tells()
    root, ended, instead = desk.messages()
    assert texts([root, ended]) == ["DONE", "is done"]
    assert instead.thread_ts == root.ts
    assert instead.text.startswith(f"The report of {operation.label} could not be put here: {error}.")
    assert f"backfill-bot operations report {operation.label} --csv {operation.label}.csv" in instead.text
    assert desk.files() == []
    assert await desk.store.untold() == 0


async def test_bytes_that_do_not_arrive_are_given_up_in_the_end(desk: ReportDesk) -> None:
    """A network that lets the API through, and not the host that takes files."""
    await desk.ends()
    desk.server.slack.base_url = "http://127.0.0.1:1"
    await desk.tells()
    assert "could not be put here: ClientConnectorError" in desk.messages()[-1].text


async def test_where_files_are_for_members_it_goes_to_the_asker(desk: ReportDesk) -> None:
    operation = await desk.operation(Asker("T0PLAYGRND", "U0OWNER", RANDOM, "zh-CN"))
    await desk.ends(operation)
    await desk.tells()
    direct = desk.server.slack.workspace.direct_channel("U0OWNER").id
    (message,) = await desk.shared(direct)
    assert message.text == f"{operation.label} 的全部实例。"
    assert f"The report of {operation.label} is in a direct message to <@U0OWNER>" in desk.messages(RANDOM)[-1].text


async def test_where_there_is_no_asker_a_sentence_says_so(desk: ReportDesk) -> None:
    await desk.ends(await desk.operation(Asker("", "cli:me", RANDOM)))
    await desk.tells()
    asked = [item for item in desk.server.slack.feed.payloads if item["kind"] == "api:files.getUploadURLExternal"]
    assert len([item for item in asked if item["direction"] == "from_bot"]) == 1, "it is not tried again and again"
    assert "could not be put here: not_in_channel" in desk.messages(RANDOM)[-1].text


async def test_it_goes_on_in_a_direct_message_with_the_thread(desk: ReportDesk) -> None:
    operation = await desk.ends()
    desk.server.slack.workspace.channels["C0DATAOPS"].is_archived = True
    await desk.tells()
    direct = desk.server.slack.workspace.direct_channel("U0OWNER").id
    (message,) = await desk.shared(direct)
    assert message.thread_ts == (await desk.now(operation)).root_ts


DENIED = AccessDenied.of(
    Details("ListTaskInstances", code="Forbidden.Access", message="No rights here", http_status=403)
)


@pytest.mark.parametrize(
    ("broken", "words"), [(DENIED, "No rights here"), (OSError(28, "No space left"), "No space left")]
)
async def test_a_report_that_cannot_be_made_is_told_with_the_reason(
    desk: ReportDesk, broken: Exception, words: str
) -> None:
    await desk.ends()
    desk.broken = broken
    await desk.tells()
    assert words in desk.messages()[-1].text
    assert await desk.store.untold() == 0


async def test_the_thread_goes_on_behind_it(desk: ReportDesk) -> None:
    """What comes after it waits until it is told, or given up."""
    operation = await desk.ends()
    desk.fault("files.getUploadURLExternal", api_status=503, api_status_next=100)
    await desk.says(operation, "sent")
    await desk.tells()
    assert [("report" in message.text, "Sent" in message.text) for message in desk.messages()[-2:]] == [
        (True, False),
        (False, True),
    ]
