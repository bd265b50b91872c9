"""The sentence encoder, on the real model, and what happens when its files are not whole."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot import settings
from bot.errors import NotBuiltError
from bot.language.embeddings import REMEMBERED, Encoder, load_encoder

BUILT = settings.load().embeddings
PUBLISHED = settings.load().data / "embeddings"
BUILDER = settings.PROJECT / "training" / "build_embeddings.py"
BUILDER_PYTHON = settings.PROJECT / ".tools" / "embeddings" / "bin" / "python"

needs_builder = pytest.mark.skipif(
    not (BUILDER_PYTHON.exists() and PUBLISHED.is_dir()),
    reason="the published encoder, and what builds it, are not installed; `make test` does that",
)

TEXTS = [
    "I lied to my sister about the loan.",
    "i didnt tell my sister the truth about the money i borrowed",
    "What is the weather like in London?",
    "no",
    "",
    "I’m so sorry — I read your messages while you were asleep 😔",
    "we shipped late and hid it from the client " * 12,
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(BUILT)


@pytest.fixture
def fresh() -> Encoder:
    return Encoder((BUILT / "model.onnx").read_bytes(), (BUILT / "tokenizer.json").read_bytes())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUILT, tmp_path / "embeddings"))


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PUBLISHED, tmp_path / "published"))


def test_vectors_are_unit_rows_of_float32(encoder: Encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_a_text_has_the_same_vector_in_company_as_alone(fresh: Encoder, encoder: Encoder):
    together = fresh.encode(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        np.testing.assert_allclose(row, encoder.encode([text])[0], atol=1e-3)


def test_order_and_repeats_do_not_matter(fresh: Encoder, encoder: Encoder):
    forwards = encoder.encode(TEXTS)
    backwards = fresh.encode([*reversed(TEXTS), TEXTS[0]])
    np.testing.assert_allclose(backwards[:-1], forwards[::-1], atol=1e-3)
    np.testing.assert_array_equal(backwards[-1], backwards[-2])


def test_another_process_would_get_the_same_vectors(fresh: Encoder, encoder: Encoder):
    np.testing.assert_array_equal(fresh.encode(TEXTS), encoder.encode(TEXTS))


@needs_builder
def test_the_published_encoder_gives_the_vector_that_its_authors_publish():
    vector = load_encoder(PUBLISHED).encode(["This is an example sentence"])[0]
    assert vector[:4] == pytest.approx([0.0677, 0.0635, 0.0487, 0.0793], abs=0.03)


@pytest.mark.parametrize(
    ("text", "paraphrase", "unrelated"),
    [
        (
            "I lied to my sister about the loan",
            "i wasnt honest with my sis about borrowing that money",
            "Remind me every Monday at nine",
        ),
        (
            "How long does it take to be forgiven?",
            "when will she stop being angry with me and forgive me",
            "I want to see everything you have stored about me",
        ),
        (
            "He has blocked me on everything",
            "she wont take my calls and has blocked my number",
            "I took the credit for her work in the meeting",
        ),
        (
            "Are you a real person?",
            "am i talking to a bot or a human",
            "I forgot our wedding anniversary",
        ),
        (
            "Delete all my data",
            "pls erase everything u know about me",
            "Can we practise the conversation?",
        ),
    ],
)
def test_a_paraphrase_is_nearer_than_another_matter(
    encoder: Encoder, text: str, paraphrase: str, unrelated: str
):
    same, near, far = encoder.encode([text, paraphrase, unrelated])
    assert same @ near > same @ far + 0.1


def test_what_stands_beyond_the_limit_is_not_read(encoder: Encoder):
    long = "sorry " * 300
    np.testing.assert_array_equal(*encoder.encode([long, long + "purple elephants"]))


@pytest.mark.parametrize("text", ["", " \n\t", "\ud800", "\x00", "😔" * 40, "a" * 5000, "سلام"])
def test_odd_texts_have_vectors_too(encoder: Encoder, text: str):
    assert np.linalg.norm(encoder.encode([text])[0]) == pytest.approx(1, abs=1e-5)


def test_one_bare_text_is_refused(encoder: Encoder):
    with pytest.raises(TypeError, match="sequence of texts"):
        encoder.encode("sorry")


def test_threads_get_their_own_texts_vectors(fresh: Encoder, encoder: Encoder):
    texts = [f"I forgot promise number {number % 30}" for number in range(240)]
    with ThreadPoolExecutor(8) as threads:
        rows = list(threads.map(lambda text: fresh.encode([text])[0], texts))
    np.testing.assert_array_equal(np.stack(rows), encoder.encode(texts))


def test_a_caller_cannot_change_what_is_remembered(fresh: Encoder):
    first = fresh.encode(["I am sorry"])
    kept = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(fresh.encode(["I am sorry"]), kept)


def test_a_text_asked_for_again_is_not_run_again(fresh: Encoder):
    once = fresh.encode(["I am sorry"])
    fresh._session = None
    np.testing.assert_array_equal(fresh.encode(["I am sorry"]), once)


def test_the_cache_is_bounded_and_drops_the_oldest(fresh: Encoder):
    fresh.encode(["the first"])
    fresh.encode([str(number) for number in range(REMEMBERED)])
    assert len(fresh._recent) == REMEMBERED
    assert fresh._recent.get(fresh._recent.name(b"the first")) is None


def test_the_cache_holds_none_of_the_words(fresh: Encoder):
    secret = "I cheated with " + "Quillon"
    fresh.encode([secret])
    assert len(fresh._recent) == 1
    kept = [fresh._recent]
    for thing in kept:
        parts = gc.get_referents(thing)
        known = {id(part) for part in kept}
        kept += [p for p in parts if id(p) not in known and not isinstance(p, type)]
    strings = [thing for thing in kept if isinstance(thing, str | bytes)]
    assert strings
    assert not [s for s in strings if "Quillon" in (s if isinstance(s, str) else s.decode("latin"))]


def test_the_names_in_the_cache_cannot_be_guessed_from_the_text(fresh: Encoder, encoder: Encoder):
    assert fresh._recent.name(b"sorry") != encoder._recent.name(b"sorry")
    assert fresh._recent.name(b"sorry") == fresh._recent.name(b"sorry")


def test_a_folder_is_loaded_once(encoder: Encoder):
    assert load_encoder(BUILT) is encoder
    assert load_encoder(BUILT / ".." / BUILT.name) is encoder


def test_the_build_measured_itself_near_the_exact_model():
    manifest = json.loads((BUILT / "manifest.json").read_text())
    assert manifest["mean_cosine"] >= 0.97


def assert_one_clear_line(error: pytest.ExceptionInfo[NotBuiltError], path: Path):
    message = str(error.value)
    assert str(path) in message
    assert f"git checkout -- {path}" in message
    assert "make tune" in message
    assert "\n" not in message


FILES = ["manifest.json", "model.onnx", "tokenizer.json"]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy: Path, name: str):
    (copy / name).unlink()
    with pytest.raises(NotBuiltError) as error:
        load_encoder(copy)
    assert_one_clear_line(error, copy / name)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_a_files_place_is_named(copy: Path, name: str):
    (copy / name).unlink()
    (copy / name).mkdir()
    with pytest.raises(NotBuiltError) as error:
        load_encoder(copy)
    assert_one_clear_line(error, copy / name)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_one_flipped_bit_is_found(copy: Path, name: str):
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(NotBuiltError) as error:
        load_encoder(copy)
    assert_one_clear_line(error, copy / name)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_wrong_checksum_in_the_manifest_is_found(copy: Path, name: str):
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256(b"another file").hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(NotBuiltError) as error:
        load_encoder(copy)
    assert_one_clear_line(error, copy / name)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 99, "files": {}}', b"\xff\xfe"])
def test_a_damaged_manifest_is_found(copy: Path, content: bytes):
    (copy / "manifest.json").write_bytes(content)
    with pytest.raises(NotBuiltError) as error:
        load_encoder(copy)
    assert_one_clear_line(error, copy / "manifest.json")


def test_it_loads_once_it_has_been_mended(copy: Path):
    whole = (copy / "tokenizer.json").read_bytes()
    (copy / "tokenizer.json").write_bytes(whole[:100])
    with pytest.raises(NotBuiltError):
        load_encoder(copy)
    (copy / "tokenizer.json").write_bytes(whole)
    assert load_encoder(copy).encode(["sorry"]).shape == (1, 384)


def test_importing_it_loads_no_model_runtime():
    code = (
        "import sys, bot.language.embeddings\n"
        "print([m for m in ('onnxruntime', 'tokenizers', 'torch', 'tensorflow', 'rasa')"
        " if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.PROJECT, capture_output=True, check=True
    )
    assert shown.stdout.strip() == b"[]"


def build(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BUILDER_PYTHON, BUILDER, *arguments], capture_output=True, text=True, check=False
    )


def assert_refused(done: subprocess.CompletedProcess[str], path: Path, words: str):
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert str(path) in line
    assert words in line


@needs_builder
def test_the_builder_leaves_what_is_up_to_date(published: Path):
    before = {path.name: path.stat().st_mtime_ns for path in published.iterdir()}
    done = build("--out", published)
    assert done.returncode == 0, done.stderr
    assert "up to date" in done.stdout
    assert before == {path.name: path.stat().st_mtime_ns for path in published.iterdir()}


@needs_builder
def test_the_builder_mends_a_damaged_encoder(published: Path):
    whole = (published / "model.onnx").read_bytes()
    (published / "model.onnx").write_bytes(whole[: len(whole) // 2])
    done = build("--out", published)
    assert done.returncode == 0, done.stderr
    assert (published / "model.onnx").read_bytes() == whole
    assert os.listdir(published.parent) == [published.name]  # noqa: PTH208


@needs_builder
def test_the_builder_says_which_weights_are_missing(tmp_path: Path):
    done = build("--source", tmp_path, "--out", tmp_path / "embeddings")
    assert_refused(done, tmp_path / "model.safetensors", "is missing; install it with")
    assert not (tmp_path / "embeddings").exists()


@needs_builder
def test_the_builder_refuses_other_weights(published: Path, tmp_path: Path):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    done = build("--source", tmp_path, "--out", published, "--force")
    assert_refused(done, tmp_path / "model.safetensors", "wrong checksum")
    assert sorted(path.name for path in published.iterdir()) == FILES


@needs_builder
def test_the_builder_takes_away_no_other_files(published: Path):
    (published / "diary.txt").write_text("mine")
    done = build("--out", published, "--force")
    assert_refused(done, published, "holds other files")
    assert (published / "diary.txt").read_text() == "mine"


@needs_builder
@pytest.mark.parametrize("record", [b"", b"[]", b'{"sha256": {}}'])
def test_the_builder_refuses_tuned_weights_whose_record_is_damaged(record: bytes, tmp_path: Path):
    (tmp_path / "tuning.json").write_bytes(record)
    done = build("--source", tmp_path, "--out", tmp_path / "embeddings")
    assert_refused(done, tmp_path / "tuning.json", "run `make tune` again")


@needs_builder
def test_the_builder_refuses_tuned_weights_that_were_changed(tmp_path: Path):
    record = {"sha256": {"model.safetensors": "0" * 64}, "start": [0.1]}
    (tmp_path / "tuning.json").write_text(json.dumps(record))
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    done = build("--source", tmp_path, "--out", tmp_path / "embeddings")
    assert_refused(done, tmp_path / "model.safetensors", "wrong checksum")
    assert "make tune" in done.stderr


def test_the_encoder_in_the_repository_says_what_it_was_made_from():
    manifest = json.loads((settings.PROJECT / "data/encoder/manifest.json").read_text())
    tuning = manifest["source"]["tuning"]
    assert tuning["lines"]["intent"] > 9_000
    assert manifest["mean_cosine"] >= 0.97
    assert (settings.PROJECT / "data/encoder/model.onnx").stat().st_size < 25_000_000
