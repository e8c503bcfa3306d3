"""Blocks, by the surface they may stand on.

Alert, card, carousel, container, plan, task_card, data_table and video exist in Slack but differ between clients or
need scopes the bot has not: here they are refused like a type that does not exist.
"""

from bot.playground.slack.block_kit.elements import (
    BUTTONS,
    CHOICES,
    CONTEXT_ACTIONS,
    DATETIME_PICKER,
    IMAGE,
    MENUS,
    MULTI_MENUS,
    PICKERS,
    PICTURE_BLOCK_FIELDS,
    TEXT_INPUTS,
)
from bot.playground.slack.block_kit.objects import IDENTIFIER, any_text, plain_text
from bot.playground.slack.block_kit.rich_text import RICH_TEXT_ELEMENTS, RICH_TEXT_VALUE
from bot.playground.slack.block_kit.rules import (
    Json,
    Place,
    Rule,
    Shape,
    anything,
    array,
    boolean,
    by_type,
    integer,
    one_of,
    string,
)

_BLOCK: dict[str, Rule] = {"type": anything, "block_id": IDENTIFIER}

_ACCESSORIES: dict[str, Rule] = {**BUTTONS, **MENUS, **MULTI_MENUS, **CHOICES, **PICKERS, "image": IMAGE}
_ACTIONS = {**BUTTONS, **MENUS, **MULTI_MENUS, **CHOICES, **PICKERS, **DATETIME_PICKER}
_INPUTS = {**TEXT_INPUTS, **MENUS, **MULTI_MENUS, **CHOICES, **PICKERS, **DATETIME_PICKER}
_IN_CONTEXT: dict[str, Rule] = {"image": IMAGE}


def _text_or_fields(block: Json, place: Place) -> None:
    if "text" not in block and "fields" not in block:
        place.into("type").refuse("must define either `text` or `fields`")


def _in_context(item: Json, place: Place) -> None:
    """A context block holds text objects and images side by side."""
    if isinstance(item, dict) and item.get("type") in ("plain_text", "mrkdwn"):
        any_text()(item, place)
    else:
        by_type(_IN_CONTEXT)(item, place)


def _number(value: Json, place: Place) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        place.refuse("must provide a number")


_CELL = by_type(
    {
        "raw_text": Shape({"type": anything, "text": string(least=1)}, ("text",)),
        "raw_number": Shape({"type": anything, "value": _number, "text": string(least=1)}, ("value",)),
        "rich_text": RICH_TEXT_VALUE,
    }
)

EVERYWHERE: dict[str, Rule] = {
    "section": Shape(
        {
            **_BLOCK,
            "text": any_text(3000),
            "fields": array(any_text(2000), 10),
            "accessory": by_type(_ACCESSORIES),
            "expand": boolean,
        },
        (),
        (_text_or_fields,),
    ),
    "header": Shape({**_BLOCK, "text": plain_text(150)}, ("text",)),
    "divider": Shape(_BLOCK),
    "context": Shape({**_BLOCK, "elements": array(_in_context, 10)}, ("elements",)),
    "actions": Shape({**_BLOCK, "elements": array(by_type(_ACTIONS), 25)}, ("elements",)),
    "input": Shape(
        {
            **_BLOCK,
            "label": plain_text(2000),
            "hint": plain_text(2000),
            "element": by_type(_INPUTS),
            "dispatch_action": boolean,
            "optional": boolean,
        },
        ("label", "element"),
    ),
    "image": Shape({**_BLOCK, **PICTURE_BLOCK_FIELDS}, IMAGE.required, IMAGE.laws),
    "rich_text": Shape({**_BLOCK, "elements": RICH_TEXT_ELEMENTS}, ("elements",)),
}

MESSAGES_ONLY: dict[str, Rule] = {
    "markdown": Shape({**_BLOCK, "text": string(12_000, least=1)}, ("text",)),
    "context_actions": Shape({**_BLOCK, "elements": array(by_type(CONTEXT_ACTIONS), 5)}, ("elements",)),
    "file": Shape({**_BLOCK, "external_id": IDENTIFIER, "source": one_of("remote")}, ("external_id", "source")),
    "table": Shape(
        {
            **_BLOCK,
            "rows": array(array(_CELL, 20), 100),
            "column_settings": array(
                Shape({"align": one_of("left", "center", "right"), "is_wrapped": boolean, "width": integer(1)}), 20
            ),
        },
        ("rows",),
    ),
}

IN_MESSAGE = by_type({**EVERYWHERE, **MESSAGES_ONLY})
IN_VIEW = by_type(EVERYWHERE)
