"""Signs in the words of an apology: patterns for each element and fault, kept as data.

A pattern is searched for in the whole folded text, so that it may look across the end of a
sentence ("I'm sorry. But you …"). What takes it back ("but that is no excuse") is looked for in the
sentences that the match touches.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.language.patterns import (
    Content,
    beginnings,
    compile_pattern,
    fold,
    may_match,
    read_content,
    written_out,
)

if TYPE_CHECKING:
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


class _Find:
    """A pattern that is compiled when a text may hold it, as few do."""

    def __init__(self, pattern: str, parts: Mapping[str, str]) -> None:
        self._written_out = written_out(pattern, parts)
        self.begins = beginnings(self._written_out)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self._written_out)


class _Taught:
    """The patterns of one sign; what takes it back is compiled when it is first found."""

    def __init__(self, sign: _Sign, parts: Mapping[str, str]) -> None:
        self._sign = sign
        self._parts = parts
        self.find = tuple(_Find(pattern, parts) for pattern in sign.find)

    @cached_property
    def unless(self) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_pattern(pattern, self._parts) for pattern in self._sign.unless)

    @cached_property
    def unless_within(self) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_pattern(each, self._parts) for each in self._sign.unless_within)


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
    searched = _Searched(fold(text), sentences)
    return [
        Hit(label, start, end)
        for label, sign in _signs().items()
        for start, end in _apart(sorted(searched.matches(sign)))
    ]


class _Searched:
    """A folded text that is searched for signs; what takes matches back is looked for once."""

    def __init__(self, folded: str, sentences: Spans) -> None:
        self._folded = folded
        self._sentences = sentences
        self._starts = [start for start, _ in sentences]
        self._ends = [end for _, end in sentences]

    def matches(self, sign: _Taught) -> Iterator[tuple[int, int]]:
        """Where a sign stands and is not taken back."""
        barred: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for find in sign.find:
            if not may_match(find.begins, self._folded):
                continue
            for match in find.pattern.finditer(self._folded):
                around = self._around(match)
                if around not in barred:
                    barred[around] = list(self._barred(sign, *around))
                if not any(s < match.end() and match.start() < e for s, e in barred[around]):
                    narrowed = "here" in find.pattern.groupindex and match["here"] is not None
                    yield match.span("here") if narrowed else match.span()

    def _around(self, match: re.Match[str]) -> tuple[int, int]:
        """The sentences that a match touches; the match itself where it touches none."""
        first = bisect_right(self._ends, match.start())
        last = bisect_left(self._starts, match.end()) - 1
        return (self._starts[first], self._ends[last]) if first <= last else match.span()

    def _barred(self, sign: _Taught, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Where within some sentences no match stands: everywhere, or over some words."""
        if any(pattern.search(self._folded, first, last) for pattern in sign.unless):
            yield first, last
        for pattern in sign.unless_within:
            yield from (other.span() for other in pattern.finditer(self._folded, first, last))


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
def _signs() -> Mapping[str, _Taught]:
    read: dict[str, _Taught] = {}
    for name in FILES:
        content = read_content(_FOLDER / name, _Signs)
        for label, sign in content.signs.items():
            read[label] = _Taught(sign, content.parts)
    return read
