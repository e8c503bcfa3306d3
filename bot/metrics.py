"""What /metrics shows, by the Prometheus client library. Names are `backfill_bot_...`."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest


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

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        text: bytes = generate_latest(self._registry)  # type: ignore[no-untyped-call]
        return text
