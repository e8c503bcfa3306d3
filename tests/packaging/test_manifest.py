"""manifest.yml asks Slack for what the bot uses, and for nothing else."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.request.command import Subcommand, parse
from bot.slack.scopes import SCOPES
from bot.slack.services import Services
from tests.packaging.installing import ROOT

NEEDS: dict[str, tuple[str, ...]] = {
    "api_call": (),  # what all the others call
    "apps_connections_open": (),  # the app-level token's own scope
    "auth_test": (),
    "chat_postEphemeral": ("chat:write",),
    "chat_getPermalink": (),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_history": ("channels:history", "groups:history", "im:history"),
    "conversations_info": ("channels:read", "groups:read"),
    "conversations_open": ("im:write",),
    "conversations_replies": ("channels:history", "groups:history", "im:history"),
    "files_upload_v2": ("files:write",),
    "files_getUploadURLExternal": ("files:write",),
    "files_completeUploadExternal": ("files:write",),
    "users_info": ("users:read",),
    "views_open": (),
    "views_publish": (),
    "views_push": (),
    "views_update": (),
}
"""Web API method -> bot scopes. Source: the methods' reference pages. A new method has to be looked up and added."""
ADDRESS = "https://bot.example.com/slack/events"


@pytest.fixture
def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "manifest.yml").read_text()))


def test_scopes_are_those_that_the_bot_can_justify(manifest: dict[str, Any]) -> None:
    assert manifest["oauth_config"]["scopes"] == {"bot": list(SCOPES)}


def test_one_command_that_the_bot_listens_to(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == Services.__dataclass_fields__["command"].default
    assert command["should_escape"]


def test_subcommands_of_the_hint_exist(manifest: dict[str, Any]) -> None:
    hint = manifest["features"]["slash_commands"][0]["usage_hint"]
    words = [part.strip() for part in hint.split("|")[1:]]
    assert [parse(word) for word in words] == [Subcommand(word, "") for word in words]


def test_events_and_shortcuts_are_those_that_are_listened_to(manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == _first_arguments("event")
    assert {item["callback_id"] for item in manifest["features"]["shortcuts"]} == _first_arguments("shortcut")


def test_each_method_called_has_its_scope_and_each_scope_a_method() -> None:
    known = {name for name in dir(AsyncWebClient) if not name.startswith("_")}
    called = {node.func.attr for node in _calls() if isinstance(node.func, ast.Attribute)} & known
    needed = {scope for method in called for scope in NEEDS[method]}
    assert needed | {"commands", "chat:write.public", "app_mentions:read"} == set(SCOPES)


def test_http_lines_make_a_manifest_for_http(manifest: dict[str, Any]) -> None:
    """Undoing the comments marked HTTP is all that the documentation asks for."""
    text = (ROOT / "manifest.yml").read_text()
    lines = [line.replace("# ", "", 1) if "# HTTP" in line else line for line in text.splitlines()]
    changed = yaml.safe_load("\n".join(lines).replace("socket_mode_enabled: true", "socket_mode_enabled: false"))
    (command,) = changed["features"]["slash_commands"]
    assert command.pop("url") == ADDRESS
    assert changed["settings"]["event_subscriptions"].pop("request_url") == ADDRESS
    assert changed["settings"]["interactivity"].pop("request_url") == ADDRESS
    assert changed["settings"]["interactivity"].pop("message_menu_options_url") == ADDRESS
    assert not changed["settings"].pop("socket_mode_enabled")
    del manifest["settings"]["socket_mode_enabled"]
    assert changed == manifest


def test_manifest_holds_nothing_secret(manifest: dict[str, Any]) -> None:
    assert set(manifest) == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    assert not manifest["settings"]["token_rotation_enabled"]


def _calls() -> Iterator[ast.Call]:
    """Every call in the bot's own code."""
    for path in (ROOT / "bot").rglob("*.py"):
        if not path.is_relative_to(ROOT / "bot" / "playground"):
            yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def _first_arguments(method: str) -> set[object]:
    """The literals that `app.method(...)` is called with."""
    return {
        node.args[0].value
        for node in _calls()
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "app"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
