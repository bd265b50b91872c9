"""What tests share: a database of their own, and a run in which nothing may be skipped."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.channels import identity
from bot.storage import database, schema

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from sqlalchemy.engine import Engine

POSTGRES = "AMENDS_TEST_POSTGRES"
"""Names a PostgreSQL database that tests may empty, as `postgresql://user@host/name`."""

SKIP_NOTHING = "AMENDS_TEST_SKIP_NOTHING"
"""Set to 1, every skip is a failure: what should have been tested was not."""

SETTINGS = (
    "DATABASE_URL",
    "AMENDS_HOST",
    "AMENDS_PORT",
    "AMENDS_ACTIONS_URL",
    "AMENDS_ORIGINS",
    "AMENDS_EMBEDDINGS",
    "AMENDS_RATE",
    "AMENDS_SECRET",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a failure of a skip where nothing may be skipped."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(SKIP_NOTHING) == "1":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and {SKIP_NOTHING} is set: {call.excinfo}"
    return report


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation with an empty data folder and every other setting at its default."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AMENDS_DATA", str(tmp_path))
    _forget_installation()
    yield tmp_path
    _forget_installation()


@pytest.fixture
def sqlite(installation: Path) -> Engine:
    """A migrated SQLite database, which is the installation's own."""
    made = database.engine()
    schema.migrate(made)
    return made


@pytest.fixture
def empty_postgres(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A PostgreSQL database with nothing in it, which is the installation's own."""
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL to test on: {POSTGRES} is not set")
    monkeypatch.setenv("DATABASE_URL", url)
    made = database.engine()
    with made.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield made
    made.dispose()


@pytest.fixture(params=["sqlite", "empty_postgres"], ids=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A migrated database of each kind that Amends runs on."""
    made: Engine = request.getfixturevalue(request.param)
    schema.migrate(made)
    return made


def _forget_installation() -> None:
    """What is remembered for the life of a process belongs to the installation before."""
    database.engine_for.cache_clear()
    identity._secret.cache_clear()
