"""The second reader: learns, is saved, and only adds to what the rules find."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.coaching.safety.gates import CATEGORIES, TIERS
from bot.coaching.safety.second_reader import (
    HEADS,
    Benign,
    Line,
    load,
    read_lines,
    screen_with,
    train,
)
from bot.errors import BadInputError, NotBuiltError
from bot.language.worded_heads import WordedHeads
from bot.language.wording import Wording

if TYPE_CHECKING:
    from bot.language.heads import Vectors

DATA = Path(__file__).parents[2] / "data" / "safety"
HELD_OUT = Path(__file__).parents[1] / "sets" / "safety" / "heldout.jsonl"
MID_CONVERSATION = HELD_OUT.with_name("mid_conversation.jsonl")
BENIGN = "I forgot to water her plants"
NAMES = ["none", *CATEGORIES]
FEW = 4


def encode(texts: list[str]) -> Vectors:
    """One axis for each category, named by the first word of the text."""
    rows = np.zeros((len(texts), len(NAMES)), dtype=np.float32)
    for row, text in enumerate(texts):
        rows[row, NAMES.index(text.split()[0])] = 1.0
    return rows


def lines() -> list[Line]:
    benign = [Line(text=f"none {n}", tier="none", categories=()) for n in range(4)]
    return benign + [
        Line(text=f"{name} {n}", tier=tier, categories=(name,))
        for name, tier in CATEGORIES.items()
        for n in range(4)
    ]


@pytest.fixture(scope="module")
def reader() -> WordedHeads:
    return train(lines(), encode)


def test_it_learns_the_lines(reader: WordedHeads) -> None:
    chances = reader.read("self_harm", encode(["self_harm"])[0])
    assert set(chances) == set(HEADS)
    assert chances["self_harm"] > 0.5 > chances["legal"]
    assert chances["emergency"] > 0.5


def test_it_reads_the_same_after_saving(reader: WordedHeads, tmp_path: Path) -> None:
    reader.save(tmp_path / "reader.npz")
    vector = encode(["victim"])[0]
    kept = load(tmp_path / "reader.npz")
    assert kept.read("victim", vector) == reader.read("victim", vector)


@pytest.mark.parametrize("content", [None, b"not arrays"])
def test_a_reader_that_is_missing_or_damaged_says_what_to_do(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "reader.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotBuiltError, match="amends train"):
        load(path)


def leaning(tier: str, chance: float) -> WordedHeads:
    """A reader that gives one tier a fixed chance, and everything else none."""
    biases = np.full(len(HEADS), -20.0, dtype=np.float32)
    biases[HEADS.index(tier)] = np.log(chance / (1 - chance))
    return WordedHeads(
        HEADS,
        np.zeros((1, len(HEADS)), dtype=np.float32),
        biases,
        Wording({}, np.zeros(0, dtype=np.float32)),
        np.zeros((0, len(HEADS)), dtype=np.float32),
    )


NOWHERE = np.zeros(1, dtype=np.float32)


@pytest.mark.parametrize(
    ("chance", "tier", "ask"),
    [(0.05, "none", False), (0.5, "emergency", True), (0.9999, "emergency", False)],
)
def test_in_the_doubtful_middle_it_asks(chance: float, tier: str, ask: bool) -> None:
    verdict = screen_with(BENIGN, NOWHERE, leaning("emergency", chance))
    assert (verdict.tier, verdict.ask) == (tier, ask)


def test_it_never_makes_light_of_what_the_rules_found() -> None:
    verdict = screen_with("I want to die", NOWHERE, leaning("refer", 0.999))
    assert verdict.tier == "emergency"


def test_a_rule_acts_where_the_reader_finds_it_possible_and_asks_where_it_does_not() -> None:
    assert not screen_with("I want to die", NOWHERE, leaning("emergency", 0.5)).ask
    doubted = screen_with("I want to die", NOWHERE, leaning("emergency", 0.01))
    assert doubted.tier == "emergency"
    assert doubted.ask


def test_of_a_few_words_more_is_wanted_before_it_asks() -> None:
    few, many = "write to her now", "write to her now, and then to all of the others too"
    assert screen_with(few, NOWHERE, leaning("emergency", 0.2)).tier == "none"
    assert screen_with(many, NOWHERE, leaning("emergency", 0.2)).ask


def test_a_sure_rule_is_not_turned_into_a_question() -> None:
    verdict = screen_with("She's blocked me on everything", NOWHERE, leaning("emergency", 0.9))
    assert (verdict.tier, verdict.ask) == ("stop", False)


@pytest.mark.parametrize("text", ["good", "not yet", "I'll be better", "two words..."])
def test_of_three_words_or_fewer_it_says_nothing(text: str) -> None:
    assert screen_with(text, NOWHERE, leaning("emergency", 0.999)).tier == "none"


def test_the_rules_read_short_messages_all_the_same() -> None:
    assert screen_with("kill myself", NOWHERE, leaning("stop", 0.1)).tier == "emergency"


def test_what_is_said_to_a_coach_is_learnt_as_benign() -> None:
    doubtful = encode(["self_harm"])
    benign = Benign(["self_harm said lightly"] * 40, np.repeat(doubtful, 40, axis=0))
    before = train(lines(), encode).read("self_harm", doubtful[0])["emergency"]
    after = train(lines(), encode, benign=benign).read("self_harm", doubtful[0])["emergency"]
    assert after < before / 2


@pytest.mark.parametrize("path", [*sorted(DATA.glob("*.jsonl")), HELD_OUT])
def test_the_labelled_lines_hold_together(path: Path) -> None:
    read = read_lines(path)
    assert len(read) >= 200
    assert {line.tier for line in read} <= set(TIERS)
    assert "none" in {line.tier for line in read}


def test_no_held_out_line_is_learnt_from() -> None:
    learnt = {line.text for path in DATA.glob("*.jsonl") for line in read_lines(path)}
    for held_out in (HELD_OUT, MID_CONVERSATION):
        texts = {line.text for line in read_lines(held_out)}
        # "not tonight", "shorter": of so few words two people think by themselves
        assert not {text for text in learnt & texts if len(text.split()) > FEW}


def test_a_line_whose_tier_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"text": "x", "tier": "refer", "categories": ["victim"]}\n', encoding="utf-8")
    with pytest.raises(BadInputError, match=r":1 "):
        read_lines(path)


def test_training_without_a_category_is_refused() -> None:
    with pytest.raises(BadInputError, match="no lines"):
        train(lines()[:8], encode)
