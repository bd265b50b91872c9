"""Spacing evened out, with the way back to the text as given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.language.evened import evened


def test_runs_of_spaces_become_one():
    assert evened("I  am\t \u00a0sorry").text == "I am sorry"


def test_lines_broken_at_a_width_are_joined():
    text = "I am sorry that I told your sister about the loan and\nthat I hid it from you."
    assert "\n" not in evened(text).text


def test_lines_that_their_writer_ended_stay():
    for text in ("Dear Ana,\nI lied.", "so yeah\ni did it", "I owe you the truth.\n\nI lied."):
        assert evened(text).text == text


@given(st.text(alphabet="aB .,\n\t\u00a0", max_size=120))
def test_every_stretch_leads_back(text: str):
    even = evened(text)
    assert len(even.places) == len(even.text)
    for at, character in enumerate(even.text):
        start, end = even.given(at, at + 1)
        assert end == start + 1
        assert text[start] == character or character == " "
