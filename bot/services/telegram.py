"""A conversation that is had on Telegram: whose chat it is, and what is still to be brought there.

What the bot says is kept first, as everywhere. It is then brought to the chat in order, by whoever
holds the chat's lease, and each message is written down as brought when Telegram has it: a server
that ends in the middle goes on with the first that is missing.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy.exc import IntegrityError

from bot.services import conversation, reminders
from bot.storage.clock import now
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.storage.records import Message, TelegramChat

OURS: Final = "telegram-"
"""How the ids begin of what a person said on Telegram."""

LEASE: Final = timedelta(seconds=30)
CODE_LASTS: Final = timedelta(minutes=10)
REMEMBERED: Final = timedelta(days=3)
"""How long it is known that an update was taken; Telegram offers one again for a day."""

Joined = Literal["joined", "unknown", "has_own"]


@dataclass(frozen=True)
class Undelivered:
    """What is still to be brought to a chat.

    Attributes:
        messages: What the bot said there, oldest first.
        until: The number up to which nothing else is to be brought.
    """

    messages: tuple[Message, ...]
    until: int


@dataclass(frozen=True)
class Offered:
    """A code that hands a conversation over.

    Attributes:
        code: What is typed, or stands in the link.
        until: When it stands for nothing any more.
    """

    code: str
    until: datetime


def client_id(update_id: int) -> str:
    """The id under which what came with an update is kept, once."""
    return f"{OURS}{update_id}"


def known(chat: str) -> TelegramChat | None:
    """The chat that this stands for, if it is somebody's."""
    with UnitOfWork(writes=False) as work:
        return work.telegram.get(chat)


def come_in(chat: str, sealed: str, locale: str | None) -> TelegramChat:
    """Someone speaks: they get a conversation when they have none, and are sent to again.

    Args:
        chat: What stands for the chat's number.
        sealed: The number, sealed.
        locale: The language of their Telegram, where it says one.
    """
    try:
        found = _come_in(chat, sealed)
    except IntegrityError:  # another server was first, so it is there now
        found = _come_in(chat, sealed)
    conversation.seen(found.owner, locale, None)
    return found


def _come_in(chat: str, sealed: str) -> TelegramChat:
    with UnitOfWork() as work:
        found = work.telegram.get(chat)
        if found is None:
            found = work.telegram.add(chat, work.people.issue().id, sealed)
        elif found.blocked:
            work.telegram.change(found.owner, blocked=False)
        work.commit()
    return found


def block(owner: str) -> None:
    """Send nothing to a person until they speak, reminders included."""
    with UnitOfWork() as work:
        work.telegram.change(owner, blocked=True)
        work.commit()
    if reminders.wishes(owner).reminders:
        reminders.wish(owner, reminders=False)


def is_taken(update_id: int) -> bool:
    """Whether an update was taken before, here or by another server."""
    with UnitOfWork(writes=False) as work:
        return work.telegram.is_taken(update_id)


def take(update_id: int) -> None:
    """Note that an update was taken."""
    try:
        with UnitOfWork() as work:
            work.telegram.take(update_id)
            work.commit()
    except IntegrityError:  # another server noted it at the same moment
        return


def forget_old() -> None:
    """Forget the numbers of updates that Telegram will not offer again, and codes that ended."""
    with UnitOfWork() as work:
        work.telegram.forget_before(now() - REMEMBERED)
        work.commit()


def waiting() -> list[str]:
    """Whose chats lack something that the bot said."""
    with UnitOfWork(writes=False) as work:
        return work.telegram.waiting()


def claim(owner: str, by: str) -> TelegramChat | None:
    """Claim the right to send to a person's chat for a while.

    Returns:
        The chat; None when another server has it, it is blocked, or there is none.
    """
    with UnitOfWork() as work:
        found = work.telegram.claim(owner, by, now() + LEASE)
        work.commit()
    return found


def release(owner: str, by: str) -> None:
    """Give the right to send back."""
    with UnitOfWork() as work:
        work.telegram.release(owner, by)
        work.commit()


