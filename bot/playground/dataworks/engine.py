"""The scheduler of the simulated DataWorks: a queue of coming events, played up to now whenever somebody looks.

Nothing runs in the background. Decided here, where nothing is documented: a business date gives its lane back only when
it succeeded, so after a failure no later date starts in that lane; a stopped date keeps its lane too.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple

from bot.playground.dataworks.choice import CannotCreateError, Ids, build_runs
from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.instances import DRY, Attempt, Placed, Run, TaskInstance
from bot.playground.dataworks.order import Order, RunPolicy
from bot.playground.dataworks.outcome import Outcomes
from bot.playground.dataworks.scheduled import Scheduled
from bot.playground.dataworks.world import World

CREATION_SECONDS = 3.0
STOPPING_SECONDS = 3.0


class _Event(NamedTuple):
    at: float
    number: int
    happen: Callable[[float], None]
    instance: TaskInstance | None = None
    token: int = 0

    @property
    def void(self) -> bool:
        """Something else has happened to the instance since."""
        return self.instance is not None and self.instance.token != self.token


class Engine:
    """All orders and instances of one simulated service."""

    def __init__(self, world: World, clock: Clock) -> None:
        self.world = world
        self.clock = clock
        self.outcomes = Outcomes(world)
        self.orders: dict[str, Placed] = {}
        self.runs: dict[int, Run] = {}
        self.runs_on: defaultdict[date, list[Run]] = defaultdict(list)
        self.instances: dict[int, TaskInstance] = {}
        self._scheduled = Scheduled(self.outcomes, self._keep)
        self._ids = Ids.fresh()
        self._events: list[_Event] = []
        self._numbers = count()
        self._now = clock.now()

    def advance(self) -> float:
        """Let everything happen that is due, and answer the simulated moment."""
        until = self.clock.now()
        while self._events and (self._events[0].void or self._events[0].at <= until):
            event = heapq.heappop(self._events)
            if not event.void:
                self._now = max(self._now, event.at)
                event.happen(self._now)
        if not self._events:
            self.clock.rest(self._now)
        self._now = max(self._now, self.clock.now())
        return self._now

    def live_in(self, world: World) -> None:
        """Go on in a changed world; what was created stays as it was."""
        self.world = self.outcomes.world = world

    def runs_of(self, bizdate: date) -> Sequence[Run]:
        """Every run of a business date: what was ordered, and what the schedule ran where the world has a past."""
        return (*self.runs_on.get(bizdate, ()), *self._scheduled.on(bizdate, self.world, self._now))

    def place(self, operation_id: str, order: Order, *, stuck: bool = False, failure: str = "") -> Placed:
        """Take an order; its instances come some seconds later, or never when `stuck`, or not at all with `failure`."""
        placed = Placed(operation_id, order, self._now)
        self.orders[operation_id] = placed
        if not stuck:
            self._at(self._now + CREATION_SECONDS, lambda at: self._create(placed, at, failure))
        return placed

    def _create(self, placed: Placed, at: float, failure: str) -> None:
        try:
            if failure:
                raise CannotCreateError(failure)
            placed.runs = build_runs(placed, self.world, self._ids, at)
        except CannotCreateError as found:
            placed.status, placed.failure = "CreateFailure", str(found)
            return
        placed.status = "Created"
        for run in placed.runs:
            self.runs[run.id] = run
            self.runs_on[run.bizdate].append(run)
            self.instances.update((instance.id, instance) for instance in run.instances)
        self.open_dates(placed, at)

    def _keep(self, run: Run) -> None:
        self.runs[run.id] = run
        self.instances.update((instance.id, instance) for instance in run.instances)

    def open_dates(self, placed: Placed, at: float) -> None:
        """Start as many dates as there are lanes; a date that has not succeeded keeps its lane."""
        lanes = placed.order.parallelism
        for run in placed.runs:
            if run.opened:
                lanes -= run.status != "Success"
            elif lanes > 0 and not run.held:
                self._open(run, at)
                lanes -= 1

    def _open(self, run: Run, at: float) -> None:
        run.opened = True
        for instance in run.instances:
            self._ready_soon(instance, at)

    def _ready_soon(self, instance: TaskInstance, at: float) -> None:
        """Queue it, if nothing holds it back; through the queue, so that long rows of dry runs do not nest."""
        if instance.run.opened and instance.blockers == 0 and instance.status == "NotRun":
            self._later(instance, at, self.ready)

    def ready(self, instance: TaskInstance, at: float) -> None:
        """Everything before it is done: wait for its time, then for a slot, then run."""
        if instance.recurrence in DRY:
            self._end_at_once(instance, at, "dry", "Success")
        elif instance.recurrence == "Pause":
            self._end_at_once(instance, at, "frozen", "Failure")
        elif (start := self._may_start(instance, at)) > at:
            instance.waiting_trigger = at
            self._become(instance, "WaitTime", at)
            self._later(instance, start, self.ready)
        else:
            instance.waiting_resource = at
            self._become(instance, "WaitResource", at)
            self._later(instance, at + self.outcomes.wait_seconds(instance), self._start)

    def finish(self, instance: TaskInstance, at: float, outcome: str, status: str) -> None:
        """End the run under way (or the waiting) with an outcome; a success lets downstream and later dates go on."""
        instance.token += 1
        instance.stopping = False
        if instance.attempts and instance.attempts[-1].number == instance.run_number:
            instance.attempts[-1].finished = at
            instance.attempts[-1].outcome = outcome
        else:
            instance.attempts.append(Attempt(instance.run_number, at, at, outcome))
        instance.finished = at
        self._become(instance, status, at)
        if status == "Success":
            self._succeeded(instance, at)

    def stop(self, instances: Iterable[TaskInstance], at: float) -> None:
        """Kill runs: what runs takes some seconds to die, what waits ends at once."""
        for instance in instances:
            if instance.status != "Running":
                self.finish(instance, at, "stopped", "Failure")
            elif not instance.stopping:
                self._later(instance, at + STOPPING_SECONDS, self._stopped)
                instance.stopping = True

    def rerun(self, instance: TaskInstance, at: float) -> None:
        """Begin the next run of an ended instance, as soon as what it waits for is done."""
        instance.run_number += 1
        instance.started = instance.finished = instance.waiting_trigger = instance.waiting_resource = None
        self.resume(instance, at)

    def resume(self, instance: TaskInstance, at: float) -> None:
        """Back to the start line."""
        instance.token += 1
        self._become(instance, "NotRun", at)
        if instance.run.opened:
            self._ready_soon(instance, at)
        else:
            self._open(instance.run, at)

    def suspend(self, instance: TaskInstance, at: float) -> None:
        """Freeze what has not started; what already waits for time or a slot is at its turn, and ends."""
        instance.recurrence = "Pause"
        if instance.status != "NotRun":
            self._end_at_once(instance, at, "frozen", "Failure")

    def unsuspend(self, instance: TaskInstance, at: float) -> None:
        """Thaw; what ended because it was frozen starts over."""
        instance.recurrence = "Normal" if instance.task.cron else "Manual"
        if instance.status == "Failure" and instance.attempts[-1].outcome == "frozen":
            self.rerun(instance, at)

    def set_success(self, instance: TaskInstance, at: float) -> None:
        """Success by word of an operator; the log of a failed run stays what it was."""
        if instance.ended:
            instance.token += 1
            self._become(instance, "Success", at)
            self._succeeded(instance, at)
        else:
            self.finish(instance, at, "set-success", "Success")

    def _start(self, instance: TaskInstance, at: float) -> None:
        seconds = self.outcomes.run_seconds(instance)
        instance.started = at
        instance.attempts.append(Attempt(instance.run_number, at, seconds=seconds))
        self._become(instance, "Running", at)
        verdict = self.outcomes.verdict(instance)
        status = "Success" if verdict == "success" else "Failure"
        length = seconds if status == "Success" else seconds * 0.4
        self._later(instance, at + length, lambda ended, end: self.finish(ended, end, verdict, status))

    def _stopped(self, instance: TaskInstance, at: float) -> None:
        self.finish(instance, at, "stopped", "Failure")

    def _end_at_once(self, instance: TaskInstance, at: float, outcome: str, status: str) -> None:
        instance.started = at
        self.finish(instance, at, outcome, status)

    def _succeeded(self, instance: TaskInstance, at: float) -> None:
        if not instance.satisfied:
            instance.satisfied = True
            for below in instance.downstream:
                below.blockers -= 1
                self._ready_soon(below, at)
        if instance.run.status == "Success":
            self._at(at, lambda moment: self.open_dates(instance.run.order, moment))

    def _may_start(self, instance: TaskInstance, at: float) -> float:
        """The first moment from now on that the schedule and the order's RunPolicy allow."""
        policy = instance.run.order.order.policy
        earliest = at if policy.immediately else max(at, instance.trigger)
        return _within(policy, earliest, self.world) if policy.start else earliest

    def _become(self, instance: TaskInstance, status: str, at: float) -> None:
        run = instance.run
        run.counts[instance.status] -= 1
        run.counts[status] += 1
        instance.status = status
        instance.modified = run.modified = at
        if status == "Running" and run.started is None:
            run.started = at
        run.finished = at if run.status in {"Success", "Failure"} else None

    def _at(self, at: float, happen: Callable[[float], None]) -> None:
        self.clock.wake()
        heapq.heappush(self._events, _Event(at, next(self._numbers), happen))

    def _later(self, instance: TaskInstance, at: float, happen: Callable[[TaskInstance, float], None]) -> None:
        instance.token += 1
        event = _Event(at, next(self._numbers), lambda moment: happen(instance, moment), instance, instance.token)
        self.clock.wake()
        heapq.heappush(self._events, event)


def _within(policy: RunPolicy, at: float, world: World) -> float:
    """The first moment not before `at` inside the policy's window; a window may pass midnight."""
    if policy.start is None or policy.end is None:
        return at
    today = datetime.fromtimestamp(at, world.zone).date()
    for offset in range(-1, 9):
        day = today + timedelta(days=offset)
        if policy.weekend and day.isoweekday() < 6:
            continue
        opens = datetime.combine(day, policy.start, world.zone).timestamp()
        closing_day = day if policy.end > policy.start else day + timedelta(days=1)
        closes = datetime.combine(closing_day, policy.end, world.zone).timestamp()
        if at <= closes:
            return max(at, opens)
    return at
