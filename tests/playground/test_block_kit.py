# ruff: noqa: E501 - the tables read best with one case a line
"""The Block Kit checker is exact both ways: the largest valid content passes, one more is refused, in Slack's words."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.playground.slack.block_kit import check_home, check_message, check_options, check_view

Json = Any


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(number: int = 0, **more: Json) -> Json:
    return {"text": plain(f"option {number}"), "value": f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def button(text: str = "Go", **more: Json) -> Json:
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(text: str = "Text", **more: Json) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def entry(element: Json, **more: Json) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def modal(*blocks: Json, **more: Json) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Go"), "blocks": list(blocks), **more}


def confirm(**more: Json) -> Json:
    return {"title": plain("Sure?"), "text": mrkdwn("It runs."), "confirm": plain("Run"), "deny": plain("No"), **more}


def refused(*blocks: Json) -> list[str]:
    return check_message(list(blocks), "text")


WORDS = {
    "characters": "must be less than {more} characters",
    "items": "no more than {most} items allowed",
    "number": "must be less than {more}",
}
LIMITS: list[tuple[str, Callable[[int], Json], int, str, str]] = [
    ("section text", lambda n: section("x" * n), 3000, "characters", "0/text/text"),
    ("Chinese", lambda n: section("\U00020bb7" * n), 3000, "characters", "0/text/text"),
    ("section fields", lambda n: {"type": "section", "fields": [mrkdwn("f")] * n}, 10, "items", "0/fields"),
    ("field text", lambda n: {"type": "section", "fields": [mrkdwn("f" * n)]}, 2000, "characters", "0/fields/0/text"),
    ("header", lambda n: {"type": "header", "text": plain("h" * n)}, 150, "characters", "0/text/text"),
    ("context", lambda n: {"type": "context", "elements": [mrkdwn("c")] * n}, 10, "items", "0/elements"),
    ("actions", lambda n: actions(*[button(action_id=str(i)) for i in range(n)]), 25, "items", "0/elements"),
    ("block_id", lambda n: {"type": "divider", "block_id": "b" * n}, 255, "characters", "0/block_id"),
    ("action_id", lambda n: actions(button(action_id="a" * n)), 255, "characters", "0/elements/0/action_id"),
    ("button text", lambda n: actions(button("b" * n)), 75, "characters", "0/elements/0/text/text"),
    ("button value", lambda n: actions(button(value="v" * n)), 2000, "characters", "0/elements/0/value"),
    ("button url", lambda n: actions(button(url="https://x.io/".ljust(n, "u"))), 3000, "characters", "0/elements/0/url"),
    ("button label", lambda n: actions(button(accessibility_label="l" * n)), 75, "characters", "0/elements/0/accessibility_label"),
    ("confirm title", lambda n: actions(button(confirm=confirm(title=plain("t" * n)))), 100, "characters", "0/elements/0/confirm/title/text"),
    ("confirm text", lambda n: actions(button(confirm=confirm(text=mrkdwn("t" * n)))), 300, "characters", "0/elements/0/confirm/text/text"),
    ("confirm yes", lambda n: actions(button(confirm=confirm(confirm=plain("t" * n)))), 30, "characters", "0/elements/0/confirm/confirm/text"),
    ("confirm no", lambda n: actions(button(confirm=confirm(deny=plain("t" * n)))), 30, "characters", "0/elements/0/confirm/deny/text"),
    ("select options", lambda n: actions({"type": "static_select", "options": options(n)}), 100, "items", "0/elements/0/options"),
    ("option groups", lambda n: actions({"type": "static_select", "option_groups": [{"label": plain("l"), "options": options(100)}] * n}), 100, "items", "0/elements/0/option_groups"),
    ("group label", lambda n: actions({"type": "static_select", "option_groups": [{"label": plain("l" * n), "options": options(1)}]}), 75, "characters", "0/elements/0/option_groups/0/label/text"),
    ("placeholder", lambda n: actions({"type": "external_select", "placeholder": plain("p" * n)}), 150, "characters", "0/elements/0/placeholder/text"),
    ("option text", lambda n: actions({"type": "static_select", "options": [{"text": plain("o" * n), "value": "v"}]}), 75, "characters", "0/elements/0/options/0/text/text"),
    ("option value", lambda n: actions({"type": "static_select", "options": [{"text": plain("o"), "value": "v" * n}]}), 150, "characters", "0/elements/0/options/0/value"),
    ("option description", lambda n: actions({"type": "static_select", "options": [option(description=plain("d" * n))]}), 75, "characters", "0/elements/0/options/0/description/text"),
    ("radio buttons", lambda n: actions({"type": "radio_buttons", "options": options(n)}), 10, "items", "0/elements/0/options"),
    ("checkboxes", lambda n: actions({"type": "checkboxes", "options": options(n)}), 10, "items", "0/elements/0/options"),
    ("overflow", lambda n: section(accessory={"type": "overflow", "options": options(n)}), 5, "items", "0/accessory/options"),
    ("image alt_text", lambda n: {"type": "image", "image_url": "https://x.io/a.png", "alt_text": "a" * n}, 2000, "characters", "0/alt_text"),
    ("image title", lambda n: {"type": "image", "image_url": "https://x.io/a.png", "alt_text": "a", "title": plain("t" * n)}, 2000, "characters", "0/title/text"),
    ("label", lambda n: {**entry({"type": "plain_text_input"}), "label": plain("l" * n)}, 2000, "characters", "0/label/text"),
    ("hint", lambda n: entry({"type": "plain_text_input"}, hint=plain("h" * n)), 2000, "characters", "0/hint/text"),
    ("max_length", lambda n: entry({"type": "plain_text_input", "max_length": n}), 3000, "number", "0/element/max_length"),
    ("initial_value", lambda n: entry({"type": "plain_text_input", "max_length": 20, "initial_value": "v" * n}), 20, "characters", "0/element/initial_value"),
    ("markdown", lambda n: {"type": "markdown", "text": "m" * n}, 12_000, "characters", "0/text"),
    ("table rows", lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "c"}]] * n}, 100, "items", "0/rows"),
    ("table cells", lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "c"}] * n]}, 20, "items", "0/rows/0"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "build", "most", "counted", "pointer"), LIMITS)
def test_the_most_passes_and_one_more_is_refused(
    name: str, build: Callable[[int], Json], most: int, counted: str, pointer: str
) -> None:
    # A hundred groups of a hundred options alone are more than a message's blocks may say in all.
    assert refused(build(most)) == (["msg_blocks_too_long"] if name == "option groups" else [])
    words = WORDS[counted].format(most=most, more=most + 1)
    assert refused(build(most + 1)) == [f"{words} [json-pointer:/blocks/{pointer}]"]


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (section(color="red"), "invalid additional property: color [json-pointer:/blocks/0]"),
        (section(accessory=None), "must provide an object [json-pointer:/blocks/0/accessory]"),
        (section(accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]"),
        ({"text": mrkdwn("t")}, "missing required field: type [json-pointer:/blocks/0]"),
        ({"type": "carousel"}, "unsupported type: carousel [json-pointer:/blocks/0/type]"),
        ({"type": "header", "text": mrkdwn("t")}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        ({"type": "header", "text": {**plain("t"), "verbatim": True}}, "invalid additional property: verbatim [json-pointer:/blocks/0/text]"),
        (section(text_style=1), "invalid additional property: text_style [json-pointer:/blocks/0]"),
        ({"type": "context", "elements": []}, "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
        ({"type": "context", "elements": [button()]}, "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
        (actions(button(disabled=True)), "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]"),
        (actions(button(style="default")), "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
        (actions(button(url="example.com")), "must be a valid URL [json-pointer:/blocks/0/elements/0/url]"),
        (actions({"type": "button"}), "missing required field: text [json-pointer:/blocks/0/elements/0]"),
        (actions(button(action_id="a"), button(action_id="a")), '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]'),
        (actions(button(confirm={"title": plain("Sure?"), "text": plain("Yes"), "confirm": plain("Run")})), "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]"),
        (actions({"type": "static_select"}), "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"),
        (actions({"type": "static_select", "options": []}), "must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]"),
        (actions({"type": "static_select", "options": [option(url="https://x.io")]}), "invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]"),
        (actions({"type": "static_select", "options": options(2), "initial_option": option(1, description=plain("d"))}), "must match exactly one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"),
        (actions({"type": "checkboxes", "options": options(2), "initial_options": []}), "must provide at least 1 items [json-pointer:/blocks/0/elements/0/initial_options]"),
        (actions({"type": "radio_buttons", "options": [option(1), option(1)]}), '`value` "v1" already exists [json-pointer:/blocks/0/elements/0/options/1/value]'),
        (actions({"type": "datepicker", "initial_date": "2026-02-30"}), "must be a valid date in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]"),
        (actions({"type": "timepicker", "initial_time": "24:00"}), "must be a valid time in the format HH:mm [json-pointer:/blocks/0/elements/0/initial_time]"),
        (entry(button()), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
        (entry({"type": "plain_text_input", "min_length": 5, "max_length": 4}), "must be less than 5 [json-pointer:/blocks/0/element/min_length]"),
        (entry({"type": "number_input"}), "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]"),
        ({"type": "image", "alt_text": "a"}, "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
        ({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]}, "missing required field: text [json-pointer:/blocks/0/elements/0/elements/0]"),
    ],
)  # fmt: skip
def test_what_slack_refuses_in_a_block(block: Json, words: str) -> None:
    assert refused(block) == [words]


def test_every_error_is_told_with_its_place() -> None:
    assert refused(section(), actions(button("b" * 76), button(value=7))) == [
        "must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]",
        "must provide a string [json-pointer:/blocks/1/elements/1/value]",
    ]


def test_blocks_of_a_message() -> None:
    assert refused(*[{"type": "divider"}] * 50) == []
    assert refused(*[{"type": "divider"}] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    twice = [{"type": "divider", "block_id": "b"}] * 2
    assert refused(*twice) == ['`block_id` "b" already exists [json-pointer:/blocks/1/block_id]']
    same_action = actions(button(action_id="a"))
    assert refused(same_action, same_action) == []


def test_message_without_anything_to_say() -> None:
    assert check_message([], "") == ["no_text"]
    assert check_message([], None) == ["no_text"]
    assert check_message([], "t") == []
    assert check_message([section()], None) == []


def test_text_of_an_update_is_shorter_than_that_of_a_post() -> None:
    assert check_message([], "t" * 40_000) == []
    assert check_message([], "t" * 4_000, update=True) == []
    assert check_message([], "t" * 4_001, update=True) == ["msg_too_long"]


def test_sum_of_a_messages_blocks() -> None:
    most = [section("x" * 3000)] * 4 + [section("x" * 1200)]
    assert refused(*most) == []
    assert refused(*most, section("x")) == ["msg_blocks_too_long"]
    rich: Json = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x" * 11_340}]}],
    }
    assert refused(rich) == []
    longer = deepcopy(rich)
    longer["elements"][0]["elements"][0]["text"] += "x"
    assert refused(longer) == ["msg_blocks_too_long"]


def test_sum_of_markdown_and_count_of_tables() -> None:
    half = {"type": "markdown", "text": "m" * 6_000}
    assert refused(half, half) == []
    assert refused(half, half, {"type": "markdown", "text": "m"}) == [
        "must be less than 12001 characters [json-pointer:/blocks]"
    ]
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "c"}]]}
    assert refused(table, table) == ["only_one_table_allowed"]


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_titles_of_a_modal(name: str) -> None:
    assert check_view(modal(section(), **{name: plain("t" * 24)})) == []
    assert check_view(modal(section(), **{name: plain("t" * 25)})) == [
        f"must be less than 25 characters [json-pointer:/view/{name}/text]"
    ]


def test_whole_modals() -> None:
    assert check_view(modal(*[{"type": "divider"}] * 100)) == []
    assert check_view(modal(*[{"type": "divider"}] * 101)) == [
        "no more than 100 items allowed [json-pointer:/view/blocks]"
    ]
    assert check_view(modal(section(), private_metadata="m" * 3000)) == []
    assert check_view(modal(section(), private_metadata="m" * 3001)) == [
        "must be less than 3001 characters [json-pointer:/view/private_metadata]"
    ]
    assert check_view(modal(section(), callback_id="c" * 256)) == [
        "must be less than 256 characters [json-pointer:/view/callback_id]"
    ]
    assert check_view(modal(section(), id="V1")) == ["invalid additional property: id [json-pointer:/view]"]
    assert check_view(modal({"type": "markdown", "text": "m"})) == [
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]"
    ]
    assert check_view({"type": "modal", "blocks": [section()]}) == [
        "missing required field: title [json-pointer:/view]"
    ]
    assert check_view({"type": "home", "blocks": [section()]}) == ["unsupported type: home [json-pointer:/view/type]"]


def test_inputs_need_submit_in_modals_and_not_in_home() -> None:
    form = modal(section(), entry({"type": "plain_text_input"}))
    assert check_view(form) == []
    del form["submit"]
    assert check_view(form) == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"
    ]
    assert check_home({"type": "home", "blocks": form["blocks"]}) == []
    assert check_home({"type": "home", "blocks": form["blocks"], "submit": plain("Go")}) == [
        "invalid additional property: submit [json-pointer:/view]"
    ]


def test_one_focus_in_a_view() -> None:
    focused = {"type": "plain_text_input", "focus_on_load": True}
    assert check_view(modal(entry(focused))) == []
    assert check_view(modal(entry(focused), entry(focused))) == [
        "only one element may have `focus_on_load` set to true [json-pointer:/view/blocks/1/element/focus_on_load]"
    ]


def test_bytes_of_a_view() -> None:
    fits = modal(*[section("x" * 2400)] * 100)
    assert check_view(fits) == []
    assert check_view(modal(*[section("上" * 840)] * 100)) == ["view_too_large"]


def test_answers_to_suggestions() -> None:
    assert check_options({"options": options(100)}) == []
    assert check_options({"options": []}) == []
    assert check_options({"options": options(101)}) == ["no more than 100 items allowed [json-pointer:/options]"]
    assert check_options({}) == ["must define either `options` or `option_groups` [json-pointer:]"]
    assert check_options({"option_groups": [{"label": plain("l"), "options": [option(url="https://x.io")]}]}) == [
        "invalid additional property: url [json-pointer:/option_groups/0/options/0]"
    ]


EVERYTHING = modal(
    *[build(most) for name, build, most, _counted, _pointer in LIMITS if not name.startswith(("markdown", "table"))]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def places(value: Json) -> list[tuple[Json, Any]]:
    """Every place of a document, as its holder and key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [found for key in keys for found in [(value, key), *places(value[key])]]


