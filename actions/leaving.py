"""Leaving a form for something else, and going back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk.events import EventType, FollowupAction, SlotSet

if TYPE_CHECKING:
    from actions.speaking import Voice
    from actions.turn import Turn


def left(turn: Turn, *but: str) -> list[EventType]:
    """Remember the form that is left, so that it can be gone back to.

    Args:
        turn: The turn.
        but: The forms that it is left for: whoever is in one of these leaves nothing.
    """
    return [SlotSet("return_to", turn.loop)] if turn.loop and turn.loop not in but else []


def back(turn: Turn, voice: Voice) -> list[EventType]:
    """Go back to the form that was left, or leave the way open.

    Args:
        turn: The turn.
        voice: What to speak with.
    """
    form = turn.told("return_to")
    if form is None:
        return []
    voice.say("back_to_it")
    return [SlotSet("return_to", None), FollowupAction(form)]
