"""The whole product on loopback: the bot as its own process, a local Slack, a simulated DataWorks.

Over both deliveries.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.launch import Addresses, started
from bot.playground.person import WITHIN, Person, Seen
from bot.playground.slack.local import BOT_TOKEN

SPEED = 300.0
"""Simulated seconds per second."""


@dataclass(frozen=True)
class DataWorks:
    """The simulated DataWorks, seen from its control API."""

    url: str

    async def journal(self) -> list[dict[str, Any]]:
        """Every request it received, in order."""
        return list((await self._get("journal"))["journal"])

    async def created(self, reason: str) -> list[dict[str, Any]]:
        """The parameters of the CreateWorkflowInstances requests with this comment."""
        entries = [entry for entry in await self.journal() if entry["action"] == "CreateWorkflowInstances"]
        sent = [entry["parameters"] for entry in entries if entry["parameters"].get("Comment") == reason]
        return [{name: _parsed(value) for name, value in parameters.items()} for parameters in sent]

    async def set(self, path: str, **values: Any) -> None:
        """Flip a switch: `faults`, `fail_task`, `speed`."""
        async with aiohttp.ClientSession() as http, http.post(f"{self.url}/_control/{path}", json=values) as answer:
            answer.raise_for_status()

    async def _get(self, path: str) -> Any:
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/_control/{path}") as answer:
            return await answer.json()


def _parsed(value: object) -> object:
    """Objects travel as JSON text in the query."""
    return json.loads(value) if isinstance(value, str) and value[:1] in "{[" else value


@dataclass(frozen=True)
class Playground:
    """A running playground."""

    addresses: Addresses
    keeping: "asyncio.Task[None]"

    @property
    def dataworks(self) -> DataWorks:
        """Its DataWorks."""
        return DataWorks(self.addresses.dataworks)


@pytest_asyncio.fixture(scope="package", loop_scope="session", params=["socket", "http"])
async def playground(request: pytest.FixtureRequest) -> AsyncIterator[Playground]:
    """One playground for all conversations of a delivery; each test uses words of its own."""
    async with started(0, http=request.param == "http", speed=SPEED) as (addresses, keeping):
        async with Person(addresses.slack, "Oskar Lind") as person:
            await person.bot_is_there(within=60)
        yield Playground(addresses, keeping)


@pytest_asyncio.fixture(loop_scope="session")
async def oskar(playground: Playground) -> AsyncIterator[Person]:
    """The owner, who may backfill Prod."""
    async with Person(playground.addresses.slack, "Oskar Lind") as person:
        yield person


Alerts = Callable[[Person, dict[str, Any]], Awaitable[Seen]]


@pytest_asyncio.fixture(loop_scope="session")
async def alerts(playground: Playground) -> Alerts:
    """Posts a message as a monitor does, with text, blocks or attachments, and gives it as a person sees it."""

    async def post(person: Person, content: dict[str, Any]) -> Seen:
        client = AsyncWebClient(BOT_TOKEN, base_url=f"{playground.addresses.slack}/api/")
        ts = (await client.chat_postMessage(channel=person.channel, **content))["ts"]

        def shown() -> list[Seen]:
            return [seen for seen in person.read() if seen.json["ts"] == ts]

        await person.client.wait(lambda: bool(shown()), WITHIN, "the alert")
        return shown()[0]

    return post


@pytest_asyncio.fixture(loop_scope="session")
async def mei(playground: Playground) -> AsyncIterator[Person]:
    """The analyst, who may not."""
    async with Person(playground.addresses.slack, "Mei Chen") as person:
        yield person


@pytest.fixture
def dataworks(playground: Playground) -> DataWorks:
    """The simulated DataWorks of the playground."""
    return playground.dataworks
