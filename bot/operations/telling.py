"""How the narrator is used: the root is edited seldom and for news, a reply is told once, no failure goes further."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.operations.acts import Act, Result
from bot.operations.model import Operation
from bot.operations.narrator import Narrator
from bot.operations.pace import FollowSettings
from bot.operations.progress import Progress
from bot.operations.store import Store

logger = logging.getLogger(__name__)

FIRST_ROOT_SECONDS = 10.0
"""How long the first post may take before the submission goes ahead without it."""


@dataclass(slots=True)
class Screen:
    """What stands in the root message of one operation, as far as this process knows."""

    shown: Progress | None = None
    held: Progress | None = None
    """Newer than what is shown, and waiting for its turn."""
    edited_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Teller:
    """Tells the narrator about operations."""

    def __init__(self, store: Store, narrator: Narrator, settings: FollowSettings) -> None:
        self._store = store
        self._narrator = narrator
        self._settings = settings
        self._posting: set[asyncio.Task[bool]] = set()

    async def first(self, operation: Operation, progress: Progress, screen: Screen) -> None:
        """Post the root message. Slack may be slow or away: the operation does not wait for it."""
        task = asyncio.create_task(self.show(operation.id, progress, screen, now=True))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)
        await asyncio.wait({task}, timeout=FIRST_ROOT_SECONDS)

    async def show(self, operation_id: str, progress: Progress, screen: Screen, *, now: bool = False) -> bool:
        """Keep what was seen. Edit the root message if it is worth it and its turn has come, or in any case `now`.

        False if the edit failed.
        """
        await self._store.save_progress(operation_id, progress)
        async with screen.lock:
            if not now and not self._worth_it(progress, screen):
                screen.held = None
                return True
            screen.held = progress
            if not now and self.wait(screen):
                return True
            return await self._edit(operation_id, progress, screen)

    async def flush(self, operation_id: str, screen: Screen) -> None:
        """Show what was held back, if its turn has come."""
        async with screen.lock:
            if screen.held is not None and not self.wait(screen):
                await self._edit(operation_id, screen.held, screen)

    def wait(self, screen: Screen) -> float:
        """Seconds until the next edit may be made."""
        return max(0.0, screen.edited_at + self._settings.edit_seconds - time.monotonic())

    async def say(self, kind: str, operation_id: str, progress: Progress, *, again: int = 0) -> bool:
        """Tell one reply (named like the narrator's method) unless it was told. False if that failed.

        `again`: how often before something happened that makes it worth telling anew.
        """
        tell: Callable[[Operation, Progress], Awaitable[None]] = getattr(self._narrator, kind)
        return await self._once(again_key(kind, again), operation_id, lambda operation: tell(operation, progress))

    async def asked(self, act: Act) -> bool:
        """Tell what somebody asked for, once."""
        return await self._once(
            f"asked:{act.id}", act.operation_id, lambda operation: self._narrator.asked(operation, act)
        )

    async def acted(self, act: Act, result: Result) -> bool:
        """Tell what came of it, once."""
        return await self._once(
            f"acted:{act.id}", act.operation_id, lambda operation: self._narrator.acted(operation, act, result)
        )

    async def _once(self, what: str, operation_id: str, tell: Callable[[Operation], Awaitable[None]]) -> bool:
        key = f"told:{what}"
        if await self._store.has_event(operation_id, key):
            return True
        operation = await self._store.get(operation_id)
        if operation is None:
            return True
        try:
            await tell(operation)
        except Exception:
            logger.exception("%s: could not tell %r", operation.label, what)
            return False
        await self._store.add_event(operation_id, f"told:{what.partition(':')[0]}", key=key)
        return True

    def _worth_it(self, progress: Progress, screen: Screen) -> bool:
        """News is; so are the times alone, once what stands there is so old that it looks abandoned."""
        if screen.shown is None or _news(progress) != _news(screen.shown):
            return True
        return time.monotonic() - screen.edited_at >= self._settings.restamp_seconds

    async def _edit(self, operation_id: str, progress: Progress, screen: Screen) -> bool:
        operation = await self._store.get(operation_id)
        if operation is None:
            return True
        screen.edited_at = time.monotonic()
        try:
            place = await self._narrator.root(operation, progress)
        except Exception:
            logger.exception("%s: could not show the root message", operation.label)
            return False
        if place is None:
            return False
        if place != (operation.root_channel, operation.root_ts):
            await self._store.root_posted(operation_id, *place)
        screen.shown, screen.held = progress, None
        return True


def _news(progress: Progress) -> Progress:
    """What makes an edit worth it at once: everything but the times."""
    return replace(progress, as_of=progress.as_of.min, next_look=None)


def again_key(kind: str, again: int) -> str:
    """The key of what is said once, or once more after something that makes it worth saying anew."""
    return f"{kind}:{again}" if again else kind
