"""What the schedule itself ran on past days, for worlds that have a past: one run a business date, all of it over.

Made when somebody asks for the day, the same at each asking. Tasks without rights ran too: rights are the caller's.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

from bot.playground.dataworks.choice import Ids, instances_of
from bot.playground.dataworks.instances import DRY, Attempt, Placed, Run, TaskInstance
from bot.playground.dataworks.order import Order, RunPolicy
from bot.playground.dataworks.outcome import Outcomes
from bot.playground.dataworks.world import SCHEDULED_WORKFLOW, World

_DAY = 200_000
"""Room for the ids of one day."""


class Scheduled:
    """The runs of the schedule, by business date."""

    def __init__(self, outcomes: Outcomes, keep: Callable[[Run], None]) -> None:
        self._outcomes = outcomes
        self._keep = keep
        self._runs: dict[date, Run] = {}

    def on(self, bizdate: date, world: World, now: float) -> tuple[Run, ...]:
        """The run of a date whose scheduled day is over; none where the world has no past."""
        today = datetime.fromtimestamp(now, world.zone).date()
        if not world.past or bizdate + timedelta(days=1) >= today:
            return ()
        if bizdate not in self._runs:
            self._runs[bizdate] = self._made(bizdate, world)
            self._keep(self._runs[bizdate])
        return (self._runs[bizdate],)

    def _made(self, bizdate: date, world: World) -> Run:
        first = 40_000_000_000 + bizdate.toordinal() * _DAY
        ids = Ids(count(first), count(first * 10_000_019), count(first))
        at = datetime.combine(bizdate, time(22), world.zone).timestamp()
        placed = Placed(f"schedule-{bizdate}", _order(bizdate), at, status="Created")
        run = Run(next(ids.runs), next(ids.unified), next(ids.instances), bizdate, placed, at, held=False, opened=True)
        for task in world.tasks.values():
            if task.cron and "Prod" in task.environments:
                run.instances += instances_of(task if task.rights else replace(task, rights=True), run, world, ids)
        for instance in run.instances:
            self._end(instance)
        run.started = min((it.started for it in run.instances if it.started), default=at)
        run.finished = run.modified = max((it.finished for it in run.instances if it.finished), default=at)
        placed.runs = [run]
        return run

    def _end(self, instance: TaskInstance) -> None:
        """Over: at once for what is dry or frozen, else after its usual time."""
        real = instance.recurrence not in DRY and instance.recurrence != "Pause"
        instance.started = instance.trigger + (self._outcomes.wait_seconds(instance) if real else 0.0)
        instance.finished = instance.started + (self._outcomes.run_seconds(instance) if real else 0.0)
        instance.status = "Failure" if instance.recurrence == "Pause" else "Success"
        outcome = "success" if real else "frozen" if instance.recurrence == "Pause" else "dry"
        instance.attempts = [Attempt(1, instance.started, instance.finished, outcome)]
        instance.modified = instance.finished
        instance.run.counts[instance.status] += 1


def _order(bizdate: date) -> Order:
    """What the schedule would have ordered."""
    return Order(
        parameters={},
        project=0,
        environment="Prod",
        workflow=SCHEDULED_WORKFLOW,
        name=f"schedule of {bizdate}",
        type="Normal",
        dates=(bizdate,),
        window=(time.min, time(23, 59, 59)),
        mode="",
        roots=(),
        includes=(),
        excludes=(),
        include_projects=(),
        exclude_projects=(),
        parallelism=1,
        descending=False,
        policy=RunPolicy(),
        resource_group="",
        auto_start=True,
        comment="",
        tags=(),
        task_parameters={},
        workflow_parameters="",
    )
