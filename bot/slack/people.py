"""Who somebody is: users.info, asked anew whenever something begins, remembered for an hour in between."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.policy import Person
from bot.shared import Shared
from bot.slack.refusals import code_of

REMEMBERED_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person
    at: float


class People:
    """Slack people by id. A person whose record cannot be read is taken for a stranger: closed by default."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, _Known] = {}
        self._shared: Shared[Person] = Shared()
        self._asking: dict[str, asyncio.Lock] = {}

    def known(self, user_id: str) -> Person | None:
        """The person, if remembered: no call is made."""
        entry = self._known.get(user_id)
        return entry.person if entry and time.monotonic() - entry.at < REMEMBERED_SECONDS else None

    async def get(self, user_id: str) -> Person:
        """The person, asked of Slack once an hour."""
        async with self._asking.setdefault(user_id, asyncio.Lock()):
            return self.known(user_id) or await self._learn(user_id)

    async def fresh(self, user_id: str) -> Person:
        """The person as of now, for whoever begins something: language and rights may have changed within the hour.

        What is remembered serves when Slack does not answer.
        """
        try:
            return await self._shared.get(user_id, partial(self._learn, user_id))
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            remembered = self.known(user_id)
            if remembered is None:
                raise
            return remembered

    async def _learn(self, user_id: str) -> Person:
        person = await self._ask(user_id)
        self._known[user_id] = _Known(person, time.monotonic())
        return person

    async def _ask(self, user_id: str) -> Person:
        try:
            answer = await self._client.users_info(user=user_id, include_locale=True)
        except SlackApiError as error:
            if code_of(error) in ("user_not_found", "user_not_visible"):
                return Person(id=user_id, team_id="", is_stranger=True)
            raise
        user = answer["user"]
        return Person(
            id=user_id,
            team_id=user.get("team_id") or "",
            locale=user.get("locale") or "en-US",
            tz=user.get("tz") or "UTC",
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_stranger=bool(user.get("is_stranger")),
            deleted=bool(user.get("deleted")),
            is_bot=bool(user.get("is_bot")),
        )
