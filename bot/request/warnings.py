"""What a careful colleague would say before Confirm, from the plan alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.dates.model import NoteKind, Reading
from bot.locale import Text, _, _n
from bot.request.effect import Effect, OffCycle, Some

if TYPE_CHECKING:
    from bot.request.plan import Plan

CONSOLE_LIMIT = 2000
"""Tasks in one backfill that DataWorks' console takes; the API publishes no limit."""
OFF_CYCLE_GROUPS = 3
RANGES = 4
"""Off-cycle groups and ranges that are named; the rest are counted."""


def warnings(plan: "Plan", reading: Reading | None, *, awaited: bool = False) -> tuple[Text, ...]:
    """What is odd about a plan, most important first. `awaited`: what is downstream is being read and comes later."""
    return (*_of_days(plan, reading), *_of_tasks(plan, awaited=awaited), *_of_effect(plan.effect), *_of_requests(plan))


def named(tasks: Some) -> tuple[object, ...]:
    """A list that names the first few and counts the rest."""
    return (*tasks.names, _n("{count} more", "{count} more", count=tasks.more)) if tasks.more else tasks.names


def _of_days(plan: "Plan", reading: Reading | None) -> Iterator[Text]:
    """The notes of the reading; that future days wait is not so when they are run at once."""
    run = plan.requests[0].default_run_properties
    at_once = bool(run and run.run_policy and run.run_policy.immediately)
    notes = reading.notes if reading else ()
    yield from (note.text for note in notes if not (at_once and note.kind is NoteKind.FUTURE))


def _of_tasks(plan: "Plan", *, awaited: bool) -> Iterator[Text]:
    unnamed = [str(task.id) for task in plan.tasks if task.name is None]
    if unnamed:
        yield _("Not looked up in DataWorks: {tasks}. The ids are sent as they are.", tasks=tuple(unnamed))
    if plan.downstream and plan.effect.tasks is None and not awaited:
        yield _("All downstream tasks run too; how many is decided by DataWorks when the instances are created.")


def _of_effect(effect: Effect) -> Iterator[Text]:
    if effect.excluded.count:
        yield _(
            "Left out, so their instances do nothing and are reported as success: {tasks}.",
            tasks=named(effect.excluded),
        )
    if effect.no_rights.count:
        yield _(
            "No rights there, as earlier runs show; they would be dry-run and reported as success: {tasks}.",
            tasks=named(effect.no_rights),
        )
    if effect.frozen.count:
        yield _("Frozen in DataWorks, so their runs end as failed: {tasks}.", tasks=named(effect.frozen))
    if effect.dry.count:
        yield _("Set to dry-run in DataWorks, so nothing is computed: {tasks}.", tasks=named(effect.dry))
    if effect.no_cycle.count:
        yield _("The time window picks no run of {tasks}: nothing of them would run.", tasks=named(effect.no_cycle))
    yield from map(_off_cycle, effect.off_cycle[:OFF_CYCLE_GROUPS])
    rest = effect.off_cycle[OFF_CYCLE_GROUPS:]
    if rest:
        yield _n(
            "{count} more task runs on some of these days only; on the others it would be skipped and reported as "
            "success.",
            "{count} more tasks run on some of these days only; on the others they would be skipped and reported as "
            "success.",
            count=sum(item.tasks.count for item in rest),
        )
    if effect.one_by_one.count:
        yield _("Depends on itself, so its runs of a day go one by one: {tasks}.", tasks=named(effect.one_by_one))
    if effect.in_gap.count:
        yield _(
            "The clock skips the time of {tasks} on one of these days: a dry run, reported as success.",
            tasks=named(effect.in_gap),
        )
    if effect.outside.count:
        yield _(
            "{tasks} runs once a day, outside the time window. The window is for several runs a day, so it is counted.",
            tasks=named(effect.outside),
        )
    yield from _not_known(effect)


def _not_known(effect: Effect) -> Iterator[Text]:
    if effect.unread.count and effect.tasks is not None and effect.tasks > 0:
        yield _("Schedule not known, so the instances are not counted: {tasks}.", tasks=named(effect.unread))
    if effect.across.count:
        yield _(
            "Not counted, since they wait for the cycle before only: {tasks}. Whether DataWorks runs them is not "
            "documented.",
            tasks=named(effect.across),
        )
    if effect.denied.count:
        yield _("DataWorks does not tell what is downstream of {tasks}: no rights there.", tasks=named(effect.denied))
    if effect.tasks is not None and effect.tasks > CONSOLE_LIMIT:
        yield _(
            "{count} tasks; DataWorks' own console takes {limit} at most, and may refuse more.",
            count=effect.tasks,
            limit=CONSOLE_LIMIT,
        )


def _off_cycle(item: OffCycle) -> Text:
    return _n(
        "Off its schedule on {days}: {tasks} would be skipped there and reported as success.",
        "Off its schedule on {count} of the days ({days}): {tasks} would be skipped there and reported as success.",
        count=item.days,
        days=_days(item),
        tasks=named(item.tasks),
    )


def _days(item: OffCycle) -> tuple[object, ...]:
    """The first few ranges, each date with its weekday; the others counted."""
    shown = tuple(
        start if start == end else _("{start} to {end}", start=start, end=end) for start, end in item.ranges[:RANGES]
    )
    hidden = len(item.ranges) - len(shown)
    return (*shown, _n("and {count} more range", "and {count} more ranges", count=hidden)) if hidden else shown


def _of_requests(plan: "Plan") -> Iterator[Text]:
    if len(plan.requests) > 1:
        yield _n(
            "These days make {count} range; DataWorks takes 7 in one go.",
            "These days make {count} separate ranges; DataWorks takes 7 in one go, "
            "so {requests} linked requests are sent.",
            count=len(plan.ranges),
            requests=len(plan.requests),
        )
