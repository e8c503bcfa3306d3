"""The readings of one piece of a phrase, and of several together; the day a phrase is read on; refusals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.model import Note
from bot.locale import Text

if TYPE_CHECKING:
    from bot.dates.workdays import Workdays


MOST_CHOICES = 12


class Refusal(Exception):
    """A phrase that is understood and cannot be: the reason, and phrases that work."""

    def __init__(self, text: Text, *suggestions: str) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class Now:
    """The day a phrase is read on. `today` is a day number; `workdays` the calendar of working days in force."""

    today: int
    year: int
    month: int
    day: int
    zone: str
    workdays: "Workdays"

    @property
    def monday(self) -> int:
        """This week's Monday."""
        return d.monday(self.today)


def moment(today: date, zone: str, workdays: "Workdays") -> Now:
    """The Now of a date."""
    return Now(today.toordinal(), today.year, today.month, today.day, zone, workdays)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The readings of one piece, the default first. With `ask` they are a question, without it the others stand beside.

    Pieces with the same `tag` vary together: in `2/3 - 4/3` both ends are month first, or both day first.
    """

    choices: tuple[Days, ...]
    ask: Text | None = None
    tag: str | None = None
    notes: tuple[Note, ...] = ()

    def map(self, change: Callable[[Days], Days | None]) -> "Meaning":
        """Each choice changed; those that come out empty go."""
        return replace(self, choices=distinct(change(choice) for choice in self.choices))


def distinct(choices: Iterable[Days | None]) -> tuple[Days, ...]:
    """Without the empty and the repeated ones, in order."""
    return tuple(dict.fromkeys(choice for choice in choices if choice))


def plain(days: Days, *notes: Note) -> Meaning:
    """One reading."""
    return Meaning((days,), notes=notes)


def span(start: int, end: int) -> Days:
    """One range."""
    return ((start, end),)


def beside(*choices: Days, tag: str | None = None, notes: tuple[Note, ...] = ()) -> Meaning:
    """The first, the others shown beside it."""
    return Meaning(distinct(choices), tag=tag, notes=notes)


def ask(question: Text, *choices: Days, tag: str | None = None) -> Meaning:
    """A question, unless all choices are the same."""
    unlike = distinct(choices)
    return Meaning(unlike, question if len(unlike) > 1 else None, tag)


def combine(meanings: "list[Meaning]", join: Callable[[list[Days]], Days | None]) -> Meaning:
    """Every combination of the pieces' readings, joined; those that give None or nothing go.

    The defaults' combination is first.
    """
    notes = _unlike(note for meaning in meanings for note in meaning.notes)
    open_question = next((meaning for meaning in meanings if not meaning.choices), None)
    if open_question is not None:
        return open_question
    if all(len(meaning.choices) == 1 for meaning in meanings):
        return Meaning(distinct([join([meaning.choices[0] for meaning in meanings])]), _question(meanings), notes=notes)
    sizes: dict[object, int] = {}
    for index, meaning in enumerate(meanings):
        if len(meaning.choices) > 1:
            key = meaning.tag or index
            sizes[key] = max(sizes.get(key, 1), len(meaning.choices))
    found: list[Days | None] = []
    for picks in list(product(*(range(size) for size in sizes.values())))[: MOST_CHOICES * 4]:
        chosen = dict(zip(sizes, picks, strict=True))
        found.append(
            join([m.choices[min(chosen.get(m.tag or i, 0), len(m.choices) - 1)] for i, m in enumerate(meanings)])
        )
    tag = next(iter(sizes)) if len(sizes) == 1 else None
    choices = distinct(found)[:MOST_CHOICES]
    doubtful = any(meaning.ask for meaning in meanings if len(meaning.choices) == 1)
    # Where all other combinations are impossible, the one that is left was meant: last Monday to last Friday.
    sole = len(choices) == 1 and not all(found) and not doubtful
    return Meaning(choices, None if sole else _question(meanings), tag if isinstance(tag, str) else None, notes)


def _unlike(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Each note once. They compare but have no hash: the values of a sentence are a mapping."""
    found: list[Note] = []
    for note in notes:
        if note not in found:
            found.append(note)
    return tuple(found)


def _question(meanings: list[Meaning]) -> Text | None:
    return next((meaning.ask for meaning in meanings if meaning.ask), None)
