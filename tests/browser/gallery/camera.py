"""Takes the pictures: each exhibit in the playground's page, alone, whole, in the language of its reader."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.async_api import Browser, Locator, Page

from bot.locale.speech import CHINESE, ENGLISH, Speech
from tests.browser.conftest import DESKTOP, PHONE, opened
from tests.browser.gallery.exhibits import Exhibit
from tests.browser.recorded_slack import RecordedSlack
from tests.browser.recorded_state import message

READERS = {"en": (ENGLISH, "U0ANALYST"), "zh": (CHINESE, "U0ONCALL")}
"""Who looks at the pictures of a language."""
CHANNEL = "C0DATAOPS"
TALLEST = 6000
"""Pixels of a window that holds the longest form."""
ASKING = ("preview", "preview_held", "held", "panel_all_running", "end_never_found", "preset")
"""Whose buttons ask before they act."""
ON_A_PHONE = ("preview_downstream", "root_running", "form_reading", "form_long_SupplementData_AllDownstream")
"""What is pictured 390 pixels wide too; the root with its thread open."""
THREAD = ("sent", "created", "first_failure")


@dataclass
class Camera:
    """A page and its server, in one language. Pictures go to `folder`."""

    page: Page
    slack: RecordedSlack
    speech: Speech
    folder: Path
    wide: bool = True

    async def take(self, exhibit: Exhibit) -> Path:
        """One picture of one exhibit."""
        path = self.folder / f"{exhibit.name}{'' if self.wide else '_phone'}.png"
        shown = await {"modal": self._modal, "home": self._home}.get(exhibit.place, self._message)(exhibit)
        await shown.screenshot(path=path, animations="disabled")
        return path

    async def asked(self, exhibit: Exhibit) -> list[Path]:
        """The question behind each button of a message that asks first."""
        taken: list[Path] = []
        for block in exhibit.make(self.speech)["blocks"]:
            for button in block.get("elements", []):
                if "confirm" not in button:
                    continue
                shown = await self._message(exhibit)
                await shown.get_by_role("button", name=button["text"]["text"], exact=True).click()
                taken.append(self.folder / f"question_{exhibit.name}_{button['action_id']}.png")
                await self.page.locator(".dialog").screenshot(path=taken[-1], animations="disabled")
                await self.page.keyboard.press("Escape")
                await self.page.locator(".dialog").wait_for(state="detached")
        return taken

    async def thread(self, root: Exhibit, replies: Sequence[Exhibit]) -> Path:
        """The root message with its thread open, as a phone or a window shows it."""
        await self._message(root)
        place = {"channel": CHANNEL, "thread_ts": self._posted(root, 3000)["ts"]}
        for ago, reply in enumerate(replies):
            posted = self._posted(reply, 2000 - ago) | place
            await self.slack.send({"type": "message", "message": posted})
        await self.page.get_by_role("article").get_by_role("button").filter(has_text=str(len(replies))).first.click()
        await self.page.locator("#thread .message").nth(len(replies)).wait_for()
        await self.page.set_viewport_size(DESKTOP if self.wide else PHONE)
        path = self.folder / f"{root.name}_thread{'' if self.wide else '_phone'}.png"
        await self.page.screenshot(path=path, animations="disabled")
        return path

    def _posted(self, exhibit: Exhibit, ago: float) -> dict[str, object]:
        made = exhibit.make(self.speech)
        private = exhibit.place == "private"
        return message(exhibit.name, made["text"], ago, blocks=made["blocks"], ephemeral=private)

    async def _message(self, exhibit: Exhibit) -> Locator:
        await self._close()
        await self.page.set_viewport_size({"width": (DESKTOP if self.wide else PHONE)["width"], "height": TALLEST})
        before = self.page.locator("#channel-body .message")
        for name in await before.evaluate_all("nodes => nodes.map(node => node.dataset.message)"):
            gone = {"id": name, "channel": CHANNEL}
            await self.slack.send({"type": "message_deleted", "message": gone})
        await self.slack.send({"type": "message", "message": self._posted(exhibit, 3000)})
        shown = self.page.locator(f'#channel-body [data-message="{exhibit.name}"]')
        await shown.wait_for()
        return shown

    async def _modal(self, exhibit: Exhibit) -> Locator:
        if self.wide:
            await self.page.set_viewport_size({"width": DESKTOP["width"], "height": TALLEST})
        await self._close()
        made = exhibit.make(self.speech)
        await self.slack.show_views(made | {"id": exhibit.name, "root_view_id": exhibit.name})
        if not self.wide:
            await self.page.set_viewport_size(PHONE)
        shown = self.page.locator(".dialog")
        await shown.locator(".dialog-body").wait_for()
        await self.page.evaluate("document.activeElement.blur()")
        return shown if self.wide else self.page.locator("body")

    async def _close(self) -> None:
        await self.slack.show_views()
        await self.page.locator(".dialog").wait_for(state="detached")

    async def _home(self, exhibit: Exhibit) -> Locator:
        await self.page.set_viewport_size(DESKTOP)
        await self._close()
        if not await self.page.locator(".home").count():
            await self.page.get_by_role("button", name="backfill").first.click()
            await self.page.locator(".tabs .tab").first.click()
        await self.slack.send({"type": "home", "view": exhibit.make(self.speech) | {"id": exhibit.name}})
        await self.page.locator(".home").wait_for()
        return self.page.locator(".home")


@asynccontextmanager
async def camera(browser: Browser, language: str, folder: Path, *, wide: bool = True) -> AsyncIterator[Camera]:
    """A camera before an empty channel. Raises AssertionError for an error in the page's console."""
    speech, user = READERS[language]
    slack = RecordedSlack()
    slack.messages = {}
    await slack.start()
    errors: list[str] = []
    page = await opened(browser, f"{slack.url}?user={user}", errors, DESKTOP if wide else PHONE)
    try:
        yield Camera(page, slack, speech, folder, wide)
    finally:
        await page.context.close()
        await slack.stop()
    assert errors == [], errors


def index(pictures: Iterable[Path], title: str) -> str:
    """A page with all pictures of a folder, under their names."""
    figures = "\n".join(
        f'<figure id="{path.stem}"><figcaption>{escape(path.stem)}</figcaption>'
        f'<img src="{path.name}" alt="" loading="lazy"></figure>'
        for path in pictures
    )
    style = (
        "body { font: 14px sans-serif; margin: 24px; columns: 2 560px; column-gap: 24px }"
        "figure { margin: 0 0 24px; break-inside: avoid } figcaption { font-weight: bold; margin-bottom: 4px }"
        "img { max-width: 100%; border: 1px solid #ccc }"
    )
    return f'<!doctype html><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>\n{figures}\n'
