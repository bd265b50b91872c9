"""The reader of moves with the trained model, on turns that it never saw."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.coaching.rehearsal.moves import MOVES, Line
from bot.language.lines import read_lines
from bot.services.understanding import Understanding

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from moves import HELD_OUT, Tally


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """The readers of the trained model."""
    return Understanding.load()


@pytest.fixture(scope="module")
def tally(understanding: Understanding) -> Tally:
    """What is read of the held-out turns."""
    lines = read_lines(HELD_OUT, Line)
    assert len(lines) >= 300
    encode = understanding.encoder.encode
    return Tally([(line, understanding.moves.read(line.text, encode)) for line in lines])


def test_moves_of_held_out_turns(tally: Tally) -> None:
    assert tally.macro_f1 >= 0.75


def test_no_opposite_moves_in_one_clause(tally: Tally) -> None:
    assert tally.opposites == 0


@pytest.mark.parametrize("text", ["", "   ", "???", "ok", "🙂", "12:30"])
def test_what_says_nothing_makes_no_move(understanding: Understanding, text: str) -> None:
    assert understanding.made(text) == {"moves": [], "spans": []}


def test_spans_lie_in_the_text_and_name_the_moves(understanding: Understanding) -> None:
    text = (
        "I read your diary, and nobody made me.  You were right to be angry! When are you over it?"
    )
    found = understanding.made(text)
    assert found["moves"] == [move for move in MOVES if move in found["moves"]]
    assert {span["move"] for span in found["spans"]} == set(found["moves"])
    for span in found["spans"]:
        assert 0 <= span["start"] < span["end"] <= len(text)
    assert found == understanding.made(text)
    assert "acknowledge" in found["moves"]
