"""The grammar the limits are written in: small rules that check one JSON value each and compose.

A rule takes a value and the place it was found at; what is wrong is added to the place's list of errors.
Characters are counted as code points, as Slack does.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Anything `json.loads` gives."""


@dataclass(frozen=True)
class Place:
    """A place in a JSON document (an RFC 6901 pointer) and the errors found in that document so far."""

    pointer: str = ""
    errors: list[str] = field(default_factory=list)

    def into(self, key: str | int) -> "Place":
        """The place below this one, under a field's name or an item's number."""
        return Place(f"{self.pointer}/{key}", self.errors)

    def refuse(self, words: str) -> None:
        """Note an error here."""
        self.errors.append(f"{words} [json-pointer:{self.pointer}]")


Rule: TypeAlias = Callable[[Json, Place], None]


def string(most: int | None = None, least: int = 0, like: str = "", words: str = "") -> Rule:
    """A string of `least` to `most` code points that matches the expression `like` whole; `words` refuse it if not."""
    pattern = re.compile(like) if like else None

    def check(value: Json, place: Place) -> None:
        if not isinstance(value, str):
            place.refuse("must provide a string")
        elif len(value) < least:
            place.refuse(f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            place.refuse(f"must be less than {most + 1} characters")
        elif pattern and not pattern.fullmatch(value):
            place.refuse(words)

    return check


def boolean(value: Json, place: Place) -> None:
    """True or false."""
    if not isinstance(value, bool):
        place.refuse("must provide a boolean")


def integer(least: int, most: int | None = None) -> Rule:
    """A whole number from `least` to `most`, both included."""

    def check(value: Json, place: Place) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            place.refuse("must provide a number")
        elif value < least:
            place.refuse(f"must be greater than {least - 1}")
        elif most is not None and value > most:
            place.refuse(f"must be less than {most + 1}")

    return check


def one_of(*values: str) -> Rule:
    """One of a few words."""

    def check(value: Json, place: Place) -> None:
        if value not in values:
            place.refuse("must be a valid enum value")

    return check


def array(each: Rule, most: int | None = None, least: int = 1) -> Rule:
    """A list of `least` to `most` items, each by the same rule. The items of a list too long are not looked at."""

    def check(value: Json, place: Place) -> None:
        if not isinstance(value, list):
            place.refuse("must provide an array")
        elif len(value) < least:
            place.refuse(f"must provide at least {least} items")
        elif most is not None and len(value) > most:
            place.refuse(f"no more than {most} items allowed")
        else:
            for number, item in enumerate(value):
                each(item, place.into(number))

    return check


@dataclass(frozen=True)
class Shape:
    """An object with known fields; any other field is refused, and null is not a way to leave one out.

    `laws` are rules about several fields at once; they run only when each field by itself is right.
    """

    fields: Mapping[str, Rule]
    required: Iterable[str] = ()
    laws: tuple[Rule, ...] = ()

    def __call__(self, value: Json, place: Place) -> None:
        """Check an object, as any rule does."""
        if not isinstance(value, dict):
            place.refuse("must provide an object")
            return
        before = len(place.errors)
        for name in self.required:
            if name not in value:
                place.refuse(f"missing required field: {name}")
        for name, held in value.items():
            if name in self.fields:
                self.fields[name](held, place.into(name))
            else:
                place.refuse(f"invalid additional property: {name}")
        if len(place.errors) == before:
            for law in self.laws:
                law(value, place)


def by_type(shapes: Mapping[str, Rule], allowed: Iterable[str] | None = None) -> Rule:
    """An object whose `type` says which shape it has; only the allowed types may stand here."""
    known = dict(shapes) if allowed is None else {name: shapes[name] for name in allowed}

    def check(value: Json, place: Place) -> None:
        if not isinstance(value, dict):
            place.refuse("must provide an object")
        elif "type" not in value:
            place.refuse("missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in known:
            place.into("type").refuse(f"unsupported type: {value['type']}")
        else:
            known[value["type"]](value, place)

    return check


def anything(value: Json, place: Place) -> None:
    """No rule: for `type`, which was read to find the rule."""
