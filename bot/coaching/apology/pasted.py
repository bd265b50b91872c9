"""Tells a pasted apology from chat, and says the first thing that strikes about it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, Extra

from bot.coaching.apology.frames import frames
from bot.coaching.apology.grammar import grammar, sentences_of, tokens

_ENOUGH_WORDS: Final = 12
_ENOUGH_SENTENCES: Final = 2
_MOST_REMARKS: Final = 2


class _Pasted(BaseModel, extra=Extra.forbid):
    """What ``pasted.yml`` must hold; all are patterns, matched whatever the case."""

    to_the_coach: list[str]
    lead_in: str
    regret: str
    addressed: str
    about_it: list[str]
    conditional: str
    but: str
    blame: list[str]
    not_blame: str
    no_act_verbs: str
    promise: str
    empty_promise: str
    checkable: str


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


def first_look(text: str) -> list[str]:
    """The first things that strike about a pasted apology.

    Args:
        text: The apology.

    Returns:
        At most two plain remarks, what spoils it before what it lacks; none when nothing strikes.
    """
    folded = _folded(text)
    found = [*_spoiled(folded), *_lacking(folded)]
    return found[:_MOST_REMARKS]


def _remark(name: str, said: str = "") -> str:
    return frames().remarks[name].format(said=said.strip(" ,;"))


def _spoiled(text: str) -> list[str]:
    known = _patterns()
    found = []
    conditional = _finds(known.conditional, text)
    if conditional:
        found.append(_remark("conditional", conditional.group(1)))
    if _finds(known.but, text):
        found.append(_remark("but"))
    for pattern in known.blame:
        blame = _finds(pattern, text)
        if blame and not _finds(known.not_blame, text[: blame.start()]):
            found.append(_remark("blame", blame.group(1)))
            break
    return found


def _lacking(text: str) -> list[str]:
    found = []
    if not _names_an_act(text):
        found.append(_remark("no_act"))
    if not _can_be_checked(text):
        found.append(_remark("no_repair"))
    return found


def _names_an_act(text: str) -> bool:
    known = _patterns()
    vague = re.compile(rf"(?:{known.no_act_verbs})\b", re.IGNORECASE)
    for match in re.finditer(r"(?i)\b(?:I|we)(?:'ve| have|'d| had)? (\w[^.!?\n,]{2,60})", text):
        said = match.group(1)
        if not vague.match(said) and not said.lower().startswith(("'ll", "will")):
            return True
        if re.match(
            r"(?i)(?:was|am) (?:late|unfaithful|rude|cruel|dishonest|short|drunk|not at)\b", said
        ):
            return True
    gerund = re.search(
        r"(?i)\b(?:sorry|apologi[sz]e|wrong)\b[^.!?\n]{0,20}\b(?:for|of me to) (?:\w+ )?(\w+)", text
    )
    if gerund is None:
        return False
    word = gerund.group(1).lower()
    return (
        word.endswith("ing")
        and word not in {"everything", "anything", "hurting", "upsetting", "being"}
    ) or (word in grammar().verbs)


def _can_be_checked(text: str) -> bool:
    known = _patterns()
    for sentence in sentences_of(text):
        if not _finds(known.promise, sentence):
            continue
        if _finds(known.checkable, sentence) or not _finds(known.empty_promise, sentence):
            return True
    return False
