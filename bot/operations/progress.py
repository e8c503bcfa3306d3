"""Instances -> progress. Pure: what is shown is made from what DataWorks says now, never from memory."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.operations.eta import Eta
from bot.operations.model import State
from bot.operations.runs import FAILURE, NOT_RUN, RUNNING, SUCCESS, Run, Seen, day_ended, day_succeeded
from bot.operations.timing import UNTIMED, Times, times_of

__all__ = [
    "FAILURE",
    "NOT_RUN",
    "RUNNING",
    "SUCCESS",
    "FailedRun",
    "Progress",
    "Run",
    "Seen",
    "conclusion",
    "dates_to_look_at",
    "day_ended",
    "day_succeeded",
    "failures",
    "measure",
]


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
    without running and are not part of `succeeded`; `stopped` ended because somebody stopped the operation and are not
    part of `failed`. `incomplete` are the business dates of which not everything succeeded, once it was stopped. `day`
    is how many business dates have begun, `days` how many there are. `next_look` is when the bot asks again.
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
    stopped: int = 0
    incomplete: tuple[date, ...] = ()
    trouble: str | None = None
    """Why it cannot be looked at, in DataWorks' words; everything else is then as it was last seen."""
    unlisted: bool = False
    """It was created, and DataWorks lists no instance of it."""
    times: Times = UNTIMED
    """When it began and ended, as far as DataWorks told."""
    eta: Eta | None = None
    """When it will have ended, while it runs; None: not known."""
    rerun_here: int = 0
    """Runs that people had re-run by acts on this operation, counted at the end."""

    @property
    def finished(self) -> int:
        """Instances that ended, one way or the other."""
        return self.succeeded + self.dry_runs + self.failed + self.stopped


def measure(
    seen: Seen,
    *,
    state: State,
    as_of: datetime,
    promised: int | None,
    days: int,
    words: Mapping[int, str] | None = None,
    next_look: datetime | None = None,
    message: str | None = None,
    request_id: str | None = None,
    remote_operation_id: str | None = None,
    failed_before: Collection[int] | None = None,
    before: Times = UNTIMED,
) -> Progress:
    """Count what was seen. `words` are the telling lines of logs, by instance id; the rest is as in Progress.

    `failed_before`: the ids that had failed when somebody asked to stop; every other failure is a stopped run. None:
    nobody did. `before`: the times that earlier looks knew.
    """
    runs = [run for day in sorted(seen) for run in seen[day]]
    dry = sum(run.dry for run in runs)
    stopped = (
        {run.id for run in runs if run.status == FAILURE} - set(failed_before) if failed_before is not None else set()
    )
    failed = failures((run for run in runs if run.id not in stopped), words or {})
    return Progress(
        state=state,
        as_of=as_of,
        promised=promised,
        created=len(runs),
        succeeded=sum(run.status == SUCCESS for run in runs) - dry,
        dry_runs=dry,
        failed=len(failed),
        running=sum(run.status in RUNNING for run in runs),
        waiting=sum(not run.ended and run.status not in RUNNING for run in runs),
        day=sum(any(run.ended or run.status in RUNNING for run in day) for day in seen.values()),
        days=days,
        failures=failed,
        next_look=next_look,
        message=message,
        request_id=request_id,
        remote_operation_id=remote_operation_id,
        stopped=len(stopped),
        incomplete=tuple(day for day in sorted(seen) if failed_before is not None and not day_succeeded(seen[day])),
        times=times_of(runs, before),
    )


def failures(runs: Iterable[Run], words: Mapping[int, str]) -> tuple[FailedRun, ...]:
    """The failed runs, by task and day."""
    failed = sorted(
        (run for run in runs if run.status == FAILURE), key=lambda run: (run.task_name, run.bizdate, run.id)
    )
    return tuple(FailedRun(run.task_id, run.task_name, run.id, run.bizdate, words.get(run.id)) for run in failed)


def dates_to_look_at(days: Iterable[date], seen: Seen, parallelism: int) -> tuple[date, ...]:
    """The dates worth a call: those never seen or seen empty, those with something active, and the first not ended.

    `days` come in the order they run. Only `parallelism` business dates can be under way at once. API: Parallelism,
    Order.
    """
    known = {day: seen.get(day, ()) for day in days}
    unfinished = [day for day, runs in known.items() if runs and not day_ended(runs)]
    window = set(unfinished[:parallelism])
    return tuple(day for day, runs in known.items() if not runs or day in window or any(run.active for run in runs))


def conclusion(days: Iterable[date], seen: Seen, *, settled: bool) -> State | None:
    """The state in which nothing more can happen by itself, None while something can.

    `settled`: several looks in a row, the last one at every date, showed no change. Only then may the unseen be taken
    as not there, and runs that wait behind failures as blocked for good.
    """
    runs = [run for day in days for run in seen.get(day, ())]
    if not runs or any(run.active for run in runs):
        return None
    complete = all(seen.get(day) for day in days)
    failed = any(run.status == FAILURE for run in runs)
    if all(run.ended for run in runs):
        done = State.DONE_WITH_FAILURES if failed else State.DONE
        return done if complete or settled else None
    return State.DONE_WITH_FAILURES if failed and settled else None
