"""Reminders: what is to be sent when, claimed by lease so that several workers can share it.

A claim is a lease: a worker that dies lets it run out, and another one takes the row over.
`SKIP LOCKED` keeps workers apart on PostgreSQL; on SQLite a transaction that writes holds the only
lock there is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from bot.storage.database import new_id
from bot.storage.records import Reminder
from bot.storage.tables import person, reminder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.engine import Connection

LEASE = timedelta(seconds=60)
"""How long a worker may take for what it claimed."""


class Reminders:
    """The reminders of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, owner: str, subject_id: str, kind: str, day: date, due_at: datetime) -> None:
        """Plan a reminder, once for each subject, kind and day.

        Planning again wakes what was given up; what waits already waits as it is, since it may
        have been put off.

        Args:
            owner: Who is to get it.
            subject_id: The commitment, agreement or person that it is about.
            kind: `day`, `check_in`, `review` or `look_back`.
            day: The day that it is about.
            due_at: When it is to be sent.
        """
        same = (
            (reminder.c.subject_id == subject_id)
            & (reminder.c.kind == kind)
            & (reminder.c.day == day)
        )
        found = self._connection.execute(select(reminder.c.state).where(same)).first()
        if found is None:
            self._connection.execute(
                insert(reminder).values(
                    id=new_id(), owner=owner, subject_id=subject_id, kind=kind, day=day,
                    due_at=due_at, state="waiting",
                )
            )  # fmt: skip
        elif found.state == "dropped":
            self._connection.execute(
                update(reminder).where(same).values(due_at=due_at, state="waiting")
            )

    def move(self, reminder_id: str, day: date) -> bool:
        """Let a reminder be about another day of its subject.

        Returns:
            False where there was one about that day before, whatever became of it.
        """
        about = select(reminder.c.subject_id, reminder.c.kind).where(reminder.c.id == reminder_id)
        found = self._connection.execute(about).one()
        taken = select(reminder.c.id).where(
            reminder.c.subject_id == found.subject_id,
            reminder.c.kind == found.kind,
            reminder.c.day == day,
        )
        if self._connection.execute(taken).first() is not None:
            return False
        self._connection.execute(
            update(reminder).where(reminder.c.id == reminder_id).values(day=day)
        )
        return True

    def claim(self, worker: str, moment: datetime, most: int) -> list[Reminder]:
        """Claim what is due, all that is due of a person together.

        People are locked first: two workers never share what is due to one of them.

        Args:
            worker: Who claims.
            moment: The present moment.
            most: People to claim for.

        Returns:
            The claimed reminders, ordered by person and time.
        """
        due = (
            reminder.c.state == "waiting",
            reminder.c.due_at <= moment,
            or_(reminder.c.lease_until.is_(None), reminder.c.lease_until < moment),
        )
        waiting = select(reminder.c.owner).where(*due)
        people = (
            select(person.c.id)
            .where(person.c.id.in_(waiting))
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        owners = [row.id for row in self._connection.execute(people)]
        of_them = select(reminder.c.id).where(reminder.c.owner.in_(owners), *due)
        ids = [row.id for row in self._connection.execute(of_them.with_for_update())]
        if not ids:
            return []
        self._connection.execute(
            update(reminder)
            .where(reminder.c.id.in_(ids))
            .values(leased_by=worker, lease_until=moment + LEASE)
        )
        rows = self._connection.execute(
            select(reminder)
            .where(reminder.c.id.in_(ids))
            .order_by(reminder.c.owner, reminder.c.due_at, reminder.c.id)
        )
        return [_record(row) for row in rows]

    def held(self, worker: str, ids: Sequence[str], moment: datetime) -> list[Reminder]:
        """Those of some reminders that this worker still holds, locked until the transaction ends.

        Args:
            worker: Who claimed them.
            ids: Which.
            moment: The present moment.
        """
        rows = self._connection.execute(
            select(reminder)
            .where(
                reminder.c.id.in_(ids),
                reminder.c.state == "waiting",
                reminder.c.leased_by == worker,
                reminder.c.lease_until >= moment,
            )
            .order_by(reminder.c.due_at, reminder.c.id)
            .with_for_update()
        )
        return [_record(row) for row in rows]

    def sent(self, ids: Sequence[str], moment: datetime, message_seq: int) -> None:
        """Note that reminders were sent, and with which message."""
        self._connection.execute(
            update(reminder)
            .where(reminder.c.id.in_(ids))
            .values(state="sent", sent_at=moment, message_seq=message_seq, lease_until=None)
        )

    def drop(self, ids: Sequence[str]) -> None:
        """Give reminders up: nobody is to get them any more."""
        self._connection.execute(
            update(reminder)
            .where(reminder.c.id.in_(ids), reminder.c.state == "waiting")
            .values(state="dropped", lease_until=None)
        )

    def put_off(self, ids: Sequence[str], until: datetime) -> None:
        """Send reminders later."""
        self._connection.execute(
            update(reminder)
            .where(reminder.c.id.in_(ids), reminder.c.state == "waiting")
            .values(due_at=until, lease_until=None)
        )

    def drop_all(self, owner: str, subject_id: str) -> None:
        """Give up everything that waits about one subject of this person."""
        self._connection.execute(
            update(reminder)
            .where(
                reminder.c.owner == owner,
                reminder.c.subject_id == subject_id,
                reminder.c.state == "waiting",
            )
            .values(state="dropped", lease_until=None)
        )

    def drop_told(self, owner: str, subject_id: str, day: date) -> None:
        """Give up what waits about one day of a subject: it was told of."""
        self._connection.execute(
            update(reminder)
            .where(
                reminder.c.owner == owner,
                reminder.c.subject_id == subject_id,
                reminder.c.day == day,
                reminder.c.state == "waiting",
            )
            .values(state="dropped", lease_until=None)
        )

    def ask_again(self, owner: str, subject_id: str, day: date, due_at: datetime) -> None:
        """Let the question about a day, asked already or not, be asked at another time."""
        self._connection.execute(
            update(reminder)
            .where(
                reminder.c.owner == owner,
                reminder.c.subject_id == subject_id,
                reminder.c.kind == "check_in",
                reminder.c.day == day,
            )
            .values(state="waiting", due_at=due_at, lease_until=None, sent_at=None)
        )

    def about(self, owner: str, message_seq: int) -> list[Reminder]:
        """The reminders that one message of the bot spoke of."""
        rows = self._connection.execute(
            select(reminder).where(reminder.c.owner == owner, reminder.c.message_seq == message_seq)
        )
        return [_record(row) for row in rows]

    def waiting(self, owner: str) -> list[Reminder]:
        """What a person is still to get, the next first."""
        rows = self._connection.execute(
            select(reminder)
            .where(reminder.c.owner == owner, reminder.c.state == "waiting")
            .order_by(reminder.c.due_at, reminder.c.id)
        )
        return [_record(row) for row in rows]

    def sent_since(self, moment: datetime) -> list[tuple[str, int, datetime]]:
        """Messages with reminders that were sent at or after a moment.

        Returns:
            Owner, number of the message, and when, oldest first.
        """
        rows = self._connection.execute(
            select(reminder.c.owner, reminder.c.message_seq, reminder.c.sent_at)
            .where(reminder.c.sent_at >= moment)
            .distinct()
            .order_by(reminder.c.sent_at)
        )
        return [(row.owner, row.message_seq, row.sent_at) for row in rows]


def _record(row: Any) -> Reminder:  # noqa: ANN401
    return Reminder(
        row.id, row.owner, row.subject_id, row.kind, row.day, row.due_at, row.state,
        row.message_seq,
    )  # fmt: skip
