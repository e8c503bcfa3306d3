"""conversations.*: opening direct messages, what a channel is, what was said."""

import base64
import math

from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.messages import Message
from bot.playground.slack.people import BOT_USER, Channel
from bot.playground.slack.web_api.method import Answer, Arguments, flag, method, need_scope, required
from bot.playground.slack.wire import Json

PAGE = 100
MOST = 999


def _scope_for(channel: Channel, right: str) -> str:
    kind = "im" if channel.is_im else "groups" if channel.is_private else "channels"
    return f"{kind}:{right}"


@method("conversations.open", "im:write", tier=3)
def conversations_open(slack: LocalSlack, arguments: Arguments) -> Answer:
    """The direct message with one person."""
    users = arguments.get("users") or arguments.get("channel")
    names = users if isinstance(users, list) else str(users or "").split(",")
    if len(names) != 1 or not names[0]:
        raise SlackError("users_list_not_supplied" if not users else "method_not_supported_for_channel_type")
    name = str(names[0])
    channel = slack.workspace.channels.get(name)
    channel = channel if channel and channel.is_im else slack.workspace.direct_channel(name)
    shown = channel.for_api() if flag(arguments, "return_im") else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": shown}


@method("conversations.info", "channels:read", "groups:read", "im:read", tier=3)
def conversations_info(slack: LocalSlack, arguments: Arguments) -> Answer:
    """What a channel is: private, archived, shared, joined."""
    channel = slack.workspace.seen_by_bot(arguments.get("channel"))
    need_scope(slack, _scope_for(channel, "read"))
    shown = channel.for_api()
    if flag(arguments, "include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def _readable(slack: LocalSlack, channel_id: Json) -> Channel:
    channel = slack.workspace.seen_by_bot(channel_id)
    need_scope(slack, _scope_for(channel, "history"))
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


@method("conversations.history", "channels:history", "groups:history", "im:history", tier=3)
def conversations_history(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Roots of a channel, newest first, without ephemerals."""
    channel = _readable(slack, arguments.get("channel"))
    return _page(arguments, _between(arguments, slack.workspace.history(channel.id)))


@method("conversations.replies", "channels:history", "groups:history", "im:history", tier=3)
def conversations_replies(slack: LocalSlack, arguments: Arguments) -> Answer:
    """A thread, its root first."""
    required(arguments, "ts")
    channel = _readable(slack, arguments.get("channel"))
    thread = slack.workspace.thread(channel.id, str(arguments["ts"]))
    if not thread:
        raise SlackError("thread_not_found")
    return _page(arguments, [thread[0], *_between(arguments, thread[1:])])


def _between(arguments: Arguments, messages: list[Message]) -> list[Message]:
    oldest = _number(arguments, "oldest", 0)
    latest = _number(arguments, "latest", math.inf)
    if flag(arguments, "inclusive"):
        return [message for message in messages if oldest <= float(message.ts) <= latest]
    return [message for message in messages if oldest < float(message.ts) < latest]


def _number(arguments: Arguments, name: str, default: float) -> float:
    try:
        return float(arguments.get(name) or default)
    except (TypeError, ValueError):
        raise SlackError("invalid_arguments", f"[ERROR] must be a number [json-pointer:/{name}]") from None


def _page(arguments: Arguments, messages: list[Message]) -> Answer:
    limit = int(min(_number(arguments, "limit", PAGE), MOST))
    start = _cursor(arguments.get("cursor"))
    metadata = flag(arguments, "include_all_metadata")
    shown = [message.for_api(with_metadata=metadata) for message in messages[start : start + limit]]
    more = start + limit < len(messages)
    answer: Answer = {"messages": shown, "has_more": more, "pin_count": 0}
    if more:
        cursor = base64.b64encode(f"next:{start + limit}".encode()).decode()
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _cursor(cursor: Json) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(str(cursor)).decode().removeprefix("next:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None
