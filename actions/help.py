"""Help from people: what kinds there are, how to choose, and where to begin looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.safety import counsellors, lives_in
from actions.speaking import CoachAction, Voice
from bot.coaching.knowledge import help as professional_help

if TYPE_CHECKING:
    from rasa_sdk.events import EventType

    from actions.turn import Turn
    from bot.coaching.knowledge.help import HelpKind


class ActionSeekHelp(CoachAction):
    """Tells of the kind of professional that was named, or that fits, and offers the others."""

    action_name = "action_seek_help"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Tell of one kind: never one for two where there may be control."""
        found = [*(turn.slots.get("referred") or ()), turn.told("gate"), turn.stopped]
        categories = [each for each in found if each]
        fitting = professional_help.fitting(categories)
        asked_for = wanted(turn)
        if asked_for is not None and asked_for in fitting:
            kind = asked_for
        else:
            kind = professional_help.suggest(categories, turn.told("relationship"))
        voice.say(
            "seek_help",
            title=kind.title, who_for=kind.who_for, how_to_choose=kind.how_to_choose,
        )  # fmt: skip
        if asked_for is not None and asked_for is not kind:
            voice.say("seek_help_apart")
            return []
        place = counsellors(turn.told("country") or lives_in(turn.text))
        others = [
            (each.short, f'/seek_help{{"value": "{each.id}"}}') for each in fitting if each != kind
        ]
        voice.say(
            "seek_help_how",
            buttons=[] if turn.loop else others,
            first_session=kind.first_session, low_cost=kind.low_cost, place=place,
        )  # fmt: skip
        return []


def wanted(turn: Turn) -> HelpKind | None:
    """The kind that a button or a name asks for; None when none is asked for."""
    if turn.pressed:
        return professional_help.by_id(turn.value or "")
    return professional_help.named(turn.text)
