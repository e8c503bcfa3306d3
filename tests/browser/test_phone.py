"""The same page 390 pixels wide."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import keep
from tests.browser.reader import Reader
from tests.browser.recorded_slack import RecordedSlack
from tests.browser.recorded_state import modal

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_nothing_sticks_out(phone: Page) -> None:
    await keep(phone, "phone")
    assert await phone.evaluate("document.documentElement.scrollWidth") == 390
    wide = await phone.locator(".message").evaluate_all(
        "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth).map(node => node.dataset.message)"
    )
    assert wide == []


async def test_the_sidebar_is_a_drawer(phone: Page) -> None:
    sidebar = phone.get_by_role("navigation", name="Channels and conversations")
    await expect(sidebar).to_be_hidden()
    await phone.get_by_role("button", name="Open the sidebar").click()
    await expect(sidebar.get_by_role("button", name="data-ops")).to_be_focused()
    await keep(phone, "phone_sidebar")
    await phone.keyboard.press("Escape")
    await expect(sidebar).to_be_hidden()
    await expect(phone.get_by_role("button", name="Open the sidebar")).to_be_focused()
    await phone.get_by_role("button", name="Open the sidebar").click()
    await sidebar.get_by_role("button", name="random").click()
    await expect(sidebar).to_be_hidden()
    await expect(phone.get_by_role("log", name="Messages in #random")).to_be_visible()


async def test_thread_and_modal_fill_the_screen(phone: Page, slack: RecordedSlack) -> None:
    reader = Reader(phone)
    thread = await reader.opens_thread(reader.message("BF-247"))
    panel = await phone.locator("#thread").bounding_box()
    assert panel == {"x": 0, "y": 0, "width": 390, "height": 844}
    await keep(phone, "phone_thread")
    await phone.get_by_role("button", name="Close the thread").click()
    await expect(thread).to_have_count(0)
    await slack.show_views(modal())
    box = await reader.modal("New backfill").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    await keep(phone, "phone_modal")
