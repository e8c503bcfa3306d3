"""Chromium, a page on the recorded Slack, and the rule that an error in the page's console fails the test."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests.browser.recorded_slack import RecordedSlack

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
SCREENSHOTS = Path(os.environ.get("BACKFILL_SCREENSHOTS") or Path(__file__).parents[2] / "build" / "screenshots")
"""Where pictures of the tests are kept; `BACKFILL_SCREENSHOTS` names another folder."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium with an empty profile, one for all tests."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("the browser tests need Chromium: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[RecordedSlack]:
    """A server of recorded states."""
    server = RecordedSlack()
    await server.start()
    yield server
    await server.stop()


async def opened(browser: Browser, url: str, errors: list[str], size: ViewportSize, *, dark: bool = False) -> Page:
    """A page at `url`, ready to use; what its console calls an error is added to `errors`."""
    context = await browser.new_context(
        viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(url)
    await page.locator("#app[data-ready]").wait_for()
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser, slack: RecordedSlack) -> AsyncIterator[Page]:
    """#data-ops as Mei Chen sees it, on a desktop."""
    errors: list[str] = []
    page = await opened(chromium, f"{slack.url}?user=U0ANALYST", errors, DESKTOP)
    yield page
    await page.context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser, slack: RecordedSlack) -> AsyncIterator[Page]:
    """The same on a phone, 390 pixels wide."""
    errors: list[str] = []
    page = await opened(chromium, f"{slack.url}?user=U0ANALYST", errors, PHONE)
    yield page
    await page.context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def dark(chromium: Browser, slack: RecordedSlack) -> AsyncIterator[Page]:
    """The same where the system is dark."""
    errors: list[str] = []
    page = await opened(chromium, f"{slack.url}?user=U0ANALYST", errors, DESKTOP, dark=True)
    yield page
    await page.context.close()
    assert errors == []


async def keep(page: Page, name: str) -> None:
    """Keep a picture of what is shown; the folder is made if it is not there."""
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
