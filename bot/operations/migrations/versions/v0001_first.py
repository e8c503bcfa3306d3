"""The first schema.

A migration is frozen history: it spells the tables out and does not follow `bot.operations.tables`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table."""
    _operations()
    op.create_table(
        "submissions",
        sa.Column("operation_id", sa.String(40), sa.ForeignKey("operations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("claimed_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("outcome", sa.String(20)),
        sa.Column("request_id", sa.Text),
        sa.Column("remote_operation_id", sa.Text),
        sa.Column("workflow_instance_ids", sa.JSON),
        sa.Column("adopted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("message", sa.Text),
    )
    op.create_table(
        "events",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("operation_id", sa.String(40), sa.ForeignKey("operations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40)),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("key", sa.String(80)),
        sa.UniqueConstraint("operation_id", "key", name="events_once"),
    )
    op.create_table(
        "postings",
        sa.Column("key", sa.String(120), primary_key=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("ts", sa.String(40), nullable=False),
    )
    op.create_table(
        "api_calls",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("project", sa.String(80), primary_key=True),
        sa.Column("region", sa.String(120), primary_key=True),
        sa.Column("calls", sa.BigInteger, nullable=False),
    )


def _operations() -> None:
    op.create_table(
        "operations",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(40), nullable=False, unique=True),
        sa.Column("team_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("channel_id", sa.String(40), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("plan", sa.Text),
        sa.Column("digest", sa.String(64)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("root_channel", sa.String(40)),
        sa.Column("root_ts", sa.String(40)),
        sa.Column("response_url", sa.Text),
        sa.Column("response_url_uses", sa.Integer, nullable=False, server_default="0"),
        sa.Column("view_id", sa.String(60)),
        sa.Column("trigger_id", sa.String(120), unique=True),
        sa.Column("detail", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("operations_by_user", "operations", ["user_id", "state"])
    op.create_index("operations_by_state", "operations", ["state"])
