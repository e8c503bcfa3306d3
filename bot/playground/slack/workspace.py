"""The state of the workspace: people, channels, messages. Pure: no network, no clock but the one handed in."""

import itertools
from collections.abc import Iterator
from typing import Any

from bot.playground.slack.clock import Clock
from bot.playground.slack.entities import Names, mentioned
from bot.playground.slack.errors import PageError, SlackError
from bot.playground.slack.messages import Message
from bot.playground.slack.people import BOT_USER, Channel, Person, Usergroup, cast, groups, rooms
from bot.playground.slack.wire import Json


class Workspace:
    """Everything that Slack would remember, and the ephemerals that one client shows."""

    def __init__(self, clock: Clock, people: list[Person] | None = None) -> None:
        self._clock = clock
        people = cast() if people is None else people
        self.people: dict[str, Person] = {person.id: person for person in people}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in rooms(people)}
        self.groups: dict[str, Usergroup] = {group.id: group for group in groups()}
        self.messages: dict[str, Message] = {}
        self.notifications: list[dict[str, Any]] = []
        """What pinged whom, oldest first: `{user, channel, ts, text, reason: post|reply|mention|direct}`."""
        self.absent: set[str] = set()
        """People without an open client: ephemerals do not reach them."""
        self._counter = itertools.count(1)
        self._last_ts = 0

    # -- ids and lookups ---------------------------------------------------------------------------------------------

    def next_ts(self) -> str:
        """A message timestamp: seconds with six decimals, unique and rising in the whole workspace."""
        self._last_ts = max(int(self._clock.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_id(self) -> str:
        """A key for one message, also for those that one person sees only."""
        return f"m{next(self._counter)}"

    def names(self) -> Names:
        """The reader of typed mentions."""
        return Names(list(self.people.values()), list(self.channels.values()), list(self.groups.values()))

    def actor(self, user: str) -> Person:
        """The person who acts in the page. Raises PageError for unknown, deactivated and automatic ones."""
        person = self.people.get(user)
        if person is None or person.is_bot:
            raise PageError("user_not_found", 404)
        if person.deleted:
            raise PageError("account_inactive", 403)
        return person

    def channel_of(self, user: str, channel_id: str) -> Channel:
        """A channel that `user` may see. Raises PageError."""
        channel = self.channels.get(channel_id)
        if channel is None or user not in channel.members:
            raise PageError("channel_not_found", 404)
        return channel

    def seen_by_bot(self, channel_id: Json) -> Channel:
        """A channel the app may know of, by id or name; private ones without the bot are channel_not_found."""
        name = str(channel_id or "").lstrip("#")
        found = self.channels.get(name) or next(
            (c for c in self.channels.values() if not c.is_im and c.name == name), None
        )
        if found is None or (found.is_private and BOT_USER not in found.members):
            raise SlackError("channel_not_found")
        return found

    def direct_channel(self, user: str) -> Channel:
        """The direct message of the bot with `user`. Raises user_not_found, user_disabled, user_not_visible."""
        person = self.people.get(user)
        if person is None or person.is_bot:
            raise SlackError("user_not_found")
        if person.deleted:
            raise SlackError("user_disabled")
        if person.is_stranger:
            raise SlackError("user_not_visible")
        return next(channel for channel in self.channels.values() if channel.im_user == user)

    # -- messages ----------------------------------------------------------------------------------------------------

    def add(self, message: Message) -> Message:
        """Keep a message; a reply is counted at its root."""
        self.messages[message.id] = message
        root = self.by_ts(message.channel, message.thread_ts) if message.is_reply else None
        if root and not message.ephemeral:
            root.thread_ts = root.ts
            root.replies.append(message.user or "")
        return message

    def by_ts(self, channel: str, ts: str | None) -> Message | None:
        """The lasting message with this timestamp: never an ephemeral, never a deleted one."""
        for message in self.messages.values():
            if message.ts == ts and message.channel == channel and not message.ephemeral and not message.deleted:
                return message
        return None

    def remove(self, message: Message) -> None:
        """Delete a message; its thread's count follows."""
        message.deleted = True
        root = self.by_ts(message.channel, message.thread_ts) if message.is_reply else None
        if root and not message.ephemeral and (message.user or "") in root.replies:
            root.replies.remove(message.user or "")
        self.messages.pop(message.id, None)

    def visible(self, message: Message, user: str) -> bool:
        """Does `user` see this message?"""
        channel = self.channels[message.channel]
        return message.reader == user if message.reader else user in channel.members

    def shown_to(self, user: str, channel: str) -> list[Message]:
        """What the page shows `user` in `channel`, oldest first, ephemerals and replies included."""
        found = [m for m in self.messages.values() if m.channel == channel and self.visible(m, user)]
        return sorted(found, key=lambda message: message.ts)

    def history(self, channel: str) -> list[Message]:
        """The channel's roots and broadcast replies, newest first, without ephemerals."""
        found = [m for m in self._lasting(channel) if not m.is_reply or m.broadcast]
        return sorted(found, key=lambda message: message.ts, reverse=True)

    def thread_root(self, channel: str, thread_ts: Json) -> str | None:
        """The thread to answer in, or None. Raises thread_not_found, and cannot_reply_to_message for a reply's ts."""
        if not thread_ts:
            return None
        root = self.by_ts(channel, str(thread_ts))
        if root is None:
            raise SlackError("thread_not_found")
        if root.is_reply:
            raise SlackError("cannot_reply_to_message")
        return root.ts

    def thread(self, channel: str, ts: str) -> list[Message]:
        """Root and replies of a thread, oldest first; empty if there is no such message."""
        root = self.by_ts(channel, ts)
        if root is None:
            return []
        root_ts = root.thread_ts or root.ts
        found = [m for m in self._lasting(channel) if root_ts in (m.ts, m.thread_ts)]
        return sorted(found, key=lambda message: message.ts)

    def _lasting(self, channel: str) -> Iterator[Message]:
        return (m for m in list(self.messages.values()) if m.channel == channel and not m.ephemeral and not m.deleted)

    def forget_ephemerals(self, user: str) -> list[Message]:
        """A reload of the client: everything that only `user` saw is gone. Returns what went."""
        gone = [message for message in self.messages.values() if message.reader == user]
        for message in gone:
            self.remove(message)
        return gone

    # -- notifications -----------------------------------------------------------------------------------------------

    def notify(self, message: Message) -> list[dict[str, Any]]:
        """Who is pinged by a new message and why. Edits and ephemerals never come here."""
        channel = self.channels[message.channel]
        named = self._people_named(message, channel)
        part = self._taking_part(message) if message.is_reply else set(channel.members)
        pings = []
        for user in channel.members:
            if user in (message.user, BOT_USER) or user not in named | part:
                continue
            reason = "reply" if message.is_reply else "direct" if channel.is_im else "post"
            reason = "mention" if user in named else reason
            ping = {"user": user, "channel": channel.id, "ts": message.ts, "text": message.text, "reason": reason}
            pings.append(ping)
        self.notifications += pings
        return pings

    def _people_named(self, message: Message, channel: Channel) -> set[str]:
        named = mentioned(message.text, message.blocks)
        for group in self.groups.values():
            if group.id in named:
                named |= set(group.users)
        return named | (set(channel.members) if "channel" in named else set())

    def _taking_part(self, reply: Message) -> set[str]:
        thread = [m for m in self.thread(reply.channel, reply.thread_ts or "") if m.ts < reply.ts]
        part = {message.user for message in thread if message.user}
        for message in thread:
            part |= self._people_named(message, self.channels[message.channel])
        return part
