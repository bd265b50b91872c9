"""Texts for Telegram: nothing of a person is read as markup, nothing is lost when parted."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.formatting import LONGEST, linked, marked_up, parted, units


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I lied & <b>you</b> paid", "I lied &amp; &lt;b&gt;you&lt;/b&gt; paid"),
        ("**Draft** of *it*", "<b>Draft</b> of *it*"),
        ("** not bold **", "** not bold **"),
        ("**<i>**", "<b>&lt;i&gt;</b>"),
        ("What you promised:\n- pay 200\n* call", "What you promised:\n• pay 200\n• call"),
        ("well-known - and so", "well-known - and so"),
        ("😀 “quoted” 'n' so", "😀 “quoted” 'n' so"),
    ],
)
def test_light_markdown_becomes_html_and_the_rest_is_escaped(text: str, shown: str) -> None:
    assert marked_up(text) == shown


@given(st.text())
def test_only_bold_is_ever_a_tag(text: str) -> None:
    assert set(re.findall(r"<[^>]*>", marked_up(text))) <= {"<b>", "</b>"}
    assert html.unescape(re.sub(r"</?b>", "**", marked_up(text))).count("\n") == text.count("\n")


def test_a_link_cannot_break_out_of_its_address() -> None:
    assert linked("<Help>", 'https://a.org/?q="><b>') == (
        '<a href="https://a.org/?q=&quot;&gt;&lt;b&gt;">&lt;Help&gt;</a>'
    )


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert units("aé”😀") == 5


def test_a_short_text_is_one_piece_and_none_is_none() -> None:
    assert parted(" I lied. ") == ["I lied."]
    assert parted(" \n ") == []


def test_it_is_parted_between_paragraphs_first() -> None:
    one, two = "One. Two. " * 30, "Three. " * 40
    assert parted(f"{one.strip()}\n\n{two.strip()}", 400) == [one.strip(), two.strip()]


def test_then_between_sentences_then_between_words() -> None:
    pieces = parted("I lied to you. " * 40, 100)
    assert all(piece.endswith("you.") for piece in pieces)
    assert all(piece.split(" ")[-1] in {"word", "words"} for piece in parted("word " * 90, 50))


def test_what_has_no_place_to_part_is_parted_anyway() -> None:
    assert [len(piece) for piece in parted("a" * 9_000)] == [LONGEST, LONGEST, 9_000 - 2 * LONGEST]


@given(
    st.lists(st.sampled_from(["I lied.", "word", "\n", "\n\n", " ", "😀" * 7, "x" * 60])),
    st.integers(min_value=20, max_value=200),
)
def test_every_piece_fits_and_nothing_is_lost(parts: list[str], longest: int) -> None:
    text = "".join(parts)
    pieces = parted(text, longest)
    assert all(piece and units(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
