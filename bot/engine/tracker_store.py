"""The tracker store: reads from a checkpoint, and never pretends that something was kept.

Rasa wraps every store so that a failing database sends messages to memory, where they are lost at
the next start. `bot.server` takes that wrapper off, so that a failure here is an error there and
the channel tells the person. Rasa's own stores also read a whole session for every message.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.storage import database
from bot.storage.trackers import TrackerRows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rasa.core.brokers.broker import EventBroker
    from rasa.shared.core.domain import Domain

READ_AT_MOST = 40
"""How many events are read before the checkpoint moves: about five turns."""

KEEP_TURNS = 2
"""How many of the latest turns stay as they were when the checkpoint moves."""


class AmendsTrackerStore(TrackerStore):
    """Keeps conversations in the project's own database."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Open the store; `kwargs` are what `endpoints.yml` says beside the type."""
        super().__init__(domain, event_broker, **kwargs)
        self._rows = TrackerRows(database.engine())

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation from its checkpoint on, or None when there is none."""
        loaded = await asyncio.to_thread(self._rows.load, sender_id)
        if loaded is None:
            return None
        tracker = self._replay(sender_id, deserialise_events(list(loaded.events)))
        _note(tracker, loaded.position)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The whole conversation, or None when there is none."""
        events = await asyncio.to_thread(self._rows.load_all, conversation_id)
        return self._replay(conversation_id, deserialise_events(events)) if events else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what is new in a conversation.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: when the database cannot keep it.
        """
        events = list(tracker.events)
        read, position = getattr(tracker, _NOTE, (0, None))
        new = [event.as_dict() for event in events[read:]]
        checkpoint = None
        if position is not None and len(events) > READ_AT_MOST:
            cut = _cut(events)
            if cut is not None:
                standing = [event.as_dict() for event in self._stand_for(tracker, events[:cut])]
                checkpoint = (position + cut - read, standing)
        end = await asyncio.to_thread(
            self._rows.append, tracker.sender_id, position, new, checkpoint
        )
        _note(tracker, end)
        await self.stream_events(tracker)

    async def keys(self) -> Iterable[str]:
        """Everyone of whom a conversation is kept."""
        return await asyncio.to_thread(self._rows.owners)

    async def answer_of(self, sender_id: str, message_id: str) -> list[dict[str, Any]]:
        """What was said to a message, when its turn was kept.

        Args:
            sender_id: Whose conversation.
            message_id: The id of the message.

        Returns:
            The bubbles as an output channel gets them; none when the message is not the last one.
        """
        loaded = await asyncio.to_thread(self._rows.load, sender_id)
        said: list[dict[str, Any]] = []
        for event in reversed(loaded.events if loaded else ()):
            if event["event"] == "bot":
                said.insert(0, {"text": event.get("text"), **_given(event.get("data") or {})})
            elif event["event"] == "user":
                return said if event.get("message_id") == message_id else []
        return []

    def _replay(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(
            sender_id, events, self.domain.slots, domain=self.domain
        )

    def _stand_for(self, tracker: DialogueStateTracker, events: list[Event]) -> list[Event]:
        """A few events that leave a tracker as all these would."""
        before = self._replay(tracker.sender_id, events)
        standing: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        standing += [
            SlotSet(name, slot.value)
            for name, slot in before.slots.items()
            if slot.value != slot.initial_value
        ]
        if before.active_loop_name:
            standing.append(ActiveLoop(before.active_loop_name))
        return standing


_NOTE = "amends_kept"


def _note(tracker: DialogueStateTracker, position: int) -> None:
    """Remember on a tracker how many of its events are kept, and where the next one goes."""
    setattr(tracker, _NOTE, (len(tracker.events), position))


def _given(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}


def _cut(events: list[Event]) -> int | None:
    """Where a conversation can be cut: before the listening of one of its latest turns.

    Args:
        events: The events of a conversation, oldest first.

    Returns:
        The index of the first event that stays, or None when there is no such place.
    """
    listening = [
        index
        for index, event in enumerate(events[:-1])
        if isinstance(event, ActionExecuted)
        and event.action_name == ACTION_LISTEN_NAME
        and isinstance(events[index + 1], UserUttered)
    ]
    return listening[-KEEP_TURNS] if len(listening) > KEEP_TURNS else None
