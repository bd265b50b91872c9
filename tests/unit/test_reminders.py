"""Reminders: written once, when they are welcome, and about what is still meant."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.reminders.worker import Worker
from bot.services import breaches, conversation, privacy, promises, reminders, safety
from bot.services.promises import Promised
from bot.services.reminders import reference
from bot.storage import database, tables
from bot.storage.reminders import LEASE
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from bot.storage.records import Commitment, Message, Reminder
    from tests.conftest import Clock

LONDON = "Europe/London"
AUCKLAND = "Pacific/Auckland"
SATURDAY = date(2026, 11, 21)
"""The day on which the clock of the tests begins."""
SUNDAY, MONDAY, TUESDAY = (SATURDAY + timedelta(days=number) for number in (1, 2, 3))
FRIDAY = date(2026, 11, 27)
SUNDAYS = "FREQ=WEEKLY;BYDAY=SU"

pytestmark = pytest.mark.usefixtures("engine", "clock")


def at(day: date, hour: int, minute: int = 0, zone: str = LONDON) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))


def someone(zone: str = LONDON, *, welcome: bool | None = True, **wishes: object) -> str:
    owner = conversation.issue().id
    conversation.seen(owner, "en-GB", zone)
    if welcome is not None:
        reminders.wish(owner, reminders=welcome, **wishes)
    return owner


def promise(
    owner: str,
    what: str = "call my dad",
    due: date | None = FRIDAY,
    recurrence: str | None = None,
    zone: str = LONDON,
    **more: object,
) -> Commitment:
    made = Promised(what, zone, due=due, recurrence=recurrence, **more)
    return promises.commit(owner, made, f"turn of {what}")


def written(owner: str) -> list[Message]:
    return [each for each in conversation.history(owner) if each.kind == "reminder"]


def texts(owner: str) -> list[str]:
    return [each.text for each in written(owner)]


def kept_rows(owner: str) -> list[tuple[str, date, str]]:
    """Kind, day and state of everything that was planned, in this order."""
    with UnitOfWork(writes=False) as work:
        rows = work.people.export(owner)["reminder"]
    return sorted((row["kind"], row["day"], row["state"]) for row in rows)


def waits(owner: str, kind: str | None = None) -> list[Reminder]:
    with UnitOfWork(writes=False) as work:
        found = work.reminders.waiting(owner)
    return [
        each for each in found if each.kind == kind or (kind is None and each.kind != "look_back")
    ]


def send() -> int:
    return reminders.send_due("worker-1")


def live_until(clock: Clock, end: datetime) -> None:
    """Let a worker send each thing as it comes due, up to a moment."""
    waiting = select(func.min(tables.reminder.c.due_at)).where(tables.reminder.c.state == "waiting")
    while True:
        send()
        present = clock()
        with database.engine().connect() as connection:
            coming = connection.execute(
                waiting.where(tables.reminder.c.due_at > present)
            ).scalar_one()
        if coming is None or coming >= end:
            break
        clock.set(coming)
    clock.set(end)
    send()


def tell_all(owner: str, day: date, result: str = "kept") -> None:
    for each in promises.listed(owner):
        promises.report(owner, each.id, day, result)


class TestPlanning:
    def test_what_is_done_once_is_written_about_on_its_morning_and_the_day_after(self):
        owner = someone()
        promise(owner)
        assert [(each.kind, each.due_at) for each in waits(owner)] == [
            ("day", at(FRIDAY, 9)),
            ("check_in", at(FRIDAY + timedelta(days=1), 10)),
        ]

    def test_a_promise_for_today_is_not_reminded_of_at_an_hour_that_has_gone(self):
        owner = someone()
        promise(owner, due=SATURDAY)
        assert [(each.kind, each.due_at) for each in waits(owner)] == [("check_in", at(SUNDAY, 10))]

    def test_the_same_turn_again_plans_nothing_more(self):
        owner = someone()
        promise(owner)
        before = kept_rows(owner)
        promise(owner)
        assert kept_rows(owner) == before

    @pytest.mark.parametrize("welcome", [None, False])
    def test_without_a_yes_nothing_is_planned_and_nothing_written(
        self, clock: Clock, welcome: bool | None
    ):
        owner = someone(welcome=welcome)
        promise(owner)
        live_until(clock, at(FRIDAY + timedelta(days=3), 12))
        assert kept_rows(owner) == []
        assert written(owner) == []

    def test_a_yes_plans_what_was_promised_before_it(self):
        owner = someone(welcome=None)
        promise(owner)
        reminders.wish(owner, reminders=True)
        assert [each.kind for each in waits(owner)] == ["day", "check_in"]

    def test_a_yes_after_the_day_asks_about_it_at_once(self, clock: Clock):
        owner = someone(welcome=None)
        promise(owner)
        clock.set(at(FRIDAY + timedelta(days=3), 12))
        reminders.wish(owner, reminders=True)
        send()
        assert texts(owner) == ["Friday was the day you set. Did you call your dad?"]

    def test_a_wish_about_hours_alone_is_no_yes(self):
        owner = someone(welcome=None)
        promise(owner)
        reminders.wish(owner, quiet_from=22)
        assert kept_rows(owner) == []

    def test_after_a_no_and_a_yes_it_is_as_before(self):
        owner = someone()
        promise(owner)
        before = waits(owner)
        reminders.wish(owner, reminders=False)
        assert waits(owner) == []
        reminders.wish(owner, reminders=True)
        assert waits(owner) == before

    def test_what_was_sent_is_not_planned_again_by_a_wish(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        send()
        reminders.wish(owner, reminders=False)
        reminders.wish(owner, reminders=True)
        clock.set(at(FRIDAY, 15))
        send()
        assert len(written(owner)) == 1


class TestSending:
    def test_the_morning_of_the_day_and_the_day_after(self, clock: Clock):
        owner = someone()
        promise(owner)
        live_until(clock, at(FRIDAY + timedelta(days=3), 12))
        assert texts(owner) == [
            "Today is the day you set: call your dad.",
            "Yesterday was the day you set. Did you call your dad?",
        ]
        assert [each.at.astimezone(ZoneInfo(LONDON)).hour for each in written(owner)] == [9, 10]

    def test_nothing_is_written_before_its_time(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 8, 59))
        assert send() == 0
        assert written(owner) == []

    def test_it_is_sent_once_and_marked_with_the_number_of_its_message(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        assert send() == 1
        assert send() == 0
        (message,) = written(owner)
        with UnitOfWork(writes=False) as work:
            (row,) = work.reminders.about(owner, message.seq)
        assert (row.kind, row.state) == ("day", "sent")

    @pytest.mark.parametrize("table", ["message", "button", "reminder"])
    def test_where_the_database_fails_half_way_nothing_is_kept_and_it_is_sent_later(
        self, engine: Engine, clock: Clock, table: str
    ):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        before = kept_rows(owner)
        mended = refuse(engine, table)
        worker = Worker(1)
        worker.once()
        mended()
        assert kept_rows(owner) == before
        assert conversation.history(owner) == []

        clock.pass_by(seconds=LEASE.total_seconds() + 1)
        worker.once()
        assert len(written(owner)) == 1

    def test_a_database_that_is_away_stops_no_worker(self, engine: Engine, clock: Clock):
        mended = refuse(engine, "person", "SELECT")
        assert Worker(1).once() == 0
        mended()

    def test_one_persons_trouble_keeps_nobody_else_waiting(self, clock: Clock, caplog):
        people = [someone() for _ in range(3)]
        for each in people:
            promise(each)
        with UnitOfWork() as work:
            work.people.change(people[1], zone="Europe/Atlantis")
            work.commit()
        clock.set(at(FRIDAY, 9))
        assert send() == 2
        assert [len(written(each)) for each in people] == [1, 0, 1]
        assert "call my dad" not in caplog.text

    def test_a_typed_answer_belongs_to_the_question_just_before_it(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        live_until(clock, at(FRIDAY + timedelta(days=1), 12))
        taken, _ = conversation.take(owner, "a", "yes I did")
        asked = reminders.asked_by(owner, taken.seq)
        assert asked == f'/check_in{{"value": "{reference(kept.id, FRIDAY)}"}}'
        taken, _ = conversation.take(owner, "b", "and another thing")
        assert reminders.asked_by(owner, taken.seq) is None

    def test_an_ok_to_what_comes_round_today_is_no_report_of_it(self, clock: Clock):
        owner = someone()
        promise(owner)
        live_until(clock, at(FRIDAY, 12))
        assert len(written(owner)) == 1
        taken, _ = conversation.take(owner, "a", "ok")
        assert reminders.asked_by(owner, taken.seq) is None

    def test_buttons_stand_for_this_promise_on_this_day(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        clock.set(at(FRIDAY, 9))
        send()
        values = {each.payload.partition("{")[2] for each in written(owner)[0].buttons}
        assert values == {f'"value": "{reference(kept.id, FRIDAY)}"}}'}
        assert promises.find(owner, reference(kept.id, FRIDAY)) == (kept, FRIDAY)

    def test_open_windows_find_what_was_written_since_a_moment(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        began = clock()
        send()
        assert [each.text for each in reminders.brought_since(began)] == texts(owner)
        clock.pass_by(minutes=1)
        assert reminders.brought_since(clock()) == []


def refuse(engine: Engine, table: str, what: str = ""):
    """Lets every statement on a table fail that is sent while a claim is settled."""

    def fails(_connection, _cursor, statement: str, *_more: object) -> None:
        words = statement.replace("\n", " ")
        begins = words.split()[0]
        claims = "leased_by=" in words
        if (
            begins in ({what} if what else {"INSERT", "UPDATE"})
            and f" {table}" in words
            and not claims
        ):
            raise SQLAlchemyError("the database has gone away")

    event.listen(engine, "before_cursor_execute", fails)
    return lambda: event.remove(engine, "before_cursor_execute", fails)


class TestBeingLeftAlone:
    def test_in_the_quiet_hours_it_waits_for_the_morning(self, clock: Clock):
        owner = someone(quiet_until=11)
        promise(owner)
        clock.set(at(FRIDAY, 9))
        assert send() == 1
        assert written(owner) == []
        assert waits(owner)[0].due_at == at(FRIDAY, 11)
        clock.set(at(FRIDAY, 11))
        send()
        assert len(written(owner)) == 1

    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            (LONDON, date(2026, 3, 29)),
            (LONDON, date(2026, 10, 25)),
            (AUCKLAND, date(2026, 4, 5)),
            (AUCKLAND, date(2026, 9, 27)),
        ],
    )
    def test_when_clocks_change_the_morning_is_still_at_nine(
        self, clock: Clock, zone: str, day: date
    ):
        clock.set(at(day - timedelta(days=1), 20, zone=zone))
        owner = someone(zone)
        promise(owner, due=day, zone=zone)
        live_until(clock, at(day, 23, zone=zone))
        (message,) = written(owner)
        local = message.at.astimezone(ZoneInfo(zone))
        assert (local.date(), local.hour, local.minute) == (day, 9, 0)

    def test_what_comes_due_before_midnight_waits_over_midnight(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        clock.set(at(FRIDAY, 22))
        promises.ask_again(owner, kept.id, FRIDAY)  # tomorrow at ten in the evening
        clock.set(at(FRIDAY + timedelta(days=1), 22))
        send()
        assert written(owner) == []
        assert [each.due_at for each in waits(owner, "check_in")] == [
            at(FRIDAY + timedelta(days=2), 8)
        ]

    def test_a_pause_holds_everything_and_then_one_message_comes(self, clock: Clock):
        owner = someone()
        promise(owner, "call my dad", SUNDAY, SUNDAYS)
        promise(owner, "pay her back", FRIDAY)
        until = at(date(2026, 12, 7), 0)
        reminders.wish(owner, paused_until=until)
        live_until(clock, until + timedelta(hours=7))
        assert written(owner) == []
        live_until(clock, until + timedelta(hours=12))
        (message,) = written(owner)
        assert "call your dad (yesterday)" in message.text
        assert "pay her back" in message.text
        assert message.at >= until + timedelta(hours=8)

    def test_asking_to_be_reminded_again_ends_a_pause(self, clock: Clock):
        owner = someone()
        promise(owner)
        reminders.wish(owner, paused_until=at(date(2027, 1, 1), 0))
        clock.set(at(FRIDAY, 9))
        send()
        assert written(owner) == []
        clock.set(at(FRIDAY, 15))
        assert reminders.wish(owner, reminders=True).paused_until is None
        send()
        assert texts(owner) == ["Today is the day you set: call your dad."]

    def test_while_an_emergency_is_open_everything_rests(self, clock: Clock):
        owner = someone()
        promise(owner)
        safety.rest(owner, rests=True)
        live_until(clock, at(FRIDAY + timedelta(days=2), 12))
        assert written(owner) == []
        safety.rest(owner, rests=False)
        live_until(clock, at(FRIDAY + timedelta(days=4), 12))
        assert len(written(owner)) == 1

    def test_nobody_is_written_to_in_the_middle_of_a_conversation(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 8, 58))
        conversation.take(owner, "a", "I am so angry at myself")
        clock.set(at(FRIDAY, 9))
        send()
        assert written(owner) == []
        assert at(FRIDAY, 9, 8) <= waits(owner)[0].due_at < at(FRIDAY, 9, 9)
        clock.set(at(FRIDAY, 9, 9))
        send()
        assert len(written(owner)) == 1

    def test_a_no_that_came_after_the_claim_is_heard(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        with UnitOfWork() as work:
            claimed = work.reminders.claim("worker-1", clock(), 10)
            work.commit()
        with UnitOfWork() as work:
            work.people.change(owner, reminders=False)
            work.commit()
        with UnitOfWork() as work:
            reminders._Delivery(work, owner).settle("worker-1", [each.id for each in claimed])
            work.commit()
        assert written(owner) == []
        assert ("day", FRIDAY, "dropped") in kept_rows(owner)


class TestWhatIsNoLongerMeant:
    def after(self, clock: Clock) -> None:
        live_until(clock, at(FRIDAY + timedelta(days=4), 12))

    def test_of_a_promise_that_was_let_go_nothing_is_written(self, clock: Clock):
        owner = someone()
        promises.drop(owner, promise(owner).id)
        self.after(clock)
        assert written(owner) == []

    def test_of_somebody_who_is_erased_nothing_is_left_to_send(self, engine: Engine, clock: Clock):
        owner = someone()
        promise(owner)
        privacy.erase(owner)
        self.after(clock)
        with engine.connect() as connection:
            assert connection.execute(select(tables.reminder)).all() == []
            assert connection.execute(select(tables.message)).all() == []

    def test_who_is_erased_between_claim_and_sending_is_not_written_to(
        self, engine: Engine, clock: Clock
    ):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        with UnitOfWork() as work:
            claimed = work.reminders.claim("worker-1", clock(), 10)
            work.commit()
        privacy.erase(owner)
        with UnitOfWork() as work:
            reminders._Delivery(work, owner).settle("worker-1", [each.id for each in claimed])
            work.commit()
        with engine.connect() as connection:
            assert connection.execute(select(tables.message)).all() == []

    def test_of_what_was_changed_only_what_took_its_place_is_written_about(self, clock: Clock):
        owner = someone()
        old = promise(owner)
        promise(owner, "write to my dad", replaces=old.id)
        self.after(clock)
        assert texts(owner) == [
            "Today is the day you set: write to your dad.",
            "Yesterday was the day you set. Did you write to your dad?",
        ]

    def test_what_was_told_early_is_not_asked_about(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        clock.set(at(FRIDAY, 9))
        send()
        promises.report(owner, kept.id, FRIDAY, "kept")
        self.after(clock)
        assert len(written(owner)) == 1

    def test_of_a_matter_that_is_stopped_nothing_is_written_until_it_is_reopened(
        self, clock: Clock
    ):
        owner = someone()
        breach_id = breaches.id_for(owner, "turn-1")
        breaches.tell(owner, breach_id, {"act": "I read her diary"})
        promise(owner, "call her", SUNDAY, SUNDAYS, breach_id=breach_id)
        promises.agree(owner, LONDON, breach_id, "no calls", None, None, MONDAY, "turn-2")
        safety.stop(owner, breach_id)
        live_until(clock, at(FRIDAY, 12))
        assert written(owner) == []

        safety.reopen(owner, breach_id)
        live_until(clock, at(FRIDAY, 20))
        assert ["no calls" in each for each in texts(owner)] == [True]
        live_until(clock, at(date(2026, 12, 1), 12))
        assert len(written(owner)) == 3

    def test_another_matter_goes_on_while_one_is_stopped(self, clock: Clock):
        owner = someone()
        breach_id = breaches.id_for(owner, "turn-1")
        breaches.tell(owner, breach_id, {"act": "I read her diary"})
        promise(owner, "call her", breach_id=breach_id)
        promise(owner, "call my dad")
        safety.stop(owner, breach_id)
        self.after(clock)
        assert len(written(owner)) == 2
        assert not any("call her" in each for each in texts(owner))


class TestTravel:
    def test_what_waits_moves_with_the_person(self, clock: Clock):
        owner = someone()
        promise(owner)
        conversation.seen(owner, None, AUCKLAND)
        assert [each.due_at for each in waits(owner)] == [
            at(FRIDAY, 9, zone=AUCKLAND),
            at(FRIDAY + timedelta(days=1), 10, zone=AUCKLAND),
        ]
        clock.set(at(FRIDAY, 9, zone=AUCKLAND))
        send()
        assert len(written(owner)) == 1

    def test_saying_where_one_is_moves_it_too(self):
        owner = someone()
        promise(owner)
        reminders.wish(owner, zone=AUCKLAND)
        assert waits(owner)[0].due_at == at(FRIDAY, 9, zone=AUCKLAND)
        assert waits(owner, "look_back")[0].due_at == at(
            SATURDAY + timedelta(days=14), 17, zone=AUCKLAND
        )

    def test_being_seen_where_one_was_moves_nothing(self):
        owner = someone()
        promise(owner)
        before = waits(owner)
        conversation.seen(owner, None, LONDON)
        conversation.seen(owner, None, None)
        assert waits(owner) == before

    def test_what_was_put_off_keeps_its_moment(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        live_until(clock, at(FRIDAY + timedelta(days=1), 12))
        promises.ask_again(owner, kept.id, FRIDAY)
        tomorrow = waits(owner, "check_in")[0].due_at
        conversation.seen(owner, None, "Europe/Paris")
        reminders.wish(owner, quiet_from=20)
        assert [each.due_at for each in waits(owner, "check_in")] == [tomorrow]


class TestSeveralAtOnce:
    def test_a_worker_that_was_off_for_three_days_writes_one_message(self, clock: Clock):
        owner = someone()
        promise(owner, "call my dad", SUNDAY, SUNDAYS)
        promise(owner, "pay her back", MONDAY)
        promise(owner, "sell the car", TUESDAY)
        clock.set(at(TUESDAY + timedelta(days=1), 12))
        live_until(clock, at(TUESDAY + timedelta(days=1), 20))
        (message,) = written(owner)
        for line in ("call your dad (on Sunday)", "pay her back (on Monday)", "sell the car (yest"):
            assert line in message.text

    @pytest.mark.parametrize("pauses", [False, True])
    def test_after_weeks_the_last_day_that_came_round_is_asked_about(
        self, clock: Clock, pauses: bool
    ):
        owner = someone()
        kept = promise(owner, "call my dad", SUNDAY, SUNDAYS)
        back = date(2026, 12, 8)
        if pauses:
            reminders.wish(owner, paused_until=at(back, 0))
            live_until(clock, at(back, 7))
        clock.set(at(back, 12))
        send()
        assert texts(owner) == ["Did you call your dad on Sunday?"]
        asked = reminders.asked_by(owner, written(owner)[0].seq + 1)
        assert asked == f'/check_in{{"value": "{reference(kept.id, date(2026, 12, 6))}"}}'
        assert {each.day for each in waits(owner)} == {date(2026, 12, 13)}

    def test_after_weeks_a_day_that_was_told_of_is_not_asked_about(self, clock: Clock):
        owner = someone()
        kept = promise(owner, "call my dad", SUNDAY, SUNDAYS)
        clock.set(at(date(2026, 12, 8), 12))
        promises.report(owner, kept.id, date(2026, 12, 6), "kept")
        send()
        assert "6 December" not in texts(owner)[0]

    def test_all_that_is_due_to_one_person_comes_together_however_little_is_claimed(
        self, clock: Clock
    ):
        people = [someone() for _ in range(3)]
        for each in people:
            for number in range(3):
                promise(each, f"do thing {number}")
        clock.set(at(FRIDAY, 9))
        while reminders.send_due("worker-1", most=1):
            pass
        assert [len(written(each)) for each in people] == [1, 1, 1]

    def test_a_boundary_on_the_same_morning_is_asked_about_as_well(self, clock: Clock):
        owner = someone()
        kept = promise(owner, due=SUNDAY)
        promises.agree(owner, LONDON, None, "no calls at night", None, None, MONDAY, "turn-2")
        promises.agree(owner, LONDON, None, "no visits", None, None, MONDAY, "turn-3")
        clock.set(at(MONDAY, 10))
        send()
        asked = texts(owner)
        assert len(asked) == 3
        assert "Did you call your dad" in asked[0]
        assert {"no calls at night" in each for each in asked[1:]} == {True, False}
        assert {"no visits" in each for each in asked[1:]} == {True, False}
        seqs = [each.seq for each in written(owner)]
        assert reminders.asked_by(owner, seqs[0] + 1) == (
            f'/check_in{{"value": "{reference(kept.id, SUNDAY)}"}}'
        )
        assert reminders.asked_by(owner, seqs[1] + 1).startswith('/review{"value": "asked:')

    def test_a_morning_and_the_question_about_the_day_before_are_one_question(self, clock: Clock):
        owner = someone()
        kept = promise(owner, "call my dad", MONDAY, "FREQ=WEEKLY;BYDAY=MO,TU")
        clock.set(at(MONDAY, 9))
        send()
        clock.set(at(TUESDAY, 12))
        send()
        assert texts(owner)[1:] == ["Did you call your dad yesterday?"]
        asked = reminders.asked_by(owner, written(owner)[-1].seq + 1)
        assert asked == f'/check_in{{"value": "{reference(kept.id, MONDAY)}"}}'

    def test_of_two_days_running_each_has_its_morning(self, clock: Clock):
        owner = someone()
        promise(owner, "call my dad", MONDAY, "FREQ=WEEKLY;BYDAY=MO,TU")
        live_until(clock, at(TUESDAY + timedelta(days=2), 12))
        assert [text[:18] for text in texts(owner)] == [
            "It's Monday, so th", "It's Tuesday, so t", "Did you call your ", "Did you call your ",
        ]  # fmt: skip


class TestOverWeeks:
    @pytest.mark.parametrize(
        ("due", "rule"),
        [(None, None), (SATURDAY, "FREQ=DAILY"), (SATURDAY, "FREQ=WEEKLY;BYDAY=MO,WE,FR")],
    )
    def test_what_is_kept_day_by_day_is_asked_about_once_a_week(
        self, clock: Clock, due: date | None, rule: str | None
    ):
        owner = someone()
        promise(owner, "no phone at dinner", due, rule)
        live_until(clock, at(SATURDAY + timedelta(days=30), 12))
        asked = [text for text in texts(owner) if text.startswith("A week has gone by.")]
        assert len(asked) == 4
        assert [kind for kind, _, _ in kept_rows(owner) if kind == "day"] == []

    def test_every_sunday_is_reminded_of_and_asked_about_whatever_was_told(self, clock: Clock):
        owner = someone()
        promise(owner, "call my dad", SUNDAY, SUNDAYS)
        live_until(clock, at(SATURDAY + timedelta(days=20), 12))
        assert sum(text.startswith("It's Sunday") for text in texts(owner)) == 3
        assert texts(owner).count("Did you call your dad yesterday?") == 3

    def test_after_its_last_day_a_repeat_is_not_written_about(self, clock: Clock):
        owner = someone()
        promise(owner, "call my dad", SUNDAY, SUNDAYS, until=SUNDAY + timedelta(days=7))
        live_until(clock, at(SATURDAY + timedelta(days=13), 12))
        assert len(written(owner)) == 4
        assert waits(owner) == []

    def test_ask_me_tomorrow_asks_once_more_a_day_later(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        live_until(clock, at(FRIDAY + timedelta(days=1), 12))
        assert len(written(owner)) == 2
        assert promises.ask_again(owner, kept.id, FRIDAY)
        live_until(clock, at(FRIDAY + timedelta(days=2), 11))
        assert len(written(owner)) == 2
        live_until(clock, at(FRIDAY + timedelta(days=4), 12))
        assert texts(owner)[2:] == ["Friday was the day you set. Did you call your dad?"]

    def test_ask_me_tomorrow_is_not_asked_after_it_was_told(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        live_until(clock, at(FRIDAY + timedelta(days=1), 12))
        promises.ask_again(owner, kept.id, FRIDAY)
        promises.report(owner, kept.id, FRIDAY, "kept")
        live_until(clock, at(FRIDAY + timedelta(days=4), 12))
        assert len(written(owner)) == 2

    def test_three_missed_in_a_row_are_counted_as_they_are_told(self, clock: Clock):
        owner = someone()
        kept = promise(owner, "call my dad", SUNDAY, SUNDAYS)
        counts = []
        for week in range(4):
            day = SUNDAY + timedelta(weeks=week)
            clock.set(at(day + timedelta(days=1), 10))
            send()
            told = promises.report(owner, kept.id, day, "kept" if week == 3 else "missed")
            counts.append(told.row.missed_in_a_row)
        assert counts == [1, 2, 3, 0]
        assert told.row.next == SUNDAY + timedelta(weeks=4)

    def test_an_old_day_told_late_asks_about_no_day_that_was_told_before(self, clock: Clock):
        owner = someone()
        kept = promise(owner, "call my dad", SUNDAY, SUNDAYS)
        second = SUNDAY + timedelta(days=7)
        live_until(clock, at(second, 12))
        promises.report(owner, kept.id, second, "kept")
        promises.report(owner, kept.id, SUNDAY, "missed")
        before = len(written(owner))
        live_until(clock, at(second + timedelta(days=3), 12))
        assert len(written(owner)) == before

    def test_an_agreement_is_looked_at_again_on_its_day(self, clock: Clock):
        owner = someone()
        made = promises.agree(owner, LONDON, None, "don't read my mail", None, None, FRIDAY, "t")
        live_until(clock, at(FRIDAY, 12))
        assert texts(owner) == [
            "You wanted to look at this again today: don't read your mail. "
            "Does what you agreed still fit?"
        ]
        promises.reviewed(owner, made.id, FRIDAY + timedelta(days=28), "agreed")
        live_until(clock, at(FRIDAY + timedelta(days=28), 12))
        assert len(written(owner)) == 2

    @pytest.mark.parametrize("status", ["crossed", "ended"])
    def test_an_agreement_that_is_over_is_not_looked_at_again(self, clock: Clock, status: str):
        owner = someone()
        made = promises.agree(owner, LONDON, None, "no calls", None, None, FRIDAY, "t")
        promises.reviewed(owner, made.id, None, status)
        live_until(clock, at(FRIDAY + timedelta(days=1), 12))
        assert written(owner) == []

    def test_a_review_that_was_moved_is_not_asked_for_on_its_old_day(self, clock: Clock):
        owner = someone()
        made = promises.agree(owner, LONDON, None, "no calls", None, None, FRIDAY, "t")
        promises.reviewed(owner, made.id, FRIDAY + timedelta(days=7), "agreed")
        live_until(clock, at(FRIDAY + timedelta(days=6), 12))
        assert written(owner) == []


class TestLookingBack:
    EVERY = timedelta(days=14)

    def looked_back(self, owner: str) -> list[str]:
        return [text.split("?")[0] for text in texts(owner) if text.startswith("Two weeks")]

    def weeks(self, clock: Clock, owner: str, results: list[str | None]) -> None:
        """Lives through Sundays, and tells of each on the Monday after."""
        for week, result in enumerate(results):
            day = SUNDAY + timedelta(weeks=week)
            live_until(clock, at(day + timedelta(days=1), 12))
            if result:
                tell_all(owner, day, result)
        live_until(clock, at(SATURDAY + timedelta(weeks=len(results)), 20))

    @pytest.mark.parametrize(
        ("results", "says"),
        [
            (["kept", "kept"], "You kept what came round: 2 of 2."),
            (["kept", "missed"], "Of what came round you kept 1 of 2."),
            (["missed", "missed"], "Nothing that came round was kept."),
            (["kept", None], "1 of 1. 1 more came round that I don't know about."),
            ([None, "missed"], "was kept, and 1 more came round that I don't know about."),
            ([None, None], "I don't know yet how your promises went"),
        ],
    )
    def test_it_counts_what_was_told_and_says_what_was_not(
        self, clock: Clock, results: list[str | None], says: str
    ):
        owner = someone()
        promise(owner, "call my dad", SUNDAY, SUNDAYS)
        self.weeks(clock, owner, results)
        (text,) = self.looked_back(owner)
        assert says in text

    def test_it_comes_every_two_weeks_and_counts_each_day_once(self, clock: Clock):
        owner = someone()
        promise(owner, "call my dad", SATURDAY, "FREQ=WEEKLY;BYDAY=SA")
        for week in range(1, 7):
            tell_all(owner, SATURDAY + timedelta(weeks=week - 1))
            live_until(clock, at(SATURDAY + timedelta(weeks=week), 20))
        assert [text.count("2 of 2") for text in self.looked_back(owner)] == [1, 1, 1]

    def test_where_nothing_was_due_it_says_so(self, clock: Clock):
        owner = someone()
        promise(owner, "pay her back", date(2027, 6, 1))
        live_until(clock, at(SATURDAY + self.EVERY, 20))
        assert "Nothing was due in them" in self.looked_back(owner)[0]

    def test_what_was_let_go_is_not_counted_from_then_on(self, clock: Clock):
        owner = someone()
        gone = promise(owner, "write to her", SUNDAY, SUNDAYS)
        promise(owner, "call my dad", SUNDAY, SUNDAYS)
        promises.drop(owner, gone.id)
        self.weeks(clock, owner, ["kept", "kept"])
        assert "2 of 2" in self.looked_back(owner)[0]
        assert "don't know" not in self.looked_back(owner)[0]

    def test_without_an_open_promise_nobody_looks_back(self, clock: Clock):
        owner = someone()
        promises.drop(owner, promise(owner).id)
        live_until(clock, at(SATURDAY + 2 * self.EVERY, 20))
        assert written(owner) == []

    def test_a_new_promise_begins_it_again(self, clock: Clock):
        owner = someone()
        promises.drop(owner, promise(owner).id)
        live_until(clock, at(SATURDAY + self.EVERY, 20))
        promise(owner, "pay her back", date(2027, 6, 1))
        live_until(clock, at(SATURDAY + 2 * self.EVERY, 20))
        assert len(self.looked_back(owner)) == 1


class TestAClockThatJumps:
    def test_a_year_ahead_one_message_comes_and_back_again_none(self, clock: Clock):
        owner = someone()
        promise(owner, "call my dad", SUNDAY, SUNDAYS)
        promise(owner, "pay her back", FRIDAY)
        clock.pass_by(days=365)
        for _ in range(5):
            send()
        assert len(written(owner)) == 1
        clock.pass_by(days=-365)
        live_until(clock, at(SATURDAY + timedelta(days=6), 12))
        assert len(written(owner)) == 1

    def test_back_again_what_is_told_plans_what_comes_next(self, clock: Clock):
        owner = someone()
        kept = promise(owner, "call my dad", SUNDAY, SUNDAYS)
        clock.pass_by(days=365)
        send()
        clock.pass_by(days=-365)
        clock.set(at(MONDAY, 12))
        promises.report(owner, kept.id, SUNDAY, "kept")
        assert SUNDAY + timedelta(days=7) in {each.day for each in waits(owner)}

    def test_words_said_a_year_ahead_make_nobody_wait_a_year(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.pass_by(days=365)
        conversation.take(owner, "a", "hello")
        clock.pass_by(days=-365)
        clock.set(at(FRIDAY, 9))
        send()
        assert len(written(owner)) == 1


class TestTwoWorkers:
    def claim(self, name: str, moment: datetime, most: int = 100) -> list[Reminder]:
        with UnitOfWork() as work:
            found = work.reminders.claim(name, moment, most)
            work.commit()
        return found

    def test_they_claim_disjoint_rows(self, clock: Clock):
        people = [someone() for _ in range(6)]
        for each in people:
            for number in range(3):
                promise(each, f"do thing {number}")
        clock.set(at(FRIDAY, 9))
        first, second = self.claim("one", clock(), 3), self.claim("two", clock())
        assert {each.owner for each in first}.isdisjoint({each.owner for each in second})
        assert (len(first), len(second)) == (9, 9)
        assert self.claim("three", clock()) == []

    @pytest.mark.parametrize("engine", ["empty_postgres"], indirect=True)
    def test_a_claim_that_is_under_way_is_not_waited_for(self, clock: Clock):
        first, second = someone(), someone()
        for each in (first, second):
            promise(each)
        clock.set(at(FRIDAY, 9))
        with UnitOfWork() as one:
            (held,) = one.reminders.claim("one", clock(), 1)
            with UnitOfWork() as two:
                (other,) = two.reminders.claim("two", clock(), 10)
            one.commit()
        assert {held.owner, other.owner} == {first, second}

    def test_many_at_once_write_one_message_to_each(self, clock: Clock):
        people = [someone() for _ in range(12)]
        for each in people:
            promise(each, "call my dad")
            promise(each, "pay her back")
        clock.set(at(FRIDAY, 9))
        together = threading.Barrier(4)

        def works(number: int) -> int:
            together.wait(10)
            return sum(reminders.send_due(f"worker-{number}", most=2) for _ in range(12))

        with ThreadPoolExecutor(4) as pool:
            settled = sum(pool.map(works, range(4)))
        assert settled == 24
        assert [len(written(each)) for each in people] == [1] * 12

    def test_a_lease_that_ran_out_is_taken_over_and_the_first_sends_no_more(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        claimed = self.claim("died", clock())
        assert send() == 0
        clock.pass_by(seconds=LEASE.total_seconds() + 1)
        assert send() == 1
        with UnitOfWork() as work:
            reminders._Delivery(work, owner).settle("died", [each.id for each in claimed])
            work.commit()
        assert len(written(owner)) == 1

    def test_a_worker_that_wakes_up_after_its_lease_sends_nothing(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        claimed = self.claim("slept", clock())
        clock.pass_by(seconds=LEASE.total_seconds() + 1)
        with UnitOfWork() as work:
            reminders._Delivery(work, owner).settle("slept", [each.id for each in claimed])
            work.commit()
        assert written(owner) == []
        assert send() == 1

    def test_a_worker_works_until_it_is_stopped(self, clock: Clock):
        owner = someone()
        promise(owner)
        clock.set(at(FRIDAY, 9))
        worker = Worker(0.01)
        running = threading.Thread(target=worker.run)
        running.start()
        for _ in range(500):
            if written(owner):
                break
            threading.Event().wait(0.01)
        worker.stop()
        running.join(10)
        assert not running.is_alive()
        assert len(written(owner)) == 1


class TestAnotherPersonsPromise:
    """Whatever id somebody sends, only their own promises change."""

    def test_neither_told_of_nor_let_go_nor_asked_about_nor_found(self):
        owner, other = someone(), someone()
        kept = promise(owner)
        before = privacy.export(owner)
        assert promises.report(other, kept.id, FRIDAY, "missed") is None
        assert promises.drop(other, kept.id) is None
        assert promises.take_up(other, kept.id) is None
        assert promises.ask_again(other, kept.id, FRIDAY) is False
        assert promises.find(other, reference(kept.id, FRIDAY)) is None
        assert promises.promised_to(other, kept.id) is None
        assert promises.coming(other, kept.id) is None
        promises.react(other, kept.id, "she laughed")
        assert privacy.export(owner) == before
        assert privacy.export(other)["commitment_event"] == []

    def test_told_late_when_it_is_over_it_still_changes_nothing(self, clock: Clock):
        owner, other = someone(), someone()
        kept = promise(owner)
        clock.set(at(FRIDAY, 20))
        promises.report(owner, kept.id, FRIDAY, "missed")
        before = privacy.export(owner)
        assert promises.report(other, kept.id, FRIDAY, "kept") is None
        assert privacy.export(owner) == before

    def test_nobody_replaces_it(self):
        owner, other = someone(), someone()
        kept = promise(owner)
        before = privacy.export(owner)
        promise(other, "write to her", replaces=kept.id)
        assert privacy.export(owner) == before
        kinds = [each["kind"] for each in privacy.export(other)["commitment_event"]]
        assert kinds == ["active"]

    def test_a_reaction_goes_to_ones_own(self):
        owner, other = someone(), someone()
        kept, own = promise(owner), promise(other)
        promises.react(other, kept.id, "she laughed")
        notes = privacy.export(other)["commitment_event"]
        assert [each["commitment_id"] for each in notes if each["note"]] == [own.id]

    def test_an_agreement_is_changed_by_nobody_else(self):
        owner, other = someone(), someone()
        made = promises.agree(owner, LONDON, None, "no calls", None, None, FRIDAY, "t")
        assert promises.reviewed(other, made.id, None, "ended") is None
        assert promises.agreements(owner) == [made]

    @pytest.mark.parametrize(
        "written_so",
        ["", ":", "x", "0" * 32, f"{'0' * 32}:2026-11-27", "'; drop table person;--:x"],
    )
    def test_what_stands_for_nothing_is_not_found(self, written_so: str):
        assert promises.find(someone(), written_so) is None

    def test_a_day_that_is_none_is_not_found(self):
        owner = someone()
        kept = promise(owner)
        for day in ("2026-13-01", "tomorrow", "", "2026-11-27T10:00"):
            assert promises.find(owner, f"{kept.id}:{day}") is None


class TestTelling:
    def test_the_last_word_on_a_day_counts(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        clock.set(at(FRIDAY, 20))
        assert promises.report(owner, kept.id, FRIDAY, "missed").commitment.status == "missed"
        told = promises.report(owner, kept.id, FRIDAY, "kept")
        assert (told.commitment.status, told.row.kept, told.row.told) == ("kept", 1, 1)

    def test_a_repeat_stays_open_whatever_is_told(self):
        owner = someone()
        kept = promise(owner, "call my dad", SUNDAY, SUNDAYS)
        assert promises.report(owner, kept.id, SUNDAY, "missed").commitment.status == "active"

    def test_of_what_was_let_go_nothing_is_told_any_more(self):
        owner = someone()
        kept = promise(owner)
        promises.drop(owner, kept.id)
        assert promises.report(owner, kept.id, FRIDAY, "kept") is None
        assert promises.drop(owner, kept.id) is None
        assert promises.ask_again(owner, kept.id, FRIDAY) is False
        assert promises.take_up(owner, kept.id) is None

    def test_what_was_missed_can_be_taken_up_again(self, clock: Clock):
        owner = someone()
        kept = promise(owner)
        clock.set(at(FRIDAY, 20))
        promises.report(owner, kept.id, FRIDAY, "missed")
        promises.take_up(owner, kept.id)
        assert [each.status for each in promises.listed(owner)] == ["active"]

    def test_what_waits_longest_is_named_first_of_what_is_open(self, clock: Clock):
        owner = someone()
        later = promise(owner, "pay her back", date(2026, 12, 24))
        waiting = promise(owner, "call my dad", SUNDAY)
        done = promise(owner, "sell the car", SUNDAY)
        clock.set(at(TUESDAY, 12))
        promises.report(owner, done.id, SUNDAY, "kept")
        assert promises.open_ones(owner) == [(waiting, SUNDAY), (later, date(2026, 12, 24))]

    def test_what_was_let_go_has_no_days_after_that_and_no_next(self, clock: Clock):
        owner = someone()
        kept = promise(owner, "call my dad", SUNDAY, SUNDAYS)
        clock.set(at(TUESDAY, 12))
        promises.drop(owner, kept.id)
        clock.pass_by(days=30)
        (listed,) = promises.recorded(owner)
        assert listed.row.days == ((SUNDAY, None),)
        assert listed.row.next is None

    def test_in_the_persons_zone_it_is_another_day(self, clock: Clock):
        owner = someone(AUCKLAND)
        promise(owner, due=SATURDAY, zone=AUCKLAND)
        clock.set(datetime(2026, 11, 21, 12, tzinfo=timezone.utc))  # Sunday there
        assert promises.recorded(owner)[0].row.days == ((SATURDAY, None),)
