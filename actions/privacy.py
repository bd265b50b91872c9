"""What is kept: shown, deleted; and beginning anew, which both ask first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.breach import FORM as ACKNOWLEDGE
from actions.breach import emptied
from actions.leaving import left
from actions.speaking import CoachAction, Voice

if TYPE_CHECKING:
    from actions.turn import Turn

FORM = "confirm_form"
PLAIN_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|y|sure|i'?m sure|do it|go ahead|forget me|delete|erase|start over)\b",
    re.IGNORECASE,
)
"""A mere “ok” deletes nothing."""


class ActionAskToConfirm(CoachAction):
    """Says what deleting or beginning anew means, before the question whether to."""

    action_name = "action_ask_to_confirm"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Prepare the question."""
        erasing = turn.intent == "erase_my_data"
        voice.say("confirm_erase" if erasing else "confirm_start_over")
        return [
            SlotSet("confirming", "erase" if erasing else "start_over"),
            SlotSet("confirmed", None),
            *left(turn, FORM),
        ]


class ValidateConfirmForm(CoachAction):
    """Reads a plain yes; everything else leaves things as they are."""

    action_name = "validate_confirm_form"
    form: str | None = FORM

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Fill the slot with yes or no; the gate and another matter alone come in between."""
        if not turn.is_new or turn.intent.startswith("safety_") or turn.takes_up is not None:
            return []
        sure = turn.value == "yes" or PLAIN_YES.match(turn.text) is not None
        return [SlotSet("confirmed", "yes" if sure else "no")]

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """Nothing is deleted on a doubtful yes."""
        return [SlotSet("confirmed", "no")]


class ActionConfirmed(CoachAction):
    """Does what was asked for, or goes back to where the person was."""

    action_name = "action_confirmed"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Delete, begin anew, or neither."""
        left = turn.told("return_to")
        if turn.told("confirmed") != "yes":
            voice.say("kept_as_it_was")
            return [
                SlotSet("return_to", None),
                *([FollowupAction(left)] if left else []),
            ]
        if turn.told("confirming") == "erase":
            voice.say("erasing")
            voice.erase_after_turn()
            return []
        voice.say("started_over")
        return [ActiveLoop(None), *emptied(turn), FollowupAction(ACKNOWLEDGE)]
