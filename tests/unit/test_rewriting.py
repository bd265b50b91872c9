"""What to write instead of a fault, in the person's own words where they can be turned."""

from __future__ import annotations

import pytest

from bot.coaching.apology.labels import FAULTS, label_words
from bot.coaching.apology.rewriting import instead_of


def instead(fault, text: str, words: str, act: str | None = None) -> str:
    start = text.index(words)
    return instead_of(fault, text, start, start + len(words), act)


@pytest.mark.parametrize(
    ("fault", "text", "words", "said"),
    [
        (
            "conditional",
            "I'm sorry if I hurt you.",
            "if I hurt you",
            "“I'm sorry that I hurt you.”",
        ),
        (
            "conditional",
            "Sorry if I may have upset you at all",
            "if I may have upset you at all",
            "“I'm sorry that I upset you.”",
        ),
        (
            "conditional",
            "We apologise for any inconvenience we may have caused.",
            "for any inconvenience we may have caused",
            "“We are sorry for the inconvenience we caused.”",
        ),
        (
            "but",
            "I'm sorry I shouted, but you started it.",
            "but you started it",
            "“I'm sorry I shouted.”",
        ),
        (
            "but",
            "I'm sorry if I upset you, but you know how I get.",
            "but you know how I get",
            "“I'm sorry that I upset you.”",
        ),
        ("intent", "I never meant to hurt you.", "I never meant to hurt you", "“I hurt you.”"),
        (
            "intent",
            "I didn’t mean to read your diary, Ana",
            "I didn’t mean to read your diary",
            "“I read your diary.”",
        ),
        ("minimising", "Sure. I only read one of them.", "only", "“I read one of them.”"),
    ],
)
def test_own_words_are_turned(fault, text: str, words: str, said: str):
    assert instead(fault, text, words) == said


def test_an_act_named_elsewhere_is_quoted():
    text = "I told Sam about the baby. Mistakes were made."
    said = instead("agentless", text, "Mistakes were made", "I told Sam about the baby")
    assert said == "Say who did it: “I told Sam about the baby.”"


@pytest.mark.parametrize(
    "act", [None, "telling Sam about the baby", "I " + "really " * 40 + "told Sam"]
)
def test_an_act_that_cannot_stand_alone_is_not(act: str | None):
    said = instead("agentless", "Mistakes were made.", "Mistakes were made", act)
    assert said == label_words().faults["agentless"].instead


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_something_to_say(fault):
    assert instead(fault, "and there it is", "there it is")
