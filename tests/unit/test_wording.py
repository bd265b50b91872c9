"""The wording of a text as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from bot.language.wording import Wording, features

TEXTS = ["I lied to him", "he lied to me", "I lied to her about the £50", "she lied about me"]


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording.learn(TEXTS)


def test_who_did_it_shows_in_pairs_and_in_the_opening():
    mine, theirs = (set(features(text)) for text in ("I lied to him", "he lied to me"))
    assert {"i lied", "< i", "< i lied to …"} <= mine - theirs
    assert {"he lied", "to me", "me >"} <= theirs - mine


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I DIDN'T tell her", "i didnt tell her"),
        ("I didn’t tell her", "i didn't tell her"),
        ("I owe her 50", "i owe her 2000"),
    ],
)
def test_what_people_leave_out_makes_no_difference(one: str, other: str):
    assert list(features(one)) == list(features(other))


def test_a_question_mark_is_a_feature_and_a_full_stop_is_none():
    assert "?" in set(features("can it be mended?"))
    assert set(features("it is over.")) == set(features("it is over"))


def test_a_row_has_length_one(wording: Wording):
    _, values = wording.row("I lied about him")
    assert np.linalg.norm(values) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "…", "zzz", "😔😔"])
def test_of_what_was_never_seen_nothing_is_known(wording: Wording, text: str):
    places, values = wording.row(text)
    assert len(places) == len(values) == 0


def test_a_feature_of_one_text_alone_is_not_learnt(wording: Wording):
    assert "lied to" in wording.places
    assert "about the" not in wording.places


def test_the_matrix_holds_the_rows(wording: Wording):
    table = wording.matrix([*TEXTS, ""]).toarray()
    assert table.shape == (5, len(wording.places))
    for row, text in enumerate(TEXTS):
        places, values = wording.row(text)
        assert table[row, places] == pytest.approx(values)
    assert not table[4].any()


def test_what_is_rare_weighs_more(wording: Wording):
    assert wording.rarity[wording.places["me"]] > wording.rarity[wording.places["lied"]]
