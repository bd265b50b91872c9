"""The trained models on disk: which is the newest, and whether it is whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.errors import NotBuiltError

if TYPE_CHECKING:
    from pathlib import Path

KEPT = 2
"""How many trained models stay: the newest, and the one before it to go back to."""


def newest_model(folder: Path) -> Path:
    """The newest trained model, checked to be as training left it.

    Args:
        folder: Where the models are; `Settings.models`.

    Raises:
        NotBuiltError: when there is none, or when it is damaged.
    """
    found = _by_age(folder)
    if not found:
        raise NotBuiltError(f"There is no trained model in {folder}. Run `make train`.")
    check(found[-1])
    return found[-1]


def seal(model: Path) -> None:
    """Write a model's checksum beside it."""
    _seal_of(model).write_text(_digest(model) + "\n", encoding="ascii")


def check(model: Path) -> None:
    """Make sure that a model is as it was sealed.

    Raises:
        NotBuiltError: when it, or its checksum, is missing, or when they do not agree.
    """
    try:
        sealed = _seal_of(model).read_text(encoding="utf-8", errors="replace").strip()
        found = _digest(model)
    except FileNotFoundError as error:
        raise NotBuiltError(_advice(error.filename, "is missing")) from error
    if found != sealed:
        raise NotBuiltError(_advice(model, "is damaged: its checksum is not the one beside it"))


def forget_old(folder: Path) -> None:
    """Remove all models but the newest `KEPT`."""
    for model in _by_age(folder)[:-KEPT]:
        model.unlink()
        _seal_of(model).unlink(missing_ok=True)


def _by_age(folder: Path) -> list[Path]:
    return sorted(folder.glob("amends-*.tar.gz"), key=lambda model: model.stat().st_mtime)


def _seal_of(model: Path) -> Path:
    return model.with_name(f"{model.name}.sha256")


def _digest(model: Path) -> str:
    return hashlib.sha256(model.read_bytes()).hexdigest()


def _advice(path: object, what: str) -> str:
    return f"The trained model's file {path} {what}. Run `make train FORCE=1` to train anew."
