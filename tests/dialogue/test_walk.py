"""The main job, from the first word to the stored promise, over the wire."""

from __future__ import annotations

import re
from datetime import datetime

from tests.dialogue.pairs import hold
from tests.wire import Talk, words

TOLD = [
    ("I lied to my sister Ana about the money she lent me",
     ["you lied to your sister Ana about the money she lent you", "When was it"]),
    ("since March", ["Was any of it hidden from Ana"]),
    ("I told her it was invested and I spent it on my car", ["How much of it does Ana know"]),
    ("[Some of it]", ["How was it for Ana?"]),
    ("she felt stupid and she can't pay her own rent now", ["first draft"]),
]  # fmt: skip
PROMISED = [
    ("[It says what I mean]", ["What will you do to put it right"]),
    ("I'll pay her back 200", ["By when?"]),
    ("by next Friday", ["How will Ana see"]),
    ("she'll see it on her account", ["Written down: ", "pay her back 200", "✓ Apologise"]),
]

NOT_THEIRS = re.compile(r"\b(she|her|hers|herself|Ana's)\b", re.IGNORECASE)


def draft_of(talk: Talk) -> str:
    return [each["text"] for each in talk.history() if each["kind"] == "draft"][-1]


def test_the_welcome_says_what_this_is_and_what_is_kept(talk: Talk) -> None:
    first, second = talk.last
    assert "not a person" in first["text"]
    assert "not therapy" in first["text"]
    assert "forget me" in second["text"]
    assert [button["title"] for button in second["buttons"]] == [
        "Tell what happened", "How does this work?", "What is kept?",
    ]  # fmt: skip


def test_the_whole_walk_ends_with_a_stored_promise(talk: Talk) -> None:
    hold(talk, TOLD)
    hold(talk, [("make it shorter", ["shorter"])])
    hold(talk, PROMISED)
    kept = talk.kept()
    owner = kept["person"][0]["id"]
    assert [row["owner"] for row in kept["breach"]] == [owner]
    assert kept["breach"][0]["relationship"] == "sibling"
    assert kept["breach"][0]["name"] == "Ana"
    assert "money" in kept["breach"][0]["kinds"] or "lie" in kept["breach"][0]["kinds"]
    assert [row["version"] for row in kept["draft"]] == list(range(1, len(kept["draft"]) + 1))
    assert len(kept["draft"]) >= 2
    promise = kept["commitment"][0]
    assert promise["owner"] == owner
    assert "pay her back 200" in promise["what"]
    assert promise["due"]
    assert promise["witness"] == "she'll see it on her account"
    for table in ("breach", "draft", "commitment", "message"):
        for row in kept[table]:
            moment = datetime.fromisoformat(row["created_at"] if "created_at" in row else row["at"])
            assert moment.tzinfo is not None


def test_the_draft_holds_the_facts_speaks_to_her_and_invents_nothing(talk: Talk) -> None:
    hold(talk, TOLD)
    text = draft_of(talk)
    assert text.startswith("Ana,")
    for fact in ("I lied to you about the money you lent me", "March", "spent it on my car",
                 "You felt stupid", "can't pay your own rent"):  # fmt: skip
        assert fact in text
    assert not NOT_THEIRS.search(text), text
    assert "[what you will do, and by when]" in text
    hold(talk, PROMISED)
    final = draft_of(talk)
    assert "I will pay you back 200 by Friday" in final
    assert "[" not in final
    assert not NOT_THEIRS.search(final), final


def test_what_the_first_message_says_is_not_asked_again(talk: Talk) -> None:
    heard = words(talk.say(
        "Last summer I told my best friend Tom's secret to our whole team and he found out"
    ))  # fmt: skip
    assert "Who was it" not in heard
    assert "When was it" not in heard
    for _ in range(3):
        heard += words(talk.say("skip"))
    assert "does Tom know" not in heard


def test_the_close_says_what_is_next_and_how_to_come_back(talk: Talk) -> None:
    hold(talk, TOLD)
    hold(talk, PROMISED)
    hold(talk, [("[Yes, remind me]", ["I write to you here when a day comes"])])
    hold(talk, [("[What comes next?]", ["quiet moment", "open this page again"])])
    hold(talk, [("what did I promise?", ["pay her back 200", "next Friday"])])
