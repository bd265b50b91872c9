"""What the gates do: rest, ask, stop; name help; and never end the conversation."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.breach import FORM as ACKNOWLEDGE
from actions.breach import emptied
from actions.commitments import FORM as COMMIT
from actions.leaving import left
from actions.speaking import RESTING, CoachAction, Voice, in_thread
from bot.coaching.asides import interrupts
from bot.coaching.safety.answering import reads_as_no, reads_as_safe, reads_as_unsafe, reads_as_yes
from bot.coaching.safety.directory import Service, find, read_country
from bot.coaching.safety.gates import CATEGORIES, TIERS
from bot.coaching.safety.locale import guess_country
from bot.services import safety
from bot.services.preferences import PLACES

if TYPE_CHECKING:
    from actions.turn import Turn

SAFETY, GATE, STOP = "safety_form", "gate_form", "stop_form"
LETTER = frozenset({"no_contact_order", "no_contact_request"})
SUPPORT = frozenset({"victim"})

STOP_SERVICES = {
    "controlling": "violence_own",
    "victim": "violence_harmed",
    "sexual_harm": "counsellor",
    "child_harm": "counsellor",
}

ASIDES = frozenset(
    {"seek_help", "erase_my_data", "export_my_data", "ask_privacy", "ask_bot", "pause"}
)
"""What is still answered while the coaching rests."""

STILL_ANSWERED = ASIDES - {"ask_bot", "pause"}
"""Of these, what is answered in an emergency: “why do you ask?” is no wish to hear of bots, and
what is taken for a wish to stop does not end the talk."""

KEEPS_ON = re.compile(r"\b(new|another|other|different) (thing|matter|person|one)\b", re.IGNORECASE)


SHORT = 8
NOT_THERE = re.compile(
    r"\bnot (?:in |from )?(?:the )?[a-z]+(?: [a-z]+)?\b(?=\s*[,.;]|\s+but|$)", re.IGNORECASE
)
LIVES_IN = re.compile(
    r"\b(?:i|we)\s*(?:'m|'re|m|am|are)?\s*(?:live|living|based|here)?\s*(?:in|from)\b",
    re.IGNORECASE,
)
WRITING = re.compile(r"\b(?:write|draft|letter|apolog\w+|message|text)\b", re.IGNORECASE)


def country_in(text: str) -> str | None:
    """The country that a short answer names; what it says it is not does not count."""
    if not text or len(text.split()) > SHORT * 2:
        return None
    return read_country(NOT_THERE.sub(" ", text))


def lives_in(text: str) -> str | None:
    """The country where someone says they live, in a longer message."""
    return read_country(text) if LIVES_IN.search(text) else None


def worst(categories: list[str]) -> str:
    """The category that decides what is said, the worst tier first."""
    return min(categories, key=lambda each: TIERS.index(CATEGORIES[each]))


def categories_of(turn: Turn) -> list[str]:
    """The categories that this turn is about: of the message, of the doubt, or of the stop."""
    if turn.gate["categories"]:
        return list(turn.gate["categories"])
    doubted = turn.told("gate") if turn.told("gate_answer") == "yes" else None
    return [doubted or turn.stopped or turn.told("gate") or "self_harm"]


def show_service(voice: Voice, service: Service, emergency: Service | None) -> None:
    """Show where help is: number and hours as far as they are certain, the link first if not."""
    number = emergency.number if emergency is not None and emergency.number else None
    lines = [f"{service.name}: {service.number}" if service.number else service.name]
    lines += [f"{other.number}: {other.purpose}" for other in service.also]
    if service.number and service.hours:
        lines.append(service.hours)
    if service.number and service.link_first:
        lines.insert(0, f"Look here first: {service.link}")
    if number and service.kind != "emergency":
        lines.append(f"In immediate danger: {number}")
    links = [{"title": service.name, "url": str(service.link)}]
    voice.show("\n".join(lines), kind="help", links=links)


class ActionEmergency(CoachAction):
    """Rests the coaching, says one plain thing, and leads to the line for the country."""

    action_name = "action_emergency"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Begin to rest."""
        category = worst(categories_of(turn))
        category = category if CATEGORIES[category] == "emergency" else "self_harm"
        await in_thread(safety.record, turn.owner, "emergency", (category,), "line")
        await in_thread(partial(safety.rest, turn.owner, rests=True))
        if turn.loop != SAFETY:
            voice.say(f"emergency_{category}")
            if turn.told("country"):
                show_line(voice, turn.told("country") or "", category)
            else:
                voice.say("emergency_unknown_country", kind="help")
        return [
            *left(turn, *RESTING),
            SlotSet("gate", category),
            SlotSet("safe", None),
            FollowupAction(SAFETY),
        ]


