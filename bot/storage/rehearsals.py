"""Rehearsals: each as it stands after its last turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.storage.clock import now
from bot.storage.database import new_id
from bot.storage.records import KeptRehearsal
from bot.storage.tables import rehearsal

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Rehearsals:
    """The rehearsals of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, owner: str, breach_id: str | None, partner: str, body: str) -> KeptRehearsal:
        """Keep a new one.

        Args:
            owner: Whose it is.
            breach_id: What it is about; None where that was only told for the rehearsal.
            partner: Who is played.
            body: The rehearsal as JSON.
        """
        moment = now()
        made = KeptRehearsal(new_id(), owner, breach_id, partner, None, body, moment, moment)
        self._connection.execute(
            insert(rehearsal).values(
                id=made.id,
                owner=owner,
                breach_id=breach_id,
                partner=partner,
                ended=None,
                body=body,
                created_at=moment,
                updated_at=moment,
            )
        )
        return made

    def get(self, owner: str, rehearsal_id: str) -> KeptRehearsal | None:
        """One of a person's rehearsals, or None."""
        row = self._connection.execute(
            select(rehearsal).where(rehearsal.c.owner == owner, rehearsal.c.id == rehearsal_id)
        ).one_or_none()
        return None if row is None else _record(row)

    def put(self, owner: str, rehearsal_id: str, body: str, ended: str | None) -> None:
        """Keep how a rehearsal stands now."""
        self._connection.execute(
            update(rehearsal)
            .where(rehearsal.c.owner == owner, rehearsal.c.id == rehearsal_id)
            .values(body=body, ended=ended, updated_at=now())
        )

    def of(self, owner: str, breach_id: str | None) -> list[KeptRehearsal]:
        """Every rehearsal of one matter, oldest first."""
        rows = self._connection.execute(
            select(rehearsal)
            .where(rehearsal.c.owner == owner, rehearsal.c.breach_id == breach_id)
            .order_by(rehearsal.c.created_at)
        )
        return [_record(row) for row in rows]


def _record(row: Any) -> KeptRehearsal:  # noqa: ANN401
    return KeptRehearsal(
        row.id,
        row.owner,
        row.breach_id,
        row.partner,
        row.ended,
        row.body,
        row.created_at,
        row.updated_at,
    )
