"""How far down each thing of a column stands: near those it is linked with, in order, never over another. Pure."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

ROUNDS = 6
"""Times that all columns are placed, from the left and from the right in turn."""
STRAIGHT = 4.0
"""How much more a thing with one neighbour pulls than others: a line that leads on is best straight."""


class Slot(NamedTuple):
    """The room that something takes, and the gap below and above it."""

    height: float
    gap: float


def placed(
    columns: Sequence[Sequence[int]], right: Mapping[int, Sequence[int]], slots: Mapping[int, Slot]
) -> dict[int, float]:
    """The middle of each thing, from 0 down to the height of the fullest column."""
    left: dict[int, list[int]] = {}
    for node, ones in right.items():
        for one in ones:
            left.setdefault(one, []).append(node)
    offsets = [_offsets(column, slots) for column in columns]
    height = max((_height(column, offset, slots) for column, offset in zip(columns, offsets, strict=True)), default=0.0)
    middles: dict[int, float] = {}
    for column, offset in zip(columns, offsets, strict=True):
        spare = (height - _height(column, offset, slots)) / 2
        middles.update((node, spare + at) for node, at in zip(column, offset, strict=True))
    for turn in range(ROUNDS):
        places = range(len(columns)) if turn % 2 == 0 else range(len(columns) - 1, -1, -1)
        for place in places:
            column, offset = columns[place], offsets[place]
            beside = left if turn % 2 == 0 else right
            wished = [_wish(node, beside, middles) for node in column]
            weights = [STRAIGHT if len(beside.get(node, ())) == 1 else 1.0 for node in column]
            spare = height - _height(column, offset, slots)
            found = _rising([wish - at for wish, at in zip(wished, offset, strict=True)], weights)
            middles.update(
                (node, at + min(max(value, 0.0), spare)) for node, at, value in zip(column, offset, found, strict=True)
            )
    return middles


def _wish(node: int, beside: Mapping[int, Sequence[int]], middles: Mapping[int, float]) -> float:
    ones = beside.get(node)
    return fmean(middles[one] for one in ones) if ones else middles[node]


def _offsets(column: Sequence[int], slots: Mapping[int, Slot]) -> list[float]:
    """The middles of a column that stands as close as it may, from 0."""
    found: list[float] = []
    before: Slot | None = None
    for node in column:
        slot = slots[node]
        if before is None:
            found.append(slot.height / 2)
        else:
            found.append(found[-1] + (before.height + slot.height) / 2 + max(before.gap, slot.gap))
        before = slot
    return found


def _height(column: Sequence[int], offsets: Sequence[float], slots: Mapping[int, Slot]) -> float:
    return offsets[-1] + slots[column[-1]].height / 2 if column else 0.0


def _rising(wished: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest values (weighted least squares) that never fall: adjacent violators are pooled."""
    pools: list[tuple[float, float, int]] = []
    for wish, weight in zip(wished, weights, strict=True):
        value, total, count = wish, weight, 1
        while pools and pools[-1][0] > value:
            above, heavier, more = pools.pop()
            value = (above * heavier + value * total) / (heavier + total)
            total, count = total + heavier, count + more
        pools.append((value, total, count))
    return [value for value, _total, count in pools for _ in range(count)]
