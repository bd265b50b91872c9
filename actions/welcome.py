"""Coming, coming back, taking leave; what this is and how it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.follow_up import FORM as CHECK_IN
from actions.follow_up import taken_up
from actions.speaking import CoachAction, Voice, in_thread
from bot.services import promises

if TYPE_CHECKING:
    from actions.turn import Turn


class ActionWelcome(CoachAction):
    """Says what this is and is not, and what is kept; later only hello."""

    action_name = "action_welcome"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Welcome someone."""
        if turn.slots.get("welcomed"):
            voice.say("hello_again")
            if turn.loop:
                return []
            if turn.told("return_to"):
                return [FollowupAction("action_resume")]
            voice.say("where_we_were_open" if turn.told("breach_id") else "what_next")
            return []
        voice.say("welcome")
        voice.say("welcome_kept")
        return [SlotSet("welcomed", "yes")]


class ActionWelcomeBack(CoachAction):
    """Greets someone who was away, where they left off."""

    action_name = "action_welcome_back"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Welcome someone back."""
        voice.say("welcome_back", kind="notice")
        if turn.loop:
            return []
        if turn.told("return_to"):
            return [FollowupAction("action_resume")]
        overdue: str | None = await in_thread(promises.overdue, turn.owner)
        if overdue is not None:
            return [*taken_up(overdue), FollowupAction(CHECK_IN)]
        voice.say("where_we_were_open" if turn.told("breach_id") else "what_next")
        return []


class ActionSmallTalk(CoachAction):
    """Answers thanks, leave, a yes or a no that answers nothing."""

    action_name = "action_small_talk"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Say something short, and leave the way open."""
        if turn.intent == "thank":
            voice.say("thanks")
        elif turn.intent == "goodbye":
            voice.say("goodbye")
        elif turn.intent == "misunderstood":
            voice.say("misunderstood")
        elif turn.intent == "affirm" and not turn.loop and turn.told("return_to"):
            return [FollowupAction("action_resume")]
        elif turn.intent == "affirm" and not turn.loop and not turn.told("breach_id"):
            return [FollowupAction("action_to_draft")]
        else:
            voice.say("noted")
        if turn.intent not in {"goodbye", "thank"} and not turn.loop:
            voice.say("where_we_were_open" if turn.told("breach_id") else "what_next")
        return []


class ActionHelp(CoachAction):
    """Says what the coach can do."""

    action_name = "action_help"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Give help, with ways to go when nothing is under way."""
        voice.say("help")
        if not turn.loop:
            voice.say("help_next")
        return []
