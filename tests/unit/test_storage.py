"""What is remembered: the repositories, the transaction around them, and two writers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import AmendsError
from bot.services import breaches, promises
from bot.services.promises import Promised
from bot.storage import database, tables
from bot.storage.messages import Reply
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Engine


def issue() -> str:
    with UnitOfWork() as work:
        made = work.people.issue()
        work.commit()
    return made.id


@pytest.fixture
def owner(engine: Engine) -> str:
    return issue()


@pytest.fixture
def breach_id(owner: str) -> str:
    found = breaches.id_for(owner, "turn-1")
    breaches.tell(owner, found, {"act": "I read her diary"})
    return found


class TestUnitOfWork:
    def test_what_is_not_committed_is_rolled_back(self, engine: Engine):
        with UnitOfWork() as work:
            made = work.people.issue()

        with UnitOfWork(writes=False) as work:
            assert work.people.get(made.id) is None

    def test_an_error_rolls_back_everything_in_it(self, engine: Engine):
        made = issue()

        def fails() -> None:
            with UnitOfWork() as work:
                work.messages.take(made, "a", "hello")
                work.messages.take("0" * 32, "a", "of nobody")
                work.commit()

        with pytest.raises(IntegrityError):
            fails()
        with UnitOfWork(writes=False) as work:
            assert work.messages.after(made, 0) == []

    def test_a_reader_is_not_held_up_by_a_writer(self, engine: Engine):
        made = issue()
        with UnitOfWork() as writing:
            writing.people.seen(made, locale="en-GB")
            with UnitOfWork(writes=False) as reading:
                assert reading.people.get(made).locale is None


class TestPeople:
    def test_an_id_cannot_be_guessed(self, engine: Engine):
        ids = {issue() for _ in range(20)}
        assert len(ids) == 20
        assert all(len(each) == 32 and int(each, 16) for each in ids)

    def test_seen_keeps_what_is_known_where_nothing_new_is_said(self, owner: str):
        with UnitOfWork() as work:
            work.people.seen(owner, locale="en-IN", zone="Asia/Kolkata")
            work.people.seen(owner)
            work.commit()
            found = work_person(owner)
        assert (found.locale, found.zone) == ("en-IN", "Asia/Kolkata")

    def test_cleared_gates_add_up_and_never_repeat(self, owner: str):
        with UnitOfWork() as work:
            work.people.clear_gates(owner, ("victim",))
            work.people.clear_gates(owner, ("self_harm", "victim"))
            work.commit()
        assert work_person(owner).cleared_gates == ("self_harm", "victim")


def work_person(owner: str):
    with UnitOfWork(writes=False) as work:
        return work.people.get(owner)


class TestMessages:
    def test_numbers_run_on_from_one_for_each_person(self, owner: str):
        other = issue()
        with UnitOfWork() as work:
            first = work.messages.take(owner, "a", "I lied")
            work.messages.take(other, "a", "hello")
            (second,) = work.messages.answer(first, owner, [Reply("To whom?")])
            third = work.messages.take(owner, "b", "my sister")
            work.commit()
        assert [each.seq for each in (first, second, third)] == [1, 2, 3]

    def test_the_same_client_id_is_kept_once(self, owner: str):
        with UnitOfWork() as work:
            assert work.messages.take(owner, "a", "I lied") is not None
            assert work.messages.take(owner, "a", "I lied") is None
            work.commit()
            assert [each.text for each in work.messages.after(owner, 0)] == ["I lied"]

    def test_two_people_may_choose_the_same_client_id(self, owner: str):
        with UnitOfWork() as work:
            assert work.messages.take(owner, "a", "one") is not None
            assert work.messages.take(issue_in(work), "a", "two") is not None

    def test_buttons_come_back_in_their_order_with_their_message(self, owner: str):
        offered = (("Yes", "/affirm"), ("No", "/deny"), ("Skip this", "/skip"))
        with UnitOfWork() as work:
            work.messages.answer(None, owner, [Reply("Ready?", buttons=offered), Reply("Well?")])
            work.commit()
        with UnitOfWork(writes=False) as work:
            asked, after = work.messages.after(owner, 0)
        assert [(each.title, each.payload) for each in asked.buttons] == list(offered)
        assert after.buttons == ()

    def test_links_and_kind_come_back_as_they_were(self, owner: str):
        link = {"title": "Find a helpline", "url": "https://findahelpline.com"}
        with UnitOfWork() as work:
            work.messages.answer(None, owner, [Reply("Call them.", kind="help", links=(link,))])
            work.commit()
            (kept,) = work.messages.after(owner, 0)
        assert (kept.kind, kept.links) == ("help", (link,))

    def test_a_message_is_open_until_its_answer_is_kept(self, owner: str):
        with UnitOfWork() as work:
            taken = work.messages.take(owner, "a", "I lied")
            assert [each.client_id for each in work.messages.unanswered()] == ["a"]
            work.messages.answer(taken, owner, [Reply("To whom?")])
            assert work.messages.unanswered() == []

    def test_reading_after_a_number_gives_the_newest_of_many(self, owner: str):
        with UnitOfWork() as work:
            work.messages.answer(None, owner, [Reply(str(number)) for number in range(1, 8)])
            found = work.messages.after(owner, 2, limit=3)
        assert [each.text for each in found] == ["5", "6", "7"]

    def test_a_typed_title_is_a_button_only_under_the_newest_message(self, owner: str):
        with UnitOfWork() as work:
            work.messages.answer(None, owner, [Reply("Ready?", buttons=(("Yes", "/affirm"),))])
            assert work.messages.offered_as(owner, "yes!").payload == "/affirm"
            assert work.messages.offered_as(owner, "yes but no") is None
            work.messages.take(owner, "a", "hm")
            assert work.messages.offered_as(owner, "yes") is None

    def test_a_button_of_another_person_is_not_found(self, owner: str):
        with UnitOfWork() as work:
            (kept,) = work.messages.answer(None, owner, [Reply("?", buttons=(("Yes", "/affirm"),))])
            assert work.messages.offered(owner, kept.buttons[0].id) is not None
            assert work.messages.offered(issue_in(work), kept.buttons[0].id) is None

    def test_a_message_of_nobody_is_refused(self, engine: Engine):
        with pytest.raises(IntegrityError) as refused, UnitOfWork() as work:
            work.messages.take("0" * 32, "a", "my secret is blue")
        assert "my secret is blue" not in str(refused.value)


def issue_in(work: UnitOfWork) -> str:
    return work.people.issue().id


class TestBreaches:
    def test_the_same_turn_opens_the_same_breach(self, owner: str):
        first, again = (breaches.id_for(owner, "turn-1") for _ in range(2))
        breaches.tell(owner, first, {"act": "I lied"})
        breaches.tell(owner, again, {"person": "sister"})
        with UnitOfWork(writes=False) as work:
            (kept,) = work.breaches.of(owner)
        assert (kept.act, kept.person, kept.kinds) == ("I lied", "sister", ())

    def test_another_turn_or_person_opens_another(self, owner: str):
        assert len({breaches.id_for(o, t) for o in (owner, "x") for t in ("1", "2")}) == 4

    def test_another_person_neither_sees_nor_changes_it(self, owner: str, breach_id: str):
        other = issue()
        assert breaches.told(other, breach_id) is None
        with UnitOfWork() as work:
            work.breaches.change(other, breach_id, act="nothing")
            work.commit()
        assert breaches.told(owner, breach_id).act == "I read her diary"


class TestDrafts:
    def test_every_version_is_kept_and_the_newest_is_last(self, owner: str, breach_id: str):
        with UnitOfWork() as work:
            for text in ("I am sorry.", "I am sorry I read it."):
                work.drafts.add(owner, breach_id, text, "composed")
            work.commit()
            kept = work.drafts.of(owner, breach_id)
            assert work.drafts.latest(owner, breach_id) == kept[-1]
        assert [(each.version, each.text) for each in kept] == [
            (1, "I am sorry."),
            (2, "I am sorry I read it."),
        ]

    def test_the_same_words_again_are_the_same_version(self, owner: str, breach_id: str):
        with UnitOfWork() as work:
            first = work.drafts.add(owner, breach_id, "I am sorry.", "composed")
            again = work.drafts.add(owner, breach_id, "I am sorry.", "revised")
        assert again == first

    def test_before_the_first_there_is_none(self, owner: str, breach_id: str):
        with UnitOfWork(writes=False) as work:
            assert work.drafts.latest(owner, breach_id) is None


def commit(owner: str, breach_id: str | None, what: str, turn: str):
    made = Promised(what, "Europe/London", breach_id, date(2026, 11, 27), witness="a receipt")
    return promises.commit(owner, made, turn)


class TestPromises:
    def test_one_turn_makes_one_promise(self, owner: str, breach_id: str):
        first = commit(owner, breach_id, "pay her back", "turn-3")
        again = commit(owner, breach_id, "pay her back", "turn-3")
        assert again == first
        assert promises.listed(owner) == [first]
        assert first.due == date(2026, 11, 27)

    def test_everything_that_was_promised_is_kept_as_it_was_said(self, owner: str, breach_id: str):
        first = commit(owner, breach_id, "pay her back", "turn-3")
        said = Promised(
            "pay her 20", "Europe/London", breach_id, date(2026, 11, 27), "FREQ=WEEKLY;BYDAY=FR",
            "a receipt", date(2027, 1, 1), "her", first.id,
        )  # fmt: skip
        promises.commit(owner, said, "turn-4")
        before, after = promises.listed(owner)
        assert {name: getattr(after, name) for name in vars(said)} == vars(said)
        assert (before.status, after.status) == ("changed", "active")

    def test_a_report_goes_to_the_one_that_it_names(self, owner: str, breach_id: str):
        first = commit(owner, breach_id, "pay her back", "turn-3")
        commit(owner, breach_id, "call on Sunday", "turn-4")
        told = promises.report(owner, first.id, date(2026, 11, 27), "kept")
        assert (told.commitment.id, told.commitment.status) == (first.id, "kept")
        assert [(each.what, each.status) for each in promises.listed(owner)] == [
            ("pay her back", "kept"),
            ("call on Sunday", "active"),
        ]
        assert promises.report(owner, "0" * 32, date(2026, 11, 27), "kept") is None

    def test_every_word_on_a_day_stays_in_the_history(self, owner: str, breach_id: str):
        kept = commit(owner, breach_id, "pay her back", "turn-3")
        for result in ("missed", "kept"):
            promises.report(owner, kept.id, date(2026, 11, 27), result)
        promises.react(owner, kept.id, "she smiled")
        with UnitOfWork(writes=False) as work:
            history = work.commitments.events_of(owner)
        assert [(each.kind, each.day, each.note) for each in history] == [
            ("active", None, None),
            ("missed", date(2026, 11, 27), None),
            ("kept", date(2026, 11, 27), None),
            ("reaction", None, "she smiled"),
        ]

    def test_a_promise_outlives_its_breach(self, owner: str, breach_id: str, engine: Engine):
        commit(owner, breach_id, "pay her back", "turn-3")
        with engine.connect().execution_options(amends_writes=True) as connection:
            connection.execute(tables.breach.delete())
            connection.commit()
        assert promises.listed(owner)[0].breach_id is None


class TestAgreements:
    def test_one_turn_makes_one_agreement(self, owner: str, breach_id: str):
        asked = (owner, "UTC", breach_id, "no calls", "only letters", "I leave", None)
        first, again = (promises.agree(*asked, "turn-5") for _ in range(2))
        assert again == first
        assert promises.agreements(owner) == [first]

    def test_it_outlives_its_breach(self, owner: str, breach_id: str, engine: Engine):
        promises.agree(owner, "UTC", breach_id, "no calls", None, None, None, "turn-5")
        with engine.connect().execution_options(amends_writes=True) as connection:
            connection.execute(tables.breach.delete())
            connection.commit()
        assert promises.agreements(owner)[0].breach_id is None


class TestMoments:
    def test_a_moment_comes_back_in_utc(self, owner: str, engine: Engine):
        london = timezone(timedelta(hours=1))
        told = datetime(2026, 7, 1, 9, 30, tzinfo=london)
        with engine.connect().execution_options(amends_writes=True) as connection:
            connection.execute(tables.person.update().values(seen_at=told))
            connection.commit()
        found = work_person(owner).seen_at
        assert found == told
        assert found.utcoffset() == timedelta(0)

    def test_a_moment_without_a_zone_is_refused(self, owner: str, engine: Engine):
        naive = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001  # that is what is refused
        with engine.connect() as connection, pytest.raises(StatementError, match="without a zone"):
            connection.execute(tables.person.update().values(seen_at=naive))


class TestTwoWritersAtOnce:
    """Upgrading a read to a write would fail at once with “database is locked”."""

    def test_different_people_write_at_once_and_all_is_kept(self, engine: Engine):
        people = [issue() for _ in range(4)]
        with ThreadPoolExecutor(len(people)) as pool:
            done = [pool.submit(talk, owner, f"{n}", 25) for n, owner in enumerate(people)]
            for each in done:
                each.result()
        assert [count(engine, owner) for owner in people] == [50] * 4

    def test_taking_while_an_answer_is_kept(self, engine: Engine, owner: str):
        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(talk, owner, name, 25) for name in ("a", "b")]
            for each in done:
                each.result()
        assert count(engine, owner) == 100

    def test_the_same_message_twice_at_once_is_kept_once(self, sqlite: Engine):
        owner = issue()
        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(lambda _: take(owner, "a"), range(8)))
        assert sum(each is not None for each in taken) == 1


def take(owner: str, client_id: str):
    with UnitOfWork() as work:
        taken = work.messages.take(owner, client_id, "hello")
        work.commit()
    return taken


def talk(owner: str, name: str, turns: int) -> None:
    for turn in range(turns):
        taken = take(owner, f"{name}-{turn}")
        with UnitOfWork() as work:
            work.messages.answer(taken, owner, [Reply("hello")])
            work.commit()


def count(engine: Engine, owner: str) -> int:
    with engine.connect() as connection:
        return connection.execute(
            select(func.count()).select_from(tables.message).where(tables.message.c.owner == owner)
        ).scalar_one()


class TestDatabase:
    def test_sqlite_writes_ahead_and_holds_to_foreign_keys(self, sqlite: Engine):
        with sqlite.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2

    def test_one_engine_a_process(self, sqlite: Engine):
        assert database.engine() is sqlite

    def test_another_database_is_refused_with_a_sentence(self):
        with pytest.raises(AmendsError, match=r"sqlite:/// or postgresql://"):
            database.engine_for("mysql://somewhere/amends")

    @pytest.mark.parametrize("url", ["", "amends.db", "no such:thing"])
    def test_what_is_no_address_is_refused_with_a_sentence(self, url: str):
        with pytest.raises(AmendsError):
            database.engine_for(url)

    def test_the_data_folder_is_for_its_owner_alone(self, installation: Path, monkeypatch):
        monkeypatch.setenv("AMENDS_DATA", str(installation / "new"))
        database.engine()
        assert (installation / "new").stat().st_mode & 0o777 == 0o700

    def test_erasing_knows_every_table_of_a_person(self):
        """A table that is added with an owner must be added to what is erased, too."""
        with_owner = {name for name, each in tables.metadata.tables.items() if "owner" in each.c}
        assert {each.name for each in tables.OWNED} == with_owner
        assert set(tables.metadata.tables) == with_owner | {"person", "telegram_update"}

    def test_the_tables_can_be_made_elsewhere(self, tmp_path: Path):
        other = create_engine(f"sqlite:///{tmp_path / 'other.db'}", future=True)
        tables.metadata.create_all(other)
        assert set(inspect(other).get_table_names()) == set(tables.metadata.tables)
        other.dispose()
