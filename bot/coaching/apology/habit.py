"""Tells a thing done many times from a thing done once, by what was said of it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, Extra

from bot.coaching.apology.grammar import sentences_of

_SEPARATORS: Final = re.compile(r"\s+")


class _Habit(BaseModel, extra=Extra.forbid):
    """What ``habit.yml`` must hold."""

    told: list[str]
    repeated: list[str]
    owed: str
    lasting: str
    span: str
    events: str


@lru_cache(maxsize=1)
def _patterns() -> _Habit:
    path = Path(__file__).with_name("habit.yml")
    return _Habit(**yaml.safe_load(path.read_text(encoding="utf-8")))


def _holds(patterns: list[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def is_habit(act: str, since: str | None) -> bool:
    """Whether what was done was done again and again, as the person told it.

    Args:
        act: What they did, in their words.
        since: When it was or how long it went on, in their words.
    """
    said = _folded(act)
    often = _folded(since or "")
    if tells_habit(said) or _holds(_patterns().told, often):
        return True
    if any(names_habit(sentence) for sentence in sentences_of(said)):
        return True
    if _holds(_patterns().repeated, often):
        return True
    event = _holds([_patterns().events], said)
    return event and _holds([_patterns().lasting, _patterns().span], often)


def tells_habit(text: str) -> bool:
    """Whether a text says in so many words that it was again and again.

    Args:
        text: Words of the person.
    """
    return _holds(_patterns().told, _folded(text))


def names_habit(sentence: str) -> bool:
    """Whether one sentence is about many times rather than about one of them.

    Args:
        sentence: A sentence of the act.
    """
    known, said = _patterns(), _folded(sentence)
    if _holds(known.told, said) or _repeats(said):
        # "you trusted me every time" is about them, and "I never lied" about no time at all.
        return re.search(r"(?i)\b(?:I|we|I've|we've|I'd|we'd)\b|^\w+(?:ing|ed)\b", said) is not None
    return _holds([known.lasting], said) and _holds([known.events], said)


def _repeats(said: str) -> bool:
    """Whether one time after another is told of what was done, not of what should have been."""
    known = _patterns()
    found = (re.search(pattern, said, re.IGNORECASE) for pattern in known.repeated)
    return any(
        match is not None and not re.search(known.owed, said[: match.start()], re.IGNORECASE)
        for match in found
    )


def _folded(text: str) -> str:
    return _SEPARATORS.sub(" ", text.replace("’", "'")).strip()
