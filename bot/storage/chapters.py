"""Chapters: from which message on a conversation is about which breach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from bot.storage.records import Chapter
from bot.storage.tables import chapter, message

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Chapters:
    """The chapters of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, owner: str, breach_id: str) -> None:
        """From the message that is being answered on, the conversation is about a breach."""
        known = self.of(owner)
        if known and known[-1].breach_id == breach_id:
            return
        seq = self._here(owner)
        self._connection.execute(
            delete(chapter).where(chapter.c.owner == owner, chapter.c.seq >= seq)
        )
        self._connection.execute(insert(chapter).values(owner=owner, seq=seq, breach_id=breach_id))

    def of(self, owner: str) -> list[Chapter]:
        """Every chapter of a person's conversation, in order."""
        rows = self._connection.execute(
            select(chapter).where(chapter.c.owner == owner).order_by(chapter.c.seq)
        )
        return [Chapter(row.owner, row.seq, row.breach_id) for row in rows]

    def _here(self, owner: str) -> int:
        """The message that is being answered; the next one where none is.

        What was left unanswered before something that was answered is over.
        """
        own, said = message.c.owner == owner, message.c.author == "person"
        answered = select(func.max(message.c.seq)).where(own, said, message.c.answered)
        first: int | None = self._connection.execute(
            select(func.min(message.c.seq)).where(
                own,
                ~message.c.answered,
                message.c.seq > func.coalesce(answered.scalar_subquery(), 0),
            )
        ).scalar_one()
        if first is not None:
            return first
        newest = self._connection.execute(select(func.max(message.c.seq)).where(own)).scalar_one()
        return (newest or 0) + 1
