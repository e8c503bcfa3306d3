"""A plan: the requests that would be sent, and what is known of their effect.

The preview shows it, Confirm makes it again.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.dates.model import DateRange, Reading, TimeWindow
from bot.request.effect import Days, Effect, make_effect, sha256, some
from bot.request.form import Form
from bot.request.load import Load
from bot.request.model import CreateWorkflowInstances, InstanceType, Mode
from bot.request.requests import Found, Target, make_requests
from bot.request.tasks import Task
from bot.request.tree import Tree, chosen
from bot.request.warnings import warnings

__all__ = ["Plan", "Target", "Task", "days_of", "make_plan", "walks", "warnings"]


class Plan(BaseModel):
    """The requests, exactly as they would be sent, and their effect.

    `instances` is how many task instances they create, None when it is not known (a schedule that cannot be read,
    downstream tasks that were not looked up). `request_digest` covers what is sent, byte for byte, `effect_digest` the
    tasks, days and instances; `digest` covers both: two plans with one digest send the same and run the same. `load` is
    an estimate, kept to be compared with the outcome, and no part of any digest.
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
    request_digest: str = ""
    effect_digest: str = ""
    effect: Effect = Effect()
    load: Load | None = None

    @property
    def date_ranges(self) -> tuple[DateRange, ...]:
        """The business dates of all requests, as ranges."""
        return tuple(DateRange(date.fromisoformat(start), date.fromisoformat(end)) for start, end in self.ranges)

    @property
    def project_ids(self) -> tuple[int, ...]:
        """The workspaces that own its instances, its own first: task instances are listed by workspace."""
        return tuple(dict.fromkeys((self.target.project_id, *self.effect.project_ids)))


def make_plan(
    form: Form,
    reading: Reading | None,
    tasks: Sequence[Task],
    target: Target,
    name: str,
    *,
    found: Found | None = None,
    tree: Tree | None = None,
    projects: Mapping[int, str] | None = None,
) -> Plan:
    """The plan of a form whose tasks are looked up and whose days are settled.

    `tasks` are those that run, as far as they are named; `found` is what every word stands for, where there are more
    than these. `reading` is None for a request without days. `tree` is what was read downstream, for the requests that
    reach so far; `projects` are names by id.
    """
    requests = make_requests(form, reading, found or [task.id for task in tasks], target, name)
    levels = _levels(requests, tasks, tree)
    effect = make_effect(levels, days_of(requests), target.time_zone, projects or {}) if levels else Effect()
    if tree and tree.denied:  # there may be more below, so the sum is no number of instances
        effect = effect.model_copy(update={"instances": None, "denied": some(map(tree.task, tree.denied))})
    ranges = tuple((item.start.isoformat(), item.end.isoformat()) for item in (reading.ranges if reading else ()))
    request_digest = sha256([item.parameters() for item in requests])
    effect_digest = effect.digest(ranges)
    return Plan(
        target=target,
        tasks=tuple(tasks),
        downstream=form.downstream,
        requests=requests,
        ranges=ranges,
        days=reading.days if reading else 0,
        instances=effect.instances,
        digest=sha256([request_digest, effect_digest]),
        request_digest=request_digest,
        effect_digest=effect_digest,
        effect=effect,
    )


def walks(request: CreateWorkflowInstances) -> tuple[int, ...]:
    """The tasks below which a request reaches: the root of AllDownstream, the first of a Chain; else none."""
    run = request.default_run_properties
    if request.type is not InstanceType.SUPPLEMENT_DATA or run is None:
        return ()
    if run.mode is Mode.ALL_DOWNSTREAM:
        return run.root_task_ids or ()
    return (run.include_task_ids or ())[:1] if run.mode is Mode.CHAIN else ()


def _levels(
    requests: Sequence[CreateWorkflowInstances], tasks: Sequence[Task], tree: Tree | None
) -> Sequence[Sequence[Task]] | None:
    """The tasks by level, None when they are not all known: those of a workflow, or of a tree that was not read."""
    request = requests[0]
    if request.type is not InstanceType.SUPPLEMENT_DATA:
        return None
    if walks(request) and request.default_run_properties:
        return chosen(tree, request.default_run_properties) if tree and tree.complete else None
    return (tasks,)


def days_of(requests: Sequence[CreateWorkflowInstances]) -> Days:
    """The business dates of all requests, and the window that they send."""
    periods = [request.periods for request in requests if request.periods]
    ranges = tuple(DateRange(item.start_biz_date, item.end_biz_date) for period in periods for item in period.biz_dates)
    first = periods[0] if periods else None
    window = TimeWindow(first.start_time, first.end_time) if first and first.start_time and first.end_time else None
    return Days(ranges, window)
