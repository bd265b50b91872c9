"""The record: what came round, what was told of it, how it is drawn, what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from bot.coaching.commitments.cadence import Plan
from bot.coaching.commitments.record import (
    SHOWN_DAYS,
    Entry,
    Row,
    Told,
    drawn_record,
    row,
    since,
)

SATURDAY = date(2026, 11, 21)
SUNDAY = date(2026, 11, 22)
TODAY = date(2026, 12, 16)
SUNDAYS = Plan(SATURDAY, SUNDAY, "FREQ=WEEKLY;BYDAY=SU")
ONCE = Plan(SATURDAY, date(2026, 11, 27))


@dataclass(frozen=True)
class Event:
    kind: str
    day: date | None


def sunday(number: int) -> date:
    return SUNDAY + timedelta(weeks=number)


def told(*results: str | None) -> list[Event]:
    """What was told of one Sunday after the other."""
    return [Event(each, sunday(number)) for number, each in enumerate(results) if each]


class TestRow:
    def test_days_that_came_round_are_listed_whether_told_or_not(self):
        found = row(SUNDAYS, told("kept", None, "missed"), TODAY)
        assert found.days == (
            (sunday(0), "kept"), (sunday(1), None), (sunday(2), "missed"), (sunday(3), None),
        )  # fmt: skip
        assert (found.kept, found.told, found.next) == (1, 2, sunday(4))

    def test_today_has_not_come_round_before_it_is_over(self):
        assert row(SUNDAYS, [], SUNDAY).days == ()
        assert row(SUNDAYS, [], SUNDAY).next == sunday(1)
        assert row(SUNDAYS, [], SUNDAY + timedelta(days=1)).days == ((SUNDAY, None),)

    def test_what_is_told_on_the_day_itself_counts_at_once(self):
        assert row(SUNDAYS, told("kept"), SUNDAY).days == ((SUNDAY, "kept"),)

    def test_the_last_word_on_a_day_counts(self):
        events = [Event("missed", SUNDAY), Event("kept", SUNDAY)]
        assert row(SUNDAYS, events, TODAY).days[0] == (SUNDAY, "kept")
        assert row(SUNDAYS, events[::-1], TODAY).days[0] == (SUNDAY, "missed")

    def test_other_events_are_no_result(self):
        events = [Event("active", None), Event("reaction", None), Event("reaction", SUNDAY)]
        assert row(SUNDAYS, events, SUNDAY + timedelta(days=1)).told == 0

    def test_a_day_that_was_told_of_early_is_not_the_next_one(self):
        assert row(SUNDAYS, told("kept"), SATURDAY).next == sunday(1)
        assert row(ONCE, [Event("kept", ONCE.due)], SATURDAY).next is None

    def test_what_is_done_once_has_one_day_and_no_next_after_it(self):
        assert row(ONCE, [], SATURDAY) == Row((), date(2026, 11, 27))
        assert row(ONCE, [], TODAY) == Row(((date(2026, 11, 27), None),), None)

    def test_what_is_kept_day_by_day_has_a_row_of_weeks(self):
        found = row(Plan(SATURDAY, None), [], TODAY)
        assert [day for day, _ in found.days] == [
            date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 12),
        ]  # fmt: skip

    def test_ten_years_are_counted(self):
        assert len(row(SUNDAYS, [], date(2036, 11, 22)).days) == 522

    @pytest.mark.parametrize(
        ("results", "in_a_row"),
        [
            ((), 0),
            (("missed",), 1),
            (("missed", "missed", "missed"), 3),
            (("missed", "kept", "missed"), 1),
            (("missed", "missed", "kept"), 0),
            (("kept", "missed", "missed", "missed"), 3),
            (("missed", None, "missed"), 2),
        ],
    )
    def test_missed_in_a_row_counts_back_to_the_last_that_was_kept(self, results, in_a_row: int):
        assert row(SUNDAYS, told(*results), TODAY).missed_in_a_row == in_a_row

    def test_days_are_drawn_oldest_first_and_only_the_last_ones(self):
        assert row(SUNDAYS, told("kept", None, "missed", "kept"), TODAY).drawn() == "●·○●"
        assert len(row(SUNDAYS, [], date(2028, 1, 1)).drawn()) == SHOWN_DAYS


class TestSince:
    def test_kept_missed_and_not_told_are_counted_over_all_promises(self):
        rows = [
            row(SUNDAYS, told("kept", "missed", None), TODAY),
            row(ONCE, [], TODAY),
            row(Plan(SATURDAY, None), [], TODAY),
        ]
        assert since(rows, SATURDAY, TODAY) == Told(kept=1, missed=1, untold=2 + 1 + 3)

    def test_both_ends_are_included_and_nothing_outside(self):
        rows = [row(SUNDAYS, told("kept", None, "missed", "kept"), TODAY)]
        assert since(rows, sunday(1), sunday(2)) == Told(0, 1, 1)
        assert since(rows, sunday(1) + timedelta(days=1), sunday(2) - timedelta(days=1)) == Told(
            0, 0, 0
        )

    def test_a_day_corrected_is_counted_once(self):
        events = [Event("missed", SUNDAY), Event("kept", SUNDAY)]
        assert since([row(SUNDAYS, events, sunday(0))], SUNDAY, SUNDAY) == Told(1, 0, 0)

    def test_of_no_promise_nothing_is_told(self):
        assert since([], SATURDAY, TODAY) == Told(0, 0, 0)


def entry(what: str, status: str = "active", results: tuple[str | None, ...] = ()) -> Entry:
    days = tuple((sunday(number), result) for number, result in enumerate(results))
    return Entry(what, status, None, Row(days, None))


class TestDrawing:
    def test_marks_rule_and_next_day_stand_with_each_promise(self):
        found = row(SUNDAYS, told("kept", None, "missed", "kept"), TODAY)
        text = drawn_record([Entry("call my dad", "active", "every Sunday", found)], [])
        assert "- call your dad, every Sunday: ●·○● next Sunday 20 December" in text
        assert "Kept 2 of 3 so far." in text

    def test_what_is_over_says_how_and_what_is_new_is_open(self):
        text = drawn_record(
            [
                entry("pay her back", "kept"),
                entry("sell the car", "missed"),
                entry("move out", "dropped"),
                entry("write to him"),
            ],
            [],
        )
        assert text.splitlines()[1:] == [
            "- write to him: open",
            "- move out: let go",
            "- sell the car: missed",
            "- pay her back: kept",
        ]

    def test_what_was_changed_is_told_of_by_what_took_its_place(self):
        text = drawn_record([entry("call daily", "changed"), entry("call weekly")], [])
        assert "call daily" not in text
        assert "call weekly" in text

    def test_days_of_what_was_changed_still_count_in_the_sum(self):
        text = drawn_record(
            [entry("call daily", "changed", ("kept", "missed")), entry("call", results=("kept",))],
            [],
        )
        assert "Kept 2 of 3 so far." in text

    def test_before_anything_was_told_there_is_no_sum(self):
        assert "so far" not in drawn_record([entry("call")], [])

    def test_more_than_six_are_counted(self):
        text = drawn_record([entry(f"do thing {number}") for number in range(8)], [])
        assert "- and 2 more" in text
        assert "do thing 0" not in text

    def test_agreements_stand_below(self):
        text = drawn_record([], ["not read my messages"])
        assert text.endswith("What was asked of you:\n- not read your messages")
