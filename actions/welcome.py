"""Coming, coming back, taking leave; what this is and how it works."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.speaking import CoachAction, Voice

if TYPE_CHECKING:
    from actions.turn import Turn


class ActionWelcome(CoachAction):
    """Says what this is and is not, and what is kept; later only hello."""

    action_name: ClassVar[str] = "action_welcome"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Welcome someone."""
        if turn.slots.get("welcomed"):
            voice.say("utter_hello_again")
            if not turn.loop:
                voice.say("utter_what_next")
            return []
        voice.say("utter_welcome")
        voice.say("utter_welcome_kept")
        return [SlotSet("welcomed", "yes")]


class ActionWelcomeBack(CoachAction):
    """Greets someone who was away, where they left off."""

    action_name: ClassVar[str] = "action_welcome_back"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Welcome someone back."""
        voice.say("utter_welcome_back", kind="notice")
        if turn.loop:
            return []
        if turn.told("return_to"):
            return [FollowupAction("action_resume")]
        voice.say("utter_where_we_were_open" if turn.told("breach_id") else "utter_what_next")
        return []


class ActionSmallTalk(CoachAction):
    """Answers thanks, leave, a yes or a no that answers nothing."""

    action_name: ClassVar[str] = "action_small_talk"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Say something short, and leave the way open."""
        if turn.intent == "thank":
            voice.say("utter_thanks")
        elif turn.intent == "goodbye":
            voice.say("utter_goodbye")
        elif turn.intent == "misunderstood":
            voice.say("utter_misunderstood")
        elif turn.told("return_to") and turn.intent == "affirm" and not turn.loop:
            return [FollowupAction("action_resume")]
        else:
            voice.say("utter_noted")
        if turn.intent not in {"goodbye", "thank"} and not turn.loop:
            voice.say("utter_where_we_were_open" if turn.told("breach_id") else "utter_what_next")
        return []


class ActionHelp(CoachAction):
    """Says what the coach can do."""

    action_name: ClassVar[str] = "action_help"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Give help, with ways to go when nothing is under way."""
        voice.say("utter_help")
        if not turn.loop:
            voice.say("utter_help_next")
        return []


class ActionAbout(CoachAction):
    """Says what the coach is, and what it keeps."""

    action_name: ClassVar[str] = "action_about"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Answer the question."""
        voice.say(f"utter_{turn.intent}")
        return []
