"""What tests share: a database of their own, and a run in which nothing may be skipped."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.channels import identity
from bot.storage import clock as bot_clock
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
    "AMENDS_EMBED_KEY",
    "AMENDS_EMBEDDINGS",
    "AMENDS_RATE",
    "AMENDS_SECRET",
    "AMENDS_PAGE",
    "TELEGRAM_TOKEN",
    "TELEGRAM_API",
    "TELEGRAM_WEBHOOK",
    "TELEGRAM_CERTIFICATE",
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


class Clock:
    """A clock that stands where a test sets it; it only ticks so that nothing is at once."""

    def __init__(self) -> None:
        self._moment = datetime(2026, 11, 21, 10, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        """The present moment, a little later with every look."""
        self._moment += timedelta(microseconds=1)
        return self._moment

    def set(self, moment: datetime) -> None:
        """Let it be a moment, which names its zone."""
        self._moment = moment.astimezone(timezone.utc)

    def pass_by(self, **duration: float) -> None:
        """Let time pass: `hours=3`; less than nothing sets the clock back."""
        self._moment += timedelta(**duration)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The bot's clock, on Saturday 21 November 2026 at ten in the morning in London."""
    made = Clock()
    monkeypatch.setattr(bot_clock, "AHEAD", None)
    monkeypatch.setattr(bot_clock, "system", made)
    return made


def _forget_installation() -> None:
    """What is remembered for the life of a process belongs to the installation before."""
    database.engine_for.cache_clear()
    identity._secret.cache_clear()
