"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import ZonedDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", ZonedDateTime(), nullable=False),
        sa.Column("seen_at", ZonedDateTime(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("cleared_gates", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "tracker_checkpoint",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_tracker_checkpoint")),
    )
    op.create_table(
        "tracker_event",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "position", name=op.f("pk_tracker_event")),
    )
    op.create_table(
        "breach",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("relationship", sa.String(length=16), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("pronouns", sa.String(length=4), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("hidden", sa.Text(), nullable=True),
        sa.Column("known", sa.String(length=8), nullable=True),
        sa.Column("harm", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", ZonedDateTime(), nullable=False),
        sa.Column("updated_at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_breach_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
    )
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.create_index("ix_breach_owner", ["owner"], unique=False)

    op.create_table(
        "button",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("pressed_at", ZonedDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_button_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_button")),
    )
    with op.batch_alter_table("button", schema=None) as batch_op:
        batch_op.create_index("ix_button_owner_seq", ["owner", "seq"], unique=False)

    op.create_table(
        "gate_record",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("shown", sa.String(length=32), nullable=False),
        sa.Column("at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_gate_record_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_record")),
    )
    with op.batch_alter_table("gate_record", schema=None) as batch_op:
        batch_op.create_index("ix_gate_record_owner", ["owner"], unique=False)

    op.create_table(
        "message",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_message_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner", "seq", name=op.f("pk_message")),
        sa.UniqueConstraint("owner", "client_id", name=op.f("uq_message_owner_client_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_answered", ["answered"], unique=False, sqlite_where=sa.text("answered = 0")
        )

    op.create_table(
        "commitment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("breach_id", sa.String(length=32), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("witness", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("turn", sa.String(length=64), nullable=True),
        sa.Column("created_at", ZonedDateTime(), nullable=False),
        sa.Column("updated_at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["breach_id"],
            ["breach.id"],
            name=op.f("fk_commitment_breach_id_breach"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_commitment_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("owner", "turn", name=op.f("uq_commitment_owner_turn")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_owner", ["owner"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("breach_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", ZonedDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breach.id"], name=op.f("fk_draft_breach_id_breach"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_draft_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("breach_id", "version", name=op.f("uq_draft_breach_id_version")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index("ix_draft_owner", ["owner"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_owner")

    op.drop_table("draft")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index("ix_commitment_owner")

    op.drop_table("commitment")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_answered", sqlite_where=sa.text("answered = 0"))

    op.drop_table("message")
    with op.batch_alter_table("gate_record", schema=None) as batch_op:
        batch_op.drop_index("ix_gate_record_owner")

    op.drop_table("gate_record")
    with op.batch_alter_table("button", schema=None) as batch_op:
        batch_op.drop_index("ix_button_owner_seq")

    op.drop_table("button")
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.drop_index("ix_breach_owner")

    op.drop_table("breach")
    op.drop_table("tracker_event")
    op.drop_table("tracker_checkpoint")
    op.drop_table("person")
