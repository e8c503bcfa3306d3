"""A preview that was pressed before says that its time is over; one that cannot be changed is left as it is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.operations.model import Asker, Operation
from bot.operations.store import Store
from bot.playground.slack.messages import Message
from bot.playground.slack.server import Server, serve
from bot.request.form import Form
from bot.slack.expiring import say_expired

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
ASKER = Asker("T0PLAYGRND", "U0OWNER", "C0DATAOPS", "zh-CN")


@dataclass
class Desk:
    """A local Slack, a store, the bot's client."""

    server: Server
    store: Store
    client: AsyncWebClient

    async def expired(self, url: str) -> Operation:
        """A draft whose time is over; `url` is the newest way to answer."""
        draft, _ = await self.store.draft(ASKER, "1001 yesterday", Form(tasks=("1001",)))
        await self.store.save_form(draft.id, draft.form, response_url=url)
        (found,) = await self.store.expire(datetime.now(UTC) + timedelta(hours=1))
        return found

    def preview(self) -> Message:
        """What only its asker sees."""
        slack = self.server.slack
        return slack.from_bot("C0DATAOPS", {"text": "Preview BF-1"}, reader="U0OWNER")

    def url(self, kind: str, message: Message) -> str:
        """A response_url of a press on the message, or of a command."""
        pressed = message.id if kind == "actions" else None
        issued = self.server.slack.response_urls.issue(kind, "U0OWNER", "C0DATAOPS", message_id=pressed)
        return f"{self.server.url}{issued}"


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    server = await serve("127.0.0.1", 0, MANIFEST)
    store = await Store.open(f"sqlite:///{tmp_path}/backfill.sqlite")
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-playground", base_url=server.api_url, session=session, retry_handlers=[])
        yield Desk(server, store, client)
    await store.close()
    await server.close()


async def test_a_preview_that_was_pressed_says_so_in_the_language_of_its_asker(desk: Desk) -> None:
    preview = desk.preview()
    draft = await desk.expired(desk.url("actions", preview))
    assert await say_expired(desk.client, draft)
    assert "BF-1 的预览" in preview.text
    assert "preview_again" in str(preview.blocks)
    assert len(desk.server.slack.workspace.messages) == 1


@pytest.mark.parametrize("url", ["command", "worn out", "of another host", "none"])
async def test_nothing_is_added_where_it_cannot_be_replaced(desk: Desk, url: str) -> None:
    preview = desk.preview()
    ways = {"command": desk.url("commands", preview), "worn out": desk.url("actions", preview)}
    desk.server.slack.response_urls.find(ways["worn out"].removeprefix(desk.server.url)).uses = 5
    draft = await desk.expired({**ways, "of another host": "https://example.com/actions/1"}.get(url, ""))
    assert not await say_expired(desk.client, draft)
    assert preview.text == "Preview BF-1"
    assert len(desk.server.slack.workspace.messages) == 1
