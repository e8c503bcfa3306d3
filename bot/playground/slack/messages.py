"""A message as the local Slack keeps it, and its two faces: the API's and the page's. Pure."""

import copy
import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.playground.slack.people import APP_ID, BOT_ID, BOT_USER, TEAM_ID
from bot.playground.slack.wire import Json

Block = dict[str, Any]


@dataclass
class Message:
    """One message. `reader` is set for what only one person sees; `owner` says whose edits are accepted."""

    id: str
    channel: str
    ts: str
    text: str
    user: str | None = None
    bot_id: str | None = None
    blocks: list[Block] | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: dict[str, Any] | None = None
    reader: str | None = None
    """The one person who sees it; None: everybody in the channel."""
    system: bool = False
    by_token: bool = False
    """Posted with the bot token: chat.update and chat.delete may touch it, unlike what came through a response_url."""
    edited_ts: str | None = None
    deleted: bool = False
    files: list[dict[str, Any]] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    """User ids of the repliers, in order, with repetitions."""

    @property
    def ephemeral(self) -> bool:
        """Shown to one person only."""
        return self.reader is not None

    @property
    def is_reply(self) -> bool:
        """A reply in a thread, not its root."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def for_api(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message object of conversations.history and of payloads."""
        body: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM_ID}
        if self.bot_id:
            body |= {"bot_id": self.bot_id, "app_id": APP_ID, "bot_profile": _bot_profile()}
        held = {
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts,
            "files": self.files,
        }
        body |= {name: copy.deepcopy(value) for name, value in held.items() if value}
        if self.replies and not self.is_reply:
            body |= {
                "reply_count": len(self.replies),
                "reply_users": list(dict.fromkeys(self.replies)),
                "subscribed": False,
            }
            body["reply_users_count"] = len(body["reply_users"])
        if self.edited_ts:
            body["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.reactions:
            body["reactions"] = [{"name": n, "users": list(u), "count": len(u)} for n, u in self.reactions.items()]
        if with_metadata and self.metadata:
            body["metadata"] = copy.deepcopy(self.metadata)
        return body

    def for_page(self) -> dict[str, Any]:
        """The message of the page API."""
        return {
            "id": self.id,
            "channel": self.channel,
            "ts": self.ts,
            "user": self.user,
            "bot_id": self.bot_id,
            "text": self.text,
            "blocks": copy.deepcopy(self.blocks),
            "attachments": copy.deepcopy(self.attachments),
            "thread_ts": self.thread_ts,
            "broadcast": self.broadcast,
            "reply_count": len(self.replies),
            "reply_users": list(dict.fromkeys(self.replies)),
            "edited": self.edited_ts is not None,
            "ephemeral": self.ephemeral,
            "deleted": self.deleted,
            "files": copy.deepcopy(self.files),
            "reactions": [{"name": n, "users": list(u), "count": len(u)} for n, u in self.reactions.items()],
            "system": self.system,
        }


def _bot_profile() -> dict[str, Any]:
    return {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": BOT_USER,
        "name": "backfill",
        "icons": {},
        "deleted": False,
        "updated": 1_790_000_000,
        "team_id": TEAM_ID,
    }


def settled(blocks: list[Block]) -> list[Block]:
    """`blocks` as Slack stores them: ids filled in, `emoji` and `verbatim` written out."""
    stored = copy.deepcopy(blocks)
    for block in stored:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    _spell_out(stored)
    return stored


def _spell_out(node: Json) -> None:
    if isinstance(node, list):
        for item in node:
            _spell_out(item)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text" and isinstance(node.get("text"), str):
            node.setdefault("emoji", True)
        elif node.get("type") == "mrkdwn" and isinstance(node.get("text"), str):
            node.setdefault("verbatim", False)
        for value in node.values():
            _spell_out(value)


def elements_of(block: Block) -> list[dict[str, Any]]:
    """The interactive elements of a block: of actions, of an input, or a section's accessory."""
    if block.get("type") in ("actions", "context_actions"):
        return [element for element in block.get("elements", []) if isinstance(element, dict)]
    one = block.get("element") if block.get("type") == "input" else block.get("accessory")
    return [one] if isinstance(one, dict) and one.get("type") != "image" else []


def find_element(blocks: list[Block], block_id: str, action_id: str) -> tuple[Block, dict[str, Any]] | None:
    """The block and the element with these ids, or None."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return block, element
    return None
