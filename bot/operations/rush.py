"""What people confirmed goes first: while it is on its way to DataWorks, what may wait goes on slowly."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LONGEST_SECONDS = 10.0
"""Nobody is in front for longer."""
MEANWHILE_SECONDS, AFTERWARDS_SECONDS = 0.2, 0.02
"""How often one of those who wait goes on: while somebody is in front, and when nobody is any more."""


class Rush:
    """Who is in front: what was confirmed, from the press to the POST."""

    def __init__(self) -> None:
        self._in_front: set[object] = set()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._next: asyncio.TimerHandle | None = None

    @contextmanager
    def in_front(self) -> Iterator[None]:
        """What happens in here goes first, until it took too long."""
        mine = object()
        self._in_front.add(mine)
        late = asyncio.get_running_loop().call_later(LONGEST_SECONDS, self._leave, mine)
        try:
            yield
        finally:
            late.cancel()
            self._leave(mine)

    async def over(self, within: float | None = None) -> None:
        """Wait until nobody is in front, or for one's turn meanwhile, at most so many seconds.

        Those who waited do not all go at once.
        """
        if not self._in_front and not self._waiting:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if self._next is None:
            self._arrange()
        with suppress(TimeoutError):
            await asyncio.wait_for(turn, within)

    def _leave(self, mine: object) -> None:
        self._in_front.discard(mine)
        if not self._in_front and self._next is not None:
            self._next.cancel()
            self._arrange()

    def _arrange(self) -> None:
        wait = MEANWHILE_SECONDS if self._in_front else AFTERWARDS_SECONDS
        self._next = asyncio.get_running_loop().call_later(wait, self._let_one_go)

    def _let_one_go(self) -> None:
        self._next = None
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                break
        if self._waiting:
            self._arrange()
