"""States of input elements: what `state.values` holds, and what a client refuses to submit. Pure."""

import copy
from typing import Any

from bot.playground.slack.messages import Block, elements_of
from bot.playground.slack.wire import Json

_ONE_VALUE = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_MANY = ("multi_static_select", "multi_external_select", "checkboxes")
_INITIAL = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
ElementState = dict[str, Any]
State = dict[str, dict[str, ElementState]]


def state_key(element: dict[str, Any]) -> str | None:
    """The field of an element's state that holds its value; None for elements without state (button, overflow)."""
    pair = _INITIAL.get(str(element.get("type")))
    return pair[0] if pair else None


def initial_state(element: dict[str, Any]) -> ElementState:
    """The state of an untouched element: its initial value, else null or an empty list."""
    key, initial = _INITIAL[element["type"]]
    empty: Json = (
        [] if key in ("selected_options", "selected_users", "selected_conversations", "selected_channels") else None
    )
    return {"type": element["type"], key: copy.deepcopy(element.get(initial, empty))}


def merged_state(blocks: list[Block], typed: Json) -> State:
    """`state.values` of `blocks`: what was typed where block, action and element type fit, else the initial values."""
    values: State = {}
    typed = typed if isinstance(typed, dict) else {}
    for block in blocks:
        for element in elements_of(block):
            key = state_key(element)
            if key is None:
                continue
            own = initial_state(element)
            given = (typed.get(block["block_id"]) or {}).get(element["action_id"])
            if isinstance(given, dict) and given.get("type", element["type"]) == element["type"] and key in given:
                own[key] = with_texts(element, given[key], own[key])
            values.setdefault(block["block_id"], {})[element["action_id"]] = own
    return values


def with_texts(element: dict[str, Any], value: Json, empty: Json = None) -> Json:
    """A chosen option with its text, when only its `value` was given; nothing chosen becomes `empty`'s kind."""
    if isinstance(value, list):
        return [with_texts(element, item) for item in value]
    if isinstance(value, dict) and "value" in value and "text" not in value:
        return next((copy.deepcopy(o) for o in options_of(element) if o.get("value") == value["value"]), value)
    if value is None and isinstance(empty, list):
        return []
    return (value or None) if element["type"] in _ONE_VALUE else value


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of an element, those in groups too."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(o for group in groups for o in group.get("options") or [])]


def offers(element: dict[str, Any], value: Json) -> bool:
    """Could a client have chosen this? Checked where the options are in the element itself."""
    if element["type"] not in ("static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"):
        return True
    chosen = value if isinstance(value, list) else [value] if value else []
    known = [option.get("value") for option in options_of(element)]
    return all(isinstance(option, dict) and option.get("value") in known for option in chosen)


def refused_by_client(blocks: list[Block], values: State) -> dict[str, str]:
    """What a client says under a modal's inputs before anything is sent: `{block_id: sentence}`."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") == "input" and (element := block.get("element")) and state_key(element):
            state = values[block["block_id"]][element["action_id"]]
            if sentence := _refusal(block, element, state[str(state_key(element))]):
                errors[block["block_id"]] = sentence
    return errors


def _refusal(block: Block, element: dict[str, Any], value: Json) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if not offers(element, value):
        return "Please choose one of the options."
    if element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(value) < least:
            return f"This field must be at least {least} characters."
        if len(value) > most:
            return f"This field cannot exceed {most} characters."
    most = element.get("max_selected_items")
    return f"Please choose at most {most}." if most and isinstance(value, list) and len(value) > most else None


def action_of(block: Block, element: dict[str, Any], given: Json, ts: str) -> dict[str, Any]:
    """The entry of `actions[]` for one press: the element as stored, never what the client claims of it."""
    action: dict[str, Any] = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        action |= {key: copy.deepcopy(element[key]) for key in ("text", "value", "style", "url") if key in element}
    else:
        action |= _value_of(element, given)
        kept = [key for key in element if key == "placeholder" or key.startswith("initial_")]
        action |= {key: copy.deepcopy(element[key]) for key in kept}
        if confirm := element.get("confirm"):
            action["confirm"] = copy.deepcopy(confirm)
    return action | {"action_ts": ts}


def _value_of(element: dict[str, Any], given: Json) -> dict[str, Any]:
    key = state_key(element) or "selected_option"
    value = given.get(key) if isinstance(given, dict) else None
    empty: Json = [] if element["type"] in _MANY else None
    return {key: with_texts(element, value, empty)}
