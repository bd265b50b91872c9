"""What the page is told of a person: the road and the drafts."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services import apologies, breaches, conversation, journeys, matters, promises
from bot.services.promises import Promised
from bot.storage.records import STOPPED
from bot.storage.unit_of_work import UnitOfWork

pytestmark = pytest.mark.usefixtures("engine")

MATTER = "0123456789abcdef0123456789abcdef"
FAULT = {"id": "but", "severity": "high", "start": 6, "end": 12, "why": "…", "instead": "…"}


@pytest.fixture
def owner() -> str:
    return conversation.issue().id


def _states(owner: str) -> dict[str, str]:
    return {step["id"]: step["state"] for step in journeys.stand(owner)["road"]["steps"]}


def _draft(owner: str, text: str, **analysis: object) -> None:
    with UnitOfWork() as work:
        work.drafts.add(owner, MATTER, text, "composed", analysis or None)
        work.commit()


def test_somebody_new_is_at_the_first_step(owner: str) -> None:
    assert _states(owner)["acknowledge"] == "here"


def test_what_was_told_drafted_promised_and_agreed_are_steps_that_are_done(owner: str) -> None:
    breaches.tell(owner, MATTER, {"act": "I lied to her", "harm": "she felt stupid"})
    _draft(owner, "Ana, I lied to you.")
    promises.commit(owner, Promised("call her", "UTC", breach_id=MATTER), "turn-1")
    promises.agree(owner, "UTC", MATTER, "no calls at night", None, None, None, "turn-2")
    found = _states(owner)
    assert {step for step, state in found.items() if state == "done"} == {
        "acknowledge", "listen", "apologise", "boundaries", "commit",
    }  # fmt: skip
    assert found["follow_through"] == "here"


def test_days_that_were_kept_show_that_following_through_has_begun(owner: str) -> None:
    kept = promises.commit(owner, Promised("call her", "UTC", recurrence="FREQ=DAILY"), "turn-1")
    for day in range(1, journeys.KEPT_OFTEN + 1):
        assert _states(owner)["follow_through"] != "done"
        promises.report(owner, kept.id, date(2024, 5, day), "kept")
    assert _states(owner)["follow_through"] == "done"


def test_drafts_come_newest_first_with_what_was_found_in_them(owner: str) -> None:
    breaches.tell(owner, MATTER, {"act": "I lied to her"})
    _draft(owner, "one")
    missing = {"id": "harm", "present": False, "spans": [], "advice": "Say what it did."}
    _draft(owner, "two, but three", ready=False, faults=[FAULT], elements=[missing])
    (apology,) = apologies.overview(owner)["apologies"]
    assert (apology["matter"], apology["about"]) == (MATTER, "I lied to her")
    newest, first = apology["versions"]
    assert (newest["text"], newest["version"], first["text"]) == ("two, but three", 2, "one")
    assert (newest["faults"], newest["missing"]) == ([FAULT], ["Say what it did."])
    assert (first["faults"], first["ready"]) == ([], False)


def test_a_matter_that_was_stopped_shows_no_draft_to_go_on_with(owner: str) -> None:
    breaches.tell(owner, MATTER, {"act": "I lied to her"})
    _draft(owner, "one")
    breaches.tell(owner, MATTER, {"status": STOPPED})
    assert apologies.overview(owner) == {"apologies": []}


def test_nobody_sees_anothers_drafts(owner: str) -> None:
    breaches.tell(owner, MATTER, {"act": "I lied to her"})
    _draft(owner, "one")
    other = conversation.issue().id
    assert apologies.overview(other) == {"apologies": []}
    assert apologies.version(other, MATTER, 1) is None


def test_the_road_is_that_of_the_matter_which_is_spoken_of(owner: str) -> None:
    breaches.tell(owner, MATTER, {"act": "I lied to her", "harm": "she felt stupid"})
    later = MATTER[::-1]
    breaches.tell(owner, later, {"act": "I broke his bike"})
    assert _states(owner)["listen"] != "done"
    matters.take_up(owner, MATTER)
    assert _states(owner)["listen"] == "done"


def test_somebody_whom_a_site_signed_in_is_made_once(owner: str) -> None:
    made = conversation.issue("f" * 32)
    assert conversation.issue("f" * 32) == made
    assert made.id != owner
