"""How long it takes to find what is due among all that is not, and to send it.

`make bench-reminders` fills a database with 10,000 people who promised 100,000 things, and claims
the fifty reminders that are due; then the same with ten times as many that wait for later days;
then it sends six hundred, with a person writing beside. It does so on SQLite, and on PostgreSQL
where `AMENDS_TEST_POSTGRES` names a database that may be emptied. What it prints stands in
`benchmarks/README.md`.
"""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import threading
import time
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from sqlalchemy import event, insert, select, text, update

from bot.services import conversation, reminders
from bot.storage import database, schema
from bot.storage.database import new_id
from bot.storage.reminders import LEASE
from bot.storage.tables import commitment, person, reminder
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine

PEOPLE = 10_000
COMMITMENTS = 100_000
WAITING = (100_000, 1_000_000)
DUE = 50
CLAIMS = 30
SENT = 600
AT_ONCE = 20_000
INDEX = "ix_reminder_due"

NOW = datetime.now(timezone.utc)
TOMORROW = NOW.date() + timedelta(days=1)


def keep(engine: Engine, table: Any, rows: Iterator[dict[str, Any]]) -> None:  # noqa: ANN401
    """Write many rows."""
    while some := list(islice(rows, AT_ONCE)):
        with engine.connect().execution_options(amends_writes=True) as connection:
            connection.execute(insert(table), some)
            connection.commit()


def fill(engine: Engine) -> list[str]:
    """People and what they promised; the ids of the commitments, those of one person apart."""
    owners = [new_id() for _ in range(PEOPLE)]
    subjects = [new_id() for _ in range(COMMITMENTS)]
    keep(
        engine, person,
        ({"id": owner, "created_at": NOW, "seen_at": NOW, "zone": "UTC", "cleared_gates": [],
          "reminders": True, "quiet_from": 0, "quiet_until": 0} for owner in owners),
    )  # fmt: skip
    keep(
        engine, commitment,
        ({"id": subject, "owner": owners[number % PEOPLE], "what": "call my sister on Sundays",
          "zone": "UTC", "recurrence": "FREQ=WEEKLY", "due": NOW.date() - timedelta(days=7),
          "status": "active", "created_at": NOW - timedelta(days=14), "updated_at": NOW}
         for number, subject in enumerate(subjects)),
    )  # fmt: skip
    keep(engine, reminder, waiting(owners, subjects, 0, WAITING[0] - DUE))
    yesterday = NOW.date() - timedelta(days=1)
    keep(
        engine, reminder,
        (planned(owners[number], subjects[number], yesterday, NOW - timedelta(minutes=1))
         for number in range(DUE)),
    )  # fmt: skip
    return [*owners, *subjects]


