"""Acknowledging: what happened, to whom, since when, what was hidden, who knows, how it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.commitments import NOTHING_PROMISED
from actions.speaking import CoachAction, Voice, in_thread
from actions.turn import FORMS, SKIPPED, Turn
from bot.coaching.asides import asks, interrupts
from bot.coaching.breach.details import Correction, Details, read_correction, read_details
from bot.coaching.breach.excuses import meet, reply
from bot.coaching.naming import call, call_subject
from bot.language.perspective import reflect
from bot.services import breaches

if TYPE_CHECKING:
    from collections.abc import Callable

FORM = "acknowledge_form"
QUESTIONS = FORMS[FORM]
OPEN = frozenset({"act", "since", "hidden", "harm"})
"""Questions that any words may answer."""

LONGEST_HEARD = 30
"""Words of a first message that are named back whole."""

SHORT_PERSON = 3
"""Words that still are someone rather than a story."""

SHORT_KNOWN = 6
KNOWN = {
    "partly": {"some", "part", "parts", "partly", "bit", "half", "most"},
    "no": {"nothing", "none", "no", "nope", "nah", "not", "clue"},
    "yes": {"all", "everything", "yes", "yeah", "yep", "whole"},
}
"""Words of short answers to how much the other person knows."""

NAME_WORDS = 3
"""Words that may stand beside a name ("her name is …") and tell nothing else."""

WORDS_BESIDE_EXCUSE = 3
"""Words that an answer may have beside an excuse and still be nothing but the excuse."""

FEELING_ONLY = re.compile(r"^\W*i(?:'?m| am| feel| felt)\b(?:\W+\w+){0,5}\W*$", re.IGNORECASE)
"""A feeling where the act was asked for."""

NO_ANSWER = frozenset({"no", "nope", "yes", "yeah", "nothing", "none", "not", "really", "much"})
NOBODY = NO_ANSWER | {
    "hidden", "known", "secret", "i", "it", "was", "is", "she", "he", "they", "that", "this",
    "instead", "say", "because", "what", "why", "how", "someone", "somebody", "people", "idk",
}  # fmt: skip
"""Words that are no name for a person."""

FRESH: dict[str, Any] = {
    **dict.fromkeys(
        (*QUESTIONS, "relationship", "name", "pronouns", "them", "them_subject", "draft_ok",
         "shown_version", "return_to", "way_on", "breach_id", *NOTHING_PROMISED)
    ),
    "excuses_met": [],
    "hints_given": [],
}  # fmt: skip
"""The slots of a breach, empty."""


def emptied(turn: Turn) -> list[EventType]:
    """Events that begin a new breach."""
    fresh = {**FRESH, "breach_id": breaches.id_for(turn.owner, turn.id)}
    return [SlotSet(slot, value) for slot, value in fresh.items()]


class Told:
    """What a turn tells of the breach: slots for the conversation, columns for the database."""

    def __init__(self, turn: Turn) -> None:
        """Begin with nothing told."""
        self.slots: dict[str, Any] = {}
        self._turn = turn

    def add(self, slot: str, value: object) -> None:
        """Add one thing that was told."""
        self.slots[slot] = value

    def add_person(self, details: Details) -> None:
        """Add who it was, with everything that follows from it."""
        if details.person is not None:
            self.add("person", details.person.value)
            self.add("relationship", details.relationship)
        if details.name is not None:
            self.add("name", details.name.value)
            if details.person is None and not self._turn.told("person"):
                self.add("person", "them")
        if details.person is not None or details.name is not None:
            self.call_them()
        if details.pronoun is not None:
            self.add("pronouns", details.pronoun)

    def call_them(self) -> None:
        """Settle what to call the person in the coach's sentences."""
        person = self._now("person")
        name = self._now("name")
        self.add("them", call(person, name))
        self.add("them_subject", call_subject(person, name))

    def _now(self, slot: str) -> str | None:
        value = self.slots[slot] if slot in self.slots else self._turn.told(slot)
        return None if value is None else str(value)

    def add_around(self, details: Details) -> None:
        """Add what a story tells beside the act, where it was not told before."""
        if details.when is not None and not self._turn.slots.get("since"):
            self.add("since", details.when.value)
        if details.known is not None and not self._turn.slots.get("known"):
            self.add("known", details.known.value)

    def events(self) -> list[EventType]:
        """Slot events for what was told."""
        return [SlotSet(slot, value) for slot, value in self.slots.items()]

    async def keep(self, kinds: tuple[str, ...] = ()) -> None:
        """Write what was told into the database."""
        columns = {
            slot: value
            for slot, value in self.slots.items()
            if slot in {*QUESTIONS, "relationship", "name", "pronouns"} and value != SKIPPED
        }
        if kinds:
            columns["kinds"] = list(kinds)
        breach_id = self.slots.get("breach_id") or self._turn.told("breach_id")
        if breach_id:
            await in_thread(breaches.tell, self._turn.owner, breach_id, columns)


