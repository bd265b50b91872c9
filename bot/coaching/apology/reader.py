"""Reads which elements and faults stand in each clause of an apology.

Signs are seldom wrong and reach no further than their words; sentence vectors and wording reach
further and are less sure. One logistic regression for each label weighs them, together with what
stands before and after: "I was drunk" excuses, unless it has been owned first.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pydantic import BaseModel, Extra

from bot.coaching.apology.clauses import Clause, clauses_of, sentences_of
from bot.coaching.apology.labels import LABELS
from bot.coaching.apology.signs import Hit, find_signs
from bot.errors import NotBuiltError
from bot.language.descent import fit
from bot.language.heads import logistic_loss
from bot.language.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Encode = Callable[[list[str]], Vectors]

# Chosen on lines by other hands, which are neither trained on nor measured on.
_STRENGTH: Final = 5.0
_EMPHASIS: Final = 1.5
_BESIDE: Final = 0.5
_WHOLE: Final = 0.7
"""How much the clause before and after count beside a clause's own one, and the text as a whole."""
_ROUNDS: Final = 120
_PLACES: Final = 3
"""Whether a clause is the first, the last, the only one of its text."""
_HALF: Final = 0.5
_ADDRESS_WORDS: Final = 3
_SEED: Final = 0
_SIGNS_SHOWN: Final = 0.5
"""The signs were written with some of the lines in view, and seem surer there than they are. Half
of the lines are learnt without them, so that they are not leant on."""


class Mark(BaseModel):
    """An annotated span: an element or a fault, from `start` up to `end`, in characters."""

    id: str
    start: int
    end: int

    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid
        frozen = True


class Line(BaseModel):
    """An annotated apology, or a line of one.

    Attributes:
        id: Its name.
        text: The text.
        elements: What it has.
        faults: What spoils it.
        ready: Whether it can be sent as it stands; None for a single line.
        trap: The fault that it looks like and does not have.
        near: The element that it looks like and does not have.
    """

    id: str
    text: str
    elements: tuple[Mark, ...]
    faults: tuple[Mark, ...]
    ready: bool | None = None
    trap: str | None = None
    near: str | None = None

    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid
        frozen = True


@dataclass(frozen=True)
class Parts:
    """A text taken apart: its sentences, its clauses and the signs in it."""

    sentences: tuple[tuple[int, int], ...]
    clauses: list[Clause]
    hits: list[Hit]

    @classmethod
    def of(cls, text: str) -> Parts:
        """Take a text apart.

        Args:
            text: The text as given.
        """
        sentences = sentences_of(text)
        hits = find_signs(text, sentences)
        told = tuple(span for span in sentences if not _only_addresses(text, span, hits))
        return cls(told, clauses_of(text, told), hits)

    def signs(self) -> Vectors:
        """The signs of each clause as numbers, shape (clauses, 4 labels + places).

        In each row: the signs in the clause, in the one before, in the one after, and anywhere
        before; then the clause's place.
        """
        count = len(self.clauses)
        own = np.zeros((count, len(LABELS)), dtype=np.float32)
        for row, clause in enumerate(self.clauses):
            for hit in self.hits:
                if hit.start < clause.end and clause.start < hit.end:
                    own[row, LABELS.index(hit.label)] = 1
        before, after = np.zeros_like(own), np.zeros_like(own)
        before[1:], after[:-1] = own[:-1], own[1:]
        ever = np.maximum.accumulate(before, axis=0)
        places = np.zeros((count, _PLACES), dtype=np.float32)
        places[:1, 0], places[-1:, 1] = 1, 1
        places[:, 2] = count == 1
        return np.hstack([own, before, after, ever, places])


