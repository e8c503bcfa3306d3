"""users.info, usergroups.users.list."""

from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.web_api.method import Answer, Arguments, flag, method, required


@method("users.info", "users:read", tier=4)
def users_info(slack: LocalSlack, arguments: Arguments) -> Answer:
    """One person; the locale only with include_locale."""
    required(arguments, "user")
    person = slack.workspace.people.get(str(arguments["user"]))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": person.for_api(include_locale=flag(arguments, "include_locale"))}


@method("usergroups.users.list", "usergroups:read", tier=2)
def usergroups_users_list(slack: LocalSlack, arguments: Arguments) -> Answer:
    """The members of a user group."""
    required(arguments, "usergroup")
    group = slack.workspace.groups.get(str(arguments["usergroup"]))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}
