"""Yes-or-no readers over embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.errors import BadInputError, NotBuiltError
from bot.language.heads import Heads

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("lie", "money")
AXES = np.repeat(np.eye(3, dtype=np.float32), 8, axis=0)
TRUTH = np.repeat(np.array([[True, False], [True, True], [False, False]]), 8, axis=0)


@pytest.fixture(scope="module")
def heads() -> Heads:
    return Heads.train(NAMES, AXES, TRUTH, 100.0)


def test_a_text_can_hold_one_thing_several_or_none(heads: Heads):
    for axis, (lie, money) in zip(AXES[::8], TRUTH[::8], strict=True):
        chances = heads.read(axis)
        assert list(chances) == list(NAMES)
        assert (chances["lie"] > 0.5) == lie
        assert (chances["money"] > 0.5) == money


def test_what_is_saved_is_read_back(heads: Heads, tmp_path: Path):
    heads.save(tmp_path / "heads.npz")
    assert Heads.load(tmp_path / "heads.npz", NAMES).read(AXES[0]) == heads.read(AXES[0])


def test_heads_for_other_things_are_refused(heads: Heads, tmp_path: Path):
    heads.save(tmp_path / "heads.npz")
    with pytest.raises(NotBuiltError, match=r"heads\.npz was made for other labels"):
        Heads.load(tmp_path / "heads.npz", ("lie",))


@pytest.mark.parametrize("content", [None, b"", b"not arrays", b"PK\x03\x04 cut off"])
def test_a_file_that_is_missing_or_damaged_is_named(content: bytes | None, tmp_path: Path):
    path = tmp_path / "heads.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotBuiltError, match=r"heads\.npz is .*: run `amends train`"):
        Heads.load(path, NAMES)


@pytest.mark.parametrize("column", [np.zeros(24, bool), np.ones(24, bool)])
def test_what_no_line_or_every_line_holds_cannot_be_learnt(column: np.ndarray):
    with pytest.raises(BadInputError, match="learn money"):
        Heads.train(NAMES, AXES, np.stack([TRUTH[:, 0], column], axis=1), 1.0)
