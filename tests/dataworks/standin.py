"""A DataWorks stand-in on loopback: checks every signature by its own reading of the rules, and answers as told."""

import asyncio
import hashlib
import hmac
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

from aiohttp import web

KEY_ID = "testkeyid0000"
SECRET = "testkeysecret0000"

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    method: str
    action: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class StandIn:
    """`url` is its endpoint. Replies are used up in order; then `usual` answers."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    wrongly_signed: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    usual: Reply = field(default_factory=lambda: ok())

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True)
        wrong = wrong_signature(request.method, query, headers, body)
        if wrong:
            self.wrongly_signed.append(wrong)
        self.received.append(
            Received(
                request.method,
                headers.get("x-acs-action", ""),
                dict(query),
                dict(parse_qsl(body.decode(), keep_blank_values=True)),
                headers,
                body,
            )
        )
        reply = self.replies.pop(0) if self.replies else self.usual
        return await reply(request)


def wrong_signature(method: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes) -> str:
    """Why a request is not signed as ACS3-HMAC-SHA256 demands; empty if it is."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    signed = parts.get("SignedHeaders", "").split(";")
    must = (
        {n for n in headers if n.startswith("x-acs-")}
        | {"host"}
        | ({"content-type"} & headers.keys() if body else set())
    )
    if scheme != "ACS3-HMAC-SHA256" or parts.get("Credential") != KEY_ID:
        return f"not by our key: {scheme} {parts.get('Credential')}"
    if not must <= set(signed) or signed != sorted(signed):
        return f"unsigned: {sorted(must - set(signed))}"
    if headers["x-acs-content-sha256"] != hashlib.sha256(body).hexdigest():
        return "another body"
    pairs = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in signed)
    text = f"{method}\n/\n{pairs}\n{lines}\n{';'.join(signed)}\n{headers['x-acs-content-sha256']}"
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(text.encode()).hexdigest()}"
    right = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return "" if hmac.compare_digest(right, parts.get("Signature", "")) else f"signature of {text!r}"


def ok(**fields: Any) -> Reply:
    """A successful answer."""

    async def reply(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"RequestId": "R-OK", **fields})

    return reply


def error(code: str, status: int = 400, *, headers: dict[str, str] | None = None, **fields: Any) -> Reply:
    """An error in the API's shape."""

    async def reply(_request: web.Request) -> web.StreamResponse:
        answer = {"RequestId": "R-ERR", "HostId": "h", "Code": code, "Message": f"words for {code}", **fields}
        return web.json_response(answer, status=status, headers=headers)

    return reply


def raw(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """Any bytes under any status."""

    async def reply(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=headers)

    return reply


def lost() -> Reply:
    """The request is taken, then the connection goes without an answer."""

    async def reply(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return reply


def never() -> Reply:
    """The request is taken and the answer never comes; the end of the server ends it."""

    async def reply(_request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    return reply


def trickle() -> Reply:
    """An answer that goes on for ever, a byte at a time."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/json"})
        await response.prepare(request)
        assert request.transport is not None
        while not request.transport.is_closing():
            await response.write(b" ")
            await asyncio.sleep(0.01)
        return response

    return reply


def cut() -> Reply:
    """Headers promise more than comes."""

    async def reply(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-length": "1000", "content-type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"RequestId": "R-CUT", "Opera')
        assert request.transport is not None
        request.transport.close()
        return response

    return reply


@asynccontextmanager
async def serving(standin: StandIn) -> AsyncIterator[StandIn]:
    """The stand-in on a free port of 127.0.0.1."""
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{rest:.*}", standin.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    standin.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield standin
    finally:
        await runner.cleanup()


@contextmanager
def serving_in_thread(standin: StandIn) -> Iterator[StandIn]:
    """The stand-in on a loop of its own, for callers that block."""
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with serving(standin):
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield standin
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
