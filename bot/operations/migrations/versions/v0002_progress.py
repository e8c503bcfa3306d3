"""What was seen last of an operation, so that another process can tell it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; operations from before have nothing in it."""
    op.add_column("operations", sa.Column("progress", sa.Text))
