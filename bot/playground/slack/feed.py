"""What the page hears over its socket: changes a person may see, and the inspector's payloads with secrets removed."""

import asyncio
import copy
import re
from collections import deque
from typing import Any

from bot.playground.slack.clock import Clock
from bot.playground.slack.wire import Json

Event = dict[str, Any]
_SECRET_KEYS = {"token", "trigger_id", "challenge"}
_SECRET_TEXT = re.compile(
    r"(xox[a-z]-|xapp-)[\w-]+|(/(?:commands|actions|app)/T0PLAYGRND/)[\w-]+/[\w-]+|([?&]ticket=|/upload/)[\w-]+"
)


def redacted(node: Json) -> Json:
    """A copy of `node` without tokens, trigger_ids, and the secret ends of response, upload and socket addresses."""
    if isinstance(node, dict):
        return {k: "[redacted]" if k in _SECRET_KEYS and v else redacted(v) for k, v in node.items()}
    if isinstance(node, list):
        return [redacted(item) for item in node]
    if isinstance(node, str):
        return _SECRET_TEXT.sub(lambda hit: f"{hit.group(1) or hit.group(2) or hit.group(3)}[redacted]", node)
    return copy.deepcopy(node)


class Feed:
    """Sends events to the open pages of the people who may see them, and remembers the last payloads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pages: list[tuple[str, asyncio.Queue[Event]]] = []
        self.payloads: deque[Event] = deque(maxlen=1000)

    def join(self, user: str) -> "asyncio.Queue[Event]":
        """A new page of `user`: the queue its events come out of."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._pages.append((user, queue))
        return queue

    def leave(self, queue: "asyncio.Queue[Event]") -> None:
        """The page was closed."""
        self._pages = [page for page in self._pages if page[1] is not queue]

    def send(self, event: Event, users: set[str] | None = None) -> None:
        """Give `event` to the pages of `users`, or to all."""
        for user, queue in self._pages:
            if users is None or user in users:
                queue.put_nowait(event)

    def payload(self, direction: str, kind: str, body: Json, status: int | str | None = None) -> None:
        """Show one payload in the inspector; `direction` is to_bot, from_bot or answer."""
        event = {"type": "payload", "direction": direction, "kind": kind, "at": self._clock.now(), "status": status}
        event["body"] = redacted(body)
        self.payloads.append(event)
        self.send(event)
