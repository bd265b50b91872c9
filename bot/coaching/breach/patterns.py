"""Patterns kept as data: folding of typed text, and regular expressions with named parts.

Everyday writing has curly quotes, capitals or none, and odd spaces. Folding evens these out
without moving a character, so that what a pattern finds can be pointed at in the text as given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, Extra

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def compile_pattern(pattern: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """Compiles a pattern that may name parts, as in ``{someone}``.

    Args:
        pattern: A regular expression over folded text.
        parts: What each named part stands for; a part may name others.

    Returns:
        The compiled pattern.

    Raises:
        KeyError: A part is named that there is not.
    """
    expanded = pattern
    while _PART.search(expanded):
        expanded = _PART.sub(lambda name: f"(?:{parts[name.group(1)]})", expanded)
    return re.compile(expanded)
