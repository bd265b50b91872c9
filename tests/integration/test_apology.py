"""The analyser with the trained model: held-out and public apologies, and what must not matter."""

from __future__ import annotations

import json
import string
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coaching.apology.labels import ELEMENTS, FAULTS
from bot.coaching.apology.reader import Line
from bot.coaching.safety.gates import NONE
from bot.language.lines import read_lines
from bot.services.understanding import Understanding
from bot.settings import PROJECT

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from apology import Tally, by_analyser, measure

if TYPE_CHECKING:
    from bot.coaching.apology.analyser import Analysis

SETS = Path(__file__).resolve().parents[1] / "sets" / "apology"
PUBLIC = [
    json.loads(row)
    for row in (SETS.parent / "public_apologies" / "excerpts.jsonl").read_text("utf-8").splitlines()
]

MISREAD = {
    "Will Smith": "its word on who he is goes unseen",
    "Tony Hayward, BP": "the wish for his life back goes unseen",
}
GOOD = (
    "Ana, I read your diary on Sunday and told Sam what was in it. I was wrong to, and there is "
    "no excuse. You can't feel safe in your own room because of me. I am sorry. I have told Sam "
    "it was not mine to tell, and I'll put a lock on your door by Friday. You don't owe me an "
    "answer."
)
BAD = "I'm sorry if I hurt you, but you made me so angry. Mistakes were made. Let's move on now."


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """The readers of the trained model."""
    return Understanding.load()


@pytest.fixture(scope="module")
def held_out(understanding: Understanding) -> tuple[list[Line], dict[str, dict[str, Any]]]:
    """The held-out apologies and what is found in them."""
    files = sorted(SETS.glob("*_held_out.jsonl"))
    lines = [line for path in files for line in read_lines(path, Line)]
    return lines, {line.text: understanding.check(line.text).as_json() for line in lines}


@pytest.fixture(scope="module")
def tally(held_out: tuple[list[Line], dict[str, dict[str, Any]]]) -> Tally:
    """What is found in the held-out apologies, held against their annotations."""
    lines, read = held_out
    return measure(lines, lambda text: by_analyser(read[text]))


def labels_of(found: Analysis) -> set[str]:
    """What stands in a text, as ids."""
    present = {element.id for element in found.elements if element.present}
    return present | {fault.id for fault in found.faults}


def test_nothing_that_is_held_out_is_learnt_from(held_out):
    lines, _ = held_out
    assert len(lines) >= 400
    learnt = {
        " ".join(line.text.lower().split())
        for path in (PROJECT / "data" / "apologies").glob("*.jsonl")
        for line in read_lines(path, Line)
    }
    assert not learnt & {" ".join(line.text.lower().split()) for line in lines}


def test_elements_of_held_out_apologies(tally):
    assert tally.rates(ELEMENTS)[2] >= 0.85


@pytest.mark.xfail(strict=True, reason="0.83 so far: most that are missed are told as plain facts")
def test_faults_of_held_out_apologies(tally):
    assert tally.rates(FAULTS)[2] >= 0.85


@pytest.mark.xfail(strict=True, reason="bargain and vague_act are found too seldom")
def test_every_fault_is_found(tally):
    weak = {fault: round(tally.rates([fault])[2], 2) for fault in FAULTS}
    assert {fault: rate for fault, rate in weak.items() if rate < 0.70} == {}


def test_traps_are_left_alone(tally):
    assert tally.traps["flagged"] <= 0.04 * tally.traps["all"]


def test_ready_or_not(held_out):
    lines, read = held_out
    whole = [line for line in lines if line.ready is not None]
    right = sum(read[line.text]["ready"] is line.ready for line in whole)
    assert right >= 0.90 * len(whole)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(
            each,
            id=each["who"],
            marks=pytest.mark.xfail(strict=True, reason=MISREAD[each["who"]])
            if each["who"] in MISREAD
            else (),
        )
        for each in PUBLIC
    ],
)
def test_public_apologies(understanding: Understanding, said: dict[str, Any]):
    found = understanding.check(said["text"])
    labels = labels_of(found)
    assert set(said["has"]) <= labels
    assert set(said["spoiled_by"]) <= labels
    assert not labels & {*said["lacks"], *said["clean_of"]}
    assert found.ready is said["ready"]


