"""The phrase that reads back to the very same days and window: ISO dates, ranges with two dots, the window and the
zone behind.
"""

import re
from collections.abc import Sequence

from bot.dates.model import DateRange, TimeWindow

_DAY = r"\d{4}-\d\d-\d\d"
_SHAPE = re.compile(
    rf"{_DAY}(?:\.\.{_DAY})?(?:, {_DAY}(?:\.\.{_DAY})?)*(?: \d\d:\d\d:\d\d-\d\d:\d\d:\d\d)?(?: [\w+-]+(?:/[\w+-]+)*)?",
    re.ASCII,
)

LONGEST_CANONICAL = 100_000
"""Characters: every other day of a century would be longer, and is no request."""


def written(ranges: Sequence[DateRange], window: TimeWindow | None, zone: str | None) -> str:
    """`2026-04-05..2026-04-09, 2026-04-12 13:00:00-17:00:00 UTC`; `zone` only where it is not the project's own."""
    days = ", ".join(
        [
            item.start.isoformat() if item.start == item.end else f"{item.start.isoformat()}..{item.end.isoformat()}"
            for item in ranges
        ]
    )
    hours = f" {window.start:%H:%M:%S}-{window.end:%H:%M:%S}" if window else ""
    return f"{days}{hours}{f' {zone}' if zone else ''}"


def is_canonical(phrase: str) -> bool:
    """Whether a phrase has this shape, however long it is: then it may be longer than what people type."""
    return len(phrase) <= LONGEST_CANONICAL and phrase[:4].isdigit() and _SHAPE.fullmatch(phrase) is not None
