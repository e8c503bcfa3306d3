"""The page API: what the page, the script runner and tests call to act as a person."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

from bot.playground.slack.delivery.socket_mode import SocketMode
from bot.playground.slack.errors import PageError
from bot.playground.slack.interactions import Interactions
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.people import BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME, Person
from bot.playground.slack.typing_box import TypingBox
from bot.playground.slack.wire import Json

Body = dict[str, Any]
Act = Callable[[Person, Body], Awaitable[Body]]
DISCONNECTS = ("warning", "refresh_requested", "link_disabled", "drop")


class PageApi:
    """Routes under /page/."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._interactions = Interactions(slack)
        self._box = TypingBox(slack, self._interactions)
        self._client: aiohttp.ClientSession | None = None
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef]:
        """The routes of this API."""
        acts: dict[str, Act] = {
            "say": self._box.say,
            "press": self._interactions.press,
            "suggest": self._interactions.suggest,
            "submit": self._interactions.submit,
            "close": self._interactions.close,
            "shortcut": self._interactions.shortcut,
            "home": lambda person, _: self._interactions.home(person),
            "dismiss": self._dismiss,
            "reload": self._reload,
            "locale": self._locale,
        }
        return [
            *(web.post(f"/page/{name}", self._act(act)) for name, act in acts.items()),
            web.get("/page/state", self._state),
            web.get("/page/socket", self._socket),
            web.get("/page/payloads", self._payloads),
            web.get("/page/notifications", self._notifications),
            web.get("/page/faults", self._faults),
            web.post("/page/faults", self._faults),
            web.get("/page/dataworks/{path:.*}", self._dataworks),
            web.post("/page/dataworks/{path:.*}", self._dataworks),
        ]

    async def close(self) -> None:
        """Close the pages' sockets and the proxy's client."""
        await asyncio.gather(*(socket.close() for socket in list(self._sockets)))
        if self._client:
            await self._client.close()

    def _act(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            try:
                body = await _json(request)
                person = self._slack.workspace.actor(str(body.get("user")))
                return web.json_response(await act(person, body))
            except PageError as error:
                return web.json_response({"error": error.error}, status=error.status)

        return handler

    # -- what a person sees ------------------------------------------------------------------------------------------

    async def _state(self, request: web.Request) -> web.Response:
        try:
            person = self._slack.workspace.actor(request.query.get("user", ""))
        except PageError as error:
            return web.json_response({"error": error.error}, status=error.status)
        return web.json_response(self._state_of(person))

    def _state_of(self, person: Person) -> Body:
        slack, space = self._slack, self._slack.workspace
        channels = [channel for channel in space.channels.values() if person.id in channel.members]
        home = slack.views.homes.get(person.id)
        bot = space.people[BOT_USER]
        return {
            "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN},
            "me": {"user": person.id},
            "users": [each.for_page() for each in space.people.values()],
            "usergroups": [dataclasses.asdict(group) for group in space.groups.values()],
            "bot": {"user_id": bot.id, "bot_id": BOT_ID, "name": bot.name, "connected": slack.delivery.connected},
            "channels": [channel.for_page() for channel in channels],
            "commands": [dataclasses.asdict(command) for command in slack.manifest.commands],
            "shortcuts": [dataclasses.asdict(shortcut) for shortcut in slack.manifest.shortcuts],
            "messages": {c.id: [m.for_page() for m in space.shown_to(person.id, c.id)] for c in channels},
            "views": [view.for_api() for view in slack.views.stack(person.id)],
            "home": home.for_api() if home else None,
        }

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        try:
            person = self._slack.workspace.actor(request.query.get("user", ""))
        except PageError as error:
            return web.json_response({"error": error.error}, status=error.status)
        socket = web.WebSocketResponse(heartbeat=30.0, timeout=0.2)
        await socket.prepare(request)
        self._sockets.add(socket)
        events = self._slack.feed.join(person.id)
        sender = asyncio.create_task(_forward(socket, events))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            self._sockets.discard(socket)
            self._slack.feed.leave(events)
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sender
        return socket

    async def _payloads(self, request: web.Request) -> web.Response:
        return web.json_response({"payloads": list(self._slack.feed.payloads)})

    async def _notifications(self, request: web.Request) -> web.Response:
        user = request.query.get("user")
        found = [note for note in self._slack.workspace.notifications if user in (None, note["user"])]
        return web.json_response({"notifications": found})

    # -- small acts --------------------------------------------------------------------------------------------------

    async def _dismiss(self, person: Person, body: Body) -> Body:
        message = self._slack.workspace.messages.get(str(body.get("message_id")))
        if message is None or message.reader != person.id:
            raise PageError("message_not_found", 404)
        self._slack.delete(message)
        return {"ok": True}

    async def _reload(self, person: Person, body: Body) -> Body:
        gone = self._slack.workspace.forget_ephemerals(person.id)
        for message in gone:
            self._slack.feed.send({"type": "message_deleted", "message": message.for_page()}, {person.id})
        for view in reversed(list(self._slack.views.stack(person.id))):
            self._slack.close_view(view)
        return {"ok": True}

    async def _locale(self, person: Person, body: Body) -> Body:
        locale = body.get("locale")
        if not isinstance(locale, str) or not locale:
            raise PageError("no_locale")
        person.locale = locale
        self._slack.feed.send({"type": "users", "users": [p.for_page() for p in self._slack.workspace.people.values()]})
        return {"ok": True}

    # -- faults and the other simulator ------------------------------------------------------------------------------

    async def _faults(self, request: web.Request) -> web.Response:
        if request.method == "POST":
            try:
                switches = await _json(request)
                reason = switches.pop("disconnect", None)
                self._slack.faults.change(switches)
                await self._disconnect(reason)
            except (PageError, ValueError) as error:
                return web.json_response({"error": str(error)}, status=400)
        return web.json_response(dataclasses.asdict(self._slack.faults) | {"disconnect": False})

    async def _disconnect(self, reason: Json) -> None:
        if not reason:
            return
        reason = "refresh_requested" if reason is True else reason
        if reason not in DISCONNECTS or not isinstance(self._slack.delivery, SocketMode):
            raise ValueError(f"no disconnect {reason!r} here")
        await self._slack.delivery.disconnect(reason)

    async def _dataworks(self, request: web.Request) -> web.Response:
        if not self._slack.dataworks_url:
            return web.json_response({"error": "no simulated DataWorks"}, status=404)
        self._client = self._client or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        target = f"{self._slack.dataworks_url.rstrip('/')}/_control/{request.match_info['path']}"
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        body = await request.read()
        try:
            async with self._client.request(
                request.method, target, params=request.query, data=body or None, headers=headers
            ) as answer:
                return web.Response(body=await answer.read(), status=answer.status, content_type=answer.content_type)
        except aiohttp.ClientError:
            return web.json_response({"error": "the simulated DataWorks does not answer"}, status=502)


async def _forward(socket: web.WebSocketResponse, events: "asyncio.Queue[Body]") -> None:
    while True:
        with contextlib.suppress(ConnectionError):
            await socket.send_json(await events.get())


async def _json(request: web.Request) -> Body:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise PageError("invalid_json") from None
    if not isinstance(body, dict):
        raise PageError("json_not_object")
    return body
