"""What was read of tasks and of what is downstream of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "task_nodes",
        sa.Column("endpoint", sa.String(200), primary_key=True),
        sa.Column("env_type", sa.String(10), primary_key=True),
        sa.Column("task_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("project_id", sa.BigInteger),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("below", sa.Text),
        sa.Column("across", sa.Text),
        sa.Column("read_at", INSTANT),
        sa.Column("mark", sa.BigInteger),
        sa.Column("denied", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("task_nodes_by_project", "task_nodes", ["endpoint", "env_type", "project_id"])
    op.create_table(
        "task_lists",
        sa.Column("endpoint", sa.String(200), primary_key=True),
        sa.Column("env_type", sa.String(10), primary_key=True),
        sa.Column("project_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("mark", sa.BigInteger, nullable=False),
    )
