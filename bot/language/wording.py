"""The wording of a text as numbers: its words, pairs of neighbours, and how it begins.

Sentence vectors say what a text is about and hardly who did what to whom: "I lied to him" and "he
lied to me" lie close together. The words and their order tell them apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_PIECE = re.compile(r"[^\W\d_]+|\d+|[?!:\"]|[\u2600-\u27bf\U0001f300-\U0001faff]")
"""Words, numbers, marks that tell something, and emoji, which the encoder does not know."""
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_OPENING = 3
_AT_LEAST = 2
"""A feature that one example alone has says nothing about others."""


@dataclass(frozen=True)
class Wording:
    """Features of wording with their weights (tf-idf; Salton and Buckley, 1988).

    Attributes:
        places: The column of each feature.
        rarity: The weight of each column, greater for what is rarer.
    """

    places: dict[str, int]
    rarity: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Wording:
        """Learn which features there are, and how rare they are.

        Args:
            texts: The training texts.
        """
        held = Counter(feature for text in texts for feature in set(features(text)))
        kept = sorted(feature for feature, count in held.items() if count >= _AT_LEAST)
        rarity = [math.log((1 + len(texts)) / (1 + held[feature])) + 1 for feature in kept]
        return cls(
            {feature: place for place, feature in enumerate(kept)},
            np.array(rarity, dtype=np.float32),
        )

    @classmethod
    def known(cls, features: NDArray[np.str_], rarity: NDArray[np.float32]) -> Wording:
        """The features that were learnt before, as they are kept with a reader.

        Args:
            features: The features, in the order of their columns.
            rarity: The weight of each column.
        """
        return cls({str(feature): place for place, feature in enumerate(features)}, rarity)

    def row(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The features of one text.

        Args:
            text: Any text.

        Returns:
            The columns that are not zero, and their values, which are together of length one;
            both empty where nothing of it is known.
        """
        counts = Counter(
            place for feature in features(text) if (place := self.places.get(feature)) is not None
        )
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(often)) * self.rarity[places]
        length = float(np.linalg.norm(values))
        return places, (values / length if length else values).astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """The features of many texts, shape (texts, features)."""
        from scipy.sparse import csr_matrix

        rows = [self.row(text) for text in texts]
        starts = np.cumsum([0, *(len(places) for places, _ in rows)])
        places = np.concatenate([places for places, _ in rows])
        values = np.concatenate([values for _, values in rows])
        return csr_matrix((values, places, starts), shape=(len(texts), len(self.rarity)))


def features(text: str) -> Iterator[str]:
    """The features of a text's wording.

    Case, apostrophes and the size of numbers are evened out, since people leave the first two
    out and the third tells nothing.

    Args:
        text: Any text.

    Yields:
        Words and marks; pairs of neighbours, the ends of the text included; the first words
        together.
    """
    plain = text.translate(_QUOTES).lower().replace("'", "")
    pieces = ["#" if piece.isdigit() else piece for piece in _PIECE.findall(plain)]
    yield from pieces
    ended = ["<", *pieces, ">"]
    yield from (f"{first} {second}" for first, second in pairwise(ended))
    yield "< " + " ".join(pieces[:_OPENING]) + " …"
