"""A person at the page, and the small app behind it, for the tests of the local Slack."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.server import Server

MEI, OSKAR, LIWEI, GUS, EVE, DAN = "U0ANALYST", "U0OWNER", "U0ONCALL", "U0GUEST", "U0EXTERN", "U0GONE"
DATAOPS, RANDOM, PRIVATE, ARCHIVE, SHARED = "C0DATAOPS", "C0RANDOM", "G0PRIVATE", "C0ARCHIVE", "C0SHARED"
MEI_DM = "D0ANALYST"


def button(action_id: str = "go", text: str = "Go", value: str = "v1") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}, "value": value}


def actions(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements or [button()])}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def text_input(block_id: str = "phrase", **element: Any) -> dict[str, Any]:
    block = {"type": "input", "block_id": block_id, "label": {"type": "plain_text", "text": block_id.title()}}
    dispatch = {"dispatch_action": True} if element.pop("dispatch_action", False) else {}
    optional = {"optional": True} if element.pop("optional", False) else {}
    return block | dispatch | optional | {"element": {"type": "plain_text_input", "action_id": "typed"} | element}


def modal(*blocks: dict[str, Any], **extra: Any) -> dict[str, Any]:
    plain = {"type": "plain_text"}
    view = {"type": "modal", "callback_id": "form", "title": plain | {"text": "Backfill"}}
    return view | {"submit": plain | {"text": "Preview"}, "blocks": list(blocks or [text_input()])} | extra


def home(text: str = "Nothing runs.") -> dict[str, Any]:
    return {"type": "home", "blocks": [section(text)]}


class Page:
    """One person's page: acts through the page API, hears its socket."""

    def __init__(self, server: Server, http: aiohttp.ClientSession, user: str) -> None:
        self.server = server
        self.user = user
        self.heard: list[dict[str, Any]] = []
        self._http = http

    async def join(self) -> "Page":
        self._socket = await self._http.ws_connect(f"{self.server.url}/page/socket?user={self.user}")
        return self

    async def post(self, act: str, **body: Any) -> tuple[int, dict[str, Any]]:
        async with self._http.post(f"{self.server.url}/page/{act}", json={"user": self.user} | body) as answer:
            return answer.status, await answer.json()

    async def act(self, act: str, **body: Any) -> dict[str, Any]:
        status, answer = await self.post(act, **body)
        assert status == 200, answer
        return answer

    async def post_bare(self, act: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        async with self._http.post(f"{self.server.url}/page/{act}", json=body) as answer:
            return answer.status, await answer.json()

    async def server_faults(self, **switches: Any) -> None:
        status, answer = await self.post_bare("faults", switches)
        assert status == 200, answer

    async def say(self, text: str, channel: str = DATAOPS, **more: Any) -> dict[str, Any]:
        return await self.act("say", channel=channel, text=text, **more)

    async def press(self, message: dict[str, Any], action_id: str = "go", **more: Any) -> dict[str, Any]:
        body = {"source": {"message_id": message["id"]}, "block_id": "row", "action_id": action_id, "value": None}
        return await self.act("press", **(body | {"state": {}} | more))

    async def until(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 5.0) -> dict[str, Any]:
        """The next event that fits; everything heard on the way is kept in `heard`."""
        async with asyncio.timeout(seconds):
            while True:
                event: dict[str, Any] = await self._socket.receive_json()
                self.heard.append(event)
                if wanted(event):
                    return event

    async def sees(self, text: str, kind: str = "message") -> dict[str, Any]:
        event = await self.until(lambda e: e["type"] == kind and text in e["message"]["text"])
        message: dict[str, Any] = event["message"]
        return message

    async def opens(self, kind: str = "view_opened") -> dict[str, Any]:
        view: dict[str, Any] = (await self.until(lambda e: e["type"] == kind))["view"]
        return view

    async def get(self, path: str) -> dict[str, Any]:
        async with self._http.get(f"{self.server.url}/page/{path}") as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def redirect(self, path: str) -> str:
        async with self._http.get(f"{self.server.url}{path}", allow_redirects=False) as answer:
            return answer.headers["Location"]

    async def download(self, url: str) -> bytes:
        async with self._http.get(url) as answer:
            return await answer.read()

    async def upload(self, url: str, content: bytes) -> int:
        async with self._http.post(url, data=content) as answer:
            return answer.status

    async def state(self) -> dict[str, Any]:
        return await self.get(f"state?user={self.user}")

    async def messages(self, channel: str = DATAOPS) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.state())["messages"][channel]
        return found

    async def notified(self) -> list[tuple[str, str]]:
        notes = (await self.get(f"notifications?user={self.user}"))["notifications"]
        return [(note["reason"], note["text"]) for note in notes]


class SmallApp:
    """A real Bolt app with the real SDK, connected over Socket Mode."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = AsyncWebClient(token="xoxb-playground", base_url=server.api_url, retry_handlers=[])
        self.bolt = AsyncApp(client=self.client, raise_error_for_unhandled_request=False)
        self.bodies: list[dict[str, Any]] = []

    async def connect(self) -> None:
        self.handler = AsyncSocketModeHandler(self.bolt, "xapp-playground", ping_interval=1)
        await self.handler.connect_async()  # type: ignore[no-untyped-call]
        await asyncio.wait_for(self.server.slack.app_is_there.wait(), 5)

    async def close(self) -> None:
        await self.handler.close_async()  # type: ignore[no-untyped-call]
