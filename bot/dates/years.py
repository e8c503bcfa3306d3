"""The year of a date in a list that says it elsewhere: `April 5 and 9, 2025`, 2025年5月5日和6月1日."""

from bot.dates.days import Days
from bot.dates.meaning import Meaning, Now, Refusal, distinct, plain
from bot.dates.nodes import Node, Settled, Yearly
from bot.locale import _


def kept(old: Node, new: Node) -> Node:
    """The new node at the place of the old one."""
    if new is not old:
        new.first, new.last = old.first, old.last
    return new


class PerhapsOf(Yearly):
    """`Q1 and March 2025`: of that year, or the latest one over; asked about where they differ."""

    __slots__ = ("inner", "year")

    def __init__(self, inner: Yearly, year: int) -> None:
        super().__init__(inner.days, inner.unit, month=inner.month, day=inner.day, missing=inner.missing)
        self.inner = inner
        self.year = year

    def meaning(self, now: Now) -> Meaning:
        """Both; plain where they are the same."""
        own, said = self.inner.meaning(now), self.inner.in_year(self.year, now).meaning(now)
        if own.choices[:1] == said.choices[:1]:
            return said
        return Meaning(distinct((*said.choices, *own.choices)), _("Of which year is each?"))


def take_year(atoms: list[Node], index: int, slots: list[tuple[int, str]], *, forward: bool) -> None:
    """A date without a year takes that of the date beside it; the ends of a range see to New Year themselves."""
    atom = atoms[index]
    if not isinstance(atom, Yearly) or atom.unit == "days":
        return
    other = index - 1 if forward else index + 1
    if not 0 <= other < len(atoms) or (slots[index][0] == slots[other][0]):
        return
    near = atoms[other]
    if not isinstance(near, Settled) or near.year is None or near.unit == "year":
        return
    there = atom.days(near.year)
    if there is None:
        return
    if forward or near.year_behind:
        atoms[index] = kept(atom, _beside(atom, near, there, forward=forward, end=bool(slots[index][1])))


def _beside(atom: Yearly, near: Settled, there: Days, *, forward: bool, end: bool) -> Node:
    """The date with the year of the one before it (or behind it), or with a question; `end`: it is one of a range."""
    assert near.year is not None  # noqa: S101 take_year has looked
    first = near.entire()[0][0]
    backwards = (there[0][0] < first) if forward else (there[0][0] > first)
    if there == near.entire() and not end:
        # Apr 5 and April 5, 2025: nobody says one day twice.
        return PerhapsOf(atom, near.year)
    edge = near.entire()[-1][1] if forward else first
    if backwards and (found := _over_new_year(atom, near.year + (1 if forward else -1), edge)):
        return found
    if backwards and end:
        atom.perhaps = near.year
        return atom
    if backwards or (not forward and near.unit != atom.unit):
        if end:
            raise Refusal(_("Is {year} the year of all of them? Say the year of each.", year=str(near.year)))
        return PerhapsOf(atom, near.year)
    return _ThatYear(atom, near.year, there) if forward else _of_year(atom, near.year, there)


CLOSE = 62
"""Days: so near to each other, dates on both sides of New Year are of the two years."""


def _over_new_year(atom: Yearly, year: int, near: int) -> Settled | None:
    """`Dec 30, 2024 and Jan 2`: of the year after."""
    there = atom.days(year)
    return _of_year(atom, year, there) if there and abs(there[0][0] - near) <= CLOSE else None


def _of_year(atom: Yearly, year: int, there: Days) -> Settled:
    month = (year, atom.month) if atom.month else None
    return Settled(plain(there), atom.unit, whole=(there[0][0], there[-1][1]), year=year, month=month)


class _ThatYear(Settled):
    """`April 12, 2026 and Dec 3`: of that year; while that is still to come it may be the latest one as well."""

    __slots__ = ("bare",)

    def __init__(self, bare: Yearly, year: int, days: Days) -> None:
        month = (year, bare.month) if bare.month else None
        super().__init__(plain(days), bare.unit, whole=(days[0][0], days[-1][1]), year=year, month=month)
        self.bare = bare

    def meaning(self, now: Now) -> Meaning:
        """Plain once it is over."""
        meaning = super().meaning(now)
        if meaning.choices[0][0][0] <= now.today:
            return meaning
        return Meaning(distinct((*meaning.choices, *self.bare.meaning(now).choices)), _("Which year?"))
