"""What a Web API method is here: a function of the local Slack and its arguments, a token kind, scopes, a tier."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack

Arguments = dict[str, Any]
Answer = dict[str, Any]
Function = Callable[[LocalSlack, Arguments], Answer]


@dataclass(frozen=True)
class Method:
    """One method. `scopes`: any one of them will do; a method may ask for more by place."""

    name: str
    function: Function
    scopes: tuple[str, ...] = ()
    tier: int = 4
    """1 to 4 as documented; 5: the special 600 a minute."""
    token: str = "bot"  # noqa: S105 - a kind, not a token
    """`bot`, `app`, or `none` for methods without one."""


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, tier: int, token: str = "bot") -> Callable[[Function], Function]:  # noqa: S107
    """Register the function below as Web API method `name`."""

    def register(function: Function) -> Function:
        METHODS[name] = Method(name, function, scopes, tier, token)
        return function

    return register


def need_scope(slack: LocalSlack, *scopes: str) -> None:
    """Raise missing_scope unless the manifest grants one of `scopes`."""
    if scopes and not slack.manifest.scopes & set(scopes):
        provided = ",".join(sorted(slack.manifest.scopes))
        raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)


def required(arguments: Arguments, *names: str) -> None:
    """Raise invalid_arguments unless all `names` are given."""
    missing = [name for name in names if arguments.get(name) in (None, "")]
    if missing:
        raise SlackError("invalid_arguments", *(f"[ERROR] missing required field: {name}" for name in missing))


def flag(arguments: Arguments, name: str) -> bool:
    """A boolean argument; 1 and 0 in forms and queries."""
    return arguments.get(name) in (True, 1, "1", "true", "True")
