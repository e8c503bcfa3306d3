"""What /metrics shows, by the Prometheus client library. Names are `backfill_bot_...`."""

import logging
from collections import Counter as Counts
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from bot.operations.figures import figures
from bot.operations.model import State
from bot.operations.store import Store


class Metrics:
    """One registry a process, so that tests and several apps do not share counts."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.payloads = Counter(
            "backfill_bot_slack_payloads", "Payloads that Slack delivered.", ["kind"], registry=self._registry
        )
        self.ack_seconds = Histogram(
            "backfill_bot_ack_seconds",
            "Seconds from receiving a payload to its acknowledgement.",
            registry=self._registry,
            buckets=(0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3),
        )
        self.calls = Counter(
            "backfill_bot_dataworks_calls",
            "Calls to DataWorks; failed calls count against the day's limit too.",
            ["project", "action", "outcome"],
            registry=self._registry,
        )
        self.call_seconds = Histogram(
            "backfill_bot_dataworks_call_seconds", "Seconds a DataWorks call took.", ["action"], registry=self._registry
        )
        self.connected = Gauge(
            "backfill_bot_slack_connected",
            "1 while Socket Mode is connected, or HTTP is served.",
            registry=self._registry,
        )
        self.database_up = Gauge(
            "backfill_bot_database_up", "1 if the store answered when this was asked.", registry=self._registry
        )
        self.operations = Gauge(
            "backfill_bot_operations", "Operations in the store.", ["state"], registry=self._registry
        )
        self.oldest_seconds = Gauge(
            "backfill_bot_oldest_operation_seconds",
            "Since the longest of the operations under way was confirmed; 0 when none is.",
            registry=self._registry,
        )
        self.untold = Gauge(
            "backfill_bot_untold_operations",
            "Operations with something that could not be told in Slack, until it is.",
            registry=self._registry,
        )
        self.calls_today = Gauge(
            "backfill_bot_dataworks_calls_today",
            "Calls counted against the limit of this day (UTC), over all replicas.",
            ["project", "region"],
            registry=self._registry,
        )

        self.calls_left = Gauge(
            "backfill_bot_dataworks_calls_left_today",
            "Calls that the limit of this day (UTC) leaves; not there where no limit is set.",
            ["region"],
            registry=self._registry,
        )
        self.outbox_oldest_seconds = Gauge(
            "backfill_bot_outbox_oldest_seconds",
            "Since the longest waiting message was to be told in Slack; 0 when none waits.",
            registry=self._registry,
        )
        self.followed = Gauge(
            "backfill_bot_followed_operations", "Operations that this process carries.", registry=self._registry
        )
        self.errors = Counter(
            "backfill_bot_errors",
            "Errors that were logged; bot.slack.services: turns of people that failed.",
            ["logger"],
            registry=self._registry,
        )

    async def render_with(
        self, store: Store, now: datetime, *, followed: int = 0, calls_per_day: int | None = None
    ) -> bytes:
        """The text that Prometheus reads, with what the store counts at this moment."""
        self.followed.set(followed)
        try:
            counted = await figures(store, now.date())
        except (SQLAlchemyError, OSError):
            self.database_up.set(0)
            return self.render()
        self.database_up.set(1)
        for state in State:
            self.operations.labels(state.value).set(counted.operations.get(state, 0))
        self.calls_today.clear()  # what was counted yesterday is not today's
        for (project, region), calls in counted.calls.items():
            self.calls_today.labels(project, region).set(calls)
        self.calls_left.clear()
        if calls_per_day is not None:
            spent: Counts[str] = Counts()
            for (_, region), calls in counted.calls.items():
                spent[region] += calls
            for region, calls in spent.items():
                self.calls_left.labels(region).set(max(0, calls_per_day - calls))
        self.untold.set(counted.untold)
        waits = (now - counted.oldest_letter).total_seconds() if counted.oldest_letter else 0
        self.outbox_oldest_seconds.set(max(0, waits))
        self.oldest_seconds.set((now - counted.oldest).total_seconds() if counted.oldest else 0)
        return self.render()

    @contextmanager
    def counting_errors(self) -> Iterator[None]:
        """Count what the bot logs as an error meanwhile."""
        handler = _Counting(self.errors)
        logging.getLogger("bot").addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger("bot").removeHandler(handler)

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        text: bytes = generate_latest(self._registry)  # type: ignore[no-untyped-call]
        return text


class _Counting(logging.Handler):
    """Counts records of level ERROR and above, by logger."""

    def __init__(self, errors: Counter) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        self._errors.labels(record.name).inc()
