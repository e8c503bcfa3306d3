"""What is shown beside the days of a reading: the days that each of its words gave, and the notes."""

from datetime import date

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.lists import Item
from bot.dates.meaning import Meaning, Now, Refusal
from bot.dates.model import DateRange, Note, NoteKind
from bot.dates.nodes import Node
from bot.dates.sets import Without
from bot.locale import _


def ranges_of(days: Days) -> tuple[DateRange, ...]:
    """As dates."""
    return tuple(DateRange(date.fromordinal(start), date.fromordinal(end)) for start, end in days)


def days_of(item: Item, whole: Node, meaning: Meaning, now: Now) -> Days:
    """The days of one member: among those of the first reading, or among those that it takes away from them."""
    try:
        if item.excluded and isinstance(whole, Without):
            base = whole.base.meaning(now).choices[0]
            out = whole.left_out(item.node, base, now, []).choices[0]
            return d.intersect(out, base) or out
        choices = item.node.meaning(now).choices
    except Refusal:
        return ()
    if len(choices) < 2:
        return choices[0] if choices else ()
    return next((days for days in choices if d.intersect(days, meaning.choices[0]) == days), choices[0])


def noted(days: Days, now: Now, meaning: Meaning, *, since: int, first: bool) -> tuple[Note, ...]:
    """The notes of one reading; `since`: the first day that is not over; only the `first` has those of the meaning."""
    notes = meaning.notes if first else ()
    if days[-1][1] < since:
        return notes
    if days[0][0] > now.today:
        text = _("These days are still to come: their data is not there yet.")
    elif days[0][0] == days[-1][1]:
        text = _("Today is not over: its data is not complete.")
    else:
        text = _("Some of these days are not over yet.")
    return (*notes, Note(NoteKind.FUTURE, text))
