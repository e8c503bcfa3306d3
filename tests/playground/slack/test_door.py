"""Tokens, scopes, arguments and faults at the door of the Web API."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.manifest import Manifest
from bot.playground.slack.server import Server
from tests.playground.slack.acting import DATAOPS, MEI, Page, section
from tests.playground.slack.conftest import MANIFEST, Serve


def with_scopes(*scopes: str) -> Manifest:
    return Manifest(frozenset(scopes), (), (), frozenset())


async def test_auth_test_says_who_and_lists_the_scopes(web: AsyncWebClient) -> None:
    answer = await web.auth_test()
    expected = {"team_id": "T0PLAYGRND", "user_id": "U0BACKFILL", "bot_id": "B0BACKFILL", "team": "Acme Data"}
    assert expected.items() <= answer.data.items()  # type: ignore[union-attr]
    scopes = answer.headers["x-oauth-scopes"].split(",")
    assert set(scopes) == Manifest.from_file(MANIFEST).scopes


@pytest.mark.parametrize(
    ("token", "error"),
    [("xoxb-other", "invalid_auth"), ("xapp-playground", "not_allowed_token_type"), ("", "not_authed")],
)
async def test_other_tokens_are_refused(server: Server, token: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await AsyncWebClient(token=token, base_url=server.api_url).users_info(user=MEI)
    assert refused.value.response["error"] == error
    assert refused.value.response.status_code == 200


async def test_a_bot_token_opens_no_connection(web: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await web.apps_connections_open(app_token="xoxb-playground")


async def test_a_missing_scope_is_named(served: Serve) -> None:
    server = await served(with_scopes("chat:write", "commands"))
    web = AsyncWebClient(token="xoxb-playground", base_url=server.api_url)
    with pytest.raises(SlackApiError) as refused:
        await web.users_info(user=MEI)
    answer = refused.value.response
    assert answer.headers["x-oauth-scopes"] == "chat:write,commands"
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "users:read",
        "chat:write,commands",
    )


async def test_history_of_a_private_place_needs_its_own_scope(served: Serve) -> None:
    server = await served(with_scopes("channels:history", "channels:read"))
    web = AsyncWebClient(token="xoxb-playground", base_url=server.api_url)
    await web.conversations_history(channel=DATAOPS)
    for call in (web.conversations_history, web.conversations_info):
        with pytest.raises(SlackApiError) as refused:
            await call(channel="D0ANALYST")
        assert refused.value.response["error"] == "missing_scope"
        assert refused.value.response["needed"].startswith("im:")


async def test_unknown_method(web: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="unknown_method"):
        await web.api_call("chat.sing")


async def test_json_form_and_query_are_alike(server: Server, http: aiohttp.ClientSession) -> None:
    url, headers = f"{server.api_url}chat.postMessage", {"Authorization": "Bearer xoxb-playground"}
    blocks = '[{"type": "divider"}]'
    for how in (
        {"json": {"channel": DATAOPS, "text": "x", "blocks": [{"type": "divider"}]}},
        {"data": {"channel": DATAOPS, "text": "x", "blocks": blocks}},
        {"params": {"channel": DATAOPS, "text": "x", "blocks": blocks}},
    ):
        async with http.post(url, headers=headers, **how) as answer:
            body = await answer.json()
        assert body["ok"], body
        assert body["message"]["blocks"][0]["type"] == "divider"


async def test_bad_json(server: Server, http: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    async with http.post(f"{server.api_url}chat.postMessage", data="{", headers=headers) as answer:
        assert (await answer.json())["error"] == "invalid_json"


async def test_rate_limited_on_demand(web: AsyncWebClient, mei: Page) -> None:
    await mei.server_faults(rate_limited_next=1, retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        await web.auth_test()
    assert refused.value.response.status_code == 429
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.headers["Retry-After"] == "7"
    await web.auth_test()


async def test_one_post_a_second_and_channel(server: Server, web: AsyncWebClient, mei: Page) -> None:
    await mei.server_faults(post_rate=True)
    await web.chat_postMessage(channel=DATAOPS, text="one")
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel=DATAOPS, text="two")
    assert refused.value.response.status_code == 429
    await web.chat_postMessage(channel="C0RANDOM", text="elsewhere")
    server.slack.clock.advance(1.1)
    await web.chat_postMessage(channel=DATAOPS, text="two")


async def test_tiers(server: Server, web: AsyncWebClient, mei: Page) -> None:
    await mei.server_faults(tiers=True)
    for _ in range(20):
        await web.usergroups_users_list(usergroup="S0DWTEAM")
    with pytest.raises(SlackApiError) as refused:
        await web.usergroups_users_list(usergroup="S0DWTEAM")
    assert 1 <= int(refused.value.response.headers["Retry-After"]) <= 60
    server.slack.clock.advance(60)
    await web.usergroups_users_list(usergroup="S0DWTEAM")


@pytest.mark.parametrize("status", [500, 503])
async def test_server_errors_on_demand(web: AsyncWebClient, mei: Page, status: int) -> None:
    await mei.server_faults(api_status=status, methods=["chat.postMessage"])
    await web.auth_test()
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel=DATAOPS, text="x")
    assert refused.value.response.status_code == status
    assert await mei.messages() == []
    await web.chat_postMessage(channel=DATAOPS, text="x")


@pytest.mark.parametrize(("switch", "stored"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_cut_connection_before_and_after_storing(
    web: AsyncWebClient, mei: Page, switch: str, stored: int
) -> None:
    await mei.server_faults(**{switch: 1})
    with pytest.raises(aiohttp.ClientError):
        await web.chat_postMessage(channel=DATAOPS, text="x")
    assert len(await mei.messages()) == stored


async def test_fatal_error_may_have_worked(web: AsyncWebClient, mei: Page) -> None:
    await mei.server_faults(fatal_error_next=1)
    with pytest.raises(SlackApiError, match="fatal_error"):
        await web.chat_postMessage(channel=DATAOPS, text="x")
    assert [message["text"] for message in await mei.messages()] == ["x"]


async def test_slow_answers(web: AsyncWebClient, mei: Page) -> None:
    await mei.server_faults(slow_api_ms=300, methods=["auth.test"])
    web.timeout = 0.1  # type: ignore[assignment]
    with pytest.raises(TimeoutError):
        await web.auth_test()


async def test_unknown_switches_are_refused(mei: Page) -> None:
    status, answer = await mei.post_bare("faults", {"sloow": 1})
    assert status == 400
    assert "sloow" in answer["error"]


async def test_the_inspector_shows_calls_without_secrets(web: AsyncWebClient, mei: Page) -> None:
    await web.chat_postMessage(channel=DATAOPS, text="see xoxb-playground", blocks=[section("hello")])
    await mei.until(lambda e: e["type"] == "payload" and e["direction"] == "answer")
    asked = next(e for e in mei.heard if e.get("kind") == "api:chat.postMessage")
    assert asked["direction"] == "from_bot"
    assert asked["body"]["blocks"][0]["text"]["text"] == "hello"
    assert "playground" not in asked["body"]["text"]
