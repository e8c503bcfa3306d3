"""What is worth telling: the root is edited seldom and for news, a reply is told once. The outbox does the rest."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from bot.operations.acts import Act, Result
from bot.operations.model import ENDED, Operation
from bot.operations.narrator import Kind
from bot.operations.pace import FollowSettings
from bot.operations.postman import RESULT, Postman
from bot.operations.progress import Progress
from bot.operations.store import Store
from bot.operations.watch import Screen

LATE = 1.0
"""Seconds by which a root message may be edited later than it says."""


class Teller:
    """Puts into the outbox what is told of operations."""

    def __init__(self, store: Store, postman: Postman, settings: FollowSettings) -> None:
        self._store = store
        self._postman = postman
        self._settings = settings

    async def first(self, operation: Operation, progress: Progress, screen: Screen) -> None:
        """Have the root message posted. The submission does not wait for it: Slack may be slow, busy or away."""
        await self.show(operation.id, progress, screen, now=True)

    async def show(self, operation_id: str, progress: Progress, screen: Screen, *, now: bool = False) -> None:
        """Keep what was seen. Have the root message show it if it is worth it, at its turn or in any case `now`."""
        if not now and not await self._worth_it(progress, screen):
            await self._store.save_progress(operation_id, progress)
            return
        apart = 0.0 if now else self._settings.edit_seconds
        if await self._store.show(operation_id, progress, apart=apart, last=progress.state in ENDED):
            self._postman.wake()
        screen.shown, screen.shown_at = progress, time.monotonic()

    async def say(self, kind: Kind, operation_id: str, progress: Progress, *, again: int = 0) -> None:
        """Tell one reply, once. `again`: how often before something happened that makes it worth telling anew."""
        await self._once(again_key(kind, again), kind, operation_id, progress)

    async def is_said(self, kind: Kind, operation_id: str) -> bool:
        """Whether it is told, or will be."""
        return await self._store.is_put(operation_id, kind) or await self._store.has_event(operation_id, f"told:{kind}")

    async def asked(self, act: Act) -> None:
        """Tell what somebody asked for, once."""
        await self._once(f"asked:{act.id}", "asked", act.operation_id, act=act)

    async def acted(self, act: Act, result: Result) -> None:
        """Tell what came of it, once."""
        await self._once(f"acted:{act.id}", "acted", act.operation_id, act=act, result=result)

    async def _once(
        self,
        key: str,
        kind: Kind,
        operation_id: str,
        progress: Progress | None = None,
        act: Act | None = None,
        result: Result | None = None,
    ) -> None:
        """Put it in unless it was told."""
        put = await self._store.put(
            operation_id,
            key,
            kind,
            progress=progress,
            act_id=act.id if act else None,
            result=RESULT.dump_json(result).decode() if result else None,
            last=kind == "ended",
        )
        if put:
            self._postman.wake()

    async def _worth_it(self, progress: Progress, screen: Screen) -> bool:
        """News is; so are the times alone, where what stands there would be older than it says before the next look."""
        if screen.shown is None or _news(progress) != _news(screen.shown):
            return True
        turn = self._settings.edit_seconds_of(await self._postman.followed())
        wait = (progress.next_look - datetime.now(UTC)).total_seconds() if progress.next_look else 0.0
        stood = time.monotonic() - screen.shown_at
        return stood + wait > max(turn, self._settings.restamp_seconds) + LATE


def reaches_slack(operation: Operation) -> bool:
    """Whether there is anybody in Slack to tell: an operation of the command line may have no channel."""
    return bool(operation.root_channel or operation.asker.channel_id)


def _news(progress: Progress) -> Progress:
    """What makes an edit worth it at once: everything but the moments that move with the clock."""
    return replace(progress, as_of=progress.as_of.min, next_look=None, eta=None)


def again_key(kind: str, again: int) -> str:
    """The key of what is said once, or once more after something that makes it worth saying anew."""
    return f"{kind}:{again}" if again else kind
