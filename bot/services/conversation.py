"""Keeping a conversation: taking what is said once, keeping what is answered, giving it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.coaching.safety.picture import REACH
from bot.services import reminders
from bot.storage.messages import Reply
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.storage.records import Button, Message, Person

__all__ = ["Reply"]


def issue(owner: str | None = None) -> Person:
    """Make a new person; the server alone does this.

    Args:
        owner: The id of somebody whom another site signed in, who may be here already; by default
            an id that nobody can guess.
    """
    with UnitOfWork() as work:
        made = work.people.issue(owner)
        work.commit()
    return made


def person(owner: str) -> Person | None:
    """The person with this id, or None when there is none (any more)."""
    with UnitOfWork(writes=False) as work:
        return work.people.get(owner)


def seen(owner: str, locale: str | None, zone: str | None) -> Person | None:
    """Note that a person is here, and what their browser says of language and time zone.

    What they said themselves of where they are holds against it.

    Returns:
        The person; None when there is none (any more).
    """
    with UnitOfWork() as work:
        before = work.people.get(owner)
        work.people.seen(owner, locale=locale, zone=zone)
        person = work.people.get(owner)
        work.commit()
    if before is not None and person is not None and person.zone != before.zone:
        reminders.moved(before, person)
    return person


def take(owner: str, client_id: str, text: str) -> tuple[Message, bool]:
    """Keep typed words, once; the title of a button on offer, typed, is that button pressed.

    Args:
        owner: Who typed them.
        client_id: The id that their client chose.
        text: The words.

    Returns:
        The kept message, and whether it is new.
    """
    with UnitOfWork() as work:
        meant = work.messages.offered_as(owner, text)
        if meant is not None and work.messages.find(owner, client_id) is None:
            work.messages.press(owner, meant.id)
        taken = work.messages.take(owner, client_id, text, meant.payload if meant else None)
        found = taken or work.messages.find(owner, client_id)
        work.commit()
    if found is None:
        raise AssertionError("a message that was kept cannot be found")
    return found, taken is not None


def press(owner: str, client_id: str, button_id: str) -> tuple[Message | None, bool]:
    """Keep the press of a button that was offered to this person, once.

    Args:
        owner: Who pressed.
        client_id: The id that their client chose for the press.
        button_id: Which button.

    Returns:
        The kept message (None when no such button was offered, or it was used before), and
        whether it is new.
    """
    with UnitOfWork() as work:
        repeated = work.messages.find(owner, client_id)
        if repeated is not None:
            return repeated, False
        offered = work.messages.offered(owner, button_id)
        if offered is None or work.messages.pressed_beside(owner, offered.seq):
            return None, False
        work.messages.press(owner, button_id)
        taken = work.messages.take(owner, client_id, offered.title, offered.payload)
        work.commit()
    return taken, True


def choose(owner: str, client_id: str, title: str, payload: str) -> tuple[Message, bool]:
    """Keep what a person chose from what a channel always offers, a menu for one, once.

    Args:
        owner: Who chose.
        client_id: The id that their client chose for it.
        title: The words that stand for it.
        payload: What it stands for.

    Returns:
        The kept message, and whether it is new.
    """
    with UnitOfWork() as work:
        taken = work.messages.take(owner, client_id, title, payload)
        found = taken or work.messages.find(owner, client_id)
        work.commit()
    if found is None:
        raise AssertionError("a message that was kept cannot be found")
    return found, taken is not None


def answer(taken: Message | None, owner: str, replies: Sequence[Reply]) -> list[Message]:
    """Keep what the bot says in answer to a message, or on its own."""
    with UnitOfWork() as work:
        kept = work.messages.answer(taken, owner, replies)
        work.commit()
    return kept


def history(owner: str, after: int = 0) -> list[Message]:
    """What was said after a number, oldest first."""
    with UnitOfWork(writes=False) as work:
        return work.messages.after(owner, after)


def said_before(owner: str, seq: int) -> list[str]:
    """What a person typed just before a message, oldest first; pressed buttons are not words.

    Args:
        owner: Whose conversation.
        seq: The message's number.

    Returns:
        As many texts as the safety gates look back.
    """
    with UnitOfWork(writes=False) as work:
        return work.messages.typed_before(owner, seq, REACH)


def unanswered() -> list[Message]:
    """Everything that was taken and not answered, because the server went away meanwhile."""
    with UnitOfWork(writes=False) as work:
        return work.messages.unanswered()


def chosen(buttons: tuple[Button, ...]) -> str | None:
    """The id of the pressed one of a message's buttons."""
    return next((button.id for button in buttons if button.pressed_at is not None), None)