class ActionHear(CoachAction):
    """Takes in what a person did from the message that tells it."""

    action_name = "action_hear"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Open a breach and take from the message all that it tells."""
        if turn.pressed and turn.told("breach_id") and not turn.told("draft_ok"):
            return [FollowupAction(FORM)]
        told = Told(turn)
        told.add("breach_id", breaches.id_for(turn.owner, turn.id))
        events = emptied(turn)
        if turn.pressed:
            await told.keep()
            return [*events, *told.events(), FollowupAction(FORM)]
        if not turn.slots.get("welcomed"):
            voice.say("first_words")
            events.append(SlotSet("welcomed", "yes"))
        details = read_details(turn.text)
        if turn.told("stopped") == f"{turn.told('gate')}:{details.relationship or ''}":
            return [FollowupAction("action_stop")]
        turn.slots.update(FRESH)
        told.add("act", turn.text)
        told.add_person(details)
        told.add_around(details)
        met = meet_excuse(turn, voice, turn.text)
        if met is None:
            name_back(voice, turn.text, told)
        else:
            told.add("excuses_met", [met])
        await told.keep(kinds_told(turn, details))
        return [*events, *told.events(), FollowupAction(FORM)]


def kinds_told(turn: Turn, details: Details) -> tuple[str, ...]:
    """The kinds of breach that a message tells, the main one first.

    The reader has weighed words and likeness; of what it did not read, the words alone speak.
    """
    weighed = tuple(str(found["value"]) for found in turn.entities.get("breach", ()))
    return weighed or tuple(span.value for span in details.breaches)


def given(turn: Turn) -> list[str]:
    """The questions for which a hint was given before."""
    return list(turn.slots.get("hints_given") or ())


def says_only_an_excuse(text: str) -> bool:
    """Whether an answer holds an excuse and hardly anything else."""
    excuse = meet(text)
    if excuse is None:
        return False
    rest = text[: excuse.start] + text[excuse.end :]
    return len(rest.split()) <= WORDS_BESIDE_EXCUSE


def is_empty(text: str) -> bool:
    """Whether an answer to an open question says nothing: a bare no, yes or nothing."""
    words = re.findall(r"[a-z']+", text.lower())
    return len(words) <= 2 and set(words) <= NO_ANSWER


def name_back(voice: Voice, text: str, told: Told) -> None:
    """Say back what was heard, whole when it is short."""
    sentence = text.strip().rstrip(".!")
    if len(sentence.split()) <= LONGEST_HEARD and "\n" not in sentence and not asks(sentence):
        voice.say("heard", heard=reflect(sentence).rstrip(".!"))
    elif told.slots.get("them") not in (None, "them"):
        voice.say("heard_about", them=told.slots["them"])
    else:
        voice.say("heard_long")


def meet_excuse(turn: Turn, voice: Voice, text: str) -> str | None:
    """Meet an excuse, kindly and firmly, once for each kind.

    Returns:
        The kind that was met now; None when there is none, or it was met before.
    """
    excuse = meet(text)
    if excuse is None or excuse.kind in (turn.slots.get("excuses_met") or ()):
        return None
    voice.show(reply(excuse.kind, seed=len(text)))
    return excuse.kind


class ValidateAcknowledgeForm(CoachAction):
    """Reads each answer of the form; says nothing when the message is something else."""

    action_name = "validate_acknowledge_form"
    form: str | None = FORM

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Fill the slot that was asked for, or correct another one."""
        if not turn.is_new or turn.question is None:
            return []
        if turn.pressed:
            return await self._pressed(turn)
        if interrupts(turn.intent, turn.confidence, turn.text, open_question=turn.question in OPEN):
            return await self._enough(turn)
        correction = read_correction(turn.text)
        if correction is not None:
            return await corrected(turn, voice, correction)
        return await self._answered(turn, voice)

    def after_trouble(self, turn: Turn) -> list[EventType]:
        """Ask the same question again."""
        return [SlotSet(turn.question, None)] if turn.question else []

    @staticmethod
    def _is_aside(turn: Turn) -> bool:
        if turn.question == "known" and how_much(turn) is not None:
            return turn.intent.startswith("safety_")
        return interrupts(
            turn.intent, turn.confidence, turn.text, open_question=turn.question in OPEN
        )

    async def _pressed(self, turn: Turn) -> list[EventType]:
        if turn.intent != "answer" or turn.question is None:
            return await self._enough(turn)
        told = Told(turn)
        told.add(turn.question, turn.value)
        await told.keep()
        return told.events()

    async def _enough(self, turn: Turn) -> list[EventType]:
        """A wish for the draft now leaves the open questions open."""
        if turn.intent != "draft_apology" or not turn.told("act"):
            return []
        return [SlotSet(slot, SKIPPED) for slot in QUESTIONS if turn.slots.get(slot) is None]

    async def _answered(self, turn: Turn, voice: Voice) -> list[EventType]:
        question = turn.question or ""
        told = Told(turn)
        met = meet_excuse(turn, voice, turn.text) if question in OPEN else None
        if met is not None:
            told.add("excuses_met", [*(turn.slots.get("excuses_met") or ()), met])
        if question in {"act", "harm"} and says_only_an_excuse(turn.text):
            told.add(question, SKIPPED if met is None and question == "harm" else None)
            return told.events()
        if question == "harm" and is_empty(turn.text):
            voice.say("hint_harm")
            told.add("harm", None if "harm" not in given(turn) else SKIPPED)
            told.add("hints_given", [*given(turn), "harm"])
            told.add("asked_already", "yes")
            return told.events()
        details = read_details(turn.text)
        if tells_a_name(question, turn, details):
            told.add_person(details)
            told.add(question, None)
            await told.keep()
            return told.events()
        kinds = _READERS[question](turn, voice, told, details)
        await told.keep(kinds)
        return told.events()


