"""Whether it happened: read from an answer, also where the promise was not to do something."""

from __future__ import annotations

import pytest

from bot.coaching.commitments.outcome import read_choice, read_outcome


@pytest.mark.parametrize(
    "text",
    [
        "yes", "Yep, did it", "yeah I called him on Sunday", "done", "I kept it", "stuck to it",
        "I managed it this time", "I've paid her", "it went well", "paid!", "still going strong",
        # a slip that never came
        "I haven't slipped once", "no slips", "not a single drink, haven't missed a day",
        "I didn't drink", "never raised my voice", "I haven't touched her phone", "without a lapse",
    ],
)  # fmt: skip
def test_kept(text: str):
    assert read_outcome(text) == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "no", "Nope", "not this time", "I didn't call", "I forgot", "I haven't done it yet",
        "I slipped", "we shouted again and I snapped", "I couldn't keep it", "I bottled it",
        "it never happened", "I was going to, but work got in the way", "back to square one",
        "I drank on Friday", "I wasn't able to pay", "kept meaning to", "it’s not done",
    ],
)  # fmt: skip
def test_missed(text: str):
    assert read_outcome(text) == "missed"


@pytest.mark.parametrize(
    "text",
    [
        "half of it", "4 out of 7 days", "3/5", "mostly", "kind of", "most days",
        "yes, except on Friday", "only once", "I paid, but two days late",
    ],
)  # fmt: skip
def test_in_part(text: str):
    assert read_outcome(text) == "partly"


@pytest.mark.parametrize(
    "text",
    ["ask me tomorrow", "remind me later", "Ask me again tomorrow", "too early to say", "not now"],
)
def test_later(text: str):
    assert read_outcome(text) == "later"


@pytest.mark.parametrize(
    "text", ["", " ", "why do you ask?", "she was at her mother's", "🙂", "hello", "x" * 5000]
)
def test_where_words_do_not_say_nothing_is_made_of_them(text: str):
    assert read_outcome(text) is None


@pytest.mark.parametrize(
    "text", ["I didn’t call", "I didn't call", "I DIDN'T  CALL\n", "i didnt call"]
)
def test_apostrophes_capitals_and_spaces_change_nothing(text: str):
    assert read_outcome(text) == "missed"


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("keep it", "keep"),
        ("I'll try again", "keep"),
        ("leave it as it is", "keep"),
        ("make it smaller", "change"),
        ("a different day would be easier", "change"),
        ("let it go", "drop"),
        ("drop it", "drop"),
        ("forget it", "drop"),
        ("hm", None),
        ("", None),
        ("keep it but make it smaller", None),
    ],
)
def test_what_is_to_become_of_it_is_read_where_it_says_one_thing(text: str, choice: str | None):
    assert read_choice(text) == choice
