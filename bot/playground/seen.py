"""A message or form that a person saw: its text, and what can be pressed, filled and chosen in it."""

import asyncio
from typing import Any, TypeAlias

from bot.playground import form
from bot.playground.client import WITHIN, Client, NotSeenError
from bot.playground.form import Element
from bot.playground.screen import Surface, contains
from bot.playground.transcript import Sight

Json: TypeAlias = Any

_REQUIRED = "Please complete this required field."


def _trouble(answer: Json) -> str:
    """The line a client shows in a form that the bot did not answer in time."""
    return f"We had some trouble connecting. Try again? ({answer.get('error')})"


class Seen:
    """A message or view that a person saw. It lives: text and buttons are those of the moment they are asked for."""

    def __init__(self, client: Client, surface: Surface) -> None:
        self.client = client
        self.surface = surface

    def __repr__(self) -> str:
        return f"<Seen {self.text!r}>"

    @property
    def json(self) -> Json:
        """Slack's own message or view object."""
        return self.surface.json

    @property
    def text(self) -> str:
        """What the person reads, as plain text."""
        return self.client.screen.text(self.surface)

    @property
    def buttons(self) -> list[str]:
        """The labels that can be pressed, in order, a view's own included."""
        return [label for label, _element, _option in self._pressable()] + [
            self.json[name]["text"] for name in ("submit", "close") if self.json.get(name)
        ]

    async def downloads(self, name: str) -> bytes:
        """The content of the file of this name that the message shares."""
        files = self.json.get("files") or []
        for file in files:
            if file["name"] == name:
                return await self.client.download(file["url"])
        known = ", ".join(file["name"] for file in files)
        raise NotSeenError(f"There is no file {name} in this message. It has: {known or 'none'}.")

    def offers(self, label: str) -> bool:
        """True when there is a button with this label."""
        return label in self.buttons

    async def sees(self, text: str, *, within: float = WITHIN) -> "Seen":
        """Wait until this message or view holds the text: an edit, an answer in the form."""
        what = f'"{text}" where it says:\n{self.text}\n'
        await self.client.wait(lambda: contains(self.text, text) and not self.surface.gone, within, what)
        return self

    async def gone(self, *, within: float = WITHIN) -> None:
        """Wait until this is no longer on the screen: deleted, dismissed, closed."""
        await self.client.wait(lambda: self.surface.gone, within, f"this to go away:\n{self.text}\n")

    async def press(self, label: str, *, times: int = 1, near: str = "") -> None:
        """Press a button, or an entry of a "..." menu; several times as fast as an impatient person, if so asked.

        A confirm dialog is answered with yes. `near` tells buttons of the same label apart by the text beside them.
        """
        if self.surface.kind == "view" and label not in [pressable for pressable, _e, _o in self._pressable()]:
            for name, act in (("submit", self.submit), ("close", self.close)):
                if self.json.get(name) and self.json[name]["text"] == label:
                    await act()
                    return
        element, value = self._button(label, near)
        presses = (self._send(element, value) for _time in range(times))
        outcomes = await asyncio.gather(*presses, return_exceptions=True)
        # A later press may find the button gone already; the first may not.
        if isinstance(outcomes[0], BaseException):
            raise outcomes[0]

    async def fill(self, label: str, value: str) -> None:
        """Put a text, number, date (`2026-11-20`) or time into the input with this label, and leave the field."""
        element = self._input(label)
        if element.kind not in form.TEXT_INPUTS and not element.kind.endswith("picker"):
            raise self._cannot(f'fill in "{label}": it is a {element.kind}')
        if len(value) > element.json.get("max_length", len(value)):
            raise self._cannot(f'put {len(value)} characters into "{label}", it takes {element.json["max_length"]}')
        await self._hold(element, value or None)

    async def pick(self, label: str, option: str, *, typing: str | None = None) -> None:
        """Choose an option in the menu, radio buttons, ticks or picker with this label; what is ticked gets unticked.

        `typing` is what is typed to search an external menu; the option's own text when left out.
        """
        element = self._input(label)
        if element.kind.endswith("picker"):
            await self._hold(element, option)
        elif element.kind.startswith(("users_", "conversations_", "channels_")):
            await self._hold(element, self._by_name(option))
        elif element.kind.startswith("multi_") and "external" not in element.kind and "static" not in element.kind:
            await self._hold(element, [*(element.held(self.surface.state) or ()), self._by_name(option)])
        else:
            await self._choose(element, await self._find_option(element, option, typing))

    async def choose(self, option: str) -> None:
        """Choose the option with this text, in whatever radio buttons, ticks or menu it stands."""
        for element in form.elements(self.surface.blocks):
            for given in element.options if element.stateful else ():
                if given["text"]["text"] == option:
                    await self._choose(element, given)
                    return
        raise self._cannot(f'find the option "{option}"')

    async def suggestions(self, label: str, typed: str) -> list[str]:
        """What a search menu offers for what was typed; nothing is asked below its `min_query_length`."""
        return [option["text"]["text"] for option in await self._suggest(self._input(label), typed)]

    async def submit(self) -> dict[str, str]:
        """Send the form. Returns the errors by block id, shown in the form as well; none when it was taken."""
        errors = dict.fromkeys(form.missing(self.surface.blocks, self.surface.state), _REQUIRED)
        if not errors:
            body = {"view_id": self.json["id"], "state": form.whole_state(self.surface.blocks, self.surface.state)}
            answer = await self.client.act("submit", body)
            errors = answer.get("errors") or {}
            if not answer["ok"] and not errors:
                errors = {"": _trouble(answer)}
        self.surface.errors = errors
        return errors

    async def close(self) -> None:
        """Close the form by its own button or the cross."""
        await self.client.act("close", {"view_id": self.json["id"]})

    async def dismiss(self) -> None:
        """Take a message only this person sees off the screen."""
        await self.client.act("dismiss", self.surface.source)

    # How it is done

    def _pressable(self) -> list[tuple[str, Element, Json]]:
        """Each label that can be pressed with its element, and the option for entries of a "..." menu."""
        found: list[tuple[str, Element, Json]] = []
        for element in form.elements(self.surface.blocks):
            if element.kind == "button":
                found.append((element.label, element, None))
            elif element.kind == "overflow":
                found += [(option["text"]["text"], element, option) for option in element.options]
        return found

    def _button(self, label: str, near: str) -> tuple[Element, Json]:
        found = [
            (element, element.holding(option))
            for name, element, option in self._pressable()
            if name == label and contains(self._beside(element), near)
        ]
        if len(found) != 1:
            count = "no" if not found else f"{len(found)} of them, say near what:"
            raise self._cannot(f"press [{label}]: there is {count} such button")
        return found[0]

    def _beside(self, element: Element) -> str:
        """The text a person sees beside a button: its block's own, or that of the block above a row of buttons."""
        if element.block["type"] != "actions":
            return str(element.block.get("text", {}).get("text", ""))
        at = self.surface.blocks.index(element.block)
        sight = Sight(self.client.screen.reader, self.surface.state, self.surface.errors)
        return "\n".join(sight.blocks(self.surface.blocks[at - 1 : at])) if at else ""

    def _input(self, label: str) -> Element:
        inputs = [element for element in form.elements(self.surface.blocks) if element.stateful]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = [element for element in inputs if fits(element.label.rstrip("*: "), label.rstrip("*: "))]
            if len(found) == 1:
                return found[0]
        raise self._cannot(f'find one input "{label}" (there are: {", ".join(element.label for element in inputs)})')

    def _by_name(self, name: str) -> str:
        """The id of a person or channel from the name a person would pick."""
        wanted = name.lstrip("#@")
        for ident, shown in self.client.screen.reader.names.items():
            if wanted in (ident, shown):
                return ident
        raise self._cannot(f'find anybody or any channel called "{name}"')

    async def _find_option(self, element: Element, text: str, typing: str | None) -> Json:
        external = "external" in element.kind
        offered = await self._suggest(element, text if typing is None else typing) if external else element.options
        for fits in (str.__eq__, str.__contains__):
            found = [option for option in offered if fits(option["text"]["text"], text)]
            if len(found) == 1:
                return found[0]
        raise self._cannot(
            f'pick "{text}" (offered: {", ".join(option["text"]["text"] for option in offered) or "nothing"})'
        )

    async def _suggest(self, element: Element, typed: str) -> list[Json]:
        if len(typed) < element.json.get("min_query_length", 3):
            return []
        body = self._named(element) | {"value": typed}
        answer = await self.client.post("suggest", {"user": self.client.screen.user, **body})
        groups = answer.get("option_groups") or ()
        return [*(answer.get("options") or ()), *(option for group in groups for option in group["options"])]

    async def _choose(self, element: Element, option: Json) -> None:
        """Choose one option; in ticks and multi menus it is added, or taken away if it was there."""
        if element.kind not in form.SEVERAL_CHOICES:
            await self._hold(element, option)
            return
        held = list(element.held(self.surface.state) or ())
        await self._hold(element, [one for one in held if one != option] if option in held else [*held, option])

    async def _hold(self, element: Element, value: Json) -> None:
        """Change what an element holds, and tell the bot if the element is one that tells at once."""
        state = element.holding(value)
        self.surface.state.setdefault(element.block_id, {})[element.action_id] = state
        self.surface.errors.pop(element.block_id, None)
        if element.dispatches:
            await self._send(element, state)

    async def _send(self, element: Element, value: Json) -> None:
        answer = await self.client.act("press", self._named(element) | {"value": value})
        if not answer["ok"] and self.surface.kind != "message":
            self.surface.errors[""] = _trouble(answer)

    def _named(self, element: Element) -> dict[str, Json]:
        return {
            "source": self.surface.source,
            "block_id": element.block_id,
            "action_id": element.action_id,
            "state": form.whole_state(self.surface.blocks, self.surface.state),
        }

    def _cannot(self, what: str) -> NotSeenError:
        return NotSeenError(f"{self.client.name} cannot {what}. This is there:\n{self.text}")
