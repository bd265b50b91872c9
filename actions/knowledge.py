"""Questions, answered at any point; then the walk goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.speaking import CoachAction, Voice
from bot.coaching.knowledge.answers import answer

if TYPE_CHECKING:
    from rasa_sdk.events import EventType

    from actions.turn import Turn


class ActionKnowledge(CoachAction):
    """Answers one of the questions that people ask about trust and apologies."""

    action_name = "action_knowledge"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Give the answer, one thing to do, and where it is from."""
        found = answer(turn.topic or turn.value or "")
        voice.show(f"{found.answer}\n\n{found.do}\n\n*{found.source}*")
        return []
