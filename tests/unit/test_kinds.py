"""Kinds of breach by likeness, where the rules have no words for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot import settings
from bot.coaching.breach.details import Details, read_details
from bot.coaching.breach.kinds import KINDS, Line, load, train, weighed
from bot.errors import BadInputError, NotBuiltError
from bot.language.lines import read_lines
from bot.language.patterns import Span

if TYPE_CHECKING:
    from pathlib import Path

    from bot.language.heads import Heads, Vectors

NOTHING = Details()


def encode(texts: list[str]) -> Vectors:
    """One axis for each kind, found by a word of the text; the last one for no kind."""
    rows = np.zeros((len(texts), len(KINDS) + 1), dtype=np.float32)
    for row, text in enumerate(texts):
        axes = [at for at, kind in enumerate(KINDS) if kind in text] or [len(KINDS)]
        rows[row, axes] = 1 / np.sqrt(len(axes))
    return rows


@pytest.fixture(scope="module")
def heads() -> Heads:
    told = [Line(text=f"{kind} {n}", kinds=(kind,)) for kind in KINDS for n in range(6)]
    quiet = [Line(text=f"plain talk {n}", kinds=()) for n in range(6)]
    lines = [*told, *quiet]
    return train(lines, encode([line.text for line in lines]))


def kinds_of(text: str, heads: Heads, details: Details = NOTHING) -> list[Span]:
    return list(weighed(details, text, encode([text])[0], heads, encode).breaches)


def test_a_likely_kind_spans_the_message(heads: Heads):
    (told,) = kinds_of("there was a gossip thing of mine", heads)
    assert (told.value, told.start, told.end) == ("gossip", 0, 32)


def test_of_several_sentences_it_spans_the_one_that_tells(heads: Heads):
    text = "I hardly know how to begin. It was money that I took. Can you help?"
    (told,) = kinds_of(text, heads)
    assert told.value == "money"
    assert text[told.start : told.end] == told.text == "It was money that I took."


def test_plain_talk_tells_nothing(heads: Heads):
    assert kinds_of("what do you think of the weather", heads) == []


def test_of_a_few_words_nothing_is_guessed(heads: Heads):
    assert kinds_of("the money", heads) == []


def test_what_a_rule_found_stands_with_its_span_and_comes_first(heads: Heads):
    by_rule = Details(breaches=(Span("lie", "lied", 2, 6),))
    found = kinds_of("I lied about things to her", heads, by_rule)
    assert found == list(by_rule.breaches)


def test_of_two_that_rules_found_the_likelier_comes_first(heads: Heads):
    by_rule = Details(breaches=(Span("neglect", "a", 0, 1), Span("gossip", "b", 2, 3)))
    found = kinds_of("it was really gossip of mine", heads, by_rule)
    assert [told.value for told in found] == ["gossip", "neglect"]


def test_what_is_very_likely_is_added_to_what_a_rule_found(heads: Heads):
    by_rule = Details(breaches=(Span("lie", "lied", 2, 6),))
    text = "I misled her. There was gossip too."
    (first, second) = kinds_of(text, heads, by_rule)
    assert {first.value, second.value} == {"lie", "gossip"}
    assert "There was gossip too." in {first.text, second.text}


def test_the_other_details_stay(heads: Heads):
    text = "some gossip of mine reached my sister Ana"
    details = read_details("to my sister Ana")
    found = weighed(details, text, encode([text])[0], heads, encode)
    assert (found.relationship, found.name) == (details.relationship, details.name)


def test_heads_of_other_kinds_are_refused(heads: Heads, tmp_path: Path):
    heads.save(tmp_path / "kinds.npz")
    assert load(tmp_path / "kinds.npz").names == KINDS
    with pytest.raises(NotBuiltError):
        load(tmp_path / "no.npz")


def test_the_lines_name_the_kinds_of_the_schema_and_each_is_there_once():
    files = sorted((settings.PROJECT / "data" / "breaches").glob("*.jsonl"))
    lines = [line for file in files for line in read_lines(file, Line)]
    assert {kind for line in lines for kind in line.kinds} == set(KINDS)
    assert len({line.text.casefold() for line in lines}) == len(lines)


@pytest.mark.parametrize(
    "row", ["not json", '{"text": "a"}', '{"text": "a", "kinds": ["murder"]}', "[]"]
)
def test_a_line_of_another_shape_is_named_by_its_number(row: str, tmp_path: Path):
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps({"text": "fine", "kinds": []}) + "\n" + row + "\n")
    with pytest.raises(BadInputError, match=r"lines\.jsonl:2 is not a labelled line"):
        read_lines(path, Line)
