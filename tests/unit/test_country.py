"""The country that help is named for: the one told last, in the settings or in the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.country import keep_country, known_country
from actions.speaking import CoachAction, Voice
from bot.services import conversation, preferences
from bot.services.preferences import Wanted

if TYPE_CHECKING:
    from actions.turn import Turn

KEPT = {"country": "IE"}
CLEARED: dict[str, Any] = {"country": None}


def tracker(slot: str | None, *events: dict[str, Any]) -> Tracker:
    said = {"event": "user", "text": "hello", "metadata": {"country": "IE"}}
    return Tracker(
        "someone", {"country": slot}, {}, [said, *events], False, None, {}, "action_listen"
    )


@pytest.mark.parametrize(
    ("slot", "metadata", "known"),
    [
        (None, {}, None),
        ("GB", {}, "GB"),
        (None, KEPT, "IE"),
        ("GB", KEPT, "IE"),
        ("GB", CLEARED, None),
        ("INTL", CLEARED, "INTL"),
        ("INTL", KEPT, "IE"),
    ],
)
def test_what_is_kept_of_the_person_goes_before_what_the_conversation_remembers(
    slot: str | None, metadata: dict[str, Any], known: str | None
) -> None:
    assert known_country(tracker(slot), metadata) == known


def test_what_was_told_in_this_turn_goes_before_all() -> None:
    told = {"event": "slot", "name": "country", "value": "FR"}
    assert known_country(tracker("FR", told), KEPT) == "FR"
    before = {"event": "user", "text": "and now?"}
    assert known_country(tracker("FR", told, before), KEPT) == "IE"


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("events", "kept"),
    [
        ([SlotSet("country", "FR")], "FR"),
        ([SlotSet("country", "OTHER"), SlotSet("safe", None)], "OTHER"),
        ([SlotSet("country", "INTL")], "IE"),
        ([SlotSet("country", None)], "IE"),
        ([SlotSet("safe", "yes")], "IE"),
    ],
)
async def test_a_country_that_is_told_is_kept_with_the_person(
    events: list[EventType], kept: str
) -> None:
    owner = conversation.issue().id
    preferences.set_to(owner, Wanted(country="IE"))
    await keep_country(owner, events)
    assert preferences.shown(owner)["country"] == kept


class _Says(CoachAction):
    action_name = "action_says"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        voice.show(turn.told("country") or "nowhere")
        return []


async def test_an_action_sees_it_and_brings_the_conversation_in_step() -> None:
    said = CollectingDispatcher()
    events = await _Says().run(said, tracker("GB"), {})
    assert said.messages[0]["text"] == "IE"
    assert events == [SlotSet("country", "IE")]
    assert await _Says().run(said, tracker("IE"), {}) == []


async def test_a_form_is_given_no_slot_that_it_would_take_for_an_answer() -> None:
    action = _Says()
    action.form = "safety_form"
    assert await action.run(CollectingDispatcher(), tracker("GB"), {}) == []