def _read_act(turn: Turn, voice: Voice, told: Told, details: Details) -> tuple[str, ...]:
    kinds = kinds_told(turn, details)
    if not kinds and FEELING_ONLY.match(turn.text) and "act" not in given(turn):
        voice.say("hint_act")
        told.add("act", None)
        told.add("hints_given", [*given(turn), "act"])
        told.add("asked_already", "yes")
        return ()
    told.add("act", turn.text)
    if not turn.told("person"):
        told.add_person(details)
    told.add_around(details)
    return kinds


def _read_person(turn: Turn, voice: Voice, told: Told, details: Details) -> tuple[str, ...]:
    told.add_person(details)
    if "person" not in told.slots:
        short = re.sub(r"^(?:it was |it's |my |to |a |the )+", "", turn.text.strip().rstrip(".!"))
        told.add_around(details)
        if details.when is not None:
            return ()
        words = short.lower().split()
        if words and len(words) <= SHORT_PERSON and not set(words) & NOBODY:
            told.add("name" if short.istitle() else "person", short)
            told.slots.setdefault("person", "them")
        elif "person" in given(turn):
            told.add("person", "them")
        else:
            voice.say("hint_person")
            told.add("person", None)
            told.add("hints_given", [*given(turn), "person"])
            told.add("asked_already", "yes")
            return ()
        told.call_them()
    return ()


def _read_since(turn: Turn, _voice: Voice, told: Told, _details: Details) -> tuple[str, ...]:
    told.add("since", turn.text.strip())
    return ()


def _read_hidden(turn: Turn, voice: Voice, told: Told, _details: Details) -> tuple[str, ...]:
    words = len(turn.text.split())
    if turn.intent == "affirm" and words <= 3:
        voice.say("hidden_what")
        told.add("hidden", None)
        told.add("asked_already", "yes")
    elif turn.intent == "deny" and words <= 4:
        told.add("hidden", "no")
    else:
        told.add("hidden", turn.text.strip())
    return ()


