"""The rest of the page API: state, files, the proxy, the doors that stay shut."""

from typing import Any

import aiohttp
from aiohttp import web as aiohttp_web
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.slack.acting import EVE, GUS, MEI, Page, SmallApp
from tests.playground.slack.conftest import OpenPage, Serve


async def test_the_state_of_a_person(mei: Page, page_of: OpenPage) -> None:
    state = await mei.state()
    assert state["team"] == {"id": "T0PLAYGRND", "name": "Acme Data", "domain": "acme-data"}
    assert state["me"] == {"user": MEI}
    assert state["bot"] == {"user_id": "U0BACKFILL", "bot_id": "B0BACKFILL", "name": "backfill", "connected": False}
    assert [channel["id"] for channel in state["channels"]] == [
        "C0DATAOPS", "C0RANDOM", "G0PRIVATE", "C0ARCHIVE", "C0SHARED", "D0ANALYST",
    ]  # fmt: skip
    assert [command["command"] for command in state["commands"]] == ["/backfill"]
    assert [shortcut["type"] for shortcut in state["shortcuts"]] == ["message", "global"]
    for user, channels in ((GUS, ["C0DATAOPS", "D0GUEST"]), (EVE, ["C0SHARED", "D0EXTERN"])):
        theirs = await (await page_of(user)).state()
        assert [channel["id"] for channel in theirs["channels"]] == channels
    assert await mei.get("state?user=U0NOBODY") == {"error": "user_not_found"}


async def test_connected_while_the_app_is_there(app: SmallApp, mei: Page) -> None:
    assert (await mei.state())["bot"]["connected"] is True


async def test_locale_reaches_every_page(mei: Page, page_of: OpenPage) -> None:
    oskar = await page_of("U0OWNER")
    await mei.act("locale", locale="zh-CN")
    users = (await oskar.until(lambda e: e["type"] == "users"))["users"]
    assert next(user["locale"] for user in users if user["id"] == MEI) == "zh-CN"


async def test_other_sites_are_kept_out(mei: Page, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{mei.server.url}/page/state?user={MEI}", headers={"Origin": "http://evil.example"}) as answer:
        assert answer.status == 403
    async with http.get(f"{mei.server.url}/page/state?user={MEI}", headers={"Origin": mei.server.url}) as answer:
        assert answer.status == 200


async def test_payloads_are_remembered_without_secrets(app: SmallApp, mei: Page) -> None:
    @app.bolt.command("/backfill")
    async def command(ack: Any) -> None:
        await ack()

    await mei.say("/backfill x")
    payloads = (await mei.get("payloads"))["payloads"]
    sent = next(p for p in payloads if p["kind"] == "slash_commands")
    assert sent["direction"] == "to_bot"
    body = sent["body"]["payload"]
    assert (body["text"], body["token"], body["trigger_id"]) == ("x", "[redacted]", "[redacted]")
    assert body["response_url"].endswith("/commands/T0PLAYGRND/[redacted]")
    opened = next(p for p in payloads if p["kind"] == "api:apps.connections.open" and p["direction"] == "answer")
    assert "ticket=[redacted]" in opened["body"]["url"]


async def test_the_proxy_to_dataworks(served: Serve, http: aiohttp.ClientSession) -> None:
    async def control(request: aiohttp_web.Request) -> aiohttp_web.Response:
        body = {
            "path": request.path,
            "query": dict(request.query),
            "method": request.method,
            "body": await request.text(),
        }
        return aiohttp_web.json_response(body)

    app = aiohttp_web.Application()
    app.router.add_route("*", "/_control/{rest:.*}", control)
    runner = aiohttp_web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    await aiohttp_web.TCPSite(runner, "127.0.0.1", 0).start()
    server = await served(dataworks_url=f"http://127.0.0.1:{runner.addresses[0][1]}")
    async with http.post(f"{server.url}/page/dataworks/faults/x?y=1", json={"throttle": True}) as answer:
        assert await answer.json() == {
            "path": "/_control/faults/x", "query": {"y": "1"}, "method": "POST", "body": '{"throttle": true}',
        }  # fmt: skip
    await runner.cleanup()
    async with http.get(f"{server.url}/page/dataworks/faults") as answer:
        assert answer.status == 502


async def test_no_dataworks_no_proxy(mei: Page) -> None:
    assert await mei.get("dataworks/faults") == {"error": "no simulated DataWorks"}


async def test_the_page_itself_is_served(mei: Page, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{mei.server.url}/") as answer:
        assert answer.status == 200


async def test_a_second_server_keeps_its_own_state(served: Serve, mei: Page) -> None:
    other = await served()
    await AsyncWebClient(token="xoxb-playground", base_url=other.api_url).chat_postMessage(
        channel="C0DATAOPS", text="x"
    )
    assert await mei.messages() == []
