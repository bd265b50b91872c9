"""What the coach says: every entry is said somewhere, and everything said is an entry."""

from __future__ import annotations

import ast
import importlib
import re
import string
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from pydantic import ValidationError

import actions
from actions import words as content
from actions.questions import Question
from actions.words import Bubble, Choice, bubble, words
from bot.coaching.apology import gaps
from bot.coaching.apology.composer import Facts
from bot.coaching.apology.frames import frames
from bot.coaching.commitments.schedule import spoken_day, spoken_rule
from bot.coaching.naming import call, call_subject, sentence_start
from bot.coaching.safety.gates import CATEGORIES
from bot.language.perspective import Person

FOLDER = Path(actions.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
BY_TIER = {
    tier: [each for each, its in CATEGORIES.items() if its == tier]
    for tier in ("emergency", "stop", "refer")
}
DOUBTFUL = BY_TIER["emergency"] + BY_TIER["stop"]
BUILT = {
    "emergency_": BY_TIER["emergency"],
    "stop_": BY_TIER["stop"],
    "refer_": BY_TIER["refer"],
    "maybe_": BY_TIER["refer"],
    "gate_": DOUBTFUL,
    "gate_again_": DOUBTFUL,
    "hint_": ["act", "person", "since", "hidden", "known", "harm", "promise", "promise_due",
              "promise_seen", "boundary_asked", "boundary_agreed", "boundary_follows",
              "boundary_review", "other"],
    "rehearsal_": ["back", "softer", "harder", "never"],
    "rehearsal_style_": ["each", "matters", "end"],
    "": ["kept", "missed"],
}  # fmt: skip
"""Names that are put together when they are said: the fixed beginning, and how they can end."""

LONGEST_WORDS = 75


@lru_cache(maxsize=1)
def calls() -> list[tuple[str, str | None, str | None, set[str]]]:
    """Each call of `say` and `first`: where, the name or how it begins, and the values given."""
    found: list[tuple[str, str | None, str | None, set[str]]] = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and is_bubble(node.value):
                found.append(built_in(node.value, module))
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in {"say", "first"} or not node.args or is_self(node):
                continue
            given = {each.arg for each in node.keywords if each.arg} - {"kind", "buttons"}
            where = f"{module.name}:{node.lineno}"
            found += [(where, *name, given) for name in names(node.args[0], module)]
    return found


def is_bubble(node: ast.expr) -> bool:
    """Whether an entry is looked up to be put into another: `bubble("…").text.format(…)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "bubble"
        and isinstance(node.args[0], ast.Constant)
    )


def built_in(node: ast.expr, module: Path) -> tuple[str, str | None, str | None, set[str]]:
    """Such an entry with the values that its `format` gets."""
    assert isinstance(node, ast.Call)
    (name,) = names(node.args[0], module)
    given = {
        each.arg
        for call in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "format"
        and ast.dump(node) in ast.dump(call.func)
        for each in call.keywords
        if each.arg
    }
    return (f"{module.name}:{node.lineno}", *name, given)


def is_self(node: ast.Call) -> bool:
    value = node.func.value if isinstance(node.func, ast.Attribute) else None
    return isinstance(value, ast.Name) and value.id == "self"


def names(argument: ast.expr, module: Path) -> list[tuple[str | None, str | None]]:
    """What a name can be: itself, or the beginning of one that is put together."""
    if isinstance(argument, ast.Constant):
        return [(argument.value, None)]
    if isinstance(argument, ast.IfExp):
        return names(argument.body, module) + names(argument.orelse, module)
    if isinstance(argument, ast.JoinedStr):
        first = argument.values[0]
        return [(None, first.value if isinstance(first, ast.Constant) else "")]
    if isinstance(argument, ast.Attribute) and argument.attr == "asks":
        return [(each, None) for each in questions()]
    if isinstance(argument, ast.Name):
        tree = ast.walk(ast.parse(module.read_text("utf-8")))
        return [
            name
            for each in tree
            if isinstance(each, ast.Assign)
            and isinstance(each.targets[0], ast.Name)
            and each.targets[0].id == argument.id
            for name in names(each.value, module)
        ]
    raise AssertionError(f"a name that this test cannot follow: {ast.dump(argument)}")


def questions() -> list[str]:
    for module in MODULES:  # so that every question is known, whichever test ran before
        importlib.import_module(f"actions.{module.stem}")
    kinds, found = [Question], []
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found += [kind.__dict__["asks"]] if isinstance(kind.__dict__.get("asks"), str) else []
    return found


def said() -> dict[str, list[tuple[str, set[str]]]]:
    """Every entry that can be said, with where and which values it gets."""
    found: dict[str, list[tuple[str, set[str]]]] = {}
    for where, name, beginning, given in calls():
        every = [name] if name else [f"{beginning}{ending}" for ending in BUILT[beginning or ""]]
        for each in every:
            found.setdefault(each or "", []).append((where, given))
    return found


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_there_is_something_to_look_at():
    assert len(calls()) > 60
    assert len(questions()) >= 10


def test_everything_said_is_an_entry():
    missing = {name: [where for where, _ in at] for name, at in said().items()
               if name not in words()}  # fmt: skip
    assert missing == {}


def test_every_entry_is_said():
    assert set(words()) - set(said()) == set()


def test_no_entry_is_left_over():
    assert set(words()) <= set(said())


def test_every_placeholder_is_filled():
    unfilled = [
        (name, where, placeholders(each.text) - given)
        for name, at in said().items()
        for where, given in at
        for each in words().get(name, ())
        if placeholders(each.text) - given
    ]
    assert unfilled == []


@pytest.mark.parametrize("name", sorted(words()))
def test_an_entry_reads_as_the_coach_speaks(name: str):
    for each in words()[name]:
        assert each.text == each.text.strip()
        assert each.text[0].isupper() or each.text[0] in "{“"
        assert each.text[-1] in ".?:!}”"
        assert len(each.text.split()) <= LONGEST_WORDS
        assert each.text.count("?") <= 2
        assert "  " not in each.text
        assert not re.search(r"--|\.\.\.|\bplease note\b|!{2}", each.text, re.IGNORECASE)
        assert len({choice.title for choice in each.buttons}) == len(each.buttons) <= 4


def test_british_spelling():
    american = re.compile(r"apologiz|realiz|recogniz|behavior\b|honor|favorite", re.IGNORECASE)
    assert [each.text for every in words().values() for each in every
            if american.search(each.text)] == []  # fmt: skip


class TestTheFile:
    def test_an_unknown_entry_is_an_error(self):
        with pytest.raises(KeyError):
            bubble("no such entry")

    def test_variants_are_gone_through_in_turn(self):
        (many,) = [name for name, every in words().items() if name == "elsewhere"]
        assert {bubble(many).text for _ in range(len(words()[many]) * 2)} == {
            each.text for each in words()[many]
        }

    @pytest.mark.parametrize(
        "broken",
        [
            {"titel": "Yes", "payload": "/affirm"},
            {"title": " ", "payload": "/affirm"},
            {"title": "Yes", "payload": "affirm"},
            {"title": "Yes"},
        ],
    )
    def test_a_button_that_does_not_fit_is_refused(self, broken: dict):
        with pytest.raises(ValidationError):
            Choice.parse_obj(broken)

    def test_a_bubble_with_something_unknown_is_refused(self):
        with pytest.raises(ValidationError):
            Bubble.parse_obj({"text": "Hello.", "colour": "red"})

    def test_it_is_read_once(self):
        assert words() is words()
        assert content.FILE.name == "words.yml"


class TestNaming:
    @pytest.mark.parametrize(
        ("person", "name", "object_", "subject"),
        [
            ("sister", None, "your sister", "your sister"),
            ("my best friend", None, "your best friend", "your best friend"),
            ("our neighbours", None, "your neighbours", "your neighbours"),
            ("My Boss", None, "your Boss", "your Boss"),
            ("sister", "Ana", "Ana", "Ana"),
            (None, "Ana", "Ana", "Ana"),
            (None, None, "them", "they"),
            ("", None, "them", "they"),
            ("them", None, "them", "they"),
            ("Someone", None, "them", "they"),
            ("my people", None, "them", "they"),
        ],
    )
    def test_called(self, person, name, object_, subject):
        assert (call(person, name), call_subject(person, name)) == (object_, subject)

    def test_a_sentence_starts_with_a_capital_and_keeps_the_rest(self):
        assert sentence_start("your sister Ana") == "Your sister Ana"
        assert sentence_start("") == ""


class TestSchedule:
    @pytest.mark.parametrize(
        ("day", "spoken"),
        [
            (date(2026, 11, 27), "Friday 27 November"),
            (date(2027, 1, 1), "Friday 1 January"),
            (date(2028, 2, 29), "Tuesday 29 February"),
        ],
    )
    def test_a_day(self, day: date, spoken: str):
        assert spoken_day(day) == spoken

    @pytest.mark.parametrize(
        ("rule", "spoken"),
        [
            ("FREQ=DAILY", "every day"),
            ("FREQ=WEEKLY", "every week"),
            ("FREQ=YEARLY", "every year"),
            ("FREQ=WEEKLY;BYDAY=SU", "every Sunday"),
            ("RRULE:FREQ=WEEKLY;BYDAY=MO,TH", "every Monday and Thursday"),
            ("FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Friday"),
            ("FREQ=MONTHLY;INTERVAL=3", "every 3 months"),
            ("FREQ=MONTHLY;BYMONTHDAY=1", "on the 1st of every month"),
            ("FREQ=MONTHLY;BYMONTHDAY=2", "on the 2nd of every month"),
            ("FREQ=MONTHLY;BYMONTHDAY=3", "on the 3rd of every month"),
            ("FREQ=MONTHLY;BYMONTHDAY=11", "on the 11th of every month"),
            ("FREQ=MONTHLY;BYMONTHDAY=12", "on the 12th of every month"),
            ("FREQ=MONTHLY;BYMONTHDAY=23", "on the 23rd of every month"),
        ],
    )
    def test_a_repeat(self, rule: str, spoken: str):
        assert spoken_rule(rule) == spoken

    @pytest.mark.parametrize(
        ("rule", "spoken"),
        [
            ("FREQ=MONTHLY;BYDAY=1MO", "on the first Monday of every month"),
            ("FREQ=MONTHLY;BYDAY=-1FR", "on the last Friday of every month"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "on the last day of every month"),
            ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Monday, Wednesday and Friday"),
        ],
    )
    def test_a_repeat_keeps_its_day(self, rule: str, spoken: str):
        assert spoken_rule(rule) == spoken


class TestGap:
    FACTS = Facts(
        act="I lied to my sister about the money", person=Person("sister"), since=None,
        hidden=None, known=None, harm=None, breaches=("lie",), repair=None, due_text=None,
        witness=None, change=None,
    )  # fmt: skip

    def promised(self, what: str) -> Facts:
        from dataclasses import replace

        return replace(self.FACTS, repair=what)

    def test_the_promise_goes_where_the_gap_was(self):
        gap = frames().gaps["repair"]
        filled = gaps.fill_gap(f"I lied. {gap} I love you.", self.promised("pay her back 200"))
        assert gap not in filled
        assert "200" in filled
        assert filled.startswith("I lied. ")
        assert filled.endswith(" I love you.")

    def test_a_text_without_a_gap_stays_as_it_is(self):
        assert gaps.fill_gap("I lied.", self.promised("pay her back 200")) == "I lied."

    def test_without_a_promise_the_gap_stays(self):
        gap = frames().gaps["repair"]
        assert gaps.fill_gap(f"I lied. {gap}", self.FACTS) == f"I lied. {gap}"
