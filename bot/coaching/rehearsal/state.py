"""How the partner in a rehearsal is doing, and what each turn does to them.

The rules stand in `shifts.yml`: readable, and ours. They lean on what research says of practice
partners: they move slowly, one good sentence does not undo it, and forgiveness is never the prize
(see docs/rehearsal.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

from pydantic import BaseModel, Extra, root_validator

from bot.coaching.rehearsal.moves import MOVES, Move
from bot.language.patterns import Content, read_content

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Mood = Literal["raw", "testing", "open"]
MOODS: Final[tuple[Mood, ...]] = get_args(Mood)
Level = Literal["gentle", "real", "hard"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
MOST: Final = 10.0

GOOD: Final[tuple[Move, ...]] = (
    "own", "validate", "repair", "commit", "accept", "ask", "acknowledge", "explain", "apologise",
)  # fmt: skip
"""Moves that help, those that stand out most first."""
COSTLY: Final[tuple[Move, ...]] = (
    "attack", "blame", "minimise", "demand", "withdraw", "excuse", "defend", "self_pity", "rush",
)  # fmt: skip
"""Moves that cost, the costliest first."""


class Shift(Content):
    """What is added to each part of a state."""

    hurt: float = 0.0
    anger: float = 0.0
    trust: float = 0.0
    heard: float = 0.0
    patience: float = 0.0

    def times(self, factor: float) -> Shift:
        """The same, so many times as strong."""
        return Shift(**{name: value * factor for name, value in self.dict().items()})


class _Context(Content):
    nothing: Shift
    again: Shift
    bare_sorry: Shift
    soon: Shift
    again_earns: float
    soon_earns: float
    mixed_earns: float
    wears_off: float


class _LevelRule(Content):
    title: str
    gains: float
    costs: float
    patience: float


class _Stages(Content):
    raw_below: float
    raw_anger: float
    open_above: float
    open_anger: float
    soon_below: float
    heard_at: float
    trust_gained: float
    turns_at_least: int


class Rules(Content):
    """The whole of `shifts.yml`, checked to name every move once."""

    gains: dict[Move, Shift]
    costs: dict[Move, Shift]
    context: _Context
    levels: dict[Level, _LevelRule]
    stages: _Stages

    @root_validator(skip_on_failure=True)
    @classmethod
    def _every_move_has_its_shift(cls, values: dict[str, dict[str, object]]) -> dict[str, object]:
        if tuple(sorted(values["gains"])) != tuple(sorted(GOOD)):
            raise ValueError("gains and the moves that help are not the same")
        if tuple(sorted(values["costs"])) != tuple(sorted(COSTLY)):
            raise ValueError("costs and the moves that cost are not the same")
        if {*values["gains"], *values["costs"]} != set(MOVES):
            raise ValueError("a move is in neither, or in both")
        return dict(values)


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules, read once a process.

    Raises:
        pydantic.ValidationError: The file does not hold to its schema.
    """
    path = Path(__file__).with_name("shifts.yml")
    return read_content(path, Rules)


class State(BaseModel, frozen=True, extra=Extra.forbid):
    """How the partner is, each from 0 to 10.

    Attributes:
        hurt: How much it hurts.
        anger: How angry they are.
        trust: What they believe.
        heard: How far they feel heard.
        patience: How long they will stay; at 0 they leave.
    """

    hurt: float
    anger: float
    trust: float
    heard: float
    patience: float

    def shifted(self, by: Shift, swings: Mapping[str, float]) -> State:
        """The state after a shift, within 0 and 10.

        Args:
            by: The shift.
            swings: How strongly this partner takes each part.
        """
        added = by.dict()
        return State(
            **{
                name: min(MOST, max(0.0, value + added[name] * swings[name]))
                for name, value in self.dict().items()
            }
        )

    @property
    def mood(self) -> Mood:
        """Whether it is raw, is being tested, or open."""
        stages = rules().stages
        if self.heard < stages.raw_below or self.anger >= stages.raw_anger:
            return "raw"
        if self.heard >= stages.open_above and self.anger < stages.open_anger:
            return "open"
        return "testing"

    @property
    def closeness(self) -> float:
        """One number for the curve: how far the talk has come, 0 to 10."""
        return (self.heard + self.trust + (MOST - self.anger)) / 3


@dataclass(frozen=True)
class Effect:
    """What a turn did.

    Attributes:
        shift: What was added to the state, before the partner's own swings.
        context: What of its place in the talk counted: `again`, `bare_sorry`, `soon`, `unowned`,
            `mixed`, `nothing`.
        moves: The moves as they count: a reason before owning it counts as an excuse.
    """

    shift: Shift
    context: frozenset[str]
    moves: frozenset[Move]


@dataclass(frozen=True)
class Past:
    """What came before a turn.

    Attributes:
        counts: How often each move was made.
        again: Whether this was said before, in these or almost these words.
    """

    counts: Mapping[Move, int]
    again: bool


def effect_of(made: Collection[Move], past: Past, state: State, level: Level) -> Effect:
    """What the moves of a turn do.

    Args:
        made: The moves.
        past: What came before.
        state: How the partner is.
        level: How difficult the partner is.

    Returns:
        The effect, the same for the same arguments.
    """
    moves, context = _as_they_count(made, past, state)
    rule = rules()
    chosen = rule.levels[level]
    share = _share_earned(context, rule.context)
    total = Shift()
    for move in sorted(moves):
        if move in rule.costs:
            total = _sum(total, rule.costs[move].times(chosen.costs))
        else:
            worn = 1 / (1 + rule.context.wears_off * past.counts.get(move, 0))
            early = rule.context.soon_earns if _is_early(move, context) else 1.0
            total = _sum(total, rule.gains[move].times(chosen.gains * share * worn * early))
    for name in ("nothing", "again", "bare_sorry", "soon"):
        if name in context:
            total = _sum(total, getattr(rule.context, name).times(chosen.costs))
    return Effect(total, frozenset(context), frozenset(moves))


def _as_they_count(made: Collection[Move], past: Past, state: State) -> tuple[set[Move], set[str]]:
    moves, context = set(made), set[str]()
    if not moves:
        return moves, {"again"} if past.again else {"nothing"}
    if "explain" in moves and "own" not in moves and not past.counts.get("own"):
        moves = (moves - {"explain"}) | {"excuse"}
        context.add("unowned")
    if past.again:
        context.add("again")
    if moves == {"apologise"} and past.counts.get("apologise"):
        moves, context = set(), context | {"bare_sorry"}
    if moves & {"repair", "commit"} and state.heard < rules().stages.soon_below:
        context.add("soon")
    if moves & set(COSTLY) and moves & set(GOOD):
        context.add("mixed")
    return moves, context


def _share_earned(context: set[str], rule: _Context) -> float:
    share = rule.again_earns if "again" in context else 1.0
    return share * (rule.mixed_earns if "mixed" in context else 1.0)


def _is_early(move: Move, context: set[str]) -> bool:
    return "soon" in context and move in {"repair", "commit"}


def _sum(one: Shift, other: Shift) -> Shift:
    added = other.dict()
    return Shift(**{name: value + added[name] for name, value in one.dict().items()})
