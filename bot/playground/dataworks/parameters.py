"""Parameters as they come off the wire: everything is text; lists and objects are JSON in a text."""

import json
import re
from collections.abc import Callable, Mapping
from typing import cast

from bot.playground.dataworks.refusal import invalid, missing

_INTEGER = re.compile(r"-?\d{1,19}")
_FLAGS = {"true": True, "True": True, "false": False, "False": False}
_LARGEST = 2**63 - 1


class Arguments:
    """The parameters of one call, read by name and kind; every reader refuses in DataWorks' words."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = dict(raw)

    def text(self, name: str) -> str | None:
        """A text as it is."""
        return self.raw.get(name)

    def integer(self, name: str) -> int | None:
        """A 64-bit integer."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not _INTEGER.fullmatch(value) or abs(int(value)) > _LARGEST:
            raise invalid(name, "must be an integer of at most 64 bits")
        return int(value)

    def needed_integer(self, name: str) -> int:
        """A 64-bit integer that must be there."""
        value = self.integer(name)
        if value is None:
            raise missing(name)
        return value

    def flag(self, name: str) -> bool | None:
        """True or false, in either spelling that SDKs send."""
        value = self.raw.get(name)
        if value is None:
            return None
        if value not in _FLAGS:
            raise invalid(name, "must be true or false")
        return _FLAGS[value]

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """One of some words, exactly as written."""
        value = self.raw.get(name)
        if value is not None and value not in allowed:
            raise invalid(name, f"must be one of {', '.join(allowed)}")
        return value

    def integers(self, name: str) -> list[int] | None:
        """A JSON list of integers."""
        return cast("list[int] | None", self._list(name, is_integer, "integers"))

    def texts(self, name: str) -> list[str] | None:
        """A JSON list of texts."""
        return cast("list[str] | None", self._list(name, lambda item: isinstance(item, str), "texts"))

    def json(self, name: str) -> object:
        """Any JSON value; None when absent."""
        value = self.raw.get(name)
        if value is None:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise invalid(name, "must be JSON") from None

    def json_object(self, name: str) -> dict[str, object] | None:
        """A JSON object."""
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            raise invalid(name, "must be a JSON object")
        return value

    def _list(self, name: str, fits: Callable[[object], bool], what: str) -> list[object] | None:
        value = self.json(name)
        if value is None:
            return None
        if not isinstance(value, list) or not value or not all(fits(item) for item in value):
            raise invalid(name, f"must be a JSON list of {what} with at least one member")
        return value


def is_integer(value: object) -> bool:
    """A JSON integer: no boolean, no text, at most 64 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
