"""Patterns kept as data: folding of typed text, and regular expressions with named parts.

Everyday writing has curly quotes, capitals or none, and odd spaces. Folding evens these out
without moving a character, so that what a pattern finds can be pointed at in the text as given.
"""

from __future__ import annotations

import re
import sre_constants as sre
import sre_parse
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, Extra

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_ODD_CHARACTERS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
    }
)
_PART = re.compile(r"\{([a-z_]+)\}")


class Content(BaseModel):
    """A content file's shape: what is not named in the schema is a mistake, and refused."""

    class Config:
        """Strict and unchanging."""

        extra = Extra.forbid
        allow_mutation = False


ContentT = TypeVar("ContentT", bound=Content)


@dataclass(frozen=True)
class Span:
    """A piece of what the person wrote, and what it stands for.

    Attributes:
        value: What it stands for: a kind, or the words themselves in plain spelling.
        text: The words exactly as written.
        start: Offset of the first character in the text as given.
        end: Offset after the last character.
    """

    value: str
    text: str
    start: int
    end: int


def span_of(text: str, start: int, end: int, value: str | None = None) -> Span:
    """Cuts a span out of a text.

    Args:
        text: The text as given.
        start: Offset of the first character.
        end: Offset after the last character.
        value: What it stands for; the words themselves when left out.

    Returns:
        The span, without spaces at its ends.
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    words = text[start:end]
    return Span(value=words if value is None else value, text=words, start=start, end=end)


@lru_cache(maxsize=64)
def fold(text: str) -> str:
    """Evens out case, quotes, dashes and spaces, one character for one.

    Args:
        text: What somebody typed.

    Returns:
        A lower-case text of the same length, so that offsets hold in both.
    """
    return "".join(
        low if len(low := character.lower()) == 1 else character
        for character in text.translate(_ODD_CHARACTERS)
    )


def read_content(path: Path, schema: type[ContentT]) -> ContentT:
    """Reads a content file and checks its shape.

    Args:
        path: The YAML file.
        schema: What it must look like.

    Returns:
        The content.

    Raises:
        pydantic.ValidationError: The file does not fit the schema.
    """
    return schema.parse_obj(yaml.safe_load(path.read_text(encoding="utf-8")))


def written_out(pattern: str, parts: Mapping[str, str]) -> str:
    """Writes out a pattern that may name parts, as in ``{someone}``.

    Args:
        pattern: A regular expression over folded text.
        parts: What each named part stands for; a part may name others.

    Returns:
        The regular expression.

    Raises:
        KeyError: A part is named that there is not.
    """
    while _PART.search(pattern):
        pattern = _PART.sub(lambda name: f"(?:{parts[name.group(1)]})", pattern)
    return pattern


def compile_pattern(pattern: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """Compiles a pattern that may name parts; see `written_out`."""
    return re.compile(written_out(pattern, parts))


_GRAM = 3
_TOO_MANY = 600
_FEW_CHARACTERS = 6


def beginnings(pattern: str) -> frozenset[str] | None:
    """The characters with which every match of a pattern begins.

    Most patterns fit in no place of a message. Whether one of its beginnings is there at all is
    known much sooner than that the pattern does not match.

    Args:
        pattern: A regular expression, written out.

    Returns:
        Beginnings of up to three characters; none where a match may begin with anything.
    """
    found = _sequence(iter(sre_parse.parse(pattern)))
    texts = frozenset(text for text, _ in found)
    return None if "" in texts else texts


_Beginning = tuple[str, bool]
"""Characters, and whether what follows them in the pattern is known."""

_UNKNOWN: frozenset[_Beginning] = frozenset({("", False)})
_EMPTY: frozenset[_Beginning] = frozenset({("", True)})


def _sequence(items: Iterable[Any]) -> frozenset[_Beginning]:
    found = _EMPTY
    for operation, argument in items:
        if not any(goes_on and len(text) < _GRAM for text, goes_on in found):
            break
        step = _element(operation, argument)
        found = frozenset(
            ((text + more)[:_GRAM], more_goes_on)
            if goes_on and len(text) < _GRAM
            else (text, False)
            for text, goes_on in found
            for more, more_goes_on in (step if goes_on else _EMPTY)
        )
        if len(found) > _TOO_MANY:
            return _UNKNOWN
    return found


def _element(operation: Any, argument: Any) -> frozenset[_Beginning]:  # noqa: ANN401
    if operation is sre.LITERAL:
        return frozenset({(chr(argument), True)})
    if operation in {sre.AT, sre.ASSERT, sre.ASSERT_NOT}:
        return _EMPTY
    if operation is sre.BRANCH:
        return frozenset().union(*(_sequence(branch) for branch in argument[1]))
    if operation is sre.SUBPATTERN:
        return _sequence(argument[3])
    if operation in {sre.MAX_REPEAT, sre.MIN_REPEAT}:
        least, most, repeated = argument
        once = _sequence(repeated)
        if most > 1:
            once = frozenset((text, False) for text, _ in once)
        return once | _EMPTY if least == 0 else once
    few = operation is sre.IN and len(argument) <= _FEW_CHARACTERS
    if few and all(kind is sre.LITERAL for kind, _ in argument):
        return frozenset((chr(code), True) for _, code in argument)
    return _UNKNOWN


@lru_cache(maxsize=64)
def word_beginnings(folded: str) -> frozenset[str]:
    """Every one, two and three characters with which a word or a sign begins in a text.

    Args:
        folded: A folded message.

    Returns:
        What can be held against the beginnings of a pattern.
    """
    starts = [
        at
        for at in range(len(folded))
        if not (folded[at].isalpha() and folded[at - 1 : at].isalpha())
    ]
    return frozenset(folded[at : at + length] for at in starts for length in range(1, _GRAM + 1))


def may_match(begins: frozenset[str] | None, folded: str) -> bool:
    """Whether a pattern with these beginnings can match anywhere in a text."""
    return begins is None or not begins.isdisjoint(word_beginnings(folded))
