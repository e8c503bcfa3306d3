"""Composition objects: texts, options, confirm dialogs, and the small fields that elements share."""

from datetime import date

from bot.playground.slack.block_kit.rules import (
    Json,
    Place,
    Rule,
    Shape,
    anything,
    array,
    boolean,
    by_type,
    one_of,
    string,
)

URL = string(3000, least=1, like=r"(?s)(https?|slack|mailto|tel):.+", words="must be a valid URL")
IDENTIFIER = string(255, least=1)
STYLE = one_of("primary", "danger")
TIMEZONE = string(least=1, like=r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", words="must be a valid IANA timezone")


def plain_text(most: int = 3000) -> Rule:
    """A text object that parses nothing."""
    return by_type({"plain_text": _plain(most)})


def any_text(most: int = 3000) -> Rule:
    """A text object of either kind: plain_text (with `emoji`) or mrkdwn (with `verbatim`)."""
    mrkdwn = Shape({"type": anything, "text": string(most, least=1), "verbatim": boolean}, ("text",))
    return by_type({"plain_text": _plain(most), "mrkdwn": mrkdwn})


def _plain(most: int) -> Shape:
    return Shape({"type": anything, "text": string(most, least=1), "emoji": boolean}, ("text",))


def option(text: Rule | None = None, *, with_url: bool = False) -> Rule:
    """One choice: text and description up to 75, value up to 150; a url in overflow menus only."""
    text = text or plain_text(75)
    fields = {"text": text, "value": string(150, least=1), "description": text}
    return Shape(fields | ({"url": URL} if with_url else {}), ("text", "value"))


OPTIONS = array(option(), 100)
OPTION_GROUPS = array(Shape({"label": plain_text(75), "options": OPTIONS}, ("label", "options")), 100)

CONFIRM = Shape(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": STYLE,
    },
    ("title", "text", "confirm", "deny"),
)

DISPATCH_ACTION_CONFIG = Shape(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
)

CONVERSATION_FILTER = Shape(
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def day(value: Json, place: Place) -> None:
    """A calendar day, `YYYY-MM-DD`."""
    try:
        right = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        right = False
    if not right:
        place.refuse("must be a valid date in the format YYYY-MM-DD")


CLOCK = string(like=r"([01]\d|2[0-3]):[0-5]\d", words="must be a valid time in the format HH:mm")
