"""The tables of the store, as the newest migration leaves them. Rows become dataclasses in `bot.operations.records`."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite has no zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; naive on SQLite, which compares instants as text."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime is not an instant: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

operations = Table(
    "operations",
    metadata,
    # AUTOINCREMENT on SQLite, a sequence on PostgreSQL: a number is never given twice, not even after its row is gone.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("team_id", String(40), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("channel_id", String(40), nullable=False),
    Column("locale", String(20), nullable=False),
    Column("state", String(30), nullable=False),
    Column("text", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("plan", Text),
    Column("digest", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),
    Column("root_channel", String(40)),
    Column("root_ts", String(40)),
    Column("response_url", Text),
    Column("response_url_uses", Integer, nullable=False, server_default="0"),
    Column("view_id", String(60)),
    Column("trigger_id", String(120), unique=True),
    Column("detail", Text),
    Column("progress", Text),
    Column("round", Integer, nullable=False, server_default="0"),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Index("operations_by_user", "user_id", "state"),
    Index("operations_by_state", "state"),
    sqlite_autoincrement=True,
)

submissions = Table(
    "submissions",
    metadata,
    Column("operation_id", ForeignKey("operations.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("claimed_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("outcome", String(20)),
    Column("request_id", Text),
    Column("remote_operation_id", Text),
    Column("workflow_instance_ids", JSON),
    Column("adopted", Boolean, nullable=False, server_default=false()),
    Column("message", Text),
)

events = Table(
    "events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("operation_id", ForeignKey("operations.id", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("user_id", String(40)),
    Column("data", JSON, nullable=False),
    Column("key", String(80)),
    UniqueConstraint("operation_id", "key", name="events_once"),
)

postings = Table(
    "postings",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("ts", String(40), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("operation_id", ForeignKey("operations.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("progress", Text),
    Column("act_id", String(40)),
    Column("result", Text),
    Column("last", Boolean, nullable=False, server_default=false()),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("moved", Integer, nullable=False, server_default="0"),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("tried_at", Instant),
    Column("in_doubt", Boolean, nullable=False, server_default=false()),
    Column("told_at", Instant),
    Column("trouble", Text),
    UniqueConstraint("operation_id", "key", name="outbox_once"),
    Index("outbox_pending", "pending"),
)

api_calls = Table(
    "api_calls",
    metadata,
    Column("day", Date, primary_key=True),
    Column("project", String(80), primary_key=True),
    Column("region", String(120), primary_key=True),
    Column("calls", BigInteger, nullable=False),
)

presets = Table(
    "presets",
    metadata,
    Column("channel_id", String(40), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("form", Text, nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("made_at", Instant, nullable=False),
)

replicas = Table(
    "replicas",
    metadata,
    Column("executor_id", String(120), primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(120), nullable=False),
    Column("until", Instant, nullable=False),
)

acts = Table(
    "acts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("operation_id", ForeignKey("operations.id", ondelete="CASCADE"), nullable=False),
    Column("verb", String(20), nullable=False),
    Column("key", String(120), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("wish", Text, nullable=False),
    Column("scope", Text),
    Column("ended_at", Instant),
    Column("trouble", Text),
    UniqueConstraint("operation_id", "key", name="acts_once"),
    Index("acts_under_way", "ended_at"),
)

act_calls = Table(
    "act_calls",
    metadata,
    Column("act_id", ForeignKey("acts.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("action", String(40), nullable=False),
    Column("ids", JSON, nullable=False),
    Column("claimed_at", Instant),
    Column("outcome", String(20)),
    Column("refused", JSON),
    Column("message", Text),
)

task_nodes = Table(
    "task_nodes",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("env_type", String(10), primary_key=True),
    Column("task_id", BigInteger, primary_key=True, autoincrement=False),
    Column("project_id", BigInteger),
    Column("task", Text, nullable=False),
    Column("below", Text),
    Column("across", Text),
    Column("read_at", Instant),
    Column("mark", BigInteger),
    Column("denied", Boolean, nullable=False, server_default=false()),
    Index("task_nodes_by_project", "endpoint", "env_type", "project_id"),
)

task_lists = Table(
    "task_lists",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("env_type", String(10), primary_key=True),
    Column("project_id", BigInteger, primary_key=True, autoincrement=False),
    Column("read_at", Instant, nullable=False),
    Column("mark", BigInteger, nullable=False),
)

task_runs = Table(
    "task_runs",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("env_type", String(10), primary_key=True),
    Column("biz_date", Date, primary_key=True),
    Column("task_id", BigInteger, primary_key=True, autoincrement=False),
    Column("read_at", Instant, nullable=False),
    Column("seconds", Text, nullable=False),
    Column("skipped", Boolean, nullable=False),
    Column("backfilled", Boolean, nullable=False, server_default=false()),
    Index("task_runs_by_age", "read_at"),
)
