"""The tasks of a preview as text, in a modal, with a button that has them drawn."""

from typing import Any

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.slack.views.blocks import Block, actions, button, paragraph
from bot.slack.views.sheet import text_modal

PICTURE = "tasks_picture"
PLACE = "tasks_picture_place"
"""block_id of the button, and of what is said in its place."""
SHOWN = ("type", "callback_id", "title", "close", "blocks")
"""What of a view that came with a press goes back to Slack."""


def modal(speech: Speech, operation_id: str, note: Text, text: str) -> Block:
    """The text, and the button above it where there is something to draw."""
    sheet = text_modal(speech, _("Tasks"), note, text)
    first, *rest = sheet["blocks"]
    above = [_button(speech, operation_id)] if text else []
    return {**sheet, "blocks": [first, *above, *rest][:100]}


def answered(speech: Speech, view: dict[str, Any], words: Text, again: str | None = None) -> Block:
    """The same modal with words in place of its button; the button comes below them where it may be pressed `again`."""
    said = [paragraph(speech, words, block_id=f"{PLACE}_words")]
    said += [_button(speech, again)] if again else []
    others = [block for block in view["blocks"] if not str(block.get("block_id")).startswith(PLACE)]
    shown = {name: view[name] for name in SHOWN if name in view}
    return {**shown, "blocks": [*others[:1], *said, *others[1:]][:100]}


def _button(speech: Speech, operation_id: str) -> Block:
    return actions(button(speech, _("Send me a picture"), PICTURE, operation_id), block_id=PLACE)
