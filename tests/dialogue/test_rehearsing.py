"""A rehearsal over the wire: begun, answered in the role, taken back, left, looked back on."""

from __future__ import annotations

import json

from tests.dialogue.pairs import hold
from tests.wire import Talk, words

TOLD = [("I read my sister Ana's diary and told our brother about it", ["When was it"]),
        ("in March", ["hidden"])]  # fmt: skip


def kinds(talk: Talk) -> list[str]:
    return [message["kind"] for message in talk.last]


def begin(talk: Talk) -> None:
    hold(talk, TOLD)
    hold(talk, [
        ("can we practise, you play her", ["How will"]),
        ("[Quick to anger]", ["From here I'm in the role", "“stop” ends it"]),
    ])  # fmt: skip
    assert kinds(talk)[-1] == "partner"


def test_the_role_is_announced_and_every_turn_gets_both_voices(talk: Talk) -> None:
    begin(talk)
    talk.say("I read your diary in March and told Ben what was in it. That was wrong of me.")
    assert kinds(talk) == ["feedback", "partner"]
    talk.say("but you left it lying around, so it's partly on you")
    assert "You said: “" in words(talk.last)
    assert "Stronger: “" in words(talk.last)
    hold(talk, [
        ("stop", ["How near you two came", "I'm the coach again", "To practise next"]),
        ("[Back to the apology]", ["hidden"]),
    ])  # fmt: skip
    kept = talk.kept()["rehearsal"]
    assert [row["ended"] for row in kept] == ["stopped"]
    assert len(json.loads(kept[0]["body"])["steps"]) == 2


def test_one_turn_can_be_taken_back_and_the_partner_directed(talk: Talk) -> None:
    begin(talk)
    opening = talk.last[-1]["text"]
    talk.say("it was only a diary, get over it")
    hold(talk, [
        ("[Take my last turn back]", ["Taken back", opening]),
        ("softer please", ["Softer from here"]),
        ("she would bring up my mother", ["bring up my mother"]),
    ])  # fmt: skip
    assert "your mother" in words(talk.say("I read your diary. That was mine to answer for."))
    last = talk.last[-1]["text"]
    hold(talk, [("she'd never say that", ["Then they won't", f"not: {last}"])])
    hold(talk, [("only tell me at the end", ["keep my words for the end"])])
    talk.say("You can't feel safe in your own room because of me.")
    assert kinds(talk) == ["partner"]


def test_the_role_is_left_for_the_person_and_for_the_gates(talk: Talk) -> None:
    begin(talk)
    hold(talk, [("wait, I mean me, not the practice", ["Out of the role"])])
    talk.say("What was the worst of it for you?")
    assert kinds(talk)[-1] == "partner"
    hold(talk, [
        ("honestly I mean to kill myself tonight", ["Which country"]),
        ("I'm in Leeds", ["116 123"]),
    ])  # fmt: skip
    assert "partner" not in kinds(talk)


def test_a_question_of_the_gate_rests_the_rehearsal_and_goes_back_into_it(talk: Talk) -> None:
    begin(talk)
    talk.say("Some nights I think, what if I just ended it")
    assert "partner" not in kinds(talk)
    talk.press("It's about the apology")
    talk.say("I told you it was invested, and it never was")
    assert kinds(talk)[-1] == "partner"


def test_a_rehearsal_from_two_lines_alone(talk: Talk) -> None:
    hold(talk, [
        ("I'd like to rehearse", ["in a line or two"]),
        ("I told my boss the report was done and it wasn't", ["How will"]),
        ("[Fair and direct]", ["From here I'm in the role"]),
    ])  # fmt: skip
    talk.say("I told you that the report was done. It wasn't, and I knew it.")
    assert kinds(talk)[-1] == "partner"
    hold(talk, [("I'm done", ["I'm the coach again"])])


def test_no_rehearsal_under_a_stop(talk: Talk) -> None:
    hold(talk, [
        ("I hit my girlfriend last night and I want to apologise", ["won't draft"]),
        ("let's rehearse it", ["not: How will", "not: From here"]),
    ])  # fmt: skip
    assert talk.kept()["rehearsal"] == []


def test_ending_what_is_not_running_says_so(talk: Talk) -> None:
    hold(talk, [("end the rehearsal", ["No rehearsal is running"])])
