"""Agreements: the boundaries that were asked for, and what was agreed about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.storage.clock import now
from bot.storage.records import Agreement
from bot.storage.tables import agreement

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Agreements:
    """The agreements of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, made: Agreement, turn: str) -> Agreement:
        """Keep an agreement, once for each turn.

        Args:
            made: The agreement.
            turn: The message that made it; the same turn again adds nothing.

        Returns:
            The kept agreement.
        """
        made_before = self._connection.execute(
            select(agreement).where(agreement.c.owner == made.owner, agreement.c.turn == turn)
        ).one_or_none()
        if made_before is not None:
            return _record(made_before)
        self._connection.execute(
            insert(agreement).values(
                id=made.id, owner=made.owner, breach_id=made.breach_id, asked=made.asked,
                agreed=made.agreed, follows=made.follows, review_on=made.review_on,
                zone=made.zone, status=made.status, turn=turn, created_at=made.created_at,
                updated_at=made.updated_at,
            )
        )  # fmt: skip
        return made

    def get(self, owner: str, agreement_id: str) -> Agreement | None:
        """An agreement of this person; another person's is not found."""
        row = self._connection.execute(
            select(agreement).where(agreement.c.owner == owner, agreement.c.id == agreement_id)
        ).one_or_none()
        return None if row is None else _record(row)

    def of(self, owner: str) -> list[Agreement]:
        """All agreements of a person, oldest first."""
        rows = self._connection.execute(
            select(agreement)
            .where(agreement.c.owner == owner)
            .order_by(agreement.c.created_at, agreement.c.id)
        )
        return [_record(row) for row in rows]

    def change(self, owner: str, agreement_id: str, **told: object) -> None:
        """Write what changed; the names are the columns of the agreement."""
        self._connection.execute(
            update(agreement)
            .where(agreement.c.owner == owner, agreement.c.id == agreement_id)
            .values(updated_at=now(), **told)
        )


def _record(row: Any) -> Agreement:  # noqa: ANN401
    return Agreement(
        row.id, row.owner, row.breach_id, row.asked, row.agreed, row.follows, row.review_on,
        row.zone, row.status, row.created_at, row.updated_at,
    )  # fmt: skip
