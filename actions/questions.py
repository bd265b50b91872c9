"""The questions of the walk, each asked by an action of its own as Rasa's forms want it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from rasa_sdk.events import EventType, SlotSet

from actions.speaking import CoachAction, Voice
from bot.language.perspective import Person

if TYPE_CHECKING:
    from actions.turn import Turn


class Question(CoachAction):
    """Asks one question; the harmed person is named as far as they are known."""

    @property
    @abstractmethod
    def asks(self) -> str:
        """The entry of `words.yml` that asks."""

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Ask, unless what was said just before asked it already."""
        if turn.told("asked_already"):
            return [SlotSet("asked_already", None)]
        voice.say(
            self.asks,
            them=turn.told("them") or "them",
            they=turn.told("them_subject") or "they",
            do="do" if _several(turn) else "does",
        )
        return []


def _several(turn: Turn) -> bool:
    they = turn.told("them_subject")
    return they in (None, "they") or (
        turn.told("name") is None and Person(turn.told("person") or "").plural
    )


class AskAct(Question):
    """What happened."""

    action_name = "action_ask_acknowledge_form_act"
    asks = "ask_act"


class AskPerson(Question):
    """To whom."""

    action_name = "action_ask_acknowledge_form_person"
    asks = "ask_person"


class AskSince(Question):
    """When, or for how long."""

    action_name = "action_ask_acknowledge_form_since"
    asks = "ask_since"


class AskHidden(Question):
    """What was hidden."""

    action_name = "action_ask_acknowledge_form_hidden"
    asks = "ask_hidden"


class AskKnown(Question):
    """How much they know."""

    action_name = "action_ask_acknowledge_form_known"
    asks = "ask_known"


class AskHarm(Question):
    """How it was for them."""

    action_name = "action_ask_acknowledge_form_harm"
    asks = "ask_harm"


class AskPromise(Question):
    """What will be done."""

    action_name = "action_ask_commit_form_promise"
    asks = "ask_promise"


class AskPromiseDue(Question):
    """By when."""

    action_name = "action_ask_commit_form_promise_due"
    asks = "ask_promise_due"


class AskPromiseSeen(Question):
    """How it will be seen."""

    action_name = "action_ask_commit_form_promise_seen"
    asks = "ask_promise_seen"


class AskConfirmed(Question):
    """Whether to go ahead."""

    action_name = "action_ask_confirm_form_confirmed"
    asks = "ask_confirmed"


class AskSafe(Question):
    """Whether the person is safe."""

    action_name = "action_ask_safety_form_safe"
    asks = "ask_safe"
