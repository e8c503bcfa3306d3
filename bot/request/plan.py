"""A plan: the requests that would be sent, and what is known of their effect.

The preview shows it, Confirm makes it again.
"""

import hashlib
import json
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from bot.dates.model import DateRange, Reading
from bot.locale import Text, _, _n
from bot.request.cycles import cycles_per_day
from bot.request.form import Form
from bot.request.model import CreateWorkflowInstances
from bot.request.requests import Target, make_requests

__all__ = ["Plan", "Target", "Task", "make_plan", "warnings"]


class Task(BaseModel):
    """A scheduled task as far as it was looked up; `name` is None when it was not."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str | None = None
    owner: str | None = None
    cron: str | None = None
    recurrence: str | None = None
    """API: Trigger.Recurrence (Normal, Skip, Pause)."""

    @property
    def label(self) -> str:
        """The name, or the id when there is none."""
        return self.name or str(self.id)


class Plan(BaseModel):
    """The requests, exactly as they would be sent, and their effect.

    `instances` is how many task instances they create, None when it is not known (a schedule that was not looked up, or
    downstream tasks). `digest` covers the requests and the effect: two plans with one digest send the same bytes and
    run the same tasks on the same days.
    """

    model_config = ConfigDict(frozen=True)

    target: Target
    tasks: tuple[Task, ...]
    downstream: bool
    requests: tuple[CreateWorkflowInstances, ...]
    ranges: tuple[tuple[str, str], ...]
    days: int
    instances: int | None
    digest: str

    @property
    def date_ranges(self) -> tuple[DateRange, ...]:
        """The business dates of all requests, as ranges."""
        from datetime import date

        return tuple(DateRange(date.fromisoformat(start), date.fromisoformat(end)) for start, end in self.ranges)


def make_plan(form: Form, reading: Reading, tasks: Sequence[Task], target: Target, name: str) -> Plan:
    """The plan of a form whose tasks are looked up and whose days are settled."""
    requests = make_requests(form, reading, [task.id for task in tasks], target, name)
    instances = None if form.downstream else _instances(tasks, reading)
    return Plan(
        target=target,
        tasks=tuple(tasks),
        downstream=form.downstream,
        requests=requests,
        ranges=tuple((item.start.isoformat(), item.end.isoformat()) for item in reading.ranges),
        days=reading.days,
        instances=instances,
        digest=_digest(requests, [task.id for task in tasks], reading.days, instances),
    )


def _instances(tasks: Sequence[Task], reading: Reading) -> int | None:
    total = 0
    for task in tasks:
        cycles = cycles_per_day(task.cron, reading.window)
        if cycles is None:
            return None
        total += cycles * reading.days
    return total


def _digest(requests: Sequence[CreateWorkflowInstances], tasks: Sequence[int], days: int, instances: int | None) -> str:
    content = {
        "requests": [item.parameters() for item in requests],
        "tasks": tasks,
        "days": days,
        "instances": instances,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def warnings(plan: Plan, reading: Reading) -> tuple[Text, ...]:
    """What a careful colleague would say before Confirm, most important first."""
    found: list[Text] = [note.text for note in reading.notes]
    unnamed = [str(task.id) for task in plan.tasks if task.name is None]
    if unnamed:
        found.append(_("Not looked up in DataWorks: {tasks}. The ids are sent as they are.", tasks=tuple(unnamed)))
    frozen = [task.label for task in plan.tasks if task.recurrence == "Pause"]
    if frozen:
        found.append(_("Frozen in DataWorks, so their runs end as failed: {tasks}.", tasks=tuple(frozen)))
    dry = [task.label for task in plan.tasks if task.recurrence == "Skip"]
    if dry:
        found.append(_("Set to dry-run in DataWorks, so nothing is computed: {tasks}.", tasks=tuple(dry)))
    if plan.downstream:
        found.append(
            _("All downstream tasks run too; how many is decided by DataWorks when the instances are created.")
        )
    if len(plan.requests) > 1:
        found.append(
            _n(
                "These days make {count} range; DataWorks takes 7 in one go.",
                "These days make {count} separate ranges; DataWorks takes 7 in one go, "
                "so {requests} linked requests are sent.",
                count=len(plan.ranges),
                requests=len(plan.requests),
            )
        )
    return tuple(found)
