"""Buttons and selects in messages, and the response_urls they bring."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.delivery import Timing
from bot.playground.slack.server import Server
from tests.playground.slack.acting import DATAOPS, MEI, MEI_DM, OSKAR, PRIVATE, Page, SmallApp, actions, button, section
from tests.playground.slack.conftest import AppAt, OpenPage, Serve
from tests.playground.slack.test_chat import error_of

OPTIONS = [{"text": {"type": "plain_text", "text": text}, "value": text.lower()} for text in ("Skip", "Queue")]
RADIO = {"type": "radio_buttons", "action_id": "how", "options": OPTIONS, "initial_option": OPTIONS[0]}


def note_presses(app: SmallApp) -> "asyncio.Queue[dict[str, Any]]":
    bodies: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.bolt.action({"block_id": "row", "action_id": "go"})
    async def go(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await bodies.put(body)

    return bodies


async def test_a_press_on_a_channel_message(app: SmallApp, mei: Page) -> None:
    bodies = note_presses(app)
    root = (await app.client.chat_postMessage(channel=DATAOPS, text="root"))["ts"]
    await app.client.chat_postMessage(channel=DATAOPS, text="card", blocks=[actions(button(), RADIO)], thread_ts=root)
    card = await mei.sees("card")
    assert await mei.press(card) == {"ok": True, "sent": True}
    body = await bodies.get()
    assert body["container"] == {
        "type": "message", "message_ts": card["ts"], "channel_id": DATAOPS, "is_ephemeral": False, "thread_ts": root,
    }  # fmt: skip
    assert body["channel"] == {"id": DATAOPS, "name": "data-ops"}
    assert body["message"]["ts"] == card["ts"]
    assert body["user"] == {"id": MEI, "username": "mei", "name": "mei", "team_id": "T0PLAYGRND"}
    assert body["team"] == {"id": "T0PLAYGRND", "domain": "acme-data"}
    assert (body["enterprise"], body["is_enterprise_install"], body["api_app_id"]) == (None, False, "A0BACKFILL")
    action = body["actions"][0]
    assert (action["type"], action["action_id"], action["block_id"], action["value"]) == ("button", "go", "row", "v1")
    assert action["action_ts"]
    assert body["trigger_id"]
    assert body["response_url"].startswith(f"{mei.server.url}/actions/T0PLAYGRND/")
    assert "view" not in body


async def test_a_press_on_an_ephemeral_has_state_but_no_message(app: SmallApp, mei: Page) -> None:
    bodies = note_presses(app)
    await app.client.chat_postEphemeral(channel=DATAOPS, user=MEI, text="draft", blocks=[actions(button(), RADIO)])
    draft = await mei.sees("draft")
    await mei.press(draft)
    first = await bodies.get()
    assert first["container"]["is_ephemeral"] is True
    assert "message" not in first
    assert first["state"]["values"]["row"]["how"]["selected_option"]["value"] == "skip"
    chosen = {"row": {"how": {"type": "radio_buttons", "selected_option": {"value": "queue"}}}}
    await mei.press(draft, state=chosen)
    option = (await bodies.get())["state"]["values"]["row"]["how"]["selected_option"]
    assert option["text"]["text"] == "Queue"


async def test_a_choice_is_an_action_and_must_be_offered(app: SmallApp, mei: Page) -> None:
    chosen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.bolt.action("how")
    async def how(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        await chosen.put(action)

    await app.client.chat_postMessage(channel=DATAOPS, text="card", blocks=[actions(RADIO)])
    card = await mei.sees("card")
    await mei.press(card, "how", value={"type": "radio_buttons", "selected_option": {"value": "queue"}})
    action = await chosen.get()
    assert action["selected_option"] == {
        "text": {"type": "plain_text", "text": "Queue", "emoji": True},
        "value": "queue",
    }
    assert action["initial_option"]["value"] == "skip"
    value = {"type": "radio_buttons", "selected_option": {"value": "forged"}}
    body = {"source": {"message_id": card["id"]}, "block_id": "row", "action_id": "how", "value": value, "state": {}}
    assert await mei.post("press", **body) == (400, {"error": "no_such_option"})


async def test_only_those_who_see_a_message_can_press_it(app: SmallApp, mei: Page, page_of: OpenPage) -> None:
    oskar = await page_of(OSKAR)
    await app.client.chat_postEphemeral(channel=DATAOPS, user=MEI, text="draft", blocks=[actions()])
    draft = await mei.sees("draft")
    body = {"source": {"message_id": draft["id"]}, "block_id": "row", "action_id": "go"}
    assert await oskar.post("press", **body) == (404, {"error": "message_not_found"})
    assert await mei.post("press", **(body | {"action_id": "other"})) == (404, {"error": "element_not_found"})
    await mei.act("reload")
    assert await mei.post("press", **body) == (404, {"error": "message_not_found"})


async def test_a_press_without_an_ack_shows_a_warning(served: Serve, app_at: AppAt, page_of: OpenPage) -> None:
    server = await served(timing=Timing(ack=0.2))
    app = await app_at(server)
    mei = await page_of(of=server)
    await app.client.chat_postMessage(channel=DATAOPS, text="card", blocks=[actions()])
    assert await mei.press(await mei.sees("card")) == {"ok": False, "error": "timeout"}
    assert (await mei.sees("did not respond"))["system"] is True


async def respond(http: aiohttp.ClientSession, url: str, **content: Any) -> tuple[int, str]:
    async with http.post(url, json=content) as answer:
        return answer.status, await answer.text()


@pytest.fixture
async def draft(app: SmallApp, mei: Page) -> tuple[dict[str, Any], str]:
    """An ephemeral with a button, pressed once: the message and its response_url."""
    bodies = note_presses(app)
    await app.client.chat_postEphemeral(channel=DATAOPS, user=MEI, text="draft", blocks=[actions()])
    message = await mei.sees("draft")
    await mei.press(message)
    return message, str((await bodies.get())["response_url"])


async def test_replacing_the_pressed_ephemeral(
    draft: tuple[dict[str, Any], str], http: aiohttp.ClientSession, mei: Page
) -> None:
    message, url = draft
    blocks = [section("better")]
    assert await respond(http, url, replace_original=True, text="better", blocks=blocks) == (200, "ok")
    changed = await mei.sees("better", "message_changed")
    assert (changed["id"], changed["ephemeral"]) == (message["id"], True)
    assert await respond(http, url, text="beside") == (200, "ok")
    assert [m["text"] for m in await mei.messages()] == ["better", "beside"]
    assert await respond(http, url, delete_original=True) == (200, "ok")
    assert [m["text"] for m in await mei.messages()] == ["beside"]


async def test_five_uses(draft: tuple[dict[str, Any], str], http: aiohttp.ClientSession) -> None:
    _, url = draft
    answers = [await respond(http, url, replace_original=True, text=str(n)) for n in range(6)]
    assert answers == [*[(200, "ok")] * 5, (404, "used_url")]


async def test_half_an_hour(server: Server, draft: tuple[dict[str, Any], str], http: aiohttp.ClientSession) -> None:
    _, url = draft
    server.slack.clock.advance(1799)
    assert await respond(http, url, text="x") == (200, "ok")
    server.slack.clock.advance(2)
    assert await respond(http, url, text="x") == (404, "expired_url")
    assert await respond(http, f"{url}x", text="x") == (404, "expired_url")


async def test_a_refused_answer_costs_no_use(draft: tuple[dict[str, Any], str], http: aiohttp.ClientSession) -> None:
    _, url = draft
    for _ in range(6):
        assert await respond(http, url, text="x", blocks=[{"type": "section"}]) == (400, "invalid_blocks")
    assert await respond(http, url) == (400, "no_text")
    assert await respond(http, url, text="x") == (200, "ok")


async def test_long_blocks_that_posts_refuse(draft: tuple[dict[str, Any], str], http: aiohttp.ClientSession) -> None:
    _, url = draft
    many = [section("x" * 2700) for _ in range(5)]
    assert await respond(http, url, text="x", blocks=many) == (200, "ok")


async def test_an_ephemeral_cannot_become_public_but_a_new_message_can(
    draft: tuple[dict[str, Any], str], http: aiohttp.ClientSession, web: AsyncWebClient, mei: Page, page_of: OpenPage
) -> None:
    _, url = draft
    oskar = await page_of(OSKAR)
    await respond(http, url, replace_original=True, response_type="in_channel", text="still mine")
    assert await oskar.messages() == []
    root = (await web.chat_postMessage(channel=DATAOPS, text="root"))["ts"]
    await respond(http, url, response_type="in_channel", text="to all", thread_ts=root)
    posted = await oskar.sees("to all")
    assert posted["thread_ts"] == root
    assert await error_of(web.chat_update(channel=DATAOPS, ts=posted["ts"], text="x")) == "cant_update_message"
    assert await error_of(web.chat_delete(channel=DATAOPS, ts=posted["ts"])) == "cant_delete_message"


async def test_a_commands_response_url_replaces_nothing(app: SmallApp, http: aiohttp.ClientSession, mei: Page) -> None:
    urls = []

    @app.bolt.command("/backfill")
    async def command(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        urls.append(body["response_url"])

    await mei.say("/backfill x", channel=PRIVATE)
    for text in ("one", "two"):
        assert await respond(http, urls[0], replace_original=True, text=text) == (200, "ok")
    messages = await mei.messages(PRIVATE)
    assert [(m["text"], m["ephemeral"]) for m in messages] == [("one", True), ("two", True)], "where the bot is not"


async def test_replacing_a_channel_message(
    app: SmallApp, http: aiohttp.ClientSession, mei: Page, page_of: OpenPage
) -> None:
    oskar = await page_of(OSKAR)
    bodies = note_presses(app)
    await app.client.chat_postMessage(channel=DATAOPS, text="card", blocks=[actions()])
    await mei.press(await mei.sees("card"))
    url = (await bodies.get())["response_url"]
    await respond(http, url, replace_original=True, text="taken")
    changed = await oskar.sees("taken", "message_changed")
    assert (changed["ephemeral"], changed["blocks"]) == (False, None)


async def test_a_cut_answer_of_a_response_url(
    draft: tuple[dict[str, Any], str], http: aiohttp.ClientSession, mei: Page
) -> None:
    _, url = draft
    await mei.server_faults(drop_after=1, methods=["response_url"])
    with pytest.raises(aiohttp.ClientError):
        await respond(http, url, replace_original=True, text="arrived")
    assert [m["text"] for m in await mei.messages()] == ["arrived"]


async def test_message_shortcut(app: SmallApp, mei: Page) -> None:
    bodies: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.bolt.shortcut("backfill_this")
    async def shortcut(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await bodies.put(body)

    said = await mei.say("dwd_orders_di failed on 2026-10-05", channel=PRIVATE)
    assert await mei.act("shortcut", callback_id="backfill_this", message_id=said["id"]) == {"ok": True, "sent": True}
    body = await bodies.get()
    assert (body["type"], body["message_ts"], body["channel"]["name"]) == ("message_action", said["ts"], "privategroup")
    assert body["message"]["text"] == "dwd_orders_di failed on 2026-10-05"
    assert {"trigger_id", "response_url", "user", "team", "callback_id"} <= set(body)


async def test_global_shortcut(app: SmallApp, mei: Page) -> None:
    bodies: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.bolt.shortcut("backfill_new")
    async def shortcut(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await bodies.put(body)

    await mei.act("shortcut", callback_id="backfill_new")
    body = await bodies.get()
    assert body["type"] == "shortcut"
    assert not {"channel", "response_url", "message"} & set(body)
    assert (await mei.post("shortcut", callback_id="other"))[0] == 404


async def test_a_press_in_the_direct_message(app: SmallApp, mei: Page) -> None:
    bodies = note_presses(app)
    await app.client.chat_postMessage(channel=MEI, text="card", blocks=[actions()])
    await mei.press(await mei.sees("card"))
    assert (await bodies.get())["channel"] == {"id": MEI_DM, "name": "directmessage"}
