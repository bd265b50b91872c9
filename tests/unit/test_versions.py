"""What changed between two versions, and the way back to the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.apology import versions
from bot.coaching.apology.analyser import Analysis
from bot.coaching.apology.composer import Facts, asks_undo, revise
from bot.coaching.apology.frames import frames
from bot.language.perspective import Person
from bot.services import apologies, breaches, understanding
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

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
        (["a", "b", "a", "c"], 0),
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


def test_a_draft_alone_knows_no_version_before():
    facts = Facts(act="I lied to her", person=Person("sister", "Ana"))
    after = revise("I lied.", facts, "undo")
    assert (after.text, after.did, after.kind) == ("I lied.", None, "undo")


# --- kept ------------------------------------------------------------------------------------


class Unread:
    """Stands for the trained readers, which these tests do not need."""

    def check(self, text: str) -> Analysis:
        return Analysis(text, False, None, (), (), (), (), "none", (), "Not read.")


@pytest.fixture
def told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A person who told of a breach, and the breach."""
    monkeypatch.setattr(understanding, "loaded", Unread)
    with UnitOfWork() as work:
        owner = work.people.issue().id
        work.commit()
    breach_id = breaches.id_for(owner, "turn-1")
    breaches.tell(owner, breach_id, {"act": "I lied to my sister about the money she lent me",
                                     "person": "sister", "name": "Ana", "since": "last summer",
                                     "harm": "she felt stupid"})  # fmt: skip
    return owner, breach_id


def kept(owner: str, breach_id: str) -> list[str]:
    with UnitOfWork(writes=False) as work:
        return [each.text for each in work.drafts.of(owner, breach_id)]


def test_undo_keeps_the_version_before_once_more(told: tuple[str, str]):
    apologies.draft(*told)
    shorter = apologies.change(*told, "shorter")
    assert shorter is not None
    assert "“It was last summer”" in shorter.changed
    undone = apologies.change(*told, "undo")
    assert undone is not None
    assert undone.did == frames().did["undone"]
    assert "“It was last summer”" in undone.changed
    texts = kept(*told)
    assert len(texts) == 3
    assert texts[0] == texts[2] != texts[1]
    assert undone.draft.origin == "composed"


def test_undo_goes_back_step_by_step(told: tuple[str, str]):
    apologies.draft(*told)
    apologies.change(*told, "take out last summer")
    apologies.change(*told, "change stupid to small")
    first, second, third = kept(*told)
    assert apologies.change(*told, "undo").draft.text == second
    assert apologies.change(*told, "undo that as well please").did is None
    assert apologies.change(*told, "undo").draft.text == first
    assert third in kept(*told)


def test_going_back_to_another_form_lists_no_changes(told: tuple[str, str]):
    apologies.draft(*told)
    apologies.change(*told, "make it an email")
    undone = apologies.change(*told, "undo")
    assert undone.did == frames().did["undone"]
    assert undone.changed == ""


def test_there_is_nothing_before_the_first(told: tuple[str, str]):
    apologies.draft(*told)
    undone = apologies.change(*told, "undo")
    assert undone.did == frames().did["nothing_before"]
    assert len(kept(*told)) == 1


def test_a_pasted_text_can_be_undone(told: tuple[str, str]):
    apologies.draft(*told)
    first = kept(*told)[0]
    apologies.paste(*told, "Ana, I am sorry that I lied to you about the money.")
    assert apologies.change(*told, "go back to the one before").draft.text == first


def test_composed_anew_it_keeps_its_form(told: tuple[str, str]):
    apologies.draft(*told)
    message = apologies.change(*told, "as a text message")
    assert message.did == frames().did["message"]
    assert message.changed == ""
    breaches.tell(*told, {"harm": "she felt humiliated"})
    again = apologies.draft(*told).draft.text
    assert "\n\n" not in again
    assert "humiliated" in again


def test_what_changes_nothing_is_no_version(told: tuple[str, str]):
    apologies.draft(*told)
    assert apologies.change(*told, "as a letter").did == frames().did["same_form"]
    assert len(kept(*told)) == 1
