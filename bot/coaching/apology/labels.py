"""What an apology can have and what can spoil it: ids, order, weights, and what is said of each.

The words stand in ``labels.yml``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from bot.language.patterns import Content, read_content

Severity = Literal["high", "medium", "low"]
Element = Literal[
    "regret", "names_the_act", "responsibility", "harm", "repair", "change", "explanation",
    "freedom", "forgiveness_request", "listening",
]  # fmt: skip
Fault = Literal[
    "conditional", "but", "your_feelings", "blame", "agentless", "demand", "threat", "excuse",
    "intent", "minimising", "image", "self_pity", "bargain", "third_party", "vague_promise",
    "vague_act",
]  # fmt: skip
ELEMENTS: Final[tuple[Element, ...]] = get_args(Element)
FAULTS: Final[tuple[Fault, ...]] = get_args(Fault)
LABELS: Final[tuple[str, ...]] = (*ELEMENTS, *FAULTS)


class ElementWords(Content):
    """What is said of an element.

    Attributes:
        name: What it is called, in plain words.
        weight: How many points of the score it brings; ours, see ``docs/decisions``.
        advice: What to do where it is missing; none where it may be missing.
    """

    name: str
    weight: int
    advice: str | None = None


class FaultWords(Content):
    """What is said of a fault.

    Attributes:
        name: What it is called, in plain words.
        severity: How much it spoils.
        why: Why it lands badly.
        instead: What to write instead, where no rewrite of the person's own words can be made.
        instead_with_act: The same, where the text names an act, which stands for `{act}`.
    """

    name: str
    severity: Severity
    why: str
    instead: str
    instead_with_act: str | None = None


class Counted(Content):
    """A sentence for one thing, and for more, with `{count}`."""

    one: str
    other: str


class SpokenWords(Content):
    """What the coach says around an analysis.

    Attributes:
        fault: A fault, with `{said}`, `{why}` and `{instead}`.
        more: That there are more.
        gone: That faults are no longer there, with `{what}`.
        ready: That it can be said as it stands.
        enough: That nothing spoils it, though something is missing.
    """

    fault: str
    more: Counted
    gone: str
    ready: str
    enough: str


class LabelWords(Content):
    """The content of ``labels.yml``.

    Attributes:
        elements: What is said of each element.
        faults: What is said of each fault.
        costs: How many points a fault of each severity costs the first time.
        costs_again: The same, for each further one of the same sort.
        order: What is said when the order is not a good one, by what is out of place.
        not_one: What is said of a text that cannot be judged, by the reason.
        spoken: What the coach says around an analysis.
    """

    elements: dict[Element, ElementWords]
    faults: dict[Fault, FaultWords]
    costs: dict[Severity, int]
    costs_again: int
    order: dict[str, str]
    not_one: dict[str, str]
    spoken: SpokenWords

    def names(self) -> dict[str, str]:
        """What every element and fault is called, by its id."""
        named: dict[str, str] = {element: said.name for element, said in self.elements.items()}
        named.update((fault, said.name) for fault, said in self.faults.items())
        return named


@lru_cache(maxsize=1)
def label_words() -> LabelWords:
    """What is said of every label, read once.

    Raises:
        pydantic.ValidationError: A label is missing in the file or has the wrong shape.
    """
    return read_content(Path(__file__).with_name("labels.yml"), LabelWords)
