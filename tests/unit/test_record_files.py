"""The record as a file: read back by the programs that it is made for."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from bot.services import conversation, promises, records
from bot.services.promises import Promised

if TYPE_CHECKING:
    from icalendar import Event

    from bot.storage.records import Commitment
    from tests.conftest import Clock

SATURDAY = date(2026, 11, 21)
SUNDAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 27)
SUNDAYS = "FREQ=WEEKLY;BYDAY=SU"
FORMULA = '=HYPERLINK("http://evil.example","my dad")'


@pytest.fixture
def owner(sqlite, clock: Clock) -> str:
    return conversation.issue().id


def promise(
    owner: str, what: str = "call my dad", due: date | None = FRIDAY, **more: object
) -> Commitment:
    return promises.commit(owner, Promised(what, "Europe/London", due=due, **more), f"of {what}")


def events(owner: str) -> list[Event]:
    calendar = Calendar.from_ical(records.as_file(owner, "ics"))
    assert str(calendar["version"]) == "2.0"
    return calendar.walk("VEVENT")


def table(owner: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(records.as_file(owner, "csv"), newline="")))


def record(owner: str) -> dict[str, list[dict[str, object]]]:
    return json.loads(records.as_file(owner, "json"))


def test_every_ending_has_a_media_type_and_no_other_is_made(owner: str):
    for ending in records.ENDINGS:
        assert records.as_file(owner, ending) is not None
    for ending in ("", "pdf", "JSON", "../json"):
        assert records.as_file(owner, ending) is None


@pytest.mark.parametrize("ending", records.ENDINGS)
def test_of_another_person_nothing_is_in_it(owner: str, ending: str):
    promise(owner, "call my secret brother")
    promises.agree(owner, "UTC", None, "no secret calls", None, None, None, "t")
    assert "secret" not in records.as_file(conversation.issue().id, ending)


class TestCalendar:
    def test_what_is_done_once_is_a_whole_day(self, owner: str):
        kept = promise(owner)
        (event,) = events(owner)
        assert str(event["summary"]) == "call your dad"
        assert str(event["uid"]).startswith(kept.id)
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (
            FRIDAY,
            FRIDAY + timedelta(days=1),
        )
        assert event.decoded("dtstamp").utcoffset() == timedelta(0)
        assert "rrule" not in event

    def test_what_is_repeated_keeps_its_rule_and_its_end(self, owner: str):
        promise(owner, due=SUNDAY, recurrence=SUNDAYS, until=date(2026, 12, 20))
        (event,) = events(owner)
        assert event["rrule"]["FREQ"] == ["WEEKLY"]
        assert [str(day) for day in event["rrule"]["BYDAY"]] == ["SU"]
        assert event["rrule"]["UNTIL"] == [date(2026, 12, 20)]

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        ],
    )
    def test_every_kind_of_rule_is_read_back_as_it_was(self, owner: str, rule: str):
        promise(owner, due=FRIDAY, recurrence=rule)
        (event,) = events(owner)
        assert event["rrule"].to_ical().decode() == rule

    def test_the_promise_keeps_its_id_from_file_to_file(self, owner: str):
        promise(owner)
        assert events(owner)[0]["uid"] == events(owner)[0]["uid"]

    def test_what_has_no_day_or_is_over_is_in_no_calendar(self, owner: str):
        promise(owner, "no phone at dinner", None)
        promises.drop(owner, promise(owner, "write to him").id)
        done = promise(owner, "sell the car")
        promises.report(owner, done.id, FRIDAY, "kept")
        assert events(owner) == []

    def test_commas_lines_and_letters_of_all_languages_are_read_back(self, owner: str):
        what = "call Zoë; then, at last, pay\nEND:VEVENT — “all” of it 🙂 " + "and more " * 20
        promise(owner, what)
        (event,) = events(owner)
        assert str(event["summary"]).split() == what.split()

    def test_lines_are_folded_and_end_as_calendars_want_it(self, owner: str):
        promise(owner, "pay " + "very much " * 30)
        text = records.as_file(owner, "ics")
        assert text.endswith("END:VCALENDAR\r\n")
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


class TestTable:
    def test_each_day_is_a_row(self, owner: str, clock: Clock):
        kept = promise(owner, due=SUNDAY, recurrence=SUNDAYS, witness="a photo", promised_to="dad")
        clock.pass_by(days=16)
        promises.report(owner, kept.id, SUNDAY, "kept")
        rows = table(owner)
        assert [(row["day"], row["result"]) for row in rows] == [
            ("2026-11-22", "kept"), ("2026-11-29", ""), ("2026-12-06", ""),
        ]  # fmt: skip
        assert {row["what"] for row in rows} == {"call my dad"}
        assert (rows[0]["due"], rows[0]["repeats"], rows[0]["witness"], rows[0]["promised_to"]) == (
            "2026-11-22", SUNDAYS, "a photo", "dad",
        )  # fmt: skip

    def test_what_has_not_come_round_yet_is_a_row_of_its_own(self, owner: str):
        promise(owner)
        (row,) = table(owner)
        assert (row["what"], row["status"], row["day"], row["result"]) == (
            "call my dad", "active", "", "",
        )  # fmt: skip

    def test_without_promises_there_is_the_head_alone(self, owner: str):
        assert table(owner) == []
        assert records.as_file(owner, "csv").startswith("what,promised_to,status")

    @pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
    @pytest.mark.parametrize("where", ["what", "witness", "promised_to"])
    def test_no_cell_is_a_formula_whatever_somebody_wrote(
        self, owner: str, begins: str, where: str
    ):
        said = f"{begins}1+1|calc"
        made = {"what": "call my dad", "due": FRIDAY, where: said}
        promise(owner, **made)
        (row,) = table(owner)
        assert row[where] == f"'{said}"
        assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r"} for cell in row.values())

    def test_a_link_that_would_be_followed_is_words(self, owner: str):
        promise(owner, FORMULA)
        assert table(owner)[0]["what"] == f"'{FORMULA}"

    def test_commas_quotes_and_lines_stay_in_their_cell(self, owner: str):
        what = 'say "sorry", then\nleave; and 🙂'
        promise(owner, what)
        (row,) = table(owner)
        assert row["what"] == what


class TestJson:
    def test_everything_of_a_promise_is_in_it(self, owner: str, clock: Clock):
        kept = promise(owner, due=SUNDAY, recurrence=SUNDAYS)
        clock.pass_by(days=9)
        promises.report(owner, kept.id, SUNDAY, "missed")
        promises.react(owner, kept.id, "he said little")
        (found,) = record(owner)["promises"]
        assert (found["id"], found["said"], found["status"]) == (kept.id, "call your dad", "active")
        assert found["days"] == [
            {"day": "2026-11-22", "result": "missed"}, {"day": "2026-11-29", "result": None},
        ]  # fmt: skip
        assert found["next"] == "2026-12-06"
        assert found["reactions"] == ["he said little"]
        assert [each["kind"] for each in found["history"]] == ["active", "missed", "reaction"]

    def test_what_is_over_has_no_next_day(self, owner: str):
        done = promise(owner)
        promises.report(owner, done.id, FRIDAY, "kept")
        promises.drop(owner, promise(owner, "write to him", SUNDAY, recurrence=SUNDAYS).id)
        assert [each["next"] for each in record(owner)["promises"]] == [None, None]

    def test_agreements_are_in_it_with_their_day(self, owner: str):
        promises.agree(owner, "UTC", None, "no calls", "letters", "I leave", FRIDAY, "t")
        assert record(owner)["agreements"] == [
            {
                "asked": "no calls", "agreed": "letters", "follows": "I leave",
                "review_on": "2026-11-27", "status": "agreed",
            }
        ]  # fmt: skip

    def test_letters_of_all_languages_are_readable_in_the_file_itself(self, owner: str):
        promise(owner, "call Zoë 🙂")
        assert "call Zoë 🙂" in records.as_file(owner, "json")
