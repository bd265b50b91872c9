"""Rehearsing: said honestly that it is not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from actions.speaking import CoachAction, Voice

if TYPE_CHECKING:
    from rasa_sdk.events import EventType

    from actions.turn import Turn


class ActionRehearse(CoachAction):
    """Says what helps until the coach can play the other person."""

    action_name: ClassVar[str] = "action_rehearse"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Say so."""
        voice.say("utter_rehearse")
        return []
