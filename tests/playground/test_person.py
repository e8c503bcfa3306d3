"""A person at the local Slack, talking with a real bot over a real socket."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.playground.person import NotSeenError, Person
from tests.playground.toy import Toy, toy_bot


@dataclass
class Room:
    """A local Slack with the toy bot and Mei Chen in it."""

    url: str
    toy: Toy
    mei: Person


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    async with toy_bot() as (url, toy), Person(url, "Mei Chen") as mei:
        await mei.bot_is_there()
        yield Room(url, toy, mei)


async def test_say_see_press_see(room: Room) -> None:
    await room.mei.says("/toy")
    preview = await room.mei.sees("Preview T-1 for @Mei Chen", only_to_me=True)
    assert preview.buttons == ["Show", "Show", "Confirm", "Form", "Cancel", "Copy", "Edit"]
    await preview.press("Confirm")
    await preview.sees("Confirmed.")
    reply = await room.mei.sees("Sent", in_thread=True)
    assert reply.text == "Sent @Oskar Lind"
    root = await room.mei.sees("T-1", in_channel="#data-ops")
    await root.sees("DONE")
    assert root.text == "T-1 DONE"


async def test_pressing_twice_sends_two_presses_at_once(room: Room) -> None:
    await room.mei.says("/toy")
    await (await room.mei.sees("Preview")).press("Confirm", times=2)
    await room.mei.sees("DONE")
    assert len(room.toy.presses) == 2
    assert len(room.mei.read("T-1 DONE")) == 1


async def test_old_messages_do_not_count_after_a_new_act(room: Room) -> None:
    await room.mei.says("/toy")
    old = await room.mei.sees("Preview")
    await room.mei.says("/toy")
    new = await room.mei.sees("Preview")
    assert new.json["id"] != old.json["id"]
    assert [seen.json["id"] for seen in room.mei.read("Preview")] == [old.json["id"], new.json["id"]]


async def test_buttons_of_one_label_are_told_apart_by_what_is_beside_them(room: Room) -> None:
    await room.mei.says("/toy")
    preview = await room.mei.sees("Preview")
    with pytest.raises(NotSeenError, match="2 of them, say near what"):
        await preview.press("Show")
    await preview.press("Show", near="Days")
    assert room.toy.presses[0]["actions"][0]["action_id"] == "show_days"


async def test_choices_and_menus_in_a_message(room: Room) -> None:
    await room.mei.says("/toy")
    preview = await room.mei.sees("Preview")
    await preview.choose("Mon 5")
    assert "( ) Mon 12   (•) Mon 5" in preview.text
    await preview.press("Edit")
    chosen, menu = room.toy.presses
    assert chosen["actions"][0]["selected_option"]["value"] == "Mon 5"
    assert menu["actions"][0]["selected_option"]["value"] == "Edit"
    assert menu["state"]["values"]["days"]["day"]["selected_option"]["value"] == "Mon 5"


async def test_what_goes_away_is_gone(room: Room) -> None:
    await room.mei.says("/toy")
    preview = await room.mei.sees("Preview")
    await preview.press("Cancel")
    await preview.gone()
    assert room.mei.read("Preview") == []


async def test_form_is_filled_corrected_and_sent(room: Room) -> None:
    await room.mei.says("/toy")
    await room.mei.sees("Preview")
    await room.mei.press("Form")
    form = await room.mei.sees("Reading: nothing yet")
    assert await form.submit() == dict.fromkeys(("days", "task"), "Please complete this required field.")

    await form.pick("Task", "dwd_orders_di", typing="orders")
    await form.pick("Since", "2026-11-20")
    await form.choose("Slow")
    await form.pick("Options", "Dry")
    await form.choose("Slow")
    await form.pick("Tell", "Oskar Lind")
    await form.fill("Days", "nextish")
    await form.sees("Reading: nextish")
    assert form.text.splitlines() == [
        "Toy",
        "Days: nextish",
        "Reading: nextish",
        "Task: [dwd_orders_di]",
        "Since (optional): [2026-11-20]",
        "Options (optional): [x] Dry   [ ] Slow",
        "Tell (optional): [Oskar Lind]",
        "[Preview]  [Cancel]",
    ]

    assert await form.submit() == {"days": "nextish is not a day"}
    assert "  ! nextish is not a day" in form.text.splitlines()
    await form.fill("Days", "yesterday")
    await form.sees("Reading: yesterday")
    await form.press("Preview")
    await form.gone()
    values = room.toy.submitted
    assert values["task"]["a"]["selected_option"]["value"] == "dwd_orders_di"
    assert values["since"]["a"]["selected_date"] == "2026-11-20"
    assert [one["value"] for one in values["options"]["a"]["selected_options"]] == ["Dry"]
    assert values["tell"]["a"]["selected_users"] == ["U0OWNER"]


async def test_suggestions_as_typed(room: Room) -> None:
    await room.mei.uses_shortcut("New toy")
    form = await room.mei.sees("by shortcut")
    assert await form.suggestions("Task", "d") == []
    assert await form.suggestions("Task", "orders") == ["dwd_orders_di", "dwd_orders_hi"]
    with pytest.raises(NotSeenError, match=r'cannot pick "orders" \(offered: dwd_orders_di, dwd_orders_hi\)'):
        await form.pick("Task", "orders")
    await form.close()
    await form.gone()


async def test_form_takes_no_more_than_it_takes(room: Room) -> None:
    await room.mei.uses_shortcut("toy_new")
    form = await room.mei.sees("by shortcut")
    with pytest.raises(NotSeenError, match='put 21 characters into "Days", it takes 20'):
        await form.fill("Days", "x" * 21)
    with pytest.raises(NotSeenError, match='find one input "Reason"'):
        await form.fill("Reason", "late")


async def test_home_in_the_persons_language(room: Room) -> None:
    home = await room.mei.opens_home()
    assert home.text == "Hello\n[Form]"
    await room.mei.speaks("zh-CN")
    assert (await room.mei.opens_home()).text == "你好\n[Form]"
    await room.mei.press("Form")
    await room.mei.sees("Reading")


async def test_mention_in_a_thread_and_message_shortcut(room: Room) -> None:
    alert = await room.mei.writes("Orders are late again")
    await room.mei.says("@backfill look", thread=alert)
    answer = await room.mei.sees("You called?", in_thread=True)
    assert answer.json["thread_ts"] == alert.json["ts"]
    await room.mei.uses_shortcut("Toy this", on=alert)
    await room.mei.sees("Reading: Orders are late")


async def test_two_people_see_the_channel_and_one_sees_the_private_message(room: Room) -> None:
    async with Person(room.url, "oskar") as oskar:
        await room.mei.says("/toy")
        await (await room.mei.sees("Preview")).press("Confirm")
        await oskar.sees("Sent", in_thread=True)
        assert oskar.name == "Oskar Lind"
        assert oskar.read("Preview") == []
        assert [note["text"] for note in oskar.screen.notifications if "Sent" in note["text"]] == ["Sent <@U0OWNER>"]


async def test_reload_takes_private_messages_away(room: Room) -> None:
    await room.mei.says("/toy")
    await room.mei.sees("Preview")
    await room.mei.reloads()
    assert room.mei.read("Preview") == []


async def test_dismiss(room: Room) -> None:
    await room.mei.says("/toy")
    preview = await room.mei.sees("Preview")
    await preview.dismiss()
    await preview.gone()


async def test_errors_show_what_is_there_instead(room: Room) -> None:
    await room.mei.says("/toy")
    preview = await room.mei.sees("Preview")
    with pytest.raises(NotSeenError) as unseen:
        await room.mei.sees("DONE", in_thread=True, within=0.05)
    assert str(unseen.value).startswith('Mei Chen waited 0.05 s for "DONE" in a thread, but sees:\n')
    assert "Backfill in #data-ops, only to you\n    Preview T-1 for @Mei Chen" in str(unseen.value)
    with pytest.raises(NotSeenError, match=r"cannot press \[Approve\]: there is no such button"):
        await preview.press("Approve")
    with pytest.raises(NotSeenError, match=r"sees no button \[Approve\]"):
        await room.mei.press("Approve")


async def test_unknown_people_and_channels_are_named(room: Room) -> None:
    with pytest.raises(NotSeenError, match=r"There is no Nobody in this Slack\. It has: .*Mei Chen"):
        await Person(room.url, "Nobody").__aenter__()
    with pytest.raises(NotSeenError, match=r"sees no channel #nowhere\. There are: .*#data-ops"):
        room.mei.goes_to("#nowhere")
    room.mei.goes_to("dm")
    assert room.mei.channel.startswith("D0")


async def test_a_command_that_nobody_answers_is_told_by_slack(room: Room) -> None:
    await room.mei.sets_faults(disconnect="drop", refuse_connections=True)
    await room.mei.says("/toy")
    notice = await room.mei.sees("/toy failed", only_to_me=True)
    assert notice.json["system"]


async def test_waiting_ends_with_the_slack() -> None:
    async with toy_bot() as (url, _toy):
        mei = await Person(url, "Mei Chen").__aenter__()
        waiting = asyncio.create_task(mei.sees("never"))
        await asyncio.sleep(0)
    with pytest.raises(NotSeenError, match="The local Slack ended while Mei Chen waited"):
        await waiting
    await mei.__aexit__(None, None, None)
