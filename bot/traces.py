"""What is done, as OpenTelemetry spans and as fields of log lines. Without an endpoint nothing of it is loaded.

All of an operation is one trace, whichever process does it and however often: its id is the operation's id. A payload
of Slack is a trace of its own. Attributes are ids, names and outcomes; never what people wrote, never parameters.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

from structlog.contextvars import bound_contextvars, get_contextvars

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
OPERATION, OPERATION_ID, ACT_ID = "operation", "operation_id", "act_id"
STOP_SECONDS = 2.0
"""How long the last spans may take at the end."""

_provider: "TracerProvider | None" = None
_first: ContextVar[str | None] = ContextVar("first", default=None)
"""The operation whose first span is begun just now."""


class Span(Protocol):
    """What is told of a span while it lasts."""

    def set_attribute(self, key: str, value: str | int | float | bool) -> None:
        """One attribute more."""


class _Nothing:
    def set_attribute(self, key: str, value: str | int | float | bool) -> None:
        """Traces are off."""


NOTHING: Span = _Nothing()


def start() -> bool:
    """Send spans to the endpoint that the standard variables name; whether there is one. Nothing waits for it."""
    global _provider
    if _provider is not None or not any(os.environ.get(name) for name in ENDPOINTS):
        return _provider is not None
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """The first span of an operation has the ids that the others name as their parent's."""

        def generate_trace_id(self) -> int:
            operation_id = _first.get()
            return trace_id_of(operation_id) if operation_id else super().generate_trace_id()

        def generate_span_id(self) -> int:
            operation_id = _first.get()
            return span_id_of(operation_id) if operation_id else super().generate_span_id()

    named = (
        Resource.create() if os.environ.get("OTEL_SERVICE_NAME") else Resource.create({"service.name": "backfill-bot"})
    )
    _provider = TracerProvider(resource=named, id_generator=Ids(), shutdown_on_exit=False)
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    # What is lost is lost: a collector that is away is said once in a while by the exporter.
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
    return True


def stop() -> None:
    """Send what is left, for two seconds at most. It blocks."""
    global _provider
    provider, _provider = _provider, None
    if provider is not None:
        # Beside, since an exporter goes on trying to reach a collector that is away.
        sending = threading.Thread(target=provider.shutdown, daemon=True)
        sending.start()
        sending.join(STOP_SECONDS)


@contextmanager
def span(name: str, **attributes: str | int | float | bool) -> Iterator[Span]:
    """A span around the block, with these attributes and the operation it is about. An exception is its status."""
    if _provider is None:
        yield NOTHING
        return
    from opentelemetry.trace import Status, StatusCode

    known = {key: value for key, value in get_contextvars().items() if key in (OPERATION, OPERATION_ID, ACT_ID)}
    # Of an exception its class alone: its message may hold what people wrote.
    with _provider.get_tracer("bot").start_as_current_span(
        name, attributes=known | attributes, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield made
        except Exception as error:
            made.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


@contextmanager
def about(operation_id: str, label: str, **ids: str) -> Iterator[None]:
    """Everything in the block is about this operation: its log lines say so, its spans are part of its trace."""
    with bound_contextvars(**{OPERATION: label, OPERATION_ID: operation_id}, **ids):
        if _provider is None:
            yield
            return
        from opentelemetry.context import attach, detach

        token = attach(_within(operation_id))
        try:
            yield
        finally:
            detach(token)


@contextmanager
def drafted(label: str) -> Iterator[None]:
    """Everything in the block is about a draft: nothing of it is part of the operation's trace yet."""
    with bound_contextvars(**{OPERATION: label}):
        yield


def first(operation_id: str, label: str) -> None:
    """The first span of an operation, of which the others are part."""
    if _provider is None:
        return
    from opentelemetry.context import Context

    token = _first.set(operation_id)
    try:
        tracer = _provider.get_tracer("bot")
        attributes = {OPERATION: label, OPERATION_ID: operation_id}
        tracer.start_span("operation", context=Context(), attributes=attributes).end()
    finally:
        _first.reset(token)


def trace_id_of(operation_id: str) -> int:
    """The trace of an operation: its id is a UUID, as long as a trace id."""
    return (
        int(operation_id, 16) if _is_uuid(operation_id) else int.from_bytes(operation_id.encode()[:16].ljust(16, b"\1"))
    )


def span_id_of(operation_id: str) -> int:
    """The first span in it."""
    return trace_id_of(operation_id) >> 64 or 1


def _is_uuid(text: str) -> bool:
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text) and int(text, 16) >> 64 != 0


def _within(operation_id: str) -> "Context":
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    parent = SpanContext(
        trace_id_of(operation_id), span_id_of(operation_id), is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED)
    )
    return set_span_in_context(NonRecordingSpan(parent), Context())
