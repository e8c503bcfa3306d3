"""Modals: every input, errors under their fields, live reading, the stack."""

import copy
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import keep
from tests.browser.reader import Reader
from tests.browser.recorded_blocks import MODES, TASKS, mrkdwn, option
from tests.browser.recorded_slack import RecordedSlack
from tests.browser.recorded_state import modal

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_form_names_all_its_fields(page: Page, slack: RecordedSlack) -> None:
    await slack.show_views(modal())
    form = Reader(page).modal("New backfill")
    await expect(form.get_by_role("combobox", name="Tasks")).to_be_focused()
    for role in ("Days", "Mail", "Link", "Reason", "Parallelism"):
        await expect(
            form.get_by_role("textbox", name=role).or_(form.get_by_role("spinbutton", name=role))
        ).to_have_count(1)
    for name in ("Project", "At", "Tell at the end", "Channel", "Public channel"):
        await expect(form.get_by_role("combobox", name=name, exact=True)).to_have_count(1)
    await expect(form.get_by_role("radiogroup", name="Order")).to_be_visible()
    await expect(form.get_by_text("last 7 days · 5-11 Oct · 上周")).to_be_visible()
    await keep(page, "modal")


async def test_the_first_field_has_the_focus_once_the_form_is_there(page: Page, slack: RecordedSlack) -> None:
    waiting = modal() | {"blocks": [{"type": "section", "text": mrkdwn("One moment…")}], "submit": None}
    await slack.show_views(waiting)
    form = Reader(page).modal("New backfill")
    await expect(form).to_contain_text("One moment…")
    await slack.show_views(modal(), kind="view_updated")
    await expect(form.get_by_role("combobox", name="Tasks")).to_be_focused()


async def test_required_fields_complain_before_anything_is_sent(page: Page, slack: RecordedSlack) -> None:
    await slack.show_views(modal())
    form = Reader(page).modal("New backfill")
    await form.get_by_role("textbox", name="Reason").fill("late")
    await form.get_by_role("textbox", name="Mail").fill("not an address")
    await form.get_by_role("button", name="Preview").click()
    await expect(form.locator('[data-block="task"]')).to_contain_text("Please complete this required field.")
    await expect(form.locator('[data-block="reason"]')).to_contain_text("Please enter at least 5 characters.")
    await expect(form.locator('[data-block="mail"]')).to_contain_text("Please enter a valid email address.")
    await expect(form.get_by_role("combobox", name="Tasks")).to_be_focused()
    assert slack.posts == []
    await keep(page, "modal_errors")


async def _fill_required(page: Page, slack: RecordedSlack) -> None:
    slack.answers["suggest"] = (
        200,
        {"option_groups": [{"label": {"type": "plain_text", "text": "ec_dw"}, "options": TASKS[:2]}]},
    )
    form = Reader(page).modal("New backfill")
    box = form.get_by_role("combobox", name="Tasks")
    await box.press_sequentially("dw")
    await page.get_by_role("option", name="dwd_orders_di").click()
    await box.press("Escape")
    await form.get_by_role("textbox", name="Reason").fill("late refund file")


async def test_submission_has_slacks_exact_state(page: Page, slack: RecordedSlack) -> None:
    await slack.show_views(modal())
    form = Reader(page).modal("New backfill")
    await _fill_required(page, slack)
    await form.get_by_role("button", name="From").click()
    await page.get_by_role("gridcell").and_(page.locator(".is-today")).click()
    await form.get_by_role("combobox", name="Tell at the end").click()
    await page.get_by_role("option", name="Oskar Lind").click()
    await page.keyboard.press("Escape")
    await form.get_by_role("combobox", name="Public channel").click()
    await page.get_by_role("option", name="random").click()
    await form.get_by_role("button", name="Preview").click()
    sent = await slack.posted("submit")
    state: dict[str, Any] = sent["state"]
    assert (sent["user"], sent["view_id"]) == ("U0ANALYST", "V1")
    assert state.pop("from")["from"]["selected_date"].startswith("20")
    assert state == {
        "task": {"tasks": {"type": "multi_external_select", "selected_options": [TASKS[0]]}},
        "phrase": {"phrase": {"type": "plain_text_input", "value": "last 7 days"}},
        "project": {"project": {"type": "static_select", "selected_option": TASKS[0]}},
        "at": {"at": {"type": "timepicker", "selected_time": None}},
        "order": {"order": {"type": "radio_buttons", "selected_option": MODES[1]}},
        "flags": {"flags": {"type": "checkboxes", "selected_options": []}},
        "tell": {"tell": {"type": "multi_users_select", "selected_users": ["U0OWNER"]}},
        "where": {"where": {"type": "conversations_select", "selected_conversation": None}},
        "public": {"public": {"type": "channels_select", "selected_channel": "C0RANDOM"}},
        "parallel": {"parallel": {"type": "number_input", "value": "1"}},
        "mail": {"mail": {"type": "email_text_input", "value": None}},
        "link": {"link": {"type": "url_text_input", "value": None}},
        "reason": {"reason": {"type": "plain_text_input", "value": "late refund file"}},
    }


