"""Trained models on disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.errors import NotBuiltError
from bot.services.trained import KEPT, check, forget_old, newest_model, seal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    (folder / "manifest.json").write_text("{}")
    return folder


def make(folder: Path, encoder: Path, name: str, age: int) -> Path:
    model = folder / f"amends-{name}.tar.gz"
    model.write_bytes(name.encode() * 100)
    seal(model, encoder)
    os.utime(model, (1_000_000 - age, 1_000_000 - age))
    return model


def test_the_newest_model_is_taken(tmp_path: Path, encoder: Path):
    make(tmp_path, encoder, "old", age=20)
    newest = make(tmp_path, encoder, "new", age=10)
    assert newest_model(tmp_path, encoder) == newest


def test_without_a_model_it_says_where_it_looked(tmp_path: Path, encoder: Path):
    with pytest.raises(NotBuiltError, match=f"no trained model in {tmp_path}. Run `make train`"):
        newest_model(tmp_path, encoder)


def test_a_damaged_model_is_named_with_what_to_do(tmp_path: Path, encoder: Path):
    model = make(tmp_path, encoder, "new", age=0)
    whole = model.read_bytes()
    model.write_bytes(whole[:-1] + b"?")
    with pytest.raises(NotBuiltError, match="checksum") as refused:
        newest_model(tmp_path, encoder)
    assert str(model) in str(refused.value)
    assert "make train FORCE=1" in str(refused.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b'{"sha256": "0", "encoder": "0"}'])
def test_a_checksum_that_is_missing_or_wrong_is_noticed(
    content: bytes | None, tmp_path: Path, encoder: Path
):
    model = make(tmp_path, encoder, "new", age=0)
    beside = tmp_path / f"{model.name}.json"
    if content is None:
        beside.unlink()
    else:
        beside.write_bytes(content)
    with pytest.raises(NotBuiltError, match=r"amends-new\.tar\.gz"):
        check(model, encoder)


def test_a_model_of_another_encoder_is_refused(tmp_path: Path, encoder: Path):
    model = make(tmp_path, encoder, "new", age=0)
    (encoder / "manifest.json").write_text('{"format": 1}')
    with pytest.raises(NotBuiltError, match=f"{model} was trained with another encoder"):
        newest_model(tmp_path, encoder)


def test_the_oldest_are_forgotten_with_their_checksums(tmp_path: Path, encoder: Path):
    for number in range(KEPT + 2):
        make(tmp_path, encoder, f"m{number}", age=number)
    forget_old(tmp_path)
    assert len(list(tmp_path.glob("*.tar.gz"))) == KEPT
    assert len(list(tmp_path.iterdir())) == 2 * KEPT
    assert newest_model(tmp_path, encoder).name == "amends-m0.tar.gz"
