"""Sentences and clauses of an apology, with their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.apology.clauses import clauses_of, sentences_of


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences_of(text)]


def clauses(text: str) -> list[str]:
    return [clause.text for clause in clauses_of(text, sentences_of(text))]


def test_marks_and_lines_end_a_sentence():
    assert sentences("Dear Ana,\n\nI lied!! I am sorry… truly") == [
        "Dear Ana,",
        "I lied!!",
        "I am sorry…",
        "truly",
    ]


def test_titles_and_numbers_do_not():
    assert sentences("Mr. Shah, I owe you £1.50. Dr. Lee knows.") == [
        "Mr. Shah, I owe you £1.50.",
        "Dr. Lee knows.",
    ]


def test_a_closing_quote_belongs_to_its_sentence():
    assert sentences("You said “never again.” I nodded.") == [
        "You said “never again.”",
        "I nodded.",
    ]


def test_what_holds_no_letter_or_digit_is_no_sentence():
    assert sentences("… !!! \n\n 🙏") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "I'm sorry I shouted, but you started it.",
            ["I'm sorry I shouted", "but you started it."],
        ),
        (
            "I read your diary and I told Sam because I was angry",
            ["I read your diary", "and I told Sam", "because I was angry"],
        ),
        ("I was wrong; it was my choice.", ["I was wrong", "it was my choice."]),
        ("bread, milk and eggs", ["bread, milk and eggs"]),
    ],
)
def test_clauses(text: str, parts: list[str]):
    assert clauses(text) == parts


@given(st.text(max_size=300))
def test_clauses_lie_in_order_inside_their_sentences(text: str):
    spans = sentences_of(text)
    found = clauses_of(text, spans)
    assert {clause.sentence for clause in found} == set(range(len(spans)))
    at = 0
    for clause in found:
        first, last = spans[clause.sentence]
        assert at <= clause.start < clause.end
        assert first <= clause.start
        assert clause.end <= last
        assert text[clause.start : clause.end] == clause.text
        at = clause.end
