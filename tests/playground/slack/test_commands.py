"""What a person types: messages, mentions, slash commands, invitations."""

import asyncio
from typing import Any

import pytest

from bot.playground.slack.delivery import Timing
from tests.playground.slack.acting import (
    ARCHIVE,
    DAN,
    DATAOPS,
    EVE,
    GUS,
    MEI_DM,
    PRIVATE,
    RANDOM,
    SHARED,
    Page,
    SmallApp,
)
from tests.playground.slack.conftest import AppAt, OpenPage, Serve


def note_commands(app: SmallApp, **answer: Any) -> None:
    @app.bolt.command("/backfill")
    async def command(ack: Any, body: dict[str, Any]) -> None:
        app.bodies.append(body)
        await ack(**answer)


async def test_a_silent_ack_shows_nothing(app: SmallApp, mei: Page) -> None:
    note_commands(app)
    await mei.say("/backfill 1001 last 7 days")
    assert app.bodies[0]["text"] == "1001 last 7 days"
    assert app.bodies[0]["response_url"].startswith(f"{mei.server.url}/commands/T0PLAYGRND/")
    assert await mei.messages() == []


async def test_an_ack_can_answer_the_person_or_the_channel(app: SmallApp, mei: Page, page_of: OpenPage) -> None:
    oskar = await page_of("U0OWNER")
    note_commands(app, text="to all", response_type="in_channel")
    await mei.say("/backfill list")
    assert [message["text"] for message in await oskar.messages()] == ["/backfill list", "to all"]
    assert [message["user"] for message in await oskar.messages()] == ["U0ANALYST", "U0BACKFILL"]


async def test_blocks_in_an_ack_are_checked(app: SmallApp, mei: Page) -> None:
    note_commands(app, text="x", blocks=[{"type": "section"}])
    await mei.say("/backfill x")
    await mei.sees("/backfill failed with the error invalid_blocks")


async def test_text_arrives_as_slack_sends_it(app: SmallApp, mei: Page) -> None:
    note_commands(app)
    await mei.say("/backfill  dwd_a & <b>  @oskar\nmore ")
    assert app.bodies[0]["text"] == "dwd_a &amp; &lt;b&gt;  <@U0OWNER|oskar>\nmore"


async def test_smart_typing_on_demand(app: SmallApp, mei: Page) -> None:
    note_commands(app)
    await mei.server_faults(smart_typing=True)
    await mei.say('/backfill 1001 yesterday --reason "late"')
    assert app.bodies[0]["text"] == "1001 yesterday —reason\u00a0“late”"


async def test_commands_do_not_work_in_threads(app: SmallApp, mei: Page) -> None:
    note_commands(app)
    root = (await mei.say("root"))["ts"]
    await mei.say("/backfill status", thread_ts=root)
    notice = await mei.sees("/backfill is not supported in threads. Sorry!")
    assert (notice["system"], notice["thread_ts"]) == (True, root)
    assert app.bodies == []


async def test_unknown_commands(mei: Page, page_of: OpenPage) -> None:
    oskar = await page_of("U0OWNER")
    await mei.say("/backfil x")
    await mei.sees("/backfil is not a valid command.")
    assert await oskar.messages() == []


async def test_a_crash_before_the_ack_is_a_timeout(served: Serve, app_at: AppAt, page_of: OpenPage) -> None:
    server = await served(timing=Timing(ack=0.3))
    app = await app_at(server)

    @app.bolt.command("/backfill")
    async def command(ack: Any) -> None:
        raise RuntimeError("before ack")

    mei = await page_of(of=server)
    await mei.say("/backfill x")
    await mei.sees("/backfill failed with the error operation_timeout")


@pytest.mark.parametrize(
    ("channel", "name"),
    [(MEI_DM, "directmessage"), (PRIVATE, "privategroup"), (RANDOM, "random"), (DATAOPS, "data-ops")],
)
async def test_channel_names_an_app_may_know(app: SmallApp, mei: Page, channel: str, name: str) -> None:
    note_commands(app)
    await mei.say("/backfill x", channel=channel)
    assert (app.bodies[0]["channel_id"], app.bodies[0]["channel_name"]) == (channel, name)


async def test_people_of_other_companies_bring_their_team(app: SmallApp, page_of: OpenPage) -> None:
    note_commands(app)
    eve = await page_of(EVE)
    await eve.say("/backfill x", channel=SHARED)
    assert (app.bodies[0]["team_id"], app.bodies[0]["team_domain"]) == ("T0OTHERCO", "other-co")


async def test_who_can_type_where(mei: Page, page_of: OpenPage) -> None:
    assert (await mei.post("say", channel=ARCHIVE, text="x"))[0] == 400
    gus = await page_of(GUS)
    assert (await gus.post("say", channel=RANDOM, text="x")) == (404, {"error": "channel_not_found"})
    assert (await mei.post("say", user=DAN, channel=DATAOPS, text="x")) == (403, {"error": "account_inactive"})
    assert (await mei.post("say", channel=DATAOPS, text="  "))[0] == 400


async def mentions(app: SmallApp) -> "asyncio.Queue[dict[str, Any]]":
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.bolt.event("app_mention")
    async def mention(event: dict[str, Any]) -> None:
        await events.put(event)

    return events


async def test_a_mention_in_a_thread(app: SmallApp, mei: Page) -> None:
    events = await mentions(app)
    root = (await mei.say("root"))["ts"]
    await mei.say("@backfill stop", thread_ts=root)
    event = await asyncio.wait_for(events.get(), 5)
    assert (event["text"], event["thread_ts"], event["user_team"]) == ("<@U0BACKFILL> stop", root, "T0PLAYGRND")


async def test_a_mention_where_the_bot_is_not_until_invited(app: SmallApp, mei: Page) -> None:
    events = await mentions(app)
    await mei.say("@backfill stop", channel=RANDOM)
    assert (await mei.sees("/invite @backfill"))["system"] is True
    await mei.say("/invite @backfill", channel=RANDOM)
    await mei.sees("was added to #random")
    await mei.say("@backfill list", channel=RANDOM)
    assert (await asyncio.wait_for(events.get(), 5))["text"] == "<@U0BACKFILL> list"
    channels = {channel["id"]: channel for channel in (await mei.state())["channels"]}
    assert channels[RANDOM]["bot_is_member"] is True
    await mei.say("/invite @backfill", channel=RANDOM)
    await mei.sees("already in this channel")
