"""The nearest phrases that work, for words that were not understood: offered, never assumed."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

from bot.dates.lexicon import lexicon


def nearest(phrase: str, strange: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The phrase with its strange words replaced by the closest known ones; empty where none is close."""
    mended, place = [], 0
    for start, end in strange:
        word = phrase[start:end].lower()
        close = get_close_matches(word, _words(), n=1, cutoff=0.7) if 3 <= len(word) <= 20 else []
        if not close:
            return ()
        mended += [phrase[place:start], close[0]]
        place = end
    return ("".join([*mended, phrase[place:]]),) if mended else ()


@cache
def _words() -> tuple[str, ...]:
    return tuple(lexicon().single)
