"""Conversation state as the dialogue engine keeps it: events in order, and where to start reading.

A checkpoint holds a few events that stand for everything before a position, so that reading a
conversation takes as long after a thousand messages as after ten. The events before it stay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from bot.storage.tables import tracker_checkpoint, tracker_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection, Engine

EventJson = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """What was read of a conversation.

    Attributes:
        events: The checkpoint's events, then those kept since, oldest first.
        position: Where the next new event goes.
    """

    events: tuple[EventJson, ...]
    position: int


class TrackerRows:
    """Reads and writes conversation state, each call in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(self, owner: str) -> Loaded | None:
        """Read a conversation from its checkpoint on; None when there is nothing."""
        with self._engine.connect() as connection:
            mark = connection.execute(
                select(tracker_checkpoint).where(tracker_checkpoint.c.owner == owner)
            ).one_or_none()
            start = 0 if mark is None else mark.position
            rows = connection.execute(
                select(tracker_event.c.position, tracker_event.c.body)
                .where(tracker_event.c.owner == owner, tracker_event.c.position >= start)
                .order_by(tracker_event.c.position)
            ).all()
        if mark is None and not rows:
            return None
        before: list[EventJson] = [] if mark is None else json.loads(mark.body)
        position = rows[-1].position + 1 if rows else start
        return Loaded((*before, *(json.loads(row.body) for row in rows)), position)

    def load_all(self, owner: str) -> list[EventJson]:
        """Every event of a conversation, oldest first."""
        with self._engine.connect() as connection:
            bodies = connection.execute(
                select(tracker_event.c.body)
                .where(tracker_event.c.owner == owner)
                .order_by(tracker_event.c.position)
            ).scalars()
            return [json.loads(body) for body in bodies]

    def append(
        self,
        owner: str,
        position: int | None,
        events: Iterable[EventJson],
        checkpoint: tuple[int, Sequence[EventJson]] | None = None,
    ) -> int:
        """Add events at a position and, with them, move the checkpoint.

        Args:
            owner: Whose conversation.
            position: Where the first new event goes; None for after the last.
            events: The new events, oldest first.
            checkpoint: The position from which events are read from now on, and what stands
                for those before it.

        Returns:
            Where the next new event goes.
        """
        with self._engine.connect().execution_options(amends_writes=True) as connection:
            at = self._end(connection, owner) if position is None else position
            rows = [
                {"owner": owner, "position": at + offset, "body": json.dumps(event)}
                for offset, event in enumerate(events)
            ]
            if rows:
                connection.execute(insert(tracker_event), rows)
            if checkpoint is not None:
                connection.execute(
                    delete(tracker_checkpoint).where(tracker_checkpoint.c.owner == owner)
                )
                connection.execute(
                    insert(tracker_checkpoint).values(
                        owner=owner, position=checkpoint[0], body=json.dumps(list(checkpoint[1]))
                    )
                )
            connection.commit()
        return at + len(rows)

    def owners(self) -> list[str]:
        """Everyone of whom a conversation is kept."""
        with self._engine.connect() as connection:
            return list(connection.execute(select(tracker_event.c.owner).distinct()).scalars())

    @staticmethod
    def _end(connection: Connection, owner: str) -> int:
        highest = connection.execute(
            select(func.max(tracker_event.c.position)).where(tracker_event.c.owner == owner)
        ).scalar_one()
        return 0 if highest is None else int(highest) + 1
