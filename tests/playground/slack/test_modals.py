"""Modals and App Home: triggers, stacks, hashes, kept inputs, submissions, suggestions."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.delivery import Timing
from bot.playground.slack.server import Server
from tests.playground.slack.acting import (
    DATAOPS,
    MEI,
    OSKAR,
    Page,
    SmallApp,
    actions,
    button,
    home,
    modal,
    section,
    text_input,
)
from tests.playground.slack.conftest import AppAt, OpenPage, Serve
from tests.playground.slack.test_chat import error_of

Trigger = Callable[..., Awaitable[str]]
EXTERNAL = {
    "type": "input",
    "block_id": "task",
    "label": {"type": "plain_text", "text": "Task"},
    "element": {"type": "external_select", "action_id": "pick", "min_query_length": 2},
}


def typed(text: str, block_id: str = "phrase") -> dict[str, Any]:
    return {block_id: {"typed": {"type": "plain_text_input", "value": text}}}


@pytest.fixture
async def trigger(app: SmallApp, mei: Page) -> Trigger:
    """A fresh trigger_id from a command of Mei's."""

    @app.bolt.command("/backfill")
    async def command(ack: Any, body: dict[str, Any]) -> None:
        app.bodies.append(body)
        await ack()

    async def fresh() -> str:
        await mei.say("/backfill")
        return str(app.bodies[-1]["trigger_id"])

    return fresh


async def test_a_trigger_opens_one_modal_within_three_seconds(
    trigger: Trigger, server: Server, web: AsyncWebClient, mei: Page
) -> None:
    first = await trigger()
    answer = await web.views_open(trigger_id=first, view=modal())
    view = answer["view"]
    assert view["id"] == view["root_view_id"] == (await mei.opens())["id"]
    assert view["state"]["values"]["phrase"]["typed"] == {"type": "plain_text_input", "value": None}
    assert await error_of(web.views_open(trigger_id=first, view=modal())) == "exchanged_trigger_id"
    second = await trigger()
    server.slack.clock.advance(3.1)
    assert await error_of(web.views_open(trigger_id=second, view=modal())) == "expired_trigger_id"
    assert await error_of(web.views_open(trigger_id="1.2.3", view=modal())) == "invalid_arguments"


async def test_a_refused_view_leaves_the_trigger(trigger: Trigger, web: AsyncWebClient) -> None:
    fresh = await trigger()
    without_submit = {key: value for key, value in modal().items() if key != "submit"}
    for wrong in (without_submit, home(), modal(title={"type": "plain_text", "text": "x" * 25})):
        assert await error_of(web.views_open(trigger_id=fresh, view=wrong)) == "invalid_arguments"
    assert (await web.views_open(trigger_id=fresh, view=modal()))["ok"]


async def test_hash_and_close(trigger: Trigger, web: AsyncWebClient, mei: Page) -> None:
    view = (await web.views_open(trigger_id=await trigger(), view=modal(external_id="e1")))["view"]
    newer = (await web.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("new"))))["view"]
    assert newer["hash"] != view["hash"]
    stale = web.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert await error_of(stale) == "hash_conflict"
    await web.views_update(view_id=view["id"], view=modal(external_id="e1"))
    await web.views_update(external_id="e1", view=modal())
    await mei.act("close", view_id=view["id"])
    assert await error_of(web.views_update(view_id=view["id"], view=modal())) == "not_found"
    assert (await mei.state())["views"] == []


async def test_typed_inputs_stay_under_the_same_ids(
    trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page
) -> None:
    @app.bolt.action("typed")
    async def reading(ack: Any, body: dict[str, Any]) -> None:
        app.bodies.append(body)
        await ack()

    blocks = [text_input("phrase", dispatch_action=True), text_input("reason", initial_value="first")]
    view = (await web.views_open(trigger_id=await trigger(), view=modal(*blocks)))["view"]
    value = {"type": "plain_text_input", "value": "last 7 days"}
    place = {"source": {"view_id": view["id"]}, "block_id": "phrase", "action_id": "typed"}
    await mei.act("press", **place, value=value, state=typed("late file", "reason"))
    body = app.bodies[-1]
    assert body["actions"][0]["value"] == "last 7 days"
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert not {"channel", "message", "response_url"} & set(body)
    values = body["view"]["state"]["values"]
    assert (values["phrase"]["typed"]["value"], values["reason"]["typed"]["value"]) == ("last 7 days", "late file")
    blocks = [
        text_input("phrase", dispatch_action=True, initial_value="unseen"),
        text_input("reason2", initial_value="seen"),
    ]
    updated = (await web.views_update(view_id=view["id"], view=modal(*blocks)))["view"]
    values = updated["state"]["values"]
    assert (values["phrase"]["typed"]["value"], values["reason2"]["typed"]["value"]) == ("last 7 days", "seen")
    assert set(values) == {"phrase", "reason2"}


