"""What is to be told in Slack and is not told yet, or was."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table; what was told before is in the journal of its operation."""
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("operation_id", sa.String(40), sa.ForeignKey("operations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("progress", sa.Text),
        sa.Column("act_id", sa.String(40)),
        sa.Column("result", sa.Text),
        sa.Column("last", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("moved", sa.Integer, nullable=False, server_default="0"),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("tried_at", INSTANT),
        sa.Column("in_doubt", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("told_at", INSTANT),
        sa.Column("trouble", sa.Text),
        sa.UniqueConstraint("operation_id", "key", name="outbox_once"),
    )
    op.create_index("outbox_pending", "outbox", ["pending"])
