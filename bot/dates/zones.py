"""Zones that a phrase names: `yesterday UTC`, `昨天（北京时间）`, `yesterday in Europe/Paris`."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from bot.dates.shapes import Token
from bot.locale import Text, _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


ZONES = frozenset(("ZONE", "ZONENAME", "ZONEOFFSET"))


class ZoneRefusal(Exception):
    """A zone that is none, or a second one."""

    def __init__(self, text: Text, token: Token, *suggestions: str) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.token = token
        self.suggestions = suggestions


def today_in(instant: datetime, zone: str) -> date:
    """The date of an instant in a zone. Raises ValueError for an unknown zone."""
    there = _zone(zone)
    try:
        return instant.astimezone(there).date()
    except OverflowError:
        # The first and last hours of the calendar, which are far out of reach anyway.
        return instant.date()


@cache
def _zone(name: str) -> "ZoneInfo":
    # Here as below, for a quick import: the first reading has more time.
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone") from error


def zone_name(zone: str) -> str:
    """A zone for people: UTC+8 for a fixed one, whose IANA name (Etc/GMT-8) counts the other way."""
    if not zone.startswith("Etc/GMT"):
        return zone
    return "UTC" + zone.removeprefix("Etc/GMT").translate(str.maketrans("+-", "-+"))


def take_zone(tokens: Sequence[Token]) -> tuple[list[Token], str | None]:
    """The tokens without the zone, and its IANA name. Raises ZoneRefusal."""
    rest: list[Token] = []
    zone: str | None = None
    for token in tokens:
        if token.kind == "ZONETIME" and rest is not tokens and zone is not None:
            continue
        if token.kind not in ZONES:
            rest.append(token)
            continue
        name = _name(token)
        if zone is not None and name != zone:
            raise ZoneRefusal(_("Two zones: say one."), token)
        zone = name
        while rest and rest[-1].kind in {"IN", "ON", "OF", "COMMA"}:
            rest.pop()
    if zone is not None:
        rest = [token for token in rest if token.kind != "PAREN"]
        while rest and rest[0].kind in {"OF", "COMMA"}:
            rest.pop(0)
    return rest, zone


def _name(token: Token) -> str:
    if token.kind == "ZONE":
        return str(token.value)
    if token.kind == "ZONENAME":
        known = _names().get(token.text)
        if known is None:
            raise ZoneRefusal(
                _("There is no zone {name}; use an IANA name such as Asia/Shanghai.", name=token.text),
                token,
                "Asia/Shanghai",
                "UTC",
            )
        return known
    return _offset(token)


def _offset(token: Token) -> str:
    """utc+8 as the fixed zone that has it; its name counts the other way round (POSIX)."""
    offset = token.text[3:].lstrip()
    sign, digits = offset[0], offset[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if minutes or hours > 14 or (sign == "-" and hours > 12):
        raise ZoneRefusal(
            _("{name} is not a zone I know; use an IANA name such as Asia/Kolkata.", name=token.text),
            token,
            "Asia/Shanghai",
            "UTC",
        )
    if hours == 0:
        return "UTC"
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"


@cache
def _names() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones()}
