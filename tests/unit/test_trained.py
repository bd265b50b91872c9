"""Trained models on disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.errors import NotBuiltError
from bot.services.trained import KEPT, check, forget_old, newest_model, seal

if TYPE_CHECKING:
    from pathlib import Path


def make(folder: Path, name: str, age: int) -> Path:
    model = folder / f"amends-{name}.tar.gz"
    model.write_bytes(name.encode() * 100)
    seal(model)
    os.utime(model, (1_000_000 - age, 1_000_000 - age))
    return model


def test_the_newest_model_is_taken(tmp_path: Path):
    make(tmp_path, "old", age=20)
    newest = make(tmp_path, "new", age=10)
    assert newest_model(tmp_path) == newest


def test_without_a_model_it_says_where_it_looked(tmp_path: Path):
    with pytest.raises(NotBuiltError, match=f"no trained model in {tmp_path}. Run `make train`"):
        newest_model(tmp_path)


def test_a_damaged_model_is_named_with_what_to_do(tmp_path: Path):
    model = make(tmp_path, "new", age=0)
    whole = model.read_bytes()
    model.write_bytes(whole[:-1] + b"?")
    with pytest.raises(NotBuiltError, match="checksum") as refused:
        newest_model(tmp_path)
    assert str(model) in str(refused.value)
    assert "make train FORCE=1" in str(refused.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"0" * 64])
def test_a_checksum_that_is_missing_or_wrong_is_noticed(content: bytes | None, tmp_path: Path):
    model = make(tmp_path, "new", age=0)
    beside = tmp_path / f"{model.name}.sha256"
    if content is None:
        beside.unlink()
    else:
        beside.write_bytes(content)
    with pytest.raises(NotBuiltError, match=r"amends-new\.tar\.gz"):
        check(model)


def test_the_oldest_are_forgotten_with_their_checksums(tmp_path: Path):
    for number in range(KEPT + 2):
        make(tmp_path, f"m{number}", age=number)
    forget_old(tmp_path)
    assert len(list(tmp_path.glob("*.tar.gz"))) == KEPT
    assert len(list(tmp_path.iterdir())) == 2 * KEPT
    assert newest_model(tmp_path).name == "amends-m0.tar.gz"
