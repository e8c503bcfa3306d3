"""PageNumber, PageSize, SortBy and filters, as every List action has them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bot.playground.dataworks.parameters import Arguments
from bot.playground.dataworks.refusal import invalid

Row = TypeVar("Row")
SortKeys = Mapping[str, Callable[[Row], float | str]]

PAGE_SIZE = 10
LARGEST_PAGE = 100
"""Where the documentation names no limit, the smallest one it names elsewhere: who keeps to it is safe."""


def page(
    rows: Sequence[Row],
    arguments: Arguments,
    name: str,
    show: Callable[[Row], object],
    largest: int = LARGEST_PAGE,
) -> dict[str, object]:
    """The PagingInfo of an answer: the asked page of the rows under `name`, and how many there are in all."""
    number = arguments.integer("PageNumber") if "PageNumber" in arguments.raw else 1
    size = arguments.integer("PageSize") if "PageSize" in arguments.raw else PAGE_SIZE
    if number is None or number < 1:
        raise invalid("PageNumber", "must be 1 or more")
    if size is None or not 1 <= size <= largest:
        raise invalid("PageSize", f"must be from 1 to {largest}")
    chosen = rows[(number - 1) * size : number * size]
    return {
        "PageNumber": number,
        "PageSize": size,
        "TotalCount": len(rows),
        name: [show(row) for row in chosen],
    }


def sort(rows: Sequence[Row], arguments: Arguments, keys: SortKeys[Row], default: str) -> list[Row]:
    """Rows by `SortBy`: `<field> Asc|Desc`; Asc may be left out."""
    asked = arguments.text("SortBy") or default
    field, _, direction = asked.partition(" ")
    if field not in keys or direction not in {"", "Asc", "Desc"}:
        raise invalid("SortBy", f"must be a field of {', '.join(keys)} and Asc or Desc")
    return sorted(rows, key=keys[field], reverse=direction == "Desc")


def fuzzy(part: str | None, name: str) -> bool:
    """Whether a fuzzy name filter lets a name through: any part of it, in any case."""
    return part is None or part.lower() in name.lower()


def equals(wanted: object, of: Callable[[Row], object]) -> Callable[[Row], bool]:
    """A filter that lets through what has the wanted value."""
    return lambda row: of(row) == wanted
