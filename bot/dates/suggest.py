"""Beside a refusal: the parts that were understood, and the nearest phrases that work. Offered, never assumed."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice, product

from bot.dates.days import Days
from bot.dates.ends import Incomplete
from bot.dates.lexicon import lexicon, word_file
from bot.dates.meaning import Now, Refusal
from bot.dates.model import DateRange, Part, Span
from bot.dates.names import MONTHS
from bot.dates.normalise import LONGEST
from bot.dates.parser import LINKS, Parser
from bot.dates.phrase import Reader
from bot.dates.shapes import UNKNOWN, Token

EXAMPLES = ("yesterday", "last 7 days", "Apr 5-9")
CHINESE_EXAMPLES = ("昨天", "最近7天", "4月5日到9日")

MOST_STRANGE = 3
"""Strange words beyond which a phrase is no slip of the keys."""

MOST_TRIED, MOST_OFFERED = 12, 3
"""Mended phrases that are read, and phrases that are offered."""

MOST_READ = 8
"""Times that the rest of a piece is read again, so that the time stays linear."""

CLOSE = 0.7
"""How alike a known word must be, as `difflib` measures."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_MONTH_DAY = re.compile(rf"({'|'.join(MONTHS)}) (\d+)(?:, (\d{{4}}))?")

Placed = Callable[[Token, Token], Span]


def understood(tokens: Sequence[Token], now: Now, placed: Placed) -> tuple[Part, ...]:
    """The longest pieces that make sense by themselves, with their days; none for a piece that would be asked about."""
    return tuple(
        Part(placed(run[0], run[-1]), tuple(DateRange(date.fromordinal(a), date.fromordinal(b)) for a, b in days))
        for piece in _pieces(tokens)
        for run, days in _readable(piece, now)
    )


def quoted(strange: Sequence[Token], tokens: Sequence[Token]) -> list[tuple[Token, Token]]:
    """The words that were not understood, neighbours together, with the links before them: `of the sprint`."""
    runs: list[tuple[int, int]] = []
    for token in strange:
        index = next(i for i, other in enumerate(tokens) if other is token)
        first = index
        while first > 1 and token.kind == UNKNOWN and tokens[first - 1].kind in LINKS:
            first -= 1
        if runs and runs[-1][1] >= first - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((first, index))
    return [(tokens[first], tokens[last]) for first, last in runs]


def whole(parts: Sequence[Part], tokens: Sequence[Token], placed: Placed) -> tuple[Part, ...]:
    """The piece that holds every word that is known; none where some would be lost with it: `fri` is not `fri 13`."""
    known = [placed(token, token) for token in tokens if token.kind != UNKNOWN and token.kind not in LINKS]
    return tuple(
        part for part in parts if all(part.span.start <= span.start and span.end <= part.span.end for span in known)
    )


def nearest(
    phrase: str, strange: Sequence[Span], parts: Sequence[Part], reads: Callable[[str], bool]
) -> tuple[str, ...]:
    """Phrases that `reads` says can be read: slips mended first, then the parts that may stand alone, then examples."""
    mended = islice((text for text in _mended(phrase, strange) if text != phrase and reads(text)), MOST_OFFERED)
    found = tuple(dict.fromkeys(mended))
    if not found:
        words = (phrase[part.span.start : part.span.end] for part in parts)
        found = tuple(dict.fromkeys(text for text in words if text != phrase and reads(text)))[:MOST_OFFERED]
    return found or examples(phrase)


def examples(phrase: str) -> tuple[str, ...]:
    """Phrases that always work, in the language of this one."""
    return CHINESE_EXAMPLES if _chinese(phrase) else EXAMPLES


def in_language_of(phrase: str, suggestions: Sequence[str]) -> tuple[str, ...]:
    """Month and day as Chinese writes them, beside a Chinese phrase."""
    return tuple(_in_chinese(text) for text in suggestions) if _chinese(phrase) else tuple(suggestions)


def _in_chinese(text: str) -> str:
    found = _MONTH_DAY.fullmatch(text)
    if not found:
        return text
    year = f"{found[3]}年" if found[3] else ""
    return f"{year}{MONTHS.index(found[1]) + 1}月{found[2]}日"


def _chinese(phrase: str) -> bool:
    return _HAN.search(phrase, 0, LONGEST) is not None


def _pieces(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    piece: list[Token] = []
    for token in tokens:
        if token.kind == UNKNOWN:
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece


def _readable(piece: list[Token], now: Now) -> Iterator[tuple[list[Token], Days]]:
    """A piece read from the left, each time as far as it goes; what goes nowhere is passed over word by word."""
    for _attempt in range(MOST_READ):
        if not piece:
            return
        end, days = _read(piece, now)
        if days is not None:
            yield piece[:end], days
        piece = piece[max(end, 1) :]


def _read(piece: list[Token], now: Now) -> tuple[int, Days | None]:
    """How far a piece can be read, and the days; none if there is a question, None if it cannot be read."""
    end = len(piece)
    for _attempt in range(2):
        try:
            meaning = Reader(Parser(piece[:end], now)).phrase().node.meaning(now)
        except Incomplete as left:
            end = min(left.at, end - 1)
        except (Refusal, ValueError, OverflowError):
            return end, None
        else:
            return end, () if meaning.ask or not meaning.choices else meaning.choices[0]
        if end < 1:
            break
    return end, None


def _mended(phrase: str, strange: Sequence[Span]) -> Iterator[str]:
    """The phrase with each strange word replaced by words that are close to it, the closest first."""
    if not 0 < len(strange) <= MOST_STRANGE:
        return
    choices = [_close(phrase[span.start : span.end]) for span in strange]
    if len(choices) > 1:
        choices = [close[:1] for close in choices]
    for words in islice(product(*choices), MOST_TRIED):
        text, place = "", 0
        for span, word in zip(strange, words, strict=True):
            text += phrase[place : span.start] + word
            place = span.end
        yield text + phrase[place:]


def _close(word: str) -> list[str]:
    """Known words that somebody who typed this may have meant."""
    if not word.isascii():
        slips = _slips()
        return ["".join(slips.get(char, char) for char in word)]
    if not 3 <= len(word) <= 20:
        return []
    from difflib import get_close_matches

    lower = word.lower()
    # What can be close at all is found by counting letters, which is ten times faster than asking difflib.
    hopeful = [
        known
        for known, letters in _words()
        if 2 * sum(map(letters.__contains__, lower)) >= CLOSE * (len(known) + len(lower))
    ]
    found = [_cased(close, word) for close in get_close_matches(lower, hopeful, n=3, cutoff=CLOSE)]
    parts = (lower[:at] + " " + lower[at:] for at in range(2, len(lower) - 1))
    found += [text for text in parts if all(part.isdigit() or part in lexicon().single for part in text.split(" "))]
    # A word of the kind of `nextish` is one of these with something behind it, and these need a unit.
    return [*found, *(f"{text} week" for text in found if text.lower() in {"next", "last", "this"})]


def _cased(known: str, typed: str) -> str:
    if typed.isupper():
        return known.upper()
    return known.capitalize() if typed[0].isupper() else known


@cache
def _words() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((word, frozenset(word)) for word in lexicon().single)


@cache
def _slips() -> dict[str, str]:
    """Chinese characters that stand for others of the same sound or shape."""
    return {wrong: right for right, wrongs in word_file("slips")["zh"].items() for wrong in wrongs}
