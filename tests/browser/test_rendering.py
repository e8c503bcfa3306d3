"""What the page draws for each kind of block and message."""

import re

import pytest
from playwright.async_api import Page, Route, expect

from bot.locale.speech import ENGLISH
from tests.browser.conftest import keep
from tests.browser.gallery.drawn import drawn
from tests.browser.reader import Reader
from tests.browser.recorded_slack import RecordedSlack
from tests.browser.recorded_state import message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_messages_carry_author_badge_and_time(page: Page) -> None:
    reader = Reader(page)
    file = reader.message("Report of BF-246")
    await expect(file).to_have_accessible_name(re.compile(r"^Backfill, \d+:\d\d [AP]M$"))
    await expect(file.get_by_text("APP", exact=True)).to_be_visible()
    await expect(file.get_by_role("link", name="Download BF-246-report.csv")).to_have_attribute(
        "href", re.compile("^http")
    )
    await keep(page, "channel")


async def test_an_image_stands_in_its_message_and_one_from_elsewhere_is_not_fetched(
    page: Page, slack: RecordedSlack
) -> None:
    async def answer(route: Route) -> None:
        await route.fulfill(body=drawn(ENGLISH), content_type="image/png")

    await page.route("**/files/F2/tasks.png", answer)
    file = {
        "id": "F2",
        "name": "tasks.png",
        "title": "The tasks of BF-248",
        "alt_txt": "eight tasks",
        "mimetype": "image/png",
        "size": 40_000,
        "url": "/files/F2/tasks.png",
    }
    elsewhere = file | {"id": "F3", "name": "other.png", "url": "https://files.example.com/other.png"}
    await slack.send({"type": "message", "message": message("drawn", "As you asked", 0, files=[file, elsewhere])})
    shown = Reader(page).message("As you asked")
    image = shown.get_by_role("img", name="eight tasks")
    await expect(image).to_have_count(1)
    await expect(image).to_have_js_property("complete", value=True)
    assert await image.evaluate("node => node.naturalWidth") > 600
    await expect(shown.get_by_role("link", name="Open tasks.png")).to_have_attribute("target", "_blank")
    await expect(shown.get_by_role("link", name="Download other.png")).to_be_visible()
    box = await image.bounding_box()
    assert box is not None
    assert box["height"] <= 480
    await keep(page, "picture")


async def test_a_message_soon_after_another_of_the_same_person_has_no_second_head(page: Page) -> None:
    second = Reader(page).message("I pinged the source team")
    await expect(second.get_by_role("button", name="Oskar Lind", exact=True)).to_have_count(0)
    await expect(second.locator("strong")).to_have_text("source team")


async def test_mrkdwn_marks_links_and_mentions(page: Page) -> None:
    words = Reader(page).message("Preview BF-248 👀").locator('[data-block="words"]')
    for tag, text in {"strong": "bold", "em": "italic", "s": "struck", "code": "code"}.items():
        await expect(words.locator(tag)).to_have_text(text)
    await expect(words.get_by_role("button", name="@Oskar Lind")).to_be_visible()
    await expect(words.get_by_role("button", name="#random")).to_be_visible()
    await expect(words.get_by_role("link")).to_have_text(["Console"])
    await expect(words).to_contain_text("<b> &amp; @here https://bare.example.com")


async def test_bare_names_and_addresses_live_only_without_verbatim(page: Page) -> None:
    live = page.locator('[data-block="live"]')
    await expect(live.get_by_role("link")).to_have_attribute("href", "https://live.example.com/")
    await expect(live.locator(".mention")).to_have_text("@here")


async def test_quotes_and_code_blocks(page: Page) -> None:
    quote = page.locator('[data-block="quote"]')
    await expect(quote.locator("blockquote")).to_have_text("late refund file")
    await expect(quote.locator("pre")).to_have_text("ds=20261008\nrow 2")
    await expect(quote).to_contain_text("after")


async def test_a_date_is_told_in_the_readers_zone(page: Page) -> None:
    context = page.locator('[data-block="context"]')
    await expect(context).to_contain_text("as of Oct 14 10:38 AM")
    await expect(context.get_by_role("img", name="owner")).to_be_visible()


