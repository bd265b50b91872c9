"""Commitments: what was promised, by when, how it will be seen, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.storage.clock import now
from bot.storage.database import new_id
from bot.storage.records import Commitment, CommitmentEvent
from bot.storage.tables import commitment, commitment_event

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Connection

OPEN = ("proposed", "active")


class Commitments:
    """The commitments of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, made: Commitment, turn: str) -> Commitment:
        """Keep a promise, once for each turn, with the first event of its history.

        Args:
            made: The promise.
            turn: The message that made it; the same turn again adds nothing.

        Returns:
            The kept commitment: the one of before, where the turn made one before.
        """
        made_before = self._connection.execute(
            select(commitment).where(commitment.c.owner == made.owner, commitment.c.turn == turn)
        ).one_or_none()
        if made_before is not None:
            return _record(made_before)
        self._connection.execute(
            insert(commitment).values(
                id=made.id,
                owner=made.owner,
                breach_id=made.breach_id,
                what=made.what,
                due=made.due,
                zone=made.zone,
                recurrence=made.recurrence,
                witness=made.witness,
                until=made.until,
                promised_to=made.promised_to,
                replaces=made.replaces,
                status=made.status,
                turn=turn,
                created_at=made.created_at,
                updated_at=made.updated_at,
            )
        )
        self.note(made.owner, made.id, made.status)
        return made

    def get(self, owner: str, commitment_id: str) -> Commitment | None:
        """A commitment of this person; another person's is not found."""
        row = self._connection.execute(
            select(commitment).where(commitment.c.owner == owner, commitment.c.id == commitment_id)
        ).one_or_none()
        return None if row is None else _record(row)

    def of(self, owner: str) -> list[Commitment]:
        """All commitments of a person, oldest first."""
        rows = self._connection.execute(
            select(commitment)
            .where(commitment.c.owner == owner)
            .order_by(commitment.c.created_at, commitment.c.id)
        )
        return [_record(row) for row in rows]

    def set_status(self, owner: str, commitment_id: str, status: str) -> None:
        """Bring a commitment to a status that its history tells of already."""
        self._connection.execute(
            update(commitment)
            .where(commitment.c.owner == owner, commitment.c.id == commitment_id)
            .values(status=status, updated_at=now())
        )

    def mark(self, owner: str, commitment_id: str, status: str) -> None:
        """Bring a commitment to a status, and write that into its history."""
        self.set_status(owner, commitment_id, status)
        self.note(owner, commitment_id, status)

    def note(
        self,
        owner: str,
        commitment_id: str,
        kind: str,
        day: date | None = None,
        note: str | None = None,
    ) -> None:
        """Add an event to the history of a commitment of this person.

        Args:
            owner: Whose.
            commitment_id: Which.
            kind: A status, or `reaction`.
            day: The day that was to be kept.
            note: The person's words about it.
        """
        self._connection.execute(
            insert(commitment_event).values(
                id=new_id(),
                owner=owner,
                commitment_id=commitment_id,
                kind=kind,
                day=day,
                note=note,
                at=now(),
            )
        )

    def events_of(self, owner: str) -> list[CommitmentEvent]:
        """The history of all commitments of a person, oldest first."""
        rows = self._connection.execute(
            select(commitment_event)
            .where(commitment_event.c.owner == owner)
            .order_by(commitment_event.c.at, commitment_event.c.id)
        )
        return [
            CommitmentEvent(
                row.id, row.owner, row.commitment_id, row.kind, row.day, row.note, row.at
            )
            for row in rows
        ]


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
        row.until,
        row.promised_to,
        row.replaces,
    )