def tells_a_name(question: str, turn: Turn, details: Details) -> bool:
    """Whether a short answer gives the name of the one harmed, where something else was asked.

    Args:
        question: The slot that was asked for.
        turn: The turn; its text is taken whole, so that a story stays an answer.
        details: What was read of the text.
    """
    if question == "person" or details.name is None:
        return False
    return len(turn.text.split()) <= len(details.name.text.split()) + NAME_WORDS


def how_much(turn: Turn) -> str | None:
    """How much the other person knows, by what was typed.

    Returns:
        `yes`, `partly` or `no`; None when the words do not say.
    """
    details = read_details(turn.text)
    if details.known is not None:
        return details.known.value
    words = re.findall(r"[a-z]+", turn.text.lower())
    if len(words) > SHORT_KNOWN:
        return None
    return next((how for how, signs in KNOWN.items() if signs & set(words)), None)


def _read_known(turn: Turn, _voice: Voice, told: Told, _details: Details) -> tuple[str, ...]:
    by_intent = {"affirm": "yes", "deny": "no"}.get(turn.intent)
    known = how_much(turn) or by_intent
    if known is not None:
        told.add("known", known)
    return ()


def _read_harm(turn: Turn, _voice: Voice, told: Told, details: Details) -> tuple[str, ...]:
    told.add("harm", turn.text.strip())
    if details.pronoun is not None and not turn.told("pronouns"):
        told.add("pronouns", details.pronoun)
    return ()


_READERS: dict[str, Callable[[Turn, Voice, Told, Details], tuple[str, ...]]] = {
    "act": _read_act,
    "person": _read_person,
    "since": _read_since,
    "hidden": _read_hidden,
    "known": _read_known,
    "harm": _read_harm,
}


async def corrected(turn: Turn, voice: Voice, correction: Correction) -> list[EventType]:
    """Put one thing right that was told before, and say so.

    Returns:
        Events that set the corrected slots.
    """
    told = Told(turn)
    value = correction.value.value
    if correction.field == "person":
        told.add("name", None)
        told.add("pronouns", None)
        told.add_person(read_details(turn.text))
        told.add("person", value)
        told.add("relationship", correction.relationship)
    elif correction.field == "name":
        told.add("name", value)
    else:
        told.add({"when": "since"}.get(correction.field, correction.field), value)
    if correction.field in {"person", "name"}:
        told.slots.setdefault("person", turn.told("person") or "them")
        told.call_them()
        if turn.told("act"):
            told.add("act", renamed(turn.told("act") or "", turn, told))
    await told.keep()
    voice.say("corrected", what=_said(correction, told))
    return told.events()


def renamed(act: str, turn: Turn, told: Told) -> str:
    """What was done, told of the right person: the old word and name give way to the new."""
    for slot in ("name", "person"):
        old, new = turn.told(slot), told.slots.get(slot, turn.told(slot))
        if old and old != new and old != "them":
            lead = r"\s*,?\s*" if slot == "name" and not new else ""
            act = re.sub(rf"{lead}\b{re.escape(old)}\b", str(new or ""), act, flags=re.IGNORECASE)
    return act


def _said(correction: Correction, told: Told) -> str:
    if correction.field in {"person", "name"}:
        return str(told.slots["them"])
    if correction.field == "known":
        return {"yes": "they know", "partly": "they know some of it"}.get(
            correction.value.value, "they don't know"
        )
    return reflect(correction.value.value)


class ActionCorrect(CoachAction):
    """Puts something right outside the questions, and writes the draft anew when there is one."""

    action_name = "action_correct"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Correct what the message corrects."""
        correction = read_correction(turn.text)
        if correction is None or not turn.told("breach_id"):
            voice.say("not_followed")
            return []
        events = await corrected(turn, voice, correction)
        if turn.told("shown_version"):
            return [*events, FollowupAction("action_draft")]
        return events


class ActionHurt(CoachAction):
    """Answers someone to whom it was done."""

    action_name = "action_hurt"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Say what this is made for, and where else to go."""
        voice.say("hurt")
        voice.say("hurt_next")
        return []
