"""chat.*: posts, edits, ephemerals, deletions, permalinks."""

from bot.playground.slack.block_kit import UPDATE_TEXT_LIMIT
from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.messages import Message
from bot.playground.slack.people import BOT_ID, BOT_USER, Channel
from bot.playground.slack.web_api.method import Answer, Arguments, flag, method, required
from bot.playground.slack.wire import Json


def writable(slack: LocalSlack, channel_id: Json) -> Channel:
    """A channel the app may write to; a person's id means the direct message. Raises SlackError."""
    if str(channel_id or "").startswith(("U", "W")):
        return slack.workspace.direct_channel(str(channel_id))
    channel = slack.workspace.seen_by_bot(channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_im:
        slack.workspace.direct_channel(channel.im_user or "")
    elif BOT_USER not in channel.members and "chat:write.public" not in slack.manifest.scopes:
        raise SlackError("not_in_channel")
    return channel


@method("chat.postMessage", "chat:write", tier=4)
def chat_post_message(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Post to a channel, a thread or a person."""
    required(arguments, "channel")
    channel = writable(slack, arguments["channel"])
    thread_ts = slack.workspace.thread_root(channel.id, arguments.get("thread_ts"))
    broadcast = bool(thread_ts) and flag(arguments, "reply_broadcast")
    message = slack.from_bot(channel.id, arguments, thread_ts=thread_ts, broadcast=broadcast, by_token=True)
    answer: Answer = {"channel": channel.id, "ts": message.ts, "message": message.for_api(with_metadata=True)}
    if len(arguments.get("text") or "") > len(message.text):
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


@method("chat.update", "chat:write", tier=3)
def chat_update(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Edit one of the app's own messages; its ts stays and nobody is notified."""
    required(arguments, "channel", "ts")
    channel = slack.workspace.seen_by_bot(arguments["channel"])
    message = own_message(slack, channel, arguments["ts"], "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    if slack.faults.edit_window_closed:
        raise SlackError("edit_window_closed")
    if len(arguments.get("text") or "") > UPDATE_TEXT_LIMIT:
        raise SlackError("msg_too_long")
    content = {key: arguments.get(key) for key in ("text", "blocks", "attachments", "metadata", "markdown_text")}
    slack.rewrite(message, {key: value for key, value in content.items() if value is not None}, edited=True)
    shown = message.for_api(with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def own_message(slack: LocalSlack, channel: Channel, ts: Json, refusal: str) -> Message:
    """A lasting message posted with the token. Raises message_not_found, or `refusal` for those of others."""
    message = slack.workspace.by_ts(channel.id, str(ts))
    if message is None:
        raise SlackError("message_not_found")
    if message.bot_id != BOT_ID or not message.by_token:
        raise SlackError(refusal)
    return message


@method("chat.postEphemeral", "chat:write", tier=4)
def chat_post_ephemeral(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Show something to one person in a channel. Shown in a thread only if it has replies."""
    required(arguments, "channel", "user")
    channel = writable(slack, arguments["channel"])
    user = str(arguments["user"])
    if user not in channel.members or user == BOT_USER:
        raise SlackError("user_not_in_channel")
    if arguments.get("metadata"):
        raise SlackError("invalid_arguments", "[ERROR] metadata is not supported for ephemeral messages")
    thread_ts = slack.workspace.thread_root(channel.id, arguments.get("thread_ts"))
    message = slack.new_message(
        channel.id, arguments, user=BOT_USER, bot_id=BOT_ID, reader=user, thread_ts=thread_ts, by_token=True
    )
    root = slack.workspace.by_ts(channel.id, thread_ts)
    if root is None or root.replies:
        slack.post(message)
    return {"message_ts": message.ts}


@method("chat.delete", "chat:write", tier=3)
def chat_delete(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Delete one of the app's own messages."""
    required(arguments, "channel", "ts")
    channel = slack.workspace.seen_by_bot(arguments["channel"])
    message = own_message(slack, channel, arguments["ts"], "cant_delete_message")
    slack.delete(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", tier=5)
def chat_get_permalink(slack: LocalSlack, arguments: Arguments) -> Answer:
    """A link to a message, which here leads to the page."""
    required(arguments, "channel", "message_ts")
    channel = slack.workspace.seen_by_bot(arguments["channel"])
    message = slack.workspace.by_ts(channel.id, str(arguments["message_ts"]))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{slack.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
