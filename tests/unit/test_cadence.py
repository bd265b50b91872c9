"""When a commitment comes round, at which moment that is written about, and what is quiet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from bot.coaching.commitments.cadence import (
    Contact,
    Plan,
    contacts,
    days,
    next_day,
    out_of_quiet,
)

SATURDAY = date(2026, 11, 21)
LONDON = "Europe/London"


def november(day: int) -> date:
    return date(2026, 11, day)


def first(plan: Plan, count: int) -> list[date]:
    return list(islice(days(plan), count))


class TestDays:
    def test_what_is_done_once_comes_round_on_its_day_alone(self):
        plan = Plan(SATURDAY, november(27))
        assert first(plan, 5) == [november(27)]
        assert plan.ends
        assert not plan.lasts

    def test_every_sunday_comes_round_on_sundays_from_the_first_one(self):
        plan = Plan(SATURDAY, november(22), "FREQ=WEEKLY;BYDAY=SU")
        assert first(plan, 3) == [november(22), november(29), date(2026, 12, 6)]
        assert not plan.lasts
        assert not plan.ends

    def test_a_repeat_without_a_first_day_begins_when_it_was_promised(self):
        plan = Plan(SATURDAY, None, "FREQ=WEEKLY;BYDAY=SA")
        assert first(plan, 2) == [SATURDAY, november(28)]

    def test_the_31st_is_left_out_in_months_that_have_none(self):
        plan = Plan(SATURDAY, date(2026, 12, 31), "FREQ=MONTHLY;BYMONTHDAY=31")
        assert first(plan, 3) == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 3, 31)]

    def test_the_last_day_of_a_month_is_found_in_a_leap_year(self):
        plan = Plan(SATURDAY, date(2028, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=-1")
        assert first(plan, 2) == [date(2028, 1, 31), date(2028, 2, 29)]

    def test_the_last_day_of_a_repeat_counts_and_none_after_it(self):
        plan = Plan(SATURDAY, november(22), "FREQ=WEEKLY;BYDAY=SU", until=november(29))
        assert first(plan, 9) == [november(22), november(29)]

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=2",
            "FREQ=WEEKLY;BYDAY=MO,WE,FR",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            None,
        ],
    )
    def test_what_is_kept_day_by_day_comes_round_once_a_week(self, rule: str | None):
        plan = Plan(SATURDAY, None, rule)
        assert plan.lasts
        assert not plan.ends
        assert first(plan, 3) == [november(28), date(2026, 12, 5), date(2026, 12, 12)]

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=WEEKLY;BYDAY=MO,TU",
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=WEEKLY",
        ],
    )
    def test_what_comes_round_less_often_comes_round_on_its_days(self, rule: str):
        assert not Plan(SATURDAY, november(23), rule).lasts

    def test_a_week_of_what_is_kept_daily_counts_from_its_first_day(self):
        assert first(Plan(SATURDAY, november(23), "FREQ=DAILY"), 1) == [november(30)]

    @pytest.mark.parametrize(
        ("until", "expected"),
        [
            (november(22), [22]),
            (november(25), [25]),
            (november(29), [29]),
            (november(30), [29, 30]),
        ],
    )
    def test_what_is_kept_daily_until_a_day_is_also_asked_about_when_it_is_over(
        self, until: date, expected: list[int]
    ):
        plan = Plan(SATURDAY, november(22), "FREQ=DAILY", until=until)
        assert first(plan, 9) == [november(each) for each in expected]

    def test_nothing_comes_round_after_the_last(self):
        assert next_day(Plan(SATURDAY, november(27)), november(27)) is None
        until = Plan(SATURDAY, november(22), "FREQ=WEEKLY;BYDAY=SU", until=november(29))
        assert next_day(until, november(29)) is None

    def test_the_next_day_is_after_not_on(self):
        plan = Plan(SATURDAY, november(22), "FREQ=WEEKLY;BYDAY=SU")
        assert next_day(plan, november(21)) == november(22)
        assert next_day(plan, november(22)) == november(29)

    def test_a_day_that_never_is_comes_to_an_end(self):
        plan = Plan(SATURDAY, SATURDAY, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
        assert next_day(plan, SATURDAY) is None

    def test_years_on_the_next_day_is_still_found(self):
        plan = Plan(SATURDAY, november(22), "FREQ=WEEKLY;BYDAY=SU")
        assert next_day(plan, date(2036, 11, 21)) == date(2036, 11, 23)
        assert next_day(Plan(SATURDAY, None), date(2036, 11, 20)) == date(2036, 11, 22)

    @pytest.mark.parametrize("interval", [0, -1])
    def test_a_repeat_that_never_moves_on_is_refused(self, interval: int):
        with pytest.raises(ValueError, match="at least one day"):
            Plan(SATURDAY, None, f"FREQ=DAILY;INTERVAL={interval}")


class TestContacts:
    def test_once_is_reminded_of_in_the_morning_and_asked_about_the_day_after(self):
        plan = Plan(SATURDAY, november(27))
        moments = [each.moment("UTC") for each in contacts(plan, november(27))]
        assert moments == [
            datetime(2026, 11, 27, 9, tzinfo=timezone.utc),
            datetime(2026, 11, 28, 10, tzinfo=timezone.utc),
        ]

    def test_what_is_kept_day_by_day_is_asked_about_and_never_reminded_of(self):
        assert contacts(Plan(SATURDAY, None), november(28)) == (Contact("check_in", november(28)),)

    @pytest.mark.parametrize(
        ("zone", "day", "in_utc"),
        [
            # the night in which clocks change lies between, the morning stays the morning
            (LONDON, date(2026, 3, 28), "2026-03-28T09:00+00:00"),
            (LONDON, date(2026, 3, 29), "2026-03-29T08:00+00:00"),
            (LONDON, date(2026, 10, 24), "2026-10-24T08:00+00:00"),
            (LONDON, date(2026, 10, 25), "2026-10-25T09:00+00:00"),
            ("Pacific/Auckland", date(2026, 4, 4), "2026-04-03T20:00+00:00"),
            ("Pacific/Auckland", date(2026, 4, 5), "2026-04-04T21:00+00:00"),
            ("Pacific/Auckland", date(2026, 9, 27), "2026-09-26T20:00+00:00"),
            ("Asia/Kolkata", date(2026, 11, 27), "2026-11-27T03:30+00:00"),
        ],
    )
    def test_the_morning_is_the_persons_own_whatever_the_clocks_do(
        self, zone: str, day: date, in_utc: str
    ):
        assert Contact("day", day).moment(zone) == datetime.fromisoformat(in_utc)
        assert Contact("day", day).moment(zone).time() == time(9)

    def test_a_zone_that_is_none_is_refused(self):
        with pytest.raises(ZoneInfoNotFoundError):
            Contact("day", SATURDAY).moment("Europe/Atlantis")


def in_zone(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))


class TestQuiet:
    @pytest.mark.parametrize(
        ("hour", "ends"),
        [
            (7, (2026, 11, 21, 8)),
            (0, (2026, 11, 21, 8)),
            (21, (2026, 11, 22, 8)),
            (23, (2026, 11, 22, 8)),
        ],
    )
    def test_over_midnight_it_ends_on_the_next_morning_that_comes(self, hour: int, ends):
        moment = in_zone(LONDON, 2026, 11, 21, hour, 30)
        assert out_of_quiet(moment, LONDON, 21, 8) == in_zone(LONDON, *ends)

    @pytest.mark.parametrize("hour", [8, 12, 20])
    def test_by_day_nothing_waits(self, hour: int):
        moment = in_zone(LONDON, 2026, 11, 21, hour, 59)
        assert out_of_quiet(moment, LONDON, 21, 8) == moment

    def test_the_first_quiet_minute_is_quiet_and_the_last_hour_is_over_on_the_hour(self):
        begins, over = in_zone(LONDON, 2026, 11, 21, 21), in_zone(LONDON, 2026, 11, 22, 8)
        assert out_of_quiet(begins, LONDON, 21, 8) == over
        assert out_of_quiet(over, LONDON, 21, 8) == over

    def test_quiet_by_day_ends_on_the_same_day(self):
        at_school = in_zone(LONDON, 2026, 11, 23, 10)
        assert out_of_quiet(at_school, LONDON, 9, 15) == in_zone(LONDON, 2026, 11, 23, 15)
        for hour in (8, 15, 23):
            free = in_zone(LONDON, 2026, 11, 23, hour)
            assert out_of_quiet(free, LONDON, 9, 15) == free

    @pytest.mark.parametrize("hour", range(24))
    def test_the_same_hour_twice_is_no_quiet_at_all(self, hour: int):
        moment = in_zone(LONDON, 2026, 11, 21, hour)
        assert out_of_quiet(moment, LONDON, 9, 9) == moment

    def test_quiet_from_midnight_on(self):
        moment = in_zone(LONDON, 2026, 11, 21, 2)
        assert out_of_quiet(moment, LONDON, 0, 6) == in_zone(LONDON, 2026, 11, 21, 6)
        late = in_zone(LONDON, 2026, 11, 21, 23, 59)
        assert out_of_quiet(late, LONDON, 0, 6) == late

    @pytest.mark.parametrize(
        ("zone", "evening", "hours"),
        [
            (LONDON, (2026, 3, 28, 22), 9),
            (LONDON, (2026, 10, 24, 22), 11),
            (LONDON, (2026, 11, 21, 22), 10),
            ("Pacific/Auckland", (2026, 4, 4, 22), 11),
            ("Pacific/Auckland", (2026, 9, 26, 22), 9),
        ],
    )
    def test_a_night_in_which_clocks_change_ends_at_eight_all_the_same(
        self, zone: str, evening: tuple[int, ...], hours: int
    ):
        began = in_zone(zone, *evening)
        ends = out_of_quiet(began, zone, 21, 8)
        assert ends.astimezone(ZoneInfo(zone)).time() == time(8)
        waited = ends.astimezone(timezone.utc) - began.astimezone(timezone.utc)
        assert waited == timedelta(hours=hours)

    def test_in_the_hour_that_comes_twice_it_is_quiet_both_times(self):
        for utc_hour in (0, 1):  # half past one in London, twice
            moment = datetime(2026, 10, 25, utc_hour, 30, tzinfo=timezone.utc)
            assert out_of_quiet(moment, LONDON, 21, 8) == in_zone(LONDON, 2026, 10, 25, 8)

    def test_the_hour_is_that_of_the_person_not_of_the_server(self):
        moment = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)  # one in the night in Auckland
        assert out_of_quiet(moment, "Pacific/Auckland", 21, 8) == in_zone(
            "Pacific/Auckland", 2026, 11, 22, 8
        )
