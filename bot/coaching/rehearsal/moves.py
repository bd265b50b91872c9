"""The moves that somebody makes in a difficult conversation: own, validate, blame, rush and so on.

A turn of several sentences makes several moves, and people label turns, not clauses. The reader
learns both ways: once from whole turns, and once from clauses, to which each move of a turn is
given where it is likeliest (Dempster, Laird & Rubin 1977, here with hard choices). What an apology
has and what spoils it is part of what it looks at: the signs of `bot.coaching.apology`.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
from pydantic import BaseModel, Extra

from bot.coaching.apology.clauses import Clause, clauses_of, sentences_of
from bot.coaching.apology.reader import Parts, around
from bot.errors import NotBuiltError
from bot.language.descent import fit
from bot.language.heads import logistic_loss
from bot.language.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Truth = NDArray[np.bool_]
    Encode = Callable[[list[str]], Vectors]

Move = Literal[
    "acknowledge", "apologise", "own", "validate", "ask", "accept", "repair", "commit", "explain",
    "excuse", "blame", "minimise", "defend", "demand", "attack", "self_pity", "rush", "withdraw",
]  # fmt: skip
MOVES: Final[tuple[Move, ...]] = get_args(Move)
OPPOSITES: Final[tuple[tuple[Move, Move], ...]] = (
    ("own", "blame"), ("validate", "attack"), ("accept", "demand"),
)  # fmt: skip
"""Moves that one clause never makes together."""

# Chosen by five-fold cross-validation on data/moves.
SURE_AT: Final = 0.22
_STRENGTH: Final = 5.0
_EMPHASIS: Final = 1.0
_ROUNDS: Final = 100
_PASSES_AGAIN: Final = 1
_STRONGEST: Final = 0.3
"""How much the strongest of each number of the clauses' vectors counts beside the turn's own."""


class Line(BaseModel):
    """A labelled turn.

    Attributes:
        text: What the person said who did the harm.
        after: What the other had just said; None when nothing, or when it is not known.
        moves: The moves that the turn makes.
    """

    text: str
    after: str | None
    moves: tuple[Move, ...]

    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid
        frozen = True


@dataclass(frozen=True)
class Made:
    """A move, with where it is made.

    Attributes:
        move: The move.
        start: Offset of the first character of its clause.
        end: Offset after the last.
        chance: How likely it is, 0 to 1.
    """

    move: Move
    start: int
    end: int
    chance: float


@dataclass(frozen=True)
class Turn:
    """A turn, taken apart, with its vectors."""

    text: str
    clauses: tuple[Clause, ...]
    signs: Vectors
    whole: Vectors
    parts: Vectors

    @classmethod
    def of(cls, text: str, encode: Encode) -> Turn:
        """Take a turn apart.

        Args:
            text: What was said.
            encode: Texts to unit vectors, one row each.
        """
        taken = Parts.of(text)
        clauses, signs = tuple(taken.clauses), taken.signs()
        if not clauses:
            clauses = tuple(clauses_of(text, sentences_of(text))) or (
                Clause(text, 0, len(text), 0),
            )
            signs = np.zeros((len(clauses), signs.shape[1]), dtype=np.float32)
        vectors = encode([text, *(clause.text for clause in clauses)])
        return cls(text, clauses, signs.astype(np.float32), vectors[0], vectors[1:])

    def alone(self, row: int) -> Turn:
        """One of its clauses as a turn of its own."""
        clause, vector = self.clauses[row], self.parts[row]
        return Turn(clause.text, (clause,), self.signs[row : row + 1], vector, vector[np.newaxis])

    @property
    def view(self) -> Vectors:
        """Its vector, and the strongest of each number of its clauses' vectors."""
        return np.concatenate([self.whole, np.float32(_STRONGEST) * self.parts.max(axis=0)])


