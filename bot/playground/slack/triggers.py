"""trigger_id: three seconds, one use. Pure."""

import itertools
import secrets
from dataclasses import dataclass

from bot.playground.slack.clock import Clock
from bot.playground.slack.errors import SlackError

LIFETIME = 3.0


@dataclass
class Trigger:
    """What one act of a person allows the app to open."""

    user: str
    channel: str | None
    in_modal: bool
    issued_at: float
    used: bool = False


class Triggers:
    """All triggers given out."""

    def __init__(self, clock: Clock, lifetime: float = LIFETIME) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._issued: dict[str, Trigger] = {}
        self._numbers = itertools.count(5_410_000_000_001)

    def issue(self, user: str, *, channel: str | None = None, in_modal: bool = False) -> str:
        """A new trigger_id for an act of `user`; `in_modal` if it happened in one, so that views.push may use it."""
        trigger_id = f"{next(self._numbers)}.1900000000001.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, channel, in_modal, self._clock.now())
        return trigger_id

    def peek(self, trigger_id: object) -> Trigger:
        """A usable trigger. Raises invalid_arguments, exchanged_trigger_id, expired_trigger_id."""
        trigger = self._issued.get(str(trigger_id))
        if trigger is None:
            raise SlackError("invalid_arguments", "[ERROR] invalid `trigger_id`")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.issued_at > self._lifetime:
            raise SlackError("expired_trigger_id")
        return trigger
