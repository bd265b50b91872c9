"""What changed between two versions, and the way back to the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.apology import versions
from bot.coaching.apology.analyser import Analysis
from bot.coaching.apology.composer import asks_undo, revise
from bot.coaching.apology.frames import frames
from bot.services import apologies, understanding
from bot.storage import database, schema
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pathlib import Path

# --- what changed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("I lied.", "I lied.", []),
        ("I lied.", "I lied to you.", [("gone", "lied."), ("new", "lied to you.")]),
        ("I lied. I am sorry.", "I lied.", [("gone", "I am sorry.")]),
        ("I lied.", "I lied. I am sorry.", [("new", "I am sorry.")]),
        ("Ana,\n\nI lied.", "Ana,\nI lied.", []),
        ("I lied. [how it was]", "I lied. You cried.", [("gone", "[how it was]"),
                                                        ("new", "You cried.")]),
        ("", "I lied.", [("new", "I lied.")]),
    ],
)  # fmt: skip
def test_changes_by_words(old, new, found):
    assert versions.changes(old, new) == found


WORDS = st.lists(st.sampled_from(["I", "lied", "to", "you.", "sorry", "\n\n", "[gap]"]))


@given(WORDS, WORDS)
@settings(max_examples=200, deadline=None)
def test_what_is_gone_stood_before_and_what_is_new_stands_now(old, new):
    before, after = " ".join(old), " ".join(new)
    found = versions.changes(before, after)
    for kind, words in found:
        assert words in " ".join((before if kind == "gone" else after).split())
    assert (found == []) == (before.split() == after.split())


def test_what_is_told_of_the_changes():
    old = "I lied to you about work. I'm sorry. I will come home at six."
    new = "I lied to you about the money that you lent me. I'm sorry. I'll come home at six."
    said = versions.told(versions.changes(old, new))
    assert said == "New: “the money that you lent me”."
    gone = versions.told(versions.changes(old, "I'm sorry. I will come home at six."))
    assert gone == "Gone: “I lied to you about work”."


def test_a_few_words_are_not_told_and_many_are_cut_short():
    assert versions.told(versions.changes("I will go.", "I'll go.")) == ""
    long = " ".join(f"word{i}" for i in range(40))
    said = versions.told(versions.changes("", long))
    assert said.startswith("New: “word0 word1 ")
    assert said.endswith("word11 …”.")


# --- the version before ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        ([], None),
        (["a"], None),
        (["a", "b"], 0),
        (["a", "b", "c"], 1),
        (["a", "b", "c", "b"], 0),
        (["a", "b", "a"], 1),
        (["a", "b", "a", "c"], 2),
    ],
)
def test_going_back_twice_goes_back_two(texts, place):
    assert versions.before_last(texts) == place


@pytest.mark.parametrize(
    "request_text",
    [
        "undo",
        "Undo that, please",
        "can you undo it",
        "go back to the one before",
        "go back to the previous version",
        "put it back as it was",
        "put it back how it was before",
        "the old one was better",
        "I liked it better before",
        "change it back",
        "revert",
        "use the last version",
        "leave it as it was",
        "give me back the version from before",
        "it was better before",
    ],
)
def test_the_version_before_is_asked_for(request_text):
    assert asks_undo(request_text)


@pytest.mark.parametrize(
    "request_text",
    [
        "put it back",
        "go back",
        "go back to the long version",
        "shorter",
        "take out the part about the undo button",
        "I want to undo what I did to her",
        "say that I can't undo it",
        "cancel",
    ],
)
def test_other_requests_are_no_wish_to_go_back(request_text):
    assert not asks_undo(request_text)


def test_a_draft_alone_knows_no_version_before(facts):
    after = revise("I lied.", facts, "undo")
    assert (after.text, after.did, after.kind) == ("I lied.", None, "undo")


# --- kept in the conversation ----------------------------------------------------------------


@pytest.fixture
def facts():
    from bot.coaching.apology.composer import Facts
    from bot.language.perspective import Person

    return Facts(act="I lied to her", person=Person("sister", "Ana"))


class Unread:
    """Stands for the trained readers, which these tests do not need."""

    def check(self, text: str) -> Analysis:
        return Analysis.nothing(text)


@pytest.fixture
def told(installation: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A person with a breach told."""
    schema.upgrade(database.engine())
    monkeypatch.setattr(understanding, "loaded", Unread)
    with UnitOfWork() as work:
        owner = work.people.add().id
        breach = work.breaches.open(owner, "b1")
        work.commit()
    return owner, breach.id
