"""The families of phrases: one small module each, with the patterns it reads and what they mean.

Importing them declares the rules. Their order counts: of rules that match the same words the first declared that makes
sense wins. So holidays (618) and compact forms (0405) come before numbers, `last half year` before calendar halves.
"""

# ruff: noqa: I001
from bot.dates.families import holiday
from bot.dates.families import iso
from bot.dates.families import relative
from bot.dates.families import counted
from bot.dates.families import last
from bot.dates.families import up_to
from bot.dates.families import ahead
from bot.dates.families import recurrence
from bot.dates.families import single
from bot.dates.families import period
from bot.dates.families import quarters
from bot.dates.families import parts
from bot.dates.families import edges
from bot.dates.families import ordinal
from bot.dates.families import several
from bot.dates.families import units
from bot.dates.families import each
from bot.dates.families import to_date
from bot.dates.families import weekday
from bot.dates.families import weeks

__all__ = [
    "ahead",
    "counted",
    "each",
    "edges",
    "holiday",
    "iso",
    "last",
    "ordinal",
    "parts",
    "period",
    "quarters",
    "recurrence",
    "relative",
    "several",
    "single",
    "to_date",
    "units",
    "up_to",
    "weekday",
    "weeks",
]
