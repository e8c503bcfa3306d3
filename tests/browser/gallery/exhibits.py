"""Everything the gallery shows, and the check that it holds every view."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import get_type_hints

from bot.locale.speech import Speech
from bot.slack import views
from bot.slack.views.blocks import Block
from tests.browser.gallery import messages, modals, told

RETURNED = (Block, Block | None, list[Block])
"""What a function of the views returns that makes something to look at."""
Named = Iterable[tuple[str, messages.Shown]]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture. `place`: `channel`, `private` (a message that only the asker sees), `modal` or `home`."""

    name: str
    place: str
    make: messages.Shown


def exhibits() -> Iterator[Exhibit]:
    """Every picture, in the order of the index."""
    rooms: tuple[tuple[str, Callable[[], Named]], ...] = (
        ("private", messages.previews),
        ("private", messages.questions),
        ("private", messages.refusals),
        ("private", messages.answered),
        ("channel", told.channel),
        ("channel", told.replies),
        ("modal", modals.forms),
        ("modal", modals.others),
        ("modal", modals.sheets),
        ("home", modals.homes),
    )
    for place, room in rooms:
        for name, make in room():
            yield Exhibit(name, place, make)


def public_views() -> dict[str, CodeType]:
    """`module.function` -> code of every public function of bot/slack/views that makes blocks."""
    found = {}
    for module in pkgutil.iter_modules(views.__path__):
        room = importlib.import_module(f"{views.__name__}.{module.name}")
        for name, function in inspect.getmembers(room, inspect.isfunction):
            own = function.__module__ == room.__name__ and not name.startswith("_")
            if own and get_type_hints(function).get("return") in RETURNED:
                found[f"{module.name}.{name}"] = function.__code__
    return found


def called(make: Iterable[Exhibit], speech: Speech) -> set[CodeType]:
    """The code that runs when these are made."""
    seen: set[CodeType] = set()

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            seen.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        for exhibit in make:
            exhibit.make(speech)
    finally:
        sys.setprofile(before)
    return seen
