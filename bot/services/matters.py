"""The matters of a person as past conversations: listed, read again, taken up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.services import rehearsals
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.storage.messages import Stretch
    from bot.storage.records import Breach, Message, Person

LONGEST_SHORT: Final = 120
"""Characters of what was told by which a matter is named."""


@dataclass(frozen=True)
class Read:
    """A past conversation.

    Attributes:
        messages: What was said, oldest first.
        cut: Whether something older was left out.
    """

    messages: tuple[Message, ...]
    cut: bool


def listed(owner: str) -> dict[str, Any]:
    """Every conversation about a matter, ready for JSON.

    Args:
        owner: Whose.

    Returns:
        Those of which something was told or drafted, the one last spoken in first.
    """
    with UnitOfWork(writes=False) as work:
        person, stretches = work.people.get(owner), _stretches(work, owner)
        promised = [each.breach_id for each in work.commitments.of(owner)]
        here = work.chapters.of(owner)
        found = []
        for told in work.breaches.of(owner):
            drafts = len(work.drafts.of(owner, told.id))
            if not told.act and not drafts:
                continue
            last = work.messages.last_within(owner, stretches[told.id])
            found.append({
                "id": told.id,
                "about": told.act,
                "began": told.created_at.isoformat(),
                "last": max(last or told.created_at, told.created_at).isoformat(),
                "drafts": drafts,
                "promises": promised.count(told.id),
                "practised": rehearsals.practised(work.rehearsals.of(owner, told.id)),
                "stopped": told.is_stopped,
                "here": bool(here) and here[-1].breach_id == told.id,
                "can_go_on": _can_go_on(person, told),
            })  # fmt: skip
    return {"matters": sorted(found, key=lambda each: str(each["last"]), reverse=True)}


def read(owner: str, matter: str) -> Read | None:
    """What was said about a matter; None where this person has no such one."""
    with UnitOfWork(writes=False) as work:
        if work.breaches.get(owner, matter) is None:
            return None
        found, cut = work.messages.within(owner, _stretches(work, owner)[matter])
    return Read(tuple(found), cut)


def may_take_up(owner: str, matter: str) -> Breach | None:
    """The matter, if it can be gone on with now.

    None where it was stopped, while an emergency is open, and where this person has no such one.
    """
    with UnitOfWork(writes=False) as work:
        told = work.breaches.get(owner, matter)
        person = work.people.get(owner)
    return told if told is not None and _can_go_on(person, told) else None


def take_up(owner: str, matter: str) -> Breach | None:
    """Go on with a matter: from the message that is being answered on, it is spoken of.

    Returns:
        What is known of it; None where it cannot be gone on with, as for `may_take_up`.
    """
    told = may_take_up(owner, matter)
    if told is not None:
        with UnitOfWork() as work:
            work.chapters.begin(owner, matter)
            work.commit()
    return told


def short(about: str) -> str:
    """What was told of a matter, short enough to name it by."""
    plain = " ".join(about.split())
    if len(plain) <= LONGEST_SHORT:
        return plain
    return plain[:LONGEST_SHORT].rpartition(" ")[0].rstrip(",;:.") + "…"


def _can_go_on(person: Person | None, told: Breach) -> bool:
    return person is not None and not person.rests and not told.is_stopped


def _stretches(work: UnitOfWork, owner: str) -> dict[str, list[Stretch]]:
    """From which message to before which each matter was spoken of."""
    chapters = work.chapters.of(owner)
    ends = [*(each.seq for each in chapters), None][1:]
    found: dict[str, list[Stretch]] = defaultdict(list)
    for each, end in zip(chapters, ends, strict=True):
        found[each.breach_id].append((each.seq, end))
    return found
