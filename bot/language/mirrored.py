"""What one says to another, as the other says it back: "I lied to you" becomes "you lied to me"."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from bot.language.patterns import Content, read_content

_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_MINE: Final = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll",
    "im": "you're", "ive": "you've",
}  # fmt: skip
_YOURS: Final = {
    "your": "my", "yours": "mine", "yourself": "myself", "yourselves": "ourselves",
    "you're": "I'm", "you've": "I've", "you'd": "I'd", "you'll": "I'll",
}  # fmt: skip
_AFTER_I: Final = {"was": "were", "am": "are", "wasn't": "weren't"}
_AFTER_YOU: Final = {"were": "was", "are": "am", "weren't": "wasn't", "aren't": "am not"}


class _Words(Content):
    """What `mirrored.yml` holds."""

    adverbs: frozenset[str]
    before_object: frozenset[str]
    after_object: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    return read_content(Path(__file__).with_name("mirrored.yml"), _Words)


def mirrored(text: str) -> str:
    """Turn first person into second, and second into first.

    Args:
        text: What one person says to another: "I spent the money you lent me".

    Returns:
        The same from the other's mouth: "you spent the money I lent you". Where it begins, a
        capital stays one.
    """
    words = list(_WORD.finditer(text))
    norms = [word.group().lower().replace("’", "'") for word in words]
    out, at = [], 0
    for place, word in enumerate(words):
        out += [text[at : word.start()], _turned(norms, place, word.group())]
        at = word.end()
    turned = "".join([*out, text[at:]])
    return turned[:1].upper() + turned[1:] if text[:1].isupper() else turned


def _turned(norms: list[str], place: int, written: str) -> str:
    norm = norms[place]
    if norm in _MINE:
        return _MINE[norm]
    if norm in _YOURS:
        return _YOURS[norm]
    if norm == "you":
        return "I" if _is_subject(norms, place) else "me"
    subject = place - 1
    while subject >= 0 and norms[subject] in _words().adverbs:
        subject -= 1
    if subject >= 0 and norms[subject] == "i":
        return _AFTER_I.get(norm, written)
    if subject >= 0 and norms[subject] == "you" and _is_subject(norms, subject):
        return _AFTER_YOU.get(norm, written)
    return written


def _is_subject(norms: list[str], place: int) -> bool:
    """Whether a "you" does something, rather than having it done to them."""
    after = norms[place + 1] if place + 1 < len(norms) else ""
    before = norms[place - 1] if place else ""
    if after in _AFTER_YOU or after in {
        "have",
        "had",
        "did",
        "do",
        "could",
        "would",
        "can",
        "will",
    }:
        return before not in {"to", "at", "for", "with", "about", "of"}
    if not after or after in _words().after_object:
        return False
    return before not in _words().before_object and not (before.endswith("ed") and place > 1)
