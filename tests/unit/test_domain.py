"""Rasa's files and the code fit together: intents, examples, actions, buttons, slots, forms."""

from __future__ import annotations

import ast
import importlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import actions
from actions import breach, commitments
from actions.speaking import CoachAction
from actions.words import words
from bot import settings
from bot.coaching import asides
from bot.coaching.knowledge.answers import topics

DATA = settings.PROJECT / "data"

CONTRACT = frozenset(
    [
        "greet",
        "goodbye",
        "affirm",
        "deny",
        "thank",
        "ask_help",
        "ask_bot",
        "ask_privacy",
        "tell_breach",
        "tell_hurt",
        "tell_organisation",
        "draft_apology",
        "check_apology",
        "revise",
        "commit",
        "list_commitments",
        "report_kept",
        "report_missed",
        "set_boundary",
        "rehearse",
        "end_rehearsal",
        "go_back",
        "skip",
        "pause",
        "resume",
        "start_over",
        "erase_my_data",
        "export_my_data",
        "seek_help",
        "out_of_scope",
    ]
)
"""The intents that must never be renamed or dropped."""

QUESTIONS = frozenset(
    [
        "can_trust_be_rebuilt",
        "how_long",
        "stronger_after",
        "forgiveness",
        "professional_help",
        "what_breaks_trust",
        "good_apology",
        "bad_apology",
        "when_to_apologise",
        "text_or_in_person",
        "no_reply",
        "how_much_detail",
        "boundaries",
        "transparency",
        "consistency",
        "patience",
        "empathy",
        "small_wins",
        "seven_steps",
        "at_work",
        "with_customers",
        "self_forgiveness",
        "should_i_tell_them",
    ]
)
"""The questions, each an intent `ask_knowledge/…`."""

UNSPOKEN = frozenset(
    {
        "safety_emergency",
        "safety_stop",
        "safety_ask",
        "answer",
        "returned",
        "nlu_fallback",
        "check_in",
        "check_later",
        "reaction",
        "review",
    }
)
"""What the gate, a button, the channel or the threshold says, and no person in words."""

FEWEST_EXAMPLES = 10
ENDS_A_LIST = frozenset({"action_listen", "action_restart"})


@lru_cache(maxsize=1)
def domain() -> dict[str, Any]:
    return yaml.safe_load((settings.PROJECT / "domain.yml").read_text("utf-8"))


@lru_cache(maxsize=1)
def examples() -> dict[str, list[str]]:
    """Training examples by intent, questions written whole."""
    found: dict[str, list[str]] = {}
    for file in sorted((DATA / "nlu").glob("*.yml")):
        for entry in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            lines = [line.removeprefix("- ").strip() for line in entry["examples"].splitlines()]
            found.setdefault(entry["intent"], []).extend(line for line in lines if line)
    return found


def intents() -> set[str]:
    return {next(iter(each)) if isinstance(each, dict) else each for each in domain()["intents"]}


def steps() -> list[tuple[str, dict[str, Any]]]:
    """Every step of rules and stories, with the file it stands in."""
    found = []
    for file in sorted([*(DATA / "rules").glob("*.yml"), *(DATA / "stories").glob("*.yml")]):
        held = yaml.safe_load(file.read_text("utf-8"))
        for each in [*held.get("rules", ()), *held.get("stories", ())]:
            listed = [*each.get("condition", ()), *each["steps"]]
            for step in listed:
                options = step.get("or", [step]) if isinstance(step, dict) else []
                found += [(f"{file.name}: {each.get('rule', each.get('story'))}", option)
                          for option in options]  # fmt: skip
    return found


@lru_cache(maxsize=1)
def coach_actions() -> dict[str, type[CoachAction]]:
    """Every action class that can be registered, by its name in the domain."""
    folder = Path(actions.__file__).parent
    for module in folder.glob("*.py"):
        if module.stem != "__init__":
            importlib.import_module(f"actions.{module.stem}")
    kinds, found = [CoachAction], {}
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        name = kind.__dict__.get("action_name")
        if name and kind.__module__.startswith("actions."):  # tests have some of their own
            assert name not in found, f"two classes are {name}"
            found[name] = kind
    return found


