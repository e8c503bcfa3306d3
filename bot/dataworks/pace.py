"""Calls a second to one endpoint: never more than the edition allows, and who waits in front comes before who walks."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum

WINDOW = 1.02
"""Seconds in which at most the allowed number of calls begins: a second, and something for the network's jitter."""


class Rank(IntEnum):
    """Who goes first where calls have to wait."""

    ASKED = 0
    """A person waits for it, or it is what a person confirmed."""
    FOLLOWING = 1
    """A look at what runs."""
    WALKING = 2
    """Reading what is downstream, or a list of names, in the background."""


_rank: ContextVar[Rank] = ContextVar("rank", default=Rank.ASKED)


@contextmanager
def patiently(rank: Rank = Rank.WALKING) -> Iterator[None]:
    """Calls in here let those of a better rank go first."""
    token = _rank.set(rank)
    try:
        yield
    finally:
        _rank.reset(token)


class Pace:
    """At most `a_second` calls in any second. `await turn()` before each; shared by all that call one endpoint.

    DataWorks counts per main account and region. API limits: 5 a second up to Standard, reads 50 in Enterprise.
    """

    def __init__(self, a_second: int) -> None:
        self.a_second = a_second
        self._begun: deque[float] = deque(maxlen=a_second)
        self._queues: dict[Rank, deque[asyncio.Future[None]]] = {rank: deque() for rank in Rank}
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self) -> None:
        """Wait until one more call may begin."""
        if not self._waiting() and self._wait() <= 0:
            self._begun.append(time.monotonic())
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues[_rank.get()].append(mine)
        self._arrange()
        await mine

    def _waiting(self) -> deque[asyncio.Future[None]] | None:
        """The first queue that holds somebody."""
        return next((queue for queue in self._queues.values() if queue), None)

    def _wait(self) -> float:
        """Seconds until one more may begin."""
        if len(self._begun) < self.a_second:
            return 0.0
        return self._begun[0] + WINDOW - time.monotonic()

    def _arrange(self) -> None:
        if self._timer is None and self._waiting():
            self._timer = asyncio.get_running_loop().call_later(max(self._wait(), 0.0), self._release)

    def _release(self) -> None:
        self._timer = None
        while (queue := self._waiting()) and self._wait() <= 0:
            waiting = queue.popleft()
            if not waiting.done():  # who gave up while waiting takes no turn
                self._begun.append(time.monotonic())
                waiting.set_result(None)
        self._arrange()
