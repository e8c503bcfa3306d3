"""Phrase + now + zone -> the business dates it means. Pure: no I/O, no clock, no Slack."""

from bot.dates.model import (
    Ambiguous,
    DateRange,
    Note,
    NoteKind,
    Outcome,
    Part,
    Reading,
    Refused,
    Span,
    TimeWindow,
    merge,
)
from bot.dates.reading import read
from bot.dates.warming import warm

__all__ = [
    "Ambiguous",
    "DateRange",
    "Note",
    "NoteKind",
    "Outcome",
    "Part",
    "Reading",
    "Refused",
    "Span",
    "TimeWindow",
    "merge",
    "read",
    "warm",
]
