"""Whether a request keeps the API's rules: the table for its Type and Mode, and the rules between fields."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import UserError
from bot.locale import Text, _, _n
from bot.request.field import Field, Need
from bot.request.model import CreateWorkflowInstances, InstanceType, Mode
from bot.request.rules import BY_API, FIELDS, kebab, types_with


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a request breaks: the field, what is wrong, the nearest thing that works."""

    field: Field
    text: Text
    next_step: Text


class BrokenRule(UserError):
    """The first problem of a request; `problems` are all, so that a form can show each under its field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].text, problems[0].next_step)
        self.problems = problems


def check(request: CreateWorkflowInstances) -> None:
    """Raises BrokenRule."""
    found = problems(request)
    if found:
        raise BrokenRule(found)


def problems(request: CreateWorkflowInstances) -> tuple[Problem, ...]:
    """Every rule the request breaks, in the order of the table."""
    found = [*_by_the_table(request), *_between_fields(request)]
    return tuple({problem.field.api: problem for problem in reversed(found)}.values())[::-1]


def named(field: Field) -> Text:
    """A field in a person's words and the API's: `Tasks to run (IncludeTaskIds)`."""
    return _("{label} ({api})", label=field.label, api=field.name)


def _by_the_table(request: CreateWorkflowInstances) -> Iterator[Problem]:
    mode = _mode(request)
    for field in FIELDS:
        need, value = field.need(request.type, mode), field.value(request)
        absent = value is None or value == ()
        if need is Need.REQUIRED and absent:
            yield _missing(field, request.type, mode)
        elif not need.may_be_set and not absent:
            yield _unwanted(field, request.type, mode, need)
        elif mode and isinstance(value, tuple) and value and len(value) != field.counts.get(mode, len(value)):
            yield _miscounted(field, mode, len(value))


def _mode(request: CreateWorkflowInstances) -> Mode | None:
    run = request.default_run_properties
    return run.mode if run else None


def _kind(type_: InstanceType, mode: Mode | None) -> str:
    """Type and Mode as they are typed, for a sentence."""
    return f"{kebab(type_)}, {kebab(mode)}" if mode and type_ is InstanceType.SUPPLEMENT_DATA else kebab(type_)


def _missing(field: Field, type_: InstanceType, mode: Mode | None) -> Problem:
    return Problem(
        field,
        _("{field} is missing; {kind} needs it.", field=named(field), kind=_kind(type_, mode)),
        EXAMPLES.get(field.api) or _("Say it with --{option}.", option=field.option),
    )


def _unwanted(field: Field, type_: InstanceType, mode: Mode | None, need: Need) -> Problem:
    kind = _kind(type_, mode if need is Need.ABSENT else None)
    text = _("{field} is not for {kind}.", field=named(field), kind=kind)
    if need is Need.ABSENT:
        modes = tuple(kebab(other) for other in Mode if field.need(type_, other).may_be_set)
        step = _("Leave it out, or use --mode {modes}.", modes=_either(modes))
        if field.api.endswith("RootTaskIds"):
            step = _("Give only the two ends, for example: 1001,1002 --mode chain")
        return Problem(field, text, step)
    others = tuple(kebab(other) for other in types_with(field))
    return Problem(field, text, _("Leave it out; it is for --type {types}.", types=_either(others)))


def _either(words: tuple[str, ...]) -> str:
    return "|".join(words)


def _miscounted(field: Field, mode: Mode, count: int) -> Problem:
    wanted = field.counts[mode]
    text = _n(
        "{field}: {mode} takes exactly {count} task, not {given}.",
        "{field}: {mode} takes exactly {count} tasks, not {given}.",
        count=wanted,
        field=named(field),
        mode=kebab(mode),
        given=count,
    )
    if mode is Mode.CHAIN:
        step = _("Name the first and the last task, for example: 1001,1002 --mode chain")
    elif mode is Mode.ALL_DOWNSTREAM:
        step = _("Ask for each of them by itself, or without downstream.")
    else:
        step = _("Use --mode manual-selection for several tasks.")
    return Problem(field, text, step)


EXAMPLES = {
    "Periods.BizDates": _("For example: last 7 days, Nov 20-24, 上周一到周三"),
    "DefaultRunProperties.RootTaskIds": _("For example: /backfill 1001 last 7 days"),
    "DefaultRunProperties.IncludeTaskIds": _("Name the first and the last task, for example: 1001,1002 --mode chain"),
    "WorkflowId": _("Say which workflow, for example: {example}", example="--workflow-id 123"),
}


def _between_fields(request: CreateWorkflowInstances) -> Iterator[Problem]:
    run = request.default_run_properties
    periods = request.periods
    if periods:
        yield from _days(request)
        yield from _both("Periods.StartTime", "Periods.EndTime", request)
    if run and run.run_policy:
        policy = run.run_policy
        for name, value in (("Type", policy.type), ("StartTime", policy.start_time), ("EndTime", policy.end_time)):
            if value is None:
                field = BY_API[f"RunPolicy.{name}"]
                yield Problem(
                    field,
                    _("{field} is missing; a run policy has its days and both its times.", field=named(field)),
                    _("For example: --run-policy daily --run-window 22:00-06:00"),
                )
    if request.workflow_parameters is not None and request.workflow_id == 1:
        field = BY_API["WorkflowParameters"]
        yield Problem(
            field,
            _("{field} has no effect on scheduled tasks (WorkflowId 1).", field=named(field)),
            _(
                "Use {parameters}, or name a workflow with {workflow}.",
                parameters="--task-parameters",
                workflow="--workflow-id",
            ),
        )
    if request.type in (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW) and request.workflow_id == 1:
        field = BY_API["WorkflowId"]
        yield Problem(
            field,
            _("{field} 1 stands for scheduled tasks, not for {kind}.", field=named(field), kind=kebab(request.type)),
            EXAMPLES["WorkflowId"],
        )


def _days(request: CreateWorkflowInstances) -> Iterator[Problem]:
    ranges = request.periods.biz_dates if request.periods else ()
    field = BY_API["Periods.BizDates"]
    for item in ranges:
        if item.end_biz_date < item.start_biz_date:
            yield Problem(
                field,
                _(
                    "{field}: {end} is before {start}.",
                    field=named(field),
                    end=item.end_biz_date,
                    start=item.start_biz_date,
                ),
                _("Put the earlier date first."),
            )
            return


def _both(first: str, second: str, request: CreateWorkflowInstances) -> Iterator[Problem]:
    pair = (BY_API[first], BY_API[second])
    absent = [field for field in pair if field.value(request) is None]
    if len(absent) == 1:
        given = next(field for field in pair if field not in absent)
        yield Problem(
            absent[0],
            _("{given} is given, {field} is not: both or neither.", given=named(given), field=named(absent[0])),
            _("Say it with --{option}.", option=absent[0].option),
        )
