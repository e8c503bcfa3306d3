"""response_url: five uses in half an hour, bound to a person and a place. State only; the effect is in `local`."""

import secrets
from dataclasses import dataclass

from bot.playground.slack.clock import Clock
from bot.playground.slack.errors import SlackError

USES = 5
LIFETIME = 1800.0


@dataclass
class Grant:
    """What one response_url allows. `message_id`: the message it was pressed on; None for commands."""

    path: str
    user: str
    channel: str
    thread_ts: str | None
    message_id: str | None
    issued_at: float
    uses: int = 0


class ResponseUrls:
    """All response_urls given out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._grants: dict[str, Grant] = {}

    def issue(
        self, kind: str, user: str, channel: str, *, thread_ts: str | None = None, message_id: str | None = None
    ) -> str:
        """The path of a new response_url; `kind` is `commands`, `actions` or `app`."""
        path = f"/{kind}/T0PLAYGRND/{secrets.randbelow(10**13):013d}/{secrets.token_urlsafe(18)}"
        self._grants[path] = Grant(path, user, channel, thread_ts, message_id, self._clock.now())
        return path

    def find(self, path: str) -> Grant:
        """A grant that may be used. Raises used_url, expired_url, and expired_url for unknown ones."""
        grant = self._grants.get(path)
        if grant is None or self._clock.now() - grant.issued_at > LIFETIME:
            raise SlackError("expired_url")
        if grant.uses >= USES:
            raise SlackError("used_url")
        return grant
