"""A person at the local Slack: says, sees, presses, fills in. The script runner and the conversation tests use it.

    async with Person(url, "Mei Chen") as mei:
        await mei.says("/backfill 1001 last 7 days")
        preview = await mei.sees("7 days", only_to_me=True)
        await preview.press("Confirm", times=2)
        await mei.sees("Sent to DataWorks", in_thread=True)

It speaks the page API and nothing else, so it can do no more than a person at the page can. Waiting is done on the
event socket. What cannot be done or seen raises `NotSeenError` with a sentence and what was on the screen instead.
"""

from types import TracebackType
from typing import Any, TypeAlias

from bot.playground.client import WITHIN, Client, NotSeenError
from bot.playground.screen import Screen, Surface, contains
from bot.playground.seen import Seen

__all__ = ["WITHIN", "NotSeenError", "Person", "Seen"]

Json: TypeAlias = Any


class Person:
    """One person's client. `name` is a real name, a user name or a user id of the local Slack."""

    def __init__(self, url: str, name: str, *, channel: str = "data-ops") -> None:
        self.url = url
        self.name = name
        self._channel = channel

    async def __aenter__(self) -> "Person":
        self.client = await Client.open(self.url, self.name)
        self.name = self.client.name
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.close()

    @property
    def screen(self) -> Screen:
        """Everything this person can see."""
        return self.client.screen

    # What a person does

    @property
    def user(self) -> str:
        """The user id."""
        return self.screen.user

    @property
    def channel(self) -> str:
        """The id of the channel this person writes in."""
        wanted = self._channel.lstrip("#@")
        for ident, channel in self.screen.channels.items():
            if wanted in (ident, channel["name"]) or (channel.get("is_im") and wanted in ("backfill", "dm")):
                return ident
        known = ", ".join(f"#{channel['name']}" for channel in self.screen.channels.values())
        raise NotSeenError(f"{self.name} sees no channel #{wanted}. There are: {known}.")

    def goes_to(self, channel: str) -> None:
        """Write in another channel from here on: `#random`, an id, or `dm` for the direct message with the bot."""
        before, self._channel = self._channel, channel
        self.screen.at_home = False
        try:
            _ = self.channel
        except NotSeenError:
            self._channel = before
            raise

    async def says(self, text: str, *, thread: Seen | None = None) -> None:
        """Type a line and send it; a line that begins with `/` is a slash command. Returns when Slack has taken it."""
        await self._type(text, thread)

    async def writes(self, text: str, *, thread: Seen | None = None) -> Seen:
        """Write a message, in a thread if so asked, and return it once it stands there."""
        answer = await self._type(text, thread)
        messages = self.screen.messages
        await self.client.wait(lambda: answer.get("id") in messages, WITHIN, f'their own message "{text}"')
        return Seen(self.client, messages[answer["id"]])

    async def _type(self, text: str, thread: Seen | None) -> Json:
        body = {"channel": self.channel, "text": text}
        if thread:
            message = thread.json
            body |= {"channel": message["channel"], "thread_ts": message.get("thread_ts") or message["ts"]}
        self.screen.at_home = False
        return await self.client.act("say", body)

    async def press(self, label: str, *, times: int = 1) -> None:
        """Press the button with this label wherever it is: in the open form, else in the latest message that has it."""
        for surface in self.screen.surfaces():
            seen = Seen(self.client, surface)
            if seen.offers(label):
                await seen.press(label, times=times)
                return
        raise NotSeenError(f"{self.name} sees no button [{label}], but this:\n{self.screen.shown()}")

    async def opens_home(self, *, within: float = WITHIN) -> Seen:
        """Open the bot's App Home and wait until it is published."""
        before = self.screen.count
        self.screen.at_home = True
        await self.client.act("home", {})
        await self.client.wait(lambda: self.screen.home and self.screen.home.touched > before, within, "App Home")
        return next(Seen(self.client, home) for home in [self.screen.home] if home)

    async def uses_shortcut(self, name: str, on: Seen | None = None) -> None:
        """Choose a shortcut of the bot by its name: a global one, or, on a message, one of its message menu."""
        for shortcut in self.screen.shortcuts:
            if name in (shortcut["name"], shortcut["callback_id"]):
                body = {"callback_id": shortcut["callback_id"]}
                await self.client.act("shortcut", body | (on.surface.source if on else {}))
                return
        known = ", ".join(shortcut["name"] for shortcut in self.screen.shortcuts)
        raise NotSeenError(f"There is no shortcut {name!r}. There are: {known or 'none'}.")

    async def speaks(self, locale: str) -> None:
        """Switch the language of this person's Slack, as `zh-CN`."""
        await self.client.act("locale", {"locale": locale})

    async def reloads(self) -> None:
        """Reload the client: messages only to this person are gone."""
        await self.client.act("reload", {})
        await self.client.reload()

    async def sets_faults(self, **faults: Json) -> None:
        """Flip the switches of the local Slack, as `api_status=503` or `drop_after=1`."""
        await self.client.post("faults", faults)

    # What a person sees

    async def sees(
        self,
        text: str,
        *,
        only_to_me: bool = False,
        in_thread: bool = False,
        in_channel: str | None = None,
        within: float = WITHIN,
    ) -> Seen:
        """Wait for a message or an open form that holds the text, and return it.

        A message counts if it came or changed since this person last did something; the latest one is returned.
        """

        found: list[Seen] = []

        def look() -> bool:
            found[:] = [
                Seen(self.client, surface)
                for surface in self.screen.surfaces()
                if self._counts(surface, only_to_me, in_thread, in_channel)
                and contains(self.screen.text(surface), text)
            ]
            return bool(found)

        where = " in a thread" * in_thread + " only to them" * only_to_me + (f" in {in_channel}" if in_channel else "")
        await self.client.wait(look, within, f'"{text}"{where}')
        return found[0]

    def _counts(self, surface: Surface, only_to_me: bool, in_thread: bool, in_channel: str | None) -> bool:
        """True for an open form, or a message of somebody else, not older than this person's last act."""
        if surface.kind != "message":
            return not in_thread and in_channel is None
        channel = self.screen.channels.get(surface.json["channel"], {})
        return (
            surface.touched >= self.client.acted
            and surface.json.get("user") != self.user
            and surface.only_to_me >= only_to_me
            and surface.in_thread >= in_thread
            and (in_channel is None or in_channel.lstrip("#") in (channel.get("id"), channel.get("name")))
        )

    def read(self, text: str = "") -> list[Seen]:
        """Every message on the screen that holds the text, oldest first, whenever it came. Does not wait."""
        held = [Seen(self.client, surface) for surface in self.screen.messages.values()]
        return [seen for seen in held if contains(seen.text, text)]

    async def bot_is_there(self, *, within: float = WITHIN) -> None:
        """Wait until the bot is connected to this Slack."""
        await self.client.wait(lambda: self.screen.bot_connected, within, "the bot connected")
