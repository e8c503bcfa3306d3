"""Calls that several wait for at the same time, made once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

R = TypeVar("R")


class Shared(Generic[R]):
    """Who asks while a call is under way shares the next one, so nobody gets an answer that was made before they asked.

    At most one call of a key is under way and one waits, however many ask. What it raises is raised for all of them.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[R]] = {}
        self._next: dict[Hashable, asyncio.Task[R]] = {}

    async def get(self, key: Hashable, ask: Callable[[], Awaitable[R]]) -> R:
        """What `ask` gives when it is called from now on, by whoever asks for the same key."""
        call = self._next.get(key)
        if call is None:
            call = self._next[key] = asyncio.create_task(self._call(key, ask))
            # Everybody who waited may have given up.
            call.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        return await asyncio.shield(call)

    async def _call(self, key: Hashable, ask: Callable[[], Awaitable[R]]) -> R:
        if (earlier := self._under_way.get(key)) is not None:
            await asyncio.wait({earlier})
        mine = self._under_way[key] = self._next.pop(key)
        try:
            return await ask()
        finally:
            if self._under_way.get(key) is mine:
                del self._under_way[key]
