"""Filling the gap that a draft leaves for what will be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.coaching.apology.composer import compose
from bot.coaching.apology.frames import frames
from bot.coaching.apology.reforming import read_draft

if TYPE_CHECKING:
    from bot.coaching.apology.composer import Facts


def fill_gap(text: str, facts: Facts) -> str:
    """Put the promise into a text where a gap was left for it.

    Args:
        text: A draft, perhaps changed by the person.
        facts: What was told, with the promise.

    Returns:
        The text with the promise in the gap; unchanged where there is no gap.
    """
    gap = frames().gaps["repair"]
    form = read_draft(text, facts).form if gap in text else "letter"
    promise = " ".join(
        sentence.text
        for sentence in compose(facts, form=form).sentences
        if sentence.source in _PROMISE
    )
    return text.replace(gap, promise) if promise else text


_PROMISE = frozenset({"repair", "due_text", "witness", "change"})
