"""Boundaries: what was asked for, what is agreed, what follows if it is crossed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.commitments import local_now
from actions.leaving import back, left
from actions.questions import Question
from actions.speaking import CoachAction, Voice, in_thread
from actions.turn import FORMS, SKIPPED, Turn
from bot.coaching.asides import interrupts
from bot.coaching.commitments.reading import read_due
from bot.coaching.commitments.schedule import spoken_day
from bot.language.perspective import reflect
from bot.services import promises

if TYPE_CHECKING:
    from bot.storage.records import Agreement

FORM: Final = "boundary_form"
QUESTIONS: Final = FORMS[FORM]
_NAMED: Final = 4
"""A message of so few words says that there is a limit, not which."""
_LOOK_AGAIN: Final = timedelta(days=28)


class ActionBoundary(CoachAction):
    """Begins with what the message says of a limit."""

    action_name = "action_boundary"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Empty the slots, and take the words that name a limit."""
        named = turn.text.strip() if len(turn.text.split()) > _NAMED else None
        if named:
            voice.say("boundary_first")
        return [
            *left(turn, FORM),
            *(SlotSet(slot, None) for slot in QUESTIONS),
            SlotSet("boundary_asked", named),
        ]


class AskAsked(Question):
    """What was asked for."""

    action_name = "action_ask_boundary_form_boundary_asked"
    asks = "ask_boundary_asked"


class AskAgreed(Question):
    """What is agreed about it."""

    action_name = "action_ask_boundary_form_boundary_agreed"
    asks = "ask_boundary_agreed"


class AskFollows(Question):
    """What follows if it is crossed."""

    action_name = "action_ask_boundary_form_boundary_follows"
    asks = "ask_boundary_follows"


class AskReview(Question):
    """When it is looked at again."""

    action_name = "action_ask_boundary_form_boundary_review"
    asks = "ask_boundary_review"


class ValidateBoundaryForm(CoachAction):
    """Takes the words as they are; only the day is read."""

    action_name = "validate_boundary_form"
    form: str | None = FORM

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Fill what was asked for."""
        if not turn.is_new or turn.question is None or turn.pressed:
            return []
        closed = turn.question == "boundary_review"
        if interrupts(turn.intent, turn.confidence, turn.text, open_question=not closed):
            return []
        if not closed:
            return [SlotSet(turn.question, turn.text.strip())]
        return self._review(turn, voice)

    def after_trouble(self, turn: Turn) -> list[EventType]:
        """Ask the same question again."""
        return [SlotSet(turn.question, None)] if turn.question else []

    @staticmethod
    def _review(turn: Turn, voice: Voice) -> list[EventType]:
        due = read_due(turn.text, local_now(turn))
        if due is not None and due.problem is None:
            return [SlotSet("boundary_review", due.day.isoformat())]
        given = list(turn.slots.get("hints_given") or ())
        if turn.intent == "deny" or "boundary_review" in given:
            return [SlotSet("boundary_review", SKIPPED)]
        voice.say("hint_boundary_review")
        return [
            SlotSet("boundary_review", None),
            SlotSet("hints_given", [*given, "boundary_review"]),
            SlotSet("asked_already", "yes"),
        ]


class ActionBoundaryKept(CoachAction):
    """Writes the agreement down, and says it back."""

    action_name = "action_boundary_kept"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Keep it, where anything was told."""
        cleared: list[EventType] = [SlotSet(slot, None) for slot in QUESTIONS]
        asked = turn.told("boundary_asked")
        if asked is None:
            return [*cleared, *back(turn, voice)]
        day = turn.told("boundary_review")
        kept: Agreement = await in_thread(
            promises.agree, turn.owner, turn.zone,
            turn.told("breach_id") if turn.told("act") else None, asked,
            turn.told("boundary_agreed"), turn.told("boundary_follows"),
            date.fromisoformat(day) if day else None, turn.id,
        )  # fmt: skip
        voice.show(spoken_agreement(kept), kind="progress")
        voice.say("boundary_kept")
        return [*cleared, *back(turn, voice)]


def spoken_agreement(kept: Agreement) -> str:
    """An agreement as the coach names it back."""
    lines = [f"Asked for: {_said(kept.asked)}"]
    if kept.agreed:
        lines.append(f"Agreed: {_said(kept.agreed)}")
    if kept.follows:
        lines.append(f"If it is crossed: {_said(kept.follows)}")
    if kept.review_on is not None:
        lines.append(f"To be looked at again: {spoken_day(kept.review_on)}")
    return "\n".join(lines)


def _said(words: str) -> str:
    return reflect(words).strip().rstrip(".")


class ActionReview(CoachAction):
    """Writes down how an agreement fared."""

    action_name = "action_review"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Take the press of a button under the question, or ask it."""
        how, _, about = (turn.value or "").partition(":")
        again = local_now(turn).date() + _LOOK_AGAIN
        if how == "asked":
            voice.say("review_how")
            return [FollowupAction("action_listen")]
        status = {"crossed": "crossed", "change": "ended"}.get(how, "agreed")
        found: Agreement | None = await in_thread(
            promises.reviewed, turn.owner, about, again if status == "agreed" else None, status
        )
        if found is None:
            voice.say("check_unknown")
        elif how == "change":
            voice.say("review_change")
            return [
                *(SlotSet(slot, None) for slot in QUESTIONS),
                SlotSet("boundary_asked", found.asked), FollowupAction(FORM),
            ]  # fmt: skip
        elif how == "crossed":
            voice.say("review_crossed")
        else:
            voice.say("review_holds", day=spoken_day(again))
        return []