@dataclass(frozen=True)
class ApologyReader:
    """Trained weights.

    Attributes:
        weights: For the vectors of a clause and of what stands around it, as `around` puts them
            together, shape (4 dimensions, labels).
        sign_weights: For its signs, shape (signs, labels).
        wording: The features of wording that are known.
        wording_weights: For these, shape (features, labels).
        bias: Shape (labels,).
    """

    weights: Vectors
    sign_weights: Vectors
    wording: Wording
    wording_weights: Vectors
    bias: Vectors

    @classmethod
    def train(cls, lines: Sequence[Line], encode: Encode) -> ApologyReader:
        """Learn from annotated lines.

        Args:
            lines: Annotated apologies and single lines.
            encode: Texts to unit vectors, one row each.
        """
        taken = [(line, Parts.of(line.text)) for line in lines]
        texts = [clause.text for _, parts in taken for clause in parts.clauses]
        return cls.train_on_vectors(taken, encode(texts))

    @classmethod
    def train_on_vectors(
        cls, taken: Sequence[tuple[Line, Parts]], vectors: Vectors
    ) -> ApologyReader:
        """Learn from annotated lines whose clauses have vectors already.

        Args:
            taken: The lines, taken apart.
            vectors: The unit vectors of all their clauses, one row each.
        """
        texts = [clause.text for _, parts in taken for clause in parts.clauses]
        truth = np.vstack([_truth(line, parts.clauses) for line, parts in taken])
        wording = Wording.learn(texts)
        worded = wording.matrix(texts) * np.float32(_EMPHASIS)
        shown = np.random.default_rng(_SEED).random(len(taken)) < _SIGNS_SHOWN
        signs = np.vstack(
            [parts.signs() * show for (_, parts), show in zip(taken, shown, strict=True)]
        ).astype(np.float32)
        ends = np.cumsum([len(parts.clauses) for _, parts in taken])
        views = np.vstack([around(own) for own in np.split(vectors, ends[:-1])])
        (weights, wording_weights, sign_weights), bias = fit(
            [views, worded, signs], len(LABELS), logistic_loss(truth), _STRENGTH, _ROUNDS
        )
        return cls(weights, sign_weights, wording, wording_weights * np.float32(_EMPHASIS), bias)

    def chances(self, parts: Parts, vectors: Vectors) -> Vectors:
        """How likely each label stands in each clause.

        Args:
            parts: A text, taken apart.
            vectors: The unit vectors of its clauses, one row each.

        Returns:
            Shape (clauses, labels), the labels as in `LABELS`.
        """
        scores = around(vectors) @ self.weights + parts.signs() @ self.sign_weights + self.bias
        for row, clause in enumerate(parts.clauses):
            places, values = self.wording.row(clause.text)
            scores[row] += values @ self.wording_weights[places]
        likely: Vectors = (1 / (1 + np.exp(-scores))).astype(np.float32)
        return likely

    def save(self, target: Path) -> None:
        """Write plain arrays to a `.npz` file."""
        np.savez(
            target,
            labels=np.array(LABELS),
            weights=self.weights,
            sign_weights=self.sign_weights,
            features=np.array(list(self.wording.places)),
            rarity=self.wording.rarity,
            wording_weights=self.wording_weights,
            bias=self.bias,
        )

    @classmethod
    def load(cls, source: Path) -> ApologyReader:
        """Read what `save` wrote; nothing in the file is executed.

        Raises:
            NotBuiltError: The file is missing, damaged, or was made for other labels.
        """
        try:
            with source.open("rb") as file, np.load(file, allow_pickle=False) as held:
                return cls._from(held)
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise NotBuiltError(
                f"{source} is missing or damaged: run `make train FORCE=1`."
            ) from error

    @classmethod
    def _from(cls, held: Any) -> ApologyReader:  # noqa: ANN401  # NumPy names no type for it
        if tuple(held["labels"]) != LABELS:
            raise ValueError("made for other labels")
        return cls(
            held["weights"],
            held["sign_weights"],
            Wording.known(held["features"], held["rarity"]),
            held["wording_weights"],
            held["bias"],
        )


def _only_addresses(text: str, span: tuple[int, int], hits: Sequence[Hit]) -> bool:
    """Whether a sentence is a greeting or a signature: a few words on a line of their own."""
    start, end = span
    if len(text[start:end].split()) > _ADDRESS_WORDS or any(
        hit.start < end and start < hit.end for hit in hits
    ):
        return False
    before, after = text[:start].rstrip(" \t"), text[end:].lstrip(" \t")
    alone = (not before or before.endswith("\n")) and (not after or after.startswith("\n"))
    return alone and bool(before or after)


def around(vectors: Vectors) -> Vectors:
    """The vectors of clauses together with what stands around each.

    Args:
        vectors: The unit vectors of all clauses of one text, shape (clauses, dimension).

    Returns:
        In each row: the clause's own vector, that of the clause before, of the one after, and the
        mean of all; shape (clauses, 4 dimensions).
    """
    before, after = np.zeros_like(vectors), np.zeros_like(vectors)
    before[1:], after[:-1] = vectors[:-1], vectors[1:]
    whole = np.broadcast_to(vectors.mean(axis=0), vectors.shape)
    beside = np.float32(_BESIDE)
    return np.hstack([vectors, beside * before, beside * after, np.float32(_WHOLE) * whole])


def _truth(line: Line, clauses: Sequence[Clause]) -> NDArray[np.bool_]:
    """Which label stands in which clause: where half of the mark or of the clause is covered."""
    truth = np.zeros((len(clauses), len(LABELS)), dtype=bool)
    for mark in (*line.elements, *line.faults):
        for row, clause in enumerate(clauses):
            shared = min(mark.end, clause.end) - max(mark.start, clause.start)
            shorter = min(mark.end - mark.start, clause.end - clause.start)
            if shared >= _HALF * shorter:
                truth[row, LABELS.index(mark.id)] = True
    return truth
