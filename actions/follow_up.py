"""Following a promise up: was it kept, what if not, and what does the other one say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.commitments import FORM as COMMIT
from actions.commitments import NOTHING_PROMISED, local_now
from actions.leaving import back, left
from actions.speaking import CoachAction, Voice, in_thread
from actions.turn import SKIPPED, Turn
from bot.coaching.asides import MENU, interrupts
from bot.coaching.commitments.follow_up import Due, question
from bot.coaching.commitments.outcome import read_choice, read_outcome
from bot.coaching.commitments.owning import own_up
from bot.coaching.commitments.record import THREE_MISSED
from bot.coaching.commitments.schedule import as_act, spoken_day
from bot.coaching.commitments.wishes import read_wish
from bot.services import promises, reminders

if TYPE_CHECKING:
    from datetime import date

    from bot.services.promises import Reported
    from bot.storage.records import Commitment

FORM: Final = "check_in_form"
REACTION: Final = "reaction_form"
ASK_AT_MOST: Final = 2
REACTION_AFTER: Final = (1, 4, 10, 20, 40)
"""After so many kept days the other one's view is asked for; more would be fishing for praise."""

_BY_INTENT: Final = {
    "report_kept": "kept", "affirm": "kept", "report_missed": "missed", "deny": "missed",
}  # fmt: skip
_REPORT: Final = {"kept": "/report_kept", "missed": "/report_missed"}
_OPTIONS: Final = 4


class ActionCheckIn(CoachAction):
    """Takes up one day of a promise, and leaves what was under way for it."""

    action_name = "action_check_in"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Prepare the question; a button that stands for nothing kept here is answered kindly."""
        found = await in_thread(promises.find, turn.owner, turn.value or "")
        if found is None or found[0].status not in {"active", "missed", "kept"}:
            voice.say("check_unknown")
            return [FollowupAction("action_listen")]
        return [*left(turn, FORM), *taken_up(turn.value or "")]


def taken_up(reference: str) -> list[EventType]:
    """Slots by which the form asks about a promise on one of its days."""
    return [
        SlotSet("check_about", reference),
        SlotSet("check_outcome", None),
        SlotSet("check_next", None),
    ]


class AskOutcome(CoachAction):
    """Asks whether it happened."""

    action_name = "action_ask_check_in_form_check_outcome"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Ask, unless what was said just before asked it already."""
        if turn.told("asked_already"):
            return [SlotSet("asked_already", None)]
        found = await in_thread(promises.find, turn.owner, turn.told("check_about") or "")
        if found is not None:
            kept, day = found
            due = Due("", kept.what, reminders.plan_of(kept), day)
            voice.say("check_ask", question=question(due, local_now(turn).date()))
        return []


class AskNext(CoachAction):
    """Asks what is to become of a promise that was missed: said together with that."""

    action_name = "action_ask_check_in_form_check_next"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Ask once more where the question was not just asked."""
        if turn.told("asked_already"):
            return [SlotSet("asked_already", None)]
        voice.say("check_next")
        return []


class ValidateCheckInForm(CoachAction):
    """Reads how it went, and what is to become of it."""

    action_name = "validate_check_in_form"
    form: str | None = FORM

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Fill what was asked for."""
        if not turn.is_new:
            return []
        if turn.question == "check_next":
            return self._next(turn, voice)
        return await self._outcome(turn, voice)

    def after_trouble(self, turn: Turn) -> list[EventType]:
        """Ask the same question again."""
        return [SlotSet(turn.question, None)] if turn.question else []

    async def _outcome(self, turn: Turn, voice: Voice) -> list[EventType]:
        about = turn.told("check_about") or ""
        if turn.pressed and turn.intent in {"report_kept", "report_missed"}:
            about = turn.value or about
        elif turn.pressed and turn.intent != "check_later":
            return []
        result = "later" if turn.intent == "check_later" else outcome_of(turn)
        if result is None:
            return _once_more(turn, voice, "check_outcome")
        if result == "later":
            return [*await _later(turn, voice, about), *_filled(SKIPPED)]
        return await tell(turn, voice, about, result)

    def _next(self, turn: Turn, voice: Voice) -> list[EventType]:
        chosen = turn.value if turn.pressed else _choice(turn)
        if turn.pressed and turn.intent != "answer":
            return []
        if chosen is None:
            return _once_more(turn, voice, "check_next")
        return [SlotSet("check_next", chosen)]


def outcome_of(turn: Turn) -> str | None:
    """What a message says of a promise: by its words where they are plain, else by its intent."""
    if turn.intent == "set_reminders":
        return "later" if read_outcome(turn.text) == "later" else None
    return read_outcome(turn.text) or _BY_INTENT.get(turn.intent)


