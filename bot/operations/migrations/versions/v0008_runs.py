"""How long tasks took lately."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table, empty: what it holds is asked of DataWorks again."""
    op.create_table(
        "task_runs",
        sa.Column("endpoint", sa.String(200), primary_key=True),
        sa.Column("env_type", sa.String(10), primary_key=True),
        sa.Column("biz_date", sa.Date, primary_key=True),
        sa.Column("task_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("seconds", sa.Text, nullable=False),
        sa.Column("skipped", sa.Boolean, nullable=False),
    )
    op.create_index("task_runs_by_age", "task_runs", ["read_at"])
