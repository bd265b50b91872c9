"""The rehearsal: the role is announced, each turn answered in it, and it is left at a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rasa_sdk.events import EventType, SlotSet

from actions.leaving import left
from actions.speaking import CoachAction, Voice, in_thread
from bot.coaching.asides import MEANS_ALL, MENU
from bot.coaching.rehearsal.debrief import drawn, moves_in_words
from bot.coaching.rehearsal.directions import Aside, read_aside
from bot.coaching.rehearsal.partners import fitting
from bot.services import rehearsals

if TYPE_CHECKING:
    from actions.turn import Turn
    from bot.coaching.rehearsal.conversation import Rehearsal
    from bot.coaching.rehearsal.debrief import Debrief
    from bot.coaching.rehearsal.directions import Direction

FORM = "rehearsal_form"
OVER: Final = "over"
TOLD: Final = "told"

_SHOWN_PARTNERS: Final = 6


class ActionRehearse(CoachAction):
    """Begins a rehearsal of the matter that was told, or asks for one."""

    action_name = "action_rehearse"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Prepare; the form asks for what is missing."""
        matter = TOLD if turn.told("breach_id") and turn.told("act") else None
        return [
            *left(turn, FORM),
            SlotSet("rehearsal_matter", matter),
            SlotSet("rehearsal_partner", None),
            SlotSet("rehearsal_line", None),
        ]


class AskMatter(CoachAction):
    """Asks what it is about, where nothing was told yet."""

    action_name = "action_ask_rehearsal_form_rehearsal_matter"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Ask for a line or two."""
        voice.say("rehearsal_matter")
        return []


class AskPartner(CoachAction):
    """Asks how the other will be."""

    action_name = "action_ask_rehearsal_form_rehearsal_partner"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Offer the partners that fit."""
        offered = fitting(turn.told("relationship"))[:_SHOWN_PARTNERS]
        voice.say(
            "rehearsal_partner",
            buttons=[(each.title, f'/answer{{"value": "{each.id}"}}') for each in offered],
            they=turn.told("them_subject") or "they",
        )
        return []


class AskLine(CoachAction):
    """Leaves the word to the user: the partner's line was the question."""

    action_name = "action_ask_rehearsal_form_rehearsal_line"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Say the partner's last line again where the talk was left for something else."""
        if turn.told("asked_already"):
            return [SlotSet("asked_already", None)]
        kept = turn.told("rehearsal_id")
        if kept is not None:
            stands = await in_thread(rehearsals.stand, turn.owner, kept)
            _speak_as(voice, stands.last_line)
        return []


