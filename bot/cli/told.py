"""What would be done to runs, and what came of it, in words and as JSON. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.dates import DateRange, merge
from bot.dates.show import describe
from bot.locale.speech import ENGLISH
from bot.operations.acts import Act, Call, Result, Target, Verb
from bot.operations.model import Operation, State
from bot.operations.progress import RUNNING, Run

WOULD = {
    Verb.STOP: "would be stopped",
    Verb.RERUN: "would run again",
    Verb.SET_SUCCESS: "would be set to success",
    Verb.SUSPEND: "would be suspended",
    Verb.RESUME: "would be resumed",
    Verb.START: "would be started",
}
WAS = {
    Verb.STOP: "stopped",
    Verb.RERUN: "run again",
    Verb.SET_SUCCESS: "set to success",
    Verb.SUSPEND: "suspended",
    Verb.RESUME: "resumed",
    Verb.START: "business dates started",
}
NOTHING = {
    Verb.STOP: "everything has ended",
    Verb.RERUN: "nothing failed",
    Verb.SET_SUCCESS: "nothing failed",
    Verb.SUSPEND: "nothing waits",
    Verb.RESUME: "nothing is suspended",
    Verb.START: "there is nothing to start",
}


def summary(runs: Sequence[Run], left_out: Sequence[Run], behind: Sequence[Run]) -> dict[str, Any]:
    """What an act is about: counts, and a line a task with its days.

    `left_out` DataWorks would refuse; `behind` waits on the same business dates.
    """
    return {
        "runs": len(runs),
        "running": sum(run.status in RUNNING for run in runs),
        "tasks": _by_task(runs),
        "left_out": _by_task(left_out),
        "behind": _by_task(behind),
    }


def described(verb: Verb, shown: dict[str, Any]) -> str:
    """`6 runs of 2 tasks would run again; 1 task is left out (RerunMode AllDenied)`."""
    if verb is Verb.LOOK_AGAIN:
        return f"a request whose answer was lost would be looked for by its name {shown['name']}"
    left_out, behind = shown["left_out"], shown["behind"]
    if not shown["runs"]:
        words = NOTHING[verb] if not left_out else "what failed is never run again by DataWorks (RerunMode AllDenied)"
        return "; ".join([words, *left_out])
    words = f"{_count(shown['runs'], 'run')} of {_count(len(shown['tasks']), 'task')} {WOULD[verb]}"
    if verb is Verb.STOP:
        words += f", {shown['running']} of them running"
    if left_out:
        words += f"; left out, never run again by DataWorks (RerunMode AllDenied): {', '.join(left_out)}"
    if behind:
        then = "would run without their data" if verb is Verb.SET_SUCCESS else "go on by themselves"
        words += f"; what waits on these days {then}: {', '.join(behind)}"
    return words


def outcome(act: Act, result: Result, operation: Operation) -> str:
    """`4 of 6 run again; 2 refused: AllDenied`."""
    if act.trouble:
        return f"nothing was done: {act.trouble}"
    lost = "; an answer was lost, whether that was done is not known: the instances are looked at, nothing is repeated"
    if act.verb is Verb.LOOK_AGAIN:
        found = "found, it is followed" if result.done else "not found by its name; it may still appear"
        return found if not result.message else f"not looked up: {result.message}"
    left_out = act.scope.left_out if act.scope else ()
    if not result.asked and not left_out:
        return f"nothing was done: {NOTHING[act.verb]}"
    if act.verb is Verb.STOP and operation.state in (State.STOPPED, State.DONE):
        return operation.state.value
    parts = [f"{result.done} of {result.asked + len(left_out)} {WAS[act.verb]}"]
    parts += [f"{count} refused: {words or '-'}" for words, count in result.reasons.items()]
    if left_out:
        parts.append(f"{len(left_out)} left out: AllDenied")
    if act.verb is Verb.STOP:
        parts.append(f"not everything stopped, the operation is {operation.state.value}")
    return "; ".join(parts) + (lost if result.unknown else "")


def came_of(operation: Operation, act: Act, calls: Sequence[Call], result: Result) -> dict[str, Any]:
    """The same as JSON: every run by its id, with DataWorks' words where it was refused."""
    scope = act.scope
    unknown = {
        item for call in calls if call.outcome != "answered" and call.outcome != "not_taken" for item in call.ids
    }

    def of(item: Target) -> dict[str, Any]:
        ids = {item.id, item.workflow_instance_id}
        words = next((result.refused[key] for key in ids if key in result.refused), None)
        known = "unknown" if ids & unknown else "taken"
        return {**_target(item), "outcome": "refused" if words is not None else known, "words": words}

    return {
        "operation": operation.label,
        "verb": act.verb.value,
        "state": operation.state.value,
        "asked_by": act.user_id,
        "asked_at": act.asked_at.isoformat(timespec="seconds"),
        "ended_at": act.ended_at.isoformat(timespec="seconds") if act.ended_at else None,
        "outcome": outcome(act, result, operation),
        "asked": result.asked,
        "done": result.done,
        "unknown": result.unknown,
        "refused": {str(key): words for key, words in result.refused.items()},
        "runs": [of(item) for item in (scope.targets if scope else ())] if act.verb is not Verb.LOOK_AGAIN else [],
        "left_out": [_target(item) for item in (scope.left_out if scope else ())],
    }


def refused_runs(act: Act, result: Result) -> list[str]:
    """A line for each run that was refused, with DataWorks' words."""
    targets = act.scope.targets if act.scope else ()
    return [
        f"{item.task_name}  {item.bizdate}  instance {item.id}  {result.refused[key] or 'refused'}"
        for item in targets
        for key in ({item.id, item.workflow_instance_id} & set(result.refused))
    ]


def _target(item: Target) -> dict[str, Any]:
    return {"instance": item.id, "task": item.task_name, "bizdate": item.bizdate.isoformat()}


def _by_task(runs: Sequence[Run]) -> list[str]:
    """`dwd_orders_di  Mon 5 - Tue 6 Oct 2026`, a line a task."""
    by_task: dict[str, list[DateRange]] = {}
    for run in runs:
        by_task.setdefault(run.task_name, []).append(DateRange(run.bizdate, run.bizdate))
    return [f"{name}  {describe(merge(days), ENGLISH)}" for name, days in by_task.items()]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
