"""An analysis as a spaCy document, and drawn."""

from __future__ import annotations

from bot.coaching.apology.analyser import Analysis, FaultFound, Found
from bot.coaching.apology.drawing import as_doc, as_html

TEXT = "I'm sorry if I hurt you. <b>I was wrong.</b>"


def analysis() -> Analysis:
    return Analysis(
        text=TEXT,
        ready=False,
        score=0,
        reasons=(),
        elements=(Found("regret", ((0, 9),), None), Found("harm", (), "Say it.")),
        faults=(FaultFound("conditional", "high", 10, 23, "if I hurt you", "why", "instead"),),
        order=(),
        tier="none",
        categories=(),
    )


def test_spans_stand_in_the_document():
    doc = as_doc(analysis())
    assert [(span.label_, span.text) for span in doc.spans["elements"]] == [("regret", "I'm sorry")]
    assert [(span.label_, span.text) for span in doc.spans["faults"]] == [
        ("conditional", "if I hurt you")
    ]


def test_the_page_names_what_it_marks_and_shows_text_as_text():
    page = as_html(analysis())
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert "a condition on the sorry" in page
    assert "says sorry" in page
    assert "<b>" not in page
