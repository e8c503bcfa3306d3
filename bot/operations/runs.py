"""A task instance as far as its operation is concerned. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

SUCCESS, FAILURE = "Success", "Failure"
"""The statuses that end a run. API: TaskInstance.Status."""

RUNNING = frozenset({"Running", "Checking", "CheckingCondition"})
"""Statuses of a run that computes something, its data quality or its branch."""

NOT_RUN = "NotRun"
"""Not started: what it waits for (another run, another day) has not succeeded. Other statuses pass by themselves."""

REALLY_RAN = frozenset({"Normal", "Manual", ""})
"""TriggerRecurrence of runs whose success is one; all others (skipped, off cycle, unknown) were set to it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One task instance, as far as progress is concerned.

    `recurrence` is the API's TriggerRecurrence, `rerun_mode` its RerunMode, `attempts` its RunNumber (0: not told).
    `started` and `finished` are of the newest attempt, None when DataWorks tells none; `trigger_time` is the cycle's.
    """

    id: int
    task_id: int
    task_name: str
    bizdate: date
    status: str
    recurrence: str = ""
    rerun_mode: str = ""
    workflow_instance_id: int = 0
    trigger_time: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    attempts: int = 0

    @property
    def ended(self) -> bool:
        """Success or Failure; whatever else, known or not, is not the end."""
        return self.status in (SUCCESS, FAILURE)

    @property
    def active(self) -> bool:
        """Whether it runs, or may go on by itself. An unknown status counts as such."""
        return not self.ended and self.status != NOT_RUN

    @property
    def dry(self) -> bool:
        """A success without a run."""
        return self.status == SUCCESS and self.recurrence not in REALLY_RAN


Seen = Mapping[date, Sequence[Run]]
"""What was last seen of each business date; a date that is missing was never seen."""


def day_succeeded(runs: Sequence[Run]) -> bool:
    """Whether a business date has runs and all of them succeeded."""
    return bool(runs) and all(run.status == SUCCESS for run in runs)


def day_ended(runs: Sequence[Run]) -> bool:
    """Whether a business date has runs and all of them ended."""
    return bool(runs) and all(run.ended for run in runs)
