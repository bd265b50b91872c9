"""Reading the answers to the gates' own questions: safe or not, yes or no."""

from __future__ import annotations

import re

_SAFE = re.compile(
    r"\b(?:i'?m|i am|im|we'?re|we are|feel(?:ing)?|she'?s|he'?s|they'?re|everyone(?:'s| is)|all)\s+"
    r"(?:(?:actually|really|ok and|fine and|all|much|quite|now|both|feeling|totally)\s+)*"
    r"(?:safe|ok|okay|fine|alright|all right|better|good|not in danger|out of danger)\b"
    r"|\b(?:not|won'?t|wouldn'?t|never|no intention|didn'?t mean|don'?t want|do not want)\b.{0,30}"
    r"\b(?:kill(?:ing)? myself|hurt(?:ing)? myself|end(?:ing)? (?:it|my life)|die|suicid\w*"
    r"|do(?:ing)? anything|that way|like that|it literally)\b"
    r"|^(?:yes|yeah|yep|yup)?\W*(?:i'?m |im )?safe\b|\bsafe (?:for )?now\b"
    r"|\bmisunderstood|\b(?:just|only) (?:a )?(?:figure of speech|joke|joking|kidding|saying)\b"
    r"|^(?:yes|yeah|yep|yup|i am|we are)[\s.!]*$",
)
_UNSAFE = re.compile(
    r"\b(?:not|isn'?t|n'?t|never|un)\s*(?:really |very |feeling |that |so )*(?:safe|ok|okay|fine)\b"
    r"|\bunsafe\b"
    r"|\bi (?:want|wanna|am going|'m going|might|will) .{0,20}\b(?:die|end it|kill|jump)\b",
)
_NOT_TO_DIE = re.compile(
    r"\b(?:not|won'?t|wouldn'?t|never|didn'?t|don'?t)\b.{0,30}"
    r"\b(?:kill|hurt|end|die|suicid\w*|anything|that way|like that)\b"
)
_DOUBT = re.compile(
    r"\b(?:\w+n'?t|doubt|not|never|cannot)\b.{0,25}\b(?:safe|ok|okay|fine|alright)\b"
    r"|\bbetter (?:off )?(?:dead|gone|without me)\b"
    r"|\b(?:fine|ok|okay) with (?:dying|death|it ending)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:but|though|yes|yeah|sometimes|maybe|told me|asked me|stay away|goodbye|done with)\b"
)
_NOT_SURE = re.compile(r"^(?:no|nope|not sure|dunno|idk|i don'?t know)\b")
_YES = re.compile(
    r"^(?:well |um+ |honestly |i guess |kind of |sort of )*"
    r"(?:yes|yeah|yep|yup|ya|yea|y|true|correct|sometimes|maybe|a bit|a little|i have|i am|i do"
    r"|she has|he has|they have|she did|he did|they did|it was|there is|there was|both)\b",
)
_NO = re.compile(
    r"^(?:oh |god |um+ |well |wait |lol |haha |honestly |hell |what\W* )*"
    r"(?:no|nope|nah|not at all|never|of course not|not really|nothing like that|none"
    r")\b",
)
_NO_TO_SOMETHING_ELSE = re.compile(
    r"^no,? (?:reminders?|letters?|e-?mails?|texts?|messages?|calls?|changes?|promises?|drafts?"
    r"|practice|idea|one knows|rush|hurry)\b"
)
"""A no that begins an answer to some other question: “no reminders thanks”."""
_ABOUT_THE_APOLOGY = re.compile(
    r"^(?:(?:no|oh|it'?s|its|that'?s|this is|just|only|really|about|the|an|my|i mean)\W+){1,6}"
    r"apolog\w+[\s.!]*$"
)
_NO_ANYWHERE = re.compile(
    r"\b(?:you misunderstood|that'?s not what i meant|i didn'?t mean (?:it )?(?:that|like that)"
    r"|not thinking of|i'?m not (?:suicidal|going to)|it'?s about the apology)\b",
)


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'").strip()


def reads_as_safe(text: str) -> bool:
    """Whether someone says that they, or those in danger, are safe."""
    plain = _plain(text)
    if _UNSAFE.search(plain) or _DOUBT.search(_NOT_TO_DIE.sub(" ", plain)):
        return False
    return bool(_SAFE.search(plain))


def reads_as_unsafe(text: str) -> bool:
    """Whether someone says that they are not safe, or not sure of it."""
    plain = _plain(text)
    return bool(_UNSAFE.search(plain) or _NOT_SURE.match(plain)) and not reads_as_safe(text)


def reads_as_no(text: str, category: str) -> bool:
    """Whether a doubt is answered with a no.

    Args:
        text: The answer.
        category: The doubt; for `self_harm`, “it's about the apology” is a no.
    """
    plain = _plain(text)
    if category == "self_harm" and _ABOUT_THE_APOLOGY.match(plain):
        return True
    if _YES.match(plain) or _NO_TO_SOMETHING_ELSE.match(plain) or _TAKEN_BACK.search(plain):
        return False
    return bool(_NO.match(plain) or _NO_ANYWHERE.search(plain))


def reads_as_yes(text: str) -> bool:
    """Whether a doubt is answered with a yes, or with a half one."""
    return bool(_YES.match(_plain(text)))
