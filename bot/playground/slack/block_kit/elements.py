"""Block elements: buttons, menus, pickers, inputs."""

from collections.abc import Mapping

from bot.playground.slack.block_kit.objects import (
    CLOCK,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    IDENTIFIER,
    OPTION_GROUPS,
    OPTIONS,
    STYLE,
    TIMEZONE,
    URL,
    any_text,
    day,
    option,
    plain_text,
)
from bot.playground.slack.block_kit.rich_text import RICH_TEXT_VALUE
from bot.playground.slack.block_kit.rules import Json, Place, Rule, Shape, anything, array, boolean, integer, string

Fields = Mapping[str, Rule]

INTERACTIVE: Fields = {"type": anything, "action_id": IDENTIFIER}
FOCUSED: Fields = {**INTERACTIVE, "confirm": CONFIRM, "focus_on_load": boolean}
MENU: Fields = {**FOCUSED, "placeholder": plain_text(150)}
MANY: Fields = {"max_selected_items": integer(1)}
TYPED: Fields = {
    **INTERACTIVE,
    "placeholder": plain_text(150),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
}
IDS = array(IDENTIFIER)


def _choices_given_once(element: Json, place: Place) -> None:
    """A static menu has options or groups of them, never both, never neither."""
    if ("options" in element) == ("option_groups" in element):
        place.refuse("must define either `options` or `option_groups`")


def _initial_among_choices(element: Json, place: Place) -> None:
    """What is chosen at first equals one of the options in every field."""
    choices = list(element.get("options", ()))
    for group in element.get("option_groups", ()):
        choices += group["options"]
    if "initial_option" in element and element["initial_option"] not in choices:
        place.into("initial_option").refuse("must match exactly one of the provided options")
    for number, chosen in enumerate(element.get("initial_options", ())):
        if chosen not in choices:
            place.into("initial_options").into(number).refuse("must match exactly one of the provided options")


def _values_differ(element: Json, place: Place) -> None:
    """Two options of one element with the same value could not be told apart in the answer."""
    seen: set[str] = set()
    for number, choice in enumerate(element.get("options", ())):
        if choice["value"] in seen:
            place.into("options").into(number).into("value").refuse(f'`value` "{choice["value"]}" already exists')
        seen.add(choice["value"])


def _initial_within_maximum(element: Json, place: Place) -> None:
    most = element.get("max_selected_items")
    for name in ("initial_options", "initial_users", "initial_conversations", "initial_channels"):
        if most is not None and len(element.get(name, ())) > most:
            place.into(name).refuse(f"no more than {most} items allowed")


def _lengths_agree(element: Json, place: Place) -> None:
    """A text input: min_length <= max_length, and what stands in it at first is not longer."""
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        place.into("min_length").refuse(f"must be less than {most + 1}")
    if len(element.get("initial_value", "")) > most:
        place.into("initial_value").refuse(f"must be less than {most + 1} characters")


def _numbers_agree(element: Json, place: Place) -> None:
    """A number input: the bounds and the first value are decimal strings in order."""
    numbers = {}
    for name in ("min_value", "max_value", "initial_value"):
        try:
            numbers[name] = float(element[name]) if name in element else None
        except ValueError:
            place.into(name).refuse("must be a valid number")
            return
    low, high, first = numbers["min_value"], numbers["max_value"], numbers["initial_value"]
    if low is not None and high is not None and low > high:
        place.into("min_value").refuse("must be less than or equal to max_value")
    if first is not None and ((low is not None and first < low) or (high is not None and first > high)):
        place.into("initial_value").refuse("must be between min_value and max_value")


def _has_picture(element: Json, place: Place) -> None:
    if ("image_url" in element) == ("slack_file" in element):
        place.refuse("must define either `image_url` or `slack_file`")


_SLACK_FILE = Shape({"id": IDENTIFIER, "url": URL})
_MARKED_OPTION = option(any_text(75))
_STATIC_LAWS = (_choices_given_once, _values_differ, _initial_among_choices, _initial_within_maximum)
_CHOICE_LAWS = (_values_differ, _initial_among_choices)
_FEEDBACK = Shape(
    {"text": plain_text(75), "value": string(2000), "accessibility_label": string(75)},
    ("text", "value"),
)
_CONVERSATIONS: Fields = {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}

