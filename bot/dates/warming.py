"""Loading ahead of time what the first reading would load: word tables, the automaton, and dateparser where languages need it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.dates.gate import foreign_date
from bot.dates.reading import read

PHRASES = ("last 7 days", "Apr 5-9 except weekends", "上周一到周三", "working days of last month", "昨天下午两点到六点")


def warm(languages: Sequence[str] = ()) -> None:
    """Read a few phrases. Takes some tenths of a second with `languages`: call it before serving, not while."""
    for phrase in PHRASES:
        read(phrase, datetime.now(UTC), "Asia/Shanghai")
    for language in languages:
        foreign_date("1 abc 2026", [language])
    if languages:
        foreign_date("1 abc 2026", languages)
