"""Who did it: the person who tells, or somebody else to them.

Sentence vectors hardly see the difference between “I lied to him” and “he lied to me”; the subject
of the clause that holds the deed does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from bot.coaching.asides import COMMANDS

if TYPE_CHECKING:
    from bot.coaching.breach.details import Details

STORY_WORDS = 4
LONG_STORY_WORDS = 25
LONG_COMMAND_WORDS = 14
"""From here on, what was read as a wish about the conversation is rather a story."""

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


_DONE_TO_ME = re.compile(
    r"^\W*(?:i|we)(?:'?ve| have| had| just| also)* (?:was|were|got|been|am being|feel|felt)"
    r"(?: so| really| badly| just)* (?:betrayed|cheated on|lied to|hurt by|ghosted|bullied|used"
    r"|robbed|let down|deceived|tricked|humiliated by|dumped|left by)\b",
    re.IGNORECASE,
)
_ABOUT_OTHERS = re.compile(
    r"^\W*(?:(?:so|well|basically|hi|hello|hey)\b\W*)?(?:(?:my|our)\s+\w+|he|she|they|someone)\b"
    r"(?!\s*,).*\b(?:me|us|my)\b",
    re.IGNORECASE | re.DOTALL,
)
_FOUND_OUT = re.compile(
    r"\b(?:caught|found|knows|discovered|realised|trusted|trusting|because of me|'ll|would)\b",
    re.IGNORECASE,
)
_MY_DEED = re.compile(
    r"\bmy (?:own )?(?:affair|mistakes?|messages?|lie|lies|lying|cheating|behaviou?r|fault|drinking"
    r"|gambling|temper|words|debts?)\b|\bbecause of (?:me|us|my|our)\b",
    re.IGNORECASE,
)
_I = re.compile(r"\b(?:i|i'?ve|i'?m|i'?d|im|ive|we|we'?ve)\b", re.IGNORECASE)


def teller(text: str, details: Details) -> Teller | None:
    """Whether the person who writes did it, or suffered it.

    Args:
        text: The message.
        details: What was read of it; the spans of its breaches are used.

    Returns:
        `did` or `suffered`; None when the words do not settle it.
    """
    if _DONE_TO_ME.search(text):
        return "suffered"
    if details.breaches and not text[: min(span.start for span in details.breaches)].strip():
        return "did"
    about_others = _ABOUT_OTHERS.match(text) and not _I.search(text)
    if about_others and not _FOUND_OUT.search(text) and not _MY_DEED.search(text):
        return "suffered"
    seen = [_teller_at(text, breach.start, breach.end) for breach in details.breaches]
    if "did" in seen:
        return "did"
    return "suffered" if "suffered" in seen else None


def _teller_at(text: str, start: int, end: int) -> Teller | None:
    before = text[:start]
    ends = [mark.end() for mark in _CLAUSE_END.finditer(before)]
    clause = before[ends[-1] :] if ends else before
    if _OWN.match(clause + text[start:end]) and not _OTHER_SUBJECT.search(clause):
        return "did"
    if _OTHER_SUBJECT.search(clause) and _TO_ME.match(text[end:]):
        return "suffered"
    return None


def tells_own_story(text: str) -> bool:
    """Whether a message that was not understood begins like someone telling what they did."""
    words = len(text.split())
    return words >= LONG_STORY_WORDS or (_OWN.match(text) is not None and words >= STORY_WORDS)


def settled(intent: str, text: str, details: Details) -> str:
    """The intent, where it is about who did it, put right by the words.

    Args:
        intent: What the classifier read.
        text: The message.
        details: What was read of it.

    Returns:
        `tell_breach` or `tell_hurt` where the words settle it; else the intent as it was.
    """
    long_enough = len(text.split()) >= LONG_COMMAND_WORDS
    if intent not in {"tell_breach", "tell_hurt"} and not (intent in COMMANDS and long_enough):
        return intent
    who = teller(text, details)
    if who is None or (intent in COMMANDS and who != "did"):
        return intent
    return "tell_breach" if who == "did" else "tell_hurt"
