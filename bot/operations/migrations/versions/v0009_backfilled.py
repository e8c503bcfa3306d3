"""Whether a backfill really ran a task: runs of its schedule tell nothing of rights."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was read without it is asked of DataWorks again."""
    op.execute("DELETE FROM task_runs")
    op.add_column("task_runs", sa.Column("backfilled", sa.Boolean, nullable=False, server_default=sa.false()))
