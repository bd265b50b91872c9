"""What is outside the coach's field, or was not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.speaking import CoachAction, Voice
from bot.coaching.asides import typed_at_random
from bot.coaching.breach.teller import tells_own_story

if TYPE_CHECKING:
    from actions.turn import Turn


class ActionElsewhere(CoachAction):
    """Says that something is outside the field."""

    action_name = "action_elsewhere"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Say so, and leave the way open."""
        voice.say("not_followed" if typed_at_random(turn.text) else "elsewhere")
        if not turn.loop:
            voice.say("what_next")
        return []


class ActionNotFollowed(CoachAction):
    """Takes up what was left when there is something; else says that it did not follow."""

    action_name = "action_not_followed"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """One step of fallback: never twice in a row the same without a way on."""
        if turn.intent == "answer" and turn.value == "next":
            voice.say("next_tell")
            return []
        if turn.loop:
            voice.say("not_followed")
            return []
        left = turn.told("return_to")
        if left:
            return [SlotSet("return_to", None), FollowupAction(left)]
        if tells_own_story(turn.text) and not turn.told("breach_id"):
            return [FollowupAction("action_hear")]
        voice.say("not_followed_next")
        return []
