"""Payloads as real ones look, every field. Pure builders; who they go to is `interactions`' affair.

Source of the shapes: reference of payloads by surface; `token` is dead and only kept because real ones carry it.
"""

import copy
import secrets
from typing import Any

from bot.playground.slack.messages import Message
from bot.playground.slack.people import APP_ID, BOT_USER, OTHER_TEAM_ID, TEAM_DOMAIN, TEAM_ID, Channel, Person
from bot.playground.slack.views import View

DEAD_TOKEN = "dead-verification-token"  # noqa: S105 - not a secret, Slack deprecated it
Payload = dict[str, Any]


def team_domain(team_id: str) -> str:
    """The domain of a team."""
    return "other-co" if team_id == OTHER_TEAM_ID else TEAM_DOMAIN


def user_part(person: Person) -> Payload:
    """`user` of interactive payloads."""
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id}


def channel_part(channel: Channel) -> Payload:
    """`channel` of interactive payloads; names the app may not know are hidden."""
    return {"id": channel.id, "name": channel_name(channel)}


def channel_name(channel: Channel) -> str:
    """The name as an app gets it: `directmessage` and `privategroup` where it is hidden."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private and BOT_USER not in channel.members else channel.name


def slash_command(
    person: Person, channel: Channel, command: str, text: str, *, response_url: str, trigger_id: str
) -> Payload:
    """A slash command; over HTTP its fields become a form."""
    return {
        "token": DEAD_TOKEN,
        "team_id": person.team_id,
        "team_domain": team_domain(person.team_id),
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def _interactive(kind: str, person: Person) -> Payload:
    return {
        "type": kind,
        "token": DEAD_TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "user": user_part(person),
        "api_app_id": APP_ID,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_place(message: Message, channel: Channel) -> Payload:
    """`container`, `channel` and, unless ephemeral, `message` of what happened on a message."""
    container: Payload = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container["is_ephemeral"] = message.ephemeral
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    place: Payload = {"container": container, "channel": channel_part(channel)}
    if not message.ephemeral:
        place["message"] = message.for_api()
    return place


def view_place(view: View) -> Payload:
    """`container` and `view` of what happened in a modal or Home."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.for_api()}


def block_actions(person: Person, place: Payload, actions: list[Payload], trigger_id: str) -> Payload:
    """A press; the caller adds `state` and `response_url` for messages."""
    return _interactive("block_actions", person) | place | {"trigger_id": trigger_id, "actions": actions}


def block_suggestion(person: Person, place: Payload, block_id: str, action_id: str, value: str) -> Payload:
    """The question for the options of an external select: no trigger_id, no response_url."""
    return (
        _interactive("block_suggestion", person)
        | place
        | {"action_id": action_id, "block_id": block_id, "value": value}
    )


def view_submission(person: Person, view: View, trigger_id: str, response_urls: list[Payload]) -> Payload:
    """A modal was submitted."""
    body = {"trigger_id": trigger_id, "view": view.for_api(), "response_urls": response_urls}
    return _interactive("view_submission", person) | body


def view_closed(person: Person, view: View, *, is_cleared: bool) -> Payload:
    """A modal with notify_on_close was closed: no input values."""
    closed = view.for_api() | {"state": {"values": {}}}
    return _interactive("view_closed", person) | {"view": closed, "is_cleared": is_cleared}


def message_action(
    person: Person, channel: Channel, message: Message, callback_id: str, *, response_url: str, trigger_id: str
) -> Payload:
    """A message shortcut."""
    return _interactive("message_action", person) | {
        "callback_id": callback_id,
        "action_ts": trigger_id.split(".", maxsplit=1)[0],
        "trigger_id": trigger_id,
        "response_url": response_url,
        "channel": channel_part(channel),
        "message_ts": message.ts,
        "message": message.for_api(),
    }


def shortcut(person: Person, callback_id: str, trigger_id: str, action_ts: str) -> Payload:
    """A global shortcut: neither channel nor response_url."""
    body = {"callback_id": callback_id, "trigger_id": trigger_id, "action_ts": action_ts}
    return _interactive("shortcut", person) | body


def event_callback(event: Payload, channel: Channel | None, at: float) -> Payload:
    """The envelope of an event."""
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": DEAD_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{secrets.token_hex(16)}",
    }


def message_event(kind: str, message: Message, person: Person) -> Payload:
    """`app_mention` or `message` of what a person wrote."""
    event: Payload = {
        "user": person.id,
        "type": kind,
        "ts": message.ts,
        "client_msg_id": secrets.token_hex(16),
        "text": message.text,
        "team": person.team_id,
        "user_team": person.team_id,
        "blocks": copy.deepcopy(message.blocks),
        "channel": message.channel,
        "event_ts": message.ts,
    }
    return event | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def app_home_opened(person: Person, channel: str, view: View | None, event_ts: str) -> Payload:
    """The Home tab was opened; `view` is absent the first time."""
    event = {"type": "app_home_opened", "user": person.id, "channel": channel, "tab": "home", "event_ts": event_ts}
    return event | ({"view": view.for_api()} if view else {})
