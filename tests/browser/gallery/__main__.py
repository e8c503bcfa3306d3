"""`make gallery`: pictures of every view and message in both languages, in build/gallery, with an index.html each."""

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.browser.conftest import FLAGS
from tests.browser.gallery.camera import ASKING, ON_A_PHONE, READERS, THREAD, camera, index
from tests.browser.gallery.drawn import drawn
from tests.browser.gallery.exhibits import exhibits

FOLDER = Path(__file__).parents[3] / "build" / "gallery"


async def pictured(browser: Browser, language: str, folder: Path, only: str) -> list[Path]:
    """The pictures of one language: a window's, then a phone's. `only`: those whose names begin so."""
    shown = {exhibit.name: exhibit for exhibit in exhibits() if exhibit.name.startswith(only)}
    places = ("private", "channel", "modal", "home")
    async with camera(browser, language, folder) as window:
        taken = [await window.take(item) for item in sorted(shown.values(), key=lambda item: places.index(item.place))]
    if only:
        return taken
    async with camera(browser, language, folder) as window:
        for name in ASKING:
            taken += await window.asked(shown[name])
    async with camera(browser, language, folder, wide=False) as phone:
        taken += [await phone.take(shown[name]) for name in ON_A_PHONE]
        taken.append(await phone.thread(shown["root_failing"], [shown[name] for name in THREAD]))
    taken.append(folder / "tasks_picture.png")
    taken[-1].write_bytes(drawn(READERS[language][0]))
    return taken


async def main(only: str) -> None:
    """Both languages."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("Chromium is missing: apt-get install chromium fonts-noto-cjk")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        for language in READERS:
            taken = await pictured(browser, language, FOLDER / language, only)
            if not only:
                (FOLDER / language / "index.html").write_text(index(taken, f"backfill-bot, {language}"))
            print(f"{len(taken)} pictures in {FOLDER / language}")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))
