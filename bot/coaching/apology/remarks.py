"""Takes away what people say beside what they did, before a draft is made of the rest.

Greetings, who they are, what somebody is called and questions are said to the coach, and go
silently. What they think of themselves makes the apology about them: it is handed back.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, Extra

from bot.coaching.apology.grammar import sentences_of
from bot.coaching.breach.people import lexicon

_MOST: Final = 4
"""Greetings and introductions at the head of one sentence, or asides of one kind in it."""


class _Content(BaseModel, extra=Extra.forbid):
    """What ``remarks.yml`` must hold."""

    greeting: str
    introductions: list[str]
    after_introduction: str
    naming: list[str]
    questions: list[str]
    self_condemning: list[str]
    own_feeling: str
    bare_time: str
    time: str
    not_hidden: list[str]
    hidden_after_all: str
    only_few: str


class _Patterns:
    """The content, compiled."""

    def __init__(self, content: _Content) -> None:
        self.greeting = _compiled(content.greeting)
        self.introductions = [_compiled(p) for p in content.introductions]
        self.after_introduction = _compiled(content.after_introduction)
        self.naming = [_compiled(p) for p in content.naming]
        self.questions = [_compiled(p) for p in content.questions]
        whole = "|".join(content.self_condemning)
        self.self_condemning = _compiled(
            rf"(?:^|[,;] *|\s[-–—]+\s|\s(?=(?:and|but|so|because|cos)\b))"
            rf"(?:(?:and|but|so|because|cos|tbh|honestly|now),? )*"
            rf"(?P<clause>(?:i (?:know|feel like|feel|think|guess) (?:that )?)?(?:{whole}))"
            rf"(?= *(?:[,;.!]|$|[-–—])|\s+(?:and|but|so|because)\b)"
        )
        self.own_feeling = _compiled(content.own_feeling)
        self.bare_time = _compiled(content.bare_time.replace("{time}", content.time))
        self.not_hidden = [_compiled(p) for p in content.not_hidden]
        self.hidden_after_all = _compiled(content.hidden_after_all)
        self.only_few = _compiled(content.only_few)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    path = Path(__file__).with_name("remarks.yml")
    return _Patterns(_Content(**yaml.safe_load(path.read_text(encoding="utf-8"))))


def without_remarks(text: str) -> tuple[str, list[str]]:
    """Parts an answer from what is said to the coach and what the person thinks of themselves.

    Args:
        text: An answer in the user's words.

    Returns:
        What remains of it, empty when nothing does, and the self-condemnation left out.
    """
    kept: list[str] = []
    left_out: list[str] = []
    straight = text.replace("’", "'").replace("‘", "'")
    for sentence in sentences_of(straight):
        said = _without_introduction(sentence) if not kept else sentence
        said = _without_names(said)
        said, cut = _without_self_condemnation(said)
        left_out += cut
        if re.search(r"\w", said) and not is_question(said):
            kept.append(said)
    if " ".join(kept) == " ".join(sentences_of(straight)):
        return text, left_out
    return " ".join(kept), left_out


def _without_introduction(said: str) -> str:
    known = _patterns()
    for _ in range(_MOST):
        before = said
        said = known.greeting.sub("", said, count=1).lstrip()
        for pattern in known.introductions:
            match = pattern.match(said)
            if match is None or not _introduces(match):
                continue
            rest = said[match.end() :]
            said = rest[known.after_introduction.match(rest).end() :]  # type: ignore[union-attr]
        if said == before:
            break
    return said


def _introduces(match: re.Match[str]) -> bool:
    """Whether the word after "I am" or "this is" is a name, where nothing else tells it."""
    name = match.groupdict().get("name")
    return name is None or lexicon().known_name(name.lower())


def _without_names(said: str) -> str:
    for pattern in _patterns().naming:
        for _ in range(_MOST):
            match = pattern.search(said)
            if match is None:
                break
            rest = said[match.end() :]
            if match.start() == 0:
                rest = re.sub(r"(?i)^[\s,;.-]*(?:and |but )?", "", rest)
            said = f"{said[: match.start()]}{rest}"
    return said


def _without_self_condemnation(said: str) -> tuple[str, list[str]]:
    left_out: list[str] = []
    for _ in range(_MOST):
        match = _patterns().self_condemning.search(said)
        if match is None:
            break
        left_out.append(match["clause"].strip())
        before, rest = said[: match.start()].rstrip(" ,;"), said[match.end() :]
        if not re.search(r"\w", before):
            before, rest = "", re.sub(r"(?i)^[\s,;.!-]*(?:(?:and|but|so|because) )*", "", rest)
        said = f"{before}{rest}".strip()
    return said, left_out


def is_question(said: str) -> bool:
    """Whether a sentence asks something of the coach, and so answers nothing.

    Args:
        said: One sentence.
    """
    plain = said.strip().replace("’", "'")
    return any(p.match(plain) for p in _patterns().questions)


def is_bare_time(said: str) -> bool:
    """Whether an answer is a time and nothing more: "two weeks ago".

    Args:
        said: The whole answer.
    """
    return _patterns().bare_time.match(said.strip()) is not None


def is_own_feeling(said: str) -> bool:
    """Whether a sentence only tells how the user feels about it: "I feel so guilty".

    Args:
        said: One sentence.
    """
    return _patterns().own_feeling.match(said.strip()) is not None


def denies_hiding(said: str) -> bool:
    """Whether an answer says that nothing was hidden: "it was all open".

    Args:
        said: The whole answer.
    """
    plain = said.strip().replace("’", "'")
    if _patterns().hidden_after_all.match(plain):
        return False
    return any(p.match(plain) for p in _patterns().not_hidden)


def without_only(said: str) -> str | None:
    """ "I only told two people" as "I told two people"; None where nothing is made small.

    Args:
        said: One sentence.
    """
    match = _patterns().only_few.match(said.strip())
    if match is None:
        return None
    lead = re.sub(r"(?i)^(?:and|but|though) ", "", match["lead"])
    return f"{lead}{match['rest']}"
