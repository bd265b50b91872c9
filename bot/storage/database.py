"""The database: one engine a process, write-ahead logging on SQLite, one way to open a session."""

from __future__ import annotations

import secrets
import time
from functools import lru_cache
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from bot import settings
from bot.errors import AmendsError

BUSY_TIMEOUT_MS = 4_000
"""How long SQLite waits for another writer before it says that the database is locked."""

MOMENT_MS, TRIES = 50, 20
"""How long, and how often, it is waited for readers before what was written ahead is dropped."""

BREATH_S = 0.02
"""How long others are let in at least, after something written among much else."""


def new_id() -> str:
    """An id that cannot be guessed: 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


@lru_cache(maxsize=4)
def engine_for(url: str) -> Engine:
    """The engine for a database address, made once a process.

    Args:
        url: SQLAlchemy address; `sqlite:///…` or `postgresql://…`.

    Returns:
        An engine that never puts parameters, which hold people's words, into an error.

    Raises:
        AmendsError: for a database that Amends does not run on.
    """
    try:
        name = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise AmendsError(
            "DATABASE_URL is no database address. Use one like sqlite:////folder/amends.db or "
            "postgresql://user@host/amends, or leave it out."
        ) from error
    if name == "sqlite":
        return _sqlite(url)
    if name == "postgresql":
        return create_engine(
            url, future=True, hide_parameters=True, pool_size=5, max_overflow=5, pool_pre_ping=True
        )
    raise AmendsError(
        f"DATABASE_URL names {name}; Amends runs on sqlite:/// or postgresql:// addresses."
    )


def engine() -> Engine:
    """The engine of this installation's database."""
    current = settings.load()
    current.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return engine_for(current.database_url)


def let_others_write(spent_s: float) -> None:
    """Wait a little between two of many transactions, on a database with one lock for all.

    SQLite keeps no line before that lock: whoever waits looks again every few milliseconds, and a
    process that takes the lock again at once keeps all others out, until they give up.

    Args:
        spent_s: Seconds that the last transaction took; the longer, the more of them wait.
    """
    if engine().dialect.name == "sqlite":
        time.sleep(max(BREATH_S, spent_s))


def _truncated(cursor: Any) -> bool:  # noqa: ANN401  # the driver's own
    is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def leave_no_trace() -> bool:
    """Overwrite what was deleted also where SQLite writes ahead; no table holds it any more.

    Returns:
        Whether that is done; False where somebody is reading for longer than a moment, and it
        happens when they have ended and something else is written.
    """
    if engine().dialect.name != "sqlite":
        return True
    connection = engine().raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={MOMENT_MS}")
        is_done = any(_truncated(cursor) for _ in range(TRIES))
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        return is_done
    finally:
        connection.close()


def _sqlite(url: str) -> Engine:
    made = create_engine(
        url,
        future=True,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        poolclass=QueuePool,  # a file that is closed after each transaction is tidied each time
    )

    @event.listens_for(made, "connect")
    def _configure(connection: Any, _record: Any) -> None:  # noqa: ANN401
        # pysqlite would begin transactions itself, and begin them too weakly
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        # a transaction that will write takes its lock first: upgrading a read can deadlock
        writes = connection.get_execution_options().get("amends_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made
