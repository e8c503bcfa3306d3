"""What the workflow asks of DataWorks, in an operation's own terms: requests, business dates, runs."""

import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from bot.dataworks import AccessDenied, DataWorks, api, business_date_of, midnight_ms
from bot.dataworks.answers import CreateAnswer, CreateResult, Page, TaskInstance, WorkflowInstance
from bot.dates.model import DateRange
from bot.operations.eta import Lanes
from bot.operations.model import Submission
from bot.operations.runs import Run
from bot.operations.watch import Flow
from bot.request.model import CreateWorkflowInstances, Order
from bot.request.plan import Plan

CLOCK_SLACK = timedelta(seconds=60)
"""How far the two clocks may differ when an instance is recognised by its name and its time."""

IDS_AT_ONCE = 100
"""Ids in one filter. The API publishes no limit; longer lists are narrowed by name instead."""

DATED = 20
"""Workflow instances of a request without Periods that are asked for their date, a call each."""

PAGE = 100
"""PageSize of ListWorkflowInstances. The API publishes no limit."""


ACTIONS = {
    "StartWorkflowInstances": api.start_workflow_instances,
    "StopWorkflowInstances": api.stop_workflow_instances,
    "StopTaskInstances": api.stop_task_instances,
    "RerunTaskInstances": api.rerun_task_instances,
    "SetSuccessTaskInstances": api.set_success_task_instances,
    "SuspendTaskInstances": api.suspend_task_instances,
    "ResumeTaskInstances": api.resume_task_instances,
}
"""What acts on runs."""


class RationSpent(Exception):
    """No more calls may be made now: what is left of the day is for people."""