def _choice(turn: Turn) -> str | None:
    begins_anew = turn.intent in {"commit", "revise", "correct"}
    return read_choice(turn.text) or ("change" if begins_anew else None)


def _once_more(turn: Turn, voice: Voice, slot: str) -> list[EventType]:
    """Ask differently, twice at most; what is something else in between is left to others."""
    if interrupts(turn.intent, turn.confidence, turn.text, open_question=False):
        return []
    given = list(turn.slots.get("hints_given") or ())
    if given.count(slot) >= ASK_AT_MOST:
        return [*_filled(SKIPPED), SlotSet(slot, SKIPPED)]
    voice.say("check_unclear" if slot == "check_outcome" else "check_next")
    return [
        SlotSet(slot, None),
        SlotSet("hints_given", [*given, slot]),
        SlotSet("asked_already", "yes"),
    ]


def _filled(outcome: str, then: str = SKIPPED) -> list[EventType]:
    return [SlotSet("check_outcome", outcome), SlotSet("check_next", then)]


async def _later(turn: Turn, voice: Voice, about: str) -> list[EventType]:
    found = await in_thread(promises.find, turn.owner, about)
    if found is not None:
        await in_thread(promises.ask_again, turn.owner, found[0].id, found[1])
    voice.say("check_later")
    return []


async def tell(turn: Turn, voice: Voice, about: str, result: str) -> list[EventType]:
    """Write down how a day of a promise went, and say what there is to say about it.

    Args:
        turn: The turn.
        voice: What to speak with.
        about: Which promise and day.
        result: `kept`, `missed`, or `partly`, which is written down as missed.

    Returns:
        Slots: filled where nothing more is asked.
    """
    found = await in_thread(promises.find, turn.owner, about)
    told: Reported | None = None
    if found is not None:
        told = await in_thread(
            promises.report, turn.owner, found[0].id, found[1],
            "kept" if result == "kept" else "missed", turn.text.strip() or None,
        )  # fmt: skip
    if told is None:
        voice.say("check_unknown")
        return _filled(SKIPPED)
    if result == "kept":
        _say_kept(voice, told)
        return [*_filled("kept"), SlotSet("hints_given", None)]
    await _say_missed(turn, voice, told, result)
    return [
        SlotSet("check_about", about),
        SlotSet("check_outcome", "missed"),
        SlotSet("check_next", None),
        SlotSet("asked_already", "yes"),
    ]


def _say_kept(voice: Voice, told: Reported) -> None:
    act = as_act(told.commitment.what).words
    if told.row.told > 1:
        voice.say("kept_again", what=act, kept=told.row.kept, all=told.row.told)
    else:
        voice.say("kept", what=act)


async def _say_missed(turn: Turn, voice: Voice, told: Reported, result: str) -> None:
    again = told.row.next if told.commitment.recurrence else None
    person = await in_thread(promises.promised_to, turn.owner, told.commitment.id)
    voice.say("missed_partly" if result == "partly" else "missed")
    voice.show(own_up(told.commitment.what, told.day, person, again=again), kind="draft")
    often = told.row.missed_in_a_row >= THREE_MISSED
    voice.say("check_next_often" if often else "check_next", count=told.row.missed_in_a_row)


class ActionChecked(CoachAction):
    """Does what was chosen, and goes back to where the person was."""

    action_name = "action_checked"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Keep, change or let go."""
        found = await in_thread(promises.find, turn.owner, turn.told("check_about") or "")
        cleared: list[EventType] = [
            SlotSet("check_about", None), SlotSet("check_outcome", None),
            SlotSet("check_next", None),
        ]  # fmt: skip
        chosen = turn.told("check_next")
        if found is not None and chosen == "change":
            voice.say("check_change", what=as_act(found[0].what).words)
            return [
                *cleared,
                *(SlotSet(slot, None) for slot in NOTHING_PROMISED),
                SlotSet("replaces", found[0].id),
                FollowupAction(COMMIT),
            ]  # fmt: skip
        if found is not None and chosen == "drop":
            await in_thread(promises.drop, turn.owner, found[0].id)
            voice.say("check_dropped")
        elif found is not None and chosen == "keep":
            await self._stands(turn, voice, found[0])
        elif found is not None and turn.told("check_outcome") == "kept":
            kept = await in_thread(promises.kept_days, turn.owner)
            if kept in REACTION_AFTER:
                return [*cleared, SlotSet("reaction", None), FollowupAction(REACTION)]
        return [*cleared, *back(turn, voice)]

    @staticmethod
    async def _stands(turn: Turn, voice: Voice, kept: Commitment) -> None:
        await in_thread(promises.take_up, turn.owner, kept.id)
        coming: date | None = await in_thread(promises.coming, turn.owner, kept.id)
        if coming is not None:
            voice.say("check_stands", day=spoken_day(coming))
        else:
            voice.say("check_stands_once")


class ActionReport(CoachAction):
    """Takes up what is told of a promise without being asked."""

    action_name = "action_report"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Find which promise is meant; ask where several may be."""
        result = "kept" if turn.intent == "report_kept" else "missed"
        about = turn.value if turn.pressed else await self._meant(turn, voice, result)
        if about is None:
            return []
        if about == "":
            return [FollowupAction("action_to_draft")]
        events = [*left(turn, FORM), *await tell(turn, voice, about, outcome_of(turn) or result)]
        waits = any(each.get("name") == "check_next" and each["value"] is None for each in events)
        if waits:
            return [*events, FollowupAction(FORM)]
        return [*events, SlotSet("check_about", about), FollowupAction("action_checked")]

    @staticmethod
    async def _meant(turn: Turn, voice: Voice, result: str) -> str | None:
        """What stands for the promise that is meant; empty where nothing was told at all yet."""
        found = await in_thread(promises.open_ones, turn.owner)
        if not found and not turn.told("breach_id"):
            return ""
        if not found:
            voice.say("no_promises")
            return None
        named = promises.named(found, turn.text)
        if len(named) == 1:
            return reminders.reference(named[0][0].id, named[0][1])
        voice.say(
            "check_which",
            buttons=[
                (as_act(kept.what).words[:40],
                 f'{_REPORT[result]}{{"value": "{reminders.reference(kept.id, day)}"}}')
                for kept, day in named[:_OPTIONS]
            ],
        )  # fmt: skip
        return None


