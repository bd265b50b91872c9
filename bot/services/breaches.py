"""Telling: opening a breach and writing down what a person says of it, as they say it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.storage.records import Breach


def id_for(owner: str, turn: str) -> str:
    """The id of the breach that a turn opens: the same turn again opens the same breach."""
    return hashlib.sha256(f"{owner}:{turn}".encode()).hexdigest()[:32]


def tell(owner: str, breach_id: str, told: dict[str, object]) -> None:
    """Write down what was told; opens the breach when it is the first word on it.

    Args:
        owner: Who tells.
        breach_id: Of which breach.
        told: Columns of the breach with their new values.
    """
    with UnitOfWork() as work:
        work.breaches.open(owner, breach_id)
        if told:
            work.breaches.change(owner, breach_id, **told)
        work.commit()


def told(owner: str, breach_id: str) -> Breach | None:
    """What was told of a breach; None when there is no such breach of this person."""
    with UnitOfWork(writes=False) as work:
        return work.breaches.get(owner, breach_id)
