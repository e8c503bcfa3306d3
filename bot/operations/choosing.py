"""Which runs a verb is about, and the calls it takes. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from bot.operations.acts import Scope, Target, Verb, Wish
from bot.operations.progress import FAILURE, RUNNING, Run
from bot.operations.remote import IDS_AT_ONCE

Planned: TypeAlias = tuple[tuple[str, tuple[int, ...]], ...]
"""Calls to come: (action, ids) each."""

NO_RERUN = "AllDenied"
"""RerunMode of tasks that DataWorks never runs again. API: TaskInstance.RerunMode."""

FROZEN = frozenset({"Pause", "PauseCalendar"})
"""TriggerRecurrence of frozen runs. API: TaskInstance.TriggerRecurrence."""

TASK_ACTIONS = {
    Verb.RERUN: "RerunTaskInstances",
    Verb.SET_SUCCESS: "SetSuccessTaskInstances",
    Verb.SUSPEND: "SuspendTaskInstances",
    Verb.RESUME: "ResumeTaskInstances",
}


def fitting(verb: Verb, runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs that a verb can be about: those that failed, those that wait, those that are frozen."""
    return tuple(
        sorted(filter(lambda run: _fits(verb, run), runs), key=lambda run: (run.task_name, run.bizdate, run.id))
    )


def offered(verb: Verb, runs: Iterable[Run]) -> tuple[Run, ...]:
    """Those of them that DataWorks does not refuse for certain."""
    return tuple(run for run in fitting(verb, runs) if verb is not Verb.RERUN or run.rerun_mode != NO_RERUN)


def scope_of(verb: Verb, runs: Sequence[Run], wish: Wish) -> Scope:
    """What an act is about, of the runs that were seen a moment ago."""
    fits = [run for run in fitting(verb, runs) if not wish.picked or run.id in wish.picked]
    taken = offered(verb, fits)
    return Scope(
        targets=tuple(map(_target, taken)),
        left_out=tuple(_target(run) for run in fits if run not in taken),
        running=sum(run.status in RUNNING for run in runs),
        waiting=sum(not run.ended and run.status not in RUNNING for run in runs),
        failed_before=tuple(run.id for run in runs if run.status == FAILURE) if verb is Verb.STOP else (),
    )


def calls_of(verb: Verb, scope: Scope) -> Planned:
    """The calls that carry it out, each with as many ids as one may have."""
    if verb in (Verb.STOP, Verb.START):
        action = "StopWorkflowInstances" if verb is Verb.STOP else "StartWorkflowInstances"
        whole = dict.fromkeys(item.workflow_instance_id for item in scope.targets if item.workflow_instance_id)
        alone = [item.id for item in scope.targets if not item.workflow_instance_id] if verb is Verb.STOP else []
        return (*_portions(action, list(whole)), *_portions("StopTaskInstances", alone))
    return tuple(_portions(TASK_ACTIONS[verb], [item.id for item in scope.targets]))


def stop_one_by_one(scope: Scope, refused: Iterable[int]) -> Planned:
    """The calls that stop the runs of workflow instances whose stop was refused."""
    without = set(refused)
    return tuple(
        _portions("StopTaskInstances", [item.id for item in scope.targets if item.workflow_instance_id in without])
    )


def _fits(verb: Verb, run: Run) -> bool:
    match verb:
        case Verb.STOP:
            return not run.ended
        case Verb.RERUN | Verb.SET_SUCCESS:
            return run.status == FAILURE
        case Verb.SUSPEND:
            return not run.ended and run.status not in RUNNING and run.recurrence not in FROZEN
        case Verb.RESUME:
            return run.recurrence in FROZEN
        case _:
            return True


def _target(run: Run) -> Target:
    return Target(run.id, run.task_name, run.bizdate, run.workflow_instance_id)


def _portions(action: str, ids: Sequence[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield action, tuple(ids[start : start + IDS_AT_ONCE])