def show_line(voice: Voice, country: str, category: str) -> None:
    """Show the one line for a country; never another country's."""
    kind = "emergency" if category == "danger_now" else "suicide"
    service = find(country, kind)
    emergency = find(country, "emergency")
    if service is None or service.country == "INTL":
        voice.say("line_not_known", kind="help")
    else:
        show_service(voice, service, emergency)


class ActionAskCountry(CoachAction):
    """Asks for the country, with the browser's as a guess that can be pressed."""

    action_name = "action_ask_safety_form_country"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Ask once."""
        guess = guess_country(turn.locale)
        buttons = [(guess[1], f'/answer{{"value": "{guess[0]}"}}')] if guess else []
        voice.say(
            "ask_country",
            buttons=[*buttons, ("I'd rather not say", '/answer{"value": "INTL"}')],
        )
        return []


class ValidateSafetyForm(CoachAction):
    """Reads country and safety, and stays until the person says that they are safe."""

    action_name = "validate_safety_form"
    form: str | None = SAFETY

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Fill what was asked for; the coaching goes nowhere meanwhile."""
        if not turn.is_new:
            return []
        named = country_in(turn.text)
        tells = reads_as_safe(turn.text) or reads_as_unsafe(turn.text)
        aside = turn.intent in STILL_ANSWERED and not tells
        if turn.question == "country" and (turn.pressed or named or not aside):
            return self._country(turn, voice, named)
        if aside and len(turn.text.split()) <= SHORT and not named:
            return []
        return self._safe(turn, voice)

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """Stay."""
        return [SlotSet("safe", None)]

    def _country(self, turn: Turn, voice: Voice, named: str | None) -> list[EventType]:
        chosen = turn.value if turn.intent == "answer" and turn.value in PLACES else None
        country = chosen or named or turn.told("country")
        if reads_as_safe(turn.text) and country is None:
            return [SlotSet("country", "INTL"), SlotSet("safe", "yes")]
        show_line(voice, country or "INTL", turn.told("gate") or "self_harm")
        return [SlotSet("country", country or "INTL")]

    def _safe(self, turn: Turn, voice: Voice) -> list[EventType]:
        country = country_in(turn.text)
        if country and country != turn.told("country"):
            show_line(voice, country, turn.told("gate") or "self_harm")
            return [SlotSet("country", country), SlotSet("safe", None)]
        by_rule = bool(turn.gate.get("matches"))
        if turn.value == "yes" or (reads_as_safe(turn.text) and not by_rule):
            return [SlotSet("safe", "yes")]
        if turn.value == "no" or reads_as_unsafe(turn.text):
            show_line(voice, turn.told("country") or "INTL", turn.told("gate") or "self_harm")
            voice.say("stay_unsafe")
        elif WRITING.search(turn.text):
            voice.say("stay_no_writing")
        else:
            voice.say("stay")
        return [SlotSet("safe", None)]


