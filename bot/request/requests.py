"""Settled words -> requests in API terms. One code path for preview, `Show request`, `plan` and submission."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from pydantic import BaseModel, ConfigDict

from bot.dates.model import MAX_RANGES, DateRange, Reading, TimeWindow
from bot.errors import UserError
from bot.locale import _
from bot.request.checks import check
from bot.request.form import EVERY_TASK, Form
from bot.request.model import (
    Alert,
    Analysis,
    BizDateRange,
    CreateWorkflowInstances,
    DefaultRunProperties,
    EnvType,
    InstanceType,
    Mode,
    Order,
    Periods,
    RunPolicy,
    RunPolicyType,
    Tag,
)
from bot.request.parameters import task_parameters, workflow_parameters
from bot.request.rules import kebab

SCHEDULED = 1
"""WorkflowId of scheduled tasks."""
DAY_END = time(23, 59, 59)


class Target(BaseModel):
    """Where the backfill runs: workspace, environment, and the IANA zone its scheduling uses."""

    model_config = ConfigDict(frozen=True)

    alias: str
    project_id: int
    env_type: EnvType
    time_zone: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the words of a form stand for.

    `tasks` are those of `form.tasks`, in order, each once. `words` gives the ids of every other word
    (`form.task_words`), `projects` those of `form.project_words`; an id needs no entry. `workflow_id` is that of a
    workflow's name, or of the tasks of a manual run. `running` is every task that will run, where that is known:
    `--param k=v` goes to them.
    """

    tasks: tuple[int, ...] = ()
    words: Mapping[str, Sequence[int]] = field(default_factory=dict)
    projects: Mapping[str, int] = field(default_factory=dict)
    workflow_id: int | None = None
    running: tuple[int, ...] | None = None

    def ids(self, words: Iterable[str]) -> tuple[int, ...]:
        """The tasks of words, each once. Raises UserError for a word that was not looked up."""
        return tuple(dict.fromkeys(id_ for word in words for id_ in self.words.get(word) or (_id(word),)))

    def project_ids(self, words: Iterable[str]) -> tuple[int, ...]:
        """The workspaces of words, each once. Raises UserError for an alias that is not known."""
        return tuple(dict.fromkeys(self.projects.get(word) or _id(word) for word in words))


def _id(word: str) -> int:
    if word.isascii() and word.isdigit():
        return int(word)
    raise UserError(_("{word} was not looked up.", word=word), _("Give its id instead."))


def make_requests(
    form: Form, reading: Reading | None, found: Found | Sequence[int], target: Target, name: str
) -> tuple[CreateWorkflowInstances, ...]:
    """The requests of a form whose words are looked up; `found` may be the ids of its tasks alone.

    More than seven ranges become several requests whose names end in ` 1/2`, ` 2/2`. `reading` is None for a Type that
    needs no days. Raises BrokenRule for what the API would refuse, BadParameters, and UserError for contradictions.
    """
    if not isinstance(found, Found):
        found = Found(tuple(found))
    _not_twice(form)
    ranges = reading.ranges if reading else ()
    chunks = [ranges[start : start + MAX_RANGES] for start in range(0, len(ranges), MAX_RANGES)] or [()]
    window = window_of(form, reading)
    name = f"{name} {form.name}" if form.name else name
    requests = tuple(
        _request(form, _periods(chunk, form, window), found, target, named)
        for chunk, named in zip(chunks, names(name, len(chunks)), strict=True)
    )
    for request in requests:
        check(request)
    return requests


def names(name: str, count: int) -> tuple[str, ...]:
    """The Name of each of `count` linked requests."""
    return (name,) if count == 1 else tuple(f"{name} {index}/{count}" for index in range(1, count + 1))


def window_of(form: Form, reading: Reading | None) -> TimeWindow | None:
    """The cycles of each day: those of the phrase, or of `--start-time` and `--end-time`.

    Raises UserError when both say something else. One time alone has the day's begin or end beside it.
    """
    said = form.start_time is not None or form.end_time is not None
    window = reading.window if reading else None
    if not said:
        return window
    own = TimeWindow(form.start_time or time.min, form.end_time or DAY_END)
    if window and window != own:
        raise UserError(
            _("The days say {hours}, the options {others}.", hours=_hours(window), others=_hours(own)),
            _("Say the hours once: behind the days, or with --start-time and --end-time."),
        )
    return own


def _hours(window: TimeWindow) -> str:
    return f"{window.start:%H:%M:%S}-{window.end:%H:%M:%S}"


def _not_twice(form: Form) -> None:
    if form.downstream and form.mode is not None:
        raise UserError(
            _("Everything downstream and --mode {mode} are two choices.", mode=kebab(form.mode)),
            _("Leave one of them out."),
        )


def _periods(ranges: Iterable[DateRange], form: Form, window: TimeWindow | None) -> Periods | None:
    dates = tuple(BizDateRange(start_biz_date=item.start, end_biz_date=item.end) for item in ranges)
    if not dates:
        if window or form.start_time or form.end_time:
            raise UserError(_("Hours without days."), _("Say which days too, for example: last 7 days"))
        return None
    return Periods(
        biz_dates=dates, start_time=window.start if window else None, end_time=window.end if window else None
    )


