"""The tasks of a preview as a picture: sent to the one who asks, and to nobody else; said plainly where it is not."""

import asyncio
import io
import struct
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image, ImageFont

from bot.picture.fonts import WIDE
from bot.playground.launch import started
from bot.playground.person import Person, Seen
from tests.conversations.conftest import Playground

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUTTON = "Send me a picture"
COMPLETE = "files.completeUploadExternal"


async def tasks_of(person: Person, reason: str) -> Seen:
    """The tasks of a new preview, opened."""
    await person.says(f'/backfill 1005 yesterday with downstream --reason "{reason}"')
    preview = await person.sees(reason, only_to_me=True, within=30)
    await preview.press("Show tasks")
    return await person.sees("19 tasks in 6 levels", only_to_me=True)


async def chinese_tasks_of(person: Person, reason: str) -> Seen:
    """The same, for somebody who reads Chinese."""
    await person.says(f'/backfill 1005 yesterday with downstream --reason "{reason}"')
    preview = await person.sees(reason, only_to_me=True, within=30)
    await preview.press("查看任务")
    return await person.sees("19 个任务", only_to_me=True)


def pictures(person: Person) -> list[Seen]:
    """Every picture that this person was ever sent."""
    files = ((seen, file) for seen in person.read() for file in seen.json.get("files") or ())
    return [seen for seen, file in files if file["mimetype"].startswith("image/")]


async def fetched(file: dict[str, Any]) -> bytes:
    async with aiohttp.ClientSession() as http, http.get(file["url"]) as answer:
        assert answer.content_type == file["mimetype"] == "image/png"
        return await answer.read()


async def test_the_picture_goes_to_the_asker_alone(oskar: Person, mei: Person) -> None:
    before = len(pictures(oskar))
    modal = await tasks_of(oskar, "to be drawn")
    await modal.press(BUTTON, times=2)
    message = await oskar.sees("The tasks of BF-", within=60)
    await modal.sees("The picture is in our direct message.")
    assert BUTTON not in modal.buttons
    assert "ods_orders_di (1005)" in modal.text
    assert oskar.screen.channels[message.json["channel"]]["is_im"]
    (file,) = message.json["files"]
    assert file["name"].startswith("BF-")
    assert file["alt_txt"] == file["title"] == message.json["text"]
    content = await fetched(file)
    image = Image.open(io.BytesIO(content))
    image.load()
    assert (image.format, image.size) == ("PNG", (file["original_w"], file["original_h"]))
    assert image.width > image.height > 400
    assert len(content) == file["size"] < 1_000_000
    await modal.close()
    assert len(pictures(oskar)) == before + 1
    assert pictures(mei) == []


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ({"methods": [COMPLETE], "api_error": "missing_scope"}, "the app lacks the scope files:write"),
        ({"methods": [COMPLETE], "api_error": "file_uploads_disabled"}, "did not take the picture (file_uploads_d"),
        ({"methods": ["files.getUploadURLExternal"], "api_status": 503}, "did not take the picture (internal_error)"),
        ({"methods": [COMPLETE], "drop_after": 1}, "I do not know whether the picture was posted"),
    ],
    ids=["no scope", "no uploads", "outage", "answer lost"],
)
async def test_what_slack_refuses_is_said_beside_the_text(oskar: Person, faults: dict[str, Any], words: str) -> None:
    modal = await tasks_of(oskar, f"not drawn: {words[:20]}")
    await oskar.sets_faults(**faults)
    try:
        await modal.press(BUTTON)
        await modal.sees(words, within=60)
    finally:
        await oskar.sets_faults(methods=[], api_error_next=0, api_status_next=0, drop_after=0)
    assert "ods_orders_di (1005)" in modal.text
    before = len(pictures(oskar))
    await modal.press(BUTTON)
    await modal.sees("The picture is in our direct message.", within=60)
    async with asyncio.timeout(20):
        while len(pictures(oskar)) == before:  # noqa: ASYNC110 - Slack shares a file after it answered
            await asyncio.sleep(0.05)
    await modal.close()


async def test_a_picture_of_a_closed_modal_still_comes(oskar: Person) -> None:
    modal = await tasks_of(oskar, "closed too soon")
    await modal.press(BUTTON)
    await modal.close()
    await oskar.sees("The tasks of BF-", within=60)


def broken_font(folder: Path) -> None:
    """A font that opens and has no outline that can be read, where this machine's fonts are looked for first."""
    font = ImageFont.load_default(16)
    assert isinstance(font, ImageFont.FreeTypeFont)
    content = bytearray(font.font_bytes)
    (tables,) = struct.unpack_from(">H", content, 4)
    entries = (struct.unpack_from(">4sIII", content, 12 + 16 * place) for place in range(tables))
    start, length = next((start, length) for tag, _sum, start, length in entries if tag == b"glyf")
    content[start : start + length] = b"\xff" * length
    (folder / "fonts").mkdir()
    (folder / "fonts" / WIDE[0]).write_bytes(content)


async def test_a_drawing_that_fails_gives_the_button_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_font(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    async with started(0) as (addresses, _keeping), Person(addresses.slack, "Oskar Lind") as person:
        await person.bot_is_there(within=60)
        await person.speaks("zh-CN")
        modal = await chinese_tasks_of(person, "画不出来")
        await modal.press("发图给我")
        await modal.sees("这张图没能画出来", within=60)
        assert "发图给我" in modal.buttons
        assert "正在绘制" not in modal.text
        assert "ods_orders_di (1005)" in modal.text
        assert "glyph" not in modal.text
        assert pictures(person) == []


async def test_in_chinese(oskar: Person, playground: Playground) -> None:
    await oskar.speaks("zh-CN")
    try:
        modal = await chinese_tasks_of(oskar, "画出来")
        await modal.press("发图给我")
        await modal.sees("图已发到我们的私信", within=60)
        await modal.close()
    finally:
        await oskar.speaks("en-US")