class ActionCheckLater(CoachAction):
    """Asks again tomorrow."""

    action_name = "action_check_later"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Put the question off by a day."""
        return await _later(turn, voice, turn.value or "")


class ActionSetReminders(CoachAction):
    """Writes down how someone wants to be written to."""

    action_name = "action_set_reminders"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Read the wish, and say how it stands now."""
        if turn.pressed:
            set_to: dict[str, object] = {"reminders": turn.value == "on"}
        else:
            set_to = read_wish(turn.text, local_now(turn)).said()
        if not set_to:
            voice.say("reminders_how")
            return []
        stands = await in_thread(partial(reminders.wish, turn.owner, **set_to))
        if stands.reminders is None:  # hours alone are no yes
            voice.say("reminders_how")
        elif not stands.reminders:
            voice.say("reminders_off")
        else:
            paused = stands.paused_until is not None and stands.paused_until > local_now(turn)
            voice.say(
                "reminders_paused" if paused else "reminders_on",
                quiet_from=_hour(stands.quiet_from), quiet_until=_hour(stands.quiet_until),
                zone=(stands.zone or turn.zone).replace("_", " "),
                day=spoken_day(stands.paused_until.date()) if stands.paused_until else "",
            )  # fmt: skip
            if stands.zone is None:
                voice.say("reminders_elsewhere", zone=turn.zone)
        return []


def _hour(hour: int) -> str:
    """An hour as it is said: “9 in the evening”."""
    if hour in {0, 12}:
        return "noon" if hour else "midnight"
    half = "in the morning" if hour < 12 else "in the evening" if hour >= 17 else "in the afternoon"
    return f"{(hour - 1) % 12 + 1} {half}"


class ActionReaction(CoachAction):
    """Takes up the question after the other one's view."""

    action_name = "action_reaction"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Prepare the question, or take a button's “nothing yet”."""
        if turn.value == "none":
            voice.say("reaction_none")
            return [FollowupAction("action_listen")]
        return [*left(turn, FORM), SlotSet("reaction", None), FollowupAction(REACTION)]


class AskReaction(CoachAction):
    """Asks how the other one took it."""

    action_name = "action_ask_reaction_form_reaction"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Ask."""
        voice.say("reaction_ask", they=turn.told("them_subject") or "they")
        return []


class ValidateReactionForm(CoachAction):
    """Takes the answer as it is."""

    action_name = "validate_reaction_form"
    form: str | None = REACTION

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Keep the words, or pass over the question."""
        if not turn.is_new or (turn.pressed and turn.intent in MENU):
            return []
        if turn.pressed or turn.intent in {"skip", "deny", "unsure"}:
            voice.say("reaction_none")
            return [SlotSet("reaction", SKIPPED)]
        if interrupts(turn.intent, turn.confidence, turn.text, open_question=True):
            return []
        await in_thread(promises.react, turn.owner, None, turn.text.strip())
        voice.say("reaction_kept")
        return [SlotSet("reaction", "told")]

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """Ask again."""
        return [SlotSet("reaction", None)]


class ActionReactionKept(CoachAction):
    """Goes back to where the person was."""

    action_name = "action_reaction_kept"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Go back."""
        return [SlotSet("reaction", None), *back(turn, voice)]
