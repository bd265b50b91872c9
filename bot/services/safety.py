"""The record of the safety gates, the doubts that were answered, and what rests meanwhile."""

from __future__ import annotations

from bot.services import reminders
from bot.storage.records import STOPPED
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


def rest(owner: str, *, rests: bool) -> None:
    """Let everything that is written to a person wait while an emergency is open, or no longer."""
    with UnitOfWork() as work:
        work.people.change(owner, rests=rests)
        work.commit()


def stop(owner: str, breach_id: str) -> None:
    """Stop a matter: nothing is written about it any more."""
    with UnitOfWork() as work:
        work.breaches.change(owner, breach_id, status=STOPPED)
        work.commit()


def reopen(owner: str, breach_id: str) -> None:
    """Take a stop back, and plan again what it dropped."""
    with UnitOfWork() as work:
        found = work.breaches.get(owner, breach_id)
        if found is not None and found.is_stopped:
            work.breaches.change(owner, breach_id, status="open")
            reminders.go_on(work, owner, breach_id)
            work.commit()
