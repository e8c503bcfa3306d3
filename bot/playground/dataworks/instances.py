"""What an order becomes: workflow instances, one a business date, with a task instance for each task and cycle."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from bot.playground.dataworks.order import Order
from bot.playground.dataworks.world import Task

DRY = frozenset({"Skip", "SkipUnchoose", "SkipCycle", "SkipCalendar"})
"""TriggerRecurrence values of instances that succeed without running."""

ACTIVE = frozenset({"Running", "WaitResource", "WaitTime"})


@dataclass(slots=True)
class Attempt:
    """One run of a task instance that has ended or is under way; times are simulated seconds since the epoch."""

    number: int
    started: float
    finished: float | None = None
    outcome: str = ""  # success, stopped, frozen, set-success, dry, or a kind of failure
    seconds: float = 0.0


@dataclass(slots=True, eq=False)
class TaskInstance:
    """One task, one cycle, one business date."""

    id: int
    task: Task
    run: "Run"
    cycle: int
    trigger: float
    created: float
    recurrence: str
    status: str = "NotRun"
    blockers: int = 0
    downstream: "list[TaskInstance]" = field(default_factory=list)
    satisfied: bool = False  # downstream has been told of a success once
    run_number: int = 1
    waiting_trigger: float | None = None
    waiting_resource: float | None = None
    started: float | None = None
    finished: float | None = None
    modified: float = 0.0
    operation: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    token: int = 0  # an event that carries an older token is void
    stopping: bool = False

    @property
    def ended(self) -> bool:
        """Success or Failure, until someone reruns."""
        return self.status in {"Success", "Failure"}


@dataclass(slots=True, eq=False)
class Run:
    """A workflow instance: one business date of an order.

    The reference leaves open how many there are for a date; here there is one.
    """

    id: int
    unified_id: int
    task_instance_id: int
    bizdate: date
    order: "Placed"
    created: float
    held: bool
    opened: bool = False
    instances: list[TaskInstance] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    started: float | None = None
    finished: float | None = None
    modified: float = 0.0

    @property
    def status(self) -> str:
        """Made from the task instances: Success when all succeeded, Failure when nothing goes on and one failed."""
        if self.counts["Success"] == len(self.instances):
            return "Success"
        if self.counts["Running"]:
            return "Running"
        for waiting in ("WaitResource", "WaitTime"):
            if self.counts[waiting]:
                return "Running" if self.counts["Success"] + self.counts["Failure"] else waiting
        if self.counts["Failure"]:
            return "Failure"
        return "Running" if self.counts["Success"] else "NotRun"


@dataclass(slots=True, eq=False)
class Placed:
    """An order that was taken: its operation and, once created, its runs in the order in which they may start."""

    operation_id: str
    order: Order
    at: float
    status: str = "Creating"
    failure: str = ""
    runs: list[Run] = field(default_factory=list)

    @property
    def instance_counts(self) -> Counter[str]:
        """Task instances by status, over all dates."""
        total: Counter[str] = Counter()
        for run in self.runs:
            total.update(run.counts)
        return +total
