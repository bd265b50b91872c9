"""What people told of where they are and how they want feedback; chapters of a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TOLD = {"told_country": 8, "told_zone": 64, "feedback": 8}


def upgrade() -> None:
    """Apply the change."""
    for name, length in TOLD.items():
        op.add_column("person", sa.Column(name, sa.String(length=length)))
    op.create_table(
        "chapter",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("breach_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_chapter_owner_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breach.id"], name=op.f("fk_chapter_breach_id_breach"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner", "seq", name=op.f("pk_chapter")),
    )  # fmt: skip
    _begin_chapters()


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("chapter")
    for name in TOLD:  # a table that is made anew would take all that hangs on its rows along
        op.drop_column("person", name)


def _begin_chapters() -> None:
    """What was told begins with the last thing that was said up to when it was opened."""
    op.execute(
        sa.text(
            """
            INSERT INTO chapter (owner, seq, breach_id)
            SELECT owner, seq, MAX(id)
            FROM (
                SELECT breach.owner, breach.id, COALESCE(
                    (
                        SELECT MAX(message.seq) FROM message
                        WHERE message.owner = breach.owner
                            AND message.author = 'person'
                            AND message.at <= breach.created_at
                    ), 1
                ) AS seq
                FROM breach
                WHERE breach.act IS NOT NULL
                    OR EXISTS (SELECT 1 FROM draft WHERE draft.breach_id = breach.id)
            ) AS begun
            GROUP BY owner, seq
            """
        )
    )
