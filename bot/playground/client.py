"""The wire of one person's client: the page API of the local Slack, and the screen its event socket keeps fresh."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

import aiohttp

from bot.playground.screen import Screen

Json: TypeAlias = Any

WITHIN = 30.0
"""Seconds that a person waits for something to appear."""


_DIRECTORY_READER = "U0ANALYST"
"""Somebody who is always there, to read the list of people before we know who we are."""


class NotSeenError(AssertionError):
    """Something was not on the screen, or could not be done with what was there."""


class Client:
    """One connection to the local Slack as one person. Opened by `Client.open`, ended by `close`."""

    def __init__(self, url: str, http: aiohttp.ClientSession, user: str) -> None:
        self.url = url
        self.screen = Screen(user)
        self.watchers: list[Callable[[Json], None]] = []
        self.acted = 0
        """The screen's count when this person last did something."""
        self._http = http
        self._changed = asyncio.Condition()
        self._ended = False

    @classmethod
    async def open(cls, url: str, name: str) -> "Client":
        """Connect as the person of this real name, user name or user id."""
        http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            client = cls(url.rstrip("/"), http, "")
            client.screen.user = await client._find_user(name)
            await client._connect()
        except BaseException:
            await http.close()
            raise
        return client

    async def close(self) -> None:
        """Leave the page."""
        self._listener.cancel()
        with suppress(asyncio.CancelledError):
            await self._listener
        await self._socket.close()
        await self._http.close()

    @property
    def name(self) -> str:
        """The person's real name."""
        return self.screen.reader.name(self.screen.user)

    async def act(self, door: str, body: Json) -> Json:
        """Do something as this person: POST to a door of the page API. What was seen before is old from here on."""
        self.acted = self.screen.count + 1
        return await self.post(door, {"user": self.screen.user, **body})

    async def post(self, door: str, body: Json) -> Json:
        """POST to a door of the page API."""
        async with self._http.post(f"{self.url}/page/{door}", json=body) as answer:
            return await self._read(answer)

    async def download(self, url: str) -> bytes:
        """The content of a shared file."""
        async with self._http.get(url) as answer:
            if answer.status >= 400:
                raise NotSeenError(f"Slack does not give {self.name} the file: {answer.status}.")
            return await answer.read()

    async def reload(self) -> None:
        """Read the whole state anew."""
        self.screen.reset(await self._get("state", user=self.screen.user))

    async def wait(self, look: Callable[[], object], within: float, what: str) -> None:
        """Look again whenever something changes, until there is something or the time is over."""
        try:
            async with asyncio.timeout(within), self._changed:
                while not look():
                    if self._ended:
                        raise NotSeenError(f"The local Slack ended while {self.name} waited for {what}.")
                    await self._changed.wait()
        except TimeoutError:
            shown = self.screen.shown()
            raise NotSeenError(f"{self.name} waited {within:g} s for {what}, but sees:\n{shown}") from None

    async def _find_user(self, name: str) -> str:
        state = await self._get("state", user=_DIRECTORY_READER)
        for user in state["users"]:
            if name in (user["id"], user["name"], user.get("real_name")):
                return str(user["id"])
        known = ", ".join(user.get("real_name") or user["name"] for user in state["users"])
        raise NotSeenError(f"There is no {name} in this Slack. It has: {known}.")

    async def _connect(self) -> None:
        query = {"user": self.screen.user}
        self._socket = await self._http.ws_connect(f"{self.url}/page/socket", params=query, max_msg_size=0)
        # The socket is open before the state is read: what happens in between comes twice, never not at all.
        await self.reload()
        self._listener = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            async for packet in self._socket:
                event = packet.json()
                self.screen.take(event)
                for watch in self.watchers:
                    watch(event)
                async with self._changed:
                    self._changed.notify_all()
        finally:
            self._ended = True
            async with self._changed:
                self._changed.notify_all()

    async def _get(self, door: str, **query: str) -> Json:
        async with self._http.get(f"{self.url}/page/{door}", params=query) as answer:
            return await self._read(answer)

    async def _read(self, answer: aiohttp.ClientResponse) -> Json:
        body = await answer.json(content_type=None)
        if answer.status >= 400:
            raise NotSeenError(f"Slack does not let {self.name} do that: {body.get('error', answer.status)}.")
        return body
