"""Partners, what a turn does to them, what they say back, the way back, and looking back."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.coaching.rehearsal import conversation
from bot.coaching.rehearsal.debrief import drawn, look_back, moves_in_words
from bot.coaching.rehearsal.feedback import Mine, content
from bot.coaching.rehearsal.moves import MOVES, Made, Move
from bot.coaching.rehearsal.partners import fitting, partners, placeholders
from bot.coaching.rehearsal.replies import Told
from bot.coaching.rehearsal.state import COSTLY, GOOD, LEVELS, Level, rules

if TYPE_CHECKING:
    from bot.coaching.rehearsal.conversation import Rehearsal
    from bot.language.heads import Vectors

TOLD = Told(act="you read my diary", since="since March", hidden="the notes that you took")
MINE = Mine(act="I read your diary", harm="you don't feel safe in your own room")
RELATIONS = ("partner", "ex", "parent", "child", "sibling", "family", "friend", "flatmate",
             "colleague", "manager", "team", "customer", "neighbour", "other")  # fmt: skip
FORGIVES = re.compile(
    r"\bi (?:do )?forgive you\b|\ball (?:is )?forgiven\b|\bwe're (?:good|even)\b|\bhug\b",
    re.IGNORECASE,
)


def encode(texts: list[str]) -> Vectors:
    """An axis for each text, so that only the same words are the same."""
    known: dict[str, int] = {}
    rows = np.zeros((len(texts), len(texts)), dtype=np.float32)
    for row, text in enumerate(texts):
        rows[row, known.setdefault(text, len(known))] = 1.0
    return rows


def turn(rehearsal: Rehearsal, text: str, *moves: Move) -> Rehearsal:
    made = [Made(move, 0, len(text), 0.9) for move in moves]
    return conversation.say(rehearsal, text, made, encode)


def begun(partner: str = "hot", level: Level = "real", told: Told = TOLD) -> Rehearsal:
    return conversation.begin(partners()[partner], told, MINE, seed="a seed", level=level)


def test_there_are_enough_partners_for_everybody() -> None:
    assert len(partners()) >= 8
    for relation in RELATIONS:
        assert len(fitting(relation)) >= 2, relation
    assert {each.id for each in fitting(None)} == set(partners())
    assert fitting("customer")[0].id == "customer"


@pytest.mark.parametrize("partner", sorted(partners()))
def test_a_partner_says_nothing_that_forgives(partner: str) -> None:
    said = [
        line
        for by_mood in partners()[partner].lines.values()
        for lines in by_mood.values()
        for line in lines
    ]
    assert [line for line in said if FORGIVES.search(line)] == []
    assert [line for line in said if len(line.split()) > 30] == []


@pytest.mark.parametrize("move", GOOD)
@pytest.mark.parametrize("level", LEVELS)
def test_what_helps_brings_them_nearer(move: Move, level: Level) -> None:
    before = turn(begun(level=level), "That was me.", "own", "acknowledge")
    after = turn(before, "something else", move)
    assert after.state.closeness >= before.state.closeness - 0.3


@pytest.mark.parametrize("move", COSTLY)
@pytest.mark.parametrize("partner", sorted(partners()))
def test_what_costs_takes_them_further(move: Move, partner: str) -> None:
    after = turn(begun(partner), "something", move)
    assert after.state.closeness <= begun(partner).state.closeness
    assert after.steps[-1].feedback.stronger
    assert not after.steps[-1].feedback.good


def test_the_same_good_sentence_earns_less_the_second_time() -> None:
    once = turn(begun(), "You must have been lonely.", "validate")
    twice = turn(once, "You must have been lonely!", "validate")
    gained_first = once.state.closeness - begun().state.closeness
    gained_again = twice.state.closeness - once.state.closeness
    assert gained_again < gained_first / 2
    assert "again" in twice.steps[-1].context


def test_sorry_alone_is_worth_less_each_time_and_wins_nothing() -> None:
    rehearsal = begun("sad")
    for number in range(30):
        if rehearsal.ended:
            break
        rehearsal = turn(rehearsal, f"I'm so sorry {number}", "apologise")
    assert rehearsal.ended == "left"
    assert rehearsal.state.trust <= rehearsal.beginning.trust


def test_a_repair_before_they_feel_heard_comes_too_soon() -> None:
    early = turn(begun(), "I'll pay for it on Friday", "repair")
    assert "soon" in early.steps[-1].context
    assert early.state.trust - early.beginning.trust < 0.3


def test_a_reason_before_it_is_owned_is_an_excuse() -> None:
    unowned = turn(begun(), "I was frightened of losing you", "explain")
    assert unowned.steps[-1].moves == ("excuse",)
    owned = turn(turn(begun(), "It was me", "own"), "I was frightened", "explain")
    assert owned.steps[-1].moves == ("explain",)


def test_something_good_beside_something_that_costs_earns_little() -> None:
    both = turn(begun(), "That was me, but you started it", "own", "blame")
    assert both.state.closeness < begun().state.closeness


def test_going_back_takes_the_turn_away_and_remembers_it() -> None:
    first = turn(begun(), "You left it lying around.", "blame")
    again = conversation.back(first)
    assert again.state == begun().state
    assert again.last_line == begun().opening
    other = turn(again, "You can't feel safe in your own room because of me.", "validate", "own")
    assert other.steps[0].reply != first.steps[0].reply
    ((taken_back, one, instead),) = look_back(other).branches
    assert taken_back.text == "You left it lying around."
    assert instead is not None
    assert instead > one
    assert conversation.back(begun()) == begun()


def test_what_they_would_never_say_is_never_said_again() -> None:
    first = turn(begun(), "That was me.", "own")
    other = conversation.would_never_say(first)
    assert other.last_line != first.last_line
    assert first.last_line in other.never
    at_once = conversation.would_never_say(begun())
    assert at_once.opening != begun().opening


def test_what_they_would_bring_up_is_brought_up_next() -> None:
    asked = conversation.bring_up(begun(), "your mother")
    after = turn(asked, "That was me.", "own")
    assert "your mother" in after.last_line
    assert "your mother" not in turn(after, "I know.", "accept").last_line


def test_levels_have_two_ends() -> None:
    hard = conversation.softer(conversation.softer(begun(), 1), 1)
    assert hard.level == "hard"
    assert conversation.softer(
        conversation.softer(conversation.softer(hard, -1), -1), -1
    ).level == ("gentle")


def test_a_rehearsal_survives_being_kept() -> None:
    rehearsal = conversation.back(turn(begun(), "That was me.", "own"))
    rehearsal = turn(rehearsal, "It was my choice.", "own")
    assert type(rehearsal).parse_raw(rehearsal.json()) == rehearsal


def test_the_best_ending_is_to_be_heard() -> None:
    rehearsal = begun("sad", "gentle")
    cycle: list[tuple[Move, ...]] = [("own", "acknowledge"), ("validate",), ("ask",), ("accept",)]
    for number in range(40):
        if rehearsal.ended:
            break
        rehearsal = turn(rehearsal, f"line {number}", *cycle[number % 4])
    assert rehearsal.ended == "heard"
    assert len(rehearsal.steps) >= rules().stages.turns_at_least
    assert rehearsal.last_line in partners()["sad"].lines["ending_heard"]["any"]


@pytest.mark.parametrize("known", [Told(), TOLD])
def test_five_hundred_random_conversations(known: Told) -> None:
    draw = Random(7)  # noqa: S311  # repeatable chance, no secret
    names = sorted(partners())
    for number in range(250):
        rehearsal = conversation.begin(
            partners()[names[number % len(names)]], known, MINE if known.act else Mine(),
            seed=str(number), level=draw.choice(LEVELS),
        )  # fmt: skip
        heard = [rehearsal.opening]
        for place in range(30):
            moves = draw.sample(MOVES, draw.choice([0, 1, 1, 2, 3]))
            rehearsal = turn(rehearsal, f"turn {draw.randrange(20)} {place}", *moves)
            heard.append(rehearsal.last_line)
            if draw.random() < 0.1:
                rehearsal = conversation.back(rehearsal)
            if rehearsal.ended:
                break
        assert len(heard) == len(set(heard))
        assert not any(placeholders(line) for line in heard)
        assert all(line and line != "…" for line in heard)
        assert look_back(rehearsal).practise


def test_feedback_is_about_the_users_own_facts() -> None:
    said = turn(begun(), "I was drunk.", "excuse").steps[-1].feedback
    assert said.said == "I was drunk."
    assert said.stronger is not None
    assert "I read your diary" in said.stronger or "you don't feel safe" in said.stronger


def test_stronger_ways_hold_no_fault_of_their_own() -> None:
    for ways in content().stronger.values():
        for line in (*ways.with_act, *ways.with_harm, *ways.plain):
            assert not re.search(r"\b(?:but|if|forgive)\b", line, re.IGNORECASE), line


def test_a_curve_is_drawn_and_told() -> None:
    assert drawn([0, 5, 10]) == "▁▅█"
    assert moves_in_words([("own", 3), ("blame", 1), ("ask", 2)]) == (
        "owned it 3 times, asked how it was twice", "put it on them",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "partner"),
    [
        ("she'll be blunt, she always is", "manager"),
        ("he's going to shout the house down", "hot"),
        ("she will say it's fine and make jokes", "fine"),
        ("He goes silent, hardly speaks", "quiet"),
        ("mum will be so disappointed, never shouts", "parent"),
        ("cold, one word answers", "cold"),
        ("she'll cry the whole time", "sad"),
        ("questions every detail like a lawyer", "testing"),
        ("very polite and professional", "customer"),
    ],
)
def test_a_partner_is_known_by_the_words_people_have_for_such_a_one(
    told: str, partner: str
) -> None:
    counts = {each.id: each.told_of_in(told) for each in partners().values()}
    second, first = sorted(counts.values())[-2:]
    assert counts[partner] == first > second
