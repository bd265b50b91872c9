"""Who did it: the person who tells, or somebody else to them.

Sentence vectors hardly see the difference between “I lied to him” and “he lied to me”; the subject
of the clause that holds the deed does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bot.coaching.breach.details import Details

Teller = Literal["did", "suffered"]

_CLAUSE_END = re.compile(r"[.!?;\n]|,\s+(?:and|but|so|then)\b|\b(?:because|but|after|when)\b")
_OWN = re.compile(
    r"^\W*(?:(?:so|well|ok|okay|basically|hi|hello|hey|and|um+|please|help|yesterday|today|recently"
    r"|last \w+|years ago|ugh|god)\b\W*)*(?:i|i'?ve|i'?m|i'?d|ive|im|we|we'?ve|weve)\b",
    re.IGNORECASE,
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:my|our|the|a)\s+(?:\w+\s+){0,2}?\w+\s+(?:\w+ly\s+|just\s+|has\s+|have\s+|had\s+|'s\s+)*$"
    r"|\b(?:he|she|they|someone|everyone|nobody)(?:'s|'ve|'d)?\s+(?:\w+ly\s+|just\s+|has\s+|have\s+)*$",
    re.IGNORECASE,
)
_TO_ME = re.compile(
    r"^\s*(?:\w+\s+){0,2}?(?:to |on |about |from |at |with )?(?:me|us)\b", re.IGNORECASE
)


def teller(text: str, details: Details) -> Teller | None:
    """Whether the person who writes did it, or suffered it.

    Args:
        text: The message.
        details: What was read of it; the spans of its breaches are used.

    Returns:
        `did` or `suffered`; None when the words do not settle it.
    """
    for breach in details.breaches:
        before = text[: breach.start]
        ends = [end.end() for end in _CLAUSE_END.finditer(before)]
        clause = before[ends[-1] :] if ends else before
        whole = clause + text[breach.start : breach.end]
        if _OWN.match(whole) and not _OTHER_SUBJECT.search(clause):
            return "did"
        if _OTHER_SUBJECT.search(clause) and _TO_ME.match(text[breach.end :]):
            return "suffered"
    return None


def settled(intent: str, text: str, details: Details) -> str:
    """The intent, where it is about who did it, put right by the words.

    Args:
        intent: What the classifier read.
        text: The message.
        details: What was read of it.

    Returns:
        `tell_breach` or `tell_hurt` where the words settle it; else the intent as it was.
    """
    if intent not in {"tell_breach", "tell_hurt"}:
        return intent
    who = teller(text, details)
    if who is None:
        return intent
    return "tell_breach" if who == "did" else "tell_hurt"
