"""Logging: one line per event, secrets blotted out. Lines for people on a terminal, JSON elsewhere."""

import logging
import re
import sys

import structlog

SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe[\w.-]+"  # Slack tokens
    r"|https?://[^\s\"']*/(?:actions|commands|response_url|services)/[^\s\"']+"  # response_urls
    r"|\d{9,}\.\d{9,}\.[0-9a-f]{16,}"  # trigger_ids
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # user:password of a database URL
)

ECHOED = re.compile(r"input_value=.*(?=, input_type=)")
"""What a validation error repeats of its input."""


class Redacting(logging.Filter):
    """Blots secrets out of every record, its arguments and its traceback; without `free_text` what people wrote too."""

    def __init__(self, *, free_text: bool = False) -> None:
        super().__init__()
        self._free_text = free_text

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a record."""
        record.msg = self._blotted(record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[0]:
            # As a field of its own: the formatter drops what it finds in exc_info before it writes.
            record.exception = self._blotted(logging.Formatter().formatException(record.exc_info))
        record.exc_info = record.exc_text = None
        return True

    def _blotted(self, text: str) -> str:
        text = SECRETS.sub("***", text)
        return text if self._free_text else ECHOED.sub("input_value=***", text)


def configure(level: str, *, free_text: bool = False) -> None:
    """Send everything that is logged to standard error; what people wrote (phrases, reasons) with `free_text` only."""
    plain = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if plain else structlog.processors.JSONRenderer(ensure_ascii=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    handler.addFilter(Redacting(free_text=free_text))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in (
        "slack_bolt",
        "slack_sdk",
        "httpx",
        "httpcore",
        "alembic",
        "dbos",
        "sqlalchemy",
        "asyncio",
        "tzlocal",
    ):
        # Their lines hold payloads and what is written into the store, or say nothing a person on call needs.
        logging.getLogger(chatty).setLevel(level if level == "DEBUG" and free_text else logging.WARNING)
