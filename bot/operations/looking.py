"""One look at an operation's instances, written into its Watch. When reads fail, the last good look stands."""

import logging
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.dataworks.errors import DailyLimitReached, DataWorksError
from bot.errors import UserError
from bot.locale import _
from bot.operations.acts import Act
from bot.operations.days import Day
from bot.operations.eta import eta
from bot.operations.model import Operation, State, Submission, first_operation_id, last_request_id
from bot.operations.pace import FollowSettings, expected_left
from bot.operations.progress import (
    FailedRun,
    Progress,
    Run,
    conclusion,
    dates_to_look_at,
    day_ended,
    failures,
    measure,
)
from bot.operations.remote import RationSpent, Remote, business_dates, days_of, lanes_of, parallelism
from bot.operations.sending import words_of
from bot.operations.together import Key, Member, Together
from bot.operations.watch import Watch
from bot.operations.words import telling_lines
from bot.request.plan import Plan

logger = logging.getLogger(__name__)

LOGS = 3
"""Logs fetched for the first failure and for the end, a call each."""

LIMIT_WAITS = 10
"""When the calls of the day are used up, the next look is this many of the longest waits away."""


class Unseen(UserError):
    """The instances could not be looked at; `words` are DataWorks' own."""

    def __init__(self, words: str) -> None:
        super().__init__(
            _("I could not look at the instances: {words}.", words=words.rstrip(".。")),
            _("Nothing was done. Try again in a moment."),
        )


