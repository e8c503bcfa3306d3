"""Reads manifest.yml, the app's own file, as far as an app manifest uses YAML, and knows what follows from it.

Read are nested maps, lists, one-line `{..}` and `[..]`, quotes and comments; not anchors, tags, multi-line strings.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.playground.slack.wire import Json

_FLOW_TOKEN = re.compile(
    r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\[\]{},]|:(?=\s|$)|(?:[^\[\]{},:#"']|:(?!\s|$)|(?<=\S)#)[^\[\]{},:]*(?::(?!\s)[^\[\]{},:]*)*)"""
)


@dataclass(frozen=True)
class Command:
    """A slash command as the manifest declares it."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A message or global shortcut as the manifest declares it."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    """What Slack takes from the manifest when the app is installed."""

    scopes: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    bot_events: frozenset[str]
    home_tab_enabled: bool = True

    @classmethod
    def from_file(cls, path: Path) -> "Manifest":
        """Read `path`. Raises OSError, and ValueError for YAML beyond what manifests need."""
        return cls.from_dict(parse(path.read_text(encoding="utf-8")))

    @classmethod
    def from_dict(cls, manifest: dict[str, Any]) -> "Manifest":
        """Take scopes, commands, shortcuts and events out of a parsed manifest."""
        features = manifest.get("features") or {}
        events = (manifest.get("settings") or {}).get("event_subscriptions") or {}
        return cls(
            scopes=frozenset(((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or ()),
            commands=tuple(
                Command(
                    entry["command"],
                    entry.get("description", ""),
                    entry.get("usage_hint", ""),
                    bool(entry.get("should_escape", False)),
                )
                for entry in features.get("slash_commands") or ()
            ),
            shortcuts=tuple(
                Shortcut(entry["name"], entry["type"], entry["callback_id"], entry.get("description", ""))
                for entry in features.get("shortcuts") or ()
            ),
            bot_events=frozenset(events.get("bot_events") or ()),
            home_tab_enabled=bool((features.get("app_home") or {}).get("home_tab_enabled", False)),
        )


def parse(text: str) -> dict[str, Any]:
    """The map in a manifest's YAML. Raises ValueError."""
    lines = [
        (len(line) - len(line.lstrip()), line.strip()) for line in map(_uncommented, text.splitlines()) if line.strip()
    ]
    lines = [line for line in lines if line[1] != "---"]
    value, rest = _block(lines, 0)
    if rest or not isinstance(value, dict):
        raise ValueError(f"cannot read the manifest at: {rest[0][1] if rest else text[:40]!r}")
    return value


def _uncommented(line: str) -> str:
    quote = ""
    for index, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and (index == 0 or line[index - 1] in " \t[{,:"):
            quote = char
        elif char == "#" and (index == 0 or line[index - 1] in " \t"):
            return line[:index].rstrip()
    return line.rstrip()


Lines = list[tuple[int, str]]


def _block(lines: Lines, indent: int) -> tuple[Any, Lines]:
    """One map, list or scalar that begins at `indent` or deeper; returns it and the lines after it."""
    if not lines or lines[0][0] < indent:
        return None, lines
    own = lines[0][0]
    if lines[0][1].startswith("- ") or lines[0][1] == "-":
        return _list(lines, own)
    if _key(lines[0][1]) is None:
        return _flow(lines[0][1]), lines[1:]
    return _map(lines, own)


def _list(lines: Lines, indent: int) -> tuple[list[Any], Lines]:
    items: list[Any] = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("-"):
        rest = lines[0][1][1:].lstrip()
        inner = indent + len(lines[0][1]) - len(rest)
        lines = ([(inner, rest)] if rest else []) + lines[1:]
        item, lines = _block(lines, indent + 1)
        items.append(item)
    return items, lines


def _map(lines: Lines, indent: int) -> tuple[dict[str, Any], Lines]:
    found: dict[str, Any] = {}
    while lines and lines[0][0] == indent and not lines[0][1].startswith("- "):
        pair = _key(lines[0][1])
        if pair is None:
            raise ValueError(f"not a key: {lines[0][1]!r}")
        key, rest = pair
        lines = lines[1:]
        if rest:
            found[key] = _flow(rest)
        else:
            is_list = bool(lines) and lines[0][0] == indent and lines[0][1].startswith("- ")
            found[key], lines = _block(lines, indent if is_list else indent + 1)
    return found, lines


def _key(line: str) -> tuple[str, str] | None:
    if line[0] in "[{\"'":
        return None
    key, colon, rest = line.partition(": ")
    if colon:
        return key.strip(), rest.strip()
    return (line[:-1].strip(), "") if line.endswith(":") else None


def _flow(text: str) -> Json:
    """A scalar, or a `[..]` or `{..}` on one line."""
    if text[0] not in "[{":
        return _scalar(text)
    tokens = [token for hit in _FLOW_TOKEN.finditer(text) if (token := hit.group(1).strip())]
    value, rest = _flow_value(tokens)
    if rest:
        raise ValueError(f"cannot read {text!r}")
    return value


def _flow_value(tokens: list[str]) -> tuple[Any, list[str]]:
    head, rest = tokens[0], tokens[1:]
    if head == "[":
        items: list[Any] = []
        while rest[0] != "]":
            item, rest = _flow_value(rest)
            items.append(item)
            rest = rest[1:] if rest[0] == "," else rest
        return items, rest[1:]
    if head == "{":
        pairs: dict[str, Any] = {}
        while rest[0] != "}":
            key = str(_scalar(rest[0]))
            if rest[1] != ":":
                raise ValueError(f"no colon after {key!r}")
            pairs[key], rest = _flow_value(rest[2:])
            rest = rest[1:] if rest[0] == "," else rest
        return pairs, rest[1:]
    return _scalar(head), rest


def _scalar(text: str) -> Json:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text in ("true", "false"):
        return text == "true"
    if text in ("null", "~"):
        return None
    return int(text) if re.fullmatch(r"-?\d+", text) else text
