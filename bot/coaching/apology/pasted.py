"""Tells a pasted apology from chat."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, Extra

from bot.coaching.apology.grammar import sentences_of, tokens

_ENOUGH_WORDS: Final = 12
_ENOUGH_SENTENCES: Final = 2


class _Pasted(BaseModel, extra=Extra.forbid):
    """What ``pasted.yml`` must hold; all are patterns, matched whatever the case."""

    to_the_coach: list[str]
    lead_in: str
    regret: str
    addressed: str
    about_it: list[str]


@lru_cache(maxsize=1)
def _patterns() -> _Pasted:
    path = Path(__file__).with_name("pasted.yml")
    return _Pasted(**yaml.safe_load(path.read_text(encoding="utf-8")))


def _finds(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE)


def _folded(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'").strip().strip('"“”').strip()


def looks_like_draft(text: str) -> bool:
    """Whether a message is the person's own apology, pasted to be looked at.

    Args:
        text: The message.

    Returns:
        True when it speaks to the one harmed, says sorry or owns the wrong, and is long enough;
        False for chat, for a question, and for a request to change a draft.
    """
    known = _patterns()
    folded = _folded(text)
    led = _finds(known.lead_in, folded)
    body = (
        folded[led.end() :] if led and len(tokens(folded[led.end() :])) >= _ENOUGH_WORDS else folded
    )
    if any(_finds(pattern, body) for pattern in known.about_it):
        return False
    for pattern in known.to_the_coach:
        body = re.sub(pattern, " ", body, flags=re.IGNORECASE)
    words = [w for w in tokens(body) if w[0].isalnum()]
    sentences = [s for s in sentences_of(body) if len(tokens(s)) > 1]
    if len(words) < _ENOUGH_WORDS and len(sentences) < _ENOUGH_SENTENCES:
        return False
    return bool(_finds(known.regret, body) and _finds(known.addressed, body))
