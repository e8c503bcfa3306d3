"""What the app can know of channels and people."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.people import Person, cast
from tests.playground.slack.acting import (
    ARCHIVE,
    DAN,
    DATAOPS,
    EVE,
    GUS,
    LIWEI,
    MEI,
    MEI_DM,
    PRIVATE,
    RANDOM,
    SHARED,
    Page,
)
from tests.playground.slack.conftest import Serve
from tests.playground.slack.test_chat import error_of


async def test_info_says_what_a_channel_is(web: AsyncWebClient) -> None:
    async def info(channel: str) -> Any:
        return (await web.conversations_info(channel=channel))["channel"]

    assert (await info(DATAOPS))["is_member"] is True
    assert (await info(RANDOM))["is_member"] is False
    assert (await info(ARCHIVE))["is_archived"] is True
    assert (await info(SHARED))["is_ext_shared"] is True
    direct = await info(MEI_DM)
    assert (direct["is_im"], direct["user"]) == (True, MEI)
    assert await error_of(web.conversations_info(channel=PRIVATE)) == "channel_not_found"


async def test_open_a_direct_message(web: AsyncWebClient) -> None:
    assert (await web.conversations_open(users=MEI))["channel"]["id"] == MEI_DM
    assert await error_of(web.conversations_open(users=DAN)) == "user_disabled"
    assert await error_of(web.conversations_open(users=EVE)) == "user_not_visible"
    assert await error_of(web.conversations_open(users="U0NOBODY")) == "user_not_found"


async def test_history_is_newest_first_and_paged(web: AsyncWebClient, mei: Page) -> None:
    stamps = [(await web.chat_postMessage(channel=DATAOPS, text=str(n)))["ts"] for n in range(5)]
    await mei.say("reply", thread_ts=stamps[0])
    first = await web.conversations_history(channel=DATAOPS, limit=2)
    assert [message["text"] for message in first["messages"]] == ["4", "3"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    rest = await web.conversations_history(channel=DATAOPS, limit=10, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == ["2", "1", "0"]
    assert rest["has_more"] is False
    some = await web.conversations_history(channel=DATAOPS, oldest=stamps[1], latest=stamps[3])
    assert [message["text"] for message in some["messages"]] == ["2"]
    more = await web.conversations_history(channel=DATAOPS, oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert [message["text"] for message in more["messages"]] == ["3", "2", "1"]
    assert await error_of(web.conversations_history(channel=RANDOM)) == "not_in_channel"
    assert await error_of(web.conversations_history(channel=DATAOPS, cursor="???")) == "invalid_cursor"
    assert await error_of(web.conversations_history(channel=DATAOPS, oldest="monday")) == "invalid_arguments"


async def test_replies_begin_with_the_root(web: AsyncWebClient) -> None:
    root = (await web.chat_postMessage(channel=DATAOPS, text="root"))["ts"]
    for text in ("one", "two"):
        await web.chat_postMessage(channel=DATAOPS, text=text, thread_ts=root)
    thread = await web.conversations_replies(channel=DATAOPS, ts=root)
    assert [message["text"] for message in thread["messages"]] == ["root", "one", "two"]
    assert thread["messages"][0]["reply_count"] == 2
    assert await error_of(web.conversations_replies(channel=DATAOPS, ts="1.000001")) == "thread_not_found"


async def test_people(web: AsyncWebClient, mei: Page) -> None:
    async def info(user: str, **more: Any) -> Any:
        return (await web.users_info(user=user, **more))["user"]

    li = await info(LIWEI, include_locale=True)
    assert (li["locale"], li["tz"], li["tz_offset"], li["team_id"]) == ("zh-CN", "Asia/Shanghai", 28800, "T0PLAYGRND")
    assert "locale" not in await info(LIWEI)
    assert (await info(GUS))["is_restricted"] is True
    eve = await info(EVE)
    assert (eve["team_id"], eve["is_stranger"]) == ("T0OTHERCO", True)
    assert (await info(DAN))["deleted"] is True
    assert await error_of(web.users_info(user="U0NOBODY")) == "user_not_found"
    await mei.act("locale", locale="zh-CN")
    assert (await info(MEI, include_locale=True))["locale"] == "zh-CN"


async def test_people_of_a_grid_have_other_ids(served: Serve) -> None:
    server = await served(people=[*cast(), Person("W0GRID", "gridley", "Grid Ley")])
    web = AsyncWebClient(token="xoxb-playground", base_url=server.api_url)
    assert (await web.chat_postMessage(channel="W0GRID", text="x"))["channel"] == "D0GRID"
    assert (await web.users_info(user="W0GRID"))["user"]["name"] == "gridley"


async def test_user_groups(web: AsyncWebClient) -> None:
    assert (await web.usergroups_users_list(usergroup="S0DWOWNER"))["users"] == ["U0OWNER"]
    assert await error_of(web.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"


async def test_reactions_once_per_person(web: AsyncWebClient, mei: Page) -> None:
    ts = (await mei.say("look"))["ts"]
    place: Any = {"channel": DATAOPS, "timestamp": ts, "name": "eyes"}
    await web.reactions_add(**place)
    assert (await mei.sees("look", "message_changed"))["reactions"] == [
        {"name": "eyes", "users": ["U0BACKFILL"], "count": 1}
    ]
    assert await error_of(web.reactions_add(**place)) == "already_reacted"
    await web.reactions_remove(**place)
    assert await error_of(web.reactions_remove(**place)) == "no_reaction"


async def test_a_file_in_three_steps(web: AsyncWebClient, mei: Page) -> None:
    root = (await web.chat_postMessage(channel=DATAOPS, text="root"))["ts"]
    content = "task,day\n订单,2026-10-05\n"
    await web.files_upload_v2(
        filename="Report.csv", content=content, channel=DATAOPS, thread_ts=root, initial_comment="The report"
    )
    message = await mei.sees("The report")
    assert message["thread_ts"] == root
    file = message["files"][0]
    assert (file["name"], file["size"]) == ("Report.csv", len(content.encode()))
    assert await mei.download(file["url"]) == content.encode()


async def test_what_files_refuse(web: AsyncWebClient, mei: Page) -> None:
    begin = web.files_getUploadURLExternal
    assert await error_of(begin(filename="x", length=0)) == "invalid_arguments"
    place = await begin(filename="x", length=3)
    assert await mei.upload(place["upload_url"], b"four") == 400
    unfinished = web.files_completeUploadExternal(files=[{"id": place["file_id"], "title": "x"}], channel_id=DATAOPS)
    assert await error_of(unfinished) == "file_not_found"
    assert await mei.upload(place["upload_url"], b"abc") == 200
    elsewhere = web.files_completeUploadExternal(files=[{"id": place["file_id"], "title": "x"}], channel_id=RANDOM)
    assert await error_of(elsewhere) == "not_in_channel"


async def test_blocks_validate_needs_no_token(mei: Page) -> None:
    async def validate(**arguments: Any) -> Any:
        client = AsyncWebClient(base_url=mei.server.api_url)
        return await client.api_call("blocks.validate", json=arguments)

    assert (await validate(blocks=[{"type": "divider"}]))["ok"]
    with pytest.raises(SlackApiError) as refused:
        await validate(blocks=[{"type": "section"}])
    assert refused.value.response["error"] == "invalid_blocks"
    with pytest.raises(SlackApiError):
        await validate()


async def test_a_png_is_an_image_with_its_size_and_its_words(web: AsyncWebClient, mei: Page) -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"rest"
    await web.files_upload_v2(
        filename="tasks.png", content=png, channel=MEI_DM, alt_txt="eight tasks", initial_comment="The tasks"
    )
    file = (await mei.sees("The tasks"))["files"][0]
    assert (file["mimetype"], file["original_w"], file["original_h"]) == ("image/png", 640, 480)
    assert file["alt_txt"] == "eight tasks"
    assert await mei.download(file["url"]) == png


async def test_what_is_only_called_a_png_is_no_image(web: AsyncWebClient, mei: Page) -> None:
    await web.files_upload_v2(filename="tasks.png", content="text", channel=MEI_DM, initial_comment="No picture")
    file = (await mei.sees("No picture"))["files"][0]
    assert file["mimetype"] == "application/octet-stream"
    assert "original_w" not in file
