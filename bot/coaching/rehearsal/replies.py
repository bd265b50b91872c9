"""What the partner says back: chosen by what was done, how they are, and what they said already."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from pydantic import BaseModel, Extra

from bot.coaching.rehearsal.partners import UNCLEAR, Partner, placeholders
from bot.coaching.rehearsal.state import COSTLY, GOOD

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.coaching.rehearsal.state import Effect, Mood


class Told(BaseModel, frozen=True, extra=Extra.forbid):
    """What the partner knows of the matter, from the partner's mouth.

    Attributes:
        act: What was done to them, beginning with “you”; None when it is not known.
        since: When it was, as told.
        hidden: What was hidden, as told.
    """

    act: str | None = None
    since: str | None = None
    hidden: str | None = None

    def filled(self, line: str, topic: str | None) -> str | None:
        """A line with what is known put in; None when it asks for something that is not.

        Args:
            line: A line of a partner.
            topic: What the user said the partner would bring up.
        """
        known = {"act": self.act, "since": self.since, "hidden": self.hidden, "topic": topic}
        wanted = placeholders(line)
        if any(not known[name] for name in wanted):
            return None
        said = line.format_map({name: known[name] for name in wanted})
        return said[:1].upper() + said[1:]


def occasion_of(effect: Effect) -> str:
    """What a partner answers to: the costliest of a turn, else what stands out most in it."""
    for move in COSTLY:
        if move in effect.moves:
            return move
    if "again" in effect.context:
        return "repeated"
    if "bare_sorry" in effect.context:
        return "bare_sorry"
    for move in GOOD:
        if move in effect.moves:
            return move
    return UNCLEAR


def reply(
    partner: Partner,
    occasion: str,
    mood: Mood,
    told: Told,
    *,
    said: Collection[str],
    topic: str | None = None,
    seed: str = "",
) -> str:
    """Choose a line that was not said yet.

    Args:
        partner: Who speaks.
        occasion: A move, `unclear`, or one of the partner's anytime occasions.
        mood: How they are.
        told: What they know of the matter.
        said: Everything that they said already, and what they would never say.
        topic: What they would bring up.
        seed: What the choice among equally fitting lines hangs on.

    Returns:
        The line; where nothing is left for the occasion, something for no occasion in particular,
        then silence, at last “…”.
    """
    draw = Random(seed)  # noqa: S311  # a choice of words, not of secrets
    for each in dict.fromkeys((occasion, UNCLEAR, "silence")):
        for pool in _pools(partner, each, mood):
            fresh = [line for raw in pool if (line := told.filled(raw, topic)) and line not in said]
            if fresh:
                return draw.choice(fresh)
    return "…"


def _pools(partner: Partner, occasion: str, mood: Mood) -> list[list[str]]:
    """The lines for an occasion in groups, the mood's own first."""
    lines = list(partner.said_on(occasion, mood))
    own = partner.lines[occasion].get(mood)
    if own is None:
        return [lines]
    return [list(own), lines[len(own) :]]