@settings(deadline=None)
@given(data=st.data())
def test_whatever_stands_anywhere_is_refused_or_taken_but_never_breaks_the_checker(data: st.DataObject) -> None:
    block = deepcopy(data.draw(st.sampled_from(EVERYTHING["blocks"])))
    view = modal(block)
    holder, key = data.draw(st.sampled_from(places(view)[:400]))
    holder[key] = data.draw(ANYTHING)
    for errors in (check_view(view), check_home(view), check_message(view["blocks"], "t"), check_options(block)):
        assert all(isinstance(error, str) for error in errors)


def _sdk_refuses(block: Json) -> bool:
    try:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.to_dict()
    except SlackObjectFormationError:
        return True
    return False


# What slack_sdk does not check, or does not look at inside the elements it parsed.
SDK_SILENT = {
    "field text", "max_length", "initial_value", "group label", "option value", "table rows", "table cells",
    "option text", "option description", "radio buttons", "checkboxes",
}  # fmt: skip


@pytest.mark.parametrize(("name", "build", "most"), [row[:3] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_slack_sdk_draws_the_line_at_the_same_place(name: str, build: Callable[[int], Json], most: int) -> None:
    assert not _sdk_refuses(build(most))
    assert _sdk_refuses(build(most + 1)) == (name not in SDK_SILENT)


def test_slack_sdk_agrees_on_views() -> None:
    for changed in ({"title": plain("t" * 25)}, {"submit": plain("t" * 25)}, {"private_metadata": "m" * 3001}):
        view = modal(section(), **changed)
        assert check_view(view)
        with pytest.raises(SlackObjectFormationError):
            View(**view).to_dict()
    assert View(**modal(section())).to_dict()
    assert check_view(modal(section())) == []
