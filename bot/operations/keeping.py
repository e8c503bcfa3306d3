"""What watching an operation takes, before its instances exist and after: waits, an end to them, a journal."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.dataworks import DataWorks
from bot.operations.model import Operation, State
from bot.operations.pace import FollowSettings
from bot.operations.ration import Left, Ration
from bot.operations.store import Store
from bot.operations.telling import Teller, again_key
from bot.operations.together import Together
from bot.operations.watch import Stopping, Watch
from bot.request.plan import Plan

Verdict = Literal["later", "created", "ended"]


class Keeper:
    """Keeps what this process knows of the operations it watches."""

    def __init__(
        self,
        store: Store,
        teller: Teller,
        remote: Callable[[str], DataWorks],
        settings: FollowSettings,
        stopping: Stopping,
        left: Left | None = None,
    ) -> None:
        self._store = store
        self._teller = teller
        self._remote = remote
        self._settings = settings
        self._stopping = stopping
        self._watches: dict[str, Watch] = {}
        self._ration = Ration(settings, left)
        self._together = Together()

    def watch(self, operation_id: str) -> Watch:
        """What this process knows of an operation."""
        return self._watches.setdefault(operation_id, Watch())

    def forget(self, operation_id: str) -> None:
        """Drop it, when nothing more will be told."""
        self._watches.pop(operation_id, None)
        self._ration.forget(operation_id)
        self._together.leave(operation_id)

    def wake(self, operation_id: str) -> None:
        """End the wait for the next look, if this process follows the operation."""
        self.watch(operation_id).woken.set()

    async def _operation(self, operation_id: str) -> Operation:
        """As it stands now. Raises LookupError."""
        operation = await self._store.get(operation_id)
        if operation is None:
            raise LookupError(f"operation {operation_id} is not in the store")
        return operation

    async def _rest(self, operation_id: str, seconds: float) -> bool:
        """Wait until the next look is due, or asked for. False when the process stops."""
        watch = self.watch(operation_id)
        await self._stopping.within(seconds, watch.woken)
        watch.woken.clear()
        return not self._stopping.begun

    async def _give_up(self, operation: Operation) -> Verdict:
        await self._store.set_state(operation.id, State.GIVEN_UP)
        await self._journal(operation, "ended", state=State.GIVEN_UP)
        return "ended"

    async def _journal(self, operation: Operation, kind: str, **data: object) -> None:
        key = again_key(kind, operation.reopened) if kind == "ended" else None
        await self._store.add_event(operation.id, kind, data=data, key=key)

    def _age(self, operation: Operation) -> timedelta:
        return datetime.now(UTC) - (operation.confirmed_at or operation.created_at)

    def _too_old(self, operation: Operation) -> bool:
        return self._age(operation) > self._settings.give_up_after

    def _step_ends(self, operation: Operation) -> float:
        return time.monotonic() + self._settings.step_seconds(self._age(operation))


def plan_of(operation: Operation) -> Plan:
    """Its plan. Raises LookupError where there is none."""
    if operation.plan is None:
        raise LookupError(f"operation {operation.id} has no plan in the store")
    return operation.plan
