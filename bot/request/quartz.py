"""One field of a Quartz schedule as numbers: `*`, `5`, `5-9`, `22-2` over the end, `5/15` up to the end, and lists."""

import re
from collections.abc import Mapping

NONE: Mapping[str, int] = {}
STEP = re.compile(r"\d{1,2}")


def values(field: str, low: int, high: int, names: Mapping[str, int] = NONE, *, wraps: bool = True) -> frozenset[int]:
    """What the field names, in upper case. Raises ValueError for anything that is not certain.

    A general cron library was tried: it reads `0-0/1` as every hour and drops the `W` of `15W`.
    """
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step_text = part.partition("/")
        first_text, dash, last_text = span.partition("-")
        if first_text == "*" and not dash:
            first, last = low, high
        else:
            first = _number(first_text, low, high, names)
            last = _number(last_text, low, high, names) if dash else (high if slash else first)
        step = _step(step_text, high) if slash else 1
        if last < first and not wraps:
            raise ValueError(f"{part!r} runs backwards")
        length = high - low + 1
        beyond = last + length if last < first else last
        found.update((number - low) % length + low for number in range(first, beyond + 1, step))
    return frozenset(found)


def _number(text: str, low: int, high: int, names: Mapping[str, int]) -> int:
    number = names[text] if text in names else int(text) if STEP.fullmatch(text) else low - 1
    if not low <= number <= high:
        raise ValueError(f"{text!r} is not from {low} to {high}")
    return number


def _step(text: str, high: int) -> int:
    if not STEP.fullmatch(text) or not 1 <= int(text) <= high:
        raise ValueError(f"{text!r} is no step up to {high}")
    return int(text)
