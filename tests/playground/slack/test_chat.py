"""Posts, edits, ephemerals, deletions, permalinks."""

import re
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.manifest import Manifest
from bot.playground.slack.server import Server
from tests.playground.slack.acting import (
    ARCHIVE,
    DAN,
    DATAOPS,
    EVE,
    LIWEI,
    MEI,
    MEI_DM,
    OSKAR,
    PRIVATE,
    RANDOM,
    Page,
    actions,
    section,
)
from tests.playground.slack.conftest import OpenPage, Serve


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_a_post_is_seen_and_answered(web: AsyncWebClient, mei: Page) -> None:
    answer = await web.chat_postMessage(channel="#data-ops", text="hello", blocks=[section("*hello*")])
    assert answer["channel"] == DATAOPS
    assert re.fullmatch(r"\d{10}\.\d{6}", answer["ts"])
    message = answer["message"]
    assert (message["user"], message["bot_id"], message["app_id"]) == ("U0BACKFILL", "B0BACKFILL", "A0BACKFILL")
    assert message["blocks"][0]["block_id"]
    assert message["blocks"][0]["text"]["verbatim"] is False
    seen = await mei.sees("hello")
    assert (seen["ts"], seen["ephemeral"], seen["edited"]) == (answer["ts"], False, False)


async def test_timestamps_are_unique_and_rise(web: AsyncWebClient) -> None:
    stamps = [(await web.chat_postMessage(channel=DATAOPS, text=str(n)))["ts"] for n in range(20)]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        (PRIVATE, "channel_not_found"),
        (ARCHIVE, "is_archived"),
        (DAN, "user_disabled"),
        (EVE, "user_not_visible"),
        ("U0NOBODY", "user_not_found"),
    ],
)
async def test_where_the_app_cannot_post(web: AsyncWebClient, channel: str, error: str) -> None:
    assert await error_of(web.chat_postMessage(channel=channel, text="x")) == error


async def test_a_persons_id_means_the_direct_message(web: AsyncWebClient) -> None:
    assert (await web.chat_postMessage(channel=MEI, text="x"))["channel"] == MEI_DM


async def test_public_channels_need_an_invitation_or_a_scope(served: Serve, web: AsyncWebClient) -> None:
    assert (await web.chat_postMessage(channel=RANDOM, text="x"))["ok"]
    narrow = await served(Manifest(frozenset({"chat:write"}), (), (), frozenset()))
    other = AsyncWebClient(token="xoxb-playground", base_url=narrow.api_url)
    assert await error_of(other.chat_postMessage(channel=RANDOM, text="x")) == "not_in_channel"


async def test_invalid_blocks_have_pointers(web: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel=DATAOPS, text="x", blocks=[section("x" * 3001)])
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/text]" in answer["response_metadata"]["messages"][0]


async def test_text_limits(web: AsyncWebClient) -> None:
    assert await error_of(web.api_call("chat.postMessage", json={"channel": DATAOPS})) == "no_text"
    long = await web.chat_postMessage(channel=DATAOPS, text="x" * 40_001)
    assert (len(long["message"]["text"]), long["warning"]) == (40_000, "message_truncated")
    many = [section("x" * 2700) for _ in range(5)]
    assert await error_of(web.chat_postMessage(channel=DATAOPS, text="x", blocks=many)) == "msg_blocks_too_long"
    hundred = [{"text": "x"}] * 101
    assert (
        await error_of(web.chat_postMessage(channel=DATAOPS, text="x", attachments=hundred)) == "too_many_attachments"
    )


async def test_an_update_keeps_ts_and_is_marked(web: AsyncWebClient, mei: Page) -> None:
    ts = (await web.chat_postMessage(channel=DATAOPS, text="one", blocks=[section("one")]))["ts"]
    answer = await web.chat_update(channel=DATAOPS, ts=ts, text="two")
    assert (answer["ts"], answer["text"]) == (ts, "two")
    seen = await mei.sees("two", "message_changed")
    assert (seen["ts"], seen["edited"]) == (ts, True)
    assert seen["blocks"][0]["text"]["text"] == "one", "blocks left out are kept"
    await web.chat_update(channel=DATAOPS, ts=ts, text="three", blocks=[])
    assert (await mei.sees("three", "message_changed"))["blocks"] is None


