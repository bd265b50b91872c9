"""The record of the safety gates, and the doubts that a person has answered."""

from __future__ import annotations

from bot.storage.unit_of_work import UnitOfWork


def record(owner: str, tier: str, categories: tuple[str, ...], shown: str) -> None:
    """Note that a gate fired and what was shown, never the words."""
    with UnitOfWork() as work:
        work.gates.add(owner, tier, categories, shown)
        work.commit()


def clear(owner: str, categories: tuple[str, ...]) -> None:
    """Remember that these doubts were answered with a no, so that they are not asked again."""
    with UnitOfWork() as work:
        work.people.clear_gates(owner, categories)
        work.commit()
