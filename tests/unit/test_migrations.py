"""Schema changes: from nothing to the newest, and back, with nothing left between."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from bot.services import conversation, matters, promises, reminders
from bot.storage import database, schema
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

MOMENT = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
VERSIONS = Path(schema.__file__).parent / "migrations" / "versions"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Engine:
    """A database with nothing in it, not even a revision."""
    if request.param == "postgresql":
        return request.getfixturevalue("empty_postgres")
    request.getfixturevalue("installation")
    return database.engine()


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    return ScriptDirectory.from_config(config)


def test_an_empty_database_has_no_revision(empty: Engine):
    assert schema.revision_of(empty) is None


def test_upgrading_from_nothing_gives_exactly_the_tables(empty: Engine):
    schema.migrate(empty)
    assert schema.revision_of(empty) == schema.HEAD
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_columns_keys_and_rules_are_those_of_the_tables(empty: Engine):
    """Autogenerate does not compare primary keys, and rules of deletion only on some databases."""
    schema.migrate(empty)
    found = inspect(empty)
    for name, table in metadata.tables.items():
        assert found.get_pk_constraint(name)["constrained_columns"] == [
            each.name for each in table.primary_key.columns
        ], name
        rules = {
            (key["constrained_columns"][0], key["referred_table"], key["options"].get("ondelete"))
            for key in found.get_foreign_keys(name)
        }
        assert rules == {
            (next(iter(key.columns)).name, key.referred_table.name, key.ondelete)
            for key in table.foreign_key_constraints
        }, name
        nullable = {each["name"]: each["nullable"] for each in found.get_columns(name)}
        assert nullable == {each.name: each.nullable for each in table.columns}, name


def test_migrating_again_changes_nothing(empty: Engine):
    schema.migrate(empty)
    owner = conversation.issue().id
    schema.migrate(empty)
    assert conversation.person(owner) is not None


def test_head_is_the_newest_file_and_the_only_end():
    assert scripts().get_heads() == [schema.HEAD]
    newest = max(VERSIONS.glob("r*.py")).name
    assert re.match(r"r(\d+)_", newest).group(1) == schema.HEAD


def test_files_are_named_after_their_revision():
    for script in scripts().walk_revisions():
        assert Path(script.path).name.startswith(f"r{script.revision}_")


def test_what_was_promised_before_commitments_were_followed_up_is_kept(empty: Engine):
    """Rows of an older revision come through, and can be followed up from then on."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with empty.connect().execution_options(amends_writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        at = {"created_at": MOMENT, "updated_at": MOMENT}
        row = {"id": "a" * 32, "seen_at": MOMENT, "created_at": MOMENT, "cleared_gates": []}
        connection.execute(metadata.tables["person"].insert().values(row))
        row = {"owner": "a" * 32, "what": "pay her", "zone": "UTC", "status": "active", **at}
        for number in ("1", "2"):
            values = {**row, "id": number * 32, "turn": number}
            connection.execute(metadata.tables["commitment"].insert().values(values))
        connection.commit()

    schema.migrate(empty)

    first, second = promises.listed("a" * 32)
    assert (first.what, first.until, first.replaces) == ("pay her", None, None)
    assert reminders.wishes("a" * 32).reminders is None
    reminders.wish("a" * 32, reminders=True)
    told = promises.report("a" * 32, first.id, MOMENT.date(), "kept")
    assert told is not None
    assert told.row.kept == 1
    assert promises.drop("a" * 32, second.id) is not None


def test_what_was_told_before_there_were_chapters_is_a_past_conversation(empty: Engine):
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    owner, ana, ben, silent = (letter * 32 for letter in "0abc")
    with empty.connect().execution_options(amends_writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        row = {"id": owner, "seen_at": MOMENT, "created_at": MOMENT, "cleared_gates": []}
        connection.execute(metadata.tables["person"].insert().values(row))
        for seq, (author, text) in enumerate(
            [("bot", "What happened?"), ("person", "I lied to Ana"), ("bot", "When?"),
             ("person", "I broke Ben's bike"), ("bot", "When?")], start=1,
        ):  # fmt: skip
            at = MOMENT + timedelta(minutes=seq)
            row = {"owner": owner, "seq": seq, "author": author, "kind": "text", "text": text,
                   "links": [], "answered": True, "at": at}  # fmt: skip
            connection.execute(metadata.tables["message"].insert().values(row))
        for breach_id, act, minute in (
            (ana, "I lied to Ana", 2.5), (ben, "I broke Ben's bike", 4.5), (silent, None, 4.6),
        ):  # fmt: skip
            at = MOMENT + timedelta(minutes=minute)
            row = {"id": breach_id, "owner": owner, "act": act, "kinds": [], "status": "open",
                   "created_at": at, "updated_at": at}  # fmt: skip
            connection.execute(metadata.tables["breach"].insert().values(row))
        connection.commit()

    schema.migrate(empty)

    found = matters.read(owner, ana)
    assert found is not None
    assert [each.text for each in found.messages] == ["I lied to Ana", "When?"]
    assert {each["id"] for each in matters.listed(owner)["matters"]} == {ana, ben}


def test_every_change_can_be_taken_back(empty: Engine):
    schema.migrate(empty)
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with empty.connect().execution_options(amends_writes=True) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    assert set(inspect(empty).get_table_names()) == {"alembic_version"}
    assert schema.revision_of(empty) is None


def test_going_back_one_step_loses_nothing_that_hangs_on_a_person(empty: Engine):
    schema.migrate(empty)
    owner = conversation.issue().id
    conversation.take(owner, "a", "I lied to Ana")
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with empty.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    with empty.connect() as connection:
        kept = connection.exec_driver_sql("SELECT COUNT(*) FROM message").scalar_one()
    assert kept == 1
