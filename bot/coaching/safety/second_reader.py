"""The second reader: learns from labelled lines what the rules have no words for.

It reads the sentence embedding and the wording of a message with one logistic regression for each
question: is this an emergency, a stop, a referral, and each category. It learns what is benign from
near misses, and from what people ordinarily say to a coach. It is quick and embeddings are coarse,
so by itself it mostly asks; it acts only where it is very sure, and of a word or two it says
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from pydantic import BaseModel, Extra

from bot.coaching.safety.gates import CATEGORIES, IN_DOUBT, TIERS, Verdict, screen, worst_first
from bot.errors import BadInputError
from bot.language import lines as labelled
from bot.language.heads import Vectors
from bot.language.worded_heads import WordedHeads

if TYPE_CHECKING:
    from pathlib import Path

Encode = Callable[[list[str]], Vectors]

_WATCHED_TIERS: Final = TIERS[:-1]
HEADS: Final = (*_WATCHED_TIERS, *CATEGORIES)

NOT_BENIGN: Final = frozenset({"tell_hurt", "seek_help"})
"""Intents whose examples may be a matter for the gate where no rule says so."""

# Chosen on tests/sets/safety/indirect_limits.jsonl (`make bench-safety BENCH=--limits`).
ASK_AT: Final = {"emergency": 0.07, "stop": 0.4, "refer": 0.5}
# Of the eleven emergencies there of up to twelve words that no rule finds, eight are above either
# limit; of a few words the lower one asks those who only say “draft the apology to my ex”.
_FEW_WORDS: Final = 8
_ASK_OF_FEW_AT: Final = {**ASK_AT, "emergency": 0.3}
_ACT_AT: Final = {"emergency": 0.995, "stop": 0.995, "refer": 0.98}
# Of 37 true matches of a rule that is sure, the reader thought 34 likelier than this, as a matter
# of their tier or of their category; of four false ones, one.
_DOUBTED_BELOW: Final = {"emergency": 0.3, "stop": 0.4}
_NAMED_AT: Final = 0.5
_INVERSE_REGULARISATION: Final = 8.0
_EMPHASIS: Final = 1.0
"""How much the wording counts beside the embedding's one."""
# "good", "not yet", "I'll be better": an embedding of so few words says too little to ask about.
_TOO_SHORT: Final = 3


class Line(BaseModel):
    """A labelled line.

    Attributes:
        text: A message.
        tier: The worst tier that it deserves, one of `TIERS`.
        categories: What is in it; empty when the tier is none.
    """

    text: str
    tier: str
    categories: tuple[str, ...]

    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid
        frozen = True


def read_lines(path: Path) -> list[Line]:
    """Reads labelled lines.

    Args:
        path: A file of one JSON object a line: text, tier, categories.

    Returns:
        The lines in the order of the file.

    Raises:
        BadInputError: A line has another shape, or a tier that is not that of its categories.
    """
    found = labelled.read_lines(path, Line)
    for number, line in enumerate(found, start=1):
        if set(line.categories) - set(CATEGORIES) or line.tier != _tier_of(line.categories):
            raise BadInputError(f"{path}:{number} has a tier that its categories do not have")
    return found


def _tier_of(categories: Sequence[str]) -> str | None:
    if not set(categories) <= set(CATEGORIES):
        return None
    ordered = worst_first(set(categories))
    return CATEGORIES[ordered[0]] if ordered else "none"


def load(path: Path) -> WordedHeads:
    """Reads a trained second reader.

    Args:
        path: The file that `WordedHeads.save` wrote.

    Returns:
        The reader.

    Raises:
        NotBuiltError: The file is missing, damaged, or from other categories.
    """
    return WordedHeads.load(path, HEADS)


class Benign(NamedTuple):
    """Messages in which there is nothing, with their unit embeddings, one row each."""

    texts: Sequence[str]
    vectors: Vectors


def train(lines: Sequence[Line], encode: Encode, benign: Benign | None = None) -> WordedHeads:
    """Trains the heads.

    Args:
        lines: Labelled lines, benign ones among them.
        encode: Texts to unit embeddings, one row each.
        benign: Other messages in which there is nothing.

    Returns:
        The trained reader.

    Raises:
        BadInputError: Some tier or category has no line at all.
    """
    return train_on_vectors(lines, encode([line.text for line in lines]), benign)


def train_on_vectors(
    lines: Sequence[Line], vectors: Vectors, benign: Benign | None = None
) -> WordedHeads:
    """Trains the heads on embeddings that are there already.

    Args:
        lines: Labelled lines.
        vectors: Their unit embeddings, one row each.
        benign: Other messages in which there is nothing.

    Returns:
        The trained reader.

    Raises:
        BadInputError: Some tier or category has no line at all.
    """
    texts, others = ([], vectors[:0]) if benign is None else benign
    held = np.array([[_holds(line, head) for head in HEADS] for line in lines], dtype=bool)
    nothing = np.zeros((len(others), len(HEADS)), dtype=bool)
    return WordedHeads.train(
        HEADS,
        [*(line.text for line in lines), *texts],
        np.vstack([vectors, others]),
        np.vstack([held, nothing]),
        _INVERSE_REGULARISATION,
        _EMPHASIS,
    )


def _holds(line: Line, head: str) -> bool:
    if head in TIERS:
        return TIERS.index(line.tier) <= TIERS.index(head)
    return head in line.categories


def screen_with(text: str, vector: Vectors, reader: WordedHeads) -> Verdict:
    """Runs the rules, and the second reader where they leave room for something worse.

    Args:
        text: What the person wrote.
        vector: Its unit embedding.
        reader: The trained second reader.

    Returns:
        The rules' verdict, or the second reader's where that is worse: asking, or acting where it
        is very sure. A rule that acts on what the reader finds next to impossible (“suicidal” in
        somebody's quoted joke) asks. Of three words or fewer the rules alone judge.
    """
    by_rule = screen(text)
    if len(text.split()) <= _TOO_SHORT:
        return by_rule
    chances = reader.read(text, vector)
    ask_at = _ASK_OF_FEW_AT if len(text.split()) <= _FEW_WORDS else ASK_AT
    for tier in _WATCHED_TIERS:
        if TIERS.index(tier) >= TIERS.index(by_rule.tier):
            break
        if chances[tier] >= ask_at[tier]:
            return _second_opinion(by_rule, tier, chances)
    return _doubted(by_rule, chances)


def _doubted(by_rule: Verdict, chances: dict[str, float]) -> Verdict:
    tier = by_rule.tier
    if by_rule.ask or tier not in _DOUBTED_BELOW:
        return by_rule
    if max(chances[name] for name in (tier, *by_rule.categories)) >= _DOUBTED_BELOW[tier]:
        return by_rule
    return replace(by_rule, ask=True, confidence=IN_DOUBT)


def _second_opinion(by_rule: Verdict, tier: str, chances: dict[str, float]) -> Verdict:
    names = [name for name in CATEGORIES if CATEGORIES[name] == tier]
    likeliest = max(names, key=lambda name: chances[name])
    seen = {name for name in names if chances[name] >= _NAMED_AT} | {likeliest}
    sure = chances[tier] >= _ACT_AT[tier]
    if not sure and by_rule.tier == "stop" and not by_rule.ask:
        return by_rule
    return Verdict(
        tier,
        ask=not sure,
        confidence=chances[tier],
        categories=worst_first(seen | set(by_rule.categories)),
        matches=by_rule.matches,
    )
