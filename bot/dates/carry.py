"""Lists and ranges: each member takes what it lacks from its neighbours: `Apr 5, 8 and 10`, 上周一和周三."""

from datetime import date

from bot.dates import days as d
from bot.dates.meaning import Now, Refusal, span
from bot.dates.monthly import Monthly, day_of_month, full_date, month_day
from bot.dates.nodes import Bare, Node, Selector, Settled, Weekly, Yearly, weekday
from bot.dates.orders import Either, Orders
from bot.dates.ranges import Range, month_of_year
from bot.dates.years import kept, take_year
from bot.locale import _

BEHIND = "unit behind"
"""Said of a day whose week or month stands behind it and holds for a whole list or range: Mon to Fri last week."""


def carry(items: list[Node]) -> list[Node]:  # noqa: C901 one line a pair of kinds
    """Give numbers, days, months and weekdays what they lack from their neighbours:
    `Apr 5, 8 and 10`, 上周一和周三, `Q1 and Q3 2025`.
    """
    if len(items) == 1 and not isinstance(items[0], Range):
        return items
    slots: list[tuple[int, str]] = []
    atoms: list[Node] = []
    for index, item in enumerate(items):
        if isinstance(item, Range):
            slots += [(index, "a"), (index, "b")]
            atoms += [item.a, item.b]
        else:
            slots.append((index, ""))
            atoms.append(item)
    for index, atom in enumerate(atoms):
        if isinstance(atom, Bare):
            near = _own_end(atoms, slots, index) or _neighbours(atoms, index)
            atoms[index] = kept(atom, _number(atom, near, last=index == len(atoms) - 1))
    for index, atom in enumerate(atoms):
        if isinstance(atom, Monthly):
            atoms[index] = kept(atom, _in_month(atom, atoms, index, slots))
    for index, atom in enumerate(atoms):
        if isinstance(atom, Weekly):
            atoms[index] = kept(atom, _in_week(atom, atoms, index, slots))
    _in_one_order(atoms)
    for index in range(len(atoms) - 1, -1, -1):
        take_year(atoms, index, slots, forward=False)
    for index in range(len(atoms)):
        take_year(atoms, index, slots, forward=True)
    carried = list(items)
    for (index, end), atom in zip(slots, atoms, strict=True):
        item = carried[index]
        if end and isinstance(item, Range):
            setattr(item, end, atom)
        else:
            carried[index] = atom
    return carried


def _in_one_order(atoms: list[Node]) -> None:
    """`4/25-5/3`: both are month first, for one of them can be nothing else."""
    orders = {atom.order for atom in atoms} - {""}
    if len(orders) != 1:
        return
    which = 0 if orders == {"md"} else -1
    for index, atom in enumerate(atoms):
        if type(atom) is Orders and len(atom.options) == 2 and not atom.alone:
            atoms[index] = kept(atom, atom.options[which])


def _own_end(atoms: list[Node], slots: list[tuple[int, str]], index: int) -> list[Node]:
    """The other end of its range, where that says the month: in `Apr 3-12 and 28 Mar` 12 is of April."""
    other = index - 1 if slots[index][1] == "b" else index + 1
    if not slots[index][1] or not 0 <= other < len(atoms) or slots[other][0] != slots[index][0]:
        return []
    end = atoms[other]
    return [end] if isinstance(end, Yearly | Settled) and end.unit == "day" and end.month else []


def _neighbours(atoms: list[Node], index: int) -> list[Node]:
    """What a bare number can take from: written day first, the next; else the one before, then the next."""
    before = next((a for a in reversed(atoms[:index]) if not isinstance(a, Bare)), None)
    after = next((a for a in atoms[index + 1 :] if not isinstance(a, Bare)), None)
    if isinstance(after, Yearly | Settled) and getattr(after, "day_first", False):
        month_first = _has_month(before) and not getattr(before, "day_first", False)
        if month_first and _month_of(before) != _month_of(after):
            # Apr 5, 7 and 28 March
            raise Refusal(_("Of which month is {number}?", number=getattr(atoms[index], "text", "")))
        return [after]
    return [node for node in (before, after) if node is not None]


def _has_month(node: Node | None) -> bool:
    return isinstance(node, Yearly | Settled) and node.unit == "day" and node.month is not None


def _month_of(node: Node | None) -> int | None:
    month = getattr(node, "month", None)
    return month[1] if isinstance(month, tuple) else month


def _number(bare: Bare, neighbours: list[Node], *, last: bool = False) -> Node:  # noqa: C901 one line a pair of kinds
    if not bare.text.isascii() and last and all(getattr(near, "unit", "") == "day" for near in neighbours):
        week = [near for near in neighbours if isinstance(near, Settled) and near.week is not None]
        if not week and neighbours:
            # 10月1日、二: a number in words wants its 日.
            return bare
    for near in neighbours:
        if isinstance(near, Yearly) and near.unit == "day" and near.month:
            return day_of_month(near.month, bare.n)
        if isinstance(near, Settled) and near.unit == "day" and near.month:
            return full_date(*near.month, bare.n)
        if isinstance(near, Monthly):
            return month_day(bare.n)
        if isinstance(near, Yearly) and near.unit == "month" and near.numbered and near is neighbours[-1]:
            return _month_number(bare)
        if (
            isinstance(near, Settled)
            and near.unit == "month"
            and near.said == "numbered"
            and near is neighbours[-1]
            and near.year
        ):
            found = _month_number(bare)
            return found.in_year(near.year, NOWHERE) if isinstance(found, Yearly) else found
        if isinstance(near, Yearly) and near.unit == "quarter" and 1 <= bare.n <= 4:
            quarter = Yearly(lambda year: span(*d.quarter(year, bare.n)), "quarter")
            return quarter if bare.year is None else quarter.in_year(bare.year, NOWHERE)
        if isinstance(near, Weekly | Settled | Selector) and 1 <= bare.n <= 6 and not bare.text.isascii():
            if isinstance(near, Settled) and near.week is not None and near.unit == "day":
                return weekday(bare.n).in_week(near.week)
            if isinstance(near, Weekly) or (isinstance(near, Selector) and near.weekday):
                return weekday(bare.n)
    return bare


