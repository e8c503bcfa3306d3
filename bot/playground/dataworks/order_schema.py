"""The shapes inside Periods, DefaultRunProperties and Tags: real JSON numbers and booleans, known members only."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from bot.playground.dataworks.parameters import is_integer
from bot.playground.dataworks.refusal import ApiError, invalid, missing

Check = Callable[[str, object], None]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"\d{2}:\d{2}:\d{2}")


def check(path: str, value: object, shape: Check) -> None:
    """Hold an optional value against its shape.

    Raises:
        ApiError: it does not fit; the message names the dotted path.
    """
    if value is not None:
        shape(path, value)


def ids(value: object) -> tuple[int, ...]:
    """A checked list of ids, or nothing."""
    return tuple(value) if isinstance(value, list) else ()


def _integer(low: int, high: int) -> Check:
    def shape(path: str, value: object) -> None:
        if not isinstance(value, int) or not is_integer(value) or not low <= value <= high:
            raise invalid(path, f"must be an integer from {low} to {high}")

    return shape


def _choice(*words: str) -> Check:
    def shape(path: str, value: object) -> None:
        if value not in words:
            raise invalid(path, f"must be one of {', '.join(words)}")

    return shape


def _flag(path: str, value: object) -> None:
    if not isinstance(value, bool):
        raise invalid(path, "must be true or false")


def _text(path: str, value: object) -> None:
    if not isinstance(value, str) or not value:
        raise invalid(path, "must be a text that is not empty")


def _value(path: str, value: object) -> None:
    if not isinstance(value, str):
        raise invalid(path, "must be a text")


def _id_list(path: str, value: object) -> None:
    if not isinstance(value, list) or not all(is_integer(item) and item > 0 for item in value):
        raise invalid(path, "must be a list of positive integers")


def _day(path: str, value: object) -> None:
    if not isinstance(value, str) or not _DAY.fullmatch(value) or not _reads(date.fromisoformat, value):
        raise invalid(path, "must be a date as yyyy-mm-dd")


def _clock(path: str, value: object) -> None:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value) or not _reads(time.fromisoformat, value):
        raise invalid(path, "must be a time as hh:mm:ss")


def _reads(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _members(shapes: Mapping[str, Check], needed: tuple[str, ...] = ()) -> Check:
    def shape(path: str, value: object) -> None:
        if not isinstance(value, dict):
            raise invalid(path, "must be an object")
        for name in needed:
            if name not in value:
                raise missing(f"{path}.{name}")
        for name, member in value.items():
            if name not in shapes:
                raise ApiError("InvalidParameter", f"{path} has no member {name}.")
            shapes[name](f"{path}.{name}", member)

    return shape


def _several(item: Check, low: int, high: int) -> Check:
    def shape(path: str, value: object) -> None:
        if not isinstance(value, list) or not low <= len(value) <= high:
            raise invalid(path, f"must be a list of {low} to {high} members")
        for number, member in enumerate(value, start=1):
            item(f"{path}.{number}", member)

    return shape


def _mapping(path: str, value: object) -> None:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise invalid(path, "must be an object of text to text")


_RANGE = _members({"StartBizDate": _day, "EndBizDate": _day}, needed=("StartBizDate", "EndBizDate"))

PERIODS = _members({"BizDates": _several(_RANGE, 1, 7), "StartTime": _clock, "EndTime": _clock}, needed=("BizDates",))

RUN_PROPERTIES = _members(
    {
        "Mode": _choice("General", "ManualSelection", "Chain", "AllDownstream"),
        "RootTaskIds": _id_list,
        "IncludeTaskIds": _id_list,
        "ExcludeTaskIds": _id_list,
        "IncludeProjectIds": _id_list,
        "ExcludeProjectIds": _id_list,
        "Analysis": _members({"Enabled": _flag, "Blocked": _flag}, needed=("Enabled", "Blocked")),
        "Parallelism": _integer(1, 10),
        "Order": _choice("Asc", "Desc"),
        "RunPolicy": _members(
            {
                "Type": _choice("Daily", "Weekend"),
                "StartTime": _clock,
                "EndTime": _clock,
                "Immediately": _flag,
            }
        ),
        "Alert": _members(
            {
                "Type": _choice("Success", "Failure", "SuccessFailure"),
                "NoticeType": _choice("Sms", "Mail", "SmsMail"),
            }
        ),
        "RuntimeResource": _text,
        "Priority": _integer(1, 11),
        "PriorityWeightStrategy": _choice("Disable", "Upstream"),
        "DataSourceNameMappings": _mapping,
    }
)

TAGS = _several(_members({"Key": _text, "Value": _value}, needed=("Key",)), 0, 20)
