"""Folding a message into plain words, with the way back to the original."""

from __future__ import annotations

import pytest

from bot.coaching.safety.fold import fold


def plain(text: str) -> str:
    return " ".join(token.text for token in fold(text))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I don’t want this", "i do not want this"),
        ("i dont want this", "i do not want this"),
        ("IM SO sorry", "i am so sorry"),
        ("ive told her, wife's cross", "i have told her , wife 's cross"),
        ("k1ll mys3lf", "kill myself"),
        ("k i l l", "kill"),
        ("s.u.i.c.i.d.e", "suicide"),
        ("nоt safe", "not safe"),  # a Cyrillic o
        ("no\u200bt safe", "not safe"),
        ("I’ll be ill", "i will be ill"),
        ("I am ill", "i am ill"),
        ("sooooo sorry", "so sorry"),
        ("sucidal", "suicidal"),
        ("self-harm", "self harm"),
        ("she's £1,500 down", "she is 1500 down"),
    ],
)
def test_ways_of_writing_come_to_the_same_words(written: str, read: str) -> None:
    assert plain(written) == read


def test_every_word_knows_where_it_stood() -> None:
    text = "Sorry. “I don’t” know"
    words = {token.text: text[token.start : token.end] for token in fold(text)}
    assert words["not"] == "don’t"
    assert words["know"] == "know"


def test_an_empty_message_has_no_words() -> None:
    assert fold(" \u200b\t") == []