def waiting(
    owners: list[str], subjects: list[str], first: int, last: int
) -> Iterator[dict[str, Any]]:
    """Reminders that are not due, each for a day of its commitment."""
    for number in range(first, last):
        day = TOMORROW + timedelta(days=1 + number // COMMITMENTS)
        due_at = NOW + timedelta(days=1, seconds=number)
        which = number % COMMITMENTS
        yield planned(owners[which % PEOPLE], subjects[which], day, due_at)


def planned(owner: str, subject: str, day: date, due_at: datetime) -> dict[str, Any]:
    """A row of the table."""
    return {"id": new_id(), "owner": owner, "subject_id": subject, "kind": "check_in", "day": day,
            "due_at": due_at, "state": "waiting"}  # fmt: skip


def analyse(engine: Engine) -> None:
    """Let PostgreSQL count its rows, as it does by itself after a while; SQLite never does."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def claims(before: int) -> list[float]:
    """Seconds of each of several claims, the lease of the one before having run out."""
    spent = []
    for number in range(before, before + CLAIMS + 1):
        moment = NOW + number * (LEASE + timedelta(seconds=1))
        began = time.perf_counter()
        with UnitOfWork() as work:
            claimed = work.reminders.claim(new_id(), moment, reminders.BATCH)
            work.commit()
        spent.append(time.perf_counter() - began)
        if len(claimed) != DUE:
            raise RuntimeError(f"{len(claimed)} were claimed where {DUE} were due")
    return sorted(spent[1:])


def uses_index(engine: Engine) -> bool:
    """Whether the database finds what is due by the index of what waits."""
    said: list[tuple[str, Any]] = []

    def listen(*found: Any) -> None:  # noqa: ANN401
        said.append((found[2], found[3]))

    event.listen(engine, "before_cursor_execute", listen)
    with UnitOfWork(writes=False) as work:
        work.reminders.claim(new_id(), NOW, reminders.BATCH)
    event.remove(engine, "before_cursor_execute", listen)
    statement, values = next((words, each) for words, each in said if "due_at" in words)
    how = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(how + statement, values).all()
    return any(INDEX in str(row) for row in plan)


def sending(engine: Engine, ids: list[str]) -> tuple[float, list[float]]:
    """Seconds that one worker takes for many people, and those of each write of a person beside."""
    owners = ids[DUE : DUE + SENT]  # those of before are claimed still
    soon = select(reminder.c.id).where(
        reminder.c.owner.in_(owners),
        reminder.c.subject_id.in_(ids[PEOPLE + DUE : PEOPLE + DUE + SENT]),
    )
    with engine.connect().execution_options(amends_writes=True) as connection:
        connection.execute(
            update(reminder)
            .where(reminder.c.id.in_(soon), reminder.c.day == TOMORROW + timedelta(days=1))
            .values(due_at=NOW, day=NOW.date() - timedelta(days=1), lease_until=None)
        )
        connection.commit()
    somebody, done = conversation.issue().id, threading.Event()
    waits: list[float] = []

    def write() -> None:
        while not done.wait(0.05):
            began = time.perf_counter()
            conversation.seen(somebody, "en", "UTC")
            waits.append(time.perf_counter() - began)

    beside = threading.Thread(target=write)
    beside.start()
    began, settled = time.perf_counter(), 0
    while found := reminders.send_due(new_id()):
        settled += found
    spent = time.perf_counter() - began
    done.set()
    beside.join()
    if settled != SENT:
        raise RuntimeError(f"{settled} were settled where {SENT} were due")
    return spent, sorted(waits)


def measure(name: str) -> None:
    """Measure one database, and print."""
    engine = database.engine()
    schema.migrate(engine)
    ids = fill(engine)
    for number, rows in enumerate(WAITING):
        if number:
            more = waiting(ids[:PEOPLE], ids[PEOPLE:], WAITING[number - 1], rows)
            keep(engine, reminder, more)
        analyse(engine)
        spent = claims(number * (CLAIMS + 1))
        print(
            f"{name:<11}{DUE} due of {rows:>9,}  {1000 * statistics.median(spent):.1f} ms, "
            f"p95 {1000 * spent[int(len(spent) * 0.95)]:.1f} ms  "
            f"({'by the index' if uses_index(engine) else 'WITHOUT THE INDEX'})"
        )
    spent_s, waits = sending(engine, ids)
    print(
        f"{name:<11}sending {SENT}         {spent_s:.1f} s; a write beside "
        f"{1000 * statistics.median(waits):.0f} ms, at most {1000 * waits[-1]:.0f} ms"
    )
    engine.dispose()


def main() -> None:
    """Measure each database that there is."""
    print(
        f"machine    {platform.processor() or platform.machine()}, "
        f"{psutil.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB"
    )
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AMENDS_DATA"] = str(Path(folder))
        measure("sqlite")
        url = os.environ.get("AMENDS_TEST_POSTGRES")
        if not url:
            print("postgresql not measured: AMENDS_TEST_POSTGRES is not set")
            return
        os.environ["DATABASE_URL"] = url
        with database.engine().begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        measure("postgresql")


if __name__ == "__main__":
    main()
