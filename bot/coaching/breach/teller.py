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

PLAIN_WORDS = 4
"""Fewer words than these answer a question, also where they name a deed: "I hid it"."""

_WISHES = COMMANDS - {"check_apology"}
"""What a long story is taken for by mistake; an apology that is pasted does tell the deed."""

Teller = Literal["did", "suffered"]

_CLAUSE_END = re.compile(
    r"[.!?;\n]|,\s+(?=(?:he|she|they)\b)|,\s+(?:and|but|so|then)\b|\b(?:because|but|after|when)\b"
)
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
    r"(?: so| really| badly| just)* (?:betrayed|cheated on|cheated by|cheated out|lied to|hurt by"
    r"|ghosted|bullied|used(?! to)|robbed|let down|deceived|tricked|humiliated by|dumped|left by"
    r"|left out|stood up|scammed|conned|blamed|promised|told (?:i|we|it|that|my|he|she|they)"
    r"|accused|excluded|mocked|made fun of|laughed at|taken advantage|been cheated|been lied to"
    r"|passed over)\b"
    r"|^\W*i (?:lent|loaned|trusted|gave|confided in|told) (?!(?:everyone|everybody|people)\b)"
    r"[^.!?]*?\b(?:and|n|but|then) (?:now |then )?(?:he|she|they)(?:'?s|'?ve)?"
    r"(?: has| have| just| went and| then)* (?:never|spent|blocked|told (?!me)|spread|kept|sold"
    r"|used|hasn'?t|haven'?t|refuse\w*|won'?t pay|shared|ran off|denie[sd]|disappeared)\b",
    re.IGNORECASE,
)
_ABOUT_OTHERS = re.compile(
    r"^\W*(?:(?:so|well|basically|hi|hello|hey)\b\W*)?(?:(?:my|our)\s+\w+|he|she|they|someone)\b"
    r"(?!\s*,).*\b(?:me|us|my)\b",
    re.IGNORECASE | re.DOTALL,
)
_FOUND_OUT = re.compile(
    r"\b(?:furious|angry|upset|mad|cross|livid|disappointed|annoyed) (?:with|at|in) (?:me|us)\b"
    r"|\b(?:caught|found|knows|discovered|realised|trusted|trusting|because of me|'ll|would)\b",
    re.IGNORECASE,
)
_MY_DEED = re.compile(
    r"\bmy (?:own )?(?:affair|mistakes?|messages?|lie|lies|lying|cheating|behaviou?r|fault|drinking"
    r"|gambling|temper|words|debts?)\b|\bbecause of (?:me|us|my|our)\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"^\W*(?:(?:so|well|basically|hi|hello|hey|please|um+|ugh|god|ok so|help)\b\W*)*"
    r"(?:(?:yesterday|today|recently|last \w+|this (?:morning|week|afternoon|evening)|years ago"
    r"|(?:a|two|three|few) \w+ ago|(?:on|in) \w+),? )?"
    r"(?:(?:my|our) [\w' ]{2,25} and )?(?:i|i['’]?ve|ive|we|we['’]?ve|weve)\b(?!['’])"
    r"(?! (?:could|can|would|will|might|should|want|need|wish|think|thought of|hope|plan"
    r"|promise to|said (?:that )?i)\b)",
    re.IGNORECASE,
)
"""A full clause about oneself, and no "yes" or "no" before it."""
_ANSWERS = re.compile(
    r"\b(?:it|that|this)\b(?! (?:i|was|is|my|morning|week|month|year|afternoon|evening)\b)"
    r"|\bwhen (?:he|she|they) asked\b|\bmyself\b",
    re.IGNORECASE,
)
"""Words that lean on what was said before."""
_OF_OTHERS = re.compile(
    r"\b(?<!told )(?<!called )(?<!gave )(?<!sent )(?<!owe )(?<!paid )(?:her|his|their) "
    r"(?!(?:and|but|so|because|when|for|at|in|on|to|that|again|about|by|out|down|off|up|a|an|the|i)\b)\w"
    r"|\b(?:some(?:one|body)|every(?:one|body)|people)\b|[£$€₹] ?\d",
    re.IGNORECASE,
)
"""What belongs to somebody else, or somebody left unnamed."""
_WORDS_BEFORE_DEED = 3

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


def tells_plainly(text: str, details: Details) -> bool:
    """Whether a message tells a deed of one's own in a full clause, and answers no question.

    Args:
        text: The message.
        details: What was read of it.

    Returns:
        True for "I forgot her birthday again"; False for "yes i hid it", "about two years".
    """
    begun = _PLAIN.match(text)
    if begun is None or len(text.split()) < PLAIN_WORDS or not details.breaches:
        return False
    deed = min(details.breaches, key=lambda span: span.start)
    clause = _SENTENCE_END.split(text[begun.end() :], maxsplit=1)[0]
    before_deed = text[begun.end() : max(begun.end(), deed.start)]
    if len(before_deed.split()) > _WORDS_BEFORE_DEED or _ANSWERS.search(_AND.split(clause)[0]):
        return False
    named = details.person or details.name or _OF_OTHERS.search(clause)
    return named is not None and teller(text, details) != "suffered"


_AND = re.compile(r"\b(?:and|then)\b")
_SENTENCE_END = re.compile(r"[.!?;\n]|,? (?:because|but|when)\b")


def settled(intent: str, text: str, details: Details) -> str:
    """The intent, where it is about who did it, put right by the words.

    Args:
        intent: What the classifier read.
        text: The message.
        details: What was read of it.

    Returns:
        `tell_breach` or `tell_hurt` where the words settle it; else the intent as it was.
    """
    if intent == "inform":
        return "tell_breach" if tells_plainly(text, details) else intent
    long_enough = len(text.split()) >= LONG_COMMAND_WORDS
    is_wish = intent in _WISHES
    if intent == "greet":
        begins = details.person is not None and len(text.split()) > PLAIN_WORDS
        return "tell_breach" if begins and _OWN.match(text) else intent
    if intent not in {"tell_breach", "tell_hurt"} and not (is_wish and long_enough):
        return intent
    who = teller(text, details)
    if who is None or (is_wish and who != "did"):
        return intent
    return "tell_breach" if who == "did" else "tell_hurt"