IMAGE = Shape(
    {"type": anything, "image_url": URL, "slack_file": _SLACK_FILE, "alt_text": string(2000, least=1)},
    ("alt_text",),
    (_has_picture,),
)

BUTTON = Shape(
    {
        **INTERACTIVE,
        "text": plain_text(75),
        "value": string(2000),
        "url": URL,
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75, least=1),
    },
    ("text",),
)

PICTURE_BLOCK_FIELDS: Fields = {**IMAGE.fields, "title": plain_text(2000)}

MENUS: dict[str, Rule] = {
    "static_select": Shape(
        {**MENU, "options": OPTIONS, "option_groups": OPTION_GROUPS, "initial_option": option()}, (), _STATIC_LAWS
    ),
    "external_select": Shape({**MENU, "initial_option": option(), "min_query_length": integer(0)}),
    "users_select": Shape({**MENU, "initial_user": IDENTIFIER}),
    "conversations_select": Shape(
        {**MENU, **_CONVERSATIONS, "initial_conversation": IDENTIFIER, "response_url_enabled": boolean}
    ),
    "channels_select": Shape({**MENU, "initial_channel": IDENTIFIER, "response_url_enabled": boolean}),
}

MULTI_MENUS: dict[str, Rule] = {
    "multi_static_select": Shape(
        {**MENU, **MANY, "options": OPTIONS, "option_groups": OPTION_GROUPS, "initial_options": array(option(), 100)},
        (),
        _STATIC_LAWS,
    ),
    "multi_external_select": Shape(
        {**MENU, **MANY, "initial_options": array(option(), 100), "min_query_length": integer(0)},
        (),
        (_initial_within_maximum,),
    ),
    "multi_users_select": Shape({**MENU, **MANY, "initial_users": IDS}, (), (_initial_within_maximum,)),
    "multi_conversations_select": Shape(
        {**MENU, **MANY, **_CONVERSATIONS, "initial_conversations": IDS}, (), (_initial_within_maximum,)
    ),
    "multi_channels_select": Shape({**MENU, **MANY, "initial_channels": IDS}, (), (_initial_within_maximum,)),
}

CHOICES: dict[str, Rule] = {
    "radio_buttons": Shape(
        {**FOCUSED, "options": array(_MARKED_OPTION, 10), "initial_option": _MARKED_OPTION}, ("options",), _CHOICE_LAWS
    ),
    "checkboxes": Shape(
        {**FOCUSED, "options": array(_MARKED_OPTION, 10), "initial_options": array(_MARKED_OPTION, 10)},
        ("options",),
        _CHOICE_LAWS,
    ),
}

PICKERS: dict[str, Rule] = {
    "datepicker": Shape({**MENU, "initial_date": day}),
    "timepicker": Shape({**MENU, "initial_time": CLOCK, "timezone": TIMEZONE}),
}
DATETIME_PICKER: dict[str, Rule] = {
    "datetimepicker": Shape({**FOCUSED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
}

TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": Shape(
        {
            **TYPED,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        (),
        (_lengths_agree,),
    ),
    "email_text_input": Shape({**TYPED, "initial_value": string()}),
    "url_text_input": Shape({**TYPED, "initial_value": string()}),
    "number_input": Shape(
        {
            **TYPED,
            "is_decimal_allowed": boolean,
            "initial_value": string(least=1),
            "min_value": string(least=1),
            "max_value": string(least=1),
        },
        ("is_decimal_allowed",),
        (_numbers_agree,),
    ),
    "rich_text_input": Shape({**TYPED, "initial_value": RICH_TEXT_VALUE}),
}

BUTTONS: dict[str, Rule] = {
    "button": BUTTON,
    "overflow": Shape(
        {**INTERACTIVE, "confirm": CONFIRM, "options": array(option(with_url=True), 5)}, ("options",), (_values_differ,)
    ),
}

CONTEXT_ACTIONS: dict[str, Rule] = {
    "feedback_buttons": Shape(
        {**INTERACTIVE, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        ("positive_button", "negative_button"),
    ),
    "icon_button": Shape(
        {
            **INTERACTIVE,
            "icon": string(least=1),
            "text": plain_text(),
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75, least=1),
            "visible_to_user_ids": IDS,
        },
        ("icon", "text"),
    ),
}
