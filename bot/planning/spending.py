"""The calls of one plan, counted while it is made, and those that are left of the day."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.settings import Project

RESERVE = 20
"""Calls of the day that planning leaves for sending what is confirmed and following it."""


@dataclass(slots=True)
class Tally:
    """Calls made so far, retries included: each counts against the limits of the edition."""

    calls: int = 0


_tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


@contextmanager
def counted() -> Iterator[Tally]:
    """Count the calls made in here, by this task and those it starts."""
    tally = Tally()
    token = _tally.set(tally)
    try:
        yield tally
    finally:
        _tally.reset(token)


def count_one() -> None:
    """One more call was made."""
    tally = _tally.get()
    if tally is not None:
        tally.calls += 1


Spent = Callable[[Project], Awaitable[int]]
"""How many calls were made today in the region of a project, by all processes."""


class Budget:
    """The calls of a day. `a_day` None: the edition has no daily limit, and nothing is asked."""

    def __init__(self, spent: Spent | None = None, a_day: int | None = None) -> None:
        self._spent = spent
        self._a_day = a_day

    async def left(self, project: Project) -> int | None:
        """Calls left today, never below 0; None when there is no limit."""
        if self._a_day is None:
            return None
        spent = await self._spent(project) if self._spent else 0
        return max(0, self._a_day - spent)
