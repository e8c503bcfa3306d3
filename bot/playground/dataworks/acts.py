"""The actions that change runs: start, stop, rerun, set to success, freeze. Each id is answered for itself."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.playground.dataworks.answers import Json
from bot.playground.dataworks.engine import Engine
from bot.playground.dataworks.instances import Run, TaskInstance
from bot.playground.dataworks.parameters import Arguments
from bot.playground.dataworks.refusal import missing

Thing = TypeVar("Thing")


def start_workflow_instances(engine: Engine, arguments: Arguments) -> Json:
    """StartWorkflowInstances: those that were created without starting."""

    def start(run: Run, at: float) -> str:
        if not run.held:
            return "The workflow instance was started already."
        run.held = False
        engine.open_dates(run.order, at)
        return ""

    return _act(engine, arguments, engine.runs, start)


def stop_workflow_instances(engine: Engine, arguments: Arguments) -> Json:
    """StopWorkflowInstances: everything in it that has not ended."""

    def stop(run: Run, at: float) -> str:
        going = [instance for instance in run.instances if not instance.ended]
        if not going:
            return f"The workflow instance is in status {run.status} and cannot be stopped."
        engine.stop(going, at)
        return ""

    return _act(engine, arguments, engine.runs, stop)


def stop_task_instances(engine: Engine, arguments: Arguments) -> Json:
    """StopTaskInstances: those that have not ended."""

    def stop(instance: TaskInstance, at: float) -> str:
        if instance.ended:
            return f"The instance is in status {instance.status} and cannot be stopped."
        engine.stop([instance], at)
        return ""

    return _act_on_tasks(engine, arguments, "Stop", stop)


def rerun_task_instances(engine: Engine, arguments: Arguments) -> Json:
    """RerunTaskInstances: ended ones whose RerunMode allows it."""
    arguments.flag("UseLatestConfig")

    def rerun(instance: TaskInstance, at: float) -> str:
        if not instance.ended:
            return f"The instance is in status {instance.status} and cannot be rerun."
        if instance.task.rerun == "AllDenied":
            return "The task does not allow reruns (RerunMode AllDenied)."
        if instance.task.rerun == "FailureAllowed" and instance.status == "Success":
            return "The task allows reruns after failures only (RerunMode FailureAllowed)."
        engine.rerun(instance, at)
        return ""

    return _act_on_tasks(engine, arguments, "Rerun", rerun)


def set_success_task_instances(engine: Engine, arguments: Arguments) -> Json:
    """SetSuccessTaskInstances: failed ones and those that have not started."""

    def succeed(instance: TaskInstance, at: float) -> str:
        if instance.status in {"Success", "Running"}:
            return f"The instance is in status {instance.status} and cannot be set to success."
        engine.set_success(instance, at)
        return ""

    return _act_on_tasks(engine, arguments, "SetSuccess", succeed)


def suspend_task_instances(engine: Engine, arguments: Arguments) -> Json:
    """SuspendTaskInstances: freeze what has not started; when its turn comes it ends as failed."""

    def suspend(instance: TaskInstance, at: float) -> str:
        if instance.ended or instance.status == "Running":
            return f"The instance is in status {instance.status} and cannot be suspended."
        engine.suspend(instance, at)
        return ""

    return _act_on_tasks(engine, arguments, "Suspend", suspend)


def resume_task_instances(engine: Engine, arguments: Arguments) -> Json:
    """ResumeTaskInstances: unfreeze; one that failed because it was frozen starts over."""

    def resume(instance: TaskInstance, at: float) -> str:
        if instance.recurrence != "Pause":
            return "The instance is not suspended."
        engine.unsuspend(instance, at)
        return ""

    return _act_on_tasks(engine, arguments, "Resume", resume)


def _act_on_tasks(
    engine: Engine, arguments: Arguments, operation: str, act: Callable[[TaskInstance, float], str]
) -> Json:
    def with_rights(instance: TaskInstance, at: float) -> str:
        if not instance.task.rights:
            return f"No operation permission on task {instance.task.id}."
        refused = act(instance, at)
        if not refused:
            instance.operation = operation
        return refused

    return _act(engine, arguments, engine.instances, with_rights)


def _act(engine: Engine, arguments: Arguments, things: Mapping[int, Thing], act: Callable[[Thing, float], str]) -> Json:
    """Act on each id; `act` answers why not, or nothing. An id that does not exist is a refusal of its own."""
    ids = arguments.integers("Ids")
    if ids is None:
        raise missing("Ids")
    arguments.text("Comment")
    at = engine.advance()
    said = {}
    for wanted in dict.fromkeys(ids):
        thing = things.get(wanted)
        refused = "The instance does not exist." if thing is None else act(thing, at)
        said[str(wanted)] = {"Success": not refused, "Message": refused}
    return {"SuccessInfo": said}
