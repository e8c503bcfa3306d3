"""Plain text -> tokens: words by the lexicon, numbers in digits and in words, written dates, clocks, marks."""

import re

from bot.dates.han import cut
from bot.dates.lexicon import Lexicon, lexicon
from bot.dates.marks import punctuated
from bot.dates.shapes import MAKERS, UNKNOWN, Token, shapes

_PLAIN_WORD = re.compile(r"(?!(?:ds|dt|pt|bizdate|utc|gmt) )[a-z]{2,}(?![^ ])")
"""A word between spaces: no shape but a word begins so, except names before an equals sign or an offset."""


def tokenise(text: str) -> list[Token]:
    """All tokens of a plain text, unknown ones included; nothing is skipped but spaces and marks that say nothing."""
    words = lexicon()
    raw: list[Token] = []
    index, length = 0, len(text)
    match, plain_word = shapes().match, _PLAIN_WORD.match
    while index < length:
        if text[index] == " ":
            index += 1
            continue
        found = plain_word(text, index)
        if found is not None and (index == 0 or text[index - 1] == " "):
            raw.append(Token("word", None, found.group(), index, found.end()))
            index = found.end()
            continue
        found = match(text, index)
        if found is None:
            index = _unknown(raw, text, index)
            continue
        shape = found.lastgroup
        end = found.end()
        if shape == "word":
            raw.append(Token("word", None, found.group(), index, end))
        elif shape == "zone" and _listed(raw, words, found.group(), index):
            pass
        elif shape == "han":
            cut(raw, words, found.group(), index)
        elif shape == "num":
            digits = found.group()
            raw.append(Token("NUM", int(digits) if len(digits) < 10 else -1, digits, index, end))
        elif shape in {"space", "abbr", "stop", "isot"}:
            pass
        else:
            made = MAKERS[shape](found)  # type: ignore[index]
            raw.append(Token(made[0], made[1], found.group(), index, end))
        index = end
    return _words(raw, words, text)


def _listed(raw: list[Token], words: Lexicon, text: str, offset: int) -> bool:
    """Mon/Wed/Fri and Mar/Apr are lists, and no zones."""
    parts = text.split("/")
    found = [words.single.get(part) for part in parts]
    if not any({word.kind if word else "" for word in found} <= kinds for kinds in _LISTED):
        return False
    for part in parts:
        if part is not parts[0]:
            raw.append(Token("COMMA", None, "/", offset, offset + 1))
            offset += 1
        raw.append(Token("word", None, part, offset, offset + len(part)))
        offset += len(part)
    return True


_LISTED = ({"WEEKDAY", "WEEKDAYS"}, {"MONTH"})


def _unknown(raw: list[Token], text: str, index: int) -> int:
    """A run of characters that no shape takes; letters around it belong to the same word."""
    end = index + 1
    while end < len(text) and shapes().match(text, end) is None:
        end += 1
    start = index
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_") and text[start - 1] < "\u3000":
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_") and text[end] < "\u3000":
        end += 1
    while raw and raw[-1].start >= start:
        raw.pop()
    if raw and raw[-1].kind == UNKNOWN and raw[-1].end == start:
        start = raw.pop().start
    raw.append(Token(UNKNOWN, None, text[start:end], start, end))
    return end


def _words(raw: list[Token], words: Lexicon, text: str) -> list[Token]:
    """Give the letter words their kinds, joining phrases of several words; fillers and articles go."""
    tokens: list[Token] = []
    index, count = 0, len(raw)
    the = False
    while index < count:
        token = raw[index]
        step = 1
        if token.kind == "ORD" and _to_last(raw, index):
            token.kind, token.end, step = "FROMEND", raw[index + 2].end, 3
        elif token.kind == "word":
            step = _word(token, raw, index, words)
        index += step
        if token.text == "期间" and tokens and tokens[-1].kind == "HOLIDAY":
            token.kind = "AROUND"
        if token.kind == "COLON":
            token.kind = "FILLER" if index > 1 and raw[index - 2].kind == "FILLER" else UNKNOWN
        if token.kind == "FROM" and token.text == "from" and index > 1 and raw[index - 2].text in _DATA:
            token.value = DATA
        if token.kind == "THE":
            the = True
        elif token.kind not in {"FILLER", "QUOTE"}:
            token.the = the
            the = False
            _append(tokens, token)
    return punctuated(tokens)


DATA = "data"
"""Of a `from` behind data: the data from last week are last week's."""

_DATA = frozenset(
    ("data", "the data", "all data", "all the data", "all of the data", "dataset", "partition", "partitions")
)


