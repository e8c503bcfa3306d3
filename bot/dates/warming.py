"""Loading ahead of time what the first readings would load: words, the automaton, dateparser for other languages."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.dates.reading import read

PHRASES = ("last 7 days", "Apr 5-9 except weekends", "上周一到周三", "working days of last month", "昨天下午两点到六点")


def warm(languages: Sequence[str] = ()) -> None:
    """Read a few phrases and load `languages`: some tenths of a second, so before serving, not while."""
    for phrase in PHRASES:
        read(phrase, datetime.now(UTC), "Asia/Shanghai")
    if languages:
        from bot.dates.gate import load

        for language in languages:
            load(language)
