"""The reader of moves: what it learns from, how it is kept, what it never says."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.coaching.rehearsal.moves import MOVES, OPPOSITES, Line, MoveReader
from bot.errors import BadInputError, NotBuiltError
from bot.language.lines import read_lines
from bot.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from bot.language.heads import Vectors


def encode(texts: list[str]) -> Vectors:
    """One axis for each move that is named in a text."""
    rows = np.zeros((len(texts), len(MOVES) + 1), dtype=np.float32)
    rows[:, -1] = 0.1
    for row, text in enumerate(texts):
        for axis, move in enumerate(MOVES):
            rows[row, axis] = float(move in text)
    return rows


def lines() -> list[Line]:
    """Each move alone, several times, and each with the next one in a sentence of its own."""
    alone = [
        Line(text=f"Here I {move} number {n}.", after=None, moves=(move,))
        for move in MOVES
        for n in range(3)
    ]
    both = [
        Line(text=f"Here I {one} it. There I {other} it.", after="Well?", moves=(one, other))
        for one, other in itertools.pairwise(MOVES)
    ]
    nothing = [Line(text=f"Hello there {n}.", after=None, moves=()) for n in range(4)]
    return alone + both + nothing


@pytest.fixture(scope="module")
def reader() -> MoveReader:
    return MoveReader.train(lines(), encode)


@pytest.mark.parametrize("move", MOVES)
def test_a_move_is_found_where_it_is_made(reader: MoveReader, move: str) -> None:
    text = f"Hello there 9. Here I {move} number 7."
    (made,) = (each for each in reader.read(text, encode) if each.move == move)
    assert text[made.start : made.end].startswith("Here")
    assert made.chance > 0.3


def test_opposites_are_never_given_to_one_clause(reader: MoveReader) -> None:
    for one, other in OPPOSITES:
        found = {each.move for each in reader.read(f"Here I {one} and {other} it.", encode)}
        assert not {one, other} <= found


@pytest.mark.parametrize("text", ["", " ", "...", "12:30", "🙂"])
def test_no_words_no_move(reader: MoveReader, text: str) -> None:
    assert reader.read(text, encode) == ()


def test_it_reads_the_same_after_it_was_kept(reader: MoveReader, tmp_path: Path) -> None:
    reader.save(tmp_path / "moves.npz")
    text = "Here I own it. There I blame it."
    assert MoveReader.load(tmp_path / "moves.npz").read(text, encode) == reader.read(text, encode)


@pytest.mark.parametrize("content", [None, b"not arrays"])
def test_what_is_missing_or_damaged_says_what_to_do(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "moves.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotBuiltError, match="make train"):
        MoveReader.load(path)


def test_a_line_of_another_shape_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"text": "I own it", "after": null, "moves": ["owns"]}\n')
    with pytest.raises(BadInputError, match=r"lines\.jsonl:1"):
        read_lines(path, Line)


def test_there_are_enough_lines_of_every_move() -> None:
    files = sorted((PROJECT / "data" / "moves").glob("*.jsonl"))
    found = [line for path in files for line in read_lines(path, Line)]
    assert len(found) >= 900
    held_out = read_lines(PROJECT / "tests" / "sets" / "moves" / "held_out.jsonl", Line)
    assert not {line.text for line in found} & {line.text for line in held_out}
    for move in MOVES:
        assert sum(move in line.moves for line in found) >= 60, move
