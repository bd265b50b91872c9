"""The trained models on disk: which is the newest, and whether it is whole and fits its encoder."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pydantic import BaseModel, Extra, ValidationError

from bot.errors import NotBuiltError
from bot.language.embeddings import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path


KEPT = 2
"""How many trained models stay: the newest, and the one before it to go back to."""


class _Seal(BaseModel):
    """What stands beside a model: its SHA-256, and that of its encoder's manifest."""

    sha256: str
    encoder: str

    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid


def newest_model(folder: Path, encoder: Path) -> Path:
    """The newest trained model, checked to be as training left it.

    Args:
        folder: Where the models are; `Settings.models`.
        encoder: Folder of the sentence encoder that it will read with; `Settings.embeddings`.

    Raises:
        NotBuiltError: when there is none, when it is damaged, or was trained with another encoder.
    """
    found = _by_age(folder)
    if not found:
        raise NotBuiltError(f"There is no trained model in {folder}. Run `make train`.")
    check(found[-1], encoder)
    return found[-1]


def seal(model: Path, encoder: Path) -> None:
    """Write beside a model its checksum, and that of the encoder it was trained with.

    Args:
        model: The model.
        encoder: Folder of the encoder.
    """
    held = _Seal(sha256=_digest(model), encoder=_digest(encoder / MANIFEST))
    _seal_of(model).write_text(held.json() + "\n", encoding="utf-8")


def check(model: Path, encoder: Path) -> None:
    """Make sure that a model is as it was sealed, and that it fits the encoder.

    Args:
        model: The model.
        encoder: Folder of the encoder.

    Raises:
        NotBuiltError: when a file is missing or damaged, or the encoder is another one.
    """
    try:
        sealed = _Seal.parse_raw(_seal_of(model).read_bytes())
        found = _Seal(sha256=_digest(model), encoder=_digest(encoder / MANIFEST))
    except FileNotFoundError as error:
        raise NotBuiltError(_advice(error.filename, "is missing")) from error
    except ValidationError as error:
        raise NotBuiltError(_advice(_seal_of(model), "is damaged")) from error
    if found.sha256 != sealed.sha256:
        raise NotBuiltError(_advice(model, "is damaged: its checksum is not the one beside it"))
    if found.encoder != sealed.encoder:
        raise NotBuiltError(_advice(model, f"was trained with another encoder than {encoder}"))


def forget_old(folder: Path) -> None:
    """Remove all models but the newest `KEPT`."""
    for model in _by_age(folder)[:-KEPT]:
        model.unlink()
        _seal_of(model).unlink(missing_ok=True)


def _by_age(folder: Path) -> list[Path]:
    return sorted(folder.glob("amends-*.tar.gz"), key=lambda model: model.stat().st_mtime)


def _seal_of(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _digest(model: Path) -> str:
    return hashlib.sha256(model.read_bytes()).hexdigest()


def _advice(path: object, what: str) -> str:
    return f"The trained model's file {path} {what}. Run `make train FORCE=1` to train anew."