async def test_an_input_without_dispatch_action_stays_silent(trigger: Trigger, web: AsyncWebClient, mei: Page) -> None:
    view = (await web.views_open(trigger_id=await trigger(), view=modal()))["view"]
    place = {"source": {"view_id": view["id"]}, "block_id": "phrase", "action_id": "typed"}
    answer = await mei.act("press", **place, value={"type": "plain_text_input", "value": "x"}, state={})
    assert answer == {"ok": True, "sent": False}


async def test_a_stack_of_three(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    @app.bolt.action("go")
    async def go(ack: Any, body: dict[str, Any]) -> None:
        app.bodies.append(body)
        await ack()

    async def pressed(view: Any) -> str:
        await mei.act("press", source={"view_id": view["id"]}, block_id="row", action_id="go", value=None, state={})
        return str(app.bodies[-1]["trigger_id"])

    first = (await web.views_open(trigger_id=await trigger(), view=modal(actions())))["view"]
    second = (await web.views_push(trigger_id=await pressed(first), view=modal(actions())))["view"]
    third = (await web.views_push(trigger_id=await pressed(second), view=modal(actions())))["view"]
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    fourth = web.views_push(trigger_id=await pressed(third), view=modal(actions()))
    assert await error_of(fourth) == "push_limit_reached"
    outside = web.views_push(trigger_id=await trigger(), view=modal())
    assert await error_of(outside) == "invalid_arguments"
    assert [view["id"] for view in (await mei.state())["views"]] == [first["id"], second["id"], third["id"]]


def answer_with(app: SmallApp, **answer: Any) -> None:
    @app.bolt.view("form")
    async def submitted(ack: Any, body: dict[str, Any]) -> None:
        app.bodies.append(body)
        await ack(**answer)


async def test_a_submission_closes_its_view(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    answer_with(app)
    source = modal(private_metadata="C0DATAOPS")
    view = (await web.views_open(trigger_id=await trigger(), view=source))["view"]
    assert await mei.act("submit", view_id=view["id"], state=typed("yesterday")) == {"ok": True}
    body = app.bodies[-1]
    sent = body["view"]
    assert (body["type"], sent["private_metadata"], sent["callback_id"]) == ("view_submission", "C0DATAOPS", "form")
    assert sent["state"]["values"]["phrase"]["typed"]["value"] == "yesterday"
    assert body["response_urls"] == []
    assert {"hash", "external_id", "root_view_id", "previous_view_id", "app_installed_team_id"} <= set(sent)
    assert (await mei.opens("view_closed"))["id"] == view["id"]
    assert (await mei.state())["views"] == []


async def test_errors_stay_at_their_block(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    answer_with(app, response_action="errors", errors={"phrase": "I could not read this"})
    view = (await web.views_open(trigger_id=await trigger(), view=modal()))["view"]
    answer = await mei.act("submit", view_id=view["id"], state=typed("nextish"))
    assert answer == {"ok": False, "errors": {"phrase": "I could not read this"}}
    shown = (await mei.state())["views"][0]
    assert shown["state"]["values"]["phrase"]["typed"]["value"] == "nextish"


async def test_errors_at_blocks_that_are_not_there(
    trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page
) -> None:
    answer_with(app, response_action="errors", errors={"nowhere": "x"})
    view = (await web.views_open(trigger_id=await trigger(), view=modal()))["view"]
    answer = await mei.act("submit", view_id=view["id"], state=typed("x"))
    assert (answer["ok"], answer["error"]) == (False, "invalid_arguments")
    assert len((await mei.state())["views"]) == 1


async def test_update_push_clear(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "update", "view": modal(section("second"), callback_id="form")},
        {"response_action": "push", "view": modal(section("third"), callback_id="form")},
        {"response_action": "clear"},
    ]

    @app.bolt.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**answers.pop(0))

    view = (await web.views_open(trigger_id=await trigger(), view=modal()))["view"]
    await mei.act("submit", view_id=view["id"], state=typed("x"))
    assert (await mei.opens("view_updated"))["id"] == view["id"]
    await mei.act("submit", view_id=view["id"], state={})
    pushed = await mei.opens()
    while pushed["id"] == view["id"]:
        pushed = await mei.opens()
    assert pushed["previous_view_id"] == view["id"]
    status, answer = await mei.post("submit", view_id=view["id"], state={})
    assert (status, answer) == (400, {"error": "view_not_on_top"})
    await mei.act("submit", view_id=pushed["id"], state={})
    assert (await mei.state())["views"] == []


async def test_a_bad_view_in_an_answer(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    answer_with(app, response_action="update", view=modal(section("x" * 3001)))
    view = (await web.views_open(trigger_id=await trigger(), view=modal()))["view"]
    answer = await mei.act("submit", view_id=view["id"], state=typed("x"))
    assert (answer["ok"], answer["error"]) == (False, "invalid_arguments")


async def test_what_the_client_itself_refuses(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    answer_with(app)
    blocks = [text_input("phrase"), text_input("short", min_length=3, max_length=5), text_input("free", optional=True)]
    view = (await web.views_open(trigger_id=await trigger(), view=modal(*blocks)))["view"]
    answer = await mei.act("submit", view_id=view["id"], state=typed("ab", "short"))
    assert set(answer["errors"]) == {"phrase", "short"}
    answer = await mei.act("submit", view_id=view["id"], state=typed("abcdef", "short"))
    assert "5 characters" in answer["errors"]["short"]
    assert len(app.bodies) == 1, "nothing was sent but the command"
    assert (await mei.act("submit", view_id=view["id"], state=typed("x") | typed("abc", "short"))) == {"ok": True}
    assert app.bodies[-1]["view"]["state"]["values"]["free"]["typed"]["value"] is None


async def test_a_submission_without_an_ack(served: Serve, app_at: AppAt, page_of: OpenPage) -> None:
    server = await served(timing=Timing(ack=0.2))
    app = await app_at(server)

    @app.bolt.command("/backfill")
    async def command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    mei = await page_of(of=server)
    await mei.say("/backfill")
    view = await mei.opens()
    assert await mei.act("submit", view_id=view["id"], state=typed("x")) == {"ok": False, "error": "timeout"}
    assert len((await mei.state())["views"]) == 1


async def test_view_closed_only_if_asked_for(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    @app.bolt.view_closed("form")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        app.bodies.append(body)
        await ack()

    for notify, cleared in ((False, False), (True, False), (True, True)):
        view = (await web.views_open(trigger_id=await trigger(), view=modal(notify_on_close=notify)))["view"]
        before = len(app.bodies)
        await mei.act("close", view_id=view["id"], clear=cleared)
        assert len(app.bodies) - before == notify
        if notify:
            body = app.bodies[-1]
            assert (body["type"], body["is_cleared"], body["view"]["state"]) == ("view_closed", cleared, {"values": {}})


async def test_response_urls_of_a_submission(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    answer_with(app)
    element = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    label = {"type": "plain_text", "text": "Channel"}
    block = {"type": "input", "block_id": "to", "label": label, "element": element}
    view = (await web.views_open(trigger_id=await trigger(), view=modal(block)))["view"]
    chosen = {"to": {"where": {"type": "conversations_select", "selected_conversation": DATAOPS}}}
    await mei.act("submit", view_id=view["id"], state=chosen)
    entry = app.bodies[-1]["response_urls"][0]
    assert (entry["block_id"], entry["action_id"], entry["channel_id"]) == ("to", "where", DATAOPS)


async def test_suggestions(trigger: Trigger, app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    options = [{"text": {"type": "plain_text", "text": "dwd_orders_di"}, "value": "1001"}]

    @app.bolt.options("pick")
    async def pick(ack: Any, body: dict[str, Any]) -> None:
        app.bodies.append(body)
        await ack(options=options if body["value"] != "many" else options * 101)

    view = (await web.views_open(trigger_id=await trigger(), view=modal(EXTERNAL)))["view"]
    place: Any = {"source": {"view_id": view["id"]}, "block_id": "task", "action_id": "pick", "state": {}}
    asked = len(app.bodies)
    assert await mei.act("suggest", **place, value="d") == {"options": [], "sent": False}
    assert len(app.bodies) == asked
    assert await mei.act("suggest", **place, value="dw") == {"options": options}
    body = app.bodies[-1]
    assert (body["type"], body["block_id"], body["action_id"], body["value"]) == (
        "block_suggestion",
        "task",
        "pick",
        "dw",
    )
    assert not {"trigger_id", "response_url"} & set(body)
    assert body["view"]["id"] == view["id"]
    refused = await mei.act("suggest", **place, value="many")
    assert refused["options"] == []
    assert "100" in refused["error"]


async def test_home(app: SmallApp, web: AsyncWebClient, mei: Page, page_of: OpenPage) -> None:
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.bolt.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        await events.put(event)

    assert await mei.act("home") == {"view": None}
    event = await asyncio.wait_for(events.get(), 5)
    assert (event["user"], event["channel"], event["tab"]) == (MEI, "D0ANALYST", "home")
    assert "view" not in event
    view = (await web.views_publish(user_id=MEI, view=home()))["view"]
    assert (await mei.opens("home"))["id"] == view["id"]
    assert (await mei.act("home"))["view"]["id"] == view["id"]
    assert (await asyncio.wait_for(events.get(), 5))["view"]["hash"] == view["hash"]
    again = (await web.views_publish(user_id=MEI, view=home("Something runs."), hash=view["hash"]))["view"]
    assert again["id"] == view["id"]
    assert await error_of(web.views_publish(user_id=MEI, view=home(), hash=view["hash"])) == "hash_conflict"
    assert await error_of(web.views_publish(user_id=MEI, view=modal())) == "invalid_arguments"
    oskar = await page_of(OSKAR)
    assert (await oskar.state())["home"] is None


async def test_a_button_in_home_opens_a_modal(app: SmallApp, web: AsyncWebClient, mei: Page) -> None:
    @app.bolt.action("go")
    async def go(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    view = (await web.views_publish(user_id=MEI, view={"type": "home", "blocks": [actions(button())]}))["view"]
    await mei.act("press", source={"view_id": view["id"]}, block_id="row", action_id="go", value=None, state={})
    assert (await mei.opens())["callback_id"] == "form"
