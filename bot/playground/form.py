"""What stands in a message or a view to be pressed, filled and chosen, and the state each element holds.

Pure. The shapes are Slack's: an element's state is what `state.values[block_id][action_id]` would hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
State: TypeAlias = dict[str, dict[str, Json]]
"""`{block_id: {action_id: element state}}`, as in a payload's `state.values`."""

TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")
SINGLE_CHOICE = ("static_select", "external_select", "radio_buttons", "overflow")
SEVERAL_CHOICES = ("multi_static_select", "multi_external_select", "checkboxes")

# What an element's first value and its state are called. Source: Slack's block element reference, view state.
_HELD: dict[str, tuple[str, str]] = {
    **dict.fromkeys(TEXT_INPUTS, ("initial_value", "value")),
    **dict.fromkeys(SINGLE_CHOICE, ("initial_option", "selected_option")),
    **dict.fromkeys(SEVERAL_CHOICES, ("initial_options", "selected_options")),
    "rich_text_input": ("initial_value", "rich_text_value"),
    "datepicker": ("initial_date", "selected_date"),
    "timepicker": ("initial_time", "selected_time"),
    "datetimepicker": ("initial_date_time", "selected_date_time"),
    "users_select": ("initial_user", "selected_user"),
    "multi_users_select": ("initial_users", "selected_users"),
    "conversations_select": ("initial_conversation", "selected_conversation"),
    "multi_conversations_select": ("initial_conversations", "selected_conversations"),
    "channels_select": ("initial_channel", "selected_channel"),
    "multi_channels_select": ("initial_channels", "selected_channels"),
}
_STATELESS = ("button", "overflow", "image", "icon_button", "feedback_buttons")


@dataclass(frozen=True)
class Element:
    """An interactive element in its block, as found in a message or view."""

    block: Json
    json: Json

    @property
    def kind(self) -> str:
        """Slack's type, such as `button` or `static_select`."""
        return str(self.json["type"])

    @property
    def block_id(self) -> str:
        """The block's id; Slack gives one to a block that has none."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """The element's id within its block."""
        return str(self.json.get("action_id", ""))

    @property
    def label(self) -> str:
        """What a person calls it: a button's text, an input's label, the text of the section it stands in."""
        if self.kind == "button":
            return str(self.json["text"]["text"])
        for name in ("label", "text"):
            if name in self.block:
                return str(self.block[name]["text"])
        placeholder = self.json.get("placeholder", {})
        return str(placeholder.get("text", ""))

    @property
    def options(self) -> list[Json]:
        """The options given with the element, those in groups too; none for an external select."""
        groups = self.json.get("option_groups", ())
        return [*self.json.get("options", ()), *(option for group in groups for option in group["options"])]

    @property
    def stateful(self) -> bool:
        """True when the element holds something that a payload's state shows."""
        return self.kind in _HELD and self.kind not in _STATELESS

    @property
    def dispatches(self) -> bool:
        """True when a change of it is sent at once: everywhere but in an input block without `dispatch_action`."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))

    def holding(self, value: Json) -> Json:
        """The state of this element when it holds a value: a text, an option, a list of options, a date."""
        if self.kind == "button":
            return {"type": "button", "value": self.json.get("value")}
        return {"type": self.kind, _HELD[self.kind][1]: value}

    def first(self) -> Json:
        """The state of this element before anybody touched it."""
        empty: Json = [] if self.kind in SEVERAL_CHOICES or self.kind.startswith("multi_") else None
        return self.holding(self.json.get(_HELD[self.kind][0], empty))

    def held(self, state: State) -> Json:
        """The value it holds in a state, or at first: a text, an option, a list, or None."""
        kept = state.get(self.block_id, {}).get(self.action_id)
        return (kept or self.first()).get(_HELD[self.kind][1])


def elements(blocks: list[Json]) -> Iterator[Element]:
    """The interactive elements of some blocks, in reading order."""
    for block in blocks:
        for name in ("accessory", "element"):
            if name in block:
                yield Element(block, block[name])
        if block["type"] in ("actions", "context_actions"):
            for element in block["elements"]:
                yield Element(block, element)


def whole_state(blocks: list[Json], changed: State) -> State:
    """The state of everything that holds something: what was changed, and the first value of the rest."""
    state: State = {}
    for element in elements(blocks):
        if element.stateful:
            kept = changed.get(element.block_id, {}).get(element.action_id)
            state.setdefault(element.block_id, {})[element.action_id] = kept or element.first()
    return state


def missing(blocks: list[Json], changed: State) -> list[str]:
    """The block ids of inputs that must be filled and are not; a client does not send the view before."""
    return [
        element.block_id
        for element in elements(blocks)
        if element.block["type"] == "input"
        and not element.block.get("optional")
        and element.held(changed) in (None, "", [])
    ]
