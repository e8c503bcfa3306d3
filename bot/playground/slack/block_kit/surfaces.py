"""Whole messages, modals and Home tabs: the doors of the checker."""

import json
from collections.abc import Iterator

from bot.playground.slack.block_kit.blocks import IN_MESSAGE, IN_VIEW
from bot.playground.slack.block_kit.objects import OPTION_GROUPS, OPTIONS, plain_text
from bot.playground.slack.block_kit.rules import Json, Place, Shape, anything, array, boolean, string

MESSAGE_TEXT_LIMIT = 40_000
"""Code points of a message's `text`; Slack cuts what is longer and warns, so the checker does not refuse it."""
UPDATE_TEXT_LIMIT = 4_000
"""Code points of `text` that chat.update still takes: beyond, `msg_too_long`."""
BLOCKS_TEXT_LIMIT = 13_200
"""Code points over all texts of a message's blocks: undocumented, `msg_blocks_too_long` was seen from 13,200 on."""
RICH_TEXT_LIMIT = 11_340
"""The same for what stands in rich_text, which was refused at 11,341."""
MARKDOWN_LIMIT = 12_000
"""Code points over all markdown blocks of a message."""
VIEW_BYTES_LIMIT = 250_000
"""Bytes of a whole view as JSON: beyond, `view_too_large`."""

_MODAL = Shape(
    {
        "type": anything,
        "title": plain_text(24),
        "submit": plain_text(24),
        "close": plain_text(24),
        "blocks": array(IN_VIEW, 100),
        "private_metadata": string(3000),
        "callback_id": string(255),
        "external_id": string(255),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
    ("title", "blocks"),
)

_HOME = Shape(
    {
        "type": anything,
        "blocks": array(IN_VIEW, 100),
        "private_metadata": string(3000),
        "callback_id": string(255),
        "external_id": string(255),
    },
    ("blocks",),
)


def check_message(blocks: Json, text: str | None, *, update: bool = False) -> list[str]:
    """What Slack would refuse in a message; an empty list when nothing.

    Each entry is a sentence with a JSON pointer (Slack's error is then `invalid_blocks`), or, without a pointer, the
    error itself: `no_text`, `msg_blocks_too_long`, `only_one_table_allowed`, and `msg_too_long` when `update` is true.
    """
    place = Place("/blocks")
    array(IN_MESSAGE, 50, least=0)(blocks, place)
    if place.errors:
        return place.errors
    _ids_are_unique(blocks, place)
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MARKDOWN_LIMIT:
        place.refuse(f"must be less than {MARKDOWN_LIMIT + 1} characters")
    if not blocks and not text:
        place.errors.append("no_text")
    if update and len(text or "") > UPDATE_TEXT_LIMIT:
        place.errors.append("msg_too_long")
    if sum(block["type"] == "table" for block in blocks) > 1:
        place.errors.append("only_one_table_allowed")
    rich = sum(map(len, _texts([block for block in blocks if block["type"] == "rich_text"])))
    if rich > RICH_TEXT_LIMIT or sum(map(len, _texts(blocks))) - markdown > BLOCKS_TEXT_LIMIT:
        place.errors.append("msg_blocks_too_long")
    return place.errors


def check_view(view: Json) -> list[str]:
    """What Slack would refuse in a modal (views.open, push, update, `response_action`); or `view_too_large` alone."""
    place = Place("/view")
    _of_type("modal", _MODAL, view, place)
    if place.errors:
        return place.errors
    if "submit" not in view:
        for number, block in enumerate(view["blocks"]):
            if block["type"] == "input":
                words = "must define `submit` to use an `input` block in modals"
                place.into("blocks").into(number).into("input").refuse(words)
    return _whole_view(view, place)


def check_home(view: Json) -> list[str]:
    """What Slack would refuse in views.publish: as for a modal, without title, submit and close."""
    place = Place("/view")
    _of_type("home", _HOME, view, place)
    return place.errors or _whole_view(view, place)


def check_options(answer: Json) -> list[str]:
    """What Slack would refuse in the answer to a block_suggestion: `options` or `option_groups`, each may be empty."""
    place = Place()
    if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
        place.refuse("must define either `options` or `option_groups`")
        return place.errors
    name, rule = ("options", OPTIONS) if "options" in answer else ("option_groups", OPTION_GROUPS)
    if answer[name] != []:
        rule(answer[name], place.into(name))
    return place.errors


def _of_type(kind: str, shape: Shape, view: Json, place: Place) -> None:
    if not isinstance(view, dict):
        place.refuse("must provide an object")
    elif "type" not in view:
        place.refuse("missing required field: type")
    elif view["type"] != kind:
        place.into("type").refuse(f"unsupported type: {view['type']}")
    else:
        shape(view, place)


def _whole_view(view: Json, place: Place) -> list[str]:
    _ids_are_unique(view["blocks"], place.into("blocks"))
    _one_focus(view["blocks"], place.into("blocks"))
    if len(json.dumps(view, ensure_ascii=False).encode(errors="surrogatepass")) > VIEW_BYTES_LIMIT:
        place.errors.append("view_too_large")
    return place.errors


def elements(block: Json, place: Place) -> Iterator[tuple[Json, Place]]:
    """The interactive elements of a block with their places."""
    for name in ("accessory", "element"):
        if name in block:
            yield block[name], place.into(name)
    if block["type"] in ("actions", "context_actions"):
        for number, element in enumerate(block["elements"]):
            yield element, place.into("elements").into(number)


def _ids_are_unique(blocks: list[Json], place: Place) -> None:
    """block_id once in a surface, action_id once in a block."""
    block_ids: set[str] = set()
    for number, block in enumerate(blocks):
        here = place.into(number)
        block_id = block.get("block_id")
        if block_id in block_ids:
            here.into("block_id").refuse(f'`block_id` "{block_id}" already exists')
        elif block_id:
            block_ids.add(block_id)
        action_ids: set[str] = set()
        for element, there in elements(block, here):
            action_id = element.get("action_id")
            if action_id in action_ids:
                there.into("action_id").refuse(f'`action_id` "{action_id}" already exists')
            elif action_id:
                action_ids.add(action_id)


def _one_focus(blocks: list[Json], place: Place) -> None:
    """Only one element of a view may ask for the focus."""
    asking = [
        there
        for number, block in enumerate(blocks)
        for element, there in elements(block, place.into(number))
        if element.get("focus_on_load")
    ]
    for there in asking[1:]:
        there.into("focus_on_load").refuse("only one element may have `focus_on_load` set to true")


def _texts(value: Json) -> Iterator[str]:
    """Every text a person could read in a block: the `text` of text objects and of rich_text, wherever it stands."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, held in value.items():
            if name == "text" and isinstance(held, str):
                yield held
            else:
                yield from _texts(held)
