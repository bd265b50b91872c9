"""What Telegram tells of, read into what matters here; anything else is nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for."""

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?\s*", re.DOTALL)
_WORDLESS: Final = {
    "voice": "voice", "audio": "voice", "video": "picture", "video_note": "voice",
    "photo": "picture", "animation": "picture", "sticker": "sticker", "location": "place",
    "venue": "place", "document": "file", "contact": "other", "poll": "other", "dice": "other",
    "game": "other", "story": "other", "paid_media": "picture", "checklist": "other",
}  # fmt: skip
_LONGEST_LOCALE: Final = 35
_GONE: Final = frozenset({"kicked", "left"})


@dataclass(frozen=True)
class Said:
    """Someone wrote something."""

    text: str


@dataclass(frozen=True)
class Commanded:
    """Someone chose a command, or typed what looks like one."""

    name: str
    value: str
    text: str


@dataclass(frozen=True)
class Pressed:
    """Someone pressed a button.

    Attributes:
        query: What has to be answered.
        data: What the button carries.
        message: The number of the message under which it is; None when it is too old.
    """

    query: str
    data: str
    message: int | None


@dataclass(frozen=True)
class Wordless:
    """Someone sent something that is no text.

    Attributes:
        kind: `voice`, `picture`, `sticker`, `place`, `file` or `other`.
        album: What several have in common that were sent at once.
        caption: Words under it.
    """

    kind: str
    album: str | None
    caption: str | None


@dataclass(frozen=True)
class Edited:
    """Someone changed what they had written."""

    text: str


@dataclass(frozen=True)
class Membership:
    """The bot was blocked, or no longer; taken into a group, or put out of it."""

    gone: bool


What = Said | Commanded | Pressed | Wordless | Edited | Membership | None


@dataclass(frozen=True)
class Update:
    """One update.

    Attributes:
        id: Its number, which no other has.
        chat: Where it happened; None when it does not say.
        private: Whether that is a chat with one person.
        locale: The language of their Telegram.
        what: What happened; None for what does not matter here.
    """

    id: int
    chat: int | None
    private: bool
    locale: str | None
    what: What


def read(raw: object) -> Update | None:
    """Read an update; None when it is none.

    Args:
        raw: JSON, as Telegram sent it.
    """
    if not isinstance(raw, dict) or not _whole(raw.get("update_id")):
        return None
    for kind in ALLOWED:
        held = raw.get(kind)
        if isinstance(held, dict):
            return _read(raw["update_id"], kind, held)
    return Update(raw["update_id"], None, private=False, locale=None, what=None)


def _read(update_id: int, kind: str, held: dict[str, Any]) -> Update:
    message = _part(held, "message") if kind == "callback_query" else held
    chat, sender = _part(message, "chat"), _part(held, "from")
    number = chat.get("id")
    if kind == "callback_query" and not chat:
        number, chat = sender.get("id"), {"type": "private"}  # too old to say where
    locale = sender.get("language_code")
    return Update(
        update_id,
        number if _whole(number) else None,
        private=chat.get("type") == "private",
        locale=locale if isinstance(locale, str) and len(locale) <= _LONGEST_LOCALE else None,
        what=_what(kind, held),
    )


def _what(kind: str, held: dict[str, Any]) -> What:
    if kind == "callback_query":
        data, message = held.get("data"), _part(held, "message")
        number = message.get("message_id")
        return Pressed(
            str(held.get("id")),
            data if isinstance(data, str) else "",
            number if _whole(number) else None,
        )
    if kind == "my_chat_member":
        status = _part(held, "new_chat_member").get("status")
        return Membership(gone=isinstance(status, str) and status in _GONE)
    text = held.get("text")
    if not isinstance(text, str):
        return _wordless(held) if kind == "message" else None
    if kind == "edited_message":
        return Edited(text)
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Said(text)
    return Commanded(command[1].lower(), (command[2] or "").strip(), text)


def _wordless(held: dict[str, Any]) -> Wordless | None:
    for name, kind in _WORDLESS.items():
        if name in held:
            caption, album = held.get("caption"), held.get("media_group_id")
            return Wordless(
                kind,
                album if isinstance(album, str) else None,
                caption if isinstance(caption, str) and caption.strip() else None,
            )
    return None


def _part(held: dict[str, Any], name: str) -> dict[str, Any]:
    part = held.get(name)
    return part if isinstance(part, dict) else {}


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