def payloads() -> list[tuple[str, str]]:
    """Every payload of a button, with where it stands."""
    found = [
        (f"words.yml: {name}", choice.payload)
        for name, every in words().items()
        for each in every
        for choice in each.buttons
    ]
    for module in sorted(Path(actions.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and re.fullmatch(r"/[a-z_]+(\{.*\})?", value):
                found.append((f"{module.name}:{node.lineno}", value))
    return found


class TestIntents:
    @pytest.mark.parametrize("intent", sorted(CONTRACT))
    def test_an_intent_of_the_contract_is_there_and_trained(self, intent: str):
        assert intent in intents()
        assert len(examples().get(intent, ())) >= FEWEST_EXAMPLES

    @pytest.mark.parametrize("topic", sorted(QUESTIONS))
    def test_a_question_of_the_contract_is_trained_and_answered(self, topic: str):
        assert len(examples().get(f"ask_knowledge/{topic}", ())) >= FEWEST_EXAMPLES
        assert topic in topics()

    def test_every_intent_of_the_domain_can_be_said(self):
        unsaid = {each for each in intents() if each not in UNSPOKEN and each not in examples()}
        assert unsaid - {"ask_knowledge"} == set()

    def test_every_trained_intent_is_in_the_domain(self):
        trained = {each.partition("/")[0] for each in examples()}
        assert trained - {"ask_knowledge"} <= intents()

    def test_every_trained_question_has_an_answer(self):
        asked = {each.partition("/")[2] for each in examples() if "/" in each}
        assert asked == set(topics())

    def test_no_example_says_two_things(self):
        meant: dict[str, set[str]] = {}
        for intent, lines in examples().items():
            for line in lines:
                plain = re.sub(r"\W+", " ", line.casefold()).strip() or line
                meant.setdefault(plain, set()).add(intent)
        assert {line: what for line, what in meant.items() if len(what) > 1} == {}

    def test_what_comes_in_between_is_an_intent(self):
        named = asides.ALWAYS | asides.COMMANDS | asides.PLEASANTRIES | {asides.ELSEWHERE}
        assert named <= intents()
        assert f"{asides.QUESTION}/how_long" in examples()


class TestActions:
    def test_every_action_of_the_domain_has_a_class(self):
        assert set(domain()["actions"]) - set(coach_actions()) == set()

    def test_every_class_is_an_action_of_the_domain(self):
        assert set(coach_actions()) - set(domain()["actions"]) == set()

    def test_no_action_is_listed_twice(self):
        listed = domain()["actions"]
        assert len(listed) == len(set(listed))

    def test_every_form_has_what_validates_it(self):
        forms = set(domain()["forms"])
        validating = {name.removeprefix("validate_") for name in coach_actions()
                      if name.startswith("validate_")}  # fmt: skip
        assert validating == forms
        for name, kind in coach_actions().items():
            if name.startswith("validate_"):
                assert kind.form == name.removeprefix("validate_")

    def test_every_question_of_every_form_is_asked_by_an_action(self):
        asking = {name for name in domain()["actions"] if name.startswith("action_ask_")}
        needed = {
            f"action_ask_{form}_{slot}"
            for form, held in domain()["forms"].items()
            for slot in held["required_slots"]
        }
        assert needed <= asking

    def test_the_code_asks_in_the_order_of_the_forms(self):
        forms = domain()["forms"]
        assert tuple(forms[breach.FORM]["required_slots"]) == breach.QUESTIONS
        assert tuple(forms[commitments.FORM]["required_slots"]) == commitments.QUESTIONS


class TestSlots:
    def test_every_slot_of_a_form_is_a_slot(self):
        for held in domain()["forms"].values():
            assert set(held["required_slots"]) <= set(domain()["slots"])

    def test_everything_that_actions_set_is_a_slot(self):
        found = set()
        for module in Path(actions.__file__).parent.glob("*.py"):
            for node in ast.walk(ast.parse(module.read_text("utf-8"))):
                sets = isinstance(node, ast.Call) and getattr(node.func, "id", None) == "SlotSet"
                if sets and isinstance(node.args[0], ast.Constant):
                    found.add(node.args[0].value)
        assert found
        assert found | set(breach.FRESH) <= set(domain()["slots"])

    def test_a_new_matter_takes_nothing_along_of_what_was_promised_before(self):
        of_promises = {slot for slot in domain()["slots"] if slot.startswith("promise")}
        assert of_promises | {"replaces"} == set(commitments.NOTHING_PROMISED)
        assert of_promises | {"replaces"} <= set(breach.FRESH)

    def test_words_fill_no_slot_by_themselves(self):
        for name, slot in domain()["slots"].items():
            assert slot["mappings"] == [{"type": "custom"}], name
            assert slot["influence_conversation"] is False, name


class TestRules:
    def test_there_are_rules(self):
        assert len(steps()) > 50

    def test_every_intent_in_a_rule_is_there(self):
        named = {(where, step["intent"]) for where, step in steps() if "intent" in step}
        known = intents() | {"ask_knowledge"}
        assert {each for each in named if each[1] not in known} == set()

    def test_every_action_in_a_rule_is_there(self):
        known = (
            set(domain()["actions"]) | set(domain()["forms"]) | set(domain()["responses"])
        ) | ENDS_A_LIST
        named = {(where, step["action"]) for where, step in steps() if "action" in step}
        assert {each for each in named if each[1] not in known} == set()

    def test_every_response_is_used(self):
        assert set(domain()["responses"]) == {
            step["action"] for _, step in steps() if step.get("action", "").startswith("utter_")
        }

    def test_every_intent_of_the_domain_leads_somewhere(self):
        led = {step["intent"] for _, step in steps() if "intent" in step}
        only_in_forms = {"answer", "inform", "nlu_fallback"}
        assert intents() - led - only_in_forms == set()

    def test_every_topic_has_the_same_name_everywhere(self):
        rules = {each.stem for each in (DATA / "rules").glob("*.yml")}
        nlu = {each.stem for each in (DATA / "nlu").glob("*.yml")}
        assert rules - nlu <= {"safety"}
        assert nlu <= rules

    def test_a_conversation_never_expires(self):
        session = domain()["session_config"]
        assert session["session_expiration_time"] == 0
        assert session["carry_over_slots_to_new_session"] is True


class TestButtons:
    @pytest.mark.parametrize(("where", "payload"), payloads())
    def test_a_payload_is_an_intent_of_the_domain(self, where: str, payload: str):
        said = re.fullmatch(r"/([a-z_]+)(?:/([a-z_]+))?(\{.*\})?", payload)
        assert said is not None, where
        intent, topic, carried = said.groups()
        assert intent in intents() | {"ask_knowledge"}, where
        if carried:
            assert set(json.loads(carried)) <= set(domain()["entities"]), where
        if topic:
            assert topic in topics()

    def test_a_question_button_says_which_question(self):
        nameless = [
            where
            for where, payload in payloads()
            if payload.startswith("/ask_knowledge")
            and "/" not in payload[1:]
            and json.loads(payload[payload.find("{") :] if "{" in payload else "{}").get("value")
            not in topics()
        ]
        assert nameless == []

    def test_only_a_waiting_question_gets_a_bare_answer(self):
        """Outside a form nothing reads an answer but what action_not_followed knows."""
        loose = {
            json.loads(payload.removeprefix("/answer"))["value"]
            for where, payload in payloads()
            if payload.startswith("/answer") and where.startswith("walk.py")
        }
        assert loose <= {"next"}
