"""Excuses are met; what is owned, denied or only reported is left alone."""

from __future__ import annotations

import pytest

from bot.coaching.breach.excuses import ExcuseContent, meet, reply
from bot.language.patterns import read_content

EXCUSES = {
    "minimising": [
        "it was nothing", "its not a big deal", "she's overreacting tbh", "it was just one text",
        "honestly it was only a kiss", "I only told one person", "no one got hurt",
        "he's making a mountain out of a molehill", "it wasn’t that bad", "she'll get over it",
    ],
    "blaming": [
        "she made me do it", "if he hadn't ignored me I wouldn't have looked elsewhere",
        "well it takes two", "he drove me to it", "she's not perfect either",
        "it's partly her fault", "she should have trusted me", "My sister started it",
        "she never listens", "they had it coming",
    ],
    "excusing": [
        "i was drunk", "work was really stressful so i forgot", "I had a lot going on",
        "it just happened", "i wasnt thinking straight", "I'd had a few too many drinks",
        "things got out of hand", "I had no choice", "that's just who I am",
        "I've been under a lot of pressure at work",
    ],
    "intention": [
        "i didn't mean to", "I was trying to protect her", "I never meant to hurt him",
        "i only wanted to help", "my intentions were good", "it wasn't on purpose",
        "I was going to tell her", "I did it for her own good",
    ],
    "comparing": [
        "everyone does it", "she did it first", "he's done worse", "all couples lie",
        "at least I didn't sleep with anyone", "I'm not the only one", "she lied to me too",
        "it's not like I killed someone",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in EXCUSES.items() for text in texts]
)
def test_an_excuse_is_met(kind, text):
    excuse = meet(text)
    assert excuse is not None
    assert excuse.kind == kind
    assert 0 <= excuse.start < excuse.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "I was drunk. That's no excuse.",
        "I told myself it was nothing",
        "I kept telling myself it was just one text",
        "she says it was nothing",
        "my dad thinks she's overreacting",
        "it wasn't nothing",
        "she was right to be angry",
        "I don't think she's overreacting",
        "I didn't mean to hurt her but I did and that's on me",
        "I was wrong. I was exhausted and I took it out on her",
        "I know work was hectic but that doesn't excuse it",
        "nobody made me do it",
        "she made me promise not to tell",
        "She made me dinner and I didn't turn up",
        "if she hadn't found out I would have kept lying",
        "He said it wasn't a big deal but I can tell it hurt him",
        "It's not because I was drunk",
        "when i was young i stole from my nan",
        "just one more question",
        "it's a big deal to her",
        "last summer",
        "",
    ],
)
def test_owned_denied_or_reported_is_no_excuse(text):
    assert meet(text) is None


def test_a_cause_after_but_is_still_an_excuse():
    assert meet("I was wrong but I was drunk").kind == "excusing"


def test_the_same_seed_gives_the_same_words():
    assert reply("blaming", 4) == reply("blaming", 4)
    assert len({reply("blaming", seed) for seed in range(3)}) == 3


def test_replies_are_one_or_two_short_sentences():
    from bot.coaching.breach import excuses

    content = read_content(excuses._CONTENT, ExcuseContent)
    for kind, variants in content.replies.items():
        assert 2 <= len(variants) <= 3, kind
        for variant in variants:
            assert len(variant) <= 130
            assert sum(variant.count(mark) for mark in ".?!") <= 2
