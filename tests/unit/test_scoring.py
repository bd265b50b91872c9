"""The score, and what the coach says of an analysis."""

from __future__ import annotations

from bot.coaching.apology.analyser import Analysis, FaultFound, Found
from bot.coaching.apology.labels import ELEMENTS, FAULTS, label_words
from bot.coaching.apology.scoring import Reason, reasons, score_of
from bot.coaching.apology.spoken import remarks


def element(name, *, present: bool) -> Found:
    advice = None if present else label_words().elements[name].advice
    return Found(name, ((0, 3),) if present else (), advice)


def fault(name, start: int = 0) -> FaultFound:
    words = label_words().faults[name]
    return FaultFound(name, words.severity, start, start + 4, "such", words.why, words.instead)


def analysis(present, faults=(), *, ready: bool = False, note: str | None = None) -> Analysis:
    elements = tuple(element(name, present=name in present) for name in ELEMENTS)
    made_of = reasons(elements, tuple(faults))
    return Analysis(
        text="such and such",
        ready=ready,
        score=score_of(made_of),
        reasons=made_of,
        elements=elements,
        faults=tuple(faults),
        order=(),
        tier="none",
        categories=(),
        note=note,
    )


def test_all_elements_come_to_a_hundred():
    assert analysis(ELEMENTS).score == 100


def test_nothing_comes_to_nothing_and_never_below():
    assert analysis(()).score == 0
    assert analysis((), [fault(name) for name in FAULTS]).score == 0


def test_owning_weighs_most_and_asking_forgiveness_nothing():
    words = label_words().elements
    weights = {name: words[name].weight for name in ELEMENTS}
    assert max(weights, key=lambda name: weights[name]) == "responsibility"
    assert weights["forgiveness_request"] == 0


def test_a_fault_costs_by_its_severity_and_less_when_it_comes_again():
    made_of = reasons((), (fault("but"), fault("excuse"), fault("vague_act"), fault("but", 9)))
    costs = [reason.points for reason in made_of]
    assert costs[0] < costs[1] < costs[2] < costs[3] < 0
    assert made_of[0] == Reason("but", costs[0])


def test_the_worst_is_said_first_and_the_rest_counted():
    found = analysis(
        (), [fault("vague_act"), fault("excuse", 5), fault("blame", 10), fault("but", 15)]
    )
    said = remarks(found)
    assert label_words().faults["blame"].why in said[0]
    assert label_words().faults["but"].why in said[1]
    assert said[2] == "There are 2 more things to look at after these."


def test_what_is_gone_is_said():
    needed = ("regret", "names_the_act", "responsibility", "repair")
    said = remarks(analysis(needed, ready=True), before={"but", "blame"})
    assert said == [
        "Gone since the last version: a but that takes it back, blame for someone else.",
        label_words().spoken.ready,
    ]


def test_what_is_missing_is_said_where_nothing_spoils_it():
    said = remarks(analysis(("regret", "responsibility", "repair")))
    assert said[0] == label_words().elements["names_the_act"].advice


def test_change_stands_for_repair():
    said = remarks(analysis(("regret", "names_the_act", "responsibility", "change"), ready=True))
    assert said == [label_words().spoken.ready]


def test_a_text_that_is_no_apology_is_only_said_to_be_none():
    assert remarks(analysis((), note="No.")) == ["No."]
