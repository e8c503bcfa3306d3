"""Instances -> progress. Pure: what is shown is made from what DataWorks says now, never from memory."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.operations.model import State


@dataclass(frozen=True, slots=True)
class FailedRun:
    """A task instance that ended as Failure; `words` are the telling lines of its log, when they were fetched."""

    task_id: int
    task_name: str
    instance_id: int
    bizdate: date
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What was promised, created and finished, counted, at one moment.

    `promised` is the plan's number of instances (None: not known), `created` what DataWorks made. `dry_runs` succeeded
    without running and are not part of `succeeded`. `day` is how many business dates have begun, `days` how many there
    are. `next_look` is when the bot asks again.
    """

    state: State
    as_of: datetime
    promised: int | None = None
    created: int | None = None
    succeeded: int = 0
    dry_runs: int = 0
    failed: int = 0
    running: int = 0
    waiting: int = 0
    day: int = 0
    days: int = 0
    failures: tuple[FailedRun, ...] = ()
    next_look: datetime | None = None
    message: str | None = None
    """DataWorks' own words, when it refused or failed."""
    request_id: str | None = None
    remote_operation_id: str | None = None

    @property
    def finished(self) -> int:
        """Instances that ended, one way or the other."""
        return self.succeeded + self.dry_runs + self.failed
