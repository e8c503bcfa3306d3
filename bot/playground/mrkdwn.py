"""Slack's mrkdwn as the plain text a person would read: mentions by name, links by label, dates in the reader's zone.

Source: Slack's guide to formatting text for app surfaces.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_ANGLED = re.compile(r"<([^<>]+)>")
# Marks act only around words: dwd_orders_di keeps its underscores, 3*4*5 its stars.
_MARKED = re.compile(r"(?<![\w*_~`])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
_CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.DOTALL)
_TOKEN = re.compile(r"\{(\w+)\}")
_PRETTY = re.compile(r"\{date\w*_pretty\}")


@dataclass(frozen=True)
class Reader:
    """Who reads: the names of people and channels by id, and the zone of the reader's device."""

    names: Mapping[str, str] = field(default_factory=dict)
    tz: str = "UTC"

    def name(self, ident: str) -> str:
        """A person's or channel's name; the id itself when unknown."""
        return self.names.get(ident, ident)

    def date(self, epoch: int, form: str, now: datetime | None = None) -> str:
        """`{date_short_pretty} {time}` and the like for an instant, on a 24-hour clock.

        As in Slack's client `Today` has a capital only where the format begins with it.
        """
        zone = ZoneInfo(self.tz)
        moment = datetime.fromtimestamp(epoch, zone)
        today = (now or datetime.now(UTC)).astimezone(zone)
        words = _TOKEN.sub(lambda token: _date_part(token[1], moment, today), form)
        return words[:1].upper() + words[1:] if _PRETTY.match(form) else words


def _date_part(part: str, moment: datetime, now: datetime) -> str:
    if part == "time":
        return moment.strftime("%H:%M")
    if part == "time_secs":
        return moment.strftime("%H:%M:%S")
    if part == "ago":
        return _ago(now - moment)
    if part.endswith("_pretty"):
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((moment.date() - now.date()).days)
        if near:
            return near
        part = part.removesuffix("_pretty")
    if part == "date_num":
        return moment.strftime("%Y-%m-%d")
    year = f", {moment.year}" if abs(moment - now) > timedelta(days=182) else ""
    if part == "date_short":
        return f"{moment:%b} {moment.day}{year}"
    if part == "date":
        return f"{moment:%B} {_ordinal(moment.day)}{year}"
    return f"{moment:%A, %B} {_ordinal(moment.day)}{year}" if part == "date_long" else f"{{{part}}}"


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _ago(past: timedelta) -> str:
    seconds = abs(int(past.total_seconds()))
    count, unit = next(
        (seconds // size, unit)
        for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
        if seconds >= size or size == 1
    )
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{words} ago" if past >= timedelta() else f"in {words}"


def plain(text: str, reader: Reader) -> str:
    """Mrkdwn as a person reads it; entities become characters last, so escaped text never acts."""
    text = _CODE.sub(lambda code: code[1] or code[2] or "", text)
    text = _ANGLED.sub(lambda found: _angled(found[1], reader), text)
    for _mark in range(2):
        text = _MARKED.sub(lambda found: found[2], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _angled(inside: str, reader: Reader) -> str:
    target, _bar, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{reader.name(target[1:])}"
    if target.startswith("#"):
        return f"#{reader.names.get(target[1:]) or label or target[1:]}"
    if target.startswith("!date^"):
        epoch, form = target.removeprefix("!date^").split("^")[:2]
        return reader.date(int(epoch), form)
    if target.startswith("!subteam^"):
        return label or target
    return f"@{target[1:].partition('^')[0]}" if target.startswith("!") else label or target
