"""Yes-or-no readers over sentence embeddings: which of several things a text holds, if any.

One logistic regression for each head, read with one matrix product, so that nothing heavy is
imported where messages are read.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from bot.errors import BadInputError, NotBuiltError
from bot.language.descent import Loss, Scores, fit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Vectors = npt.NDArray[np.float32]

_ROUNDS: Final = 100


@dataclass(frozen=True)
class Heads:
    """Trained heads.

    Attributes:
        names: What each head looks for.
        weights: One row a head, shape (heads, dimension).
        biases: One number a head.
    """

    names: tuple[str, ...]
    weights: Vectors
    biases: Vectors

    @classmethod
    def train(
        cls,
        names: Sequence[str],
        vectors: Vectors,
        truth: npt.NDArray[np.bool_],
        strength: float,
    ) -> Heads:
        """Fit one head for each name.

        Nothing is weighted by how rare a head is: a balanced weight finds in ordinary talk what
        is not there.

        Args:
            names: What the heads look for.
            vectors: Unit embeddings, one row a text.
            truth: Whether a text holds it, shape (texts, names).
            strength: Inverse of the regularisation, scikit-learn's `C`.

        Returns:
            The trained heads.

        Raises:
            BadInputError: Some head has no text that holds it, or none that does not.
        """
        for name, wanted in zip(names, truth.T, strict=True):
            if not wanted.any() or wanted.all():
                raise BadInputError(f"There are no lines to learn {name} from.")
        (weights,), biases = fit([vectors], len(names), logistic_loss(truth), strength, _ROUNDS)
        return cls(tuple(names), weights.T.copy(), biases)

    def read(self, vector: Vectors) -> dict[str, float]:
        """How likely each head's thing is there.

        Args:
            vector: The unit embedding of one text, shape (dimension,).

        Returns:
            Name to probability, in the order of the heads.
        """
        chances = 1.0 / (1.0 + np.exp(-(self.weights @ vector + self.biases)))
        return dict(zip(self.names, chances.astype(float).tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Write plain arrays, no pickle.

        Args:
            path: Where to; the folder is there.
        """
        with path.open("wb") as file:
            np.savez(
                file,
                names=np.frombuffer(json.dumps(self.names).encode(), dtype=np.uint8),
                weights=self.weights,
                biases=self.biases,
            )

    @classmethod
    def load(cls, path: Path, names: Sequence[str]) -> Heads:
        """Read what `save` wrote.

        Args:
            path: The file.
            names: The heads that are expected.

        Returns:
            The heads.

        Raises:
            NotBuiltError: The file is missing, damaged, or holds other heads.
        """
        if not path.is_file():
            raise NotBuiltError(f"{path} is missing: run `amends train`.")
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                held = tuple(json.loads(arrays["names"].tobytes()))
                heads = cls(held, arrays["weights"], arrays["biases"])
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise NotBuiltError(f"{path} is damaged: run `amends train`.") from error
        if heads.names != tuple(names):
            raise NotBuiltError(f"{path} was made for other labels: run `amends train`.")
        return heads


def logistic_loss(truth: npt.NDArray[np.bool_]) -> Loss:
    """The log-loss of all heads together; each has weights of its own.

    Args:
        truth: Whether a text holds what a head looks for, shape (texts, heads).
    """
    held = truth.astype(np.float32)

    def loss(scores: Scores) -> tuple[float, Scores]:
        missed = np.logaddexp(0, scores) - held * scores
        return float(missed.sum(dtype=np.float64)), 1 / (1 + np.exp(-scores)) - held

    return loss
