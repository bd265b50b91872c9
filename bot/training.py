"""Training the model, when what it is made from has changed."""

from __future__ import annotations

import contextlib
import hashlib
import io
from typing import TYPE_CHECKING

from bot import settings
from bot.errors import AmendsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT_MODELS = 2
"""How many trained models stay on disk: the newest, and the one before it to go back to."""


def fingerprint() -> str:
    """A digest of everything that a model is made from: data, domain, configuration, readers."""
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    root = settings.PROJECT
    yield from (root / "config.yml", root / "domain.yml", root / "requirements.lock")
    yield from sorted((root / "data").rglob("*.yml"))
    yield from sorted((root / "data").rglob("*.jsonl"))
    yield from sorted((root / "bot" / "nlu").glob("*.py"))
    yield from (root / "bot" / "language" / "classifier.py",)
    yield from sorted((root / "bot" / "coaching" / "safety").glob("*.py"))
    manifest = settings.load().embeddings / "manifest.json"
    if manifest.exists():
        yield manifest


def current_model() -> Path | None:
    """The model that was trained from what is there now; None when it has to be trained."""
    model = settings.load().models / f"amends-{fingerprint()}.tar.gz"
    return model if model.exists() else None


def train() -> Path:
    """Train the model anew.

    Returns:
        The trained model.

    Raises:
        AmendsError: when Rasa finds something wrong with data, domain or configuration.
    """
    import rasa

    from bot.engine import quiet_logs
    from bot.language.embeddings import load_encoder

    current = settings.load()
    load_encoder(current.embeddings)
    current.models.mkdir(parents=True, exist_ok=True)
    quiet_logs.configure()
    name = f"amends-{fingerprint()}"
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = rasa.train(
            domain=str(settings.PROJECT / "domain.yml"),
            config=str(settings.PROJECT / "config.yml"),
            training_files=[
                str(settings.PROJECT / "data" / part) for part in ("nlu", "rules", "stories")
            ],
            output=str(current.models),
            force_training=True,
            fixed_model_name=name,
        )
    if result.code or result.model is None:
        raise AmendsError(
            "Training failed. `make check` says what is wrong with the data or the domain."
        )
    _forget_old_models(current.models)
    return current.models / f"{name}.tar.gz"


def _forget_old_models(folder: Path) -> None:
    models = sorted(folder.glob("amends-*.tar.gz"), key=lambda model: model.stat().st_mtime)
    for model in models[:-KEPT_MODELS]:
        model.unlink()
