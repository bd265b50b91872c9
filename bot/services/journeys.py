"""Where a person stands: which of the seven steps are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.coaching.journey import progress
from bot.services import promises
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.storage.records import Breach

KEPT_OFTEN = 5
"""So many days kept, and following through has begun to show."""


def stand(owner: str) -> dict[str, Any]:
    """Where a person stands, ready for JSON.

    Args:
        owner: Who.

    Returns:
        The road of the matter that is spoken of, else of the newest.
    """
    with UnitOfWork(writes=False) as work:
        told = [each for each in work.breaches.of(owner) if each.act]
        chapters = work.chapters.of(owner)
        here = [each for each in told if chapters and each.id == chapters[-1].breach_id]
        matter = next(reversed(here or told), None)
        drafted = matter is not None and work.drafts.latest(owner, matter.id) is not None
    return {"road": progress(_done(owner, matter, drafted)).as_json()}


def _done(owner: str, told: Breach | None, drafted: bool) -> list[str]:
    seen = {
        "acknowledge": told is not None,
        "listen": told is not None and bool(told.harm),
        "apologise": drafted,
        "boundaries": bool(promises.agreements(owner)),
        "commit": bool(promises.listed(owner)),
        "follow_through": promises.kept_days(owner) >= KEPT_OFTEN,
    }
    return [step for step, is_done in seen.items() if is_done]