async def test_errors_of_the_app_stand_under_their_fields(page: Page, slack: RecordedSlack) -> None:
    await slack.show_views(modal())
    form = Reader(page).modal("New backfill")
    await _fill_required(page, slack)
    slack.answers["submit"] = (200, {"ok": False, "errors": {"phrase": 'I could not read "nextish".'}})
    await form.get_by_role("button", name="Preview").click()
    await expect(form.get_by_role("textbox", name="Days")).to_have_accessible_description(
        'I could not read "nextish". last 7 days · 5-11 Oct · 上周'
    )
    await expect(form.get_by_role("textbox", name="Days")).to_be_focused()
    slack.answers["submit"] = (200, {"ok": False, "error": "timeout"})
    await form.get_by_role("button", name="Preview").click()
    await expect(form.get_by_role("alert").first).to_contain_text("We had some trouble connecting")


async def test_suggestions_wait_for_enough_letters(page: Page, slack: RecordedSlack) -> None:
    await slack.show_views(modal())
    box = Reader(page).modal("New backfill").get_by_role("combobox", name="Tasks")
    await box.press_sequentially("d")
    await expect(page.get_by_text("Type 1 more character")).to_be_visible()
    slack.answers["suggest"] = (200, {"options": [option("1001", "dwd_orders_di")]})
    await box.press_sequentially("wd_o")
    await expect(page.get_by_role("option")).to_have_text(["dwd_orders_di"])
    asked = [body for path, body in slack.posts if path == "suggest"]
    assert (asked[-1]["value"], asked[-1]["block_id"], asked[-1]["source"]) == ("dwd_o", "task", {"view_id": "V1"})
    assert len(asked) <= 2
    slack.answers["suggest"] = (200, {"options": [], "error": "timeout"})
    await box.press_sequentially("x")
    await expect(page.get_by_text("Couldn’t load the options (timeout)")).to_be_visible()


async def test_the_reading_changes_under_the_hands_of_who_types(page: Page, slack: RecordedSlack) -> None:
    view = modal()
    await slack.show_views(view)
    days = Reader(page).modal("New backfill").get_by_role("textbox", name="Days")
    await days.fill("last 3 days")
    sent = await slack.posted("press")
    assert sent["value"] == {"type": "plain_text_input", "value": "last 3 days"}
    changed = copy.deepcopy(view)
    changed["blocks"][3]["elements"] = [mrkdwn("3 days: 21 - 23 Nov")]
    await days.press("Home")
    await slack.show_views(changed, kind="view_updated")
    await expect(page.get_by_text("3 days: 21 - 23 Nov")).to_be_visible()
    await expect(days).to_be_focused()
    await days.press_sequentially("the ")
    await expect(days).to_have_value("the last 3 days")


async def test_a_new_block_id_shows_the_new_initial_value(page: Page, slack: RecordedSlack) -> None:
    view = modal()
    await slack.show_views(view)
    days = Reader(page).modal("New backfill").get_by_role("textbox", name="Days")
    await days.fill("mine")
    same, fresh = copy.deepcopy(view), copy.deepcopy(view)
    same["blocks"][2]["element"]["initial_value"] = "theirs"
    await slack.show_views(same, kind="view_updated")
    await expect(days).to_have_value("mine")
    fresh["blocks"][2] |= {"block_id": "phrase2"}
    fresh["blocks"][2]["element"]["initial_value"] = "theirs"
    await slack.show_views(fresh, kind="view_updated")
    await expect(days).to_have_value("theirs")


async def test_a_stack_of_three(page: Page, slack: RecordedSlack) -> None:
    reader = Reader(page)
    first, second, third = modal(), modal("V2", "Request"), modal("V3", "Exact JSON")
    await slack.show_views(first)
    await reader.modal("New backfill").get_by_role("textbox", name="Days").fill("kept")
    await slack.show_views(first, second)
    await slack.show_views(first, second, third)
    await reader.modal("Exact JSON").get_by_role("button", name="Back").click()
    await expect(reader.modal("Request")).to_be_visible()
    assert await slack.posted("close") == {"user": "U0ANALYST", "view_id": "V3", "clear": False}
    await reader.modal("Request").get_by_role("button", name="Cancel").click()
    await expect(reader.modal("New backfill").get_by_role("textbox", name="Days")).to_have_value("kept")
    await slack.show_views(first, second)
    await reader.modal("Request").get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert (await slack.posted("close", 3))["clear"] is True


async def test_tab_stays_inside_and_escape_gives_the_focus_back(page: Page, slack: RecordedSlack) -> None:
    composer = Reader(page).composer()
    await composer.focus()
    await slack.show_views(modal())
    form = Reader(page).modal("New backfill")
    await form.get_by_role("button", name="Preview").focus()
    await page.keyboard.press("Tab")
    await expect(form.get_by_role("button", name="Close")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(form.get_by_role("button", name="Preview")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(composer).to_be_focused()
