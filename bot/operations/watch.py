"""What one process knows of the operations it watches. It does not outlive the process: looking fills it again.

Only what looking would have to pay for again, the words of logs, comes back from the store.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from bot.operations.days import Day
from bot.operations.model import Operation, Submission, first_operation_id, last_request_id
from bot.operations.progress import Progress
from bot.operations.runs import day_succeeded
from bot.operations.timing import UNTIMED, Times


@dataclass(slots=True)
class Screen:
    """What the root message of one operation was last asked to show, by this process."""

    shown: Progress | None = None
    shown_at: float = 0.0
    """By the monotonic clock."""


class Flow(NamedTuple):
    """A workflow instance, as far as its runs are asked for by it."""

    id: int
    unified_id: int | None


@dataclass(slots=True)
class Watch:
    """One operation under watch."""

    screen: Screen = field(default_factory=Screen)
    instances: dict[date, tuple[Flow, ...]] = field(default_factory=dict)
    """Workflow instances of each business date, once found."""
    dates: dict[int, tuple[date, ...]] = field(default_factory=dict)
    """Business dates of requests without Periods, by index, once told."""
    seen: dict[date, Day] = field(default_factory=dict)
    at: dict[date, datetime] = field(default_factory=dict)
    """As of when each of them was seen."""
    changes: int = 0
    """How often something was seen that was not so before."""
    told_changes: int = 0
    """How many of them the last look knew."""
    tolerance: float = 0.0
    """What others saw so many seconds ago is good enough for the next look."""
    cost: int = 0
    """Calls that the last look took."""
    as_of: datetime | None = None
    """When everything that was asked for was answered last."""
    asks: int = 0
    """Times it was asked whether the instances were created."""
    looks: int = 0
    """Times the instances were looked at."""
    quiet: int = 0
    """Looks in a row that showed no change."""
    quiet_since: float = 0.0
    """When the last change was seen, by the monotonic clock."""
    settled: bool = False
    """Enough quiet looks, and the last one was at every date that has not ended."""
    words: dict[int, str] = field(default_factory=dict)
    """The telling lines of logs, by instance id; a restart takes them from the store."""
    times: Times = UNTIMED
    """When the runs began and ended, over all looks; a restart takes it from the store."""
    recalled: bool = False
    """Whether the store was asked for what it keeps."""
    counted: bool = False
    """Whether it is told how many instances were created."""
    trouble: str | None = None
    """Why the last look failed, in words; None when it did not."""
    round: int = 0
    """The operation's round in which `seen` was seen: after somebody acted it is not so any more."""
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to end the wait for the next look."""

    def begin_round(self, number: int) -> None:
        """Forget what an act may have changed, which is all but the days that succeeded whole; look often again."""
        if number != self.round:
            self.round, self.looks, self.quiet, self.settled = number, 0, 0, False
            self.seen = {day: runs for day, runs in self.seen.items() if day_succeeded(runs)}
            self.at = {day: at for day, at in self.at.items() if day in self.seen}

    def take(self, day: date, runs: Day, at: datetime) -> None:
        """Take what was seen of a date, unless something newer was."""
        if day in self.at and self.at[day] > at:
            return
        self.changes += self.seen.get(day) != runs
        self.seen[day], self.at[day] = runs, at


class Stopping:
    """Says when the process is about to stop, so that waits inside a step end early and its result is kept."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def begin(self) -> None:
        """From now on every wait ends at once."""
        self._event.set()

    @property
    def begun(self) -> bool:
        """Whether it has begun."""
        return self._event.is_set()

    async def within(self, seconds: float, woken: asyncio.Event | None = None) -> bool:
        """Wait so long, or until it begins, or until `woken` is set; whether it has begun."""
        waits = {asyncio.ensure_future(event.wait()) for event in (self._event, woken) if event is not None}
        try:
            await asyncio.wait(waits, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for item in waits:
                item.cancel()
        return self._event.is_set()


def before_looking(operation: Operation, submissions: Sequence[Submission] = ()) -> Progress:
    """The progress of an operation whose instances were not looked at: what was promised, and DataWorks' words."""
    plan = operation.plan
    return Progress(
        state=operation.state,
        as_of=datetime.now(UTC),
        promised=plan.instances if plan else None,
        days=plan.days if plan else 0,
        message=operation.detail,
        request_id=last_request_id(submissions),
        remote_operation_id=first_operation_id(submissions),
    )
