"""Plays a conversation from a file of lines, and prints what the people would see.

One line does one thing; `#` begins a comment. Who acts is the person of the last `as` line.

    as Mei Chen                     a person of the local Slack; the first of these opens the conversation
    in #data-ops                    the channel to write in; `in dm` for the direct message with the bot
    say /backfill 1001 yesterday    type a line and send it
    see [within 60s] [only-to-me] [in-thread] [in #channel] WORDS
                                    wait (30 s unless told) for a message or form that holds the words
    read WORDS                      the message or form of the last `see` holds the words, now or within 30 s
    press [twice] LABEL             press a button of what was seen last, else the latest that has it
    fill LABEL: VALUE               put a text, date or time into an input of the open form
    pick LABEL: OPTION              choose in the menu, radio buttons or ticks with that label
    choose OPTION                   the same where no label is needed
    submit / close                  send or close the open form
    gone [within 60s]               what was seen last goes away
    home                            open the bot's App Home
    shortcut NAME                   a global shortcut; a message shortcut acts on what was seen last
    locale zh-CN                    switch the person's language
    reload                          reload the client: messages only to this person are gone
    fault {"api_status": 503}       flip switches of the local Slack
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.playground.person import WITHIN, NotSeenError, Person, Seen
from bot.playground.screen import Surface, indented

Json: TypeAlias = Any

_QUALIFIER = re.compile(
    r"(?:within (?P<within>\d+(?:\.\d+)?) ?s|(?P<flag>only-to-me|in-thread)|in (?P<channel>#\S+))\s+"
)


class ScriptError(Exception):
    """A line that could not be read or played: its number, the line, and why."""

    def __init__(self, number: int, line: str, why: str) -> None:
        super().__init__(f"line {number}: {line}\n{why}")
        self.number = number


@dataclass(frozen=True)
class Step:
    """One line of a script: what to do, and the rest of the line."""

    number: int
    verb: str
    rest: str

    @property
    def line(self) -> str:
        """The line as it was written, without its comment."""
        return f"{self.verb} {self.rest}".strip()


def parse(text: str) -> list[Step]:
    """Read a script. Raises ScriptError for a verb that does not exist or lacks what it acts on."""
    return list(_steps(text))


def _steps(text: str) -> Iterator[Step]:
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        verb, _blank, rest = words.partition(" ")
        if verb not in VERBS:
            raise ScriptError(number, words, f"There is no {verb!r}. There are: {', '.join(VERBS)}.")
        if VERBS[verb].needs and not rest.strip():
            raise ScriptError(number, words, f"{verb!r} needs {VERBS[verb].needs} after it.")
        yield Step(number, verb, rest.strip())


class Player:
    """Plays steps against a local Slack at `url`; `tell` gets each piece of the transcript as it happens."""

    def __init__(self, url: str, tell: Callable[[str], None]) -> None:
        self._url = url
        self._tell = tell
        self._people: dict[str, Person] = {}
        self._person: Person | None = None
        self._seen: Seen | None = None
        self._told: dict[str, str] = {}
        self._stack = AsyncExitStack()

    async def play(self, steps: list[Step]) -> None:
        """Play to the end. Raises ScriptError at the first line that fails."""
        async with self._stack:
            for step in steps:
                try:
                    await VERBS[step.verb].act(self, step.rest)
                except NotSeenError as reason:
                    raise ScriptError(step.number, step.line, str(reason)) from reason
                except ValueError as reason:
                    raise ScriptError(step.number, step.line, f"This is not written right: {reason}.") from reason

    @property
    def person(self) -> Person:
        """Who acts now."""
        if self._person is None:
            raise NotSeenError("Nobody is there yet: begin with a line like `as Mei Chen`.")
        return self._person

    def _last(self) -> Seen:
        """What was seen last; the open form when there is one."""
        if self.person.screen.views:
            return Seen(self.person.client, self.person.screen.views[-1])
        if self._seen is None:
            raise NotSeenError("Nothing was seen yet: put a `see` line before this one.")
        return self._seen

    # The verbs

    async def become(self, name: str) -> None:
        """`as`: another person acts from here on."""
        if name not in self._people:
            person = Person(self._url, name)
            self._people[name] = await self._stack.enter_async_context(person)
            person.client.watchers.append(lambda event: self._watch(person, event))
            await person.bot_is_there()
        self._person, self._seen = self._people[name], None

    async def go(self, channel: str) -> None:
        """`in`: write in another channel."""
        self.person.goes_to(channel)

    async def say(self, text: str) -> None:
        """`say`: a line or a slash command."""
        self._tell(f"{self.person.name}: {text}")
        await self.person.says(text)

    async def see(self, rest: str) -> None:
        """`see`: wait for words."""
        options: dict[str, Json] = {"within": WITHIN}
        while found := _QUALIFIER.match(rest):
            rest = rest[found.end() :]
            options |= {"within": float(found["within"])} if found["within"] else {}
            options |= {"in_channel": found["channel"]} if found["channel"] else {}
            options |= {found["flag"].replace("-", "_"): True} if found["flag"] else {}
        self._seen = await self.person.sees(rest, **options)

    async def read(self, words: str) -> None:
        """`read`: what was seen last holds the words."""
        await self._last().sees(words)

    async def press(self, label: str) -> None:
        """`press`: a button."""
        times = 2 if label.startswith("twice ") else 1
        label = label.removeprefix("twice ").strip("[]")
        self._tell(f"{self.person.name} presses [{label}]{' twice' if times > 1 else ''}")
        if self._seen and not self._seen.surface.gone and self._seen.offers(label):
            await self._seen.press(label, times=times)
        else:
            await self.person.press(label, times=times)

    async def fill(self, rest: str) -> None:
        """`fill`: an input."""
        label, value = _pair(rest)
        self._tell(f"{self.person.name} fills in {label}: {value}")
        await self._last().fill(label, value)

    async def pick(self, rest: str) -> None:
        """`pick`: an option of a labelled element."""
        label, option = _pair(rest)
        self._tell(f"{self.person.name} picks {label}: {option}")
        await self._last().pick(label, option)

    async def choose(self, option: str) -> None:
        """`choose`: an option, wherever it stands."""
        self._tell(f"{self.person.name} chooses {option}")
        await self._last().choose(option)

    async def submit(self, _rest: str) -> None:
        """`submit`: send the open form."""
        self._tell(f"{self.person.name} submits the form")
        form = self._last()
        if await form.submit():
            self._tell(indented(form.text))

    async def close(self, _rest: str) -> None:
        """`close`: close the open form."""
        self._tell(f"{self.person.name} closes the form")
        await self._last().close()

    async def gone(self, rest: str) -> None:
        """`gone`: what was seen last goes away."""
        if self._seen is None:
            raise NotSeenError("Nothing was seen yet: put a `see` line before this one.")
        found = _QUALIFIER.match(f"{rest} ")
        await self._seen.gone(within=float(found["within"]) if found and found["within"] else WITHIN)

    async def home(self, _rest: str) -> None:
        """`home`: App Home."""
        self._tell(f"{self.person.name} opens App Home")
        self._seen = await self.person.opens_home()

    async def shortcut(self, name: str) -> None:
        """`shortcut`: global, or on what was seen last."""
        self._tell(f"{self.person.name} uses the shortcut {name}")
        kinds = {entry["type"] for entry in self.person.screen.shortcuts if entry["name"] == name}
        await self.person.uses_shortcut(name, on=self._last() if kinds & {"message", "message_action"} else None)

    async def locale(self, locale: str) -> None:
        """`locale`: the person's language."""
        self._tell(f"{self.person.name} switches to {locale}")
        await self.person.speaks(locale)

    async def reload(self, _rest: str) -> None:
        """`reload`: the client starts anew."""
        self._tell(f"{self.person.name} reloads the client")
        await self.person.reloads()

    async def fault(self, rest: str) -> None:
        """`fault`: switches of the local Slack."""
        await self.person.sets_faults(**json.loads(rest))

    # The transcript

    def _watch(self, person: Person, event: Json) -> None:
        """Print what an event changed: each state of a message once, though several people see it."""
        screen = person.screen
        if event["type"] in ("message", "message_changed"):
            surface = screen.messages.get(event["message"]["id"])
            if surface and surface.json.get("user") != person.user:
                self._show(person, surface, event["message"]["id"])
        elif event["type"] in ("view_opened", "view_updated") and screen.views:
            self._show(person, screen.views[-1], event["view"]["id"])
        elif event["type"] == "home" and screen.home and screen.at_home:
            self._show(person, screen.home, f"home {person.user}")

    def _show(self, person: Person, surface: Surface, key: str) -> None:
        text = person.screen.text(surface)
        if self._told.get(key) != text:
            self._told[key] = text
            heading = person.screen.heading(surface).replace("only to you", f"only to {person.name}")
            self._tell(f"{heading}\n{indented(text)}")


