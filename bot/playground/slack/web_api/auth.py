"""auth.test, apps.connections.open."""

from bot.playground.slack.delivery.socket_mode import SocketMode
from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.people import BOT_ID, BOT_USER, TEAM_ID, TEAM_NAME
from bot.playground.slack.web_api.method import Answer, Arguments, method


@method("auth.test", tier=5)
def auth_test(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Whose token this is."""
    return {
        "url": f"{slack.base_url}/",
        "team": TEAM_NAME,
        "user": slack.workspace.people[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", "connections:write", tier=3, token="app")  # noqa: S106 - a kind of token
def apps_connections_open(slack: LocalSlack, arguments: Arguments) -> Answer:
    """The address of a new socket, with a ticket for one use."""
    if not isinstance(slack.delivery, SocketMode):
        raise SlackError("socket_mode_not_enabled")
    if slack.faults.refuse_connections:
        raise SlackError("internal_error")
    address = slack.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={slack.delivery.ticket()}&app_id=playground"}
