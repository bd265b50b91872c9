"""Rehearsals are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import ZonedDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("breach_id", sa.String(length=32), nullable=True),
        sa.Column("partner", sa.String(length=16), nullable=False),
        sa.Column("ended", sa.String(length=8), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", ZonedDateTime(), nullable=False),
        sa.Column("updated_at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_rehearsal_owner_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breach.id"], name=op.f("fk_rehearsal_breach_id_breach"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
    )  # fmt: skip
    op.create_index("ix_rehearsal_owner", "rehearsal", ["owner"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("rehearsal")
