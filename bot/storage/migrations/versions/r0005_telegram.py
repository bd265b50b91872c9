"""Conversations on Telegram: chats, codes that hand a conversation over, what was taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import ZonedDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "telegram_chat",
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("delivered_seq", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("lease_until", ZonedDateTime()),
        sa.Column("leased_by", sa.String(length=32)),
        sa.Column("created_at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_telegram_chat_owner_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_telegram_chat")),
        sa.UniqueConstraint("owner", name=op.f("uq_telegram_chat_owner")),
    )  # fmt: skip
    op.create_table(
        "telegram_code",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("expires_at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_telegram_code_owner_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_telegram_code")),
    )  # fmt: skip
    op.create_index("ix_telegram_code_owner", "telegram_code", ["owner"])
    op.create_table(
        "telegram_update",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", ZonedDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_update")),
    )
    op.create_index("ix_telegram_update_at", "telegram_update", ["at"])


def downgrade() -> None:
    """Take the change back."""
    for table in ("telegram_update", "telegram_code", "telegram_chat"):
        op.drop_table(table)