@dataclass(frozen=True)
class Weights:
    """One half of the reader: linear weights over vectors, wording and signs."""

    vectors: Vectors
    signs: Vectors
    wording: Wording
    worded: Vectors
    bias: Vectors

    @classmethod
    def learn(cls, texts: Sequence[str], views: Vectors, signs: Vectors, truth: Truth) -> Weights:
        """Fit the weights to texts with their vectors, signs and moves, a row each."""
        wording = Wording.learn(texts)
        emphasis = np.float32(_EMPHASIS)
        (vectors, worded, signed), bias = fit(
            [views, wording.matrix(texts) * emphasis, signs],
            len(MOVES), logistic_loss(truth), _STRENGTH, _ROUNDS,
        )  # fmt: skip
        return cls(vectors, signed, wording, worded * emphasis, bias)

    def chances(self, texts: Sequence[str], views: Vectors, signs: Vectors) -> Vectors:
        """How likely each move is in each text, shape (texts, moves)."""
        scores = views @ self.vectors + signs @ self.signs + self.bias
        for row, text in enumerate(texts):
            places, values = self.wording.row(text)
            scores[row] += values @ self.worded[places]
        likely: Vectors = (1 / (1 + np.exp(-scores))).astype(np.float32)
        return likely

    def arrays(self, name: str) -> dict[str, Any]:
        """Plain arrays to save."""
        return {
            f"{name}_vectors": self.vectors,
            f"{name}_signs": self.signs,
            f"{name}_features": np.array(list(self.wording.places)),
            f"{name}_rarity": self.wording.rarity,
            f"{name}_worded": self.worded,
            f"{name}_bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, name: str, held: Any) -> Weights:  # noqa: ANN401  # NumPy names no type
        """What `arrays` gave."""
        return cls(
            held[f"{name}_vectors"],
            held[f"{name}_signs"],
            Wording.known(held[f"{name}_features"], held[f"{name}_rarity"]),
            held[f"{name}_worded"],
            held[f"{name}_bias"],
        )


@dataclass(frozen=True)
class MoveReader:
    """Trained weights: one half reads whole turns, the other their clauses."""

    of_turns: Weights
    of_clauses: Weights

    @classmethod
    def train(cls, lines: Sequence[Line], encode: Encode) -> MoveReader:
        """Learn from labelled turns.

        Args:
            lines: The turns.
            encode: Texts to unit vectors, one row each.
        """
        return cls.train_on_turns([(line, Turn.of(line.text, encode)) for line in lines])

    @classmethod
    def train_on_turns(cls, taken: Sequence[tuple[Line, Turn]]) -> MoveReader:
        """Learn from labelled turns that are taken apart already."""
        truth = np.array([[move in line.moves for move in MOVES] for line, _ in taken])
        turns = [turn for _, turn in taken]
        of_turns = _whole_weights(turns, truth)
        placed = _placed(truth, [_by_turns(of_turns, turn) for turn in turns])
        of_clauses = _clause_weights(turns, placed)
        for _ in range(_PASSES_AGAIN):
            placed = _placed(truth, [_by_clauses(of_clauses, turn) for turn in turns])
            of_clauses = _clause_weights(turns, placed)
        return cls(of_turns, of_clauses)

    def read(self, text: str, encode: Encode) -> tuple[Made, ...]:
        """The moves of a turn, in order of appearance.

        Args:
            text: What was said.
            encode: Texts to unit vectors, one row each.
        """
        if not any(character.isalpha() for character in text):
            return ()
        turn = Turn.of(text, encode)
        return _sure(turn, *self.chances(turn))

    def chances(self, turn: Turn) -> tuple[Vectors, Vectors]:
        """How likely each move is in the turn, shape (moves,), and in each clause of it."""
        in_clauses = _by_clauses(self.of_clauses, turn)
        whole = self.of_turns.chances([turn.text], turn.view[np.newaxis], _signs_of(turn))[0]
        return (whole + in_clauses.max(axis=0)) / 2, in_clauses

    def save(self, target: Path) -> None:
        """Write plain arrays to a `.npz` file."""
        np.savez(
            target,
            moves=np.array(MOVES),
            **self.of_turns.arrays("turns"),
            **self.of_clauses.arrays("clauses"),
        )

    @classmethod
    def load(cls, source: Path) -> MoveReader:
        """Read what `save` wrote; nothing in the file is executed.

        Raises:
            NotBuiltError: The file is missing, damaged, or was made for other moves.
        """
        try:
            with source.open("rb") as file, np.load(file, allow_pickle=False) as held:
                return cls._from(held)
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise NotBuiltError(
                f"{source} is missing or damaged: run `make train FORCE=1`."
            ) from error

    @classmethod
    def _from(cls, held: Any) -> MoveReader:  # noqa: ANN401  # NumPy names no type for it
        if tuple(held["moves"]) != MOVES:
            raise ValueError("made for other moves")
        return cls(Weights.from_arrays("turns", held), Weights.from_arrays("clauses", held))


def _signs_of(turn: Turn) -> Vectors:
    """Which signs stand anywhere in a turn, shape (1, signs)."""
    strongest: Vectors = turn.signs.max(axis=0, keepdims=True)
    return strongest


def _whole_weights(turns: Sequence[Turn], truth: Truth) -> Weights:
    return Weights.learn(
        [turn.text for turn in turns],
        np.vstack([turn.view for turn in turns]),
        np.vstack([_signs_of(turn) for turn in turns]),
        truth,
    )


def _clause_weights(turns: Sequence[Turn], truth: Truth) -> Weights:
    return Weights.learn(
        [clause.text for turn in turns for clause in turn.clauses],
        np.vstack([around(turn.parts) for turn in turns]),
        np.vstack([turn.signs for turn in turns]),
        truth,
    )


def _by_turns(weights: Weights, turn: Turn) -> Vectors:
    """How likely each move is in each clause, each read as a turn of its own."""
    alone = [turn.alone(row) for row in range(len(turn.clauses))]
    return weights.chances(
        [each.text for each in alone], np.vstack([each.view for each in alone]), turn.signs
    )


def _by_clauses(weights: Weights, turn: Turn) -> Vectors:
    return weights.chances([clause.text for clause in turn.clauses], around(turn.parts), turn.signs)


def _placed(truth: Truth, found: Sequence[Vectors]) -> Truth:
    """Each turn's moves, given to its clauses: to the likeliest, and to any other likely one."""
    placed = []
    for moves, chances in zip(truth, found, strict=True):
        rows = (chances > 0.5) & moves  # likelier than not
        for column in np.flatnonzero(moves):
            rows[chances[:, column].argmax(), column] = True
        placed.append(rows)
    return np.vstack(placed)


def _sure(turn: Turn, chances: Vectors, in_clauses: Vectors) -> tuple[Made, ...]:
    """The moves that are likely enough, at their likeliest clauses; no opposites in one clause."""
    found: dict[Move, Made] = {}
    for column in np.flatnonzero(chances >= SURE_AT):
        clause = turn.clauses[int(in_clauses[:, column].argmax())]
        found[MOVES[column]] = Made(MOVES[column], clause.start, clause.end, float(chances[column]))
    for one, other in OPPOSITES:
        if one in found and other in found and found[one].start == found[other].start:
            del found[one if found[one].chance < found[other].chance else other]
    return tuple(sorted(found.values(), key=lambda made: (made.start, MOVES.index(made.move))))
