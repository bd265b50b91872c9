"""Commitments: what was promised, by when, and how it will be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.storage.clock import now
from bot.storage.database import new_id
from bot.storage.records import Commitment
from bot.storage.tables import commitment

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Connection


class Commitments:
    """The commitments of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        owner: str,
        breach_id: str | None,
        what: str,
        due: date | None,
        zone: str,
        recurrence: str | None,
        witness: str | None,
        turn: str,
    ) -> Commitment:
        """Keep a promise, once for each turn.

        Args:
            owner: Who promised.
            breach_id: The breach that it repairs, if any.
            what: The act, in the person's words.
            due: The day it is due, in `zone`.
            zone: IANA time zone of the person.
            recurrence: RFC 5545 `RRULE`, or None when it is done once.
            witness: How it will be seen.
            turn: The message that made it; the same turn again adds nothing.

        Returns:
            The kept commitment.
        """
        made_before = self._connection.execute(
            select(commitment).where(commitment.c.owner == owner, commitment.c.turn == turn)
        ).one_or_none()
        if made_before is not None:
            return _record(made_before)
        moment = now()
        made = Commitment(
            new_id(),
            owner,
            breach_id,
            what,
            due,
            zone,
            recurrence,
            witness,
            "active",
            moment,
            moment,
        )
        self._connection.execute(
            insert(commitment).values(
                id=made.id,
                owner=owner,
                breach_id=breach_id,
                what=what,
                due=due,
                zone=zone,
                recurrence=recurrence,
                witness=witness,
                status=made.status,
                turn=turn,
                created_at=moment,
                updated_at=moment,
            )
        )
        return made

    def of(self, owner: str) -> list[Commitment]:
        """All commitments of a person, oldest first."""
        rows = self._connection.execute(
            select(commitment).where(commitment.c.owner == owner).order_by(commitment.c.created_at)
        )
        return [_record(row) for row in rows]

    def mark(self, owner: str, commitment_id: str, status: str) -> None:
        """Write down how it went: `active`, `kept`, `missed` or `dropped`."""
        self._connection.execute(
            update(commitment)
            .where(commitment.c.owner == owner, commitment.c.id == commitment_id)
            .values(status=status, updated_at=now())
        )


def _record(row: Any) -> Commitment:  # noqa: ANN401
    return Commitment(
        row.id,
        row.owner,
        row.breach_id,
        row.what,
        row.due,
        row.zone,
        row.recurrence,
        row.witness,
        row.status,
        row.created_at,
        row.updated_at,
    )
