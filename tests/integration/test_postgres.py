"""The same walk on PostgreSQL: `DATABASE_URL` moves conversations and the coach's own data."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.wire import RunningServer, Talk, words

if TYPE_CHECKING:
    from pathlib import Path

URL = os.environ.get("AMENDS_TEST_POSTGRES", "")
NAME = "amends_walk"


@pytest.mark.skipif(not URL, reason="no PostgreSQL: AMENDS_TEST_POSTGRES is not set")
def test_the_walk_and_a_restart_on_postgresql(tmp_path: Path) -> None:
    admin = create_engine(URL, future=True, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {NAME}"))
        connection.execute(text(f"CREATE DATABASE {NAME}"))
    address = admin.url.set(database=NAME).render_as_string(hide_password=False)
    with RunningServer(tmp_path / "data", DATABASE_URL=address) as server:
        talk = Talk(server)
        talk.hello()
        talk.say("I lied to my sister Ana about the money she lent me")
        server.restart()
        assert "hidden from Ana" in words(talk.say("since March"))
        assert talk.kept()["breach"][0]["since"] == "since March"
        assert not (server.data / "amends.db").exists()
    admin.dispose()
