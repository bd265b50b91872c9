"""The linear reader over embedding and wording."""

from __future__ import annotations

import gc
import io
import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.errors import BadInputError, NotBuiltError
from bot.language.classifier import LabelClassifier
from bot.language.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

LABELS = ("ask_knowledge/how_long", "greet", "tell_breach")
SILENT = ""
"""A text without wording: the embedding alone is read."""


@pytest.fixture(scope="module")
def centres() -> np.ndarray:
    return np.eye(3, 16, dtype=np.float32)


@pytest.fixture(scope="module")
def clouds(centres: np.ndarray) -> np.ndarray:
    """Ten noisy unit vectors around each of three centres."""
    noise = np.random.default_rng(3).normal(0, 0.05, (3, 10, 16)).astype(np.float32)
    vectors = (centres[:, None, :] + noise).reshape(30, 16)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def truth() -> list[str]:
    return [label for label in LABELS for _ in range(10)]


@pytest.fixture(scope="module")
def reader(clouds: np.ndarray, truth: list[str]) -> LabelClassifier:
    return LabelClassifier.train([SILENT] * 30, clouds, truth)


def test_each_text_gets_its_label_the_surest_first(reader, centres):
    for label, vector in zip(LABELS, centres, strict=True):
        read = reader.read(SILENT, vector)
        assert read[0][0] == label
        assert [share for _, share in read] == sorted((s for _, s in read), reverse=True)


def test_shares_add_up_to_one_over_all_labels(reader, centres):
    read = reader.read(SILENT, centres[0])
    assert {label for label, _ in read} == set(LABELS)
    assert sum(share for _, share in read) == pytest.approx(1)


def test_a_text_between_two_is_sure_of_neither(reader, centres):
    between = (centres[0] + centres[1]) / np.sqrt(2)
    assert reader.read(SILENT, between)[0][1] < 0.75 < reader.read(SILENT, centres[0])[0][1]


def test_great_weights_do_not_overflow(centres):
    nothing = Wording({}, np.zeros(0, np.float32))
    huge = LabelClassifier(
        LABELS,
        np.full((16, 3), 1e6, np.float32),
        np.zeros(3, np.float32),
        nothing,
        np.zeros((0, 3), np.float32),
    )
    assert [share for _, share in huge.read(SILENT, centres[0])] == pytest.approx([1 / 3] * 3)


def test_of_embeddings_alone_it_learns_what_scikit_learn_does(reader, clouds, truth, centres):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=30.0, class_weight="balanced", max_iter=1_000).fit(clouds, truth)
    for vector in centres:
        expected = dict(zip(model.classes_, model.predict_proba(vector[None])[0], strict=True))
        assert dict(reader.read(SILENT, vector)) == pytest.approx(expected, abs=0.01)


def test_where_the_embeddings_are_alike_the_wording_decides(centres):
    texts = ["I lied to him", "he lied to me"] * 5
    alike = np.repeat(centres[:1], 10, axis=0)
    who = LabelClassifier.train(texts, alike, ["tell_breach", "tell_hurt"] * 5)
    assert who.read("I lied to her", centres[0])[0][0] == "tell_breach"
    assert who.read("she lied to me", centres[0])[0][0] == "tell_hurt"


def test_a_rare_label_weighs_as_much_as_a_common_one(centres):
    vectors = np.concatenate([np.repeat(centres[:1], 40, axis=0), centres[1:2]])
    lopsided = LabelClassifier.train([SILENT] * 41, vectors, ["greet"] * 40 + ["goodbye"])
    assert lopsided.read(SILENT, centres[1])[0] == ("goodbye", pytest.approx(1, abs=0.5))


def test_one_label_is_no_choice(clouds):
    with pytest.raises(BadInputError, match="two different labels"):
        LabelClassifier.train([SILENT] * 30, clouds, ["greet"] * 30)


def test_what_is_saved_is_read_back(reader, centres, tmp_path: Path):
    reader.save(tmp_path / "intents.npz")
    again = LabelClassifier.load(tmp_path / "intents.npz")
    gc.collect()
    assert again.labels == reader.labels
    assert again.read("greet us", centres[1]) == reader.read("greet us", centres[1])


@pytest.mark.parametrize("content", [None, b"", b"not arrays", b"PK\x03\x04 cut off"])
def test_a_file_that_is_missing_or_damaged_is_named(content: bytes | None, tmp_path: Path):
    path = tmp_path / "intents.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotBuiltError, match=r"intents\.npz is missing or damaged: run `make train"):
        LabelClassifier.load(path)


def test_nothing_in_a_file_is_executed(tmp_path: Path):
    held = io.BytesIO()
    np.savez(held, labels=np.array([Malicious()], dtype=object), features=np.array(["a"]))
    (tmp_path / "intents.npz").write_bytes(held.getvalue())
    with pytest.raises(NotBuiltError):
        LabelClassifier.load(tmp_path / "intents.npz")


class Malicious:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("a file was executed",)


def test_the_trap_above_does_spring():
    with pytest.raises(pytest.fail.Exception):
        pickle.loads(pickle.dumps(Malicious()))  # noqa: S301  # that is what is shown
