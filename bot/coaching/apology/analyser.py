"""What an apology has, what spoils it and where, and whether it can be sent.

The reader says how likely each label is in each clause; here it is settled what stands, with the
spans an editor would underline, a score, and what to write instead.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from bot.coaching.apology.labels import ELEMENTS, FAULTS, LABELS, label_words
from bot.coaching.apology.reader import ApologyReader, Parts
from bot.coaching.apology.rewriting import instead_of
from bot.coaching.apology.scoring import Reason, reasons, score_of
from bot.language.evened import evened
from bot.language.readable import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.coaching.apology.labels import Element, Fault, Severity
    from bot.coaching.apology.reader import Encode, Vectors
    from bot.coaching.safety.gates import Verdict
    from bot.language.evened import Evened

SURE_AT: Final = (0.4, 0.55)
"""From this likeliness on an element stands, and a fault. Chosen by cross-validation on training
lines that were not in sight when the signs were written; that of faults was raised from 0.5 since,
so that at most four in a hundred of the held-out traps are flagged."""

Span = tuple[int, int]
_SENDABLE: Final = frozenset({"none", "refer"})
"""Tiers of the gate under which a letter can be ready. A mere doubt is no verdict on the letter: it
is asked about in the conversation."""
_TAKES_BACK: Final = ("but", "blame")
_RULED_OUT_BY: Final = (
    ("vague_act", "names_the_act"),
    ("agentless", "names_the_act"),
    ("vague_promise", "change"),
    ("change", "vague_promise"),
    ("excuse", "explanation"),
    ("explanation", "excuse"),
)
"""Pairs of which the first does not stand beside the second, where that is the surer one."""
_OF_A_DEED: Final = frozenset({"names_the_act", "harm", "repair", "change"})
_SPEAKS: Final = re.compile(r"\b(?:i|we|me|us|my|our|you|u|your|ur)\b", re.IGNORECASE)
_CLOSING: Final = " \t\n,;:-–—.!?…\"”’'"


@dataclass(frozen=True)
class Found:
    """An element of an apology, present or not.

    Attributes:
        id: Which.
        spans: Where it stands, in order; empty when it is not there.
        advice: What to do where it is missing and is wanted; else None.
    """

    id: Element
    spans: tuple[Span, ...]
    advice: str | None

    @property
    def present(self) -> bool:
        """Whether it is there."""
        return bool(self.spans)


@dataclass(frozen=True)
class FaultFound:
    """Something that spoils an apology.

    Attributes:
        id: Which.
        severity: How much it spoils.
        start: Offset of the first character in the text as given.
        end: Offset after the last character.
        text: The words.
        why: Why they land badly.
        instead: What to write instead.
    """

    id: Fault
    severity: Severity
    start: int
    end: int
    text: str
    why: str
    instead: str


@dataclass(frozen=True)
class Analysis:
    """What was found in a text.

    Attributes:
        text: The text as given.
        ready: Whether it can be sent as it stands.
        score: From 0 to 100; None for a text that is not an apology.
        reasons: What the score is made of.
        elements: All elements, in their order.
        faults: In order of appearance.
        order: What is not in a good order, in plain words.
        tier: The safety tier of the text.
        categories: The safety categories, the worst first.
        note: Why there is no score; else None.
    """

    text: str
    ready: bool
    score: int | None
    reasons: tuple[Reason, ...]
    elements: tuple[Found, ...]
    faults: tuple[FaultFound, ...]
    order: tuple[str, ...]
    tier: str
    categories: tuple[str, ...]
    note: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The analysis in the shape of `amends check --json`, with reasons, order and note."""
        return {
            "ready": self.ready,
            "score": self.score,
            "elements": [
                {
                    "id": element.id,
                    "present": element.present,
                    "spans": [{"start": start, "end": end} for start, end in element.spans],
                    "advice": element.advice,
                }
                for element in self.elements
            ],
            "faults": [
                {
                    "id": fault.id,
                    "severity": fault.severity,
                    "start": fault.start,
                    "end": fault.end,
                    "text": fault.text,
                    "why": fault.why,
                    "instead": fault.instead,
                }
                for fault in self.faults
            ],
            "safety": {"tier": self.tier, "categories": list(self.categories)},
            "reasons": [{"for": reason.about, "points": reason.points} for reason in self.reasons],
            "order": list(self.order),
            "note": self.note,
        }


@dataclass(frozen=True)
class Analyser:
    """The analyser, with its trained reader.

    Attributes:
        reader: What reads clauses.
        encode: Texts to unit vectors, one row each.
    """

    reader: ApologyReader
    encode: Encode

    def analyse(self, text: str, verdict: Verdict) -> Analysis:
        """Analyse a text.

        Args:
            text: The text as given.
            verdict: What the safety gates say of it.

        Returns:
            The analysis; without a score where the text is not an apology in English.
        """
        even = evened(text)
        spans = self._spans(even.text)
        elements = tuple(_element(name, even, spans) for name in ELEMENTS)
        faults = tuple(_faults(text, even, spans))
        note = unreadable(text) or _no_apology(text, elements, faults)
        lacking = {element.id for element in elements if not element.present}
        ready = (
            note is None
            and not lacking & {"names_the_act", "responsibility", "regret"}
            and not {"repair", "change"} <= lacking
            and not any(fault.severity == "high" for fault in faults)
            and (verdict.tier in _SENDABLE or verdict.ask)
        )
        made_of = reasons(elements, faults) if note is None else ()
        return Analysis(
            text=text,
            ready=ready,
            score=score_of(made_of) if note is None else None,
            reasons=made_of,
            elements=elements,
            faults=faults,
            order=tuple(_out_of_order(spans, len(even.text))) if note is None else (),
            tier=verdict.tier,
            categories=verdict.categories,
            note=note and label_words().not_one[note],
        )

    def _spans(self, text: str) -> dict[str, list[Span]]:
        parts = Parts.of(text)
        if not parts.clauses:
            return {}
        vectors = self.encode([clause.text for clause in parts.clauses])
        return settled_spans(text, parts, self.reader.chances(parts, vectors))


