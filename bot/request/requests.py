"""Settled words -> requests in API terms. One code path for preview, `Show request`, `plan` and submission."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from bot.dates.model import MAX_RANGES, DateRange, Reading
from bot.request.form import Form
from bot.request.model import (
    Analysis,
    BizDateRange,
    CreateWorkflowInstances,
    DefaultRunProperties,
    EnvType,
    Mode,
    Periods,
)

COMMENT_LIMIT = 500
"""Characters of the reason that go into Comment. The API publishes no limit; this keeps to what consoles show."""


class Target(BaseModel):
    """Where the backfill runs: workspace, environment, and the IANA zone its scheduling uses."""

    model_config = ConfigDict(frozen=True)

    alias: str
    project_id: int
    env_type: EnvType
    time_zone: str


def make_requests(
    form: Form, reading: Reading, roots: Sequence[int], target: Target, name: str
) -> tuple[CreateWorkflowInstances, ...]:
    """The requests of a form whose tasks are looked up.

    More than seven ranges become several requests whose names end in ` 1/2`, ` 2/2`.
    """
    chunks = [reading.ranges[start : start + MAX_RANGES] for start in range(0, len(reading.ranges), MAX_RANGES)]
    return tuple(
        _request(form, reading, chunk, roots, target, name if len(chunks) == 1 else f"{name} {index}/{len(chunks)}")
        for index, chunk in enumerate(chunks, start=1)
    )


def _request(
    form: Form, reading: Reading, ranges: Iterable[DateRange], roots: Sequence[int], target: Target, name: str
) -> CreateWorkflowInstances:
    return CreateWorkflowInstances(
        project_id=target.project_id,
        env_type=target.env_type,
        name=name,
        periods=Periods(
            biz_dates=tuple(BizDateRange(start_biz_date=item.start, end_biz_date=item.end) for item in ranges),
            start_time=reading.window.start if reading.window else None,
            end_time=reading.window.end if reading.window else None,
        ),
        default_run_properties=DefaultRunProperties(
            **_selection(tuple(roots), downstream=form.downstream),
            analysis=Analysis(),
            parallelism=form.parallelism,
            order=form.order,
        ),
        comment=form.reason[:COMMENT_LIMIT] or None,
    )


def _selection(roots: tuple[int, ...], *, downstream: bool) -> dict[str, object]:
    """Mode and task ids.

    API: exactly one root for General and AllDownstream; ManualSelection repeats the roots in IncludeTaskIds.
    """
    if downstream:
        return {"mode": Mode.ALL_DOWNSTREAM, "root_task_ids": roots}
    if len(roots) == 1:
        return {"mode": Mode.GENERAL, "root_task_ids": roots}
    return {"mode": Mode.MANUAL_SELECTION, "root_task_ids": roots, "include_task_ids": roots}
