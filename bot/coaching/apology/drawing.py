"""An analysed apology as a spaCy document, and drawn by displaCy as a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.coaching.apology.labels import label_words
from bot.language.english import english

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, SpanGroup

    from bot.coaching.apology.analyser import Analysis

ELEMENTS_KEY: Final = "elements"
FAULTS_KEY: Final = "faults"
_DRAWN: Final = "drawn"
_COLOURS: Final = {"high": "#e5989b", "medium": "#f6cf8b", "low": "#f5efaf"}
_GREEN: Final = "#b7d8b0"


def as_doc(found: Analysis) -> Doc:
    """The document of an analysis.

    Args:
        found: The analysis.

    Returns:
        The text with `doc.spans["elements"]` and `doc.spans["faults"]`, labelled by id; a span
        covers every token that it touches.
    """
    doc = english().make_doc(found.text)
    elements = [(*span, element.id) for element in found.elements for span in element.spans]
    faults = [(fault.start, fault.end, fault.id) for fault in found.faults]
    doc.spans[ELEMENTS_KEY] = _group(doc, ELEMENTS_KEY, elements)
    doc.spans[FAULTS_KEY] = _group(doc, FAULTS_KEY, faults)
    return doc


def as_html(found: Analysis) -> str:
    """The document drawn by displaCy, elements and faults under the text, as a whole page."""
    from spacy import displacy  # after `english`, which loads spaCy without TensorFlow

    words = label_words()
    names = words.names()
    colours = {names[element]: _GREEN for element in words.elements}
    colours |= {names[fault]: _COLOURS[said.severity] for fault, said in words.faults.items()}
    doc = as_doc(found)
    marked = [*doc.spans[ELEMENTS_KEY], *doc.spans[FAULTS_KEY]]
    placed = [(span.start_char, span.end_char, names[span.label_]) for span in marked]
    doc.spans[_DRAWN] = _group(doc, _DRAWN, placed)
    drawn: str = displacy.render(
        doc, style="span", page=True, options={"spans_key": _DRAWN, "colors": colours}
    )
    return drawn


def _group(doc: Doc, key: str, spans: Iterable[tuple[int, int, str]]) -> SpanGroup:
    from spacy.tokens import SpanGroup

    covered = [
        doc.char_span(start, end, label=label, alignment_mode="expand")
        for start, end, label in spans
    ]
    return SpanGroup(doc, name=key, spans=covered)
