"""Training the model, when what it is made from has changed."""

from __future__ import annotations

import contextlib
import hashlib
import io
from typing import TYPE_CHECKING

import yaml

from bot import settings
from bot.errors import AmendsError, NotBuiltError
from bot.services import trained

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NLU = (
    "apology", "boundaries", "breach", "commitments", "follow_up", "help", "knowledge",
    "out_of_scope", "privacy", "rehearsal", "walk", "welcome",
)  # fmt: skip
RULES = (
    "apology", "boundaries", "breach", "commitments", "follow_up", "help", "knowledge",
    "out_of_scope", "privacy", "rehearsal", "safety", "walk", "welcome",
)  # fmt: skip
LINES = {
    "safety": (
        "lines", "lines_afraid", "lines_alike", "lines_apart", "lines_asides", "lines_care",
        "lines_causes", "lines_contact", "lines_control", "lines_crisis", "lines_danger",
        "lines_distance", "lines_drafts", "lines_everyday", "lines_farewell", "lines_habits",
        "lines_harmed", "lines_last", "lines_lever", "lines_more", "lines_ordinary",
        "lines_refer", "lines_short", "lines_sorry", "lines_told", "lines_voices", "lines_young",
    ),
    "breaches": ("lines", "lines_first", "lines_home", "lines_voices", "lines_work"),
    "apologies": (
        "lines", "lines_couples", "lines_elements", "lines_facts", "lines_family", "lines_four",
        "lines_high", "lines_mild", "lines_other", "lines_plain", "lines_reasons", "lines_subtle",
        "lines_terms", "lines_three", "lines_workplace", "whole", "whole_more", "whole_plain",
    ),
    "moves": ("lines_home", "lines_long", "lines_work"),
}  # fmt: skip
"""The labelled lines, by folder of `data` and file."""
INGREDIENTS = (
    "config.yml",
    "domain.yml",
    *(f"data/nlu/{topic}.yml" for topic in NLU),
    *(f"data/rules/{topic}.yml" for topic in RULES),
    "data/stories/walk.yml",
    *(f"data/{folder}/{name}.jsonl" for folder, names in LINES.items() for name in names),
)
"""The files that the model learns from. They are named, so that one that is missing is missed."""

READERS = (
    "requirements.lock",
    "bot/language/classifier.py",
    "bot/language/descent.py",
    "bot/language/heads.py",
    "bot/language/wording.py",
    "bot/language/worded_heads.py",
    "bot/coaching/breach/kinds.py",
    "bot/coaching/apology/clauses.py",
    "bot/coaching/apology/labels.py",
    "bot/coaching/apology/reader.py",
    "bot/coaching/apology/signs.py",
    "bot/coaching/apology/elements.yml",
    "bot/coaching/apology/faults_high.yml",
    "bot/coaching/apology/faults_other.yml",
    "bot/coaching/rehearsal/moves.py",
)
"""Other files that decide what training makes, beside the components and the safety gates."""


def fingerprint() -> str:
    """A digest of everything that a model is made from: data, domain, configuration, readers."""
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.name.encode())
        digest.update(file.read_bytes() if file.exists() else b"")
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    root = settings.PROJECT
    yield from (root / name for name in (*INGREDIENTS, *READERS))
    yield from sorted((root / "bot" / "nlu").glob("*.py"))
    yield from sorted((root / "bot" / "coaching" / "safety").glob("*.py"))
    yield settings.load().embeddings / "manifest.json"


def current_model() -> Path | None:
    """The model that was trained from what is there now; None when it has to be trained.

    Raises:
        NotBuiltError: when it is there and damaged.
    """
    model = settings.load().models / f"amends-{fingerprint()}.tar.gz"
    if not model.exists():
        return None
    trained.check(model, settings.load().embeddings)
    return model


def train() -> Path:
    """Train the model anew.

    Returns:
        The trained model.

    Raises:
        NotBuiltError: when a file that it learns from, or the encoder, is missing or damaged.
        AmendsError: when Rasa finds something wrong with data, domain or configuration.
    """
    check_ingredients(settings.PROJECT)

    import rasa

    from bot.engine import quiet_logs
    from bot.language.embeddings import load_encoder

    current = settings.load()
    encoder = load_encoder(current.embeddings)
    current.models.mkdir(parents=True, exist_ok=True)
    quiet_logs.configure()
    name = f"amends-{fingerprint()}"
    said = io.StringIO()
    with (
        encoder.keeping(_vectors_of(current.embeddings)),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
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
    model = current.models / f"{name}.tar.gz"
    trained.seal(model, current.embeddings)
    trained.forget_old(current.models)
    return model


def _vectors_of(embeddings: Path) -> Path:
    """Where the vectors of the training lines are kept between trainings with one encoder."""
    digest = hashlib.sha256((embeddings / "manifest.json").read_bytes()).hexdigest()[:16]
    return settings.load().data / "vectors" / f"{digest}.npz"


def check_ingredients(project: Path) -> None:
    """Make sure that every file that the model learns from is there and can be read.

    Args:
        project: The folder that holds them.

    Raises:
        NotBuiltError: A file is missing, empty, or not what its ending says; it is named.
    """
    for name in INGREDIENTS:
        path = project / name
        if not path.is_file():
            raise NotBuiltError(_advice(path, "is missing"))
        try:
            text = path.read_text(encoding="utf-8")
            held = yaml.load(text, yaml.CSafeLoader) if path.suffix == ".yml" else text.strip()
        except (UnicodeDecodeError, yaml.YAMLError) as error:
            raise NotBuiltError(_advice(path, f"cannot be read ({_first_line(error)})")) from error
        if not held:
            raise NotBuiltError(_advice(path, "is empty"))


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _advice(path: Path, what: str) -> str:
    return (
        f"{path} {what}. The bot learns from it: mend it, or bring it back with "
        f"`git checkout -- {path}`, then run `make train`."
    )
