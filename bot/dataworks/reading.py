"""From an answer's JSON to a model, naming the field that is missing. Pure."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.dataworks.answers import Answer, Page
from bot.dataworks.errors import Details, UnexpectedAnswer
from bot.dataworks.verdict import request_id_of

A = TypeVar("A", bound=Answer)


def read(model: type[A], action: str, answer: Mapping[str, Any], field: str | None = None) -> A:
    """The model of the whole answer or of its `field`. Raises UnexpectedAnswer naming what essential is missing."""
    found = answer if field is None else answer.get(field)
    return _read(model, action, answer, found, field or "")


def read_text(action: str, answer: Mapping[str, Any], field: str) -> str:
    """A field that is text. Raises UnexpectedAnswer if it is absent or something else."""
    text = answer.get(field)
    if not isinstance(text, str):
        raise _without(field, action, answer)
    return text


def read_page(model: type[A], action: str, answer: Mapping[str, Any], field: str, asked: tuple[int, int]) -> Page[A]:
    """A page: `PagingInfo.<field>` as models. `asked` are the page number and size of the request."""
    paging = answer.get("PagingInfo")
    if not isinstance(paging, Mapping):
        raise _without("PagingInfo", action, answer)
    found = paging.get(field)
    if found is None and _whole(paging.get("TotalCount")) == 0:
        found = []
    if not isinstance(found, list):
        raise _without(f"PagingInfo.{field}", action, answer)
    items = tuple(
        _read(model, action, answer, item, f"PagingInfo.{field}[{number}]") for number, item in enumerate(found)
    )
    return Page(
        items=items,
        page_number=_whole(paging.get("PageNumber")) or asked[0],
        page_size=_whole(paging.get("PageSize")) or asked[1],
        total_count=_whole(paging.get("TotalCount")),
        request_id=request_id_of(answer),
    )


def _read(model: type[A], action: str, answer: Mapping[str, Any], found: object, path: str) -> A:
    if not isinstance(found, Mapping):
        raise _without(path or "body", action, answer)
    try:
        return model.model_validate(found)
    except ValidationError as error:
        inner = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise _without(f"{path}.{inner}" if path else inner, action, answer) from error


def _without(field: str, action: str, answer: Mapping[str, Any]) -> UnexpectedAnswer:
    return UnexpectedAnswer.without(field, Details(action, request_id=request_id_of(answer), http_status=200))


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None
