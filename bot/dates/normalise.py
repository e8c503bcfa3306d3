"""Text as people type it -> plain lower-case text, with the way back to the characters as typed.

Source: slack.md 5.1 (what clients substitute), dates.md 5.8 (what is refused before any parsing).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

LONGEST = 300
"""Characters; more is refused before anything else is done."""

_SPACES = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_TILDES = "\u2192\u301c\uff5e\u223c\u02dc\u223e"
_QUOTES = "\u2018\u2019\u201b\u2032\uff07"
_MARKS = "\u2026\u00b7\u2022\u30fb"
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\ufe0e\ufe0f")
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
_TRADITIONAL = dict(
    zip(
        "週個號過後這點時兩間禮數據補請開內從與節國慶勞動聖誕雙舊隔當來個為雖僅還並儘續連來單偶調夠剛幾萬億廢陰陽陸參貳漏閏誰麼們假圖關閉結為歲慘雜跑麻煩幫給將處除",
        "周个号过后这点时两间礼数据补请开内从与节国庆劳动圣诞双旧隔当来个为虽仅还并尽续连来单偶调够刚几万亿废阴阳陆参贰漏闰谁么们假图关闭结为岁惨杂跑麻烦帮给将处除",
        strict=True,
    )
)


class Unreadable(ValueError):
    """The text is refused before any parsing; `reason` is `long`, `control`, `bidi` or `lines`."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is lower case and plain; `offsets[i]` is where its character i stands in the phrase, None when nothing
    moved.
    """

    text: str
    offsets: tuple[int, ...] | None
    dropped: bool = False

    def origin(self, index: int) -> int:
        """Where the character at `index` stands in the phrase as typed."""
        return index if self.offsets is None else self.offsets[index]


def normalise(phrase: str, *, longest: int | None = LONGEST) -> Plain:
    """Plain text of a phrase of at most `longest` characters. Raises Unreadable."""
    if longest is not None and len(phrase) > longest:
        raise Unreadable("long", 0, 0)
    if phrase.isascii():
        if phrase.isprintable() and "&" not in phrase:
            return Plain(phrase.lower(), None)
        _refuse_control(phrase)
    elif _is_plain(phrase) and _TRADITIONAL.keys().isdisjoint(phrase):
        return Plain(phrase.lower(), None)
    return _character_by_character(phrase)


@cache
def _plain_characters() -> re.Pattern[str]:
    return re.compile("[ -%'-~、〇\u4e00-\u9fff]*")


def _is_plain(phrase: str) -> bool:
    """Whether every character stays as it is but for upper case: what most Chinese phrases are made of."""
    return _plain_characters().fullmatch(phrase) is not None


def _refuse_control(phrase: str) -> None:
    inside = phrase.rstrip("\r\n ")
    for index, char in enumerate(inside):
        if char in "\n\r\u2028\u2029\x0b\x0c\x85":
            if not inside[:index].strip():
                continue
            raise Unreadable("lines", index, len(phrase))
        if char < " " and char != "\t":
            raise Unreadable("control", index, index + 1)


def _character_by_character(phrase: str) -> Plain:
    _refuse_control(phrase)
    letters: list[str] = []
    offsets: list[int] = []
    dropped = False
    index = 0
    while index < len(phrase):
        char = phrase[index]
        entity = next((e for e in ("&amp;", "&lt;", "&gt;") if char == "&" and phrase.startswith(e, index)), None)
        if entity is not None:
            plain, step = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}[entity], len(entity)
        else:
            plain, step = _plain(char), 1
            if plain == "" and char in _BIDI:
                raise Unreadable("bidi", index, index + 1)
            if plain == "\0":
                raise Unreadable("control", index, index + 1)
            dropped = dropped or plain == ""
        letters.append(plain)
        offsets.extend([index] * len(plain))
        index += step
    offsets.append(len(phrase))
    return Plain("".join(letters), tuple(offsets), dropped)


@cache
def _plain(char: str) -> str:
    """One character made plain; empty for one that is dropped, NUL for one that is refused."""
    if char in _SPACES or char in "\n\r":
        return " "
    for group, plain in ((_DASHES, "-"), (_TILDES, "~"), (_QUOTES, "'")):
        if char in group:
            return plain
    if char in _INVISIBLE or char in _BIDI:
        return ""
    if char == "\u2026":
        return "..."
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return "\0"
    if unicodedata.decomposition(char).startswith(("<wide>", "<narrow>")):
        # Only width is plain typing: a superscript or a circled digit is not the digit.
        char = unicodedata.normalize("NFKC", char)
    if char in _TRADITIONAL:
        return _TRADITIONAL[char]
    lower = char.lower()
    return lower if len(lower) == 1 else char
