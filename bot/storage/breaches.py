"""Breaches: what a person told of the thing they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.storage.chapters import Chapters
from bot.storage.clock import now
from bot.storage.records import Breach
from bot.storage.tables import breach

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Breaches:
    """The breaches of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, owner: str, breach_id: str) -> Breach:
        """The breach with this id, made when it is not there: opening twice opens once.

        From the message that opens it on, the conversation is about it.
        """
        found = self.get(owner, breach_id)
        if found is not None:
            return found
        moment = now()
        made = Breach(breach_id, owner, "open", moment, moment)
        self._connection.execute(
            insert(breach).values(
                id=breach_id,
                owner=owner,
                kinds=[],
                status="open",
                created_at=moment,
                updated_at=moment,
            )
        )
        Chapters(self._connection).begin(owner, breach_id)
        return made

    def get(self, owner: str, breach_id: str) -> Breach | None:
        """A breach of this person; another person's is not found."""
        row = self._connection.execute(
            select(breach).where(breach.c.owner == owner, breach.c.id == breach_id)
        ).one_or_none()
        return None if row is None else _record(row)

    def change(self, owner: str, breach_id: str, **told: object) -> None:
        """Write what was told; the names are the columns of the breach."""
        self._connection.execute(
            update(breach)
            .where(breach.c.owner == owner, breach.c.id == breach_id)
            .values(updated_at=now(), **told)
        )

    def of(self, owner: str) -> list[Breach]:
        """All breaches of a person, oldest first."""
        rows = self._connection.execute(
            select(breach).where(breach.c.owner == owner).order_by(breach.c.created_at)
        )
        return [_record(row) for row in rows]


def _record(row: Any) -> Breach:  # noqa: ANN401
    return Breach(
        row.id,
        row.owner,
        row.status,
        row.created_at,
        row.updated_at,
        row.act,
        row.person,
        row.relationship,
        row.name,
        row.pronouns,
        tuple(row.kinds),
        row.since,
        row.hidden,
        row.known,
        row.harm,
    )