class ValidateRehearsalForm(CoachAction):
    """Takes what is said as a turn of the rehearsal, unless it is said to the coach."""

    action_name = "validate_rehearsal_form"
    form: str | None = FORM

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Begin with the chosen partner, answer a turn, or leave the role."""
        if not turn.is_new or (turn.pressed and turn.intent in MENU):
            return []
        if turn.question == "rehearsal_matter":
            return self._matter(turn)
        if turn.question == "rehearsal_partner":
            return await self._partner(turn, voice)
        return await self._turn(turn, voice)

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """Stay."""
        return [SlotSet("rehearsal_line", None)]

    def _matter(self, turn: Turn) -> list[EventType]:
        aside = read_aside(turn.text)
        if turn.pressed or (aside is not None and aside.ends):
            return _over()
        return [
            SlotSet("rehearsal_matter", turn.text),
            SlotSet("relationship", turn.detail("relationship")),
        ]

    async def _partner(self, turn: Turn, voice: Voice) -> list[EventType]:
        aside = read_aside(turn.text)
        if aside is not None and aside.ends:
            return _over()
        wanted = turn.value if turn.pressed else turn.text
        chosen = await in_thread(rehearsals.partner_for, wanted, turn.told("relationship"))
        matter = turn.told("rehearsal_matter")
        about = turn.told("breach_id") if matter == TOLD else None
        kept = await in_thread(rehearsals.begin, turn.owner, about, matter, chosen.id)
        voice.say("rehearsal_begins", about=chosen.about)
        _speak_as(voice, kept.rehearsal.opening)
        return [
            SlotSet("rehearsal_partner", chosen.id),
            SlotSet("rehearsal_id", kept.id),
            SlotSet("asked_already", "yes"),
        ]

    async def _turn(self, turn: Turn, voice: Voice) -> list[EventType]:
        kept = turn.told("rehearsal_id") or ""
        aside = pressed_as(turn.value) if turn.pressed else read_aside(turn.text)
        if turn.intent == "erase_my_data" and MEANS_ALL.search(turn.text):
            return []
        if aside is not None:
            return await self._aside(turn, voice, aside)
        stands = await in_thread(rehearsals.turn, turn.owner, kept, turn.text)
        _answer(voice, stands)
        return _over() if stands.ended else _stays()

    async def _aside(self, turn: Turn, voice: Voice, aside: Aside) -> list[EventType]:
        kept = turn.told("rehearsal_id") or ""
        if aside.ends:
            return _over()
        if aside.direction is not None:
            return await self._direct(turn, voice, aside.direction)
        if aside.style is not None:
            await in_thread(rehearsals.set_style, turn.owner, kept, aside.style)
            voice.say(f"rehearsal_style_{aside.style}")
        elif aside.topic is not None:
            await in_thread(rehearsals.bring_up, turn.owner, kept, aside.topic)
            voice.say("rehearsal_topic", topic=aside.topic)
        else:
            voice.say("rehearsal_rests")
        return _stays()

    async def _direct(self, turn: Turn, voice: Voice, how: Direction) -> list[EventType]:
        stands = await in_thread(rehearsals.direct, turn.owner, turn.told("rehearsal_id"), how)
        voice.say(f"rehearsal_{how}")
        if how in {"back", "never"}:
            _speak_as(voice, stands.last_line)
        return _stays()


def pressed_as(value: str | None) -> Aside:
    """What a pressed button says to the coach."""
    if value == "stop":
        return Aside(ends=True)
    return Aside(direction="back") if value == "back" else Aside(myself=True)


def _speak_as(voice: Voice, line: str) -> None:
    voice.show(
        line,
        kind="partner",
        buttons=[
            ("Take my last turn back", '/answer{"value": "back"}'),
            ("Stop the rehearsal", '/answer{"value": "stop"}'),
        ],
    )


def _answer(voice: Voice, stands: Rehearsal) -> None:
    """The partner's line, and the coach's word apart from it."""
    step = stands.steps[-1]
    if stands.shown(step):
        feedback = step.feedback
        pair = f"\nYou said: “{feedback.said}”" if feedback.said else ""
        way = f"\nStronger: “{feedback.stronger}”" if feedback.stronger else ""
        voice.show(feedback.line + pair + way, kind="feedback")
    if stands.ended:
        voice.show(step.reply, kind="partner")
    else:
        _speak_as(voice, step.reply)


def _stays() -> list[EventType]:
    return [SlotSet("rehearsal_line", None), SlotSet("asked_already", "yes")]


def _over() -> list[EventType]:
    return [
        SlotSet("rehearsal_matter", TOLD),
        SlotSet("rehearsal_partner", OVER),
        SlotSet("rehearsal_line", OVER),
    ]


class ActionDebrief(CoachAction):
    """Leaves the role, says so, and looks back."""

    action_name = "action_debrief"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Look back, where there is something to look back on."""
        kept = turn.told("rehearsal_id")
        cleared: list[EventType] = [
            SlotSet(slot, None)
            for slot in ("rehearsal_id", "rehearsal_matter", "rehearsal_partner", "rehearsal_line",
                         "asked_already")
        ]  # fmt: skip
        if kept is None:
            voice.say("rehearsal_not_begun")
            return cleared
        stands, found, earlier = await in_thread(rehearsals.end, turn.owner, kept)
        if not stands.steps:
            voice.say("rehearsal_not_begun")
            return cleared
        voice.show(_debrief_text(found, earlier), kind="debrief")
        voice.say("rehearsal_over", practise=found.practise)
        return cleared


def _debrief_text(found: Debrief, earlier: list[Debrief]) -> str:
    helped, cost = moves_in_words(found.counts)
    lines = [f"How near you two came: {drawn(found.curve)}"]
    lines += [f"Before this: {drawn(each.curve)}" for each in earlier[-2:]]
    lines += [f"You {helped}."] if helped else []
    lines += [f"You also {cost}."] if cost else []
    if found.strongest is not None:
        lines.append(f"Strongest: “{found.strongest.text}”")
    if found.costliest is not None:
        lines.append(f"Costliest: “{found.costliest.text}”")
    for taken_back, one, other in found.branches[-1:]:
        if other is not None and other != one:
            better = "further than" if other > one else "less far than"
            lines.append(f"The second way got you {better} “{taken_back.text}”")
    return "\n".join(lines)


class ActionNoRehearsal(CoachAction):
    """Says that no rehearsal is running."""

    action_name = "action_no_rehearsal"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:  # noqa: ARG002
        """Say so, and offer one."""
        voice.say("rehearsal_not_running")
        return []
