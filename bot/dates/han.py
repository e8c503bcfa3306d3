"""Runs of Chinese characters -> tokens: the longest words that are known, and numbers between them."""

import re

from bot.dates.lexicon import Lexicon
from bot.dates.numerals import NUMERALS, han_number
from bot.dates.shapes import UNKNOWN, Token

_HAN_NUMBER = re.compile(r"[零〇一二两俩三四五六七八九十百千廿卅]+")


_NEIGHBOURS = re.compile("一[两二]|[两二]三|三[四五]|四五|五六|六七|七八|八九")
"""五六天 is five or six."""


_HAN_NUMBER_START = frozenset("零〇一二两俩三四五六七八九十百千廿卅")


_WEEK_DAYS = frozenset("一二三四五六")


_NO_LIGHT = frozenset("个周月季半旬一下午礼星")
"""Characters that make 下 before them a word of its own: 补下周, 补下个月; 补下昨天 is 补一下."""


_COUNTED = frozenset("月号日天周个点时年季小分礼")


def cut(raw: list[Token], words: Lexicon, run: str, offset: int) -> None:
    """Cut a run of Chinese characters into the longest known words."""
    index = 0
    while index < len(run):
        char = run[index]
        if char == "下" and raw and raw[-1].kind == "FILLER" and run[index + 1 : index + 2] not in _NO_LIGHT:
            raw.append(Token("FILLER", None, char, offset + index, offset + index + 1))
            index += 1
            continue
        for text, word in words.han.get(char, ()):
            if run.startswith(text, index) and not _inside_number(run, index, text):
                if word.kind == "SPLIT":
                    pieces = str(word.value).split("|")
                    if "".join(pieces) == text:
                        # Only the first piece: the next may be the beginning of a longer word.
                        pieces, text = pieces[:1], pieces[0]
                    for piece in pieces:
                        cut(raw, words, piece, offset + index)
                    index += len(text)
                else:
                    raw.append(Token(word.kind, word.value, text, offset + index, offset + index + len(text)))
                    index += len(text)
                break
        else:
            index = (
                _han_number(raw, run, index, offset)
                if char in _HAN_NUMBER_START
                else _han_unknown(raw, run, index, offset)
            )


def _inside_number(run: str, index: int, text: str) -> bool:
    """五一 in 二十五一 and 六一 in 六一二 are not holidays; 十一 is none of ours here."""
    if text[0] not in _HAN_NUMBER_START or text[-1] not in _HAN_NUMBER_START:
        return False
    after = run[index + len(text) : index + len(text) + 1]
    return (after != "" and (after in _HAN_NUMBER_START or after in _COUNTED)) or run[
        max(index - 1, 0) : index
    ] in _HAN_NUMBER_START


def _han_number(raw: list[Token], run: str, index: int, offset: int) -> int:
    found = _HAN_NUMBER.match(run, index)
    text = found.group() if found else run[index]
    if raw and raw[-1].kind == "WEEKDAY" and raw[-1].end == offset + index and _WEEK_DAYS.issuperset(text):
        return _weekdays(raw, run, index, text, offset)
    if _NEIGHBOURS.fullmatch(text) and run[index + 2 : index + 3] != "年":
        raw.append(Token("VAGUE", None, text, offset + index, offset + index + 2))
        return index + 2
    raw.append(Token("NUM", han_number(text), text, offset + index, offset + index + len(text)))
    return index + len(text)


def _weekdays(raw: list[Token], run: str, index: int, text: str, offset: int) -> int:
    """周一三五, 周五六日: each is a day of its own."""
    for at, char in enumerate(text, offset + index):
        raw.append(Token("NUM", NUMERALS[char], char, at, at + 1))
    index += len(text)
    if run[index : index + 1] != "日":
        return index
    raw.append(Token("WEEKDAY", 7, "日", offset + index, offset + index + 1))
    return index + 1


def _han_unknown(raw: list[Token], run: str, index: int, offset: int) -> int:
    if raw and raw[-1].kind == UNKNOWN and raw[-1].end == offset + index:
        raw[-1].text += run[index]
        raw[-1].end += 1
    else:
        raw.append(Token(UNKNOWN, None, run[index], offset + index, offset + index + 1))
    return index + 1
