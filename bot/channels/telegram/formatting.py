"""Texts as Telegram takes them: the bot's light markdown as HTML, all else escaped, in pieces."""

from __future__ import annotations

import html
import re
from typing import Final

LONGEST: Final = 4_096
"""Characters in a message, as Telegram counts them."""

LONGEST_CAPTION: Final = 1_024

_BULLET: Final = re.compile(r"(?m)^([ \t]*)[-*•][ \t]+")
_BOLD: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_BREAKS: Final = (
    re.compile(r"\n[ \t]*\n+"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+"),
    re.compile(r"\s+"),
)
"""Where a text may be parted, the best places first."""

_FEWEST: Final = 3
"""A better place counts when it leaves at least one part in so many."""


def units(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def escaped(text: str) -> str:
    """A text of which nothing is read as markup."""
    return html.escape(text, quote=False)


def marked_up(text: str) -> str:
    """The bot's light markdown as Telegram's HTML: bold, and flat lists."""
    return _BOLD.sub(r"<b>\1</b>", _BULLET.sub(r"\1• ", escaped(text)))


def linked(title: str, address: str) -> str:
    """A link as Telegram's HTML."""
    return f'<a href="{html.escape(address)}">{escaped(title)}</a>'


def parted(text: str, longest: int = LONGEST) -> list[str]:
    """A text in pieces: parted between paragraphs, else lines, sentences, words.

    Args:
        text: The text.
        longest: What a piece may have, as Telegram counts.

    Returns:
        At least one piece for a text that has anything but space; none is empty.
    """
    pieces, rest = [], text.strip()
    while units(rest) > longest:
        at = _place(rest, longest)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*pieces, rest] if rest else pieces


def _place(text: str, longest: int) -> int:
    most = _fitting(text, longest)
    for breaks in _BREAKS:
        places = [found.end() for found in breaks.finditer(text, 0, most)]
        if places and places[-1] * _FEWEST >= most:
            return places[-1]
    return most


def _fitting(text: str, longest: int) -> int:
    """How many characters of a text fit."""
    count = 0
    for place, character in enumerate(text):
        count += 1 + (character > "\uffff")
        if count > longest:
            return place
    return len(text)
