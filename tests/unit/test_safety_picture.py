"""Several messages together: a picture asks, and only where the pieces do not speak alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.coaching.safety.gates import NONE, Verdict
from bot.coaching.safety.picture import REACH, screen_together
from bot.coaching.safety.second_reader import HEADS
from bot.language.worded_heads import WordedHeads
from bot.language.wording import Wording

if TYPE_CHECKING:
    from bot.language.heads import Vectors

DIMENSION = 4
SIGNS = {"keys": 0, "shelf": 1, "tomorrow": 2}
"""Words of which each says little, and all of them together much."""


def encode(texts: list[str]) -> Vectors:
    """One axis for each sign that stands in a text."""
    rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for row, text in enumerate(texts):
        for sign, axis in SIGNS.items():
            rows[row, axis] = float(sign in text)
    return rows


@pytest.fixture
def reader() -> WordedHeads:
    weights = np.zeros((DIMENSION, len(HEADS)), dtype=np.float32)
    biases = np.full(len(HEADS), -9.0, dtype=np.float32)
    for name in ("emergency", "self_harm"):
        weights[:3, HEADS.index(name)] = 2.0
        biases[HEADS.index(name)] = -3.0
    nothing = Wording({}, np.zeros(0, dtype=np.float32))
    unworded = np.zeros((0, len(HEADS)), dtype=np.float32)
    return WordedHeads(HEADS, weights, biases, nothing, unworded)


PIECES = ["I gave him the keys back", "everything is on the shelf for him"]


def test_pieces_that_say_little_alone_are_asked_about_together(reader: WordedHeads) -> None:
    found = screen_together(NONE, "I won't be here tomorrow", PIECES, reader, encode)
    assert (found.tier, found.ask, found.categories) == ("emergency", True, ("self_harm",))


def test_pieces_of_which_none_is_suspicious_make_no_picture(reader: WordedHeads) -> None:
    reader.biases[[HEADS.index("emergency"), HEADS.index("self_harm")]] = -4.5
    assert screen_together(NONE, "I won't be here tomorrow", PIECES, reader, encode) is NONE


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("I won't be here tomorrow", []),
        ("I won't be here tomorrow", ["what a lovely long day it was"]),
        ("so we had a good supper", PIECES[:1]),
        ("tomorrow then", PIECES),
        ("I won't be here tomorrow", [*PIECES, *["a word about the weather"] * REACH]),
    ],
)
def test_without_a_picture_the_verdict_stays(
    text: str, before: list[str], reader: WordedHeads
) -> None:
    assert screen_together(NONE, text, before, reader, encode) is NONE


def test_a_verdict_that_stops_is_never_changed(reader: WordedHeads) -> None:
    stop = Verdict("stop", ask=False, confidence=0.97, categories=("victim",), matches=())
    assert screen_together(stop, "I won't be here tomorrow", PIECES, reader, encode) is stop


def test_what_was_said_plainly_before_is_not_asked_again(reader: WordedHeads) -> None:
    before = [*PIECES, "I want to kill myself"]
    assert screen_together(NONE, "I won't be here tomorrow", before, reader, encode) is NONE


def test_what_was_found_in_the_message_itself_is_kept(reader: WordedHeads) -> None:
    drunk = Verdict("refer", ask=False, confidence=0.97, categories=("intoxicated",), matches=())
    found = screen_together(drunk, "I won't be here tomorrow", PIECES, reader, encode)
    assert found.categories == ("self_harm", "intoxicated")
