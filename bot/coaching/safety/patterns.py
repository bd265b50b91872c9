"""The small language in which the safety rules are written, compiled to regular expressions.

A pattern is a row of words, read over the plain words of a folded message:

====================  =============================================================
`kill myself`         these words, one after the other (a comma may stand between)
`(kill|end it all)`   one of these
`again?`              may be missing; also `(…)?` and `{name}?`
`{they}`              a word list of `words.yml`
`suicid~`             a word that begins so
`*3`                  up to three words of any kind, none of them a negation
`**3`                 the same, negations included
`#`                   a number, in figures or words
`!(car|bike)`         not followed by one of these; also `!{pets}`
`,`                   a comma, colon, bracket or dash that must be there
`^` and `$`           the beginning and the end of a sentence
====================  =============================================================

No pattern reaches over the end of a sentence, unless it says so with `//`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEXEME: Final = re.compile(
    r"\s+|(?P<refused>!\{[a-z_]+\})|(?P<not>!\()|(?P<comma>,)|(?P<open>\()|(?P<close>\)\??)|(?P<bar>\|)|(?P<class>\{[a-z_]+\}\??)"
    r"|(?P<wide>\*\*\d+)|(?P<gap>\*\d+)|(?P<number>#\??)|(?P<end>\$)|(?P<begin>\^)|(?P<over>//)"
    r"|(?P<word>[a-z0-9]+[~?]?)"
)
_SPACER: Final = r"(?:(?:,|'s) )*"
_NEGATIONS: Final = ("not", "never", "nobody", "without", "nor")
_NUMBER: Final = (
    r"(?:[0-9][0-9.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|hundred)"
)


@dataclass(frozen=True)
class _Part:
    """A compiled piece: its expression, words of which any match holds one, its only word."""

    expression: str
    anchors: frozenset[str] | None
    word: str | None = None


@dataclass(frozen=True)
class Pattern:
    """One compiled pattern.

    Attributes:
        source: The pattern as written.
        written_out: The regular expression that it comes to.
        anchors: Any match holds one of these words; none means that it must always be tried.
    """

    source: str
    written_out: str
    anchors: frozenset[str] | None

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """What is searched for in the folded line; compiled when first needed, as few are."""
        return re.compile(self.written_out)


class PatternCompiler:
    """Compiles patterns against a set of word lists.

    Args:
        word_lists: Name to entries; an entry is a pattern itself.
        common: Words in nearly every message. A pattern that can be announced by another word is.
    """

    def __init__(self, word_lists: Mapping[str, Iterable[str]], common: Iterable[str] = ()) -> None:
        self._common = frozenset(common)
        self._sources = {name: tuple(entries) for name, entries in word_lists.items()}
        self._lists: dict[str, _Part] = {}
        self.words: set[str] = set()

    def compile(self, source: str) -> Pattern:
        """Compiles one pattern.

        Args:
            source: The pattern as written.

        Returns:
            What to search for, and the words to look for first.

        Raises:
            BadInputError: The pattern cannot be read, or names a list that is not there.
        """
        part = self._parse(source)
        return Pattern(source, r"(?<= )" + part.expression, part.anchors)

    def _parse(self, source: str) -> _Part:
        parser = _Parser(source, self)
        part = parser.alternatives()
        parser.must_be_done()
        return part

    def rarest(self, anchors: list[frozenset[str]]) -> frozenset[str] | None:
        """The anchors that fewest messages hold."""
        if not anchors:
            return None
        return min(anchors, key=lambda words: (len(words & self._common), len(words)))

    def word_list(self, name: str) -> _Part:
        """The compiled word list of that name."""
        if name not in self._lists:
            if name not in self._sources:
                raise BadInputError(f"The safety rules name a word list that is not there: {name}")
            self._lists[name] = _either([self._parse(entry) for entry in self._sources[name]])
        return self._lists[name]


class _Parser:
    """Reads one pattern from left to right."""

    def __init__(self, source: str, compiler: PatternCompiler) -> None:
        self._source = source
        self._compiler = compiler
        self._lexemes = list(self._split())
        self._at = 0

    def _split(self) -> Iterable[tuple[str, str]]:
        position = 0
        while position < len(self._source):
            found = _LEXEME.match(self._source, position)
            if found is None:
                raise BadInputError(f"This safety pattern cannot be read: {self._source}")
            position = found.end()
            if found.lastgroup is not None:
                yield found.lastgroup, found.group()

    def must_be_done(self) -> None:
        if self._at < len(self._lexemes):
            raise BadInputError(f"This safety pattern has a bracket too many: {self._source}")

    def alternatives(self) -> _Part:
        parts = [self._row()]
        while self._at < len(self._lexemes) and self._lexemes[self._at][0] == "bar":
            self._at += 1
            parts.append(self._row())
        return _either(parts)

    def _row(self) -> _Part:
        parts: list[_Part] = []
        while self._at < len(self._lexemes):
            kind, lexeme = self._lexemes[self._at]
            if kind in {"bar", "close"}:
                break
            self._at += 1
            parts.append(self._one(kind, lexeme))
        if parts and all(part.expression.endswith(")?") for part in parts):
            raise BadInputError(f"A part of this safety pattern may be empty: {self._source}")
        if len(parts) == 1:
            return parts[0]
        anchors = [part.anchors for part in parts if part.anchors is not None]
        expression = "".join(part.expression for part in parts)
        return _Part(expression, self._compiler.rarest(anchors))

    def _one(self, kind: str, lexeme: str) -> _Part:
        if kind == "word":
            return self._word(lexeme)
        if kind in {"open", "not"}:
            return self._bracket(refused=kind == "not")
        if kind == "class":
            part = self._compiler.word_list(lexeme.strip("{}?"))
            return _optional(part) if lexeme.endswith("?") else part
        if kind == "number":
            part = _Part(f"{_NUMBER} {_SPACER}", None)
            return _optional(part) if lexeme.endswith("?") else part
        if kind == "refused":
            inner = self._compiler.word_list(lexeme.strip("!{}"))
            return _Part(f"(?!{_SPACER}{inner.expression})", None)
        return _Part(_gap_or_edge(kind, lexeme), None)

    def _word(self, lexeme: str) -> _Part:
        if lexeme.endswith("~"):
            return _Part(f"{lexeme[:-1]}[^ ]* {_SPACER}", None)
        word = lexeme.rstrip("?")
        self._compiler.words.add(word)
        part = _Part(f"{word} {_SPACER}", frozenset({word}), word)
        return _optional(part) if lexeme.endswith("?") else part

    def _bracket(self, *, refused: bool) -> _Part:
        inner = self.alternatives()
        if self._at >= len(self._lexemes):
            raise BadInputError(f"This safety pattern lacks a bracket: {self._source}")
        close = self._lexemes[self._at][1]
        self._at += 1
        if refused:
            return _Part(f"(?!{_SPACER}{inner.expression})", None)
        return _optional(inner) if close.endswith("?") else inner


def _gap_or_edge(kind: str, lexeme: str) -> str:
    if kind == "end":
        return r"(?=\. )"
    if kind == "begin":
        return r"(?<=\. )"
    if kind == "comma":
        return ", "
    if kind == "over":
        return r"(?:[^ ]+ )*?"
    refused = r"\. " if kind == "wide" else rf"(?:\.|{'|'.join(_NEGATIONS)}) "
    return rf"(?:(?!{refused})[^ ]+ ){{0,{lexeme.lstrip('*')}}}?"


def _either(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    anchors: frozenset[str] | None = frozenset()
    for part in parts:
        anchors = None if anchors is None or part.anchors is None else anchors | part.anchors
    return _Part(f"(?:{'|'.join(_joined(parts))})", anchors)


def _joined(parts: list[_Part]) -> Iterable[str]:
    """The expressions, single words that stand together written with one spacer for all.

    Shorter expressions compile in half the time.
    """
    for is_word, run in groupby(parts, key=lambda part: part.word is not None):
        if is_word:
            yield f"(?:{'|'.join(part.word or '' for part in run)}) {_SPACER}"
        else:
            yield from (part.expression for part in run)


def _optional(part: _Part) -> _Part:
    return _Part(f"(?:{part.expression})?", None)