NOWHERE = Now(1, 1, 1, 1, "UTC", None)  # type: ignore[arg-type]
"""A day long ago: no unit of ours holds it."""


def _month_number(bare: Bare) -> Node:
    if not 1 <= bare.n <= 12:
        raise Refusal(_("There is no month {month}.", month=bare.n))
    year = bare.year
    node = month_of_year(bare.n)
    return node if year is None else node.in_year(year, NOWHERE)


def _in_month(  # noqa: C901 one line a neighbour
    atom: Monthly, atoms: list[Node], index: int, slots: list[tuple[int, str]]
) -> Node:
    said = any(getattr(near, "unit", "") == "day" and getattr(near, "month", None) for near in atoms[:index])
    if not slots[index][1] and not said and (found := _listed_before(atom, atoms[index + 1 :])):
        return found
    for at, near in (*reversed([*enumerate(atoms[:index])]), *enumerate(atoms[index + 1 :], index + 1)):
        if isinstance(near, Monthly):
            continue
        if at > index and slots[at][0] != slots[index][0] and not _said_for_all(near):
            return atom
        if isinstance(near, Yearly) and near.unit == "part" and near.month and atom.day is None:
            return atom.in_any(near.month)
        if isinstance(near, Settled) and near.unit == "part" and near.month and atom.day is None:
            return atom.in_month(*near.month)
        if isinstance(near, Yearly) and near.unit == "day" and near.month:
            if slots[index] == (0, "a") and slots[1] == (0, "b") and index == 0 and _month_before(atom, near):
                return atom.in_any((near.month - 2) % 12 + 1)
            return atom.in_any(near.month)
        if isinstance(near, Settled) and near.unit == "day" and near.month:
            at = date.fromordinal(near.entire()[0][0]).day
            if atom.day and len(atoms) == 2 and ((index == 1 and atom.day < at) or (index == 0 and atom.day > at)):
                return atom
            return atom.in_month(*near.month)
        return atom
    return atom


def _listed_before(atom: Monthly, behind: list[Node]) -> Node | None:
    """`the 6th and Apr 5`: of April, or of the month at hand; `the 6th and 8th of April` are both of April."""
    near = next((node for node in behind if not isinstance(node, Monthly | Bare)), None)
    if isinstance(near, Range):
        near = near.a
    if not isinstance(near, Yearly | Settled) or near.unit != "day" or _said_for_all(near):
        return None
    if isinstance(near, Yearly) and near.month:
        return Either([atom.in_any(near.month), atom], MONTH, "month")
    if isinstance(near, Settled) and near.month:
        return Either([atom.in_month(*near.month), atom], MONTH, "month")
    return None


def _said_for_all(near: Node) -> bool:
    """Whether the month stands behind the days: it holds for those before them too."""
    if isinstance(near, Yearly):
        return near.day_first or near.unit != "day"
    return isinstance(near, Settled) and near.said in {BEHIND, "day first"}


MONTH = _("Of that month, or of this one?")


def _month_before(first: Monthly, last: Yearly) -> bool:
    """From the 28th to May 3; but `28 to 3 May` is of one month, and goes backwards."""
    return not last.day_first and first.day is not None and last.day is not None and first.day > last.day


def _in_week(atom: Weekly, atoms: list[Node], index: int, slots: list[tuple[int, str]]) -> Node:
    if slots[index][1]:
        return _in_week_behind(atom, atoms, index, slots)
    near = atoms[index - 1] if index else None
    if isinstance(near, Weekly) and index > 1 and slots[index - 1][1] == "b":
        # 上周一到周三、周五
        near = atoms[index - 2]
    if isinstance(near, Settled) and near.unit == "day" and near.week is not None:
        found = atom.in_week(near.week)
        if near.said == BEHIND or found.entire()[0][0] < near.entire()[0][0]:
            # Friday last week and Monday
            return Either([found, atom], WEEK)
        return found
    for after in atoms[index + 1 :]:
        if isinstance(after, Weekly):
            continue
        if isinstance(after, Settled) and after.unit == "day" and after.week is not None and after.said == BEHIND:
            return atom.in_week(after.week)
        break
    return atom


WEEK = _("Of that week, or the latest one?")


def _in_week_behind(atom: Weekly, atoms: list[Node], index: int, slots: list[tuple[int, str]]) -> Node:
    """Mon-Wed and Fri last week: the week that stands behind the list holds for a range in it too."""
    behind = index + (2 if slots[index][1] == "a" else 1)
    other = atoms[index + 1] if slots[index][1] == "a" else atoms[index - 1]
    if behind < len(atoms) and (isinstance(other, Weekly) or (isinstance(other, Settled) and other.week)):
        week = next((near for near in atoms[behind:] if not isinstance(near, Weekly)), None)
        if isinstance(week, Settled) and week.week is not None and week.said == BEHIND:
            return atom.in_week(week.week)
    return atom
