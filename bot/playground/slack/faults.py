"""The switches of the local Slack: what may go wrong, on demand. Pure."""

import dataclasses
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.playground.slack.clock import Clock

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}


@dataclass
class Faults:
    """Every switch with its neutral value. `*_next` and `drop_*` count down with each call they hit."""

    methods: list[str] = field(default_factory=list)
    """Web API methods that the API faults hit (`response_url` too); empty: all."""
    slow_api_ms: int = 0
    api_status: int = 0
    """500 or 503 for the next `api_status_next` calls."""
    api_status_next: int = 0
    api_error: str = ""
    """An error word such as `internal_error`, answered to the next `api_error_next` calls and nothing done."""
    api_error_next: int = 0
    fatal_error_next: int = 0
    """Does the work, then answers `fatal_error`."""
    rate_limited_next: int = 0
    retry_after: int = 1
    """Seconds in Retry-After."""
    drop_before: int = 0
    """Connections cut before the work is done."""
    drop_after: int = 0
    """Connections cut after the work is done: the caller cannot know."""
    post_rate: bool = False
    """One message a second and channel."""
    tiers: bool = False
    """The methods' documented calls per minute."""
    edit_window_closed: bool = False
    smart_typing: bool = False
    absent: list[str] = field(default_factory=list)
    """People whom ephemerals do not reach."""
    duplicate_events: int = 0
    bad_signatures: int = 0
    old_signatures: int = 0
    replayed_requests: int = 0
    refuse_connections: bool = False
    """apps.connections.open answers internal_error and sockets are refused."""

    def change(self, switches: dict[str, Any]) -> None:
        """Set the given switches. Raises ValueError for unknown names and wrong kinds."""
        known = {item.name: item for item in dataclasses.fields(self)}
        for name, value in switches.items():
            if name not in known or not isinstance(value, type(getattr(self, name))):
                raise ValueError(f"no switch {name!r} with the value {value!r}")
        for name, value in switches.items():
            setattr(self, name, value)
        if switches.get("api_status") and "api_status_next" not in switches:
            self.api_status_next = 1
        if switches.get("api_error") and "api_error_next" not in switches:
            self.api_error_next = 1

    def hits(self, method: str) -> bool:
        """Are API faults meant for this method?"""
        return not self.methods or method in self.methods

    def take(self, name: str, method: str | None = None) -> bool:
        """Use up one of a counted switch; False when none is left or `method` is not meant."""
        left: int = getattr(self, name)
        if left <= 0 or (method is not None and not self.hits(method)):
            return False
        setattr(self, name, left - 1)
        return True


class Rates:
    """Counts calls per method and posts per channel, for the two rate switches."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[str, deque[float]] = {}

    def wait(self, key: str, allowed: int, seconds: float) -> int:
        """0 if this call is within `allowed` in `seconds` (and counts it), else whole seconds to wait."""
        now = self._clock.now()
        calls = self._calls.setdefault(key, deque())
        while calls and now - calls[0] >= seconds:
            calls.popleft()
        if len(calls) >= allowed:
            return max(1, int(seconds - (now - calls[0]) + 0.999))
        calls.append(now)
        return 0
