"""How well the trained model reads lines that nobody who wrote examples or rules had seen.

The sets in `tests/sets/reading` were written apart; the parts named `held_out` are read here and
nowhere else. The bounds are what people were promised, not what is reached: that stands in
`benchmarks/README.md`.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import f1_score

from bot.language.classifier import FALLBACK
from bot.services.understanding import Understanding

SETS = Path(__file__).parents[1] / "sets" / "reading"
OUT_OF_SCOPE = "out_of_scope"
LONG = 6
"""Shorter ones two people can think of by themselves: "does she have to forgive me"."""
QUESTIONS = [
    ("Can we trust again?", "can_trust_be_rebuilt"),
    ("how long till she's ok with me", "how_long"),
    ("is it worth telling her if she'll never find out", "should_i_tell_them"),
    ("he's left me on read since I said sorry", "no_reply"),
    ("cant stop hating myself for it", "self_forgiveness"),
]


def read_set(name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load()


@pytest.fixture(scope="module")
def held_out(understanding: Understanding) -> list[tuple[str, str, str]]:
    """What each line is, what it was read as, and what it is likest to of all in scope."""
    lines = read_set("intents_held_out")
    read = []
    for line in lines:
        ranking = understanding.intents.read(line["text"], understanding.vector(line["text"]))
        inside = next(label for label, _ in ranking if label != OUT_OF_SCOPE)
        read.append((line["intent"], understanding.read(line["text"])["intent"], inside))
    return read


def test_the_held_out_lines_are_many_and_in_no_training_file():
    lines = read_set("intents_held_out")
    assert len(lines) >= 300
    data = SETS.parents[2] / "data" / "nlu"
    examples = {
        row.strip().removeprefix("- ")
        for file in data.glob("*.yml")
        for row in file.read_text("utf-8").splitlines()
    }
    long = [line["text"] for line in lines if len(line["text"].split()) > LONG]
    assert not [text for text in long if text in examples]


def test_intents_are_read_from_words_that_were_never_seen(held_out):
    truth, read, _ = zip(*held_out, strict=True)
    assert f1_score(truth, read, average="macro", labels=sorted(set(truth))) >= 0.88


def test_what_is_out_of_scope_is_seen_at_little_cost(held_out):
    outside = [read for truth, read, _ in held_out if truth == OUT_OF_SCOPE]
    inside = [row for row in held_out if row[0] != OUT_OF_SCOPE]
    caught = sum(read in {OUT_OF_SCOPE, FALLBACK} for read in outside) / len(outside)
    right = sum(truth == read for truth, read, _ in inside) / len(inside)
    right_without = sum(truth == alone for truth, _, alone in inside) / len(inside)
    assert caught >= 0.85
    assert right_without - right <= 0.03


@pytest.fixture(scope="module")
def told(understanding: Understanding) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """First messages of the held-out set, with the details that were read."""
    messages = read_set("first_messages_held_out")
    return [(message, understanding.read(message["text"])["details"]) for message in messages]


def test_what_was_done_is_read_from_first_messages(told):
    assert len(told) >= 60
    assert statistics.mean(m["breaches"][:1] == read["breaches"][:1] for m, read in told) >= 0.85


def test_who_it_was_is_read_from_first_messages(told):
    assert statistics.mean(m["relationship"] == read["relationship"] for m, read in told) >= 0.85


@pytest.mark.parametrize(("text", "topic"), QUESTIONS)
def test_a_question_in_anyone_s_words_finds_its_answer(
    understanding: Understanding, text: str, topic: str
):
    assert understanding.read(text)["intent"] == f"ask_knowledge/{topic}"
