"""How payloads reach the app: over Socket Mode or as signed HTTP requests. Both know the same two verbs."""

from dataclasses import dataclass
from typing import Any, Protocol

from bot.playground.slack.wire import Json

ACK_SECONDS = 3.0
RETRY_SECONDS = (0.0, 60.0, 300.0)
"""When an event is sent again after a failure. Source: Events API guide."""


class DeliveryError(Exception):
    """The app did not take a payload. `reason` is Slack's word: operation_timeout or dispatch_failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Timing:
    """The time limits of a delivery, in seconds, so that tests need not wait."""

    ack: float = ACK_SECONDS
    retries: tuple[float, ...] = RETRY_SECONDS


class Delivery(Protocol):
    """One way to the app."""

    @property
    def connected(self) -> bool:
        """Can the app be reached now, as far as is known?"""

    async def request(self, kind: str, payload: dict[str, Any]) -> Json:
        """Deliver a `slash_commands` or `interactive` payload, return the ack's body or None. Raises DeliveryError."""

    def event(self, payload: dict[str, Any]) -> None:
        """Deliver an `events_api` payload in the background, again after failures."""

    async def start(self) -> None:
        """Begin; called once in the running loop."""

    async def close(self) -> None:
        """End everything that runs."""
