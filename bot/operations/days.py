"""The runs of one business date, kept small: a process follows hundreds of thousands of them."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from sys import intern
from typing import Any, overload

from bot.operations.runs import Run

NAMES = tuple(item.name for item in fields(Run))
NO_TIME = float("-inf")


class Day(Sequence[Run]):
    """A sequence of runs that holds them by column: numbers as numbers, each text once, what all share once.

    A run is made when it is asked for. Two days are equal when their runs are.
    """

    __slots__ = ("_columns", "_length")

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        held = sorted(runs, key=lambda run: run.id)
        self._length = len(held)
        self._columns = tuple(_column([getattr(run, name) for run in held]) for name in NAMES)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Run]:
        for values in zip(*(_values(column, self._length) for column in self._columns), strict=True):
            yield Run(*values)

    @overload
    def __getitem__(self, index: int) -> Run: ...
    @overload
    def __getitem__(self, index: slice) -> "tuple[Run, ...]": ...
    def __getitem__(self, index: int | slice) -> "Run | tuple[Run, ...]":
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Day) and self._columns == other._columns and self._length == other._length

    __hash__ = None  # type: ignore[assignment] # what is compared by content and lives long is no key

    def __repr__(self) -> str:
        return f"Day({list(self)!r})"


def _column(values: list[Any]) -> Any:  # noqa: ANN401 - one of the shapes that _values reads
    """The smallest of: one value for all, numbers, instants, texts."""
    first = values[0] if values else None
    if all(value == first for value in values):
        return _One(_small(first))
    if all(type(value) is int for value in values):
        return array("q", values)
    if all(value is None or isinstance(value, datetime) for value in values):
        return _Times(array("d", [NO_TIME if value is None else value.timestamp() for value in values]))
    return tuple(map(_small, values))


def _values(column: Any, length: int) -> Iterable[Any]:  # noqa: ANN401
    if isinstance(column, _One):
        return (column.value,) * length
    if isinstance(column, _Times):
        return map(_instant, column.value)
    values: Iterable[Any] = column
    return values


def _small(value: Any) -> Any:  # noqa: ANN401
    return intern(value) if type(value) is str else value


def _instant(at: float) -> datetime | None:
    return None if at == NO_TIME else datetime.fromtimestamp(at, UTC)


class _Held:
    """A value told from a plain column."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:  # noqa: ANN401
        self.value = value

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


class _One(_Held):
    """One value for all runs."""


class _Times(_Held):
    """Instants as seconds since the epoch."""
