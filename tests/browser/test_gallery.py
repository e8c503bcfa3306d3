"""The gallery holds every view, and its pictures can be taken."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.locale.speech import CHINESE, ENGLISH, Speech
from bot.operations.acts import Verb
from bot.operations.model import State
from bot.playground.slack.block_kit import check_home, check_message, check_view
from bot.request.command import OPTIONS
from bot.request.model import InstanceType, Mode
from tests.browser.gallery.camera import READERS, THREAD, camera, index
from tests.browser.gallery.exhibits import called, exhibits, public_views

pytestmark = pytest.mark.browser
FEW = ("preview_downstream", "root_failing", "form_calendar", "home")


def test_every_view_hangs_in_the_gallery() -> None:
    """A function of bot/slack/views that makes blocks and is run by no exhibit has been forgotten."""
    seen = called(exhibits(), ENGLISH)
    assert [name for name, code in public_views().items() if code not in seen] == []


def test_every_state_verb_kind_and_option_hangs_in_the_gallery() -> None:
    names = {exhibit.name for exhibit in exhibits()}
    wanted = {f"root_{state}" for state in State} | {f"panel_{verb}" for verb in Verb}
    wanted |= {f"result_{verb}" for verb in Verb} | {f"help_option_{option.name}" for option in OPTIONS}
    wanted |= {f"form_long_SupplementData_{mode}" for mode in Mode}
    wanted |= {f"form_long_{type_}" for type_ in InstanceType if type_ is not InstanceType.SUPPLEMENT_DATA}
    assert wanted - names == set()


@pytest.mark.parametrize("speech", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_what_hangs_there_is_what_slack_takes(speech: Speech) -> None:
    for exhibit in exhibits():
        made = exhibit.make(speech)
        if exhibit.place == "modal":
            assert (exhibit.name, check_view(made)) == (exhibit.name, [])
        elif exhibit.place == "home":
            assert (exhibit.name, check_home(made)) == (exhibit.name, [])
        else:
            assert (exhibit.name, check_message(made["blocks"], made["text"])) == (exhibit.name, [])


@pytest.mark.parametrize("language", READERS)
@pytest.mark.asyncio(loop_scope="session")
async def test_pictures_are_taken(chromium: Browser, language: str, tmp_path: Path) -> None:
    shown = {exhibit.name: exhibit for exhibit in exhibits()}
    async with camera(chromium, language, tmp_path) as window:
        taken = [await window.take(shown[name]) for name in FEW]
    async with camera(chromium, language, tmp_path, wide=False) as phone:
        taken.append(await phone.thread(shown["root_failing"], [shown[name] for name in THREAD]))
    assert [path.read_bytes()[:4] for path in taken] == [b"\x89PNG"] * len(taken)
    assert all(f'src="{path.name}"' in index(taken, "Gallery") for path in taken)
