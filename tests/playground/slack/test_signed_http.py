"""HTTP: a real Bolt app behind a real port, and a bare one where Bolt would hide the wire."""

import asyncio
import json
import socket
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.delivery import Timing
from bot.playground.slack.delivery.http import SignedHttp
from bot.playground.slack.server import Server
from tests.playground.slack.acting import DATAOPS, Page, actions
from tests.playground.slack.conftest import OpenPage, Serve

SECRET = "playground-signing-secret"


class Wire:
    """An app that notes every request and answers as told; url_verification is answered by itself."""

    def __init__(self) -> None:
        self.requests: asyncio.Queue[tuple[dict[str, str], bytes]] = asyncio.Queue()
        self.answer: Callable[[], web.StreamResponse] = lambda: web.Response()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if b"url_verification" in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        await self.requests.put((dict(request.headers), body))
        return self.answer()

    async def next(self) -> tuple[dict[str, str], bytes]:
        return await asyncio.wait_for(self.requests.get(), 5)


async def listening(stack: AsyncExitStack, app: web.Application) -> str:
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"


@pytest.fixture
async def wire(stack: AsyncExitStack, served: Serve, page_of: OpenPage) -> tuple[Wire, Server, Page]:
    wire = Wire()
    app = web.Application()
    app.router.add_post("/slack/events", wire.handle)
    url = await listening(stack, app)
    server = await served(mode="http", events_url=url, timing=Timing(ack=0.5, retries=(0.0, 0.05, 0.05)))
    await asyncio.wait_for(server.slack.app_is_there.wait(), 5)
    return wire, server, await page_of(of=server)


async def test_http_mode_needs_an_address(served: Serve) -> None:
    with pytest.raises(ValueError, match="events_url"):
        await served(mode="http")


async def test_a_command_is_a_signed_form(wire: tuple[Wire, Server, Page]) -> None:
    app, _, mei = wire
    await mei.say("/backfill 1001 & last")
    headers, body = await app.next()
    assert SignatureVerifier(SECRET).is_valid_request(body, headers)
    assert abs(int(headers["X-Slack-Request-Timestamp"]) - time.time()) < 5
    form = parse_qs(body.decode())
    assert (form["command"], form["text"], form["user_id"]) == (["/backfill"], ["1001 &amp; last"], ["U0ANALYST"])
    assert form["is_enterprise_install"] == ["false"]


async def test_events_are_json_and_come_again_with_headers(wire: tuple[Wire, Server, Page]) -> None:
    app, _, mei = wire
    app.answer = lambda: web.Response(status=500)
    await mei.say("@backfill stop")
    requests = [await app.next() for _ in range(4)]
    assert {json.loads(body)["type"] for _, body in requests} == {"event_callback"}
    assert [headers.get("X-Slack-Retry-Num") for headers, _ in requests] == [None, "1", "2", "3"]
    assert [headers.get("X-Slack-Retry-Reason") for headers, _ in requests] == [None, *["http_error"] * 3]
    assert len({body for _, body in requests}) == 1
    assert all(SignatureVerifier(SECRET).is_valid_request(body, headers) for headers, body in requests)


async def test_no_retry_stops_them(wire: tuple[Wire, Server, Page]) -> None:
    app, _, mei = wire
    app.answer = lambda: web.Response(status=500, headers={"x-slack-no-retry": "1"})
    await mei.say("@backfill one")
    await app.next()
    app.answer = lambda: web.Response()
    await mei.say("@backfill two")
    _, body = await app.next()
    assert json.loads(body)["event"]["text"].endswith("two")


async def test_a_refused_command_is_a_dispatch_failure(wire: tuple[Wire, Server, Page]) -> None:
    app, _, mei = wire
    app.answer = lambda: web.Response(status=404)
    await mei.say("/backfill x")
    await mei.sees("/backfill failed with the error dispatch_failed")


async def test_a_vanished_app_is_noticed_and_found_again(
    stack: AsyncExitStack, served: Serve, page_of: OpenPage
) -> None:
    wire = Wire()
    app = web.Application()
    app.router.add_post("/slack/events", wire.handle)
    async with AsyncExitStack() as first:
        url = await listening(first, app)
        server = await served(mode="http", events_url=url)
        await asyncio.wait_for(server.slack.app_is_there.wait(), 5)
    mei = await page_of(of=server)
    await mei.say("/backfill x")
    await mei.sees("/backfill failed with the error dispatch_failed")
    assert (await mei.state())["bot"]["connected"] is False
    again = web.Application()
    again.router.add_post("/slack/events", wire.handle)
    runner = web.AppRunner(again)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", int(url.split(":")[2].split("/")[0])).start()
    await asyncio.wait_for(server.slack.app_is_there.wait(), 5)


async def bolt_server(stack: AsyncExitStack, served: Serve) -> tuple[AsyncApp, Server]:
    """A Bolt app in HTTP mode and the local Slack that calls it."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{bound.getsockname()[1]}/slack/events"
    server = await served(mode="http", events_url=url)
    bolt = AsyncApp(client=AsyncWebClient(token="xoxb-playground", base_url=server.api_url), signing_secret=SECRET)
    runner = web.AppRunner(bolt.web_app(path="/slack/events"), shutdown_timeout=0.5)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, bound).start()
    await asyncio.wait_for(server.slack.app_is_there.wait(), 5)
    return bolt, server


async def test_bolt_over_http_from_command_to_press(stack: AsyncExitStack, served: Serve, page_of: OpenPage) -> None:
    bolt, server = await bolt_server(stack, served)

    @bolt.command("/backfill")
    async def command(ack: Any) -> None:
        await ack(text="preview", blocks=[actions()])

    @bolt.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="sent", replace_original=True)

    mei = await page_of(of=server)
    await mei.say("/backfill 1001")
    assert await mei.press(await mei.sees("preview")) == {"ok": True, "sent": True}
    assert (await mei.sees("sent", "message_changed"))["ephemeral"] is True
    assert isinstance(server.slack.delivery, SignedHttp)
    assert await server.slack.delivery.ssl_check() == 200


@pytest.mark.parametrize("switch", ["bad_signatures", "old_signatures"])
async def test_bolt_refuses_bad_signatures(
    stack: AsyncExitStack, served: Serve, page_of: OpenPage, switch: str
) -> None:
    bolt, server = await bolt_server(stack, served)

    @bolt.command("/backfill")
    async def command(ack: Any) -> None:
        await ack("understood")

    mei = await page_of(of=server)
    await mei.server_faults(**{switch: 1})
    await mei.say("/backfill x")
    await mei.sees("/backfill failed with the error dispatch_failed")
    await mei.say("/backfill x")
    await mei.sees("understood")


async def test_a_replayed_request_is_the_same_twice(wire: tuple[Wire, Server, Page]) -> None:
    app, _, mei = wire
    await mei.server_faults(replayed_requests=1)
    await mei.say("/backfill x", channel=DATAOPS)
    assert await app.next() == await app.next()
