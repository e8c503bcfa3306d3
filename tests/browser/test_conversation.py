"""The product as a person meets it: the real bot in the playground, read and pressed in Chromium."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.playground.launch import started
from bot.playground.person import Person
from tests.browser.conftest import DESKTOP, PHONE, keep, opened
from tests.browser.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SPEED = 120.0
"""Simulated seconds per second: slow enough to see a run under way."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address() -> AsyncIterator[str]:
    """The page of a running playground."""
    async with started(0, http=False, speed=SPEED) as (addresses, _keeping):
        async with Person(addresses.slack, "Oskar Lind") as person:
            await person.bot_is_there(within=60)
        yield addresses.slack


@pytest_asyncio.fixture(loop_scope="session")
async def oskar(chromium: Browser, address: str) -> AsyncIterator[Page]:
    """The page as it opens: the data owner in #data-ops."""
    errors: list[str] = []
    page = await opened(chromium, address, errors, DESKTOP)
    yield page
    await page.context.close()
    assert errors == []


async def test_the_page_says_how_to_start(oskar: Page) -> None:
    await expect(oskar.get_by_role("button", name="You are Oskar Lind")).to_be_visible()
    await expect(oskar.get_by_role("heading", name="Welcome to the #data-ops channel")).to_be_visible()
    await keep(oskar, "first_look")
    await oskar.get_by_role("button", name="Try it: /backfill 1001 last 7 days").click()
    await expect(Reader(oskar).composer()).to_be_focused()
    await expect(Reader(oskar).composer()).to_have_value("/backfill 1001 last 7 days")


async def test_from_the_command_to_the_last_word(oskar: Page) -> None:
    reader = Reader(oskar)
    await reader.says('/backfill 1001 last 7 days --reason "late file"')
    preview = await reader.sees("Preview BF-")
    await expect(preview).to_contain_text("Only visible to you")
    await expect(preview).to_contain_text("7 = 1 daily × 7")
    await keep(oskar, "preview")
    await reader.presses("Confirm", on=preview, confirm="Run it")
    root = await reader.sees("PROD")
    await expect(root.get_by_role("button", name=re.compile("repl"))).to_be_visible(timeout=20_000)
    thread = await reader.opens_thread(root)
    await expect(oskar.get_by_role("status").filter(has_text="Sent to DataWorks")).to_have_count(0, timeout=1_000)
    await reader.sees("Created 7 of 7 promised", in_thread=True, within=30)
    await keep(oskar, "under_way")
    await reader.sees("is done: 7 of 7 succeeded", in_thread=True, within=60)
    await expect(root).to_contain_text("DONE", timeout=20_000)
    await expect(thread).to_contain_text("Sent to DataWorks")
    await expect(oskar.get_by_role("navigation", name="Channels").get_by_text("1", exact=True)).to_have_count(0)
    await keep(oskar, "conversation")


async def test_the_form_reads_while_typing(oskar: Page) -> None:
    reader = Reader(oskar)
    await reader.says("/backfill")
    form = reader.modal("New backfill")
    tasks = form.get_by_role("combobox", name="Tasks")
    await expect(tasks).to_be_focused()
    await tasks.press_sequentially("orders")
    await oskar.get_by_role("option", name="dwd_orders_di (1001)").click()
    await tasks.press("Escape")
    days = form.get_by_role("textbox", name="Business dates")
    await days.press_sequentially("Nov 9-20 except weekends")
    await expect(form).to_contain_text("10 days", timeout=20_000)
    await keep(oskar, "form_reading")
    await days.fill("fri nextish")
    await expect(form).to_contain_text("nextish", timeout=20_000)
    await keep(oskar, "form_refusal")
    await days.fill("2/3")
    await form.get_by_role("radio", name="Tue 3 Feb 2026").click(timeout=20_000)
    await expect(form).to_contain_text("= Tue 3 Feb 2026", timeout=20_000)
    await keep(oskar, "form_question")
    await form.get_by_role("button", name="Preview").click()
    await expect(await reader.sees("Preview BF-")).to_contain_text("Tue 3 Feb 2026")


async def test_chinese_on_a_phone(chromium: Browser, address: str) -> None:
    errors: list[str] = []
    page = await opened(chromium, f"{address}?user=U0ONCALL", errors, PHONE)
    field = page.get_by_role("textbox").last
    await field.press_sequentially("/backfill 1001 11月每周一和周四")
    await field.press("Enter")
    refusal = page.get_by_role("article").filter(has_text="PROD_ALLOWED")
    await expect(refusal).to_be_visible(timeout=20_000)
    await keep(page, "phone_refusal_zh")
    await refusal.get_by_role("button", name="改用开发环境").click()
    await expect(page.get_by_text("业务日期").first).to_be_visible(timeout=20_000)
    await keep(page, "phone_preview_zh")
    await page.context.close()
    assert errors == []


async def test_the_form_reads_chinese_while_typing(chromium: Browser, address: str) -> None:
    errors: list[str] = []
    page = await opened(chromium, f"{address}?user=U0ONCALL", errors, DESKTOP)
    field = page.get_by_role("textbox").last
    await field.press_sequentially("/backfill")
    await field.press("Enter")
    form = page.get_by_role("dialog", name="新建补数据")
    days = form.get_by_role("textbox", name="业务日期")
    await days.press_sequentially("上周一到周五，除了周三")
    await expect(form).to_contain_text("4 天", timeout=20_000)
    await keep(page, "form_reading_zh")
    await days.fill("上周芒果")
    await expect(form).to_contain_text("芒果", timeout=20_000)
    await keep(page, "form_refusal_zh")
    await page.context.close()
    assert errors == []
