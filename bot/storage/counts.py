"""How much there is of everything, over all people; numbers only, never whose or what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.storage.tables import breach, commitment, draft, gate_record, message, person, rehearsal

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_COUNTED = {
    "people": person,
    "messages": message,
    "breaches": breach,
    "drafts": draft,
    "commitments": commitment,
    "rehearsals": rehearsal,
}


class Counts:
    """The counts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def totals(self) -> dict[str, int]:
        """Rows of each kind."""
        return {
            name: self._connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in _COUNTED.items()
        }

    def gates(self) -> dict[tuple[str, str, str], int]:
        """How often a gate fired, by tier, category and what was shown."""
        found: Counter[tuple[str, str, str]] = Counter()
        rows = self._connection.execute(
            select(
                gate_record.c.tier, gate_record.c.categories, gate_record.c.shown, func.count()
            ).group_by(gate_record.c.tier, gate_record.c.categories, gate_record.c.shown)
        )
        for tier, categories, shown, count in rows:
            for category in categories:
                found[tier, category, shown] += count
        return dict(found)
