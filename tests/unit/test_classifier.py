"""The linear reader over sentence embeddings."""

from __future__ import annotations

import gc
import io
import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.language.classifier import LabelClassifier

if TYPE_CHECKING:
    from pathlib import Path

LABELS = ("ask_knowledge/how_long", "greet", "tell_breach")


@pytest.fixture(scope="module")
def centres() -> np.ndarray:
    return np.eye(3, 16, dtype=np.float32)


@pytest.fixture(scope="module")
def reader(centres: np.ndarray) -> LabelClassifier:
    """Trained on ten noisy unit vectors around each of three centres."""
    noise = np.random.default_rng(3).normal(0, 0.05, (3, 10, 16)).astype(np.float32)
    vectors = (centres[:, None, :] + noise).reshape(30, 16)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return LabelClassifier.train(vectors, [label for label in LABELS for _ in range(10)])


def test_each_text_gets_its_label_the_surest_first(reader, centres):
    for label, vector in zip(LABELS, centres, strict=True):
        read = reader.read(vector)
        assert read[0][0] == label
        assert [share for _, share in read] == sorted((s for _, s in read), reverse=True)


def test_shares_add_up_to_one_over_all_labels(reader, centres):
    read = reader.read(centres[0])
    assert {label for label, _ in read} == set(LABELS)
    assert sum(share for _, share in read) == pytest.approx(1)


def test_a_text_between_two_is_sure_of_neither(reader, centres):
    between = (centres[0] + centres[1]) / np.sqrt(2)
    assert reader.read(between)[0][1] < 0.75 < reader.read(centres[0])[0][1]


def test_great_weights_do_not_overflow(centres):
    huge = LabelClassifier(LABELS, np.full((16, 3), 1e6, np.float32), np.zeros(3, np.float32))
    assert [share for _, share in huge.read(centres[0])] == pytest.approx([1 / 3] * 3)


def test_it_reads_as_scikit_learn_does(reader, centres):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression()
    model.classes_ = np.array(reader.labels)
    model.coef_, model.intercept_ = reader.weights.T, reader.bias
    for vector in centres:
        expected = dict(zip(reader.labels, model.predict_proba(vector[None])[0], strict=True))
        assert dict(reader.read(vector)) == pytest.approx(expected, abs=1e-5)


def test_what_is_saved_is_read_back(reader, centres, tmp_path: Path):
    reader.save(tmp_path / "intents.npz")
    again = LabelClassifier.load(tmp_path / "intents.npz")
    gc.collect()
    assert again.labels == reader.labels
    assert again.read(centres[1]) == reader.read(centres[1])


def test_it_is_read_from_an_open_file_too(reader, tmp_path: Path):
    reader.save(tmp_path / "intents.npz")
    with (tmp_path / "intents.npz").open("rb") as opened:
        assert LabelClassifier.load(opened).labels == reader.labels


def test_nothing_in_a_file_is_executed():
    held = io.BytesIO()
    np.savez(held, labels=np.array([Malicious()], dtype=object), weights=0, bias=0)
    held.seek(0)
    with pytest.raises(ValueError, match="allow_pickle"):
        LabelClassifier.load(held)


class Malicious:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("a file was executed",)


def test_the_trap_above_does_spring():
    with pytest.raises(pytest.fail.Exception):
        pickle.loads(pickle.dumps(Malicious()))  # noqa: S301  # that is what is shown
