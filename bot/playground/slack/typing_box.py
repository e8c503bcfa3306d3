"""The box a person types into: messages, mentions, slash commands."""

from typing import Any

from bot.playground.slack import payloads
from bot.playground.slack.delivery import DeliveryError
from bot.playground.slack.entities import mentioned, rich_text, smart_typing
from bot.playground.slack.errors import PageError, SlackError
from bot.playground.slack.interactions import Interactions
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.manifest import Command
from bot.playground.slack.messages import Message, settled
from bot.playground.slack.people import BOT_USER, Channel, Person
from bot.playground.slack.wire import Json

Answer = dict[str, Any]


class TypingBox:
    """What happens when a person presses Enter."""

    def __init__(self, slack: LocalSlack, interactions: Interactions) -> None:
        self._slack = slack
        self._interactions = interactions

    async def say(self, person: Person, body: dict[str, Any]) -> Answer:
        """A message or a slash command. Answers `{ok, ...}`; the effects come over the feed."""
        channel = self._slack.workspace.channel_of(person.id, str(body.get("channel")))
        text = body.get("text")
        if channel.is_archived:
            raise PageError("is_archived")
        if not isinstance(text, str) or not text.strip():
            raise PageError("no_text")
        if self._slack.faults.smart_typing:
            text = smart_typing(text)
        thread_ts = str(body["thread_ts"]) if body.get("thread_ts") else None
        if text.startswith("/"):
            return await self._command(person, channel, thread_ts, text)
        return self._message(person, channel, thread_ts, text)

    # -- messages ----------------------------------------------------------------------------------------------------

    def _message(self, person: Person, channel: Channel, thread_ts: str | None, typed: str) -> Answer:
        root = self._slack.workspace.by_ts(channel.id, thread_ts) if thread_ts else None
        if thread_ts and root is None:
            raise PageError("thread_not_found", 404)
        text = self._slack.workspace.names().message(typed)
        message = self._slack.post(
            Message(
                id=self._slack.workspace.next_id(),
                channel=channel.id,
                ts=self._slack.workspace.next_ts(),
                text=text,
                user=person.id,
                blocks=settled(rich_text(text)),
                thread_ts=(root.thread_ts or root.ts) if root else None,
            )
        )
        self._tell_app(person, channel, message)
        return {"ok": True, "id": message.id, "ts": message.ts}

    def _tell_app(self, person: Person, channel: Channel, message: Message) -> None:
        called = BOT_USER in mentioned(message.text, None)
        member = BOT_USER in channel.members
        if called and member and not channel.is_im:
            self._interactions.event(payloads.message_event("app_mention", message, person), channel.id)
        elif called and not member:
            words = f"You mentioned <@{BOT_USER}>, but it is not in this channel. Type /invite @backfill to invite it."
            self._slack.notice(person.id, channel.id, words, message.thread_ts)
        kind = "im" if channel.is_im else "groups" if channel.is_private else "channels"
        if member and f"message.{kind}" in self._slack.manifest.bot_events:
            types = {"im": "im", "groups": "group", "channels": "channel"}
            event = payloads.message_event("message", message, person) | {"channel_type": types[kind]}
            self._interactions.event(event, channel.id)

    # -- commands ----------------------------------------------------------------------------------------------------

    async def _command(self, person: Person, channel: Channel, thread_ts: str | None, typed: str) -> Answer:
        name, _, text = typed.partition(" ")
        name, newline, more = name.partition("\n")
        text = f"{more}{text}" if not newline else f"{more} {text}".rstrip()
        if name == "/invite":
            return self._invite(person, channel, text)
        command = next((each for each in self._slack.manifest.commands if each.command == name), None)
        if command is None:
            return self._refuse(person, channel, f"{name} is not a valid command.", thread_ts)
        if thread_ts:
            return self._refuse(person, channel, f"{name} is not supported in threads. Sorry!", thread_ts)
        return await self._send(person, channel, command, text.strip(" "))

    def _refuse(self, person: Person, channel: Channel, words: str, thread_ts: str | None = None) -> Answer:
        self._slack.notice(person.id, channel.id, words, thread_ts)
        return {"ok": False, "error": words}

    async def _send(self, person: Person, channel: Channel, command: Command, typed: str) -> Answer:
        text = self._slack.workspace.names().command(typed, should_escape=command.should_escape)
        path = self._slack.response_urls.issue("commands", person.id, channel.id)
        payload = payloads.slash_command(
            person,
            channel,
            command.command,
            text,
            response_url=f"{self._slack.base_url}{path}",
            trigger_id=self._slack.triggers.issue(person.id, channel=channel.id),
        )
        try:
            answer = await self._slack.delivery.request("slash_commands", payload)
            self._answered(person, channel, command, typed, answer)
        except DeliveryError as error:
            return self._refuse(person, channel, f"{command.command} failed with the error {error.reason}")
        except SlackError as error:
            self._slack.feed.payload("answer", "ack", error.body(), "refused")
            return self._refuse(person, channel, f"{command.command} failed with the error {error.error}")
        return {"ok": True}

    def _answered(self, person: Person, channel: Channel, command: Command, typed: str, answer: Json) -> None:
        """Show what the ack carried: nothing, a message to the person, or one to the channel."""
        content = {"text": answer} if isinstance(answer, str) else answer
        if not isinstance(content, dict) or not (content.get("text") or content.get("blocks")):
            return
        if content.get("response_type") != "in_channel":
            self._slack.from_bot(channel.id, content, reader=person.id)
            return
        self._slack.post(
            Message(
                id=self._slack.workspace.next_id(),
                channel=channel.id,
                ts=self._slack.workspace.next_ts(),
                text=f"{command.command} {typed}".strip(),
                user=person.id,
            )
        )
        self._slack.from_bot(channel.id, content)

    def _invite(self, person: Person, channel: Channel, text: str) -> Answer:
        named = mentioned(self._slack.workspace.names().message(text), None)
        if BOT_USER not in named or channel.is_im:
            return self._refuse(person, channel, "/invite takes @backfill here.")
        if BOT_USER in channel.members:
            return self._refuse(person, channel, "backfill is already in this channel.")
        channel.members.append(BOT_USER)
        self._slack.post(
            Message(
                id=self._slack.workspace.next_id(),
                channel=channel.id,
                ts=self._slack.workspace.next_ts(),
                text=f"<@{BOT_USER}> was added to #{channel.name} by <@{person.id}>.",
                user=BOT_USER,
                system=True,
            )
        )
        self._slack.feed.send({"type": "channels", "channel": channel.for_page()}, set(channel.members))
        stamp = self._slack.workspace.next_ts()
        event = {"type": "member_joined_channel", "user": BOT_USER, "channel": channel.id, "channel_type": "C"}
        event |= {"team": person.team_id, "inviter": person.id, "event_ts": stamp}
        self._interactions.event(event, channel.id)
        return {"ok": True}
