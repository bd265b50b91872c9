"""Signs in the words of an apology: patterns for each element and fault, kept as data.

A pattern is searched for in the whole folded text, so that it may look across the end of a
sentence ("I'm sorry. But you …"). What takes it back ("but that is no excuse") is looked for in the
sentences that the match touches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.coaching.breach.patterns import Content, compile_pattern, fold, read_content

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

_FOLDER: Final = Path(__file__).parent
FILES: Final = ("elements.yml", "faults_high.yml", "faults_other.yml")

Spans = tuple[tuple[int, int], ...]


class _Sign(Content):
    """What announces one label, as written.

    Attributes:
        find: Patterns; a group named `here` narrows the span.
        unless: What takes a match back anywhere in its sentences.
        unless_within: What takes a match back where it overlaps the match.
    """

    find: tuple[str, ...]
    unless: tuple[str, ...] = ()
    unless_within: tuple[str, ...] = ()


class _Signs(Content):
    """A file of signs: pieces of patterns with their names, and the signs of each label."""

    parts: dict[str, str]
    signs: dict[str, _Sign]


@dataclass(frozen=True)
class _Compiled:
    find: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    unless_within: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Hit:
    """A sign that was found.

    Attributes:
        label: The element or fault that it speaks for.
        start: Offset of the first character in the text as given.
        end: Offset after the last character.
    """

    label: str
    start: int
    end: int


def find_signs(text: str, sentences: Spans) -> list[Hit]:
    """Every sign in a text.

    Args:
        text: The apology as given.
        sentences: Where its sentences start and end.

    Returns:
        The hits, by label in the order of the files, then by place; those of one label do not
        overlap.
    """
    folded = fold(text)
    return [
        Hit(label, start, end)
        for label, sign in _signs().items()
        for start, end in _apart(sorted(_matches(sign, folded, sentences)))
    ]


def _matches(sign: _Compiled, folded: str, sentences: Spans) -> Iterator[tuple[int, int]]:
    for pattern in sign.find:
        for match in pattern.finditer(folded):
            if not _taken_back(sign, folded, sentences, match):
                yield match.span("here") if "here" in pattern.groupindex else match.span()


def _taken_back(sign: _Compiled, folded: str, sentences: Spans, match: re.Match[str]) -> bool:
    touched = [span for span in sentences if span[0] < match.end() and match.start() < span[1]]
    if not touched:
        return False
    first, last = touched[0][0], touched[-1][1]
    if any(pattern.search(folded, first, last) for pattern in sign.unless):
        return True
    return any(
        other.start() < match.end() and match.start() < other.end()
        for pattern in sign.unless_within
        for other in pattern.finditer(folded, first, last)
    )


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, those that overlap made into one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


@lru_cache(maxsize=1)
def _signs() -> Mapping[str, _Compiled]:
    read: dict[str, _Compiled] = {}
    for name in FILES:
        content = read_content(_FOLDER / name, _Signs)
        for label, sign in content.signs.items():
            find, unless, within = (
                tuple(compile_pattern(pattern, content.parts) for pattern in patterns)
                for patterns in (sign.find, sign.unless, sign.unless_within)
            )
            read[label] = _Compiled(find, unless, within)
    return read
