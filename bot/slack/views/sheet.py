"""A modal that shows text to read or to copy."""

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.slack.views.blocks import Block, paragraph, plain_text, preformatted
from bot.slack.views.preview import OTHER_READINGS

LINES_LIMIT = 2800
"""Characters of one preformatted block; long text goes on in the next."""

TEXT_ROOM = 180_000
"""Bytes of text, as JSON, that leave room for the rest of a view: Slack takes 250,000 in all."""


def text_modal(speech: Speech, title: Text, note: Text, text: str) -> Block:
    """Fixed-width text in as many blocks as it needs, cut at line ends."""
    return {
        "type": "modal",
        "callback_id": "text",
        "title": plain_text(speech.say(title), 24),
        "close": plain_text(speech.say(_("Close")), 24),
        "blocks": [paragraph(speech, note), *(preformatted(part) for part in _parts(text))][:100],
    }


def notice_modal(speech: Speech, blocks: list[Block]) -> Block:
    """A modal that says what a message would say, where there is nothing to fill in.

    Its buttons need a message, and so does what leads to them.
    """
    said = [block for block in blocks if block["type"] != "actions" and block.get("block_id") != OTHER_READINGS]
    said = said or [paragraph(speech, " ")]
    return {
        "type": "modal",
        "callback_id": "notice",
        "title": plain_text(speech.say(_("New backfill")), 24),
        "close": plain_text(speech.say(_("Close")), 24),
        "blocks": said[:100],
    }


def _parts(text: str) -> list[str]:
    parts = [""]
    for line in text.splitlines():
        for start in range(0, max(len(line), 1), LINES_LIMIT):
            piece = line[start : start + LINES_LIMIT]
            if parts[-1] and len(parts[-1]) + len(piece) >= LINES_LIMIT:
                parts.append("")
            parts[-1] = f"{parts[-1]}\n{piece}" if parts[-1] else piece
    return parts
