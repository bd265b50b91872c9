"""The score of an apology, from 0 to 100, and what it is made of.

The weights stand in ``labels.yml`` and are the project's own. Research gives an order, owning and
repair before all else (Lewicki, Polin & Lount 2016), and no numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.coaching.apology.labels import label_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.coaching.apology.analyser import FaultFound, Found


@dataclass(frozen=True)
class Reason:
    """A part of the score.

    Attributes:
        about: The element or fault.
        points: What it brings, or costs.
    """

    about: str
    points: int


def reasons(elements: Sequence[Found], faults: Sequence[FaultFound]) -> tuple[Reason, ...]:
    """What a score is made of.

    Args:
        elements: All elements.
        faults: The faults, in order of appearance.

    Returns:
        Elements first, then faults; each fault that comes again costs less.
    """
    words = label_words()
    brought = [
        Reason(element.id, words.elements[element.id].weight)
        for element in elements
        if element.present
    ]
    seen: set[str] = set()
    cost = []
    for fault in faults:
        again = fault.id in seen
        cost.append(
            Reason(fault.id, -(words.costs_again if again else words.costs[fault.severity]))
        )
        seen.add(fault.id)
    return tuple(reason for reason in (*brought, *cost) if reason.points)


def score_of(made_of: Sequence[Reason]) -> int:
    """The score that reasons come to, from 0 to 100."""
    return max(0, min(100, sum(reason.points for reason in made_of)))
