"""What a person told of themselves, in the settings or in the conversation, holds in both."""

from __future__ import annotations

import json
from typing import Any

from tests.dialogue.pairs import hold
from tests.wire import Talk, words

EMERGENCY = "I want to say sorry to everyone before I end my life tonight"
SAFE = ("I'm safe now, my brother is here", ["glad you're safe"])
TOLD = ("I read my sister Ana's diary and told our brother about it", ["When was it"])


def settings(talk: Talk, **wanted: object) -> dict[str, Any]:
    return talk.call("POST", "/api/settings", wanted) if wanted else talk.call(
        "GET", "/api/settings"
    )  # fmt: skip


def test_a_country_that_was_set_is_not_asked_for(talk: Talk) -> None:
    settings(talk, country="GB")
    hold(talk, [(EMERGENCY, ["116 123", "not: Which country"]), SAFE])


def test_a_country_told_in_the_conversation_is_set_and_the_last_one_told_holds(talk: Talk) -> None:
    hold(talk, [(EMERGENCY, ["Which country"]), ("I'm in Leeds", ["116 123"]), SAFE])
    assert settings(talk)["country"] == "GB"
    settings(talk, country="AU")
    hold(talk, [(EMERGENCY, ["13 11 14", "not: 116 123", "not: Which country"]), SAFE])
    settings(talk, country=None)
    hold(talk, [(EMERGENCY, ["Which country"]), ("Ireland", []), SAFE])
    assert settings(talk)["country"] == "IE"


def test_another_country_told_while_it_rests_takes_the_place_of_the_one_that_was_set(
    talk: Talk,
) -> None:
    settings(talk, country="GB")
    hold(talk, [(EMERGENCY, ["116 123"]), ("I'm in Australia", ["13 11 14"]), SAFE])
    assert settings(talk)["country"] == "AU"


def test_who_would_rather_not_say_is_asked_no_more(talk: Talk) -> None:
    hold(talk, [(EMERGENCY, ["Which country"]), ("[I'd rather not say]", []), SAFE])
    assert settings(talk)["country"] is None
    hold(talk, [(EMERGENCY, ["not: Which country"])])


def test_days_are_those_of_the_zone_that_was_set(talk: Talk) -> None:
    settings(talk, zone="Pacific/Auckland")
    hold(talk, [("I'll ring my dad every Sunday", []), ("he'll hear it ring", [])])
    assert {row["zone"] for row in talk.kept()["commitment"]} == {"Pacific/Auckland"}


def test_a_zone_told_for_reminders_is_set(talk: Talk) -> None:
    settings(talk, zone="Asia/Tokyo")
    talk.say("I'm in Berlin now, remind me in the mornings")
    assert settings(talk)["zone"] == "Europe/Berlin"


def test_a_rehearsal_begins_with_the_feedback_that_was_chosen_last(talk: Talk) -> None:
    settings(talk, feedback="end")
    hold(talk, [
        TOLD,
        ("can we practise, you play her", ["How will"]),
        ("[Quick to anger]", ["From here I'm in the role"]),
    ])  # fmt: skip
    talk.say("I read your diary. That was wrong of me.")
    assert [each["kind"] for each in talk.last] == ["partner"]
    hold(talk, [("tell me after every turn", ["after every turn"])])
    assert settings(talk)["feedback"] == "each"
    hold(talk, [
        ("stop", ["I'm the coach again"]),
        ("[Once more]", ["How will"]),
        ("[Quick to anger]", ["From here I'm in the role"]),
    ])  # fmt: skip
    talk.say("I read your diary. That was wrong of me.")
    assert "feedback" in [each["kind"] for each in talk.last]
    bodies = [json.loads(each["body"]) for each in talk.kept()["rehearsal"]]
    assert [each["style"] for each in bodies] == ["each", "each"]
    assert "How near" not in words(talk.last)
