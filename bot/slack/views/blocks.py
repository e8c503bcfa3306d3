"""Block Kit, cut to its limits.

Everything a person wrote goes into plain or rich text, which parse nothing, so no text can act as markup.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from bot.locale import Text
from bot.locale.speech import Speech

Block = dict[str, Any]

TEXT_LIMIT = 2850
"""Characters of a text object: Block Kit's 3,000 with 5 % air."""
BUTTON_LIMIT = 70
OPTION_LIMIT = 70
VALUE_LIMIT = 150
FALLBACK_LIMIT = 3800
"""Characters of a message's `text`: chat.update refuses more than 4,000."""
STANDING_DATE = "{date_short_pretty} {time}"
"""How Slack's client writes an instant that stands alone: `Today 10:47 AM`."""
MESSAGE_LIMIT = 9000
"""Characters over all blocks of a message; Slack refuses near 13,200."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, by id."""

    user_id: str


@dataclass(frozen=True, slots=True)
class ChannelMention:
    """A channel, by id."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link. Its target comes from Slack or from the settings, never from a person."""

    url: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant, shown in the zone of the reader's device. Never for business dates: they have one zone."""

    at: datetime
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that stand out."""

    text: str | Text


Piece = str | Text | Mention | ChannelMention | Link | When | Bold
LIVE = (Mention, ChannelMention, Link, When, Bold)
PERSON = re.compile(r"[UW][A-Z0-9]+")
"""A user id of Slack; whoever asked from the command line has none."""


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where one is near, with an ellipsis."""
    if len(text) <= limit:
        return text
    shortened = text[: limit - 1]
    blank = shortened.rfind(" ")
    return (shortened[:blank] if blank > limit * 0.8 else shortened).rstrip() + "…"


def escape(text: str) -> str:
    """A person's words for the top-level `text` of a message, where & < > would act."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def posting(text: str, blocks: Iterable[Block | None]) -> Block:
    """A message: `text` for notifications and search, `blocks` to look at; None is left out.

    Too much text is cut where it is longest.
    """
    kept = [block for block in blocks if block is not None]
    texts = list(_texts(kept))
    longest = TEXT_LIMIT
    while longest > 1 and sum(len(item["text"]) for item in texts) > MESSAGE_LIMIT:
        longest = longest * 2 // 3
        for item in texts:
            item["text"] = cut(item["text"], longest)
    return {"text": text, "blocks": kept}


def _texts(item: object) -> Iterator[Block]:
    """Every object below that holds text."""
    if isinstance(item, list):
        for member in item:
            yield from _texts(member)
    elif isinstance(item, dict):
        if isinstance(item.get("text"), str):
            yield item
        for member in item.values():
            if isinstance(member, list | dict):
                yield from _texts(member)


def plain_text(text: str, limit: int = TEXT_LIMIT) -> Block:
    """A plain_text object; never empty."""
    return {"type": "plain_text", "text": cut(text, limit) or "-", "emoji": False}


def header(text: str) -> Block:
    """A header block. Limit: 150."""
    return {"type": "header", "text": plain_text(text, 145)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def paragraph(speech: Speech, *pieces: Piece, block_id: str | None = None) -> Block:
    """A rich_text block of one paragraph; Texts are translated, and their Mention and When values stay live."""
    block: Block = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": elements(speech, pieces)}],
    }
    return {**block, "block_id": block_id} if block_id else block


def bullets(speech: Speech, lines: Iterable[Sequence[Piece]]) -> Block:
    """A rich_text block with one bullet a line."""
    items = [{"type": "rich_text_section", "elements": elements(speech, line)} for line in lines]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}


def preformatted(text: str, limit: int = TEXT_LIMIT) -> Block:
    """A rich_text block of fixed-width lines, as they are."""
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": cut(text, limit) or " "}]}
        ],
    }


def context(speech: Speech, *texts: str | Text) -> Block:
    """Small print, one plain text each. Limit: 10."""
    return {"type": "context", "elements": [plain_text(speech.say(text)) for text in texts[:10]]}


def actions(*items: Block | None, block_id: str | None = None) -> Block:
    """A row of buttons or choices; None is left out. Limit: 25."""
    block: Block = {"type": "actions", "elements": [item for item in items if item is not None][:25]}
    return {**block, "block_id": block_id} if block_id else block


def button(
    speech: Speech,
    label: Text | str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    confirm: Block | None = None,
    url: str | None = None,
) -> Block:
    """A button. `value` is an opaque id; `style` primary or danger."""
    item: Block = {"type": "button", "action_id": action_id, "text": plain_text(speech.say(label), BUTTON_LIMIT)}
    extra = {"value": value or None, "style": style, "confirm": confirm, "url": url}
    return item | {key: given for key, given in extra.items() if given is not None}


def confirmation(speech: Speech, title: Text, text: Text, verb: Text, deny: Text, *, style: str | None = None) -> Block:
    """A confirm dialog: the title a question, the button a verb, `style` as a button's. Limits: 100, 300, 30, 30."""
    asked: Block = {
        "title": plain_text(speech.say(title), 95),
        "text": plain_text(speech.say(text), 285),
        "confirm": plain_text(speech.say(verb), 28),
        "deny": plain_text(speech.say(deny), 28),
    }
    return {**asked, "style": style} if style else asked


