"""Messages: what was said in a conversation, in order, and the buttons offered with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, insert, or_, select, update

from bot.storage.clock import now
from bot.storage.database import new_id
from bot.storage.records import Button, Message
from bot.storage.tables import button, message, person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection


Stretch = tuple[int, int | None]
"""From which message on, and before which; to the end where there is none."""


@dataclass(frozen=True)
class Reply:
    """Something that the bot is about to say.

    Attributes:
        text: The words.
        kind: `text`, `draft`, `help`, `notice`, `progress`, `partner`, `feedback`, `debrief`,
            `reminder` or `record`.
        buttons: Titles with their payloads.
        links: Titles with their addresses, as `{"title": …, "url": …}`.
    """

    text: str
    kind: str = "text"
    buttons: tuple[tuple[str, str], ...] = ()
    links: tuple[dict[str, str], ...] = ()


class Messages:
    """The messages of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(
        self, owner: str, client_id: str, text: str, payload: str | None = None
    ) -> Message | None:
        """Keep what a person said, once.

        Args:
            owner: Who said it.
            client_id: The id that their client chose for it.
            text: The words, or a button's title.
            payload: What a pressed button stands for.

        Returns:
            The message, or None when one with this `client_id` was kept before.
        """
        if self.find(owner, client_id) is not None:
            return None
        taken = Message(
            owner,
            self._next_seq(owner),
            "person",
            "text",
            text,
            now(),
            client_id=client_id,
            payload=payload,
            answered=False,
        )
        self._insert(taken)
        return taken

    def find(self, owner: str, client_id: str) -> Message | None:
        """The message that a client sent under this id, if it was kept."""
        row = self._connection.execute(
            select(message).where(message.c.owner == owner, message.c.client_id == client_id)
        ).one_or_none()
        return None if row is None else _record(row, ())

    def answer(self, taken: Message | None, owner: str, replies: Iterable[Reply]) -> list[Message]:
        """Keep what the bot says, and mark what it answers as answered.

        Args:
            taken: The message that is answered; None when the bot speaks first.
            owner: To whom it speaks.
            replies: What it says, in order.

        Returns:
            The kept messages with their numbers and the ids of their buttons.
        """
        kept = [self._keep_reply(owner, reply) for reply in replies]
        if taken is not None:
            self._connection.execute(
                update(message)
                .where(message.c.owner == owner, message.c.seq == taken.seq)
                .values(answered=True)
            )
        return kept

    def after(self, owner: str, seq: int, limit: int = 500) -> list[Message]:
        """The messages after a number, oldest first; the newest `limit` of them."""
        rows = self._connection.execute(
            select(message)
            .where(message.c.owner == owner, message.c.seq > seq)
            .order_by(message.c.seq.desc())
            .limit(limit)
        ).all()
        offered = self._buttons(owner, [row.seq for row in rows])
        return [_record(row, tuple(offered.get(row.seq, ()))) for row in reversed(rows)]

    def within(
        self, owner: str, stretches: Sequence[Stretch], limit: int = 1000
    ) -> tuple[list[Message], bool]:
        """The newest messages of some stretches of a conversation, oldest first.

        Returns:
            At most `limit` of them, and whether there are older ones.
        """
        rows = self._connection.execute(
            select(message)
            .where(message.c.owner == owner, _in_any(stretches))
            .order_by(message.c.seq.desc())
            .limit(limit + 1)
        ).all()
        shown = rows[:limit]
        offered = self._buttons(owner, [row.seq for row in shown])
        found = [_record(row, tuple(offered.get(row.seq, ()))) for row in reversed(shown)]
        return found, len(rows) > limit

    def last_within(self, owner: str, stretches: Sequence[Stretch]) -> datetime | None:
        """When a person last said something in some stretches of a conversation."""
        found: datetime | None = self._connection.execute(
            select(func.max(message.c.at)).where(
                message.c.owner == owner, message.c.author == "person", _in_any(stretches)
            )
        ).scalar_one()
        return found

    def get(self, owner: str, seq: int) -> Message | None:
        """The message with this number, with its buttons."""
        return self._one(message.c.owner == owner, message.c.seq == seq)

    def newest(self, owner: str, kind: str) -> Message | None:
        """The newest message of a kind, with its buttons."""
        return self._one(message.c.owner == owner, message.c.kind == kind)

    def _one(self, *conditions: Any) -> Message | None:  # noqa: ANN401
        row = self._connection.execute(
            select(message).where(*conditions).order_by(message.c.seq.desc()).limit(1)
        ).one_or_none()
        if row is None:
            return None
        return _record(row, tuple(self._buttons(row.owner, [row.seq]).get(row.seq, ())))

    def last_said(self, owner: str) -> datetime | None:
        """When a person last said something."""
        found: datetime | None = self._connection.execute(
            select(message.c.at)
            .where(message.c.owner == owner, message.c.author == "person")
            .order_by(message.c.seq.desc())
            .limit(1)
        ).scalar_one_or_none()
        return found

    def typed_before(self, owner: str, seq: int, limit: int) -> list[str]:
        """The newest texts that a person typed before a number, oldest first."""
        rows = self._connection.execute(
            select(message.c.text)
            .where(
                message.c.owner == owner,
                message.c.author == "person",
                message.c.payload.is_(None),
                message.c.seq < seq,
            )
            .order_by(message.c.seq.desc())
            .limit(limit)
        ).all()
        return [row.text for row in reversed(rows)]

    def unanswered(self) -> list[Message]:
        """Everything taken and not answered, of all people, oldest first.

        A message after which a later one was answered is left: the person said it anew.
        """
        answered = (
            select(message.c.owner, func.max(message.c.seq).label("seq"))
            .where(message.c.author == "person", message.c.answered)
            .group_by(message.c.owner)
            .subquery()
        )
        rows = self._connection.execute(
            select(message)
            .outerjoin(answered, answered.c.owner == message.c.owner)
            .where(~message.c.answered, message.c.seq > func.coalesce(answered.c.seq, 0))
            .order_by(message.c.at, message.c.owner, message.c.seq)
        ).all()
        return [_record(row, ()) for row in rows]

    def offered(self, owner: str, button_id: str) -> Button | None:
        """A button, if it was offered to this person."""
        row = self._connection.execute(
            select(button).where(button.c.owner == owner, button.c.id == button_id)
        ).one_or_none()
        return None if row is None else _button(row)

    def offered_as(self, owner: str, title: str) -> Button | None:
        """The button under the newest message that has this title, whatever its case."""
        newest = self._connection.execute(
            select(message.c.seq, message.c.author)
            .where(message.c.owner == owner)
            .order_by(message.c.seq.desc())
            .limit(1)
        ).one_or_none()
        if newest is None or newest.author != "bot":
            return None
        for each in self._buttons(owner, [newest.seq]).get(newest.seq, ()):
            if _typed(each.title) == _typed(title):
                return each
        return None

    def press(self, owner: str, button_id: str) -> None:
        """Note that a button was pressed."""
        self._connection.execute(
            update(button)
            .where(button.c.owner == owner, button.c.id == button_id)
            .values(pressed_at=now())
        )

    def pressed_beside(self, owner: str, seq: int) -> bool:
        """Whether any button under this message was pressed before."""
        count = self._connection.execute(
            select(func.count())
            .select_from(button)
            .where(button.c.owner == owner, button.c.seq == seq, button.c.pressed_at.is_not(None))
        ).scalar_one()
        return bool(count)

    def _keep_reply(self, owner: str, reply: Reply) -> Message:
        seq = self._next_seq(owner)
        buttons = tuple(Button(new_id(), title, payload, seq) for title, payload in reply.buttons)
        kept = Message(
            owner, seq, "bot", reply.kind, reply.text, now(), links=reply.links, buttons=buttons
        )
        self._insert(kept)
        if buttons:
            self._connection.execute(
                insert(button),
                [
                    {
                        "id": each.id,
                        "owner": owner,
                        "seq": seq,
                        "place": place,
                        "title": each.title,
                        "payload": each.payload,
                    }
                    for place, each in enumerate(buttons)
                ],
            )
        return kept

    def _insert(self, kept: Message) -> None:
        self._connection.execute(
            insert(message).values(
                owner=kept.owner,
                seq=kept.seq,
                author=kept.author,
                kind=kept.kind,
                text=kept.text,
                links=list(kept.links),
                client_id=kept.client_id,
                payload=kept.payload,
                answered=kept.answered,
                at=kept.at,
            )
        )

    def _next_seq(self, owner: str) -> int:
        # one at a time for each person, also where the database would let two count together
        self._connection.execute(
            select(person.c.id).where(person.c.id == owner).with_for_update()
        ).one_or_none()
        highest = self._connection.execute(
            select(func.max(message.c.seq)).where(message.c.owner == owner)
        ).scalar_one()
        return (highest or 0) + 1

    def _buttons(self, owner: str, seqs: Sequence[int]) -> dict[int, list[Button]]:
        if not seqs:
            return {}
        found: dict[int, list[Button]] = {}
        for row in self._connection.execute(
            select(button)
            .where(button.c.owner == owner, button.c.seq.between(min(seqs), max(seqs)))
            .order_by(button.c.seq, button.c.place)
        ):
            found.setdefault(row.seq, []).append(_button(row))
        return found


def _in_any(stretches: Sequence[Stretch]) -> Any:  # noqa: ANN401
    return or_(
        false(),
        *(
            and_(message.c.seq >= first, *(() if end is None else (message.c.seq < end,)))
            for first, end in stretches
        ),
    )


def _typed(title: str) -> str:
    """A title as people type it: any case, any apostrophe, no mark at the end."""
    return title.casefold().replace("’", "'").strip().rstrip(".!?")


def _button(row: Any) -> Button:  # noqa: ANN401
    return Button(row.id, row.title, row.payload, row.seq, row.pressed_at)


def _record(row: Any, buttons: tuple[Button, ...]) -> Message:  # noqa: ANN401
    return Message(
        row.owner,
        row.seq,
        row.author,
        row.kind,
        row.text,
        row.at,
        links=tuple(row.links),
        client_id=row.client_id,
        payload=row.payload,
        answered=row.answered,
        buttons=buttons,
    )