class Remote:
    """One operation's requests at one DataWorks endpoint. Its methods raise DataWorksError, lists RationSpent too."""

    def __init__(self, dataworks: DataWorks, plan: Plan) -> None:
        self._dataworks = dataworks
        self._plan = plan
        self._zone = ZoneInfo(plan.target.time_zone)
        self.calls = 0
        """Lists and logs that were asked for."""
        self.most: int | None = None
        """How many may be, None without a limit."""

    @property
    def endpoint(self) -> str:
        """Where its calls go."""
        return self._dataworks.endpoint

    async def send(self, index: int) -> CreateAnswer:
        """POST request `index`, once."""
        return await api.create_workflow_instances(self._dataworks, self._plan.requests[index].parameters())

    async def result(self, remote_operation_id: str) -> CreateResult:
        """How far the creating has come."""
        return await api.get_create_workflow_instances_result(self._dataworks, remote_operation_id)

    async def found(self, index: int, sent_at: datetime) -> tuple[int, ...]:
        """Workflow instances of a request whose answer was lost, by its exact name on its first business date."""
        request = self._plan.requests[index]
        dates = business_dates(request)[:1] or self._around(sent_at)
        named = [item for day in dates for item in await self._named(request, day)]
        return tuple(item.id for item in named if item.create_time is None or item.create_time >= sent_at - CLOCK_SLACK)

    async def dates(self, submission: Submission) -> tuple[date, ...]:
        """The business dates of a request without Periods, as its workflow instances tell them."""
        ids = submission.workflow_instance_ids[:DATED]
        found = [await api.get_workflow_instance(self._dataworks, item) for item in ids]
        told = sorted({business_date_of(item.biz_date, self._zone) for item in found if item.biz_date})
        return tuple(told) or self._around(submission.sent_at or datetime.now(UTC))

    def _around(self, sent_at: datetime) -> tuple[date, ...]:
        """Where a request without Periods may be: the API does not say whether it is of the day before or of today."""
        today = sent_at.astimezone(self._zone).date()
        return (today - timedelta(days=1), today)

    async def workflow_instances(self, submission: Submission, day: date) -> tuple[Flow, ...]:
        """The workflow instances of one business date: by the ids DataWorks gave, else by the request's name."""
        request = self._plan.requests[submission.index]
        ids = () if submission.adopted else submission.workflow_instance_ids
        if ids and len(ids) <= IDS_AT_ONCE:
            listed = await self._listed(request, day, ids=list(ids))
            known = tuple(item for item in listed if item.id in ids)
            if known:
                return _flows(known)
        named = await self._named(request, day)
        return _flows(item for item in named if not ids or item.id in ids)

    async def all_runs(self, day: date, kind: str, at_most: int) -> tuple[int, list[Run] | None]:
        """Every run of a Type on one business date of the workspace, whoever asked for it; how many pages that takes.

        None, after the first page, when that are more than `at_most`.
        """
        found: dict[int, Run] = {}
        pages = 1
        project = self._plan.target.project_id
        async for page in self._pages(project, day, api.TaskInstanceFilter(workflow_instance_type=kind)):
            if page.total_count is None:
                return at_most + 1, None
            pages = max(1, -(-page.total_count // api.LARGEST_PAGE))
            if pages > at_most:
                return pages, None
            found |= {item.id: _run(item, day) for item in page.items}
        return pages, list(found.values())

    async def runs(self, day: date, instances: Sequence[Flow]) -> tuple[Run, ...]:
        """Every task instance of these workflow instances, which are those of one business date, in all workspaces."""
        ids = {item.id for item in instances}
        unified = {item.unified_id for item in instances} - {None}
        found: dict[int, TaskInstance] = {}
        if len(ids) > 1 and len(unified) == 1:
            filters = [
                api.TaskInstanceFilter(unified_workflow_instance_id=item) for item in unified if item is not None
            ]
        else:
            filters = [api.TaskInstanceFilter(workflow_instance_id=item) for item in sorted(ids)]
        for project, narrow in product(self._plan.project_ids, filters):
            try:
                async for page in self._pages(project, day, narrow):
                    found |= {item.id: item for item in page.items}
            except AccessDenied:
                # What is missing there is told: fewer were created than were promised.
                if project == self._plan.target.project_id:
                    raise
        return tuple(
            _run(item, day)
            for item in found.values()
            if item.workflow_instance_id is None or item.workflow_instance_id in ids
        )

    async def act(self, action: str, ids: Sequence[int], comment: str) -> dict[int, str]:
        """Act on instances, once: the refused ids with DataWorks' words. Actions are named as the API names them."""
        return await ACTIONS[action](self._dataworks, ids, comment)

    async def log(self, instance_id: int) -> str:
        """The newest log of a task instance."""
        self._count()
        return await api.get_task_instance_log(self._dataworks, instance_id)

    def _pages(self, project: int, day: date, narrow: api.TaskInstanceFilter) -> AsyncIterator[Page[TaskInstance]]:
        """All pages of the runs of a business date; by Id, so that pages do not shift."""

        async def fetch(number: int) -> Page[TaskInstance]:
            self._count()
            asked: api.TaskInstanceFilter = {"page_size": api.LARGEST_PAGE, "sort_by": "Id Asc", **narrow}
            asked["project_env"], asked["page_number"] = self._plan.target.env_type, number
            return await api.list_task_instances(self._dataworks, project, midnight_ms(day, self._zone), **asked)

        return api.pages(fetch)

    def _count(self) -> None:
        """One more call is about to be made. Raises RationSpent."""
        if self.most is not None and self.calls >= self.most:
            raise RationSpent
        self.calls += 1

    async def _named(self, request: CreateWorkflowInstances, day: date) -> tuple[WorkflowInstance, ...]:
        """By exact name: the API's own search is fuzzy."""
        listed = await self._listed(request, day, name=request.name)
        return tuple(item for item in listed if item.name == request.name)

    async def _listed(
        self, request: CreateWorkflowInstances, day: date, *, ids: list[int] | None = None, name: str | None = None
    ) -> tuple[WorkflowInstance, ...]:
        narrow = api.WorkflowInstanceFilter(env_type=request.env_type, type=request.type, page_size=PAGE)
        if ids is not None:
            narrow["ids"] = ids
        if name is not None:
            narrow["name"] = name
        milliseconds = midnight_ms(day, self._zone)

        async def fetch(number: int) -> Page[WorkflowInstance]:
            narrow["page_number"] = number
            self._count()
            return await api.list_workflow_instances(self._dataworks, request.project_id, milliseconds, **narrow)

        return tuple([item async for page in api.pages(fetch) for item in page.items])


def business_dates(request: CreateWorkflowInstances) -> tuple[date, ...]:
    """The business dates of a request, in the order they run. API: Periods.BizDates, DefaultRunProperties.Order."""
    ranges = request.periods.biz_dates if request.periods else ()
    days = sorted({day for item in ranges for day in DateRange(item.start_biz_date, item.end_biz_date)})
    properties = request.default_run_properties
    return tuple(reversed(days) if properties and properties.order is Order.DESC else days)


def days_of(
    plan: Plan, submissions: Iterable[Submission], told: Mapping[int, Sequence[date]]
) -> dict[date, Submission]:
    """Which request each business date belongs to, of the requests that DataWorks has; in the order they run.

    `told` are the dates of requests without Periods, by index.
    """
    return {
        day: submission
        for submission in submissions
        if submission.exists
        for day in business_dates(plan.requests[submission.index]) or told.get(submission.index, ())
    }


def parallelism(plan: Plan) -> int:
    """Business dates that may be under way at once: linked requests run side by side."""
    return sum(_at_once(request) for request in plan.requests)


def lanes_of(plan: Plan, days: Mapping[date, Submission]) -> tuple[Lanes, ...]:
    """The business dates of each request, of those that `days_of` tells."""
    by_index: dict[int, list[date]] = {}
    for day, submission in days.items():
        by_index.setdefault(submission.index, []).append(day)
    return tuple(Lanes(tuple(its), _at_once(plan.requests[index])) for index, its in by_index.items())


def _at_once(request: CreateWorkflowInstances) -> int:
    properties = request.default_run_properties
    return (properties.parallelism or 1) if properties else 1


def _flows(found: Iterable[WorkflowInstance]) -> tuple[Flow, ...]:
    return tuple(Flow(item.id, item.unified_workflow_instance_id) for item in found)


def _run(item: TaskInstance, day: date) -> Run:
    """Words that thousands of instances share are kept once."""
    return Run(
        id=item.id,
        task_id=item.task_id or 0,
        task_name=sys.intern(item.task_name),
        bizdate=day,
        status=sys.intern(item.status),
        recurrence=sys.intern(item.trigger_recurrence),
        rerun_mode=sys.intern(item.rerun_mode),
        workflow_instance_id=item.workflow_instance_id or 0,
        trigger_time=item.trigger_time,
        started=item.started_time,
        finished=item.finished_time,
        attempts=item.run_number or 0,
    )