async def test_rich_text_parses_nothing(page: Page) -> None:
    rich = page.locator('[data-block="rich"]')
    await expect(rich).to_contain_text("*not bold* <b>")
    await expect(rich.locator("ul > li").first).to_have_text("first")
    await expect(rich.locator("ul ol > li")).to_have_text("inner one")
    await expect(rich.locator("pre")).to_have_text("SELECT *\nFROM ods_refund;")
    await expect(rich.get_by_role("img", name="tada emoji")).to_have_text("🎉")


async def test_markdown_and_tables(page: Page) -> None:
    markdown = page.locator('[data-block="markdown"]')
    await expect(markdown.get_by_role("heading", name="What runs")).to_be_visible()
    await expect(markdown.get_by_role("columnheader")).to_have_text(["Task", "Days"])
    table = page.locator('[data-block="table"]').get_by_role("table")
    await expect(table.get_by_role("row")).to_have_count(3)
    await expect(table.get_by_role("cell")).to_have_text(["dwd_orders_di", "7", "0", "dws_trade_1d", "7", "2"])


async def test_an_alert_of_another_app_shows_its_attachment(page: Page) -> None:
    alert = Reader(page).message("dwd_refunds_di failed")
    await expect(alert).to_contain_text("ODPS-0130071 partition not found")
    await expect(alert).to_contain_text("Business date2026-11-22")


async def test_an_ephemeral_is_marked_and_can_be_dismissed(page: Page, slack: RecordedSlack) -> None:
    preview = Reader(page).message("Preview BF-248 · PROD")
    await expect(preview.get_by_text("Only visible to you")).to_be_visible()
    await preview.get_by_role("button", name="Dismiss message").click()
    await expect(preview).to_have_count(0)
    assert await slack.posted("dismiss") == {"user": "U0ANALYST", "message_id": "preview"}


async def test_a_system_notice_comes_from_slackbot(page: Page) -> None:
    notice = Reader(page).message("operation_timeout")
    await expect(notice.get_by_role("button", name="Slackbot", exact=True)).to_be_visible()
    await expect(notice.get_by_text("Only visible to you")).to_be_visible()


async def test_what_people_wrote_is_never_markup(page: Page, slack: RecordedSlack) -> None:
    evil = "<img src=x onerror=alert(1)> &lt;script&gt; <javascript:alert(1)|Console>"
    await slack.send({"type": "message", "message": message("evil", evil, 0)})
    shown = await Reader(page).sees("<script>")
    await expect(shown.locator(".message-body img, .message-body script, .message-body a")).to_have_count(0)


async def test_changed_and_deleted_messages(page: Page, slack: RecordedSlack) -> None:
    reader = Reader(page)
    await slack.send({"type": "message", "message": message("new", "BF-249 is running", 0)})
    await reader.sees("BF-249 is running")
    await slack.send({"type": "message_changed", "message": message("new", "BF-249 is done", 0, edited=True)})
    done = await reader.sees("BF-249 is done")
    await expect(done.get_by_text("(edited)")).to_be_visible()
    await expect(page.locator("#announcer")).to_have_text("Backfill: BF-249 is running")
    await slack.send({"type": "message_deleted", "message": message("new", "", 0)})
    await expect(done).to_have_count(0)


async def test_home_tab(page: Page, slack: RecordedSlack) -> None:
    await page.get_by_role("button", name="Backfill, connected").click()
    home = page.get_by_role("region", name="Home")
    await expect(home.get_by_role("heading", name="My backfills")).to_be_visible()
    assert await slack.posted("home") == {"user": "U0ANALYST"}
    await home.get_by_role("button", name="New backfill").click()
    assert (await slack.posted("press"))["source"] == {"view_id": "VHOME"}
    await keep(page, "home")


async def test_dark(dark: Page) -> None:
    colour = await dark.locator("#channel").evaluate("node => getComputedStyle(node).backgroundColor")
    assert colour == "rgb(26, 29, 33)"
    await keep(dark, "dark")
