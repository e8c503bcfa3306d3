"""What Slack does to text between the keyboard and the app: entities, mentions, links, smart typing. Pure."""

import re
from typing import Any

from bot.playground.slack.people import Channel, Person, Usergroup
from bot.playground.slack.wire import Json

_PICKED = re.compile(r"<(@[UW]\w+|#[CG]\w+|!subteam\^S\w+)(?:\|[^<>]*)?>")
_AT_NAME = re.compile(r"(?<![\w@<])@([A-Za-z0-9][\w.-]*)")
_HASH_NAME = re.compile(r"(?<![\w#<&])#([a-z0-9][\w-]*)")
_LINK = re.compile(
    r"(?<![\w@.|/<-])(https?://[^\s<>|]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|cn|dev|ai|co)(?![\w.-]))", re.IGNORECASE
)


def escape(text: str) -> str:
    """`& < >` as entities, which is how apps get typed text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Names:
    """Turns what a person types into Slack's markup and back to plain names."""

    def __init__(self, people: list[Person], channels: list[Channel], groups: list[Usergroup]) -> None:
        self._people = {person.name: person for person in people}
        self._channels = {channel.name: channel for channel in channels if not channel.is_im}
        self._groups = {group.handle: group for group in groups}
        self._ids = (
            {person.id: f"@{person.name}" for person in people}
            | {channel.id: f"#{channel.name}" for channel in channels if not channel.is_im}
            | {group.id: f"@{group.handle}" for group in groups}
        )

    def message(self, typed: str) -> str:
        """Text of a message: entities, then mentions and channels as ids without a label."""
        return self._mark(typed, labels=False)

    def command(self, typed: str, *, should_escape: bool) -> str:
        """Text of a slash command. `should_escape` as in the manifest: ids with a label, else names as typed."""
        if should_escape:
            return self._mark(typed, labels=True)
        return _PICKED.sub(lambda hit: self._plain(hit.group(1)), escape_outside(typed))

    def _plain(self, token: str) -> str:
        return self._ids.get(_id_of(token), token)

    def _mark(self, typed: str, *, labels: bool) -> str:
        text = escape_outside(typed)
        pieces: list[str] = []
        end = 0
        for hit in _PICKED.finditer(text):
            pieces += [self._names(text[end : hit.start()], labels=labels), self._picked(hit, labels=labels)]
            end = hit.end()
        return "".join([*pieces, self._names(text[end:], labels=labels)])

    def _picked(self, hit: re.Match[str], *, labels: bool) -> str:
        token = hit.group(1)
        known = self._ids.get(_id_of(token))
        if known is None:
            return escape(hit.group(0))
        if token.startswith("#"):
            return self._channel(self._channels[known[1:]])
        label = known if token.startswith("!") else known[1:]
        return f"<{token}|{label}>" if labels else f"<{token}>"

    def _names(self, text: str, *, labels: bool) -> str:
        def person_or_group(hit: re.Match[str]) -> str:
            name = hit.group(1).rstrip(".-")
            rest = hit.group(1)[len(name) :]
            if person := self._people.get(name):
                return (f"<@{person.id}|{name}>" if labels else f"<@{person.id}>") + rest
            if group := self._groups.get(name):
                return (f"<!subteam^{group.id}|@{name}>" if labels else f"<!subteam^{group.id}>") + rest
            return {"here": "<!here>", "channel": "<!channel>", "everyone": "<!everyone>"}.get(name, f"@{name}") + rest

        def channel(hit: re.Match[str]) -> str:
            found = self._channels.get(hit.group(1))
            return self._channel(found) if found else hit.group(0)

        def link(hit: re.Match[str]) -> str:
            label = hit.group(1)
            return f"<{label if '://' in label else 'http://' + label}|{label}>"

        return _HASH_NAME.sub(channel, _AT_NAME.sub(person_or_group, _LINK.sub(link, text)))

    @staticmethod
    def _channel(channel: Channel) -> str:
        return f"<#{channel.id}|{'' if channel.is_private else channel.name}>"


def _id_of(token: str) -> str:
    return token.removeprefix("!subteam^").lstrip("@#")


def escape_outside(typed: str) -> str:
    """Entities everywhere but in mentions picked from the composer's list: `<@U..>`, `<#C..>`, `<!subteam^S..>`."""
    pieces: list[str] = []
    end = 0
    for hit in _PICKED.finditer(typed):
        pieces += [escape(typed[end : hit.start()]), hit.group(0)]
        end = hit.end()
    return "".join([*pieces, escape(typed[end:])])


def smart_typing(typed: str) -> str:
    """What clients substitute while typing: a dash for `--`, an ellipsis, curly quotes; and a U+00A0 as last space."""
    text = typed.replace("--", "—").replace("...", "…")
    text = re.sub(r'"([^"]*)"', "“\\1”", text)
    text = re.sub(r"(?<=\w)'", "’", text)
    head, space, tail = text.rpartition(" ")
    return f"{head}\u00a0{tail}" if space else text


def rich_text(text: str) -> list[dict[str, Any]]:
    """The blocks a client makes of typed text; only mentions and channels are told apart."""
    elements: list[dict[str, Any]] = []
    end = 0
    for hit in re.finditer(r"<(@|#|!subteam\^)(\w+)(?:\|[^>]*)?>", text):
        if hit.start() > end:
            elements.append({"type": "text", "text": _unescape(text[end : hit.start()])})
        kind, key = {"@": ("user", "user_id"), "#": ("channel", "channel_id")}.get(
            hit.group(1), ("usergroup", "usergroup_id")
        )
        elements.append({"type": kind, key: hit.group(2)})
        end = hit.end()
    if end < len(text):
        elements.append({"type": "text", "text": _unescape(text[end:])})
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str, blocks: list[dict[str, Any]] | None) -> set[str]:
    """Ids of users and user groups that `text` or `blocks` mention, and `channel` for @channel, @here, @everyone."""
    found: set[str] = set()

    def walk(node: Json) -> None:
        if isinstance(node, str):
            found.update(re.findall(r"<@([UW]\w+)", node))
            found.update(re.findall(r"<!subteam\^(S\w+)", node))
            if re.search(r"<!(here|channel|everyone)\b", node):
                found.add("channel")
        elif isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            if node.get("type") == "broadcast":
                found.add("channel")
            found.update(node[key] for key in ("user_id", "usergroup_id") if isinstance(node.get(key), str))
            for value in node.values():
                walk(value)

    walk(text)
    walk(blocks)
    return found
