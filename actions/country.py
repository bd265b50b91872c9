"""The country that help is named for: kept with the person, the one that was told last."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.coaching.safety.directory import INTERNATIONAL
from bot.services import preferences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasa_sdk import Tracker
    from rasa_sdk.events import EventType

SLOT = "country"


def known_country(tracker: Tracker, metadata: dict[str, Any]) -> str | None:
    """The country that somebody told, here in this turn or anywhere before.

    Args:
        tracker: What Rasa sends.
        metadata: What the channel sent along, with what is kept of the person.

    Returns:
        Two letters or `OTHER`; `INTL` where they were asked and would not say; None where they
        were not asked.
    """
    here: str | None = tracker.get_slot(SLOT)
    if SLOT not in metadata or _was_told_now(tracker):
        return here
    return metadata[SLOT] or (here if here == INTERNATIONAL else None)


def _was_told_now(tracker: Tracker) -> bool:
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "slot" and event["name"] == SLOT:
            return True
    return False


async def keep_country(owner: str, events: Sequence[EventType]) -> None:
    """Keep a country that was told, for every later turn and every other device.

    Args:
        owner: Who told it.
        events: What an action made of the turn.
    """
    for event in events:
        if event.get("event") == "slot" and event["name"] == SLOT:
            told = event["value"]
            if told in preferences.PLACES:
                await asyncio.to_thread(preferences.tell_country, owner, told)
