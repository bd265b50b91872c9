"""A record of the safety gates: which fired and what was shown, never the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from bot.storage.clock import now
from bot.storage.database import new_id
from bot.storage.tables import gate_record

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class GateRecords:
    """The gate records of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, owner: str, tier: str, categories: tuple[str, ...], shown: str) -> None:
        """Note that a gate fired.

        Args:
            owner: In whose conversation.
            tier: `emergency`, `stop` or `refer`.
            categories: Which categories.
            shown: What the person got: `question`, `line`, `stop` or `suggestion`.
        """
        self._connection.execute(
            insert(gate_record).values(
                id=new_id(),
                owner=owner,
                tier=tier,
                categories=list(categories),
                shown=shown,
                at=now(),
            )
        )