def _pair(rest: str) -> tuple[str, str]:
    label, colon, value = rest.partition(":")
    if not colon:
        raise ValueError("it needs a colon between the label and the value")
    return label.strip(), value.strip()


@dataclass(frozen=True)
class Verb:
    """What a verb does, and what must follow it; nothing when `needs` is empty."""

    act: Callable[[Player, str], Awaitable[None]]
    needs: str = ""


VERBS: dict[str, Verb] = {
    "as": Verb(Player.become, "a name"),
    "in": Verb(Player.go, "a channel"),
    "say": Verb(Player.say, "a text"),
    "see": Verb(Player.see, "words"),
    "read": Verb(Player.read, "words"),
    "press": Verb(Player.press, "a label"),
    "fill": Verb(Player.fill, "LABEL: VALUE"),
    "pick": Verb(Player.pick, "LABEL: OPTION"),
    "choose": Verb(Player.choose, "an option"),
    "submit": Verb(Player.submit),
    "close": Verb(Player.close),
    "gone": Verb(Player.gone),
    "home": Verb(Player.home),
    "shortcut": Verb(Player.shortcut, "a name"),
    "locale": Verb(Player.locale, "a locale"),
    "reload": Verb(Player.reload),
    "fault": Verb(Player.fault, "a JSON object"),
}


async def play(url: str, text: str, tell: Callable[[str], None]) -> None:
    """Play a script against the local Slack at `url`. Raises ScriptError at the first line that fails."""
    await Player(url, tell).play(parse(text))