def _request(form: Form, periods: Periods | None, found: Found, target: Target, name: str) -> CreateWorkflowInstances:
    run = _run(form, found)
    return CreateWorkflowInstances(
        project_id=target.project_id,
        env_type=target.env_type,
        workflow_id=_workflow_id(form, found),
        name=name,
        type=form.type,
        periods=periods,
        workflow_parameters=workflow_parameters(form.workflow_parameters, form.type),
        task_parameters=task_parameters(
            form.task_parameters, _entry_ids(form, found), _every(form, found, run) if _for_all(form) else ()
        ),
        auto_start_enabled=not form.hold,
        default_run_properties=None if run == DefaultRunProperties() else run,
        comment=form.reason or None,
        tags=tuple(Tag(key=key, value=value) for key, value in form.tags) or None,
        tag_creation_policy=form.tag_creation_policy,
    )


def _workflow_id(form: Form, found: Found) -> int:
    """API: WorkflowId, 1 for scheduled tasks; the task's own for manual tasks."""
    if form.workflow_id is not None:
        return form.workflow_id
    if found.workflow_id is not None:
        return found.workflow_id
    if form.workflow is not None:
        return _id(form.workflow)
    if form.type in (InstanceType.SUPPLEMENT_DATA, InstanceType.SMOKE_TEST):
        return SCHEDULED
    raise UserError(
        _("Workflow (WorkflowId) is missing; {kind} needs it.", kind=kebab(form.type)),
        _("Say which workflow, for example: {example}", example="--workflow-id 123"),
    )


def _run(form: Form, found: Found) -> DefaultRunProperties:
    backfill = form.type is InstanceType.SUPPLEMENT_DATA
    enabled, blocked = form.analysis_enabled, form.analysis_blocked
    analysis = None
    if backfill or enabled is not None or blocked is not None:
        analysis = Analysis(enabled=enabled is not False, blocked=blocked is not False)
    return DefaultRunProperties(
        mode=form.mode_of(len(found.tasks)),
        **_selection(form, found),
        exclude_task_ids=found.ids(form.exclude_tasks) or None,
        include_project_ids=found.project_ids(form.include_projects) or None,
        exclude_project_ids=found.project_ids(form.exclude_projects) or None,
        analysis=analysis,
        parallelism=form.parallelism or (1 if backfill else None),
        order=form.order or (Order.ASC if backfill else None),
        run_policy=_run_policy(form),
        alert=_alert(form),
        runtime_resource=form.runtime_resource,
        priority=form.priority,
        priority_weight_strategy=form.priority_weight_strategy,
        data_source_name_mappings=dict(form.data_sources) or None,
    )


def _selection(form: Form, found: Found) -> dict[str, tuple[int, ...] | None]:
    """RootTaskIds and IncludeTaskIds by Type and Mode.

    API: IncludeTaskIds of General and ManualSelection holds the roots too; Chain has its two ends there and no roots.
    """
    tasks, roots, included = found.tasks, found.ids(form.roots), found.ids(form.include_tasks)
    both = tuple(dict.fromkeys((*tasks, *included)))
    mode = form.mode_of(len(tasks))
    if mode is Mode.CHAIN or form.type is InstanceType.TRIGGER_WORKFLOW:
        return {"root_task_ids": roots or None, "include_task_ids": both or None}
    if mode is Mode.MANUAL_SELECTION or (mode is Mode.GENERAL and included):
        included = included if set(tasks) <= set(included) else both
    return {"root_task_ids": tasks or None, "include_task_ids": included or None}


def _run_policy(form: Form) -> RunPolicy | None:
    """API: Type and both times are required once a policy is given; those not said are every day, all day."""
    start, end = form.run_policy_start_time, form.run_policy_end_time
    if form.run_policy_type is None and form.immediately is None and start is None and end is None:
        return None
    if start is None and end is None:
        start, end = time.min, DAY_END
    return RunPolicy(
        type=form.run_policy_type or RunPolicyType.DAILY, start_time=start, end_time=end, immediately=form.immediately
    )


def _alert(form: Form) -> Alert | None:
    if form.alert_type is None and form.alert_notice_type is None:
        return None
    return Alert(type=form.alert_type, notice_type=form.alert_notice_type)


def _entry_ids(form: Form, found: Found) -> dict[str, tuple[int, ...]]:
    return {word: found.ids([word]) for word, _text in form.task_parameters if word != EVERY_TASK}


def _for_all(form: Form) -> bool:
    return any(word == EVERY_TASK for word, _text in form.task_parameters)


def _every(form: Form, found: Found, run: DefaultRunProperties) -> tuple[int, ...]:
    """The tasks that parameters without a task go to. Raises UserError where DataWorks alone knows them."""
    if found.running is not None:
        return found.running
    whole = form.type in (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW) and not found.tasks
    if whole or run.mode in (Mode.CHAIN, Mode.ALL_DOWNSTREAM):
        raise UserError(
            _("Parameters for all tasks need the list of the tasks, and it is not known here."),
            _("Name the tasks, for example: {example}", example="--param 1001:region=eu"),
        )
    left_out = set(run.exclude_task_ids or ())
    listed = dict.fromkeys((*(run.root_task_ids or ()), *(run.include_task_ids or ())))
    return tuple(id_ for id_ in listed if id_ not in left_out)
