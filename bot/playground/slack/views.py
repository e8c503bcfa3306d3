"""Modals and App Homes: stacks, hashes, kept inputs. Pure."""

import copy
import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.playground.slack.clock import Clock
from bot.playground.slack.elements import State, merged_state
from bot.playground.slack.errors import SlackError
from bot.playground.slack.messages import settled
from bot.playground.slack.people import APP_ID, BOT_ID, TEAM_ID
from bot.playground.slack.wire import Json

STACK_LIMIT = 3
_KEPT = ("title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")


@dataclass
class View:
    """One modal or one person's App Home. `source` is the raw view as the app sent it."""

    id: str
    user: str
    source: dict[str, Any]
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    typed: State = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    """Where the person stood when it opened: channel, for response_urls."""

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks, ids filled in."""
        blocks: list[dict[str, Any]] = self.source["blocks"]
        return blocks

    def for_api(self) -> dict[str, Any]:
        """The view object of answers and payloads, its state as far as it was sent."""
        body: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": self.source["type"],
            "blocks": copy.deepcopy(self.blocks),
            "private_metadata": self.source.get("private_metadata", ""),
            "callback_id": self.source.get("callback_id", ""),
            "state": {"values": merged_state(self.blocks, self.typed)},
            "hash": self.hash,
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": APP_ID,
            "external_id": self.source.get("external_id", ""),
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
        if self.source["type"] == "home":
            body["title"] = {"type": "plain_text", "text": "View Title", "emoji": True}
        return body | {key: copy.deepcopy(self.source[key]) for key in _KEPT if key in self.source}


class Views:
    """All open views. One stack of modals and one Home per person."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids = itertools.count(1)
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def _hash(self) -> str:
        return f"{int(self._clock.now())}.{secrets.token_hex(4)}"

    def stack(self, user: str) -> list[View]:
        """The modals of a person, oldest first."""
        return self.stacks.setdefault(user, [])

    def all(self) -> list[View]:
        """Everything open: modals and Homes."""
        return [*(view for stack in self.stacks.values() for view in stack), *self.homes.values()]

    def find(self, view_id: Json = None, external_id: Json = None) -> View:
        """The open view with this id. Raises not_found, which is also what a closed one answers."""
        for view in self.all():
            if (view_id and view.id == view_id) or (external_id and view.source.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def push(self, user: str, source: dict[str, Any], context: dict[str, Any]) -> View:
        """Put a modal on top of a person's stack. Raises push_limit_reached, duplicate_external_id."""
        stack = self.stack(user)
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._unique(source)
        view_id = f"V{next(self._ids):08d}"
        view = View(
            view_id, user, settled_view(source), self._hash(), stack[0].id if stack else view_id, context=context
        )
        view.previous_view_id = stack[-1].id if stack else None
        stack.append(view)
        return view

    def _unique(self, source: dict[str, Any], own: View | None = None) -> None:
        external_id = source.get("external_id")
        if external_id and any(v is not own and v.source.get("external_id") == external_id for v in self.all()):
            raise SlackError("duplicate_external_id")

    def update(self, view: View, source: dict[str, Any], expected_hash: Json = None) -> View:
        """Replace a view's content; typed inputs stay where block_id and action_id do. Raises hash_conflict."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._unique(source, view)
        before = merged_state(view.blocks, view.typed)
        view.source = settled_view(source)
        view.typed = merged_state(view.blocks, before)
        view.hash = self._hash()
        return view

    def publish(self, user: str, source: dict[str, Any], expected_hash: Json = None) -> View:
        """Set a person's App Home. Raises hash_conflict."""
        home = self.homes.get(user)
        if home is not None:
            return self.update(home, source, expected_hash)
        if expected_hash:
            raise SlackError("hash_conflict")
        self._unique(source)
        view_id = f"V{next(self._ids):08d}"
        self.homes[user] = View(view_id, user, settled_view(source), self._hash(), view_id)
        return self.homes[user]

    def close(self, view: View) -> None:
        """Close one modal."""
        if view in self.stack(view.user):
            self.stack(view.user).remove(view)

    def type_in(self, view: View, typed: Json) -> State:
        """Take over what the page says was typed so far; returns the whole `state.values`."""
        if isinstance(typed, dict):
            for block_id, elements in typed.items():
                if isinstance(elements, dict):
                    view.typed.setdefault(block_id, {}).update(elements)
        view.typed = merged_state(view.blocks, view.typed)
        return copy.deepcopy(view.typed)


def settled_view(source: dict[str, Any]) -> dict[str, Any]:
    """A view as Slack stores it."""
    return copy.deepcopy(source) | {"blocks": settled(source["blocks"])}
