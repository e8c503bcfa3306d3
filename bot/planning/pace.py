"""Calls a second to one endpoint: never more than the edition allows, and who waits in front comes before who walks."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WINDOW = 1.02
"""Seconds in which at most the allowed number of calls begins: a second, and something for the network's jitter."""

_patient: ContextVar[bool] = ContextVar("patient", default=False)


@contextmanager
def patiently() -> Iterator[None]:
    """Calls in here let all others go first: a person waits for those, and for these nobody at the moment."""
    token = _patient.set(True)
    try:
        yield
    finally:
        _patient.reset(token)


class Pace:
    """At most `a_second` calls in any second. `await turn()` before each; shared by all that call one endpoint.

    DataWorks counts per main account and region. API limits: 5 a second up to Standard, reads 50 in Enterprise.
    """

    def __init__(self, a_second: int) -> None:
        self.a_second = a_second
        self._begun: deque[float] = deque(maxlen=a_second)
        self._front: deque[asyncio.Future[None]] = deque()
        self._behind: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self) -> None:
        """Wait until one more call may begin."""
        if not self._front and not self._behind and self._wait() <= 0:
            self._begun.append(time.monotonic())
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._behind if _patient.get() else self._front).append(mine)
        self._arrange()
        await mine

    def _wait(self) -> float:
        """Seconds until one more may begin."""
        if len(self._begun) < self.a_second:
            return 0.0
        return self._begun[0] + WINDOW - time.monotonic()

    def _arrange(self) -> None:
        if self._timer is None and (self._front or self._behind):
            self._timer = asyncio.get_running_loop().call_later(max(self._wait(), 0.0), self._release)

    def _release(self) -> None:
        self._timer = None
        while (self._front or self._behind) and self._wait() <= 0:
            waiting = (self._front or self._behind).popleft()
            if not waiting.done():  # who gave up while waiting takes no turn
                self._begun.append(time.monotonic())
                waiting.set_result(None)
        self._arrange()
