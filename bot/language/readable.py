"""Whether a text can be read at all: it has words, and they are English."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from bot.language.words import words

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENOUGH_WORDS: Final = 6
_ENGLISH_SHARE: Final = 0.2


def unreadable(text: str) -> Literal["no_words", "other_language"] | None:
    """Why a text cannot be read; None when it can.

    Args:
        text: Any text.

    Returns:
        `no_words`, or `other_language` when of six words or more hardly any is one of those that
        English cannot do without.
    """
    found = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    if not found:
        return "no_words"
    share = sum(word in _common() for word in found) / len(found)
    return "other_language" if len(found) >= _ENOUGH_WORDS and share < _ENGLISH_SHARE else None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(words().common)
