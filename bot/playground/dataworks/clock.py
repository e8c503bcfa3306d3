"""Simulated time: as fast as it is told while something is under way, never behind the real time."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since the epoch in simulated time; `speed` simulated seconds pass in a real one.

    It never goes back. While nothing is under way it rests until real time has caught up, so that a playground left
    alone for an hour does not find itself in tomorrow.
    """

    def __init__(self, speed: float = 20.0, real: Callable[[], float] = time.time) -> None:
        self.real = real
        self._speed = speed
        self._anchor = (real(), real())
        self._resting: float | None = self._anchor[1]

    @property
    def speed(self) -> float:
        """Simulated seconds per real second."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        self._anchor = (self.real(), self.now())
        self._speed = value

    def now(self) -> float:
        """The simulated moment, in seconds since the epoch."""
        if self._resting is not None:
            return max(self._resting, self.real())
        real, simulated = self._anchor
        return simulated + (self.real() - real) * self._speed

    def rest(self, since: float) -> None:
        """All work ended at `since` (simulated): stand still there until real time has caught up."""
        if self._resting is None:
            self._resting = since

    def wake(self) -> None:
        """Something is under way again."""
        if self._resting is not None:
            self._anchor = (self.real(), self.now())
            self._resting = None

    def advance(self, seconds: float) -> None:
        """Jump ahead: tests and impatient people."""
        if self._resting is not None:
            self._resting = self.now() + seconds
        else:
            self._anchor = (self.real(), self.now() + seconds)

    def restart(self) -> None:
        """Back to the real time: the one way to go back, for a world that begins anew."""
        self._anchor = (self.real(), self.real())
        self._resting = self.real()
