"""How plain or how formal a draft sounds: short forms, the greeting, the line at the end."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import yaml
from pydantic import BaseModel, Extra

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.coaching.apology.frames import Form

Tone = Literal["plainer", "warmer", "formal"]

_KEPT: Final = re.compile(r"(\[[^\]\n]*\]|\"[^\"\n]*\"|“[^”\n]*”)")
"""Gaps, and what was said word for word: neither changes with the tone."""

_OWN_TONE: Final[dict[str, Tone]] = {"said": "plainer", "message": "plainer", "email": "formal"}


class _Tones(BaseModel, extra=Extra.forbid):
    """What ``tone.yml`` must hold."""

    contractions: dict[str, str]
    before_participle: frozenset[str]
    participle: str
    done: str
    greetings: dict[Tone, str]
    nameless: dict[Tone, str]
    sign_offs: dict[Tone, str]


@lru_cache(maxsize=1)
def _tones() -> _Tones:
    path = Path(__file__).with_name("tone.yml")
    return _Tones(**yaml.safe_load(path.read_text(encoding="utf-8")))


def shortened(text: str) -> str:
    """ "I will" as "I'll": the way people talk.

    Args:
        text: A draft or a sentence of one.
    """
    return _outside_quotes(text, _shortened)


def written_out(text: str) -> str:
    """ "I'll" as "I will"; "I'd" stays, since it is "I had" or "I would".

    Args:
        text: A draft or a sentence of one.
    """
    return _outside_quotes(text, _written_out)


def toned(text: str, tone: Tone, name: str | None) -> str:
    """A draft in another tone, its substance unchanged.

    Args:
        text: The draft.
        tone: How it is to sound.
        name: What the one spoken to is called at its head, if anything.
    """
    text = written_out(text) if tone == "formal" else shortened(text)
    return _signed(_greeted(text, tone, name), tone)


def tone_of(text: str, form: Form, name: str | None) -> Tone | None:
    """The tone that a draft was given, beside the one that its form has anyway.

    Args:
        text: The draft.
        form: Its form.
        name: What the one spoken to is called at its head, if anything.

    Returns:
        The tone; None where nobody asked for one.
    """
    found: Tone | None = None
    if text == shortened(text) != written_out(text):
        found = "warmer" if name and f"Dear {name}," in text else "plainer"
    elif text == written_out(text) != shortened(text):
        found = "formal"
    return None if found == _OWN_TONE.get(form) else found


def is_sign_off(line: str) -> bool:
    """Whether a line is the one that stands above the name at the end.

    Args:
        line: One line of a draft.
    """
    return line.strip() in _tones().sign_offs.values()


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts = _KEPT.split(text)
    return "".join(part if i % 2 else change(part) for i, part in enumerate(parts))


def _shortened(text: str) -> str:
    for long, short in _short_forms():
        text = long.sub(short, text)
    return text


@lru_cache(maxsize=1)
def _short_forms() -> tuple[tuple[re.Pattern[str], _Cased], ...]:
    """What finds each long form, with what stands for it."""
    known, found = _tones(), []
    for long, short in known.contractions.items():
        follows = rf"(?= {known.participle}\b)" if long in known.before_participle else r"(?= \w)"
        found.append((re.compile(rf"(?i)\b{re.escape(long)}\b{follows}"), _Cased(short)))
    return tuple(found)


def _written_out(text: str) -> str:
    text = _has_done().sub(r"\1 has", text.replace("’", "'"))
    short, longs = _long_forms()
    return short.sub(lambda match: longs[match.group().lower()](match), text)


@lru_cache(maxsize=1)
def _has_done() -> re.Pattern[str]:
    """Finds “it's”, “that's” and “there's” where they stand for “it has” and so on."""
    return re.compile(
        rf"(?i)\b(it|that|there)'s(?= (?:\w+ly |never |always |just )?{_tones().done}\b)"
    )


@lru_cache(maxsize=1)
def _long_forms() -> tuple[re.Pattern[str], dict[str, _Cased]]:
    """What finds any short form, and what stands for each, by the short form in small letters."""
    longs: dict[str, _Cased] = {}
    for long, short in _tones().contractions.items():
        longs.setdefault(short.lower(), _Cased(long))
    longs.pop("i'd")
    any_short = "|".join(re.escape(short) for short in sorted(longs, key=len, reverse=True))
    return re.compile(rf"(?i)\b(?:{any_short})\b"), longs


class _Cased:
    """Puts words in place of others, in their case."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, match: re.Match[str]) -> str:
        upper = match.group()[:1].isupper()
        return self.words[:1].upper() + self.words[1:] if upper else self.words


def _greeted(text: str, tone: Tone, name: str | None) -> str:
    known = _tones()
    if name:
        pattern = rf"(?m)\A((?:Subject:.*\n+)?)(?:(?:Hi|Dear|Hello) )?{re.escape(name)},"
        return re.sub(pattern, lambda m: m.group(1) + known.greetings[tone].format(name=name), text)
    pattern = r"(?m)\A((?:Subject:.*\n+)?)(?:Hi|Hello),"
    return re.sub(pattern, lambda m: m.group(1) + known.nameless[tone], text)


def _signed(text: str, tone: Tone) -> str:
    lines = text.split("\n")
    return "\n".join(_tones().sign_offs[tone] if is_sign_off(line) else line for line in lines)
