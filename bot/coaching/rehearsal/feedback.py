"""The coach's line after a turn of a rehearsal: what landed, or what it cost and a stronger way."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import BaseModel, Extra, root_validator

from bot.coaching.rehearsal.state import COSTLY, GOOD
from bot.language.patterns import Content, read_content

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.coaching.rehearsal.state import Effect

Occasion = Literal["again", "bare_sorry", "soon", "unowned", "mixed", "nothing"]
Style = Literal["each", "matters", "end"]
Practise = Literal["bare_sorry", "soon", "no_ask", "no_own", "no_act", "steady"]


class _Stronger(Content):
    with_act: tuple[str, ...]
    with_harm: tuple[str, ...]
    plain: tuple[str, ...]


class Said(Content):
    """The whole of `feedback.yml`, checked to say something on every occasion."""

    landed: dict[str, tuple[str, ...]]
    cost: dict[str, tuple[str, ...]]
    stronger: dict[str, _Stronger]
    context: dict[Occasion, tuple[str, ...]]
    practise: dict[str, tuple[str, ...]]

    @root_validator(skip_on_failure=True)
    @classmethod
    def _nothing_is_missing(cls, values: dict[str, dict[str, object]]) -> dict[str, object]:
        wanted = {
            "landed": set(GOOD),
            "cost": set(COSTLY),
            "stronger": set(COSTLY),
            "context": set(get_args(Occasion)),
            "practise": {*COSTLY, *get_args(Practise)},
        }
        for part, names in wanted.items():
            if set(values[part]) != names:
                raise ValueError(
                    f"{part} lacks {sorted(names ^ set(values[part]))}, or has it twice"
                )
        return dict(values)


@lru_cache(maxsize=1)
def content() -> Said:
    """What can be said, read once a process.

    Raises:
        pydantic.ValidationError: The file does not hold to its schema.
    """
    path = Path(__file__).with_name("feedback.yml")
    return read_content(path, Said)


class Mine(BaseModel, frozen=True, extra=Extra.forbid):
    """The user's own facts, from the user's mouth to the other.

    Attributes:
        act: What they did, a clause that begins with “I”; None when it is not known.
        harm: What it did, a clause that speaks to the other; None when it is not known.
    """

    act: str | None = None
    harm: str | None = None


class Feedback(BaseModel, frozen=True, extra=Extra.forbid):
    """What the coach says of one turn.

    Attributes:
        line: What landed, or what it cost.
        said: When it cost something, what the user said.
        stronger: And a stronger way to say it, with their own facts.
        good: Whether it landed.
    """

    line: str
    said: str | None = None
    stronger: str | None = None
    good: bool


def feedback_on(
    effect: Effect, said: str, mine: Mine, *, before: Collection[str], seed: str
) -> Feedback:
    """The coach's word on a turn.

    Args:
        effect: What the turn did.
        said: The user's words that counted most, or all of them.
        mine: The user's own facts.
        before: Lines that the coach said before in this rehearsal.
        seed: What the choice among equally fitting lines hangs on.

    Returns:
        One line; with the pair, where it cost something.
    """
    draw = Random(seed)  # noqa: S311  # a choice of words, not of secrets
    words = content()
    costly = next((move for move in COSTLY if move in effect.moves), None)
    if costly is not None:
        lines = words.cost[costly]
        if "mixed" in effect.context and draw.random() < 1 / 3:
            lines = words.context["mixed"]
        if "unowned" in effect.context:
            lines = words.context["unowned"]
        way = _stronger(words.stronger[costly], mine, before, draw)
        return Feedback(line=_fresh(lines, before, draw), said=said, stronger=way, good=False)
    for occasion in ("again", "bare_sorry", "soon", "nothing"):
        if occasion in effect.context:
            return Feedback(line=_fresh(words.context[occasion], before, draw), good=False)
    best = next(move for move in GOOD if move in effect.moves)
    return Feedback(line=_fresh(words.landed[best], before, draw), good=True)


def _stronger(ways: _Stronger, mine: Mine, before: Collection[str], draw: Random) -> str:
    filled = [line.format(act=mine.act) for line in ways.with_act if mine.act]
    filled += [line.format(harm=mine.harm) for line in ways.with_harm if mine.harm]
    return _fresh(filled or ways.plain, before, draw)


def _fresh(lines: Iterable[str], before: Collection[str], draw: Random) -> str:
    every = list(lines)
    return draw.choice([line for line in every if line not in before] or every)
