"""rich_text: sections, lists, quotes, preformatted text, and what stands in a line. It has no length limits itself."""

from bot.playground.slack.block_kit.objects import IDENTIFIER, URL
from bot.playground.slack.block_kit.rules import Rule, Shape, anything, array, boolean, by_type, integer, one_of, string

_STYLE = Shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))


def _part(fields: dict[str, Rule], *required: str) -> Shape:
    return Shape({"type": anything, "style": _STYLE, **fields}, required)


_LINE = array(
    by_type(
        {
            "text": _part({"text": string(least=1)}, "text"),
            "link": _part({"url": URL, "text": string(), "unsafe": boolean}, "url"),
            "user": _part({"user_id": IDENTIFIER}, "user_id"),
            "usergroup": _part({"usergroup_id": IDENTIFIER}, "usergroup_id"),
            "team": _part({"team_id": IDENTIFIER}, "team_id"),
            "channel": _part({"channel_id": IDENTIFIER}, "channel_id"),
            "emoji": _part({"name": string(least=1), "skin_tone": integer(1, 6), "unicode": string()}, "name"),
            "broadcast": _part({"range": one_of("here", "channel", "everyone")}, "range"),
            "color": _part({"value": string(least=1)}, "value"),
            "date": _part(
                {"timestamp": integer(0), "format": string(least=1), "url": URL, "fallback": string()},
                "timestamp",
                "format",
            ),
        }
    ),
    least=0,
)

_SECTION = Shape({"type": anything, "elements": _LINE}, ("elements",))
_BORDER = integer(0, 1)

_PARTS = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": Shape(
        {"type": anything, "elements": _LINE, "border": _BORDER, "language": string()}, ("elements",)
    ),
    "rich_text_quote": Shape({"type": anything, "elements": _LINE, "border": _BORDER}, ("elements",)),
    "rich_text_list": Shape(
        {
            "type": anything,
            "style": one_of("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": _SECTION})),
            "indent": integer(0, 8),
            "offset": integer(0),
            "border": _BORDER,
        },
        ("style", "elements"),
    ),
}

RICH_TEXT_ELEMENTS = array(by_type(_PARTS), least=0)
RICH_TEXT_VALUE = by_type({"rich_text": Shape({"type": anything, "elements": RICH_TEXT_ELEMENTS}, ("elements",))})
