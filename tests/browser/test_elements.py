"""Elements outside of modals: each change is sent at once, in Slack's shapes."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import keep
from tests.browser.reader import Reader
from tests.browser.recorded_blocks import CONFIRM, MODES, TASKS, button, input_block
from tests.browser.recorded_slack import RecordedSlack
from tests.browser.recorded_state import message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_button_sends_itself_and_the_whole_state(page: Page, slack: RecordedSlack) -> None:
    reader = Reader(page)
    await reader.presses("Confirm", on=reader.message("Overlap with BF-231"))
    pressed = await slack.posted("press")
    assert pressed == {
        "user": "U0ANALYST",
        "source": {"message_id": "live"},
        "block_id": "buttons",
        "action_id": "confirm",
        "value": {"type": "button", "value": "confirm"},
        "state": {
            "task": {"pick": {"type": "static_select", "selected_option": None}},
            "overlap": {"mode": {"type": "radio_buttons", "selected_option": MODES[0]}},
            "when": {
                "day": {"type": "datepicker", "selected_date": "2026-10-14"},
                "time": {"type": "timepicker", "selected_time": None},
                "moment": {"type": "datetimepicker", "selected_date_time": None},
                "ticks": {"type": "checkboxes", "selected_options": []},
            },
        },
    }


async def test_confirm_asks_first(page: Page, slack: RecordedSlack) -> None:
    reader = Reader(page)
    live = reader.message("Overlap with BF-231")
    await live.get_by_role("button", name="Stop").click()
    dialog = page.get_by_role("alertdialog", name=CONFIRM["title"]["text"])
    await expect(dialog).to_contain_text("6 runs are killed")
    await expect(live.get_by_role("button", name="Stop", include_hidden=True)).not_to_have_attribute(
        "aria-busy", "true"
    )
    await keep(page, "confirm")
    await dialog.get_by_role("button", name="Keep it").click()
    await expect(dialog).to_have_count(0)
    await expect(live.get_by_role("button", name="Stop")).to_be_focused()
    await reader.presses("Stop", on=live, confirm="Stop it")
    assert (await slack.posted("press"))["action_id"] == "stop"
    assert [path for path, _ in slack.posts] == ["press"]


async def test_static_select_by_keyboard(page: Page, slack: RecordedSlack) -> None:
    box = Reader(page).message("Overlap with BF-231").get_by_role("combobox", name="Task")
    await box.focus()
    await box.press("ArrowDown")
    await expect(page.get_by_role("option")).to_have_count(3)
    await keep(page, "select")
    await box.press_sequentially("refund")
    await expect(page.get_by_role("option")).to_have_text(["dwd_refunds_di"])
    await box.press("Enter")
    await expect(box).to_have_value("dwd_refunds_di")
    assert (await slack.posted("press"))["value"] == {"type": "static_select", "selected_option": TASKS[1]}


async def test_choices_are_sent_as_they_change(page: Page, slack: RecordedSlack) -> None:
    live = Reader(page).message("Overlap with BF-231")
    await live.get_by_role("radio", name="Queue after BF-231").check()
    assert (await slack.posted("press"))["value"] == {"type": "radio_buttons", "selected_option": MODES[1]}
    await live.get_by_role("checkbox", name="Mute").check()
    second = await slack.posted("press", 2)
    assert [one["value"] for one in second["value"]["selected_options"]] == ["mute"]
    assert second["state"]["overlap"]["mode"]["selected_option"] == MODES[1]


async def test_datepicker_by_keyboard(page: Page, slack: RecordedSlack) -> None:
    live = Reader(page).message("Overlap with BF-231")
    picker = live.get_by_role("button", name="October 14, 2026")
    await picker.focus()
    await picker.press("Enter")
    grid = page.get_by_role("grid", name="Choose a date")
    await expect(grid.get_by_role("gridcell", name="Wednesday, October 14, 2026")).to_be_focused()
    await keep(page, "calendar")
    for key in ("ArrowDown", "ArrowLeft", "PageDown", "Enter"):
        await page.keyboard.press(key)
    await expect(grid).to_have_count(0)
    assert (await slack.posted("press"))["value"] == {"type": "datepicker", "selected_date": "2026-11-20"}
    await expect(live.get_by_role("button", name="November 20, 2026")).to_be_focused()


async def test_any_time_can_be_typed(page: Page, slack: RecordedSlack) -> None:
    box = Reader(page).message("Overlap with BF-231").get_by_role("combobox", name="At")
    await box.click()
    await box.press_sequentially("1:07pm")
    await box.press("Enter")
    await expect(box).to_have_value("1:07 PM")
    assert (await slack.posted("press"))["value"] == {"type": "timepicker", "selected_time": "13:07"}


async def test_datetimepicker_is_in_the_readers_zone(page: Page, slack: RecordedSlack) -> None:
    group = Reader(page).message("Overlap with BF-231").get_by_role("group", name="Date and time")
    box = group.get_by_role("combobox", name="Time")
    await box.click()
    await box.press_sequentially("02:30")
    await box.press("Enter")
    await group.get_by_role("button", name="Date").click()
    await page.get_by_role("gridcell", selected=False).and_(page.locator(".is-today")).click()
    sent = (await slack.posted("press"))["value"]
    assert sent["type"] == "datetimepicker"
    assert sent["selected_date_time"] % 86400 == 18 * 3600 + 1800


async def test_overflow_menu(page: Page, slack: RecordedSlack) -> None:
    live = Reader(page).message("Overlap with BF-231")
    await live.get_by_role("button", name="More options").click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    sent = (await slack.posted("press"))["value"]
    assert sent["type"] == "overflow"
    assert sent["selected_option"]["value"] == "report"


async def test_a_press_that_gets_no_answer_says_so(page: Page, slack: RecordedSlack) -> None:
    slack.answers["press"] = (200, {"ok": False, "error": "timeout"})
    await page.get_by_role("button", name="Backfill, connected").click()
    await page.get_by_role("region", name="Home").get_by_role("button", name="Open").click()
    await expect(page.get_by_role("alert")).to_contain_text("backfill is not responding. Try again?")


async def test_typing_in_a_message_survives_its_edit(page: Page, slack: RecordedSlack) -> None:
    field = {"type": "plain_text_input", "action_id": "why"}
    blocks = [input_block("why", "Why", field), {"type": "actions", "block_id": "go", "elements": [button("go", "Go")]}]
    await slack.send({"type": "message", "message": message("ask", "Say why", 0, blocks=blocks)})
    why = page.get_by_role("textbox", name="Why")
    await why.fill("late file")
    extra = {"type": "divider", "block_id": "line"}
    await slack.send(
        {"type": "message_changed", "message": message("ask", "Say why", 0, blocks=[extra, *blocks], edited=True)}
    )
    await expect(page.locator('[data-message="ask"] hr')).to_be_visible()
    await expect(why).to_have_value("late file")
    await expect(why).to_be_focused()
    await page.get_by_role("button", name="Go", exact=True).click()
    assert (await slack.posted("press"))["state"] == {
        "why": {"why": {"type": "plain_text_input", "value": "late file"}}
    }
