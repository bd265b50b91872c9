"""Promises: read from ordinary words, asked about where they are vague, stored with their day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rasa_sdk.events import EventType, SlotSet

from actions.speaking import CoachAction, Voice, in_thread
from actions.turn import FORMS, SKIPPED, Turn
from bot.coaching.asides import interrupts
from bot.coaching.commitments.reading import (
    Reading,
    begins_a_promise,
    read_commitment,
    read_due,
    suggestion,
)
from bot.coaching.commitments.record import drawn_record
from bot.coaching.commitments.schedule import as_act, spoken_day, spoken_rule
from bot.language.perspective import reflect
from bot.services import promises
from bot.services.promises import Promised
from bot.storage.clock import now

if TYPE_CHECKING:
    from bot.services.promises import Listed
    from bot.storage.records import Agreement, Commitment

FORM = "commit_form"
QUESTIONS = FORMS[FORM]
ASIDES = ("promise_rule", "promise_until", "promise_to", "replaces")
"""What a promise says beside what is asked."""
NOTHING_PROMISED = (*QUESTIONS, *ASIDES)
"""The slots that are empty until something is promised."""

ASK_AT_MOST = 2
"""How often a vague promise is asked about before it is left open."""


def local_now(turn: Turn) -> datetime:
    """The present moment where the person is."""
    return now().astimezone(ZoneInfo(turn.zone))


def promised(reading: Reading, turn: Turn) -> list[EventType]:
    """Slots for what a promise says: the act, and day and witness where it names them."""
    events: list[EventType] = [SlotSet("promise", reading.what or turn.text.strip())]
    if reading.due is not None:
        events.append(SlotSet("promise_due", reading.due.isoformat()))
    elif reading.problem is None and reading.recurrence is None:
        events.append(SlotSet("promise_due", SKIPPED))  # a lasting promise has no day
    if reading.recurrence is not None:
        events.append(SlotSet("promise_rule", reading.recurrence))
    if reading.until is not None:
        events.append(SlotSet("promise_until", reading.until.isoformat()))
    if reading.promised_to is not None:
        events.append(SlotSet("promise_to", reading.promised_to))
    if reading.witness is not None:
        events.append(SlotSet("promise_seen", reading.witness))
    return events


class ActionToCommit(CoachAction):
    """Begins a promise, with what the message already says of it."""

    action_name = "action_to_commit"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Empty the promise's slots, and fill what is known."""
        events: list[EventType] = [SlotSet(slot, None) for slot in NOTHING_PROMISED]
        if turn.intent == "commit" or begins_a_promise(turn.text):
            reading = read_commitment(turn.text, local_now(turn))
            if reading.problem in (None, "no_date") and reading.what:
                voice.say("promise_first", what=reflect(reading.what))
                events += promised(reading, turn)
        return events


class ValidateCommitForm(CoachAction):
    """Reads what is promised, by when, and how it will be seen."""

    action_name = "validate_commit_form"
    form: str | None = FORM

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Fill the slot that was asked for, or ask about what is vague."""
        if not turn.is_new or turn.question is None or turn.pressed:
            return []
        closed = turn.question == "promise_due"
        if interrupts(turn.intent, turn.confidence, turn.text, open_question=not closed):
            return []
        if turn.question == "promise":
            return self._promise(turn, voice)
        if turn.question == "promise_due":
            return self._due(turn, voice)
        return [SlotSet("promise_seen", turn.text.strip())]

    def after_trouble(self, turn: Turn) -> list[EventType]:
        """Ask the same question again."""
        return [SlotSet(turn.question, None)] if turn.question else []

    def _promise(self, turn: Turn, voice: Voice) -> list[EventType]:
        reading = read_commitment(turn.text, local_now(turn))
        if reading.problem in (None, "no_date"):
            return promised(reading, turn)
        given = list(turn.slots.get("hints_given") or ())
        asked = given.count("promise")
        if asked >= ASK_AT_MOST:
            return promised(reading, turn)
        voice.show(suggestion(reading.problem))
        return [
            SlotSet("promise", None),
            SlotSet("hints_given", [*given, "promise"]),
            SlotSet("asked_already", "yes"),
        ]

    def _due(self, turn: Turn, voice: Voice) -> list[EventType]:
        due = read_due(turn.text, local_now(turn))
        if due is None or due.problem is not None:
            given = list(turn.slots.get("hints_given") or ())
            if given.count("promise_due") >= ASK_AT_MOST:
                return [SlotSet("promise_due", SKIPPED)]
            voice.show(suggestion(due.problem if due and due.problem else "no_date"))
            return [
                SlotSet("promise_due", None),
                SlotSet("hints_given", [*given, "promise_due"]),
                SlotSet("asked_already", "yes"),
            ]
        events: list[EventType] = [SlotSet("promise_due", due.day.isoformat())]
        if due.recurrence:
            events.append(SlotSet("promise_rule", due.recurrence))
        if due.until is not None:
            events.append(SlotSet("promise_until", due.until.isoformat()))
        return events


async def keep_promise(turn: Turn) -> Commitment | None:
    """Store the promise that the slots hold.

    Returns:
        The stored promise; None when it was skipped.
    """
    what = turn.told("promise")
    if what is None:
        return None
    day = turn.told("promise_due")
    # a change to live by, under a stop, belongs to no breach
    told = turn.told("act") or turn.told("shown_version")
    breach_id = turn.told("breach_id") if told else None
    until = turn.told("promise_until")
    made = Promised(
        what,
        turn.zone,
        breach_id,
        date.fromisoformat(day) if day else None,
        turn.told("promise_rule"),
        turn.told("promise_seen"),
        date.fromisoformat(until) if until else None,
        turn.told("promise_to"),
        turn.told("replaces"),
    )
    kept: Commitment = await in_thread(promises.commit, turn.owner, made, turn.id)
    return kept


def spoken_promise(kept: Commitment) -> str:
    """A promise as the coach names it back: “you will pay her back 200 by Friday 28 November”."""
    act = as_act(kept.what)
    said = f"you will {act.words}" if act.is_verb else act.words
    if kept.recurrence:
        said += f", {spoken_rule(kept.recurrence)}"
    if kept.due is not None:
        said += f", {'from' if kept.recurrence else 'by'} {spoken_day(kept.due)}"
    if kept.until is not None:
        said += f" until {spoken_day(kept.until)}"
    if kept.witness:
        said += f". How it will show: {reflect(kept.witness).strip().rstrip('.')}"
    return said


class ActionListPromises(CoachAction):
    """Shows the record: what was promised, what came of it, and what is next."""

    action_name = "action_list_promises"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Show the promises that are open, the newest first, and what was agreed."""
        found: list[Listed] = await in_thread(promises.recorded, turn.owner)
        agreed: list[Agreement] = await in_thread(promises.agreements, turn.owner)
        if not found and not agreed:
            voice.say("no_promises")
            return []
        voice.show(
            drawn_record([each.as_entry() for each in found], [each.asked for each in agreed]),
            kind="record",
        )
        voice.say("record_next")
        return []
