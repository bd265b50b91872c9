"""The vectors of training lines, kept from one training to the next, so that only new lines cost.

For training lines alone: they stand in the project anyway. What people write is never kept so.
"""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_NAME_BYTES = 16


class KeptVectors:
    """Vectors by text, in a file; those that were not asked for this time are not kept on."""

    def __init__(self, path: Path) -> None:
        """Read the file; one that is missing or damaged is as good as empty.

        Args:
            path: The file; its name should tell which encoder made the vectors.
        """
        self._path = path
        self._known = _read(path)
        self._asked: dict[bytes, NDArray[np.float32]] = {}

    def get(self, text: bytes) -> NDArray[np.float32] | None:
        """The vector of a text, if it is known."""
        name = _name(text)
        vector = self._known.get(name)
        if vector is not None:
            self._asked[name] = vector
        return vector

    def put(self, text: bytes, vector: NDArray[np.float32]) -> None:
        """Keep the vector of a text."""
        name = _name(text)
        self._known[name] = self._asked[name] = vector

    def save(self) -> None:
        """Write what was asked for, in place of what the file held."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for other in self._path.parent.glob("*.npz"):
            if other != self._path:
                other.unlink()
        unfinished = self._path.with_suffix(".new")
        with unfinished.open("wb") as file:
            np.savez(
                file,
                names=np.frombuffer(b"".join(self._asked), dtype=np.uint8),
                vectors=np.array(list(self._asked.values()), dtype=np.float32),
            )
        unfinished.replace(self._path)


def _name(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=_NAME_BYTES).digest()


def _read(path: Path) -> dict[bytes, NDArray[np.float32]]:
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            names, vectors = held["names"].tobytes(), held["vectors"]
    except (ValueError, KeyError, OSError, zipfile.BadZipFile):
        return {}  # it saves time and nothing else: what is damaged is made anew
    cut = range(0, len(names), _NAME_BYTES)
    return {names[at : at + _NAME_BYTES]: row for at, row in zip(cut, vectors, strict=True)}
