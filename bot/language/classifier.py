"""A linear reader over a text's sentence embedding and its wording: which of several labels it has.

Multinomial logistic regression, read with one matrix product and a sum of a few rows, so that
nothing heavy is imported where messages are read.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.errors import BadInputError, NotBuiltError
from bot.language.descent import Loss, Scores, fit
from bot.language.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FALLBACK: Final = "nlu_fallback"
"""What a text is read as when no label is likely enough."""

_ROUNDS: Final = 60
"""Stopping the descent here costs no held-out score and is a regularisation of its own."""


@dataclass(frozen=True)
class LabelClassifier:
    """Weights that turn a text into a probability for each label.

    Attributes:
        labels: The labels, in the order of the columns.
        weights: For the unit sentence embedding, shape (dimension, labels).
        bias: Shape (labels,).
        wording: The features of wording that are known.
        wording_weights: For these, shape (features, labels).
        threshold: The probability below which no label is likely enough.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    wording: Wording
    wording_weights: NDArray[np.float32]
    threshold: float = 0.0

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        labels: Sequence[str],
        strength: float = 30.0,
        emphasis: float = 0.4,
        threshold: float = 0.0,
    ) -> LabelClassifier:
        """Fit the weights.

        Args:
            texts: The texts.
            vectors: Their unit sentence embeddings, shape (texts, dimension).
            labels: The label of each text; at least two different ones.
            strength: Inverse of the regularisation, as scikit-learn's `C`.
            emphasis: The length of the wording's part, beside the embedding's, which is one.
            threshold: The probability below which a text is read as `FALLBACK`.

        Returns:
            The trained reader.

        Raises:
            BadInputError: There is only one label.
        """
        names, truth = np.unique(np.array(labels), return_inverse=True)
        if len(names) < 2:
            raise BadInputError("A reader of labels needs at least two different labels.")
        wording = Wording.learn(texts)
        worded = wording.matrix(texts) * np.float32(emphasis)
        loss = _softmax_loss(truth, len(names))
        (weights, wording_weights), bias = fit(
            [vectors.astype(np.float32), worded], len(names), loss, strength, _ROUNDS
        )
        return cls(
            tuple(str(name) for name in names),
            weights,
            bias,
            wording,
            wording_weights * np.float32(emphasis),
            threshold,
        )

    def read(self, text: str, vector: NDArray[np.float32]) -> list[tuple[str, float]]:
        """The labels of one text with their probabilities, the surest first.

        Args:
            text: The text.
            vector: Its unit sentence embedding, shape (dimension,).
        """
        places, values = self.wording.row(text)
        scores = vector @ self.weights + self.bias + values @ self.wording_weights[places]
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-shares)
        return [(self.labels[index], float(shares[index])) for index in order]

    def label(self, text: str, vector: NDArray[np.float32]) -> tuple[str, float]:
        """The likeliest label of one text, or `FALLBACK`, with the label's probability.

        Args:
            text: The text; without a letter or digit it is not read at all.
            vector: Its unit sentence embedding, shape (dimension,).
        """
        if not any(character.isalnum() for character in text):
            return FALLBACK, 1.0
        label, share = self.read(text, vector)[0]
        return (label if share >= self.threshold else FALLBACK), share

    def save(self, target: Path) -> None:
        """Write the weights to a `.npz` file."""
        np.savez(
            target,
            labels=np.array(self.labels),
            weights=self.weights,
            bias=self.bias,
            features=np.array(list(self.wording.places)),
            rarity=self.wording.rarity,
            wording_weights=self.wording_weights,
            threshold=np.array(self.threshold),
        )

    @classmethod
    def load(cls, source: Path) -> LabelClassifier:
        """Read weights that `save` wrote; nothing in the file is executed.

        Raises:
            NotBuiltError: The file is missing or damaged.
        """
        try:
            with source.open("rb") as file, np.load(file, allow_pickle=False) as held:
                return cls(
                    tuple(str(label) for label in held["labels"]),
                    held["weights"],
                    held["bias"],
                    Wording.known(held["features"], held["rarity"]),
                    held["wording_weights"],
                    float(held["threshold"]),
                )
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise NotBuiltError(
                f"{source} is missing or damaged: run `make train FORCE=1`."
            ) from error


def _softmax_loss(truth: NDArray[np.int64], labels: int) -> Loss:
    """Multinomial log-loss, in which a rare label weighs as much as a common one."""
    rows = np.arange(len(truth))
    counts = np.bincount(truth, minlength=labels)
    weight_of = (len(truth) / (labels * counts))[truth].astype(np.float32)

    def loss(scores: Scores) -> tuple[float, Scores]:
        scores = scores - scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        sums = shares.sum(axis=1)
        losses = np.log(sums) - scores[rows, truth]
        shares /= sums[:, None]
        shares[rows, truth] -= 1
        return float(losses @ weight_of), shares * weight_of[:, None]

    return loss
