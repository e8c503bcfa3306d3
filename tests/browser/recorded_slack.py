"""A server of recorded states: it gives the page what a test wants to be drawn, and keeps what the page posts."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from tests.browser import recorded_state

Json = dict[str, Any]
PAGE = Path(__file__).parents[2] / "bot" / "playground" / "page"
FAULTS: Json = {"slow_api_ms": 0, "smart_typing": False, "methods": [], "api_error": ""}
DATAWORKS: dict[str, Json] = {
    "state": {"speed": 20, "now": "2026-11-24T12:00:00+08:00", "zone": "Asia/Shanghai", "calls": 3},
    "faults": {
        "throttle": {"description": "Throttling.User with x-acs-retry-after; the call is not taken", "on": False},
        "slow_ms": {"description": "every answer takes this many milliseconds longer", "on": True, "milliseconds": 500},
    },
}


class RecordedSlack:
    """`posts` holds (path, body) of every POST, in order; `answers` maps a path to what it answers next.

    `messages` are those of each channel, None for the recorded ones.
    """

    def __init__(self) -> None:
        self.posts: list[tuple[str, Json]] = []
        self.answers: dict[str, tuple[int, Json]] = {}
        self.users = recorded_state.people()
        self.views: list[Json] = []
        self.messages: dict[str, list[Json]] | None = None
        self.url = ""
        self._posted = asyncio.Event()
        self._sockets: list[tuple[str, web.WebSocketResponse]] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application()
        app.router.add_get("/", self._index)
        app.router.add_get("/favicon.ico", self._nothing)
        app.router.add_get("/page/state", self._state)
        app.router.add_get("/page/socket", self._socket)
        app.router.add_get("/page/payloads", self._payloads)
        app.router.add_get("/page/faults", self._faults)
        app.router.add_get("/page/dataworks/{path}", self._dataworks)
        app.router.add_post("/page/{path:.+}", self._post)
        app.router.add_static("/page", PAGE)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        """End it, open sockets included."""
        for _, socket in self._sockets:
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    async def send(self, event: Json) -> None:
        """Push an event to every open page."""
        for _, socket in self._sockets:
            if not socket.closed:
                await socket.send_json(event)

    async def show_views(self, *views: Json, kind: str = "view_opened") -> None:
        """Make these views the stack, oldest first."""
        self.views = list(views)
        await self.send({"type": kind, "view": views[-1] if views else {"id": "gone"}, "stack": self.views})

    async def posted(self, path: str, count: int = 1) -> Json:
        """The body of the `count`th POST to `path`, waited for."""
        async with asyncio.timeout(10):
            while len(found := [body for at, body in self.posts if at == path]) < count:
                self._posted.clear()
                await self._posted.wait()
        return found[count - 1]

    async def _index(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _nothing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _state(self, request: web.Request) -> web.Response:
        answer = recorded_state.state(request.query["user"], self.users)
        messages = answer["messages"] if self.messages is None else self.messages
        return web.json_response(answer | {"views": self.views, "messages": messages})

    async def _payloads(self, _: web.Request) -> web.Response:
        return web.json_response({"payloads": []})

    async def _faults(self, _: web.Request) -> web.Response:
        return web.json_response(FAULTS)

    async def _dataworks(self, request: web.Request) -> web.Response:
        return web.json_response(DATAWORKS[request.match_info["path"]])

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append((request.query["user"], socket))
        async for received in socket:
            if received.type is WSMsgType.ERROR:
                break
        return socket

    async def _post(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        body = await request.json()
        self.posts.append((path, body))
        self._posted.set()
        if path == "locale":
            self._speak(body)
        if path == "close":
            self.views = [] if body["clear"] else [view for view in self.views if view["id"] != body["view_id"]]
        status, answer = self.answers.get(path, (200, {"ok": True}))
        if path == "home":
            answer = {"view": recorded_state.home()}
        return web.json_response(answer, status=status)

    def _speak(self, body: Json) -> None:
        for user in self.users:
            if user["id"] == body["user"]:
                user["locale"] = body["locale"]