def _word(token: Token, raw: list[Token], index: int, words: Lexicon) -> int:
    for pieces, word in words.several.get(token.text, ()):
        size = len(pieces)
        if index + size <= len(raw) and all(raw[index + k].text == pieces[k] for k in range(1, size)):
            if (word.kind == "FROMEND" and _opened(raw, index)) or (word.kind[:4] == "WEEK" and _counted(raw, index)):
                continue
            if word.kind == "BEFORELAST" and _named(raw, index + size, words):
                continue
            token.kind, token.value, token.end = word.kind, word.value, raw[index + size - 1].end
            token.text = " ".join(pieces)
            return size
    single = words.single.get(token.text)
    if single is None:
        token.kind = UNKNOWN
    else:
        token.kind, token.value = single.kind, single.value
        if token.kind in _REREAD:
            token.kind = _REREAD[token.kind](token, raw, index, words)
    return 1


_LAST_ONES = frozenset(("WEEKDAY", "WEEKDAYS", "WEEK", "WEEKEND", "MON", "MONTH", "QTR", "YR", "HOLIDAY"))


def _named(raw: list[Token], index: int, words: Lexicon) -> bool:
    """`the day before last Friday` is before that Friday, `the week before last` before the last one."""
    word = words.single.get(raw[index].text) if index < len(raw) else None
    return word is not None and word.kind in _LAST_ONES


def _begin(token: Token, raw: list[Token], index: int, words: Lexicon) -> str:
    """`beginning Apr 28` is from then on; `beginning of April` a part of April."""
    following = raw[index + 1] if index + 1 < len(raw) else None
    if token.text != "beginning" or following is None:
        return "BEGIN"
    if following.kind == "word":
        word = words.single.get(following.text)
        return "FROM" if word is not None and word.kind in _STARTS else "BEGIN"
    return "FROM" if following.kind in _STARTS else "BEGIN"


_STARTS = frozenset(("MONTH", "WEEKDAY", "LAST", "THIS", "THE", "RELATIVE", "NUM", "DATE", "ORD", "MD"))
_WHOLE = frozenset(("EVERY", "FULL", "DAILY"))


def _but(token: Token, raw: list[Token], index: int, _words: Lexicon) -> str:
    """`all of April but the 12th` leaves it out; behind anything else a lone `but` is not understood."""
    whole = any(before.kind in _WHOLE or before.text == "everything" for before in raw[:index])
    left_out = index + 1 < len(raw) and raw[index + 1].text not in {"not", "only", "if", "when", "never"}
    return "EXCEPT" if whole and left_out else token.kind


def _no(token: Token, raw: list[Token], index: int, words: Lexicon) -> str:
    """`last month, no weekends` leaves them out; `no weekends` alone says nothing."""
    word = words.single.get(raw[index + 1].text) if index + 1 < len(raw) else None
    plural = word is not None and word.kind in {"WEEKENDS", "WEEKDAYS"}
    said = any(before.kind not in {"FILLER", "THE", "QUOTE", "COMMA"} for before in raw[:index])
    return "EXCEPT" if token.text == "no" and plural and said else token.kind


_REREAD = {"BEGIN": _begin, "BUT": _but, "NOT": _no}


def _to_last(raw: list[Token], index: int) -> bool:
    """2nd to last."""
    return [token.text for token in raw[index + 1 : index + 3]] == ["to", "last"] and not _opened(raw, index)


def _opened(raw: list[Token], index: int) -> bool:
    """`from the second to last Friday` goes from one day to another."""
    while index > 0 and raw[index - 1].kind == "THE":
        index -= 1
    return index > 0 and raw[index - 1].kind in {"FROM", "BETWEEN", "SINCE"}


def _counted(raw: list[Token], index: int) -> bool:
    """`last week from Tuesday to Friday` is no week from Tuesday on."""
    return index > 0 and raw[index - 1].kind in {"LAST", "THIS", "NEXT", "PAST", "COMING", "NUM", "ORD", "FULL", "ONE"}


def _append(tokens: list[Token], token: Token) -> None:
    """Add a token; number words of several parts become one (`twenty four`, `thirty-first`, `one hundred`)."""
    if tokens and token.kind in {"NUM", "ORD", "HUNDRED"} and token.text[0].isalpha() and token.text.isascii():
        last = tokens[-1]
        before = tokens[-2] if last.kind == "DASH" and len(tokens) > 1 else last
        if token.kind == "HUNDRED":
            if last.kind in {"NUM", "ONE"}:
                last.kind, last.value, last.end = "NUM", (last.value or 1) * 100, token.end
                return
            token.kind, token.value = "NUM", 100
        elif before.kind == "NUM" and before.text in _TENS and 0 < token.value < 10 and before.value >= 20:
            if last is not before:
                tokens.pop()
            before.kind, before.value, before.end = token.kind, before.value + token.value, token.end
            before.text = f"{before.text}-{token.text}"
            return
    tokens.append(token)


_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
