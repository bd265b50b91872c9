"""What is kept about a person: all of it shown, all of it gone."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone

import pytest

from bot import settings
from bot.errors import BadInputError
from bot.services import breaches, conversation, privacy, promises, reminders
from bot.services.conversation import Reply
from bot.services.promises import Promised
from bot.storage import tables
from bot.storage.trackers import TrackerRows
from bot.storage.unit_of_work import UnitOfWork


def someone(engine) -> str:
    """A person with a row in every table."""
    owner = conversation.issue().id
    taken, _ = conversation.take(owner, "a", "I lied to Ana")
    conversation.answer(taken, owner, [Reply("When?", buttons=(("Skip this", "/skip"),))])
    breach_id = breaches.id_for(owner, "a")
    breaches.tell(owner, breach_id, {"act": "I lied to Ana", "kinds": ["lie"]})
    due = date(2026, 11, 27)
    reminders.wish(owner, reminders=True, quiet_from=22)
    promises.commit(owner, Promised("tell her", "Europe/London", breach_id, due), "b")
    promises.agree(owner, "Europe/London", breach_id, "no calls", None, None, due, "b")
    with UnitOfWork() as work:
        work.drafts.add(owner, breach_id, "I am sorry that I lied.", "composed")
        work.rehearsals.add(owner, breach_id, "hot", "{}")
        work.gates.add(owner, "refer", ("legal",), "suggestion")
        work.people.clear_gates(owner, ("victim",))
        work.telegram.add(f"chat of {owner}", owner, "sealed")
        work.telegram.offer(f"code of {owner}", owner, datetime(2026, 11, 27, tzinfo=timezone.utc))
        work.commit()
    said = {"event": "user", "text": "I lied to Ana"}
    TrackerRows(engine).append(owner, None, [said], (0, [said]))
    return owner


def test_every_table_is_shown_and_can_be_read_by_anything(engine):
    held = privacy.export(someone(engine))
    assert set(held) == set(tables.metadata.tables) - {"telegram_update"}  # that is of nobody
    assert all(held.values())
    assert json.loads(json.dumps(held)) == held


def test_moments_have_their_zone_and_days_are_days(engine):
    held = privacy.export(someone(engine))
    assert datetime.fromisoformat(held["person"][0]["created_at"]).tzinfo is not None
    assert held["commitment"][0]["due"] == "2026-11-27"


def test_how_one_wants_to_be_written_to_is_shown(engine):
    (held,) = privacy.export(someone(engine))["person"]
    assert (held["reminders"], held["quiet_from"]) == (True, 22)


def test_a_reminder_is_kept_without_words(engine):
    for each in privacy.export(someone(engine))["reminder"]:
        assert "tell her" not in json.dumps(each)
        assert "no calls" not in json.dumps(each)


def test_only_ones_own_is_shown(engine):
    owner, other = someone(engine), someone(engine)
    assert other not in json.dumps(privacy.export(owner))


def test_of_nobody_nothing_is_shown(engine):
    with pytest.raises(BadInputError, match="Nothing is kept"):
        privacy.export("0" * 32)


def test_erasing_leaves_nothing_of_one_and_everything_of_another(engine):
    owner, other = someone(engine), someone(engine)
    before = privacy.export(other)

    privacy.erase(owner)

    assert conversation.person(owner) is None
    with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            assert owner not in str(connection.execute(table.select()).all()), table.name
    assert privacy.export(other) == before


def test_erasing_twice_does_no_harm(engine):
    owner = someone(engine)
    privacy.erase(owner)
    privacy.erase(owner)
    with pytest.raises(BadInputError):
        privacy.export(owner)


def test_a_gate_is_recorded_without_words(engine):
    held = privacy.export(someone(engine))["gate_record"][0]
    assert set(held) == {"id", "owner", "tier", "categories", "shown", "at"}


def test_no_file_holds_what_was_erased(sqlite):
    word = "Quixotry"  # stands nowhere else
    owner = conversation.issue().id
    for number in range(50):
        conversation.take(owner, f"{number}", f"I told {word} about the {number} letters")
    held = list(settings.load().data.glob("amends.db*"))
    assert any(word.encode() in each.read_bytes() for each in held)
    privacy.erase(owner)
    assert not any(word.encode() in each.read_bytes() for each in held if each.exists())
