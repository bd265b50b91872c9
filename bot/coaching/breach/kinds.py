"""Kinds of breach: what the rules found, and likeness to labelled lines, weighed together.

"I said I was at my mum's all weekend" names no lie, and yet tells one. The rules of
`bot.coaching.breach.details` hold on to words, and are seldom wrong where they have any; likeness
reaches further, and tells which of several kinds is the main one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
from pydantic import BaseModel, Extra

from bot.language.english import english
from bot.language.heads import Heads, Vectors
from bot.language.patterns import Span, span_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.coaching.breach.details import Details

Encode = Callable[[list[str]], Vectors]

Kind = Literal[
    "lie", "secret_told", "infidelity", "broken_promise", "neglect", "disrespect", "money",
    "missed_deadline", "hidden_mistake", "data_breach", "gossip", "took_credit", "other",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_STRENGTH: Final = 12.0
# Chosen on the development sets in tests/sets: what is likely enough alone, as a second kind, and
# beside what a rule found; and what a rule's word counts, the first one's most.
_SURE_AT: Final = 0.3
_ALSO_AT: Final = 0.6
_BESIDE_RULES_AT: Final = 0.7
_RULE_COUNTS: Final = 0.7
_RULE_FALLS: Final = 0.1
_TOO_SHORT: Final = 3
_SENTENCES_READ: Final = 4


class Line(BaseModel):
    """A labelled line.

    Attributes:
        text: A message.
        kinds: The kinds of breach that it tells, the main one first; empty when it tells none.
    """

    text: str
    kinds: tuple[Kind, ...]

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


def weighed(details: Details, text: str, vector: Vectors, heads: Heads, encode: Encode) -> Details:
    """The details of a telling, with its kinds of breach weighed by rules and likeness together.

    Args:
        details: What the rules read.
        text: The message.
        vector: Its unit embedding.
        heads: The trained heads.
        encode: Texts to unit embeddings, one row each; asked only to find which of several
            sentences tells what no rule found.

    Returns:
        The details with every kind that a rule found and those that are likely, the surest first.
        What no rule found spans the sentence that tells it. Of a few words the rules alone speak.
    """
    if len(text.split()) <= _TOO_SHORT:
        return details
    by_rule = {span.value: span for span in details.breaches}
    chances = heads.read(vector)
    surest_first = sorted(chances, key=lambda kind: -_weight(kind, chances, list(by_rule)))
    new = [
        kind for kind in surest_first if kind not in by_rule and _is_told(kind, chances, by_rule)
    ]
    if not new and not by_rule:
        return details
    spans = {**by_rule, **_spans(new, text, heads, encode)}
    return replace(details, breaches=tuple(spans[kind] for kind in surest_first if kind in spans))


def _weight(kind: str, chances: dict[str, float], by_rule: Sequence[str]) -> float:
    if kind not in by_rule:
        return chances[kind]
    return chances[kind] + _RULE_COUNTS - _RULE_FALLS * by_rule.index(kind)


def _is_told(kind: str, chances: dict[str, float], by_rule: Mapping[str, Span]) -> bool:
    if by_rule:
        return chances[kind] >= _BESIDE_RULES_AT
    alone = chances[kind] >= _SURE_AT and chances[kind] == max(chances.values())
    return alone or chances[kind] >= _ALSO_AT


def _spans(kinds: Sequence[str], text: str, heads: Heads, encode: Encode) -> dict[str, Span]:
    if not kinds:
        return {}
    sentences = _sentences(text)
    if len(sentences) == 1:
        return {kind: replace(sentences[0], value=kind) for kind in kinds}
    chances = [heads.read(row) for row in encode([sentence.text for sentence in sentences])]
    told = {kind: max(range(len(chances)), key=lambda at: chances[at][kind]) for kind in kinds}
    return {kind: replace(sentences[at], value=kind) for kind, at in told.items()}


def _sentences(text: str) -> list[Span]:
    found = [
        span_of(text, sentence.start_char, sentence.end_char)
        for sentence in english()(text).sents
        if sentence.text.strip()
    ]
    return found[:_SENTENCES_READ]
