"""Fitting linear readers: one L-BFGS over all columns of weights at once.

scikit-learn fits one head after another, and takes a dense part beside a sparse one as sparse.
On some ten thousand texts that is several times as long; the losses are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Scores = NDArray[np.float32]
Loss = Callable[[Scores], tuple[float, Scores]]
"""From the scores, shape (texts, columns), to the summed loss and its slope, of the same shape."""


def fit(
    parts: Sequence[NDArray[np.float32] | csr_matrix],
    columns: int,
    loss: Loss,
    strength: float,
    rounds: int,
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32]]:
    """Find the weights with the least loss, kept small.

    Args:
        parts: The features in parts, each of shape (texts, features), dense or sparse.
        columns: How many scores a text has.
        loss: What is to be small.
        strength: Inverse of the regularisation, as scikit-learn's `C`.
        rounds: After how many steps to stop at the latest.

    Returns:
        The weights of each part, shape (features, columns), and the biases, shape (columns,).
    """
    from scipy.optimize import minimize

    turned = [part.T if isinstance(part, np.ndarray) else part.T.tocsr() for part in parts]
    cuts = np.cumsum([part.shape[1] for part in parts])
    shape = (int(cuts[-1]) + 1, columns)

    def measured(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        *weights, bias = np.split(flat.reshape(shape).astype(np.float32), cuts)
        scores: Any = sum(part @ own for part, own in zip(parts, weights, strict=True)) + bias
        lost, slope = loss(scores)
        small = sum(float((own**2).sum()) for own in weights) / (2 * strength)
        slopes = [part @ slope + own / strength for part, own in zip(turned, weights, strict=True)]
        steepness = np.concatenate([*slopes, slope.sum(axis=0, keepdims=True)])
        return lost + small, steepness.astype(np.float64).ravel()

    found = minimize(
        measured, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": rounds}
    )
    *weights, bias = np.split(found.x.reshape(shape).astype(np.float32), cuts)
    return weights, bias[0]
