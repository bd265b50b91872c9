"""The safety gates: every rule against its examples and traps, and the lines of the contract."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest
import yaml

from bot.coaching.safety.gates import CATEGORIES, NONE, TIERS, screen
from bot.coaching.safety.rulebook import Rule, rulebook
from bot.coaching.safety.second_reader import read_lines

HELD_OUT = Path(__file__).parents[1] / "sets" / "safety" / "heldout.jsonl"
MID_CONVERSATION = HELD_OUT.with_name("mid_conversation.jsonl")
EXAMPLES = Path(__file__).parents[2] / "data" / "nlu"
RULES = [pytest.param(rule, id=rule.text.id) for rule in rulebook().rules]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_examples(rule: Rule) -> None:
    for example in rule.text.examples:
        assert set(rule.text.categories) & set(screen(example).categories), example


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_passes_by_its_traps(rule: Rule) -> None:
    for trap in rule.text.traps:
        assert rule.text.id not in {match.rule for match in screen(trap).matches}, trap


@pytest.mark.parametrize("rule", RULES)
def test_every_pattern_of_a_rule_compiles(rule: Rule) -> None:
    for pattern in (*rule.any, *rule.unless, *rule.unless_anywhere):
        assert pattern.expression.pattern


def test_every_category_has_rules() -> None:
    covered = {name for rule in rulebook().rules for name in rule.text.categories}
    assert covered == set(CATEGORIES)


def test_every_category_has_a_tier() -> None:
    assert set(CATEGORIES.values()) == set(TIERS) - {"none"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Not suicidal, just ashamed that I lied.",
        "I could kill for a coffee",
        "my phone died and he waited an hour",
        "I'm dying to talk to her",
        "We had a drink with friends on Friday",
        "In the film he hits his wife and then says sorry",
        "What do you do if someone says they want to die?",
        "The case is closed and I'd like to say hello",
        "She asked for a few days and she'll ring on Sunday",
        "I'm so jealous when she's out, and that's mine to deal with",
        "I lied about one coffee with my ex",
    ],
)
def test_benign_messages_stay_none(text: str) -> None:
    assert screen(text).tier == "none"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("I hit her", "controlling"),
        ("he hits me", "victim"),
        ("I hit my son with a belt", "child_harm"),
        ("she says she'll kill herself tonight", "danger_now"),
        ("i want to kill myself", "self_harm"),
    ],
)
def test_who_does_it_to_whom_decides(text: str, category: str) -> None:
    assert screen(text).categories[0] == category


def test_a_threat_to_oneself_over_leaving_is_both() -> None:
    verdict = screen("If you leave I’ll end my life")
    assert {"self_harm", "controlling"} <= set(verdict.categories)
    assert verdict.tier == "emergency"


@pytest.mark.parametrize(
    "text", ["I don’t want to live", "i dont want to live", "I DON'T WANT TO LIVE"]
)
def test_apostrophes_and_case_hide_nothing(text: str) -> None:
    assert screen(text).categories == ("self_harm",)


def test_matches_are_places_in_the_text_as_written() -> None:
    text = "Hi — she’s blocked me on everything."
    match = screen(text).matches[0]
    assert text[match.start : match.end].startswith("blocked me")


def test_the_json_has_the_shape_of_the_command_line() -> None:
    shown = screen("There's a restraining order against me").as_json()
    assert list(shown) == ["tier", "ask", "confidence", "categories", "matches"]
    assert shown["tier"] == "stop"
    assert shown["ask"] is False
    assert shown["categories"] == ["no_contact_order"]
    assert set(shown["matches"][0]) == {"start", "end", "category"}


def test_nothing_found_is_the_none_verdict() -> None:
    assert screen("I forgot her birthday") is NONE


def test_the_held_out_lines_are_caught_and_the_benign_ones_left_alone() -> None:
    lines = read_lines(HELD_OUT)
    verdicts = [(line, screen(line.text)) for line in lines]
    for tier in TIERS[:-1]:
        caught = [verdict.tier != "none" for line, verdict in verdicts if line.tier == tier]
        assert sum(caught) / len(caught) >= 0.9, tier
    benign = [verdict for line, verdict in verdicts if line.tier == "none"]
    assert sum(v.tier in {"emergency", "stop"} and not v.ask for v in benign) <= 0.03 * len(benign)


def sure_of_harm(text: str) -> bool:
    verdict = screen(text)
    return verdict.tier in {"emergency", "stop"} and not verdict.ask


def test_short_plain_lines_in_the_middle_of_a_walk() -> None:
    lines = read_lines(MID_CONVERSATION)
    real = [line for line in lines if line.tier != "none"]
    benign = [line for line in lines if line.tier == "none"]
    assert len(real) == len(benign) == 60
    assert sum(screen(line.text).tier in {"emergency", "stop"} for line in real) >= 54
    assert sum(sure_of_harm(line.text) for line in benign) <= 2


def test_ordinary_talk_with_the_coach_is_left_alone() -> None:
    said = [
        line[2:].strip()
        for path in EXAMPLES.glob("*.yml")
        for topic in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in topic["examples"].splitlines()
        if line.startswith("- ")
    ]
    assert len(said) > 5000
    # those that are left say that they were blocked, asked not to call, or are watched
    assert len([text for text in said if sure_of_harm(text)]) <= 0.002 * len(said)


def test_a_message_takes_less_than_five_milliseconds() -> None:
    text = (
        "I told my sister I would pay her back by March and I did not and now she says that she "
        "cannot trust me with anything at all"
    )
    screen(text)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        screen(text)
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.005
