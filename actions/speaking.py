"""How every action speaks: always an answer, and help suggested where it is beyond a coach."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from sqlalchemy.exc import SQLAlchemyError

from actions import country
from actions import turn as turns
from actions.words import bubble
from bot.coaching.asides import ALWAYS
from bot.coaching.knowledge import help as professional_help
from bot.services import safety

if TYPE_CHECKING:
    from collections.abc import Callable

    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    from actions.turn import Turn

logger = logging.getLogger("actions")

RESTING = frozenset({"safety_form", "gate_form", "stop_form"})
"""The forms in which the coaching rests."""


class Voice:
    """What an action says in one turn: bubbles, in order."""

    def __init__(self, dispatcher: CollectingDispatcher) -> None:
        """Speak through Rasa's dispatcher."""
        self._dispatcher = dispatcher

    def say(
        self,
        name: str,
        *,
        kind: str = "text",
        buttons: list[tuple[str, str]] | None = None,
        **values: object,
    ) -> None:
        """Say an entry of `words.yml`.

        Args:
            name: Which one.
            kind: How the bubble is shown.
            buttons: Titles and payloads, beside those that the entry has.
            values: What its placeholders stand for.
        """
        said = bubble(name)
        own = [(choice.title, choice.payload) for choice in said.buttons]
        self.show(said.text.format_map(values).strip(), kind=kind, buttons=[*own, *(buttons or [])])

    def show(
        self,
        text: str,
        *,
        kind: str = "text",
        buttons: list[tuple[str, str]] | None = None,
        links: list[dict[str, str]] | None = None,
    ) -> None:
        """Show a text as it is: a draft, an answer, a help card."""
        self._dispatcher.utter_message(
            text=text,
            buttons=_buttons(buttons),
            json_message={"kind": kind, "links": links or []},
        )

    def erase_after_turn(self) -> None:
        """Ask the channel to erase the person once this turn is over."""
        self._dispatcher.utter_message(json_message={"erase": True})

    def first(self, name: str, **values: str) -> None:
        """Say an entry of `words.yml` before everything said so far."""
        self.say(name, kind="text", buttons=None, **values)
        self._dispatcher.messages.insert(0, self._dispatcher.messages.pop())

    def fall_silent(self) -> None:
        """Take back everything said so far in this action."""
        self._dispatcher.messages.clear()


def _buttons(buttons: list[tuple[str, str]] | None) -> list[dict[str, str]]:
    return [{"title": title, "payload": payload} for title, payload in buttons or ()]


async def in_thread(work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
    """Run a service, which waits for the database, without holding up other conversations."""
    return await asyncio.to_thread(work, *arguments)


class CoachAction(Action, ABC):
    """An action of the coach; subclasses say what happens in `speak`."""

    action_name: ClassVar[str]
    form: str | None = None

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action_name

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002  # the domain is not sent
    ) -> list[EventType]:
        """Run the action; whatever goes wrong in it, the person gets an honest sentence."""
        turn, voice = turns.read(tracker, self.form), Voice(dispatcher)
        if self._is_for_the_gates(turn):
            return []
        try:
            events = await self.speak(turn, voice)
            if events or self.form is None:
                events += await self._suggest_help(turn, voice)
            if turn.slots.get("held") == turn.text and events:
                events.append(SlotSet("held", None))
            await country.keep_country(turn.owner, events)
        except SQLAlchemyError:
            logger.exception("%s could not reach the database", self.action_name)
            voice.fall_silent()
            voice.say("not_saved")
            return self.after_trouble(turn)
        except Exception:  # the person gets an answer, the log the place
            logger.exception("%s failed", self.action_name)
            voice.fall_silent()
            voice.say("trouble")
            return self.after_trouble(turn)
        return [*self._in_step(turn, tracker), *events]

    def _in_step(self, turn: Turn, tracker: Tracker) -> list[EventType]:
        """What was set of the country outside the conversation, for the forms that ask for it.

        From a form any slot would be an answer to its question.
        """
        known = turn.slots[country.SLOT]
        if self.form is not None or known == tracker.get_slot(country.SLOT):
            return []
        return [SlotSet(country.SLOT, known)]

    def _is_for_the_gates(self, turn: Turn) -> bool:
        """Whether a form is handed what the gates must see to: the form lets go of it, unread.

        In the forms in which the coaching rests, what the gates find is part of the answer.
        """
        asks = self.form is not None and self.form not in RESTING
        return asks and turn.is_new and turn.intent in ALWAYS

    @abstractmethod
    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Do what the action is for.

        Args:
            turn: What was said, and where the conversation is.
            voice: What to speak with.

        Returns:
            Rasa events.
        """

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """The events after something went wrong."""
        return []

    async def _suggest_help(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Suggest professional help, once for each kind of matter, before the walk goes on.

        Not within a rehearsal: there the voices are two already, and it was told or will be told
        outside of it.
        """
        if turn.gate["tier"] != "refer" or turn.loop in {*RESTING, "rehearsal_form"}:
            return []
        known = list(turn.slots.get("referred") or ())
        new = [each for each in turn.gate["categories"] if each not in known]
        if not new:
            return []
        kind = professional_help.suggest(
            new, turn.told("relationship") or turn.detail("relationship")
        )
        if turn.gate.get("ask"):
            voice.first(f"maybe_{new[0]}")
        else:
            voice.first(f"refer_{new[0]}", who_for=kind.who_for)
        await in_thread(safety.record, turn.owner, "refer", tuple(new), "suggestion")
        return [SlotSet("referred", known + new)]