async def test_what_an_update_refuses(web: AsyncWebClient, mei: Page) -> None:
    theirs = (await mei.say("mine"))["ts"]
    own = (await web.chat_postMessage(channel=DATAOPS, text="own"))["ts"]
    update = web.chat_update
    assert await error_of(update(channel=DATAOPS, ts=theirs, text="x")) == "cant_update_message"
    assert await error_of(update(channel=DATAOPS, ts="1.000001", text="x")) == "message_not_found"
    assert await error_of(update(channel=DATAOPS, ts=own, text="x" * 4001)) == "msg_too_long"
    assert await error_of(update(channel="C0NOWHERE", ts=own, text="x")) == "channel_not_found"
    await mei.server_faults(edit_window_closed=True)
    assert await error_of(update(channel=DATAOPS, ts=own, text="x")) == "edit_window_closed"


async def test_metadata_is_kept_cleared_and_shown_only_when_asked(web: AsyncWebClient) -> None:
    metadata = {"event_type": "backfill_posted", "event_payload": {"key": "k1"}}
    ts = (await web.chat_postMessage(channel=DATAOPS, text="x", metadata=metadata))["ts"]

    async def stored() -> Any:
        with_it = await web.conversations_history(channel=DATAOPS, include_all_metadata=True)
        without = await web.conversations_history(channel=DATAOPS)
        assert "metadata" not in without["messages"][0]
        return with_it["messages"][0].get("metadata")

    assert await stored() == metadata
    await web.chat_update(channel=DATAOPS, ts=ts, text="y")
    assert await stored() == metadata
    await web.chat_update(channel=DATAOPS, ts=ts, text="z", metadata={})
    assert await stored() is None
    bad = {"event_type": "x", "event_payload": "no object"}
    assert await error_of(web.chat_postMessage(channel=DATAOPS, text="x", metadata=bad)) == "invalid_metadata_format"


async def test_an_ephemeral_has_one_reader_and_no_history(web: AsyncWebClient, mei: Page, page_of: OpenPage) -> None:
    oskar = await page_of(OSKAR)
    ts = (await web.chat_postEphemeral(channel=DATAOPS, user=MEI, text="for mei"))["message_ts"]
    assert (await mei.sees("for mei"))["ephemeral"] is True
    assert await oskar.messages() == []
    assert (await web.conversations_history(channel=DATAOPS))["messages"] == []
    assert await error_of(web.chat_update(channel=DATAOPS, ts=ts, text="x")) == "message_not_found"
    assert await error_of(web.chat_delete(channel=DATAOPS, ts=ts)) == "message_not_found"
    assert await error_of(web.chat_getPermalink(channel=DATAOPS, message_ts=ts)) == "message_not_found"
    assert await error_of(web.reactions_add(channel=DATAOPS, timestamp=ts, name="eyes")) == "message_not_found"


async def test_an_ephemeral_is_lost_at_reload_and_dismiss(web: AsyncWebClient, mei: Page) -> None:
    await web.chat_postEphemeral(channel=DATAOPS, user=MEI, text="one")
    await mei.act("reload")
    assert await mei.messages() == []
    await web.chat_postEphemeral(channel=DATAOPS, user=MEI, text="two")
    message = await mei.sees("two")
    await mei.act("dismiss", message_id=message["id"])
    assert (await mei.sees("two", "message_deleted"))["deleted"] is True
    assert await mei.messages() == []


async def test_whom_an_ephemeral_cannot_reach(web: AsyncWebClient, mei: Page) -> None:
    post = web.chat_postEphemeral
    assert await error_of(post(channel=DATAOPS, user=EVE, text="x")) == "user_not_in_channel"
    assert await error_of(post(channel=PRIVATE, user=MEI, text="x")) == "channel_not_found"
    assert await error_of(post(channel=ARCHIVE, user=MEI, text="x")) == "is_archived"
    await mei.server_faults(absent=[MEI])
    assert (await post(channel=DATAOPS, user=MEI, text="x"))["ok"]
    assert await mei.messages() == []


async def test_an_ephemeral_in_a_thread_needs_replies(web: AsyncWebClient, mei: Page) -> None:
    ts = (await web.chat_postMessage(channel=DATAOPS, text="root"))["ts"]
    await web.chat_postEphemeral(channel=DATAOPS, user=MEI, text="unseen", thread_ts=ts)
    await mei.say("a reply", thread_ts=ts)
    await web.chat_postEphemeral(channel=DATAOPS, user=MEI, text="seen", thread_ts=ts)
    assert [message["text"] for message in await mei.messages()] == ["root", "a reply", "seen"]


