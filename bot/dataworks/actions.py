"""How each action goes on the wire: one table, and the encoding of parameters.

Parameters are API names to Python values. Scalars become text, an object or list becomes one value of compact JSON,
whatever is None or an empty string is left out. A dict given for a field that is declared as text (TaskParameters,
WorkflowParameters of a manual workflow, Filter) becomes its JSON text by the same rule.
"""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Literal, cast
from urllib.parse import quote_plus

from bot.dataworks.errors import Details, InvalidRequest
from bot.errors import UserError
from bot.locale import _

VERSION = "2024-05-18"
Method = Literal["GET", "POST"]


class Place(Enum):
    """Where an action takes its parameters."""

    FORM = "form"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the API: its method, where its parameters go, and the fields that are exceptions.

    `in_query` are fields of a form action that go into the query nevertheless; `with_commas` are lists that are written
    `a,b` instead of JSON.
    """

    name: str
    method: Method
    place: Place
    in_query: frozenset[str] = frozenset()
    with_commas: frozenset[str] = frozenset()

    def place_of(self, field: str) -> Place:
        """Where one parameter goes."""
        return Place.QUERY if field in self.in_query else self.place


@cache
def known_actions() -> Mapping[str, Action]:
    """Every action of version 2024-05-18 by its name, from `actions.txt`, which holds what the official SDK does."""
    lines = Path(__file__).with_name("actions.txt").read_text("ascii").splitlines()
    return {action.name: action for action in map(_action, lines)}


def _action(line: str) -> Action:
    """`Name METHOD place [query=A,B] [comma=C]`."""
    name, method, place, *exceptions = line.split()
    fields = dict(exception.split("=") for exception in exceptions)
    return Action(
        name,
        cast("Method", method),
        Place(place),
        in_query=frozenset(filter(None, fields.get("query", "").split(","))),
        with_commas=frozenset(filter(None, fields.get("comma", "").split(","))),
    )


ID_LISTS = frozenset(
    ("Ids", "TaskIds", "RootTaskIds", "IncludeTaskIds", "ExcludeTaskIds", "IncludeProjectIds", "ExcludeProjectIds")
)
"""Lists of 64-bit ids. They may arrive as text, which is how they survive JavaScript, and leave as JSON numbers."""


def action_of(name: str, method: str | None = None) -> Action:
    """The action to call. One that is not in the table needs a `method`: GET takes its parameters in the query, POST in
    the form.

    Raises UserError for an unknown name without a method, naming the nearest known ones.
    """
    if method is not None:
        return _by_hand(name, method)
    known_ones = known_actions()
    if name in known_ones:
        return known_ones[name]
    by_lower = {known.lower(): known for known in known_ones}
    near = tuple(by_lower[lower] for lower in difflib.get_close_matches(name.lower(), by_lower, n=3, cutoff=0.5))
    raise UserError(
        _("{action} is not an action this bot knows.", action=repr(name)),
        _("Did you mean {names}? An action newer than this bot needs its method, GET or POST.", names=near)
        if near
        else _("An action newer than this bot can be called if its method, GET or POST, is given."),
    )


def _by_hand(name: str, method: str) -> Action:
    upper = method.upper()
    if upper not in {"GET", "POST"}:
        raise UserError(_("{method} is not a method of this API.", method=repr(method)), _("Give GET or POST."))
    if not (name.isascii() and name.isalnum()):
        raise UserError(_("{action} is not the name of an action.", action=repr(name)))
    known = known_actions().get(name)
    if known is not None and known.method == upper:
        return known
    return Action(name, cast("Method", upper), Place.QUERY if upper == "GET" else Place.FORM)


def encode(action: Action, parameters: Mapping[str, object]) -> list[tuple[str, str]]:
    """The parameters as text, sorted by name, as they go into the form or the query.

    Raises InvalidRequest for a value that has no place in the API's JSON: not a number, or text that is not Unicode.
    """
    pairs = []
    for name in sorted(parameters):
        try:
            value = _value(name, parameters[name], with_commas=name in action.with_commas)
            value.encode()
        except (TypeError, ValueError) as reason:
            raise InvalidRequest(
                _("{field} has a value that cannot be sent: {reason}.", field=name, reason=str(reason)),
                _("Nothing was sent. Correct the value."),
                details=Details(action.name),
            ) from reason
        if value:
            pairs.append((name, value))
    return pairs


def form_of(pairs: list[tuple[str, str]]) -> str:
    """`application/x-www-form-urlencoded`, UTF-8. A query too: the signature is over decoded values."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)


def _value(name: str, value: object, *, with_commas: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if with_commas and isinstance(value, list | tuple):
        return ",".join(map(str, value))
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return json.dumps(_plain(name, value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return json.dumps(value, allow_nan=False)


def _plain(name: str, value: object) -> object:
    """Deeper levels: absent fields left out, tuples and sets as lists, ids as numbers."""
    if isinstance(value, Mapping):
        return {str(key): _plain(str(key), item) for key, item in value.items() if item is not None}
    if isinstance(value, set | frozenset):
        value = sorted(value)
    if isinstance(value, list | tuple):
        return [_id(item) if name in ID_LISTS else _plain("", item) for item in value]
    return value


def _id(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
