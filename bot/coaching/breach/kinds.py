"""Kinds of breach by likeness to labelled lines, for tellings that no rule has words for.

"I said I was at my mum's all weekend" names no lie, and yet tells one. The rules of
`bot.coaching.breach.details` come first; this reader speaks only where they found nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from pydantic import BaseModel, Extra

from bot.coaching.breach.patterns import Span, span_of
from bot.language.english import english
from bot.language.heads import Heads, Vectors

if TYPE_CHECKING:
    from pathlib import Path

    from bot.coaching.breach.details import Details

Encode = Callable[[list[str]], Vectors]

KINDS: Final = (
    "lie", "secret_told", "infidelity", "broken_promise", "neglect", "disrespect", "money",
    "missed_deadline", "hidden_mistake", "data_breach", "gossip", "took_credit", "other",
)  # fmt: skip
_STRENGTH: Final = 12.0
# Chosen on the development part of tests/sets/reading: below the first the reader keeps silent,
# and a second kind has to be nearly as likely as one that is told alone.
_SURE_AT: Final = 0.4
_ALSO_AT: Final = 0.6
_TOO_SHORT: Final = 3
_SENTENCES_READ: Final = 4


class Line(BaseModel):
    """A labelled line.

    Attributes:
        text: A message.
        kinds: The kinds of breach that it tells, the main one first; empty when it tells none.
    """

    text: str
    kinds: tuple[
        Literal[
            "lie", "secret_told", "infidelity", "broken_promise", "neglect", "disrespect",
            "money", "missed_deadline", "hidden_mistake", "data_breach", "gossip",
            "took_credit", "other",
        ],
        ...,
    ]  # fmt: skip

    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid
        frozen = True


def train(lines: Sequence[Line], vectors: Vectors) -> Heads:
    """Trains one head for each kind.

    Args:
        lines: Labelled lines, some that tell nothing among them.
        vectors: Their unit embeddings, one row each.

    Returns:
        The trained heads.

    Raises:
        BadInputError: Some kind has no line at all.
    """
    truth = np.array([[kind in line.kinds for kind in KINDS] for line in lines], dtype=bool)
    return Heads.train(KINDS, vectors, truth, _STRENGTH)


def load(path: Path) -> Heads:
    """Reads trained heads.

    Args:
        path: The file that `Heads.save` wrote.

    Returns:
        The heads.

    Raises:
        NotBuiltError: The file is missing, damaged, or from other kinds.
    """
    return Heads.load(path, KINDS)


def completed(
    details: Details, text: str, vector: Vectors, heads: Heads, encode: Encode
) -> Details:
    """The details of a telling, with its kinds of breach where the rules found none.

    Args:
        details: What the rules read.
        text: The message.
        vector: Its unit embedding.
        heads: The trained heads.
        encode: Texts to unit embeddings, one row each; asked only to find which of several
            sentences tells it.

    Returns:
        The details as they were, or with the likely kinds, the surest first; each spans the
        sentence that tells it.
    """
    if details.breaches or len(text.split()) <= _TOO_SHORT:
        return details
    likely = _likely(heads.read(vector))
    if not likely:
        return details
    sentences = _sentences(text)
    if len(sentences) > 1:
        chances = [heads.read(row) for row in encode([sentence.text for sentence in sentences])]
        told = {kind: max(range(len(chances)), key=lambda at: chances[at][kind]) for kind in likely}
    else:
        told = dict.fromkeys(likely, 0)
    return replace(
        details,
        breaches=tuple(replace(sentences[at], value=kind) for kind, at in told.items()),
    )


def _likely(chances: dict[str, float]) -> list[str]:
    ranked = sorted(chances, key=lambda kind: -chances[kind])
    first, *others = ranked
    if chances[first] < _SURE_AT:
        return []
    return [first, *(kind for kind in others if chances[kind] >= _ALSO_AT)]


def _sentences(text: str) -> list[Span]:
    found = [
        span_of(text, sentence.start_char, sentence.end_char)
        for sentence in english()(text).sents
        if sentence.text.strip()
    ]
    return found[:_SENTENCES_READ]
