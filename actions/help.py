"""Help from people: what kinds there are, and how to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.speaking import CoachAction, Voice
from bot.coaching.knowledge.help import suggest

if TYPE_CHECKING:
    from rasa_sdk.events import EventType

    from actions.turn import Turn


class ActionSeekHelp(CoachAction):
    """Tells of the kind of professional that fits."""

    action_name = "action_seek_help"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Suggest a kind of help: never one for two where there is control."""
        found = [*(turn.slots.get("referred") or ()), turn.told("gate") or ""]
        kind = suggest([each for each in found if each], turn.told("relationship"))
        voice.say(
            "seek_help",
            title=kind.title, who_for=kind.who_for, how_to_choose=kind.how_to_choose,
        )  # fmt: skip
        voice.say("seek_help_how", first_session=kind.first_session, low_cost=kind.low_cost)
        return []