def test_a_good_one_is_ready(understanding: Understanding):
    found = understanding.check(GOOD)
    assert found.ready
    assert not found.faults
    assert found.score is not None
    assert found.score >= 85


def test_a_bad_one_is_not_and_says_where(understanding: Understanding):
    found = understanding.check(BAD)
    assert not found.ready
    assert found.score is not None
    assert found.score <= 15
    assert {"conditional", "blame", "agentless", "demand"} <= labels_of(found)
    for fault in found.faults:
        assert BAD[fault.start : fault.end] == fault.text
        assert fault.why
        assert fault.instead


@pytest.mark.parametrize("text", [GOOD, BAD], ids=["good", "bad"])
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(str.upper, id="capitals"),
        pytest.param(lambda text: text.replace("'", "’"), id="curly quotes"),
        pytest.param(lambda text: text.replace(" ", "  "), id="doubled spaces"),
        pytest.param(lambda text: f"{text}\n\nYours,\nMarek", id="a signature"),
    ],
)
def test_how_it_is_typed_changes_no_verdict(understanding: Understanding, text: str, changed):
    plain, other = understanding.check(text), understanding.check(changed(text))
    assert labels_of(plain) == labels_of(other)
    assert plain.ready is other.ready
    assert plain.score == other.score


PIECES = """
I you we sorry if but hurt lied was wrong because never will pay back Friday . , ! ? “ ’ mistakes
were made feel forgive me don't owe answer told your sister 😀 é
"""
WORDS = st.lists(st.sampled_from([*PIECES.split(), "\n"]), min_size=1, max_size=40).map(" ".join)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=WORDS | st.text(max_size=200))
def test_spans_lie_inside_and_twice_is_the_same(understanding: Understanding, text: str):
    found = understanding.check(text)
    spans = [span for element in found.elements for span in element.spans]
    spans += [(fault.start, fault.end) for fault in found.faults]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [fault.start for fault in found.faults] == sorted(f.start for f in found.faults)
    assert found == understanding.check(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("¡!? … 123 :-)", "no words"),
        ("Es tut mir leid, dass ich dich gestern angelogen habe und nicht da war.", "English"),
        (
            "The tenant shall pay the rent on the first day of each month. The landlord may end "
            "this agreement with two months' notice in writing.",
            "does not read as an apology",
        ),
        (
            "The moon climbs over the silent barley, and the river folds its silver in the dark.",
            "does not read as an apology",
        ),
        ("What time does the shop on the corner open on Sundays?", "does not read as an apology"),
    ],
)
def test_what_is_no_apology_gets_no_score(understanding: Understanding, text: str, said: str):
    found = understanding.check(text)
    assert found.score is None
    assert not found.ready
    assert said in (found.note or "")


def test_two_hundred_words_are_analysed_soon(understanding: Understanding):
    text = " ".join(f"I told Sam{n} about the loan after I had promised not to." for n in range(16))
    understanding.analyser.analyse(text, NONE)
    spent = []
    for round_number in range(7):
        fresh = text.replace("loan", f"debt{round_number}")
        began = time.thread_time()
        understanding.analyser.analyse(fresh, NONE)
        spent.append(time.thread_time() - began)
    # 60 ms is what is promised on one core with nothing beside it; this runs among other tests
    assert min(spent) < 0.120


def test_a_long_text_takes_less_than_a_second(understanding: Understanding):
    letters = string.ascii_lowercase
    sentences = [
        f"I told {letters[n % 26]}{letters[n // 26]} about the loan after I had promised not to."
        for n in range(400)
    ]
    text = " ".join(sentences)[:20_000]
    understanding.check(BAD)
    began = time.thread_time()
    understanding.check(text)
    assert time.thread_time() - began < 1.0
