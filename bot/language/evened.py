"""A text with its spacing evened out, and the way back to the places in it as it was given.

People paste letters with doubled spaces and with lines that were broken at a width. Neither says
anything, and both would hide from a pattern what stands in front of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SPACE: Final = re.compile(r"[ \t\u00a0\u202f\u2000-\u200b]+")
_BROKEN_LINE: Final = re.compile(r"(?<=[^\W\d_,;])[ ]?\r?\n(?=[a-zà-ÿ(“\"])|\r(?=\n)")
_BROKEN_AT: Final = 40
"""A shorter line was ended by its writer; text messages and poems are made of such lines."""


@dataclass(frozen=True)
class Evened:
    """A text with its spacing evened out.

    Attributes:
        text: The text, with single spaces.
        places: For each of its characters, the offset in the text as given.
    """

    text: str
    places: tuple[int, ...]

    def given(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text as given of a stretch that is not empty."""
        return self.places[start], self.places[end - 1] + 1


def evened(text: str) -> Evened:
    """Even out the spacing of a text.

    Args:
        text: The text as given.

    Returns:
        The text with runs of spaces made into one, and with lines joined that were broken at a
        width, in the middle of a sentence.
    """
    joined = _joined(text)
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for run in _SPACE.finditer(joined):
        kept += [*joined[at : run.start()], " "]
        places += range(at, run.start() + 1)
        at = run.end()
    kept += joined[at:]
    places += range(at, len(joined))
    return Evened("".join(kept), tuple(places))


def _joined(text: str) -> str:
    """The text, as long as before, with a space where a line was broken at a width."""
    pieces, at = [], 0
    for found in _BROKEN_LINE.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        broken = len(line) >= _BROKEN_AT or "\n" not in found.group()
        pieces += [text[at : found.start()], " " * len(found.group()) if broken else found.group()]
        at = found.end()
    return "".join([*pieces, text[at:]])
