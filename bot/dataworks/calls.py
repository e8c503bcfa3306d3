"""What the client tells about each attempt, so that the app can count calls and feed its metrics."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["ok", "refused", "throttled", "unreachable", "lost", "unexpected"]
"""How an attempt ended: `refused` has a Code other than throttling; `unreachable` was never sent; `lost` has no answer
or one that leaves open what happened; `unexpected` is an answer that is none of DataWorks'."""


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt of one action. Each that was sent counts against the limits of the edition, failed ones too."""

    action: str
    outcome: Outcome
    seconds: float
    code: str | None = None
    request_id: str | None = None

    @property
    def was_sent(self) -> bool:
        """Whether DataWorks may have counted it."""
        return self.outcome != "unreachable"


OnCall = Callable[[Call], None]
"""Called once per attempt, on the event loop: it must not block. What it raises is logged and goes no further."""