class ActionSafeAgain(CoachAction):
    """Leaves the rest when the person is safe; the walk goes on only if they wish."""

    action_name = "action_safe_again"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Say so, and offer ways on."""
        await in_thread(partial(safety.rest, turn.owner, rests=False))
        voice.say("safe_again")
        voice.say("safe_next")
        return []


class ActionGateQuestion(CoachAction):
    """Prepares the one plain question that a doubt asks."""

    action_name = "action_gate_question"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Note the doubt; the form asks. What the matter is stopped for is not asked again."""
        category = worst(categories_of(turn))
        if category == turn.stopped:
            return [FollowupAction("action_stop")]
        await in_thread(safety.record, turn.owner, CATEGORIES[category], (category,), "question")
        return [
            *left(turn, *RESTING),
            SlotSet("gate", category),
            SlotSet("gate_answer", None),
            SlotSet("way_on", None),
            SlotSet("held", turn.text or None),
            FollowupAction(GATE),
        ]


class ActionAskGate(CoachAction):
    """Asks the question of the doubt: plainly, then with the reason, then for a no or yes alone."""

    action_name = "action_ask_gate_form_gate_answer"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Ask."""
        asked = turn.told("way_on")
        if asked is None:
            voice.say(f"gate_{turn.told('gate')}")
        elif asked == "asked":
            voice.say(f"gate_again_{turn.told('gate')}")
        else:
            voice.say("gate_waits")
        return [SlotSet("way_on", "asked" if asked is None else "waits")]


class ValidateGateForm(CoachAction):
    """Reads the answer to a doubt; the coaching rests until there is one."""

    action_name = "validate_gate_form"
    form: str | None = GATE

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Fill the answer with yes or no, or leave it open."""
        if not turn.is_new:
            return []
        if turn.intent in {"safety_emergency", "safety_stop"}:
            return []
        if turn.intent in ASIDES and len(turn.text.split()) <= 8:
            return []
        if turn.pressed:
            is_answer = turn.intent == "answer" and turn.value in {"yes", "no"}
            return [SlotSet("gate_answer", turn.value)] if is_answer else []
        if reads_as_no(turn.text, turn.told("gate") or ""):
            return [SlotSet("gate_answer", "no")]
        if reads_as_yes(turn.text):
            return [SlotSet("gate_answer", "yes")]
        return [SlotSet("gate_answer", None)]

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """Stay."""
        return [SlotSet("gate_answer", None)]


class ActionGateAnswered(CoachAction):
    """Acts on the answer to a doubt, and remembers a no."""

    action_name = "action_gate_answered"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Stop, or go on."""
        category = turn.told("gate") or "self_harm"
        if turn.told("gate_answer") == "yes":
            tier = CATEGORIES[category]
            begin = "action_emergency" if tier == "emergency" else "action_stop"
            return [FollowupAction(begin)]
        await in_thread(safety.clear, turn.owner, (category,))
        if turn.told("breach_id"):
            await in_thread(safety.reopen, turn.owner, turn.told("breach_id"))
        voice.say("gate_no")
        cleared: list[EventType] = [
            SlotSet("gate", None), SlotSet("way_on", None), SlotSet("return_to", None),
            SlotSet("stopped", None),
        ]  # fmt: skip
        back = turn.told("return_to")
        if back is not None:
            return [*cleared, FollowupAction(back)]
        if turn.told("held"):
            return [*cleared, FollowupAction("action_hear")]
        voice.say("what_next")
        return cleared


class ActionStop(CoachAction):
    """Says what is not helped with and why, and names help."""

    action_name = "action_stop"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Begin to rest."""
        category = worst(categories_of(turn))
        await in_thread(safety.record, turn.owner, "stop", (category,), "stop")
        if turn.told("breach_id"):
            await in_thread(safety.stop, turn.owner, turn.told("breach_id"))
        if turn.loop == STOP and turn.told("gate") == category:
            voice.say("still_stopped")
        else:
            voice.say(f"stop_{category}")
            name_help(voice, category, turn.told("country") or lives_in(turn.text))
        return [
            *left(turn, *RESTING), SlotSet("gate", category), SlotSet("way_on", None),
            SlotSet("stopped", f"{category}:{turn.detail('relationship') or ''}"),
            FollowupAction(STOP),
        ]  # fmt: skip


