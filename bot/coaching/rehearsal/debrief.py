"""Looking back on a rehearsal: how it moved, what was done, the strongest and costliest line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from bot.coaching.rehearsal.feedback import content
from bot.coaching.rehearsal.state import COSTLY, GOOD, MOST, rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.coaching.rehearsal.conversation import Rehearsal, Step
    from bot.coaching.rehearsal.moves import Move

BARS: Final = "▁▂▃▄▅▆▇█"
_OFTEN: Final = 2


@dataclass(frozen=True)
class Debrief:
    """What there is to say of a rehearsal.

    Attributes:
        curve: How far the talk had come at the start and after each turn, 0 to 10.
        counts: How often each move was made, the most frequent first.
        strongest: The turn that brought most; None when none brought anything.
        costliest: The turn that cost most; None when none cost anything.
        practise: One thing to practise next.
        branches: For each turn that was taken back: how far the talk came with it, and with what
            was said in its place; None where nothing was.
    """

    curve: tuple[float, ...]
    counts: tuple[tuple[Move, int], ...]
    strongest: Step | None
    costliest: Step | None
    practise: str
    branches: tuple[tuple[Step, float, float | None], ...]


def look_back(rehearsal: Rehearsal) -> Debrief:
    """Look back on a rehearsal.

    Args:
        rehearsal: Ended or not.
    """
    curve = [rehearsal.beginning.closeness, *(step.state.closeness for step in rehearsal.steps)]
    gains = [(after - before, step) for before, after, step in _walked(curve, rehearsal.steps)]
    best = max(gains, key=lambda each: each[0], default=None)
    worst = min(gains, key=lambda each: each[0], default=None)
    counts = Counter(move for step in rehearsal.steps for move in step.moves)
    return Debrief(
        curve=tuple(curve),
        counts=tuple(counts.most_common()),
        strongest=best[1] if best is not None and best[0] > 0 else None,
        costliest=worst[1] if worst is not None and worst[0] < 0 else None,
        practise=_practise(rehearsal, counts),
        branches=tuple(_branches(rehearsal)),
    )


def _walked(curve: Sequence[float], steps: Sequence[Step]) -> Iterator[tuple[float, float, Step]]:
    for place, step in enumerate(steps):
        yield curve[place], curve[place + 1], step


def _branches(rehearsal: Rehearsal) -> Iterator[tuple[Step, float, float | None]]:
    """Each turn that was taken back, beside the turn that now stands in its place."""
    for place, taken_back in rehearsal.branches:
        standing = rehearsal.steps[place] if place < len(rehearsal.steps) else None
        other = standing.state.closeness if standing is not None else None
        yield taken_back, taken_back.state.closeness, other


def _practise(rehearsal: Rehearsal, counts: Counter[Move]) -> str:
    """The one thing that would have helped most: what was missing, else what cost most."""
    occasions = Counter(each for step in rehearsal.steps for each in step.context)
    ways = content().practise
    costs = rules().costs
    weighed = {
        move: counts[move] * -sum(costs[move].dict()[part] for part in ("trust", "heard"))
        for move in COSTLY
        if counts[move]
    }
    name = "steady"
    if weighed and max(weighed.values()) > 0 and sum(counts[move] for move in COSTLY) >= _OFTEN:
        name = max(weighed, key=lambda move: weighed[move])
    elif not counts["own"]:
        name = "no_own"
    elif not counts["acknowledge"]:
        name = "no_act"
    elif not counts["ask"]:
        name = "no_ask"
    elif occasions["soon"]:
        name = "soon"
    elif occasions["bare_sorry"]:
        name = "bare_sorry"
    return Random(rehearsal.seed).choice(ways[name])  # noqa: S311  # a choice of words


def drawn(curve: Sequence[float]) -> str:
    """A curve as a row of bars, which the page draws as a picture: “▂▃▃▅▆”.

    Args:
        curve: Numbers from 0 to 10.
    """
    return "".join(BARS[min(int(value / MOST * len(BARS)), len(BARS) - 1)] for value in curve)


def moves_in_words(counts: Sequence[tuple[Move, int]]) -> tuple[str, str]:
    """What helped and what cost, as two lists in words: “owned it 3 times, asked twice”.

    Args:
        counts: Moves with how often each was made.
    """
    helped = [f"{_NAMES[move]}{_times(count)}" for move, count in counts if move in GOOD]
    cost = [f"{_NAMES[move]}{_times(count)}" for move, count in counts if move in COSTLY]
    return ", ".join(helped), ", ".join(cost)


def _times(count: int) -> str:
    return {1: "", 2: " twice"}.get(count, f" {count} times")


_NAMES: Final[dict[Move, str]] = {
    "acknowledge": "named what you did", "apologise": "said sorry", "own": "owned it",
    "validate": "took their side of it in", "ask": "asked how it was", "accept": "left them room",
    "repair": "offered a repair", "commit": "made a promise that can be seen",
    "explain": "explained after owning", "excuse": "excused it", "blame": "put it on them",
    "minimise": "made it small", "defend": "defended yourself", "demand": "asked for something",
    "attack": "hit back", "self_pity": "turned to your own pain", "rush": "rushed to fix it",
    "withdraw": "pulled out",
}  # fmt: skip
