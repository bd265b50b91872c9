"""Whether a message answers the question that was asked, or is something else in between.

People answer open questions with anything, so an answer is what is expected; only a clear, short
command or a real question is taken as something in between.
"""

from __future__ import annotations

import re

ALWAYS = frozenset({"safety_emergency", "safety_stop", "safety_ask"})
"""The gate comes before every question."""

COMMANDS = frozenset(
    {
        "ask_help", "ask_bot", "ask_privacy", "check_apology", "draft_apology", "end_rehearsal",
        "erase_my_data", "export_my_data", "go_back", "list_commitments", "pause", "rehearse",
        "resume", "seek_help", "skip", "start_over", "unsure",
    }
)  # fmt: skip
"""Short wishes about the conversation itself."""

MENU = frozenset(
    {
        "ask_help", "ask_privacy", "draft_apology", "erase_my_data", "list_commitments", "pause",
        "rehearse", "resume",
    }
)  # fmt: skip
"""What a channel's own menu offers: chosen there, it is meant wherever the conversation is."""

PLEASANTRIES = frozenset({"greet", "goodbye", "thank"})

QUESTION = "ask_knowledge"
ELSEWHERE = "out_of_scope"

COMMAND_WORDS = 10
PLEASANTRY_WORDS = 5
QUESTION_WORDS = 30
ELSEWHERE_WORDS = 16
SHORT_QUESTION_WORDS = 8
COMMAND_SURE = 0.4
ELSEWHERE_SURE = 0.5

MEANS_ALL = re.compile(
    r"\b(?:forget|everything|all|data|account|history|conversations?|(?:delete|erase) me)\b",
    re.IGNORECASE,
)
"""What a wish to be forgotten names; “remove the line about work” does not."""

_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|wait|hey|hang on)\W+)*"
    r"(what|who|why|when|where|how|which|can|could|should|shall|would|will|do|does|did|is|are|am"
    r"|was|were|has|have|any)\b",
    re.IGNORECASE,
)


def interrupts(intent: str, confidence: float, text: str, *, open_question: bool) -> bool:
    """Whether a typed message is something other than the answer to the question asked.

    Args:
        intent: What was read.
        confidence: How surely, 0 to 1.
        text: The words.
        open_question: Whether any words can be the answer; False where one of a few is expected.

    Returns:
        True when the conversation should see to it before it goes on with the question.
    """
    if intent in ALWAYS:
        return True
    if typed_at_random(text):
        return True
    words = len(text.split())
    if intent == QUESTION:
        return asks(text) and words <= QUESTION_WORDS
    if intent == "erase_my_data" and not MEANS_ALL.search(text):
        return False
    if intent in COMMANDS:
        sure = COMMAND_SURE if open_question else 0.0
        return words <= COMMAND_WORDS and confidence >= sure
    if intent in PLEASANTRIES:
        return words <= PLEASANTRY_WORDS
    if open_question and text.rstrip().endswith("?"):
        return words <= SHORT_QUESTION_WORDS
    if intent == ELSEWHERE:
        return words <= ELSEWHERE_WORDS and (confidence >= ELSEWHERE_SURE or not open_question)
    return False


def asks(text: str) -> bool:
    """Whether a text is shaped like a question."""
    return text.rstrip().endswith("?") or _ASKS.match(text) is not None


_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_REPEATED = re.compile(r"^(.)\1{4,}$|^(..)\2{2,}$")


def typed_at_random(text: str) -> bool:
    """Whether most of the words are no words at all, as when someone hits the keys.

    Args:
        text: The words; anything without letters is typed at random too, save for digits.
    """
    words = [re.sub(r"\W", "", word) for word in text.split()]
    words = [word for word in words if word]
    if not words:
        return True
    drawn_in = [_DRAWN_OUT.sub(r"\1", word) for word in words]
    odd = [
        word
        for word, short in zip(words, drawn_in, strict=True)
        if _NO_VOWEL.search(short) or _REPEATED.search(word)
    ]
    return len(odd) * 2 > len(words) and not any(character.isdigit() for character in text)
