"""What one person's client holds: messages, open views, Home, kept up to date by the local Slack's event socket.

No I/O. `Screen.reset` takes the answer of `GET /page/state`, `Screen.take` each object that comes over `/page/socket`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.playground.form import State
from bot.playground.mrkdwn import Reader
from bot.playground.transcript import Sight, one_line

Json: TypeAlias = Any


@dataclass
class Surface:
    """A message or a view on the screen, and what this person has filled in there.

    `touched` counts up with every event of the whole screen: a surface with a higher count changed later.
    """

    json: Json
    kind: str
    touched: int = 0
    gone: bool = False

    def __post_init__(self) -> None:
        self.state: State = {}
        self.errors: dict[str, str] = {}

    @property
    def source(self) -> dict[str, str]:
        """How the page API names it: `{message_id}` or `{view_id}`."""
        return {"message_id" if self.kind == "message" else "view_id": self.json["id"]}

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, none for a message of text alone."""
        return list(self.json.get("blocks") or ())

    @property
    def in_thread(self) -> bool:
        """True for a reply in a thread."""
        root = self.json.get("thread_ts")
        return bool(root) and root != self.json.get("ts")

    @property
    def only_to_me(self) -> bool:
        """True for what nobody else can see: an ephemeral message, a view."""
        return self.kind != "message" or bool(self.json.get("ephemeral") or self.json.get("system"))


class Screen:
    """Everything one person can see, in the order it came."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.count = 0
        self.messages: dict[str, Surface] = {}
        self.views: list[Surface] = []
        self.home: Surface | None = None
        self.at_home = False
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}
        self.shortcuts: list[Json] = []
        self.bot_connected = False
        self.notifications: list[Json] = []
        self.payloads: deque[Json] = deque(maxlen=2000)

    def reset(self, state: Json) -> None:
        """Take the whole state, as after a reload of the client."""
        self.users = {user["id"]: user for user in state["users"]}
        self.channels = {channel["id"]: channel for channel in state["channels"]}
        self.shortcuts = state.get("shortcuts") or []
        self.bot_connected = bool(state["bot"].get("connected"))
        kept, self.messages = self.messages, {}
        for messages in state["messages"].values():
            for message in messages:
                self._put_message(message, kept.get(message["id"]))
        self._stack(state.get("views") or [])
        if state.get("home"):
            self._publish(state["home"])

    def take(self, event: Json) -> None:
        """Take one event; kinds that change nothing to be seen are kept or dropped."""
        self.count += 1
        kind = event["type"]
        if kind in ("message", "message_changed"):
            self._put_message(event["message"], self.messages.get(event["message"]["id"]))
        elif kind == "message_deleted":
            self._delete(event["message"]["id"])
        elif kind in ("view_opened", "view_updated", "view_closed"):
            self._stack(event["stack"])
        elif kind == "home" and event["view"]:
            self._publish(event["view"])
        elif kind == "notification":
            self.notifications.append(event)
        elif kind == "bot":
            self.bot_connected = bool(event["connected"])
        elif kind == "users":
            self.users = {user["id"]: user for user in event["users"]}
        elif kind == "payload":
            self.payloads.append(event)

    @property
    def reader(self) -> Reader:
        """This person as a reader of texts."""
        names = {ident: user.get("real_name") or user["name"] for ident, user in self.users.items()}
        names |= {ident: channel["name"] for ident, channel in self.channels.items()}
        return Reader(names, self.users.get(self.user, {}).get("tz") or "UTC")

    def text(self, surface: Surface) -> str:
        """A surface as plain text, with what was filled in and the errors shown."""
        sight = Sight(self.reader, surface.state, surface.errors)
        return sight.message(surface.json) if surface.kind == "message" else sight.view(surface.json)

    def surfaces(self) -> Iterator[Surface]:
        """What can be looked at, most important first: the open view, Home while it is open, the latest messages."""
        yield from reversed(self.views[-1:])
        if self.home and self.at_home:
            yield self.home
        yield from sorted(self.messages.values(), key=lambda surface: surface.touched, reverse=True)

    def shown(self, last: int = 6) -> str:
        """The open view and the last messages, for an error that says what was there instead."""
        views = [f"  (open form)\n{indented(self.text(view))}" for view in self.views[-1:]]
        latest = sorted(self.messages.values(), key=lambda surface: surface.touched)[-last:]
        return (
            "\n".join([f"  {self.heading(one)}\n{indented(self.text(one))}" for one in latest] + views) or "  nothing"
        )

    def heading(self, surface: Surface) -> str:
        """Who says a message and where: `backfill in #data-ops, in a thread, only to you`."""
        if surface.kind != "message":
            return "App Home" if surface.kind == "home" else "form"
        message = surface.json
        author = message.get("user") or message.get("bot_id") or "Slack"
        author = "Slack" if message.get("system") else self.reader.name(author)
        channel = self.channels.get(message["channel"], {})
        place = "a direct message" if channel.get("is_im") else f"#{channel.get('name', message['channel'])}"
        notes = [note for note, true in (("in a thread", surface.in_thread), ("edited", message.get("edited"))) if true]
        notes += ["only to you"] if surface.only_to_me else []
        return ", ".join([f"{author} in {place}", *notes])

    def _put_message(self, message: Json, surface: Surface | None) -> None:
        if message.get("deleted"):
            self._delete(message["id"])
            return
        if surface is None:
            surface = Surface(message, "message")
        elif surface.json.get("blocks") != message.get("blocks"):
            surface.state, surface.errors = {}, {}
        surface.json, surface.touched = message, self.count
        self.messages[message["id"]] = surface

    def _delete(self, message_id: str) -> None:
        if surface := self.messages.pop(message_id, None):
            surface.gone = True

    def _stack(self, stack: list[Json]) -> None:
        """Take the stack of open views. What was typed stays where block_id and action_id stay, as in Slack."""
        before = {surface.json["id"]: surface for surface in self.views}
        self.views = []
        for view in stack:
            surface = before.pop(view["id"], None) or Surface(view, "view")
            if surface.json != view:
                surface.errors = {}
            surface.json, surface.touched = view, self.count
            self.views.append(surface)
        for surface in before.values():
            surface.gone = True

    def _publish(self, view: Json) -> None:
        if self.home is None:
            self.home = Surface(view, "home")
        self.home.json, self.home.touched = view, self.count


def indented(text: str, by: str = "    ") -> str:
    """A text with every line moved in."""
    return "\n".join(by + line for line in text.splitlines())


def contains(text: str, words: str) -> bool:
    """True when a text holds the words, however its lines are broken."""
    return one_line(words) in one_line(text)
