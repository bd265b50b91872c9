"""The sentences and clauses of an apology, with their places in the text as given.

What an apology has and what spoils it stands in clauses: "I'm sorry I shouted, but you started it"
has a regret, an act, and a turn that takes both back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.language.patterns import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE_END: Final = re.compile(
    r"""(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?…]+["”’')\]]*(?=\s)|\n+"""
)
_LEAST_WORDS: Final = 2
_SUBJECT: Final = (
    r"(?:i|i'll|i've|i'm|i'd|im|ive|we|we've|we're|we'll|you|u|it|it's|its|he|she|they|my|your|ur"
    r"|that|that's|this|nobody|no one|there)\b"
)
_CUT: Final = re.compile(
    r"[,;]? (?=(?:but|however|although|though|because|cos|cuz|so that|whereas)\b)"
    rf"|,? (?=(?:and|then|so|or|yet) {_SUBJECT})"
    rf"|, (?=(?:then |so )?{_SUBJECT})"
    r"| - |-- ?|[:;] "
)


@dataclass(frozen=True)
class Clause:
    """A clause.

    Attributes:
        text: Its words as given.
        start: Offset of the first character in the whole text.
        end: Offset after the last character.
        sentence: The number of its sentence, from 0.
    """

    text: str
    start: int
    end: int
    sentence: int


def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences start and end that hold a letter or a digit.

    Marks end a sentence, and so do new lines; a title ("Mr.") and a point within a number do not.
    spaCy's sentence splitting would need the tokens first, which nothing else here does, and which
    cost more than all the rest for a long text.

    Args:
        text: The text as given.
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    bounds = zip([0, *ends], [*ends, len(text)], strict=True)
    spans = [_trimmed(text, start, end) for start, end in bounds]
    return tuple((start, end) for start, end in spans if any(map(str.isalnum, text[start:end])))


def clauses_of(text: str, sentences: tuple[tuple[int, int], ...]) -> list[Clause]:
    """The clauses of a text.

    Args:
        text: The text as given.
        sentences: Where its sentences start and end.

    Returns:
        The clauses in order; a cut that would leave fewer than two words is not made.
    """
    folded = fold(text)
    return [
        Clause(text[start:end], start, end, number)
        for number, (first, last) in enumerate(sentences)
        for start, end in _pieces(folded, first, last)
    ]


def _pieces(folded: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    at = first
    for cut in _CUT.finditer(folded, first, last):
        before, after = folded[at : cut.start()], folded[cut.end() : last]
        if min(len(before.split()), len(after.split())) >= _LEAST_WORDS:
            yield _trimmed(folded, at, cut.start())
            at = cut.end()
    yield _trimmed(folded, at, last)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
