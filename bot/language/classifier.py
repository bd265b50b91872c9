"""A linear reader over sentence embeddings: which of several labels a text carries.

Multinomial logistic regression, trained with scikit-learn and read with one matrix product, so
that nothing heavy is imported where messages are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True)
class LabelClassifier:
    """Weights that turn a unit vector into a probability for each label.

    Attributes:
        labels: The labels, in the order of the columns.
        weights: Shape (dimension, labels).
        bias: Shape (labels,).
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def train(
        cls, vectors: NDArray[np.float32], labels: Sequence[str], strength: float = 10.0
    ) -> LabelClassifier:
        """Fit the weights.

        Args:
            vectors: Unit sentence vectors, shape (texts, dimension).
            labels: The label of each text; at least three different ones.
            strength: Inverse of the regularisation, scikit-learn's `C`.

        Returns:
            The trained reader.
        """
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=strength, class_weight="balanced", max_iter=1_000)
        model.fit(vectors, list(labels))
        return cls(
            tuple(str(label) for label in model.classes_),
            model.coef_.T.astype(np.float32),
            model.intercept_.astype(np.float32),
        )

    def read(self, vector: NDArray[np.float32]) -> list[tuple[str, float]]:
        """The labels of one text with their probabilities, the surest first.

        Args:
            vector: A unit sentence vector, shape (dimension,).
        """
        scores = vector @ self.weights + self.bias
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-shares)
        return [(self.labels[index], float(shares[index])) for index in order]

    def save(self, target: Path) -> None:
        """Write the weights to a `.npz` file."""
        np.savez(target, labels=np.array(self.labels), weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, source: Path | IO[bytes]) -> LabelClassifier:
        """Read weights that `save` wrote; nothing in the file is executed."""
        held: Any = np.load(source, allow_pickle=False)
        return cls(tuple(str(label) for label in held["labels"]), held["weights"], held["bias"])
