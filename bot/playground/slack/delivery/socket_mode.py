"""Socket Mode: tickets, connections, envelopes, acks, retries of events, disconnects."""

import asyncio
import contextlib
import itertools
import json
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.slack.delivery import DeliveryError, Timing
from bot.playground.slack.faults import Faults
from bot.playground.slack.feed import Feed
from bot.playground.slack.people import APP_ID
from bot.playground.slack.wire import Json

MOST_CONNECTIONS = 10
TICKET_SECONDS = 30.0
ANSWERABLE = {"view_submission", "block_suggestion"}


class SocketMode:
    """Up to ten connections; each payload goes to one of them, in rotation."""

    def __init__(self, feed: Feed, faults: Faults, timing: Timing, changed: Callable[[bool], None]) -> None:
        self._feed = feed
        self._faults = faults
        self._timing = timing
        self._changed = changed
        self._tickets: set[str] = set()
        self._connections: list[web.WebSocketResponse] = []
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Is at least one socket open?"""
        return bool(self._connections)

    async def start(self) -> None:
        """Nothing to do: the app comes to us."""

    def ticket(self) -> str:
        """A secret for one socket, good for 30 seconds and one use."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        asyncio.get_running_loop().call_later(TICKET_SECONDS, self._tickets.discard, ticket)
        return ticket

    # -- the socket --------------------------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint `/link?ticket=..`."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or self._faults.refuse_connections:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=30.0, timeout=0.2)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await self._say_disconnect(socket, "too_many_websockets")
            await socket.close()
            return socket
        self._connections.append(socket)
        self._changed(True)
        try:
            await socket.send_json(self._hello())
            await self._read(socket)
        finally:
            self._forget(socket)
        return socket

    def _hello(self) -> dict[str, Any]:
        debug = {"host": "applink-playground-1", "build_number": 120, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": debug,
            "connection_info": {"app_id": APP_ID},
        }

    async def _read(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            with contextlib.suppress(ValueError):
                self._take_ack(json.loads(message.data))

    def _take_ack(self, ack: Json) -> None:
        if not isinstance(ack, dict):
            return
        waiting = self._waiting.pop(str(ack.get("envelope_id")), None)
        late = waiting is None or waiting.done()
        self._feed.payload("from_bot", "ack", ack, "late" if late else 200)
        if waiting is not None and not waiting.done():
            waiting.set_result(ack.get("payload"))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
            if not self._connections:
                self._changed(False)

    # -- payloads ----------------------------------------------------------------------------------------------------

    async def request(self, kind: str, payload: dict[str, Any]) -> Json:
        """Send an envelope and wait for its ack. Raises DeliveryError."""
        answerable = kind == "slash_commands" or payload.get("type") in ANSWERABLE
        return await self._send(kind, payload, {"accepts_response_payload": answerable})

    async def _send(self, kind: str, payload: dict[str, Any], extra: dict[str, Any]) -> Json:
        envelope = {"envelope_id": str(uuid.uuid4()), "payload": payload, "type": kind} | extra
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answer
        self._feed.payload("to_bot", kind, envelope)
        try:
            async with asyncio.timeout(self._timing.ack):
                await self._write(envelope)
                return await answer
        except TimeoutError:
            raise DeliveryError("operation_timeout") from None
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    async def _write(self, envelope: dict[str, Any]) -> None:
        while self._connections:
            socket = self._connections[next(self._turn) % len(self._connections)]
            try:
                await socket.send_json(envelope)
            except (ConnectionError, RuntimeError):
                self._forget(socket)
            else:
                return
        raise DeliveryError("dispatch_failed")

    def event(self, payload: dict[str, Any]) -> None:
        """Send an event; without an ack again, with `retry_attempt` and `retry_reason`."""
        for _ in range(2 if self._faults.take("duplicate_events") else 1):
            task = asyncio.get_running_loop().create_task(self._event(payload))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _event(self, payload: dict[str, Any]) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *self._timing.retries)):
            await asyncio.sleep(wait)
            extra = {"accepts_response_payload": False, "retry_attempt": attempt, "retry_reason": reason}
            try:
                await self._send("events_api", payload, extra)
            except DeliveryError as error:
                reason = "timeout" if error.reason == "operation_timeout" else "connection_failed"
            else:
                return

    # -- disconnects -------------------------------------------------------------------------------------------------

    async def disconnect(self, reason: str) -> None:
        """Ask every connection to leave: `warning`, `refresh_requested`, `link_disabled`, or `drop` without a word."""
        for socket in list(self._connections):
            if reason != "drop":
                await self._say_disconnect(socket, reason)
            if reason != "warning":
                self._forget(socket)
                task = asyncio.get_running_loop().create_task(self._hang_up(socket, abrupt=reason == "drop"))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    @staticmethod
    async def _hang_up(socket: web.WebSocketResponse, *, abrupt: bool) -> None:
        if not abrupt:
            await asyncio.sleep(1.0)
            await socket.close()
        elif socket._req is not None and socket._req.transport is not None:  # noqa: SLF001 - aiohttp has no public abort
            socket._req.transport.abort()  # noqa: SLF001

    @staticmethod
    async def _say_disconnect(socket: web.WebSocketResponse, reason: str) -> None:
        debug = {"host": "applink-playground-1"}
        with contextlib.suppress(ConnectionError, RuntimeError):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})

    async def close(self) -> None:
        """Cancel what waits and close all sockets."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*(socket.close() for socket in list(self._connections)))
