"""Going on with a matter that was told earlier, from the list of past conversations."""

from __future__ import annotations

import uuid
from typing import Any

from tests.dialogue.pairs import MOST_BUBBLES, hold
from tests.wire import Talk, words

ANA = [
    ("I lied to my sister Ana about the money she lent me", ["When was it"]),
    ("since March", ["hidden from Ana"]),
    ("that I spent it on my car", ["does Ana know"]),
    ("some of it", ["How was it for Ana"]),
    ("she felt stupid and she can't pay her own rent now", ["first draft"]),
]  # fmt: skip
BEN = ("I broke my flatmate Ben's bike and said nothing", ["When was it"])


def past(talk: Talk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = talk.call("GET", "/api/matters")["matters"]
    return found


def matter(talk: Talk, named: str) -> str:
    return next(str(each["id"]) for each in past(talk) if named in each["about"])


def go_on(talk: Talk, named: str) -> dict[str, Any]:
    body = {"id": str(uuid.uuid4())}
    answer = talk.call("POST", f"/api/matters/{matter(talk, named)}", body)
    talk.last = answer.get("messages", [])
    return answer


def heard(talk: Talk, named: str) -> str:
    assert go_on(talk, named)["ok"]
    assert 1 <= len(talk.last) <= MOST_BUBBLES
    return words(talk.last)


def said_of(talk: Talk, named: str) -> list[str]:
    read = talk.call("GET", f"/api/matters/{matter(talk, named)}")["messages"]
    return [each["text"] for each in read if each["author"] == "person"]


def begin_two(talk: Talk) -> None:
    hold(talk, ANA)
    hold(talk, [("start over", []), ("yes", []), BEN])


def test_a_drafted_matter_goes_on_with_its_draft_and_an_open_one_with_its_question(
    talk: Talk,
) -> None:
    begin_two(talk)
    answer = heard(talk, "Ana")
    assert "Back to what you told me earlier" in answer
    assert [each["kind"] for each in talk.last].count("draft") == 1
    assert "Ana" in answer
    talk.say("make it shorter")
    drafts = talk.kept()["draft"]
    assert {each["breach_id"] for each in drafts} == {matter(talk, "Ana")}
    assert len(drafts) > 1

    assert "When was it" in heard(talk, "Ben")
    hold(talk, [("yesterday", ["hidden from Ben"])])
    kept = {each["act"]: each for each in talk.kept()["breach"]}
    assert kept[BEN[0]]["since"] == "yesterday"
    assert kept[ANA[0][0]]["since"] == "since March"
    assert said_of(talk, "Ben")[-1] == "yesterday"
    assert "make it shorter" in said_of(talk, "Ana")
    assert "yesterday" not in said_of(talk, "Ana")


def test_going_on_with_what_is_spoken_of_asks_its_question_again(talk: Talk) -> None:
    hold(talk, ANA[:2])
    assert "hidden from Ana" in heard(talk, "Ana")
    hold(talk, [ANA[2]])


def test_a_rehearsal_ends_when_another_matter_is_gone_on_with(talk: Talk) -> None:
    begin_two(talk)
    hold(talk, [
        ("can we practise, you play him", ["How will"]),
        ("[Quick to anger]", ["From here I'm in the role"]),
    ])  # fmt: skip
    talk.say("I broke your bike yesterday and I said nothing. That was wrong of me.")
    assert "Back to what you told me earlier" in heard(talk, "Ana")
    assert [each["ended"] for each in talk.kept()["rehearsal"]] == ["stopped"]
    talk.say("make it shorter")
    assert "partner" not in [each["kind"] for each in talk.last]


def test_asked_whether_to_forget_all_going_on_is_no_yes(talk: Talk) -> None:
    begin_two(talk)
    hold(talk, [("forget everything about me", ["deletes everything"])])
    assert "Back to what you told me earlier" in heard(talk, "Ana")
    assert len(talk.kept()["breach"]) >= 2


def test_a_stopped_matter_is_read_and_not_gone_on_with(talk: Talk) -> None:
    hold(talk, [
        ("I hit my girlfriend last night and I want to apologise", ["won't draft"]),
    ])  # fmt: skip
    stopped = [each for each in past(talk) if each["stopped"]]
    assert all(not each["can_go_on"] for each in stopped)
    for each in stopped:
        path = f"/api/matters/{each['id']}"
        assert talk.call("POST", path, {"id": "on"})["error"] == "rests"
        assert talk.call("GET", path)["messages"]


def test_a_question_of_the_gate_waits_for_its_answer(talk: Talk) -> None:
    begin_two(talk)
    talk.say("Some nights I think, what if I just ended it")
    asked = words(talk.last)
    assert "Back to what you told me earlier" not in heard(talk, "Ana")
    assert "ending your life" in asked
    assert talk.last[-1]["buttons"]
    talk.press(talk.last[-1]["buttons"][0]["title"])
    assert "Back to what you told me earlier" in heard(talk, "Ana")


def test_in_an_emergency_nothing_is_gone_on_with(talk: Talk) -> None:
    begin_two(talk)
    hold(talk, [
        ("I want to say sorry to everyone before I end my life tonight", ["Which country"]),
    ])  # fmt: skip
    assert go_on(talk, "Ana")["error"] == "rests"
    hold(talk, [("I'm in Leeds", ["116 123"])])