def told(owner: str) -> None:
    """Note that a person was told who can read along on Telegram."""
    with UnitOfWork() as work:
        work.telegram.change(owner, told=True)
        work.commit()


def brought(owner: str, by: str, seq: int) -> bool:
    """Note up to which message a chat was brought, and keep the right to send.

    Returns:
        Whether there may be more: not when the chat is blocked or gone meanwhile.
    """
    with UnitOfWork() as work:
        work.telegram.change(owner, delivered_seq=seq)
        found = work.telegram.claim(owner, by, now() + LEASE)
        work.commit()
    return found is not None


def undelivered(owner: str) -> Undelivered:
    """What the bot said that is still to be brought to a person's chat.

    Where a conversation goes on both on the page and on Telegram, each answer comes where it was
    asked for; reminders come to both.
    """
    with UnitOfWork(writes=False) as work:
        chat = work.telegram.of(owner)
        if chat is None:
            return Undelivered((), 0)
        begun = chat.delivered_seq
        here = _is_ours(work.telegram.said_until(owner, begun))
        found = work.messages.after(owner, begun)
    until = found[-1].seq if found else begun
    return Undelivered(tuple(_for_telegram(found, here=here)), until)


def _for_telegram(found: Iterable[Message], *, here: bool) -> Iterator[Message]:
    spoke = "bot"
    for message in found:
        if message.author == "person":
            here = _is_ours(message.client_id)
        elif message.kind == "notice" and spoke == "bot":
            here = False  # a welcome back to the page
        if message.author == "bot" and (here or message.kind == "reminder"):
            yield message
        spoke = message.author


def _is_ours(said_as: str | None) -> bool:
    return (said_as or "").startswith(OURS)


def offer_code(owner: str) -> Offered:
    """Make a code that hands a person's conversation over to Telegram, once, for ten minutes."""
    made = Offered(secrets.token_urlsafe(24), now() + CODE_LASTS)
    with UnitOfWork() as work:
        work.telegram.offer(_stands_for(made.code), owner, made.until)
        work.commit()
    return made


def part(owner: str) -> None:
    """Let a conversation be had on the page alone again; the chat then is nobody's."""
    with UnitOfWork() as work:
        work.telegram.remove(owner)
        work.commit()


def join(chat: str, sealed: str, code: str) -> Joined:
    """Take a conversation over from the page.

    Args:
        chat: What stands for the chat's number.
        sealed: The number, sealed.
        code: The code that the page gave.

    Returns:
        `joined`; `unknown` where the code stands for nothing (any more); `has_own` where something
        was told in this chat already, which would be out of reach: the code is kept then.
    """
    with UnitOfWork() as work:
        owner = work.telegram.offered(_stands_for(code))
        if owner is None:
            return "unknown"
        before = work.telegram.get(chat)
        if before is not None and before.owner != owner:
            said = work.messages.after(before.owner, 0)
            if any(each.author == "person" and each.payload is None for each in said):
                return "has_own"
            work.people.erase(before.owner)
        work.telegram.use_up(_stands_for(code))
        everything = work.messages.after(owner, 0, limit=1)
        work.telegram.add(chat, owner, sealed, everything[-1].seq if everything else 0)
        work.commit()
    return "joined"


def _stands_for(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def chosen_beside(owner: str, button_id: str) -> str | None:
    """The title of the button that was pressed under the message of this button, if one was."""
    with UnitOfWork(writes=False) as work:
        offered = work.messages.offered(owner, button_id)
        if offered is None:
            return None
        found = work.messages.get(owner, offered.seq)
    return next((each.title for each in found.buttons if each.pressed_at), None) if found else None


def draft(owner: str, seq: int | None = None) -> str | None:
    """The text of a draft that was shown, by its number or the newest; None when there is none."""
    with UnitOfWork(writes=False) as work:
        if seq is not None:
            found = work.messages.get(owner, seq)
        else:
            found = work.messages.newest(owner, "draft")
    return found.text if found is not None and found.kind == "draft" else None
