"""Going on with an earlier matter: what the conversation then knows, and where it does not go."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.privacy import ValidateConfirmForm
from actions.rehearsal import ValidateRehearsalForm
from actions.walk import ActionResume
from bot.services import breaches, conversation, rehearsals, safety
from bot.storage.unit_of_work import UnitOfWork

pytestmark = pytest.mark.usefixtures("sqlite")

ANA = "a" * 32
BEN = "b" * 32


@pytest.fixture
def owner() -> str:
    made = conversation.issue().id
    breaches.tell(
        made, ANA,
        {"act": "I lied to Ana", "person": "sister", "name": "Ana", "since": "in March"},
    )  # fmt: skip
    breaches.tell(made, BEN, {"act": "I broke Ben's bike"})
    return made


def tracker(owner: str, matter: str | None, loop: str | None = None, **slots: object) -> Tracker:
    entities = [] if matter is None else [{"entity": "value", "value": matter}]
    said = {"event": "user", "text": "/resume", "metadata": {}, "message_id": "on"}
    listened = {"event": "action", "name": "action_listen"}
    return Tracker(
        owner,
        {"breach_id": BEN, "act": "I broke Ben's bike", "requested_slot": None, **slots},
        {"intent": {"name": "resume", "confidence": 1.0}, "entities": entities},
        [listened, said],
        False,
        None,
        {"name": loop} if loop else {},
        "action_listen",
    )


async def resumed(at: Tracker) -> tuple[str, list[dict[str, Any]]]:
    said = CollectingDispatcher()
    events = await ActionResume().run(said, at, {})
    return "\n".join(each["text"] for each in said.messages), events


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {each["name"]: each["value"] for each in events if each["event"] == "slot"}


async def test_everything_told_of_it_is_known_again_and_nothing_of_the_other(owner: str) -> None:
    said, events = await resumed(
        tracker(owner, ANA, "acknowledge_form", harm="he was sad", promise="buy a bike")
    )
    assert said == "Back to what you told me earlier: “I lied to Ana”"
    known = slots_of(events)
    assert (known["breach_id"], known["act"], known["since"]) == (ANA, "I lied to Ana", "in March")
    assert (known["them"], known["them_subject"], known["person"]) == ("Ana", "Ana", "sister")
    assert (known["harm"], known["promise"], known["hidden"]) == (None, None, None)
    assert events[-2] == {"event": "active_loop", "timestamp": None, "name": None}
    assert (events[-1]["event"], events[-1]["name"]) == ("followup", "action_to_draft")
    with UnitOfWork(writes=False) as work:
        assert work.chapters.of(owner)[-1].breach_id == ANA


async def test_of_a_text_alone_nothing_is_quoted(owner: str) -> None:
    breaches.tell(owner, "c" * 32, {})
    said, events = await resumed(tracker(owner, "c" * 32))
    assert said == "Back to the text you brought earlier."
    assert slots_of(events)["them"] is None


async def test_a_rehearsal_that_runs_is_ended(owner: str) -> None:
    running = rehearsals.begin(owner, BEN, None, "quiet")
    _, events = await resumed(tracker(owner, ANA, "rehearsal_form", rehearsal_id=running.id))
    assert rehearsals.stand(owner, running.id).ended == "stopped"
    assert slots_of(events)["rehearsal_id"] is None


async def test_what_rests_is_left(owner: str) -> None:
    safety.stop(owner, ANA)
    said, events = await resumed(tracker(owner, ANA))
    assert "rests" in said
    assert events == []


@pytest.mark.parametrize("loop", ["safety_form", "gate_form"])
async def test_a_question_of_the_gates_is_not_left(owner: str, loop: str) -> None:
    assert await resumed(tracker(owner, ANA, loop)) == ("", [])


async def test_a_stop_is_left_for_another_matter(owner: str) -> None:
    _, events = await resumed(tracker(owner, ANA, "stop_form"))
    assert slots_of(events)["breach_id"] == ANA


async def test_what_is_spoken_of_already_goes_on_where_it_is(owner: str) -> None:
    assert await resumed(tracker(owner, BEN, "acknowledge_form")) == ("", [])
    _, events = await resumed(tracker(owner, BEN))
    assert [each["name"] for each in events] == ["action_to_draft"]
    said, _ = await resumed(tracker(owner, None))
    assert said == "What would you like to do?"


async def test_a_form_that_takes_any_button_lets_it_through(owner: str) -> None:
    for form, question, loop in (
        (ValidateConfirmForm(), "confirmed", "confirm_form"),
        (ValidateRehearsalForm(), "rehearsal_line", "rehearsal_form"),
    ):
        at = tracker(owner, ANA, loop, requested_slot=question)
        assert await form.run(CollectingDispatcher(), at, {}) == []


@pytest.mark.parametrize("loop", ["confirm_form", None])
async def test_a_doubt_that_was_left_for_something_else_is_gone_back_to(
    owner: str, loop: str | None
) -> None:
    said, events = await resumed(
        tracker(owner, ANA, loop, return_to="gate_form", gate="danger_now")
    )
    assert said == ""
    assert slots_of(events) == {"return_to": None}
    assert (events[-1]["event"], events[-1]["name"]) == ("followup", "gate_form")


async def test_the_stop_of_the_matter_that_is_left_stays_with_it(owner: str) -> None:
    _, events = await resumed(
        tracker(owner, ANA, stopped="victim:partner", gate="victim", gate_answer="yes")
    )
    known = slots_of(events)
    assert (known["stopped"], known["gate"], known["gate_answer"]) == (None, None, None)
