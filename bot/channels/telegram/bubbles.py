"""A message of the bot as it goes to Telegram: texts that fit, pictures with words, buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.channels.telegram import pictures
from bot.channels.telegram.formatting import (
    LONGEST,
    LONGEST_CAPTION,
    escaped,
    linked,
    marked_up,
    parted,
    units,
)
from bot.channels.telegram.keyboards import Keyboard, keyboard
from bot.channels.telegram.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.channels.telegram.pictures import Row
    from bot.storage.records import Button, Message

FILE: Final = "file:"
"""Begins what the button carries that asks for a draft as a file; the message's number follows."""


@dataclass(frozen=True)
class Outgoing:
    """One thing to be sent.

    Attributes:
        html: Its words, or those under its picture.
        plain: The same without markup, for when Telegram cannot read that.
        keyboard: The buttons under it.
        picture: A PNG.
    """

    html: str
    plain: str
    keyboard: Keyboard | None = None
    picture: bytes | None = None


def outgoing(message: Message) -> list[Outgoing]:
    """What is to be sent for a message, in order; the buttons come with the last.

    Args:
        message: A kept message of the bot.
    """
    buttons = _buttons(message)
    drawn = _DRAWN.get(message.kind)
    rows = drawn.rows(message.text) if drawn else []
    if drawn is None or not rows:
        return _texts(message.text, message, buttons)
    told, picture = drawn.told(message.text), drawn.draw(rows)
    if units(told) <= LONGEST_CAPTION:
        return [Outgoing(marked_up(told), told, buttons, picture)]
    caption = parted(told, LONGEST_CAPTION)[0]
    rest = told[len(caption) :]
    return [Outgoing(marked_up(caption), caption, None, picture), *_texts(rest, None, buttons)]


def plain(text: str) -> Outgoing:
    """A text of the channel's own."""
    return Outgoing(marked_up(text), text)


def _texts(text: str, message: Message | None, buttons: Keyboard | None) -> list[Outgoing]:
    kind = message.kind if message else "text"
    voice = words().voices.get(kind, "")
    before = (f"<b>{escaped(voice)}</b>\n", f"{voice}\n") if voice else ("", "")
    after = _links(message.links) if message and message.links else ("", "")
    longest = LONGEST - units(before[1]) - units(after[1])
    made = []
    pieces = parted(text, longest)
    for place, piece in enumerate(pieces):
        head = before if place == 0 else ("", "")
        last = place == len(pieces) - 1
        tail = after if last else ("", "")
        shown = escaped(piece) if kind == "draft" else marked_up(piece)
        made.append(
            Outgoing(
                head[0] + shown + tail[0], head[1] + piece + tail[1], buttons if last else None
            )
        )
    return made


def _links(links: Sequence[dict[str, str]]) -> tuple[str, str]:
    """Links as lines, with markup and without; only where they lead to the web."""
    sure = [each for each in links if urlsplit(each["url"]).scheme in {"http", "https"}]
    marked = "".join(f"\n{linked(each['title'], each['url'])}" for each in sure)
    return marked, "".join(f"\n{each['title']}: {each['url']}" for each in sure)


def _buttons(message: Message) -> Keyboard | None:
    offered: list[Button | tuple[str, str]] = list(message.buttons)
    if message.kind == "draft":
        offered.append((f"{FILE}{message.seq}", words().buttons["file"]))
    return keyboard(offered)


@dataclass(frozen=True)
class _Drawn:
    """A kind of message that is drawn."""

    rows: Callable[[str], list[Row]]
    told: Callable[[str], str]
    draw: Callable[[Sequence[Row]], bytes]


_DRAWN: Final = {
    "debrief": _Drawn(pictures.curves, pictures.curves_told, pictures.draw_curves),
    "record": _Drawn(pictures.records, pictures.records_told, pictures.draw_records),
}
