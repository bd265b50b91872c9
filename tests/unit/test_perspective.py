"""Turning a person's words towards the one they harmed, and back to themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.language.perspective import Person, address, ambiguous, pronouns_in, reflect

SETS = Path(__file__).parents[1] / "sets" / "perspective"


def cases(kind):
    """The cases of one kind from all the files; held-out ones were not tuned against."""
    for name in ("dev", "heldout", "unseen", "blind", "fresh"):
        for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if case["kind"] == kind:
                yield pytest.param(case, id=case["id"])


@pytest.mark.parametrize("case", cases("address"))
def test_speaks_to_the_person_harmed(case):
    assert address(case["text"], Person(**case["person"])) == case["want"]


@pytest.mark.parametrize("case", cases("reflect"))
def test_names_back_what_was_said(case):
    assert reflect(case["text"]) == case["want"]


@pytest.mark.parametrize("case", cases("ambiguous"))
def test_knows_when_a_pronoun_could_mean_two_people(case):
    assert bool(ambiguous(case["text"], Person(**case["person"]))) is case["want"]


SHE = r"\b(?:she|her|hers|herself)\b"
HE = r"\b(?:he|him|his|himself)\b"
STORIES = [
    "I read {their} diary and told {their} friends. {They} {was} hurt.",
    "{They} trusts me, {they} always has, and I made {them} pay for it {themself}",
    "I told {them} I was ill. {They} brought soup to my door by {themself}",
    "when {they} finds out {they} will never speak to me and {they} is right",
    "the money was {theirs} and I took it from {their} account behind {their} back",
    "{They}'s proud and {they}'d never ask for help, so I should have seen {them} struggling",
    "does {they} know? I don't think {they} does, nobody has told {them}",
    "I left {them} alone with {their} kids and {their} debts and {they} had to sell {their} car",
    "I never thanked {them} for {their} help nor asked {them} how {they} was",
]
WORDS = {
    "she": {"they": "she", "them": "her", "their": "her", "theirs": "hers", "themself": "herself"},
    "he": {"they": "he", "them": "him", "their": "his", "theirs": "his", "themself": "himself"},
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize(("family", "left"), [("she", SHE), ("he", HE)])
def test_leaves_no_third_person_for_the_only_one_of_that_gender(story, family, left):
    words = WORDS[family]
    text = story.format(**words, They=words["they"].capitalize(), was="was")
    for variant in (text, text.lower(), text.replace("'", "’"), text.upper()):
        turned = address(variant, Person("cousin", "Sam", family))
        assert not re.search(left, turned, re.IGNORECASE), turned


def test_what_already_speaks_to_them_is_left_alone():
    text = "I lied to you and you found out on your birthday"
    assert address(text, Person("wife", None, "she")) == text


def test_turning_twice_is_turning_once():
    person = Person("sister", "Ana")
    once = address("I lied to my sister Ana and she cried because she trusts me", person)
    assert address(once, person) == once


def test_can_leave_pronouns_that_mean_somebody_else():
    person = Person("sister", "Ana")
    text = "I told my sister what my wife said about her"
    assert address(text, person, pronouns=False) == "I told you what my wife said about her"


@pytest.mark.parametrize(
    ("word", "family"),
    [
        ("sister", "she"),
        ("my mother in law", "she"),
        ("ex-husband", "he"),
        ("step dad", "he"),
        ("my team", "they"),
        ("customers", "they"),
        ("boss", None),
        ("partner", None),
    ],
)
def test_infers_pronouns_from_the_word_only_where_it_tells(word, family):
    assert Person(word).family == family


def test_reads_the_pronouns_a_text_uses_for_the_person():
    person = Person("partner")
    assert pronouns_in("I lied to my partner and he had to hear it from his mother", person) == "he"
    assert pronouns_in("I lied to my partner", person) is None
    assert pronouns_in("my mum says she knows, and my partner left", person) is None


def test_says_who_else_a_pronoun_could_mean():
    found = ambiguous("I told my sister what my wife said about her", Person("sister"))
    assert found == "my wife"


def test_a_request_to_the_coach_is_not_named_back():
    assert reflect("I lied to my wife. Can you help me?") == "You lied to your wife."


@pytest.mark.parametrize("text", ["", "   ", "?", "…", "👍", "12345", "ok"])
def test_leaves_what_holds_no_person_as_it_is(text):
    assert address(text, Person("sister", "Ana")) == text
    assert reflect(text) == text
    assert ambiguous(text, Person("sister", "Ana")) is None


@pytest.mark.parametrize(
    ("person", "text", "want"),
    [
        (
            Person("friend", "Maya"),
            "i told maya secret to everyone",
            "i told your secret to everyone",
        ),
        (Person("friend", "Maya"), "i read maya diary", "i read your diary"),
        (Person("friend", "Maya"), "i told maya lies", "i told you lies"),
        (Person("friend", "Maya"), "i gave maya money back", "i gave you money back"),
        (Person("sister"), "i read my sister diary", "i read your diary"),
        (Person("sister"), "my sister texts me every day", "you text me every day"),
        (Person("wife"), "she's moved into her sister's", "you've moved into your sister's"),
        (Person("wife"), "shes gone quiet", "you've gone quiet"),
        (Person("wife"), "she's filed for divorce", "you've filed for divorce"),
        (Person("wife"), "she's shut me out", "you've shut me out"),
        (Person("wife"), "she's worried", "you're worried"),
        (Person("gran"), "visit her next weekend", "visit you next weekend"),
        (Person("gran"), "tell her next time", "tell you next time"),
        (Person("mum and dad"), "they had to borrow", "you had to borrow"),
        (Person("parents", pronouns="she"), "they had to borrow", "you had to borrow"),
        (
            Person("brother", pronouns="she"),
            "until our aunt told him",
            "until our aunt told you",
        ),
    ],
)
def test_owners_time_and_several_people(person, text, want):
    assert address(text, person) == want
