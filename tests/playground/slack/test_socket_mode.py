"""Socket Mode as the wire sees it, and with the real client of Slack's SDK."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.delivery import Timing
from bot.playground.slack.server import Server
from tests.playground.slack.acting import DATAOPS, Page, SmallApp
from tests.playground.slack.conftest import OpenPage, Serve
from tests.playground.slack.test_chat import error_of


class Socket:
    """One raw connection."""

    def __init__(self, http: aiohttp.ClientSession, web: AsyncWebClient) -> None:
        self._http = http
        self._web = web

    async def open(self) -> "Socket":
        self.url = (await self._web.apps_connections_open(app_token="xapp-playground"))["url"]
        self.socket = await self._http.ws_connect(self.url)
        return self

    async def receive(self) -> Any:
        return json.loads((await asyncio.wait_for(self.socket.receive(), 5)).data)

    async def ack(self, envelope: Any, payload: Any = None) -> None:
        body = {"envelope_id": envelope["envelope_id"]} | ({} if payload is None else {"payload": payload})
        await self.socket.send_json(body)


@pytest.fixture
async def one(http: aiohttp.ClientSession, web: AsyncWebClient) -> AsyncIterator[Socket]:
    socket = await Socket(http, web).open()
    yield socket
    await socket.socket.close()


async def test_hello_counts_the_connections(one: Socket, http: aiohttp.ClientSession, web: AsyncWebClient) -> None:
    hello = await one.receive()
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["debug_info"]["approximate_connection_time"] > 0
    assert hello["connection_info"]["app_id"] == "A0BACKFILL"
    two = await Socket(http, web).open()
    assert (await two.receive())["num_connections"] == 2


async def test_a_ticket_is_good_once(one: Socket, http: aiohttp.ClientSession) -> None:
    for address in (one.url, one.url.replace("ticket=", "ticket=x")):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(address)
        assert refused.value.status == 401


async def test_ten_connections_and_no_more(http: aiohttp.ClientSession, web: AsyncWebClient) -> None:
    sockets = [await Socket(http, web).open() for _ in range(10)]
    assert (await sockets[-1].receive())["num_connections"] == 10
    eleventh = await Socket(http, web).open()
    farewell = await eleventh.receive()
    assert (farewell["type"], farewell["reason"]) == ("disconnect", "too_many_websockets")
    assert (await eleventh.socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_pings_are_answered(one: Socket) -> None:
    await one.receive()
    await one.socket.ping(b"sdk-ping-pong:1")
    socket = one.socket
    socket._autoping = False
    message = await asyncio.wait_for(socket.receive(), 5)
    assert (message.type, message.data) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


async def test_payloads_go_to_any_one_and_any_one_may_ack(
    one: Socket, http: aiohttp.ClientSession, web: AsyncWebClient, mei: Page
) -> None:
    two = await Socket(http, web).open()
    for socket in (one, two):
        await socket.receive()
    for text in ("/backfill a", "/backfill b"):
        saying = asyncio.create_task(mei.say(text))
        readers = [asyncio.create_task(socket.receive()) for socket in (one, two)]
        done, pending = await asyncio.wait(readers, return_when=asyncio.FIRST_COMPLETED)
        assert len(done) == 1
        envelope = done.pop().result()
        for task in pending:
            task.cancel()
        other = two if readers[0].done() and not readers[0].cancelled() else one
        await other.ack(envelope)
        assert await saying == {"ok": True}


async def test_the_envelope_of_a_command(one: Socket, mei: Page) -> None:
    await one.receive()
    saying = asyncio.create_task(mei.say("/backfill 1001 last 7 days"))
    envelope = await one.receive()
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"] is True
    payload = envelope["payload"]
    assert set(payload) == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text",
        "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    assert (payload["command"], payload["text"], payload["channel_name"]) == (
        "/backfill",
        "1001 last 7 days",
        "data-ops",
    )
    await one.ack(envelope, {"text": "on it"})
    await saying
    assert (await mei.sees("on it"))["ephemeral"] is True


async def test_an_event_without_an_ack_comes_again(
    served: Serve, http: aiohttp.ClientSession, page_of: OpenPage
) -> None:
    server = await served(timing=Timing(ack=0.1, retries=(0.0, 0.1, 0.1)))
    web = AsyncWebClient(token="xoxb-playground", base_url=server.api_url)
    socket, mei = await Socket(http, web).open(), await page_of(of=server)
    await socket.receive()
    await mei.say("@backfill stop")
    envelopes = [await socket.receive() for _ in range(4)]
    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
    assert [envelope["retry_reason"] for envelope in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    assert len({envelope["envelope_id"] for envelope in envelopes}) == 4
    assert envelopes[0]["accepts_response_payload"] is False


async def test_an_acked_event_does_not(one: Socket, mei: Page) -> None:
    await one.receive()
    await mei.server_faults(duplicate_events=1)
    await mei.say("@backfill stop")
    first, second = await one.receive(), await one.receive()
    assert first["payload"]["event_id"] == second["payload"]["event_id"], "delivered twice on demand"
    for envelope in (first, second):
        await one.ack(envelope)
    await mei.until(lambda e: e.get("kind") == "ack")
    await mei.say("@backfill list")
    third = await one.receive()
    assert third["payload"]["event"]["text"] == "<@U0BACKFILL> list"
    assert third["retry_attempt"] == 0


async def test_the_event_payload_is_whole(one: Socket, mei: Page) -> None:
    await one.receive()
    root = await mei.say("@backfill stop & go")
    payload = (await one.receive())["payload"]
    assert {"team_id", "api_app_id", "event_id", "event_time", "event_context", "authorizations"} <= set(payload)
    assert {"is_ext_shared_channel", "context_team_id", "event", "type"} <= set(payload)
    event = payload["event"]
    assert (event["type"], event["text"], event["channel"]) == ("app_mention", "<@U0BACKFILL> stop &amp; go", DATAOPS)
    assert (event["ts"], event["team"], event["user"]) == (root["ts"], "T0PLAYGRND", "U0ANALYST")
    assert event["blocks"][0]["type"] == "rich_text"
    assert "thread_ts" not in event


async def test_a_late_ack_is_marked_and_ignored(served: Serve, http: aiohttp.ClientSession, page_of: OpenPage) -> None:
    server = await served(timing=Timing(ack=0.1))
    web = AsyncWebClient(token="xoxb-playground", base_url=server.api_url)
    socket, mei = await Socket(http, web).open(), await page_of(of=server)
    await socket.receive()
    answer = await mei.say("/backfill x")
    assert answer == {"ok": False, "error": "/backfill failed with the error operation_timeout"}
    await socket.ack(await socket.receive(), {"text": "too late"})
    late = await mei.until(lambda e: e.get("kind") == "ack")
    assert late["status"] == "late"
    assert [message["text"] for message in await mei.messages()] == [answer["error"]]


async def test_without_a_connection_a_command_fails_at_once(mei: Page) -> None:
    await mei.say("/backfill x")
    notice = await mei.sees("/backfill failed with the error dispatch_failed")
    assert (notice["system"], notice["ephemeral"], notice["user"]) == (True, True, None)


@pytest.mark.parametrize("reason", ["refresh_requested", "drop"])
async def test_the_real_client_comes_back(app: SmallApp, server: Server, mei: Page, reason: str) -> None:
    @app.bolt.command("/backfill")
    async def command(ack: Any) -> None:
        await ack("back again")

    await mei.server_faults(disconnect=reason)
    await mei.until(lambda e: e == {"type": "bot", "connected": False})
    await mei.until(lambda e: e == {"type": "bot", "connected": True}, seconds=15)
    await mei.say("/backfill x")
    await mei.sees("back again")


async def test_no_connections_on_demand(web: AsyncWebClient, mei: Page) -> None:
    await mei.server_faults(refuse_connections=True)
    assert await error_of(web.apps_connections_open(app_token="xapp-playground")) == "internal_error"
