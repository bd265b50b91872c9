"""How somebody wants to be written to, read from their own words."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.coaching.commitments.wishes import Wish, _words, read_wish

WISHES = Path(__file__).parents[1] / "sets" / "commitments" / "wishes.jsonl"
LONDON = ZoneInfo("Europe/London")
SATURDAY = datetime(2026, 11, 21, 10, tzinfo=LONDON)
MISREAD = {"not today, you can message me again tomorrow"}
"""What is not read as it is meant yet."""


def cases() -> list[dict[str, object]]:
    return [json.loads(line) for line in WISHES.read_text(encoding="utf-8").splitlines()]


def as_case(text: str) -> dict[str, object]:
    found = vars(read_wish(text, SATURDAY))
    until = found["paused_until"]
    return {"text": text, **found, "paused_until": until and until.date().isoformat()}


def test_the_set_is_read_but_for_what_is_named_here():
    rows = cases()
    assert len(rows) == 60
    wrong = {row["text"] for row in rows if as_case(str(row["text"])) != row}
    assert wrong <= MISREAD


@pytest.mark.parametrize("text", ["", "   ", "hello", "I lied to my sister", "🙂", "x" * 5000])
def test_where_nothing_is_wished_nothing_is_read(text: str):
    assert read_wish(text, SATURDAY) == Wish()
    assert read_wish(text, SATURDAY).said() == {}


def test_only_what_was_said_is_set():
    assert read_wish("nothing after 9pm", SATURDAY).said() == {"quiet_from": 21}


@pytest.mark.parametrize("text", ["nothing after 25", "not before 99", "no messages after 30:00"])
def test_an_hour_that_no_day_has_is_none(text: str):
    assert read_wish(text, SATURDAY).said().keys() <= {"reminders"}


@pytest.mark.parametrize("number", range(1, 25))
def test_every_hour_that_is_read_is_an_hour_of_the_day(number: int):
    for text in (f"nothing after {number}", f"not before {number}", f"quiet from {number} to 8"):
        found = read_wish(text, SATURDAY)
        assert all(each in range(24) for each in (found.quiet_from, found.quiet_until) if each)


def test_a_pause_ends_as_their_day_begins_also_when_clocks_change_meanwhile():
    before = datetime(2026, 3, 27, 22, tzinfo=LONDON)
    until = read_wish("pause the reminders for three days", before).paused_until
    assert until == datetime(2026, 3, 30, tzinfo=LONDON)
    assert until.utcoffset() is not None


def test_a_day_that_has_gone_by_is_no_pause():
    assert read_wish("no reminders until yesterday", SATURDAY).paused_until is None


def test_a_correction_wins_over_what_was_said_before():
    assert read_wish("sorry not after 9 i meant nothing after 7pm", SATURDAY).quiet_from == 19


def test_two_places_are_no_place():
    assert read_wish("I'm in Dublin or in London, my time varies", SATURDAY).zone is None


def test_every_place_is_in_a_zone_that_there_is():
    assert set(_words().zones) <= available_timezones()