class Eye:
    """Looks at one operation."""

    def __init__(
        self,
        operation: Operation,
        plan: Plan,
        submissions: tuple[Submission, ...],
        remote: Remote,
        watch: Watch,
        settings: FollowSettings,
        stop: Act | None = None,
        together: Together | None = None,
    ) -> None:
        self._stop = stop
        self._together = together
        self._operation = operation
        self._plan = plan
        self._days = days_of(plan, submissions, watch.dates)
        self._submissions = submissions
        self._remote = remote
        self._watch = watch
        self._settings = settings

    async def look(self, tolerance: float = 0.0) -> float:
        """Look at the dates worth it; the seconds until the next look, if the operation were alone.

        `tolerance`: what others saw so many seconds ago is good enough.
        """
        watch = self._watch
        if not await self._know_dates():
            return self._settings.look_wait(watch.looks)
        everything = watch.quiet + 1 >= self._settings.settle_looks
        dates = self._not_ended() if everything else dates_to_look_at(self._days, watch.seen, parallelism(self._plan))
        since = datetime.now(UTC) - timedelta(seconds=tolerance)
        self._join(dates)
        watch.looks += 1
        try:
            for day in dates:
                await self._look_at(day, self._days[day], since)
        except RationSpent:
            # What was seen by now is shown; the rest another day.
            watch.settled = False
            return self._wait()
        except DataWorksError as error:
            logger.warning("%s: looking failed: %s", self._operation.label, error)
            watch.trouble = words_of(error)
            watch.settled = False
            wait = self._wait()
            return wait if not isinstance(error, DailyLimitReached) else self._settings.max_seconds * LIMIT_WAITS
        finally:
            watch.cost = self._remote.calls
        watch.as_of, watch.trouble = min((watch.at[day] for day in dates), default=datetime.now(UTC)), None
        if watch.changes != watch.told_changes:
            watch.told_changes = watch.changes
            watch.quiet, watch.quiet_since = 0, time.monotonic()
        else:
            watch.quiet += 1
        quiet_long = time.monotonic() - watch.quiet_since >= 2 * self._settings.max_seconds
        watch.settled = everything and quiet_long and watch.quiet >= self._settings.settle_looks
        return self._wait() if not self.unlisted else self._settings.max_seconds * LIMIT_WAITS

    def _wait(self) -> float:
        """Close together at first, and when the end is near."""
        runs = sum(len(day) for day in self._watch.seen.values())
        ended = sum(run.ended for day in self._watch.seen.values() for run in day)
        since = self._operation.confirmed_at or self._operation.created_at
        load = self._plan.load
        left = expected_left(
            (datetime.now(UTC) - since).total_seconds(),
            ended / max(runs, self._plan.instances or 0, 1),
            load.middle if load else None,
        )
        return self._settings.wanted_wait(max(0, self._watch.looks - 1), left)

    @property
    def most_calls(self) -> int:
        """How many calls a look takes at most, about."""
        return 2 * max(1, len(self._not_ended())) + LOGS

    def limit(self, calls: int | None) -> None:
        """Make no more than so many calls."""
        self._remote.most = calls

    async def _know_dates(self) -> bool:
        """Learn the business dates of requests without Periods; whether all are known."""
        for submission in self._submissions:
            index = submission.index
            if not submission.exists or index in self._watch.dates or business_dates(self._plan.requests[index]):
                continue
            try:
                self._watch.dates[index] = await self._remote.dates(submission)
            except DataWorksError as error:
                logger.warning("%s: asking for its dates failed: %s", self._operation.label, error)
                self._watch.looks += 1
                self._watch.trouble = words_of(error)
                return False
        self._days = days_of(self._plan, self._submissions, self._watch.dates)
        return True

    @property
    def saw_all(self) -> bool:
        """Whether every business date was looked at since this process began."""
        return bool(self._days) and all(day in self._watch.seen for day in self._days)

    @property
    def counted(self) -> bool:
        """Whether the number of created instances can be told: an adopted request may still be creating some."""
        if not self.saw_all:
            return False
        promised, seen = self._plan.instances, sum(len(runs) for runs in self._watch.seen.values())
        adopted = any(item.adopted for item in self._submissions if item.exists)
        return (promised is not None and seen >= promised) or self._watch.quiet > 0 or (seen > 0 and not adopted)

    @property
    def unlisted(self) -> bool:
        """Whether it was looked at often enough to say that there is nothing to see."""
        return self._watch.settled and not self.runs

    def progress(self, next_look: datetime | None) -> Progress:
        """What the watch knows, counted, and the state that follows from it."""
        watch = self._watch
        counted = measure(
            watch.seen,
            state=self._state(),
            as_of=watch.as_of or datetime.now(UTC),
            promised=self._plan.instances,
            days=self._plan.days or len(self._days),
            words=watch.words,
            next_look=next_look,
            message=self._operation.detail,
            request_id=last_request_id(self._submissions),
            remote_operation_id=first_operation_id(self._submissions),
            failed_before=self.failed_before,
            before=watch.times,
        )
        watch.times = counted.times
        running = counted.state is State.RUNNING and self.saw_all
        lanes = lanes_of(self._plan, self._days)
        return replace(
            counted,
            eta=eta(lanes, watch.seen, counted.times, self._plan.load, counted.as_of) if running else None,
            created=counted.created if self.saw_all or counted.created else None,
            trouble=watch.trouble,
            unlisted=self.unlisted,
        )

    @property
    def failed_before(self) -> tuple[int, ...] | None:
        """The runs that had failed when somebody asked to stop; None: nobody did."""
        return self._stop.scope.failed_before if self._stop and self._stop.scope else None

    async def each_day(self) -> AsyncIterator[Sequence[Run]]:
        """The runs of each business date, in the order they run: as they were seen, else asked for now, and not kept.

        Raises DataWorksError, Unseen.
        """
        if not await self._know_dates():
            raise Unseen(self._watch.trouble or "-")
        for day, submission in self._days.items():
            yield self._watch.seen.get(day) or await self._runs_of(day, submission)

    @property
    def refuses_to_stop(self) -> bool:
        """Whether something goes on though it was to be stopped, and nothing has changed for long."""
        quiet = time.monotonic() - self._watch.quiet_since
        return self._stop_sent and self._state() is State.STOPPING and quiet >= self._settings.stop_seconds

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run that was seen, by day."""
        return tuple(run for day in sorted(self._watch.seen) for run in self._watch.seen[day])

    async def fetch_words(self) -> None:
        """Fetch the telling lines of a few failed runs, of different tasks first; none is missed if it fails."""
        runs = [run for day in self._watch.seen.values() for run in day]
        for failed in _samples(failures(runs, self._watch.words)):
            if failed.words is not None:
                continue
            try:
                words = telling_lines(await self._remote.log(failed.instance_id))
            except (DataWorksError, RationSpent) as error:
                logger.info("%s: no log of %d: %s", self._operation.label, failed.instance_id, error)
                continue
            if words:
                self._watch.words[failed.instance_id] = words

    def _state(self) -> State:
        ended = conclusion(self._days, self._watch.seen, settled=self._watch.settled)
        if self._operation.state is State.HELD:
            return State.RUNNING if any(run.ended or run.active for run in self.runs) else State.HELD
        if self._operation.state is State.STOPPING:
            stopped = State.DONE if ended is State.DONE else State.STOPPED
            return stopped if ended and self._stop_sent else State.STOPPING
        # What was asked a moment ago may not show yet.
        fresh = self._operation.round > 0 and self._watch.looks < self._settings.settle_looks
        if ended is None or (fresh and ended is not State.DONE):
            return State.RUNNING
        whole = len(self._submissions) == len(self._plan.requests) and all(item.exists for item in self._submissions)
        return ended if whole else State.DONE_WITH_FAILURES

    @property
    def _stop_sent(self) -> bool:
        """Whether the calls that stop are made: before that nothing that is seen is their effect."""
        return self._stop is not None and self._stop.ended_at is not None

    def _not_ended(self) -> tuple[date, ...]:
        return tuple(day for day in self._days if not day_ended(self._watch.seen.get(day, ())))

    def _join(self, dates: Iterable[date]) -> None:
        """Take part in the lists of these dates, where all instances are of one workspace."""
        if self._together is None or len(self._plan.project_ids) > 1:
            return
        ids = frozenset(item for submission in self._submissions for item in submission.workflow_instance_ids)
        whole, rest = divmod(self._plan.instances or 0, len(self._days))
        expected = whole if whole and not rest else None
        keys = [self._key(day) for day in dates if self._days[day].workflow_instance_ids]
        self._together.join(self._operation.id, keys, Member(self._watch, ids, expected))

    def _key(self, day: date) -> Key:
        request = self._plan.requests[self._days[day].index]
        target = self._plan.target
        return (self._remote.endpoint, target.project_id, target.env_type.value, request.type.value, day)

    async def _look_at(self, day: date, submission: Submission, since: datetime) -> None:
        watch = self._watch
        if self._together is not None and await self._together.look(
            self._operation.id, self._key(day), self._remote, since
        ):
            return
        at, number = datetime.now(UTC), watch.round
        runs = await self._runs_of(day, submission)
        if number == watch.round:
            watch.take(day, Day(runs), at)

    async def _runs_of(self, day: date, submission: Submission) -> Sequence[Run]:
        instances = self._watch.instances.get(day) or await self._remote.workflow_instances(submission, day)
        if instances:
            self._watch.instances[day] = instances
        return await self._remote.runs(day, instances)


def _samples(found: tuple[FailedRun, ...]) -> tuple[FailedRun, ...]:
    by_task: Mapping[int, FailedRun] = {item.task_id: item for item in reversed(found)}
    others = [item for item in found if by_task[item.task_id] is not item]
    return (*by_task.values(), *others)[:LOGS]
