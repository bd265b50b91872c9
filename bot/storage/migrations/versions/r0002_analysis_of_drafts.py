"""Each version of an apology keeps its analysis."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("draft") as table:
        table.add_column(sa.Column("analysis", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("draft") as table:
        table.drop_column("analysis")