async def test_threads_count_and_hang_on_the_root(web: AsyncWebClient, mei: Page) -> None:
    root = (await web.chat_postMessage(channel=DATAOPS, text="root"))["ts"]
    reply = (await web.chat_postMessage(channel=DATAOPS, text="one", thread_ts=root))["ts"]
    second = await web.chat_postMessage(channel=DATAOPS, text="two", thread_ts=root)
    assert second["message"]["thread_ts"] == root
    below = web.chat_postMessage(channel=DATAOPS, text="three", thread_ts=reply)
    assert await error_of(below) == "cannot_reply_to_message"
    assert (await mei.messages())[0]["reply_count"] == 2
    await web.chat_delete(channel=DATAOPS, ts=reply)
    assert (await mei.messages())[0]["reply_count"] == 1
    nowhere = web.chat_postMessage(channel=DATAOPS, text="x", thread_ts="1.000001")
    assert await error_of(nowhere) == "thread_not_found"


async def test_deleting(web: AsyncWebClient, mei: Page) -> None:
    theirs = (await mei.say("mine"))["ts"]
    assert await error_of(web.chat_delete(channel=DATAOPS, ts=theirs)) == "cant_delete_message"
    ts = (await web.chat_postMessage(channel=DATAOPS, text="bye"))["ts"]
    await web.chat_delete(channel=DATAOPS, ts=ts)
    assert [message["text"] for message in await mei.messages()] == ["mine"]
    assert await error_of(web.chat_delete(channel=DATAOPS, ts=ts)) == "message_not_found"


async def test_a_permalink_leads_to_the_page(server: Server, web: AsyncWebClient, mei: Page) -> None:
    root = (await web.chat_postMessage(channel=DATAOPS, text="root"))["ts"]
    reply = (await web.chat_postMessage(channel=DATAOPS, text="one", thread_ts=root))["ts"]
    link = (await web.chat_getPermalink(channel=DATAOPS, message_ts=reply))["permalink"]
    digits = reply.replace(".", "")
    assert link == f"{server.url}/archives/{DATAOPS}/p{digits}?thread_ts={root}&cid={DATAOPS}"
    assert await mei.redirect(f"/archives/{DATAOPS}/p{digits}") == f"/?channel={DATAOPS}&ts={reply}"


async def test_who_is_notified_and_why(web: AsyncWebClient, mei: Page, page_of: OpenPage) -> None:
    oskar, liwei = await page_of(OSKAR), await page_of(LIWEI)
    root = (await web.chat_postMessage(channel=DATAOPS, text=f"root <@{MEI}>"))["ts"]
    await web.chat_postMessage(channel=DATAOPS, text="first reply", thread_ts=root)
    await oskar.say("I look", thread_ts=root)
    await web.chat_postMessage(channel=DATAOPS, text="second reply", thread_ts=root)
    await web.chat_update(channel=DATAOPS, ts=root, text=f"edited <@{LIWEI}>")
    await web.chat_postMessage(channel=DATAOPS, text="group <!subteam^S0DWTEAM>", thread_ts=root)
    await web.chat_postEphemeral(channel=DATAOPS, user=LIWEI, text="quiet")
    await web.chat_postMessage(channel=MEI, text="to you")
    assert await mei.notified() == [
        ("mention", f"root <@{MEI}>"),
        ("reply", "first reply"),
        ("reply", "I look"),
        ("reply", "second reply"),
        ("mention", "group <!subteam^S0DWTEAM>"),
        ("direct", "to you"),
    ]
    assert await oskar.notified() == [
        ("post", f"root <@{MEI}>"),
        ("reply", "second reply"),
        ("mention", "group <!subteam^S0DWTEAM>"),
    ]
    assert [reason for reason, _ in await liwei.notified()] == ["post", "mention"]


async def test_markdown_text_is_for_itself(web: AsyncWebClient, mei: Page) -> None:
    await web.api_call("chat.postMessage", json={"channel": DATAOPS, "markdown_text": "**hi**"})
    assert (await mei.sees("hi"))["blocks"][0]["type"] == "markdown"
    both = {"channel": DATAOPS, "markdown_text": "**hi**", "blocks": [actions()]}
    assert await error_of(web.api_call("chat.postMessage", json=both)) == "markdown_text_conflict"
