"""Typing, threads, people, languages, drawers; by keyboard where a keyboard should do."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import keep
from tests.browser.reader import Reader
from tests.browser.recorded_slack import RecordedSlack
from tests.browser.recorded_state import message, modal

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_enter_sends_and_shift_enter_does_not(page: Page, slack: RecordedSlack) -> None:
    field = Reader(page).composer()
    await field.press_sequentially("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    await field.press("Enter")
    assert await slack.posted("say") == {"user": "U0ANALYST", "channel": "C0DATAOPS", "text": "one\ntwo"}
    await expect(field).to_have_value("")


async def test_a_command_is_completed_and_its_usage_shown(page: Page, slack: RecordedSlack) -> None:
    field = Reader(page).composer()
    await field.press_sequentially("/ba")
    await expect(page.get_by_role("option", name="/backfill")).to_contain_text("Plan, run and follow a backfill")
    await keep(page, "autocomplete")
    await field.press("Tab")
    await expect(field).to_have_value("/backfill ")
    await expect(page.get_by_text("/backfill [task] [days] | status")).to_be_visible()
    await field.press_sequentially("1001 last 7 days")
    await field.press("Enter")
    assert (await slack.posted("say"))["text"] == "/backfill 1001 last 7 days"


async def test_a_mention_is_sent_by_id(page: Page, slack: RecordedSlack) -> None:
    field = Reader(page).composer()
    await field.press_sequentially("@osk")
    await field.press("Enter")
    await expect(field).to_have_value("@Oskar Lind ")
    await field.press_sequentially("and @backf")
    await expect(page.get_by_role("option", name="Backfill")).to_be_visible()
    await field.press("Tab")
    await field.press_sequentially("status")
    await field.press("Enter")
    assert (await slack.posted("say"))["text"] == "<@U0OWNER> and <@U0BACKFILL> status"


async def test_a_refused_line_stands_in_the_composer_again(slack: RecordedSlack, page: Page) -> None:
    slack.answers["say"] = (200, {"ok": True})
    field = Reader(page).composer()
    await field.fill("kept for later")
    await page.get_by_role("button", name="old-ops").click()
    await expect(page.get_by_text("This channel has been archived.")).to_be_visible()
    await page.get_by_role("button", name="data-ops").click()
    await expect(field).to_have_value("kept for later")


async def test_a_thread_opens_takes_replies_and_closes(page: Page, slack: RecordedSlack) -> None:
    reader = Reader(page)
    root = reader.message("BF-247")
    await expect(root.get_by_role("button", name="3 replies")).to_be_visible()
    thread = await reader.opens_thread(root)
    await expect(thread.get_by_role("article")).to_have_count(4)
    await expect(thread.get_by_role("separator")).to_have_text("3 replies")
    await keep(page, "thread")
    await reader.says("stop it", into="Reply…")
    sent = await slack.posted("say")
    assert sent["thread_ts"] == await root.get_attribute("data-ts")
    await slack.send({"type": "message", "message": message("r4", "Stopping", 0, thread_ts=sent["thread_ts"])})
    await reader.sees("Stopping", in_thread=True)
    await expect(root.get_by_role("button", name="4 replies")).to_be_visible()
    await page.get_by_role("button", name="Close the thread").click()
    await expect(thread).to_have_count(0)


async def test_commands_are_not_offered_in_a_thread(page: Page) -> None:
    reader = Reader(page)
    await reader.opens_thread(reader.message("BF-247"))
    await reader.composer("Reply…").press_sequentially("/ba")
    await expect(page.get_by_role("option", name="/backfill")).to_have_count(0)


async def test_messages_are_walked_with_the_arrows(page: Page) -> None:
    log = page.get_by_role("log", name="Messages in #data-ops")
    await log.focus()
    await page.keyboard.press("ArrowUp")
    await expect(log.get_by_role("article").last).to_be_focused()
    await page.keyboard.press("Home")
    await expect(log.get_by_role("article").first).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(log.get_by_role("article").first.locator(":focus")).to_have_count(1)


async def test_a_message_shortcut(page: Page, slack: RecordedSlack) -> None:
    alert = Reader(page).message("dwd_refunds_di failed")
    await alert.hover()
    await alert.get_by_role("button", name="More actions").click()
    await keep(page, "message_menu")
    await page.get_by_role("menuitem", name="Backfill this").click()
    assert await slack.posted("shortcut") == {
        "user": "U0ANALYST",
        "callback_id": "backfill_this",
        "message_id": "alert",
    }


async def test_a_global_shortcut(page: Page, slack: RecordedSlack) -> None:
    await page.locator("#channel-body").get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="New backfill").click()
    assert (await slack.posted("shortcut"))["callback_id"] == "backfill_new"


async def test_a_ping_elsewhere_is_a_toast_and_a_badge(page: Page, slack: RecordedSlack) -> None:
    there = message("ping", "<@U0ANALYST> done", 0, channel="C0RANDOM")
    await slack.send({"type": "message", "message": there})
    await slack.send({"type": "notification", "channel": "C0RANDOM", "ts": there["ts"], "text": there["text"]})
    await expect(page.get_by_role("status").filter(has_text="@Mei Chen done")).to_be_visible()
    await expect(page.get_by_role("button", name="random, 1 mentions")).to_be_visible()
    await page.get_by_role("button", name="#random @Mei Chen done").click()
    await Reader(page).sees("@Mei Chen done")
    await expect(page.get_by_role("button", name="random", exact=True)).to_have_attribute("aria-current", "page")


async def test_another_person_sees_through_other_eyes(page: Page, slack: RecordedSlack) -> None:
    reader = Reader(page)
    await reader.becomes("Oskar Lind")
    assert "user=U0OWNER" in page.url
    await reader.says("approved")
    assert (await slack.posted("say"))["user"] == "U0OWNER"


async def test_the_page_speaks_chinese(page: Page, slack: RecordedSlack) -> None:
    await page.locator("#me").click()
    await page.get_by_role("menuitemradio", name="简体中文").click()
    await expect(page.get_by_role("textbox", name="发送消息给 #data-ops")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(page.get_by_text("仅对你可见").first).to_be_visible()
    await slack.show_views(modal())
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_text("请填写此必填字段。").first).to_be_visible()
    await keep(page, "chinese")


async def test_the_inspector_shows_payloads_and_latency(page: Page, slack: RecordedSlack) -> None:
    await page.get_by_role("button", name="Payloads").click()
    envelope = {"envelope_id": "e1", "payload": {"command": "/backfill", "text": "1001"}}
    sent = {
        "type": "payload",
        "direction": "to_bot",
        "kind": "slash_commands",
        "at": 100.0,
        "status": None,
        "body": envelope,
    }
    ack = {
        "type": "payload",
        "direction": "from_bot",
        "kind": "ack",
        "at": 100.042,
        "status": 200,
        "body": {"envelope_id": "e1"},
    }
    await slack.send(sent)
    await slack.send(ack)
    log = page.get_by_role("log", name="Payloads")
    await expect(log).to_contain_text("42 ms")
    await log.get_by_text("slash_commands").click()
    await expect(log.locator("pre")).to_contain_text('"command": "/backfill"')
    await keep(page, "inspector")
    await page.get_by_role("button", name="from the app").click()
    await expect(log.get_by_text("slash_commands")).to_have_count(0)


async def test_faults_are_switched_from_the_playground_drawer(page: Page, slack: RecordedSlack) -> None:
    await page.get_by_role("button", name="Playground").click()
    drawer = page.get_by_role("region", name="Playground")
    await drawer.get_by_role("switch", name="Throttle").check()
    assert await slack.posted("dataworks/faults") == {"throttle": True}
    await drawer.get_by_role("spinbutton", name="Throttle: for how many calls").fill("3")
    await page.keyboard.press("Tab")
    assert await slack.posted("dataworks/faults", 2) == {"throttle": 3}
    await drawer.get_by_role("button", name="600×", exact=True).click()
    assert await slack.posted("dataworks/speed") == {"speed": 600}
    await drawer.get_by_role("switch", name="Smart typing").check()
    assert await slack.posted("faults") == {"smart_typing": True}
    await keep(page, "playground")


async def test_the_skip_link_leads_to_the_messages(page: Page) -> None:
    await page.get_by_role("link", name="Skip to messages").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log", name="Messages in #data-ops")).to_be_focused()


async def test_nothing_is_fetched_from_elsewhere(page: Page, slack: RecordedSlack) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.reload()
    await page.locator("#app[data-ready]").wait_for()
    assert len(asked) > 20
    assert [url for url in asked if not re.match(r"(http|ws)://127\.0\.0\.1:|data:", url)] == []
