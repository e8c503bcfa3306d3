"""The clock of the local Slack. Tests move it; nothing else does."""

import time
from datetime import datetime, tzinfo


class Clock:
    """Epoch seconds, plus an offset that a test may add to make half an hour pass."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        """Epoch seconds."""
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass for everything that has a time limit."""
        self.ahead += seconds


def moment(zone: tzinfo) -> datetime:
    """The present moment in `zone`."""
    return datetime.now(zone)
