"""Promises: stored with their date, listed, and reported on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from datetime import date

    from bot.storage.records import Commitment


def commit(
    owner: str,
    breach_id: str | None,
    what: str,
    due: date | None,
    zone: str,
    recurrence: str | None,
    witness: str | None,
    turn: str,
) -> Commitment:
    """Keep a promise, once for each turn; see `Commitments.add` for the arguments."""
    with UnitOfWork() as work:
        kept = work.commitments.add(owner, breach_id, what, due, zone, recurrence, witness, turn)
        work.commit()
    return kept


def listed(owner: str) -> list[Commitment]:
    """All promises of a person, oldest first."""
    with UnitOfWork(writes=False) as work:
        return work.commitments.of(owner)


def report(owner: str, status: str) -> Commitment | None:
    """Write down how the latest open promise went.

    Args:
        owner: Whose.
        status: `kept` or `missed`.

    Returns:
        The promise, or None when none is open.
    """
    with UnitOfWork() as work:
        open_ones = [each for each in work.commitments.of(owner) if each.status == "active"]
        if not open_ones:
            return None
        work.commitments.mark(owner, open_ones[-1].id, status)
        work.commit()
    return open_ones[-1]
