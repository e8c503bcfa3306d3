"""docs/reference.md is the table: in step, and whole."""

from bot.request.command import OPTIONS
from bot.request.rules import FIELDS, kebab
from ci.reference import PAGE, render


def test_the_page_is_in_step_with_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()


def test_the_page_names_every_field_option_and_choice() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for field in FIELDS:
        assert f"| {field.name} |" in text
        for value in field.choices:
            assert f"`{kebab(value)}` | {value} |" in text
    for option in OPTIONS:
        for name in option.names:
            assert f"`--{name}`" in text
