"""The families of phrases: one small module each, with the patterns it reads and what they mean.

Importing them declares the rules.
"""

from bot.dates.families import (
    ahead,
    each,
    edges,
    holiday,
    iso,
    last,
    ordinal,
    parts,
    period,
    recurrence,
    relative,
    single,
    to_date,
    weekday,
    weeks,
)

__all__ = [
    "ahead",
    "each",
    "edges",
    "holiday",
    "iso",
    "last",
    "ordinal",
    "parts",
    "period",
    "recurrence",
    "relative",
    "single",
    "to_date",
    "weekday",
    "weeks",
]