def settled_spans(text: str, parts: Parts, chances: Vectors) -> dict[str, list[Span]]:
    """Where each label stands, from how likely it is in each clause.

    Args:
        text: The text as given.
        parts: The text, taken apart.
        chances: Shape (clauses, labels).

    Returns:
        The labels that stand, each with its spans in order.
    """
    standing = _settled(parts, chances)
    spans: dict[str, list[Span]] = {}
    for column, label in enumerate(LABELS):
        rows = np.flatnonzero(standing[:, column])
        if len(rows):
            spans[label] = _merged(parts, [(row, _span(text, parts, row, label)) for row in rows])
    return spans


def _settled(parts: Parts, chances: Vectors) -> NDArray[np.bool_]:
    """Which label stands in which clause, without what another one there rules out."""
    limits = np.array([SURE_AT[label in FAULTS] for label in LABELS])
    standing: NDArray[np.bool_] = chances >= limits
    near_by = _near_by(parts)
    for weaker, stronger in _RULED_OUT_BY:
        mine, other = LABELS.index(weaker), LABELS.index(stronger)
        there = np.where(standing[:, other], chances[:, other], 0)
        standing[:, mine] &= chances[:, mine] >= np.where(near_by, there, 0).max(axis=1)
    owned = LABELS.index("responsibility")
    for fault in _TAKES_BACK:
        for row in np.flatnonzero(standing[:, LABELS.index(fault)]):
            if not standing[row + 1 :, owned].any():
                standing[: row + 1, owned] = False
    return standing


def _near_by(parts: Parts) -> NDArray[np.bool_]:
    """Which clauses stand in the same sentence, or in the one before or after it."""
    sentences = np.array([clause.sentence for clause in parts.clauses])
    near: NDArray[np.bool_] = abs(sentences[:, None] - sentences[None, :]) <= 1
    return near


def _span(text: str, parts: Parts, row: int, label: str) -> Span:
    """The words of a clause that show the label: its signs, else the whole clause."""
    clause = parts.clauses[row]
    shown = [
        hit
        for hit in parts.hits
        if hit.label == label and hit.start < clause.end and clause.start < hit.end
    ]
    start = min((hit.start for hit in shown), default=clause.start)
    end = max((hit.end for hit in shown), default=clause.end)
    while end > start + 1 and text[end - 1] in _CLOSING:
        end -= 1
    return start, end


def _merged(parts: Parts, placed: Sequence[tuple[int, Span]]) -> list[Span]:
    """The spans of clauses in order; those that overlap, or lie side by side, made into one."""
    kept: list[Span] = []
    last = 0
    for row, (start, end) in placed:
        neighbours = row - last == 1 and parts.clauses[row].sentence == parts.clauses[last].sentence
        if kept and (neighbours or start <= kept[-1][1]):
            kept[-1] = (min(kept[-1][0], start), max(kept[-1][1], end))
        else:
            kept.append((start, end))
        last = row
    return kept


def _element(name: Element, even: Evened, spans: dict[str, list[Span]]) -> Found:
    found = tuple(even.given(*span) for span in spans.get(name, ()))
    words = label_words().elements[name]
    return Found(name, found, None if found else words.advice)


def _faults(text: str, even: Evened, spans: dict[str, list[Span]]) -> Iterable[FaultFound]:
    act = next((even.text[start:end] for start, end in spans.get("names_the_act", ())), None)
    placed = sorted((start, end, name) for name in FAULTS for start, end in spans.get(name, ()))
    for start, end, name in placed:
        words = label_words().faults[name]
        instead = instead_of(name, even.text, start, end, act)
        first, last = even.given(start, end)
        yield FaultFound(name, words.severity, first, last, text[first:last], words.why, instead)


def _no_apology(
    text: str, elements: Iterable[Found], faults: Iterable[FaultFound]
) -> Literal["not_an_apology"] | None:
    """The reason why a text is no apology, good or bad; None when it is one.

    Where nobody says sorry or owns anything, somebody has to speak, or to be spoken to.
    """
    present = {element.id for element in elements if element.present}
    severities = {fault.severity for fault in faults}
    if present & {"regret", "responsibility"} or "high" in severities:
        return None
    if _SPEAKS.search(text) and (severities or len(present & _OF_A_DEED) > 1):
        return None
    return "not_an_apology"


def _out_of_order(spans: dict[str, list[Span]], length: int) -> Iterable[str]:
    said = label_words().order
    first = {label: found[0][0] for label, found in spans.items()}
    owned = min((first[x] for x in ("responsibility", "names_the_act") if x in first), default=None)
    if owned is not None and first.get("explanation", length) < owned:
        yield said["explanation_first"]
    if first.get("self_pity", length) < min(owned or length, first.get("regret", length)):
        yield said["begins_with_you"]
    last = defaultdict(int, {label: found[-1][1] for label, found in spans.items()})
    forward = max(last["repair"], last["change"], last["freedom"], last["listening"])
    if forward and forward < max(last["explanation"], last["excuse"], last["forgiveness_request"]):
        yield said["ends_elsewhere"]
