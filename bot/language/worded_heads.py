"""Yes-or-no readers over sentence embeddings and wording together: which of several things hold.

Embeddings alone take “he hit me” for “I hit him”; the words and their order tell them apart.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import BadInputError, NotBuiltError
from bot.language.descent import fit
from bot.language.heads import Vectors, logistic_loss
from bot.language.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_ROUNDS = 100


@dataclass(frozen=True)
class WordedHeads:
    """Trained heads.

    Attributes:
        names: What each head looks for.
        weights: For the unit sentence embedding, shape (dimension, heads).
        biases: One number a head.
        wording: The features of wording that are known.
        worded: Their weights, shape (features, heads).
    """

    names: tuple[str, ...]
    weights: Vectors
    biases: Vectors
    wording: Wording
    worded: Vectors

    @classmethod
    def train(
        cls,
        names: Sequence[str],
        texts: Sequence[str],
        vectors: Vectors,
        truth: NDArray[np.bool_],
        strength: float,
        emphasis: float,
    ) -> WordedHeads:
        """Fit one head for each name.

        Args:
            names: What the heads look for.
            texts: The texts.
            vectors: Their unit embeddings, one row each.
            truth: Whether a text holds it, shape (texts, names).
            strength: Inverse of the regularisation, scikit-learn's `C`.
            emphasis: The length of the wording's part, beside the embedding's, which is one.

        Raises:
            BadInputError: Some head has no text that holds it, or none that does not.
        """
        for name, wanted in zip(names, truth.T, strict=True):
            if not wanted.any() or wanted.all():
                raise BadInputError(f"There are no lines to learn {name} from.")
        wording = Wording.learn(texts)
        scale = np.float32(emphasis)
        (weights, worded), biases = fit(
            [vectors.astype(np.float32), wording.matrix(texts) * scale],
            len(names), logistic_loss(truth), strength, _ROUNDS,
        )  # fmt: skip
        return cls(tuple(names), weights, biases, wording, worded * scale)

    def read(self, text: str, vector: Vectors) -> dict[str, float]:
        """How likely each head's thing is there.

        Args:
            text: The text.
            vector: Its unit embedding, shape (dimension,).

        Returns:
            Name to probability, in the order of the heads.
        """
        places, values = self.wording.row(text)
        scores = vector @ self.weights + self.biases + values @ self.worded[places]
        chances = 1.0 / (1.0 + np.exp(-scores))
        return dict(zip(self.names, chances.astype(float).tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Write plain arrays, no pickle."""
        with path.open("wb") as file:
            np.savez(
                file,
                names=np.array(self.names),
                weights=self.weights,
                biases=self.biases,
                features=np.array(list(self.wording.places)),
                rarity=self.wording.rarity,
                worded=self.worded,
            )

    @classmethod
    def load(cls, path: Path, names: Sequence[str]) -> WordedHeads:
        """Read what `save` wrote.

        Args:
            path: The file.
            names: The heads that are expected.

        Raises:
            NotBuiltError: The file is missing, damaged, or holds other heads.
        """
        if not path.is_file():
            raise NotBuiltError(f"{path} is missing: run `amends train`.")
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                heads = cls(
                    tuple(str(name) for name in held["names"]),
                    held["weights"],
                    held["biases"],
                    Wording.known(held["features"], held["rarity"]),
                    held["worded"],
                )
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise NotBuiltError(f"{path} is damaged: run `amends train`.") from error
        if heads.names != tuple(names):
            raise NotBuiltError(f"{path} was made for other labels: run `amends train`.")
        return heads
