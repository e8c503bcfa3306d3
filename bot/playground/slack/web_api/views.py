"""views.*: open, push, update, publish; blocks.validate."""

from bot.playground.slack import block_kit
from bot.playground.slack.checks import check_view
from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.web_api.method import Answer, Arguments, method, required


@method("views.open", tier=4)
def views_open(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Open a modal with a fresh trigger; what the person had open before goes away."""
    required(arguments, "trigger_id", "view")
    source = check_view(arguments["view"], "modal")
    trigger = slack.triggers.peek(arguments["trigger_id"])
    for open_view in reversed(list(slack.views.stack(trigger.user))):
        slack.close_view(open_view)
    view = slack.views.push(trigger.user, source, {"channel": trigger.channel})
    trigger.used = True
    slack.tell_view("view_opened", view)
    return {"view": view.for_api()}


@method("views.push", tier=4)
def views_push(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Put a modal on the open one, with the trigger of a press in it."""
    required(arguments, "trigger_id", "view")
    source = check_view(arguments["view"], "modal")
    trigger = slack.triggers.peek(arguments["trigger_id"])
    stack = slack.views.stack(trigger.user)
    if not trigger.in_modal or not stack:
        raise SlackError("invalid_arguments", "[ERROR] `trigger_id` does not come from an open modal")
    view = slack.views.push(trigger.user, source, stack[-1].context)
    trigger.used = True
    slack.tell_view("view_opened", view)
    return {"view": view.for_api()}


@method("views.update", tier=4)
def views_update(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Replace an open view, by view_id or external_id."""
    if not (arguments.get("view_id") or arguments.get("external_id")):
        raise SlackError("invalid_arguments", "[ERROR] missing required field: view_id")
    view = slack.views.find(arguments.get("view_id"), arguments.get("external_id"))
    source = check_view(arguments.get("view"), view.source["type"])
    slack.views.update(view, source, arguments.get("hash"))
    slack.tell_view("view_updated", view)
    return {"view": view.for_api()}


@method("views.publish", tier=4)
def views_publish(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Set a person's App Home."""
    required(arguments, "user_id", "view")
    if not slack.manifest.home_tab_enabled:
        raise SlackError("not_enabled")
    source = check_view(arguments["view"], "home")
    person = slack.workspace.people.get(str(arguments["user_id"]))
    if person is None or person.is_bot or person.deleted:
        raise SlackError("invalid_arguments", "[ERROR] invalid `user_id`")
    view = slack.views.publish(person.id, source, arguments.get("hash"))
    slack.tell_view("home", view)
    return {"view": view.for_api()}


@method("blocks.validate", tier=4, token="none")  # noqa: S106 - a kind of token
def blocks_validate(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Slack's word on `blocks`, a `view` or a `message`, without sending anything."""
    message = arguments.get("message")
    blocks = message.get("blocks") if isinstance(message, dict) else arguments.get("blocks")
    view = arguments.get("view")
    errors: list[str] = []
    if isinstance(view, dict) and isinstance(view.get("blocks"), list):
        errors = block_kit.check_home(view) if view.get("type") == "home" else block_kit.check_view(view)
    elif isinstance(blocks, list):
        errors = block_kit.check_message(blocks, "text")
    else:
        raise SlackError("invalid_arguments", "[ERROR] one of blocks, view, message is required")
    if errors:
        raise SlackError("invalid_blocks", *errors, errors=errors)
    return {}
