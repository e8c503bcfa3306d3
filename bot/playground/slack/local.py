"""The local Slack as one object: its state, its feed, and every change that pages must hear of."""

import asyncio
import copy
from dataclasses import dataclass, field
from typing import Any

from bot.playground.slack.checks import check_content, check_metadata
from bot.playground.slack.clock import Clock
from bot.playground.slack.delivery import Delivery
from bot.playground.slack.faults import Faults, Rates
from bot.playground.slack.feed import Feed
from bot.playground.slack.files import Files
from bot.playground.slack.manifest import Manifest
from bot.playground.slack.messages import Message, settled
from bot.playground.slack.people import BOT_ID, BOT_USER, Person
from bot.playground.slack.response_url import Grant, ResponseUrls
from bot.playground.slack.triggers import Triggers
from bot.playground.slack.views import View, Views
from bot.playground.slack.wire import Json
from bot.playground.slack.workspace import Workspace

BOT_TOKEN = "xoxb-playground"  # noqa: S105 - the playground's, known to everybody
APP_TOKEN = "xapp-playground"  # noqa: S105
SIGNING_SECRET = "playground-signing-secret"  # noqa: S105


@dataclass
class LocalSlack:
    """Everything behind the Web API and the page."""

    manifest: Manifest
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    signing_secret: str = SIGNING_SECRET
    dataworks_url: str | None = None
    """Where the simulated DataWorks listens, for /page/dataworks."""
    base_url: str = ""
    """Our own address, without a slash at its end; known once a port is bound."""
    people: list[Person] | None = None
    """Who lives here; the playground's own cast if None."""
    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.clock, self.people)
        self.views = Views(self.clock)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.files = Files()
        self.rates = Rates(self.clock)
        self.feed = Feed(self.clock)
        self.delivery: Delivery
        self.app_is_there = asyncio.Event()
        """Set while the app can be reached."""

    def connection_changed(self, connected: bool) -> None:
        """Tell the pages whether the app is there."""
        self.feed.send({"type": "bot", "connected": connected})
        if connected:
            self.app_is_there.set()
        else:
            self.app_is_there.clear()

    # -- messages ----------------------------------------------------------------------------------------------------

    def readers(self, message: Message) -> set[str]:
        """Who sees a message."""
        return {message.reader} if message.reader else set(self.workspace.channels[message.channel].members)

    def tell(self, kind: str, message: Message) -> None:
        """Send `message`, `message_changed` or `message_deleted` to those who see it."""
        self.feed.send({"type": kind, "message": message.for_page()}, self.readers(message))

    def post(self, message: Message, *, ping: bool = True) -> Message:
        """Keep and show a new message; notify those it concerns."""
        if message.reader in self.faults.absent:
            return message
        self.workspace.add(message)
        self.tell("message", message)
        root = self.workspace.by_ts(message.channel, message.thread_ts) if message.is_reply else None
        if root and not message.ephemeral:
            self.tell("message_changed", root)
        if ping and not message.ephemeral and not message.system:
            for note in self.workspace.notify(message):
                self.feed.send({"type": "notification"} | note, {note["user"]})
        return message

    def new_message(self, channel: str, content: dict[str, Any], **fields: Json) -> Message:
        """A message of `content` (text, blocks, attachments, metadata), not posted yet. Raises SlackError."""
        text = check_content(content, total=fields.get("by_token", False))
        markdown = [{"type": "markdown", "text": text}] if content.get("markdown_text") else None
        blocks = content.get("blocks") or markdown
        return Message(
            id=self.workspace.next_id(),
            channel=channel,
            ts=self.workspace.next_ts(),
            text=text,
            blocks=settled(blocks) if blocks else None,
            attachments=copy.deepcopy(content.get("attachments") or []),
            metadata=check_metadata(content.get("metadata")),
            **fields,
        )

    def from_bot(self, channel: str, content: dict[str, Any], **fields: Json) -> Message:
        """Post a message of the app. Raises SlackError."""
        return self.post(self.new_message(channel, content, user=BOT_USER, bot_id=BOT_ID, **fields))

    def rewrite(self, message: Message, content: dict[str, Any], *, edited: bool) -> Message:
        """Give a message other content; nobody is notified; blocks and metadata left out stay. Raises SlackError."""
        kept = {"blocks": message.blocks, "attachments": message.attachments} | content
        message.text = check_content(kept, total=message.by_token)
        if content.get("blocks") is not None:
            message.blocks = settled(content["blocks"]) or None
        if content.get("attachments") is not None:
            message.attachments = copy.deepcopy(content["attachments"])
        if content.get("metadata") is not None:
            message.metadata = check_metadata(content["metadata"])
        if edited:
            message.edited_ts = self.workspace.next_ts()
        self.tell("message_changed", message)
        return message

    def delete(self, message: Message) -> None:
        """Take a message away."""
        readers = self.readers(message)
        root = self.workspace.by_ts(message.channel, message.thread_ts) if message.is_reply else None
        self.workspace.remove(message)
        self.feed.send({"type": "message_deleted", "message": message.for_page()}, readers)
        if root:
            self.tell("message_changed", root)

    def notice(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        """A notice of Slack itself to one person, such as a command's failure."""
        space = self.workspace
        message = Message(
            space.next_id(), channel, space.next_ts(), text, reader=user, system=True, thread_ts=thread_ts
        )
        self.post(message)

    # -- response_url ------------------------------------------------------------------------------------------------

    def respond(self, grant: Grant, content: dict[str, Any]) -> None:
        """Do what was posted to a response_url. Raises SlackError."""
        source = self.workspace.messages.get(grant.message_id or "")
        own = source if source and source.bot_id == BOT_ID else None
        if content.get("delete_original"):
            if own:
                self.delete(own)
        elif content.get("replace_original") and own:
            self.rewrite(own, {"blocks": [], "attachments": []} | _present(content), edited=False)
        elif content.get("response_type") == "in_channel":
            thread_ts = self.workspace.thread_root(grant.channel, content.get("thread_ts"))
            self.from_bot(grant.channel, content, thread_ts=thread_ts)
        else:
            self.from_bot(grant.channel, content, reader=grant.user, thread_ts=grant.thread_ts)
        grant.uses += 1

    # -- views -------------------------------------------------------------------------------------------------------

    def tell_view(self, kind: str, view: View) -> None:
        """Send `view_opened`, `view_updated` or `view_closed` with the stack as it is now, or `home`."""
        if view.source["type"] == "home":
            self.feed.send({"type": "home", "view": view.for_api()}, {view.user})
            return
        stack = [each.for_api() for each in self.views.stack(view.user)]
        self.feed.send({"type": kind, "view": view.for_api(), "stack": stack}, {view.user})

    def close_view(self, view: View) -> None:
        """Close one modal and say so."""
        self.views.close(view)
        self.tell_view("view_closed", view)


def _present(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value is not None}
