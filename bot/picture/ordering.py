"""The order of what stands in each column, so that few lines cross: barycenters, swept to and fro. Pure.

After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981).
"""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean

SWEEPS = 12
"""Rounds of barycenters."""
SWAPS = 4
"""Rounds of swapping neighbours after that."""

Column = list[int]


def ordered(columns: Sequence[Sequence[int]], right: Mapping[int, Sequence[int]], last: frozenset[int]) -> list[Column]:
    """The columns in an order with few crossings. `right` are the neighbours of each in the next column.

    Those in `last` stay below the others of their column.
    """
    left: dict[int, list[int]] = {}
    for node, ones in right.items():
        for one in ones:
            left.setdefault(one, []).append(node)
    present = [sorted(column, key=last.__contains__) for column in columns]
    best, fewest = present, _crossings(present, right)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        present = _swept(present, left if forward else right, last, forward=forward)
        crossings = _crossings(present, right)
        if crossings < fewest:
            best, fewest = present, crossings
    return _swapped(best, left, right, last) if fewest else best


def _swept(
    columns: Sequence[Column], beside: Mapping[int, Sequence[int]], last: frozenset[int], *, forward: bool
) -> list[Column]:
    """Each column sorted by the mean place of its neighbours in the one that was sorted before it."""
    found = list(columns)
    places = range(1, len(found)) if forward else range(len(found) - 2, -1, -1)
    for place in places:
        at = _places(found[place - 1 if forward else place + 1])
        own = _places(found[place])
        means = {node: fmean(at[one] for one in beside[node]) if beside.get(node) else own[node] for node in own}
        found[place] = sorted(found[place], key=lambda node: (node in last, means[node], own[node]))
    return found


def _swapped(
    columns: Sequence[Column],
    left: Mapping[int, Sequence[int]],
    right: Mapping[int, Sequence[int]],
    last: frozenset[int],
) -> list[Column]:
    """Neighbours change places where fewer lines cross then."""
    found = [list(column) for column in columns]
    for _round in range(SWAPS):
        changed = False
        for place, column in enumerate(found):
            before = _places(found[place - 1]) if place else {}
            after = _places(found[place + 1]) if place + 1 < len(found) else {}
            for index in range(len(column) - 1):
                one, other = column[index], column[index + 1]
                if (one in last) != (other in last):
                    continue
                sides = ((left, before), (right, after))
                now = sum(_between(side.get(one, ()), side.get(other, ()), at) for side, at in sides)
                then = sum(_between(side.get(other, ()), side.get(one, ()), at) for side, at in sides)
                if then < now:
                    column[index], column[index + 1] = other, one
                    changed = True
        if not changed:
            break
    return found


def _between(upper: Sequence[int], lower: Sequence[int], at: Mapping[int, int]) -> int:
    """Crossings of the lines of two neighbours on one side."""
    below = sorted(at[one] for one in lower)
    return sum(bisect_left(below, at[one]) for one in upper)


def _crossings(columns: Sequence[Column], right: Mapping[int, Sequence[int]]) -> int:
    found = 0
    for column, after in pairwise(columns):
        at = _places(after)
        ends: list[int] = []
        for node in column:
            mine = sorted(at[one] for one in right.get(node, ()))
            found += sum(len(ends) - bisect_left(ends, end + 1) for end in mine)
            for end in mine:
                insort(ends, end)
    return found


def _places(column: Sequence[int]) -> dict[int, int]:
    return {node: place for place, node in enumerate(column)}
