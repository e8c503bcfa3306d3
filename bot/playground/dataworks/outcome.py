"""How long a run takes, whether it fails, and what its log says: decided by the seed, the same in every world."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.playground.dataworks.instances import Attempt, TaskInstance
from bot.playground.dataworks.world import World

_MESSAGES = {
    "partition": (
        "FAILED: ODPS-0130071:[{line},27] Semantic analysis exception - partition not found: {above}/ds={ds}",
        "the data of {ds} has not arrived upstream",
    ),
    "timeout": (
        "FAILED: ODPS-0123144: Fuxi job failed - job ran past its limit, instance killed after {limit} s",
        "the task ran longer than its timeout of {limit} s",
    ),
    "memory": (
        "FAILED: ODPS-0123144: Fuxi job failed - kInstanceMonitorOutOfMemory, worker R2_1#17",
        "a worker ran out of memory",
    ),
    "syntax": (
        "FAILED: ODPS-0130161:[{line},1] Parse exception - invalid token 'FORM'",
        "the statement cannot be parsed",
    ),
}
FAILURE_KINDS = tuple(_MESSAGES)


@dataclass
class Outcomes:
    """Decides runs. `told`: failures asked for over the control API, (task, date or None for any) -> (kind, left)."""

    world: World
    told: dict[tuple[int, date | None], tuple[str, int]] = field(default_factory=dict)

    def fail(self, task_id: int, bizdate: date | None, times: int, kind: str) -> None:
        """Make the next `times` runs of a task fail; 0 forgets it."""
        self.told[task_id, bizdate] = (kind, times)

    def wait_seconds(self, instance: TaskInstance) -> float:
        """How long it waits for a slot in its resource group."""
        return 1 + 4 * self._fraction(instance, "wait")

    def run_seconds(self, instance: TaskInstance) -> float:
        """How long it runs: the usual length, give or take a quarter."""
        return instance.task.seconds * (0.75 + 0.5 * self._fraction(instance, "run"))

    def verdict(self, instance: TaskInstance) -> str:
        """`success`, or the kind of failure; uses up a failure asked for. Reruns of natural failures succeed."""
        for key in ((instance.task.id, instance.run.bizdate), (instance.task.id, None)):
            kind, left = self.told.get(key, ("", 0))
            if left > 0:
                self.told[key] = (kind, left - 1)
                return kind
        fails = instance.task.fails
        if fails and instance.run_number == 1 and instance.run.bizdate.toordinal() % fails.every == 0:
            return fails.kind
        return "success"

    def _fraction(self, instance: TaskInstance, what: str) -> float:
        """A number in [0, 1) that depends on nothing but seed, task, date, cycle and run number."""
        parts = (self.world.seed, what, instance.task.id, instance.run.bizdate, instance.cycle, instance.run_number)
        digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=6).digest()
        return int.from_bytes(digest, "big") / 2**48


def log_text(instance: TaskInstance, attempt: Attempt, world: World, parameters: str) -> str:
    """The log of one run as GetTaskInstanceLog gives it, oldest line first."""
    task = instance.task
    ds = instance.run.bizdate.strftime("%Y%m%d")
    cycle = _stamp(instance.trigger, world)
    begin = _stamp(attempt.started, world)
    lines = [
        f"{begin} INFO  ==== node {task.name} ({task.id}), instance {instance.id}, run {attempt.number}",
        f"{begin} INFO  bizdate={ds} cyctime={cycle.replace('-', '').replace(':', '').replace(' ', '')}",
        f"{begin} INFO  parameters: {parameters}",
    ]
    if attempt.outcome in {"dry", "frozen", "set-success"}:
        return "\n".join([*lines, f"{begin} INFO  {_SHORT[attempt.outcome]}"])
    job = f"{ds}{instance.id % 10**9:09d}g{attempt.number}"
    lines += [
        f"{begin} INFO  submitting to {task.data_source}, type {task.type}",
        f"{begin} INFO  ID = {job}",
        f"{begin} INFO  Log view: http://logview.odps.example/?i={job}",
    ]
    for tenth in (2, 5, 8):
        at = attempt.started + attempt.seconds * tenth / 10
        if attempt.finished is None or at < attempt.finished:
            lines.append(f"{_stamp(at, world)} INFO  M1_job_0: {tenth}/10/10  R2_1_job_0: {max(tenth - 3, 0)}/0/7")
    return "\n".join([*lines, *_ending(instance, attempt, world, ds)])


_SHORT = {
    "dry": "dry run: set to success without running",
    "frozen": "the node is frozen: not run, ended as failed",
    "set-success": "set to success by an operator",
}


def _ending(instance: TaskInstance, attempt: Attempt, world: World, ds: str) -> list[str]:
    if attempt.finished is None:
        return []
    end = _stamp(attempt.finished, world)
    if attempt.outcome == "success":
        return [f"{end} INFO  OK", f"{end} INFO  ==== exit code 0, cost {attempt.finished - attempt.started:.0f} s"]
    if attempt.outcome == "stopped":
        return [f"{end} WARN  kill signal received from an operator", f"{end} ERROR ==== exit code 137"]
    above = next((world.tasks[above].name for above in instance.task.upstream), "ods_source")
    said, why = _MESSAGES.get(attempt.outcome, _MESSAGES["syntax"])
    words = {"line": 4 + instance.task.id % 40, "above": above, "ds": ds, "limit": 7200}
    return [
        f"{end} ERROR {said.format(**words)}",
        f"{end} ERROR {why.format(**words)}",
        f"{end} ERROR ==== exit code 1",
    ]


def _stamp(at: float, world: World) -> str:
    return datetime.fromtimestamp(at, world.zone).strftime("%Y-%m-%d %H:%M:%S")
