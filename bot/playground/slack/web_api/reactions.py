"""reactions.add and reactions.remove: once per person."""

from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.messages import Message
from bot.playground.slack.people import BOT_USER
from bot.playground.slack.web_api.method import Answer, Arguments, method, required


def _message(slack: LocalSlack, arguments: Arguments) -> Message:
    required(arguments, "channel", "timestamp", "name")
    channel = slack.workspace.seen_by_bot(arguments["channel"])
    message = slack.workspace.by_ts(channel.id, str(arguments["timestamp"]))
    if message is None:
        raise SlackError("message_not_found")
    return message


@method("reactions.add", "reactions:write", tier=3)
def reactions_add(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Put a reaction on a message."""
    message = _message(slack, arguments)
    people = message.reactions.setdefault(str(arguments["name"]), [])
    if BOT_USER in people:
        raise SlackError("already_reacted")
    people.append(BOT_USER)
    slack.tell("message_changed", message)
    return {}


@method("reactions.remove", "reactions:write", tier=2)
def reactions_remove(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Take a reaction off a message."""
    message = _message(slack, arguments)
    name = str(arguments["name"])
    if BOT_USER not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    message.reactions[name].remove(BOT_USER)
    if not message.reactions[name]:
        del message.reactions[name]
    slack.tell("message_changed", message)
    return {}
