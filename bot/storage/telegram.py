"""Telegram: which chat is whose, how far it was brought, what was taken from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from bot.storage.clock import now
from bot.storage.records import TelegramChat
from bot.storage.tables import message, telegram_chat, telegram_code, telegram_update

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection


class TelegramChats:
    """The chats of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, chat: str, owner: str, sealed: str, delivered_seq: int = 0) -> TelegramChat:
        """Keep a chat as a person's own, in the place of one that they had before.

        Args:
            chat: What stands for its number.
            owner: Whose it is.
            sealed: Its number, sealed.
            delivered_seq: The last message that need not be brought there.
        """
        self._connection.execute(
            delete(telegram_chat).where(
                or_(telegram_chat.c.chat == chat, telegram_chat.c.owner == owner)
            )
        )
        self._connection.execute(
            insert(telegram_chat).values(
                chat=chat, owner=owner, sealed=sealed, delivered_seq=delivered_seq,
                told=False, blocked=False, created_at=now(),
            )
        )  # fmt: skip
        return TelegramChat(chat, owner, sealed, delivered_seq, told=False, blocked=False)

    def remove(self, owner: str) -> None:
        """Let a person have no chat, and no code for one."""
        for table in (telegram_chat, telegram_code):
            self._connection.execute(delete(table).where(table.c.owner == owner))

    def get(self, chat: str) -> TelegramChat | None:
        """The chat that this stands for, if it is somebody's."""
        return self._found(telegram_chat.c.chat == chat)

    def of(self, owner: str) -> TelegramChat | None:
        """A person's chat, if they have one."""
        return self._found(telegram_chat.c.owner == owner)

    def change(self, owner: str, **set_to: object) -> None:
        """Write what changed; the names are the columns of the chat."""
        self._connection.execute(
            update(telegram_chat).where(telegram_chat.c.owner == owner).values(**set_to)
        )

    def claim(self, owner: str, by: str, until: datetime) -> TelegramChat | None:
        """Claim the right to send to a chat; None when another has it, or nothing may be sent.

        Args:
            owner: Whose chat.
            by: Who claims it; claiming again prolongs it.
            until: When it is free again, whatever happens.
        """
        free = or_(
            telegram_chat.c.leased_by.is_(None),
            telegram_chat.c.leased_by == by,
            telegram_chat.c.lease_until < now(),
        )
        claimed = self._connection.execute(
            update(telegram_chat)
            .where(telegram_chat.c.owner == owner, ~telegram_chat.c.blocked, free)
            .values(leased_by=by, lease_until=until)
        )
        return self.of(owner) if claimed.rowcount else None

    def release(self, owner: str, by: str) -> None:
        """Give the right to send back."""
        self._connection.execute(
            update(telegram_chat)
            .where(telegram_chat.c.owner == owner, telegram_chat.c.leased_by == by)
            .values(leased_by=None, lease_until=None)
        )

    def waiting(self) -> list[str]:
        """Whose chats lack something that the bot said."""
        lacks = (
            select(message.c.seq)
            .where(
                message.c.owner == telegram_chat.c.owner,
                message.c.seq > telegram_chat.c.delivered_seq,
                message.c.author == "bot",
            )
            .exists()
        )
        return list(
            self._connection.execute(
                select(telegram_chat.c.owner).where(~telegram_chat.c.blocked, lacks)
            ).scalars()
        )

    def said_until(self, owner: str, seq: int) -> str | None:
        """The client's id of the last thing that a person said up to a number."""
        found: str | None = self._connection.execute(
            select(message.c.client_id)
            .where(
                message.c.owner == owner, message.c.author == "person", message.c.seq <= seq
            )
            .order_by(message.c.seq.desc())
            .limit(1)
        ).scalar_one_or_none()  # fmt: skip
        return found

    def is_taken(self, update_id: int) -> bool:
        """Whether an update was taken before."""
        return (
            self._connection.execute(
                select(telegram_update.c.id).where(telegram_update.c.id == update_id)
            ).one_or_none()
            is not None
        )

    def take(self, update_id: int) -> None:
        """Note that an update was taken."""
        if not self.is_taken(update_id):
            self._connection.execute(insert(telegram_update).values(id=update_id, at=now()))

    def forget_before(self, moment: datetime) -> None:
        """Forget updates taken, and codes that ended, before a moment."""
        self._connection.execute(delete(telegram_update).where(telegram_update.c.at < moment))
        self._connection.execute(delete(telegram_code).where(telegram_code.c.expires_at < moment))

    def offer(self, code: str, owner: str, until: datetime) -> None:
        """Keep what stands for a code that hands a person's conversation over."""
        self._connection.execute(delete(telegram_code).where(telegram_code.c.owner == owner))
        self._connection.execute(
            insert(telegram_code).values(code=code, owner=owner, expires_at=until)
        )

    def offered(self, code: str) -> str | None:
        """Whose conversation a code hands over; None when it is none, or its time is over."""
        found: str | None = self._connection.execute(
            select(telegram_code.c.owner)
            .where(telegram_code.c.code == code, telegram_code.c.expires_at >= now())
            .with_for_update()
        ).scalar_one_or_none()
        return found

    def use_up(self, code: str) -> None:
        """Let a code stand for nothing any more."""
        self._connection.execute(delete(telegram_code).where(telegram_code.c.code == code))

    def _found(self, condition: Any) -> TelegramChat | None:  # noqa: ANN401
        row = self._connection.execute(select(telegram_chat).where(condition)).one_or_none()
        if row is None:
            return None
        return TelegramChat(
            row.chat, row.owner, row.sealed, row.delivered_seq, row.told, row.blocked
        )
