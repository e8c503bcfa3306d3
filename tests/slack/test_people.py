"""Who somebody is, asked of a local Slack."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.person import Person as AtThePage
from bot.playground.slack.server import Server, serve
from bot.slack.people import People

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Server]:
    """A local Slack with the app's own manifest."""
    server = await serve("127.0.0.1", 0, MANIFEST)
    yield server
    await server.close()


@pytest.fixture
def people(slack: Server) -> People:
    """The bot's memory of its people."""
    return People(AsyncWebClient(token="xoxb-playground", base_url=slack.api_url, retry_handlers=[]))


async def test_whoever_begins_something_is_asked_for_anew(slack: Server, people: People) -> None:
    assert (await people.get("U0OWNER")).locale == "en-US"
    async with AtThePage(slack.url, "Oskar Lind") as oskar:
        await oskar.speaks("zh-CN")
    assert (await people.get("U0OWNER")).locale == "en-US"
    assert (await people.fresh("U0OWNER")).locale == "zh-CN"
    assert (await people.get("U0OWNER")).locale == "zh-CN"


async def test_what_is_remembered_serves_when_slack_does_not_answer(slack: Server, people: People) -> None:
    await people.get("U0OWNER")
    async with AtThePage(slack.url, "Oskar Lind") as oskar:
        await oskar.sets_faults(methods=["users.info"], api_error="internal_error", api_error_next=2)
        assert (await people.fresh("U0OWNER")).id == "U0OWNER"
        with pytest.raises(SlackApiError):
            await people.fresh("U0ANALYST")


async def test_somebody_unknown_is_a_stranger(people: People) -> None:
    assert (await people.fresh("U0NOBODY")).is_stranger