def name_help(voice: Voice, category: str, country: str | None) -> None:
    """Name the service for a category in a country; say so where none is known."""
    kind = STOP_SERVICES.get(category)
    if kind is None:
        return
    service = find(country, kind) if country else None
    if service is None or service.country == "INTL":
        voice.say("service_not_known", kind="help")
    else:
        show_service(voice, service, find(country, "emergency"))


def counsellors(country: str | None) -> str:
    """Where to begin looking for a counsellor, as a sentence; empty where no country is known."""
    service = find(country, "counsellor") if country else None
    if service is None or service.country == "INTL":
        return ""
    return f"A place to begin: {service.name}, {service.link}."


class ActionAskWayOn(CoachAction):
    """Asks how to go on under a stop."""

    action_name = "action_ask_stop_form_way_on"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Offer what can be done instead."""
        category = turn.told("gate") or ""
        if category in LETTER:
            voice.say("way_on_letter")
        elif category in SUPPORT:
            voice.say("way_on_support")
        else:
            voice.say("way_on_change")
        return []


class ValidateStopForm(CoachAction):
    """Reads a way on; whatever else is said, the coaching of this matter rests."""

    action_name = "validate_stop_form"
    form: str | None = STOP

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Fill the way on, or say that the stop holds."""
        if not turn.is_new or turn.intent in {"safety_emergency", "safety_stop"}:
            return []
        if turn.pressed:
            return [SlotSet("way_on", turn.value)] if turn.intent == "answer" else []
        country = country_in(turn.text)
        if country:
            name_help(voice, turn.told("gate") or "", country)
            return [SlotSet("country", country), SlotSet("way_on", None)]
        if turn.intent in ASIDES or turn.intent == "start_over" or self._is_question(turn):
            return []
        if turn.intent == "misunderstood":
            return [SlotSet("way_on", "misunderstood")]
        if KEEPS_ON.search(turn.text):
            return [SlotSet("way_on", "other")]
        if turn.intent == "commit":
            return [SlotSet("way_on", "change")]
        self._hold(turn, voice)
        return [SlotSet("way_on", None)]

    @staticmethod
    def _hold(turn: Turn, voice: Voice) -> None:
        if turn.intent in {"affirm", "thank"}:
            voice.say("still_stopped_ok")
        elif turn.told("gate") == "victim":
            service = find(turn.told("country"), "emergency") if turn.told("country") else None
            number = service.number if service is not None and service.number else None
            voice.say("still_stopped_victim", emergency=number or "your local emergency number")
        else:
            voice.say("still_stopped")

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """Stay."""
        return [SlotSet("way_on", None)]

    @staticmethod
    def _is_question(turn: Turn) -> bool:
        return turn.intent in {"ask_knowledge", "ask_help", "out_of_scope"} and interrupts(
            turn.intent, turn.confidence, turn.text, open_question=False
        )


class ActionWayOn(CoachAction):
    """Goes the chosen way on."""

    action_name = "action_way_on"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Letter, change, another matter, or an appeal."""
        way, category = turn.told("way_on"), turn.told("gate") or ""
        if way == "letter":
            voice.say("letter")
            return [SlotSet("way_on", None), FollowupAction(STOP)]
        if way == "change":
            voice.say("change")
            return [*emptied(turn), FollowupAction(COMMIT)]
        if way == "misunderstood":
            # one plain question first: a stop is not lifted by a word
            return [
                SlotSet("gate", category), SlotSet("gate_answer", None), SlotSet("way_on", None),
                FollowupAction(GATE),
            ]  # fmt: skip
        voice.say("other")
        return [*emptied(turn), ActiveLoop(None), FollowupAction(ACKNOWLEDGE)]
