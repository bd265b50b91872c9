"""Notices an excuse, and says what the coach answers: kindly, firmly, and without a lecture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from bot.language.patterns import Content, compile_pattern, fold, read_content

Kind = Literal["minimising", "blaming", "excusing", "intention", "comparing"]

_CONTENT = Path(__file__).parent / "excuses.yml"
_LONGEST = 2000
_SENTENCE_END = re.compile(r"[.!?\n]")


@dataclass(frozen=True)
class Excuse:
    """An excuse that the person makes.

    Attributes:
        kind: What it does with the breach.
        start: Offset of its first character in the text as given.
        end: Offset after its last character.
    """

    kind: Kind
    start: int
    end: int


class ExcuseContent(Content):
    """The file of excuses."""

    parts: dict[str, str]
    kinds: dict[Kind, list[str]]
    told_not_held: str
    denied: str
    owned_after: str
    owned_before: str
    explains: list[Kind]
    replies: dict[Kind, list[str]]


class _Reader:
    """The content, compiled."""

    def __init__(self, content: ExcuseContent) -> None:
        self.kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
            (kind, compile_pattern(pattern, content.parts))
            for kind, patterns in content.kinds.items()
            for pattern in patterns
        )
        self.told_not_held = compile_pattern(content.told_not_held, content.parts)
        self.denied = compile_pattern(content.denied, content.parts)
        self.owned_after = compile_pattern(content.owned_after, content.parts)
        self.owned_before = compile_pattern(content.owned_before, content.parts)
        self.explains = frozenset(content.explains)
        self.replies = content.replies


@lru_cache(maxsize=1)
def _reader() -> _Reader:
    return _Reader(read_content(_CONTENT, ExcuseContent))


def meet(text: str) -> Excuse | None:
    """Finds the first excuse in a message that is not owned, denied or only reported.

    Args:
        text: A message as given.

    Returns:
        The excuse, or none.
    """
    return next(iter(excuses_in(text)), None)


def excuses_in(text: str) -> tuple[Excuse, ...]:
    """Finds every excuse in a message that is not owned, denied or only reported.

    Args:
        text: A message as given.

    Returns:
        The excuses, the first first; they may overlap.
    """
    folded = fold(text[:_LONGEST])
    found = [
        Excuse(kind, match.start(), match.end())
        for kind, pattern in _reader().kinds
        for match in pattern.finditer(folded)
        if _is_held(folded, kind, match)
    ]
    return tuple(sorted(found, key=lambda excuse: excuse.start))


def _is_held(folded: str, kind: Kind, match: re.Match[str]) -> bool:
    reader = _reader()
    before, after = folded[: match.start()], folded[match.end() :]
    sentence = before[_last_sentence_start(before) :]
    if reader.told_not_held.search(sentence) or reader.denied.search(sentence):
        return False
    if reader.owned_after.search(after):
        return False
    if kind in reader.explains:
        owned = reader.owned_before.search(before)
        if owned and not re.search(r"\b(?:but|though|although|however)\b", before[owned.end() :]):
            return False
    return True


def _last_sentence_start(before: str) -> int:
    ends = [end.end() for end in _SENTENCE_END.finditer(before)]
    return ends[-1] if ends else 0


def reply(kind: Kind, seed: int) -> str:
    """What the coach says to an excuse.

    Args:
        kind: The kind of excuse.
        seed: Any whole number; the same seed gives the same words.

    Returns:
        One or two short sentences.
    """
    variants = _reader().replies[kind]
    return variants[seed % len(variants)]
