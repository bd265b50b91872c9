"""What to write instead of a fault, made of the person's own words where they can be turned.

Nothing is invented: a rewrite leaves words out, puts a verb into the past, or quotes an act that
the text names elsewhere. Where that cannot be done safely, a gap in brackets says what is wanted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.coaching.apology.grammar import past_of
from bot.coaching.apology.labels import label_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.coaching.apology.labels import Fault

_LONGEST_ACT: Final = 120
_FIRST_PERSON: Final = re.compile(r"(?i)(?:i|we)\b")
_SENTENCE_EDGE: Final = ".!?…\n"
_CLOSING: Final = " \t\n,;:-–—.!?…"

_IF_I: Final = re.compile(r"(?i)\b(?:if|in case)\s+(?P<what>(?:i|we)\s+.+)")
_ANY_CAUSED: Final = re.compile(
    r"(?i)\bfor\s+(?:any|whatever)\s+(?P<what>[\w\s'’]+?)\s*(?:that\s+)?(?P<who>i|we)\s+"
    r"(?:may|might|could)\s+(?:have|of|'ve|’ve)\s+(?P<verb>caused|done|said)\b"
)
_PERHAPS: Final = re.compile(r"(?i)\s*\b(?:may|might|could)(?:\s+have|'ve|’ve|\s+of)\b|\s*\bever\b")
_MEANT: Final = re.compile(
    r"(?i)^(?P<who>i|we)(?:\s+(?:really|honestly|certainly))?"
    r"\s+(?:never|didn['’]?t|did\s+not)\s+(?:ever\s+)?(?:mean|meant|intend(?:ed)?|want(?:ed)?)"
    r"(?:\s+for\s+(?:a\s+\w+|any\s+of\s+this))?\s+to\s+(?P<verb>\w+)(?P<rest>[^,;.!?…\n]*)"
)
_BUT: Final = re.compile(r"(?i)[\s,;–—-]*\b(?:but|however|although|though)\b")
_SMALL: Final = re.compile(r"(?i)\b(?:only|just|a\s+(?:little|bit)(?:\s+of)?|slightly|merely)\s+")


def instead_of(fault: Fault, text: str, start: int, end: int, act: str | None) -> str:
    """What to write instead.

    Args:
        fault: Which fault.
        text: The whole text as given.
        start: Where its words start.
        end: Where they end.
        act: The words in which the text names the act, if it does.

    Returns:
        One or two sentences; the person's own words in curly quotes.
    """
    turned = _TURNED.get(fault)
    own = turned(text, start, end) if turned is not None else None
    if own is not None:
        return f"“{own}”"
    words = label_words().faults[fault]
    if act is not None and words.instead_with_act is not None and _can_stand(act, text, start, end):
        return words.instead_with_act.format(act=_begun(act.rstrip(_CLOSING)))
    return words.instead


def _can_stand(act: str, text: str, start: int, end: int) -> bool:
    elsewhere = act not in text[start:end] and text[start:end] not in act
    return elsewhere and len(act) <= _LONGEST_ACT and _FIRST_PERSON.match(act) is not None


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span, without its last mark."""
    first = max(text.rfind(mark, 0, start) for mark in _SENTENCE_EDGE) + 1
    ends = [at for mark in _SENTENCE_EDGE if (at := text.find(mark, end)) >= 0]
    return text[first : min(ends, default=len(text))].strip()


def _without_condition(text: str, start: int, end: int) -> str | None:
    said = text[start:end].strip(_CLOSING)
    caused = _ANY_CAUSED.search(said)
    if caused is not None:
        what = re.sub(r"(?i)^(?:kind|sort) of ", "", caused["what"].strip())
        who = "I" if caused["who"].lower() == "i" else "we"
        return f"{_sorry(who)} for the {what} {who} {caused['verb'].lower()}."
    own = _IF_I.search(said)
    if own is None:
        return None
    what = _PERHAPS.sub("", own["what"]).strip()
    what = re.sub(r"(?i)\b(?:in any way|somehow|at all)\b", "", what).strip(_CLOSING)
    who = "I" if what.lower().startswith("i") else "we"
    return f"{_sorry(who)} that {who}{what[len(who) :]}."


def _sorry(who: str) -> str:
    return "I'm sorry" if who == "I" else "We are sorry"


def _before_the_but(text: str, start: int, end: int) -> str | None:
    sentence = _sentence(text, start, end)
    turn = _BUT.search(sentence)
    before = sentence[: turn.start()].strip(_CLOSING) if turn is not None else ""
    if _IF_I.search(before) or _ANY_CAUSED.search(before):
        return _without_condition(before, 0, len(before))
    return f"{_begun(before)}." if len(before.split()) > 1 else None


def _what_was_done(text: str, start: int, end: int) -> str | None:
    meant = _MEANT.match(text[start:end].strip())
    done = past_of(meant["verb"].lower()) if meant is not None else None
    if meant is None or done is None:
        return None
    who = "I" if meant["who"].lower() == "i" else "We"
    return f"{who} {done}{meant['rest'].rstrip(_CLOSING)}."


def _without_small_words(text: str, start: int, end: int) -> str | None:
    sentence = _sentence(text, start, end)
    plain = _SMALL.sub("", sentence).strip()
    own = plain != sentence and _FIRST_PERSON.match(plain) is not None
    return f"{_begun(plain.rstrip(_CLOSING))}." if own else None


_TURNED: Final[dict[Fault, Callable[[str, int, int], str | None]]] = {
    "conditional": _without_condition,
    "but": _before_the_but,
    "intent": _what_was_done,
    "minimising": _without_small_words,
}
