"""Buttons under a message: ids that mean nothing elsewhere, in rows that fit a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.storage.records import Button

WIDE: Final = 30
"""Characters that fit beside each other in a row, with what is around each title."""

_AROUND: Final = 4
_MOST: Final = 3

Keyboard = dict[str, list[list[dict[str, str]]]]

GONE: Final[Keyboard] = {"inline_keyboard": []}


def keyboard(buttons: Iterable[Button | tuple[str, str]]) -> Keyboard | None:
    """The keyboard for buttons; None when there are none.

    Args:
        buttons: Kept buttons, or ids with titles of the channel's own.
    """
    all_ = [
        each if isinstance(each, tuple) else (each.id, each.title) for each in buttons
    ]  # fmt: skip
    return {"inline_keyboard": [list(row) for row in _rows(all_)]} if all_ else None


def ticked(title: str, button_id: str) -> Keyboard:
    """What stays of a keyboard: the choice that was made."""
    return {"inline_keyboard": [[_button(button_id, f"✓ {title}")]]}


def _rows(buttons: list[tuple[str, str]]) -> Iterable[list[dict[str, str]]]:
    row: list[tuple[str, str]] = []
    for each in buttons:
        if row and not _fits([*row, each]):
            yield [_button(*one) for one in row]
            row = []
        row.append(each)
    yield [_button(*one) for one in row]


def _fits(row: list[tuple[str, str]]) -> bool:
    """Whether buttons fit beside each other: Telegram makes all in a row equally wide."""
    widest = max(len(title) for _, title in row)
    return len(row) <= _MOST and len(row) * (widest + _AROUND) <= WIDE + _AROUND


def _button(button_id: str, title: str) -> dict[str, Any]:
    return {"text": title, "callback_data": button_id}