def option(label: str, value: str, description: str | None = None) -> Block:
    """One option of a select or of radio buttons. Limits: 75 for the label, 75 for the description, 150 for the
    value.
    """
    item: Block = {"text": plain_text(label, OPTION_LIMIT), "value": value[:VALUE_LIMIT]}
    return {**item, "description": plain_text(description, OPTION_LIMIT)} if description else item


def elements(speech: Speech, pieces: Iterable[Piece], room: int = TEXT_LIMIT) -> list[Block]:
    """Rich text elements of these pieces; at least one, since Slack refuses an empty section.

    Their words fill `room` characters at most.
    """
    found: list[Block] = []
    for piece in _joined(speech, pieces):
        for element in _elements(speech, piece):
            if element["type"] == "text":
                element["text"] = cut(element["text"], max(room, 1))
                room -= len(element["text"])
            found.append(element)
    return found or [{"type": "text", "text": " "}]


def flat(speech: Speech, *pieces: Piece) -> str:
    """The same pieces as the top-level `text` of a message: escaped, with mentions live."""
    words = []
    for piece in _joined(speech, pieces):
        for element in _elements(speech, piece):
            match element["type"]:
                case "user":
                    words.append(f"<@{element['user_id']}>")
                case "channel":
                    words.append(f"<#{element['channel_id']}>")
                case "link":
                    words.append(f"<{element['url']}>")
                case "date":
                    words.append(element["fallback"])
                case _:
                    words.append(escape(element["text"]))
    return cut("".join(words), FALLBACK_LIMIT)


def _joined(speech: Speech, pieces: Iterable[Piece]) -> Iterable[Piece]:
    """The pieces, without the blank that English puts between two sentences where a full-width stop is one already."""
    closed = False
    for piece in pieces:
        if piece == " " and closed:
            continue
        closed = speech.closes(piece) if isinstance(piece, Text | str) else False
        yield piece


def _elements(speech: Speech, piece: Piece) -> Iterable[Block]:
    match piece:
        case Mention(user_id):
            known = PERSON.fullmatch(user_id) is not None
            yield {"type": "user", "user_id": user_id} if known else {"type": "text", "text": user_id}
        case ChannelMention(channel_id):
            yield {"type": "channel", "channel_id": channel_id}
        case Link(url):
            yield {"type": "link", "url": url}
        case When(at, zone):
            yield _date(at, zone, STANDING_DATE)
        case Bold(text):
            for element in _elements(speech, text):
                yield {**element, "style": {"bold": True}} if element["type"] == "text" else element
        case Text():
            yield from _sentence(speech, piece)
        case str() if piece:
            yield {"type": "text", "text": piece}


def _sentence(speech: Speech, text: Text) -> Iterable[Block]:
    """A translated sentence, taken apart at those fields that are more than words."""
    live = {name: value for name, value in text.values.items() if isinstance(value, LIVE)}
    if not live:
        if words := speech.say(text):
            yield {"type": "text", "text": words}
        return
    marks = {name: f"\ue000{name}\ue001" for name in live}
    marked = speech.say(Text(text.msgid, {**text.values, **marks}, text.plural))
    parts = marked.split("\ue000")
    for part, following in zip_longest(parts, parts[1:], fillvalue=""):
        name, closed, words = part.rpartition("\ue001")
        if closed:
            yield from _within(speech, live[name])
        if speech.language == "zh" and isinstance(live.get(following.partition("\ue001")[0]), When):
            words = words.removesuffix(" ")  # Slack writes 今天, which takes no blank
        if words:
            yield {"type": "text", "text": words}


def _within(speech: Speech, piece: Piece) -> Iterable[Block]:
    """A piece inside a sentence: Slack writes `Today` with a capital where a format begins with it."""
    if isinstance(piece, When) and speech.language == "en":
        yield _date(piece.at, piece.zone, "{time} {date_short_pretty}")
    else:
        yield from _elements(speech, piece)


def _date(at: datetime, zone: str, form: str) -> Block:
    from zoneinfo import ZoneInfo

    local = at.astimezone(ZoneInfo(zone))
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": form,
        "fallback": f"{local:%Y-%m-%d %H:%M} {local:%Z}",
    }
