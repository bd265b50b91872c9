"""Moving along the walk: back, past, away and on again, from the beginning; and its close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import boundaries, breach
from actions.commitments import ASIDES as PROMISE_ASIDES
from actions.commitments import FORM as COMMIT
from actions.commitments import QUESTIONS as PROMISE_QUESTIONS
from actions.commitments import keep_promise, spoken_promise
from actions.earlier import taken_up
from actions.speaking import CoachAction, Voice, in_thread
from actions.turn import SKIPPED, Turn
from bot.coaching.journey import progress
from bot.services import apologies, promises, reminders

if TYPE_CHECKING:
    from bot.storage.records import Commitment

WALKS = {
    breach.FORM: breach.QUESTIONS,
    COMMIT: PROMISE_QUESTIONS,
    boundaries.FORM: boundaries.QUESTIONS,
}
"""The forms that a person can go back and forth in, with their questions in order."""


class ActionGoBack(CoachAction):
    """Asks the question before once more."""

    action_name = "action_go_back"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Go back one question, from the first promise also to the draft."""
        questions = WALKS.get(turn.loop or "", ())
        place = questions.index(turn.question) if turn.question in questions else 0
        if place:
            voice.say("back_one")
            return [SlotSet(questions[place - 1], None)]
        if turn.loop == COMMIT or (turn.loop is None and turn.told("shown_version")):
            return [FollowupAction("action_to_draft")]
        if turn.loop == "draft_form":
            voice.say("back_one")
            return [SlotSet("harm", None), FollowupAction(breach.FORM)]
        voice.say("nothing_before" if turn.loop else "nothing_open")
        return []


class ActionSkip(CoachAction):
    """Leaves a question open."""

    action_name = "action_skip"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Pass over the question that was asked."""
        if turn.question == "act":
            voice.say("act_needed")
            return []
        if turn.loop not in WALKS or turn.question is None:
            voice.say("nothing_to_skip")
            return []
        open_ones = [each for each in WALKS[turn.loop] if turn.slots.get(each) is None]
        if open_ones != [turn.question] and turn.question != "promise":
            voice.say("skipped")
        skipped = PROMISE_QUESTIONS if turn.question == "promise" else (turn.question,)
        if turn.question == "person":
            return [
                SlotSet("person", SKIPPED),
                SlotSet("them", "them"),
                SlotSet("them_subject", "they"),
            ]
        return [SlotSet(slot, SKIPPED) for slot in skipped]


class ActionPause(CoachAction):
    """Stops for now; the next word goes on where it was."""

    action_name = "action_pause"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Leave the running form, and remember which it was."""
        voice.say("pause")
        return [
            SlotSet("return_to", turn.loop or turn.told("return_to")),
            ActiveLoop(None),
        ]


class ActionResume(CoachAction):
    """Goes on where the conversation was."""

    action_name = "action_resume"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Take the left form up again, or the matter that was chosen."""
        if turn.takes_up is not None and turn.takes_up != turn.told("breach_id"):
            return await taken_up(turn, voice, turn.takes_up)
        if turn.loop:
            return []
        if turn.told("return_to"):
            voice.say("back_to_it")
            return [SlotSet("return_to", None), FollowupAction(turn.told("return_to") or "")]
        if turn.takes_up is not None:
            return [FollowupAction("action_to_draft")]
        voice.say("where_we_were_open" if turn.told("breach_id") else "what_next")
        return [FollowupAction("action_listen")]


class ActionHint(CoachAction):
    """Helps with a question that someone has no answer to: a hint first, then a way past it."""

    action_name = "action_hint"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Give a hint for the question that was asked."""
        given = list(turn.slots.get("hints_given") or ())
        question = turn.question if turn.loop in WALKS else None
        if question in given:
            voice.say("hint_skip")
            return []
        voice.say(f"hint_{question or 'other'}")
        return [SlotSet("hints_given", [*given, question])] if question else []


NEXT = (
    ("Change the draft", "/draft_apology"),
    ("My promises", "/list_commitments"),
    ("What comes next?", '/answer{"value": "next"}'),
)


class ActionClose(CoachAction):
    """Stores the promise, and closes with the apology, the road and what is next."""

    action_name = "action_close"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Close the walk; a walk without a draft first goes back to it."""
        breach_id = turn.told("breach_id")
        kept: Commitment | None = await keep_promise(turn)
        shown = (
            await in_thread(apologies.with_promise, turn.owner, breach_id) if breach_id else None
        )
        if kept is not None:
            voice.say("promised", promise=spoken_promise(kept))
        else:
            voice.say("no_promise")
        if shown is not None and kept is not None:
            voice.show(shown.draft.text, kind="draft")
        done = await in_thread(_done, turn, shown is not None)
        lines = "\n".join(progress(done).as_lines())
        known = await in_thread(reminders.wishes, turn.owner)
        if kept is not None and known.reminders is None:
            voice.say("reminders_ask", kind="progress", before=f"{lines}\n\n")
        else:
            voice.show(lines, kind="progress", buttons=list(NEXT))
        slots = (*PROMISE_QUESTIONS, *PROMISE_ASIDES, "return_to")
        return [
            *(SlotSet(slot, None) for slot in slots),
            SlotSet("shown_version", str(shown.draft.version) if shown else None),
        ]


def _done(turn: Turn, drafted: bool) -> list[str]:
    done = []
    if turn.told("act"):
        done.append("acknowledge")
    if turn.told("harm"):
        done.append("listen")
    if drafted:
        done.append("apologise")
    if promises.listed(turn.owner):
        done.append("commit")
    return done
