"""Sentence vectors: MiniLM in eight-bit ONNX, run on one core without a network.

Sentences that mean nearly the same have vectors that point nearly the same way (Reimers and
Gurevych, 2019, "Sentence-BERT"). `training/build_embeddings.py` makes the files that are read
here.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel, ValidationError

from bot.errors import NotBuiltError
from bot.language.kept_vectors import KeptVectors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "manifest.json"
LONGEST = 256
REMEMBERED = 512
SHARED_OUT = 64
"""From so many texts on, threads are worth starting."""


class _Manifest(BaseModel):
    """The part of the manifest that must hold for the files to be used."""

    format: Literal[1]
    dimension: Literal[384]
    files: dict[str, str]


class _RecentVectors:
    """The vectors of the texts asked for last, without the texts.

    A text is known by a hash under a key that lives and dies with this object, so that nobody's
    words stand in memory, and no dump of it can be searched for a guessed sentence.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._key = secrets.token_bytes(32)
        self._vectors: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._vectors)

    def name(self, text: bytes) -> bytes:
        return hashlib.blake2b(text, key=self._key, digest_size=16).digest()

    def get(self, name: bytes) -> NDArray[np.float32] | None:
        with self._lock:
            vector = self._vectors.get(name)
            if vector is not None:
                self._vectors.move_to_end(name)
            return vector

    def put(self, name: bytes, vector: NDArray[np.float32]) -> None:
        with self._lock:
            self._vectors[name] = vector
            self._vectors.move_to_end(name)
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)


class Encoder:
    """Turns texts into vectors of length one. Safe to share between threads.

    Attributes:
        dimension: Numbers in a vector.
    """

    dimension = 384

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        """Load the model.

        Args:
            model: The ONNX model.
            tokenizer: The tokenizer's JSON, UTF-8.
        """
        # Both are slow to import, and most commands need neither.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        self._recent = _RecentVectors(REMEMBERED)
        self._kept: KeptVectors | None = None

    @contextmanager
    def keeping(self, path: Path) -> Iterator[None]:
        """Within this, vectors come from a file where it has them, and go there: for training.

        Args:
            path: The file of `KeptVectors`, named after this encoder.
        """
        self._kept = KeptVectors(path)
        try:
            yield
            self._kept.save()
        finally:
            self._kept = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Compute the vectors of texts.

        Each text is run on its own: the quantised model takes its scales from all that is in one
        run, so that in company a text's vector would depend on its neighbours; batches sorted by
        length would save about a tenth of the time. Many texts, as in training, are shared out
        over the machine's cores, one run on each at a time.

        Args:
            texts: The texts; what is beyond 256 word pieces of one is not read. An empty text
                has a vector like any other.

        Returns:
            One row a text, of length one, (n, 384); the caller's own to change.

        Raises:
            TypeError: When given one text in place of a sequence.
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a sequence of texts; got one text")
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if len(texts) < SHARED_OUT:
            for row, text in enumerate(texts):
                vectors[row] = self._vector(text)
            return vectors
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for row, vector in enumerate(pool.map(self._vector, texts)):
                vectors[row] = vector
        return vectors

    def _vector(self, text: str) -> NDArray[np.float32]:
        # Half a surrogate pair can come in through JSON, and cannot be written as UTF-8.
        written = text.encode("utf-8", "replace")
        if self._kept is not None:
            return self._from_kept(self._kept, written)
        name = self._recent.name(written)
        vector = self._recent.get(name)
        if vector is None:
            vector = self._run(written.decode("utf-8"))
            self._recent.put(name, vector)
        return vector

    def _from_kept(self, kept: KeptVectors, written: bytes) -> NDArray[np.float32]:
        vector = kept.get(written)
        if vector is None:
            vector = self._run(written.decode("utf-8"))
            kept.put(written, vector)
        return vector

    def _run(self, text: str) -> NDArray[np.float32]:
        pieces = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feed = {"input_ids": pieces, "attention_mask": np.ones_like(pieces)}
        vector: NDArray[np.float32] = self._session.run(["embedding"], feed)[0][0]
        return vector


def load_encoder(folder: Path) -> Encoder:
    """Load the encoder in a folder, once a process.

    Args:
        folder: Where `training/build_embeddings.py` wrote it; `Settings.embeddings`.

    Returns:
        The encoder; the same one for the same folder.

    Raises:
        bot.errors.NotBuiltError: When a file is missing, damaged or not the one that was built.
    """
    return _load(folder.resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> Encoder:
    manifest = _read_manifest(folder / MANIFEST)
    model, tokenizer = (
        _read_checked(folder / name, manifest.files.get(name)) for name in (MODEL, TOKENIZER)
    )
    return Encoder(model, tokenizer)


def _read_manifest(path: Path) -> _Manifest:
    try:
        return _Manifest.parse_raw(_read(path))
    except ValidationError as error:
        raise NotBuiltError(_advice(path, "is damaged or of another version")) from error


def _read_checked(path: Path, expected: str | None) -> bytes:
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != expected:
        raise NotBuiltError(_advice(path, "is damaged: its checksum is not the manifest's"))
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotBuiltError(_advice(path, "is missing")) from error
    except OSError as error:
        raise NotBuiltError(_advice(path, f"cannot be read ({error.strerror})")) from error


def _advice(path: Path, what: str) -> str:
    return (
        f"The sentence encoder's file {path} {what}; bring it back with `git checkout -- {path}`, "
        "make a new one with `make tune`, or name another encoder's folder in AMENDS_EMBEDDINGS."
    )
