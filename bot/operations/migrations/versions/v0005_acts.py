"""What people do to an operation's runs: the acts, their calls, and how often an operation was acted on."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns and the tables; operations from before were not acted on."""
    op.add_column("operations", sa.Column("round", sa.Integer, nullable=False, server_default="0"))
    op.add_column("operations", sa.Column("reopened", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "acts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("operation_id", sa.String(40), sa.ForeignKey("operations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("scope", sa.Text),
        sa.Column("ended_at", INSTANT),
        sa.Column("trouble", sa.Text),
        sa.UniqueConstraint("operation_id", "key", name="acts_once"),
    )
    op.create_index("acts_under_way", "acts", ["ended_at"])
    op.create_table(
        "act_calls",
        sa.Column("act_id", sa.String(40), sa.ForeignKey("acts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("ids", sa.JSON, nullable=False),
        sa.Column("claimed_at", INSTANT),
        sa.Column("outcome", sa.String(20)),
        sa.Column("refused", sa.JSON),
        sa.Column("message", sa.Text),
    )
