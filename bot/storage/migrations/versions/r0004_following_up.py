"""Commitments are followed up: their history, reminders, agreements, and when to be left alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import ZonedDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    _add_columns()
    _create_commitment_event()
    _create_reminder()
    _create_agreement()


def downgrade() -> None:
    """Take the change back."""
    for table in ("agreement", "reminder", "commitment_event"):
        op.drop_table(table)
    # A table that is made anew would take all that hangs on its rows along.
    for name in ("until", "promised_to", "replaces"):
        op.drop_column("commitment", name)
    for name in ("reminders", "quiet_from", "quiet_until", "paused_until", "rests"):
        op.drop_column("person", name)


def _add_columns() -> None:
    op.add_column("person", sa.Column("reminders", sa.Boolean()))
    op.add_column("person", sa.Column("quiet_from", sa.SmallInteger()))
    op.add_column("person", sa.Column("quiet_until", sa.SmallInteger()))
    op.add_column("person", sa.Column("paused_until", ZonedDateTime()))
    op.add_column("person", sa.Column("rests", sa.Boolean()))
    op.add_column("commitment", sa.Column("until", sa.Date()))
    op.add_column("commitment", sa.Column("promised_to", sa.Text()))
    op.add_column("commitment", sa.Column("replaces", sa.String(length=32)))


def _create_commitment_event() -> None:
    op.create_table(
        "commitment_event",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("commitment_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("note", sa.Text()),
        sa.Column("at", ZonedDateTime(), nullable=False),
        _owned_by_a_person("commitment_event"),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"],
            name=op.f("fk_commitment_event_commitment_id_commitment"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_event")),
    )  # fmt: skip
    op.create_index("ix_commitment_event_owner", "commitment_event", ["owner"])
    op.create_index("ix_commitment_event_commitment_id", "commitment_event", ["commitment_id"])


def _create_reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", ZonedDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("lease_until", ZonedDateTime()),
        sa.Column("leased_by", sa.String(length=32)),
        sa.Column("sent_at", ZonedDateTime()),
        sa.Column("message_seq", sa.Integer()),
        _owned_by_a_person("reminder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "subject_id", "kind", "day", name=op.f("uq_reminder_subject_id_kind_day")
        ),
    )
    op.create_index("ix_reminder_owner_due_at", "reminder", ["owner", "due_at"])
    op.create_index("ix_reminder_sent_at", "reminder", ["sent_at"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_reminder_due", "reminder", ["due_at"], sqlite_where=waiting, postgresql_where=waiting
    )


def _create_agreement() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("breach_id", sa.String(length=32)),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text()),
        sa.Column("follows", sa.Text()),
        sa.Column("review_on", sa.Date()),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("turn", sa.String(length=64)),
        sa.Column("created_at", ZonedDateTime(), nullable=False),
        sa.Column("updated_at", ZonedDateTime(), nullable=False),
        _owned_by_a_person("agreement"),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breach.id"], name=op.f("fk_agreement_breach_id_breach"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("owner", "turn", name=op.f("uq_agreement_owner_turn")),
    )  # fmt: skip
    op.create_index("ix_agreement_owner", "agreement", ["owner"])


def _owned_by_a_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["owner"], ["person.id"], name=op.f(f"fk_{table}_owner_person"), ondelete="CASCADE"
    )
