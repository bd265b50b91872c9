"""Workers are killed again and again: nothing that is meant is lost, nothing comes twice."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from bot.coaching.commitments.follow_up import SHOWN
from bot.services import conversation, privacy, promises, reminders
from bot.storage import clock
from bot.storage.reminders import LEASE
from bot.storage.tables import message, reminder
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Engine

PROJECT = Path(__file__).resolve().parents[2]
DAY = date(2027, 3, 2)
"""The day that everything is promised for: all are reminded on it, and asked on the day after."""

PLACES = {"Etc/GMT-3": 3, "Etc/GMT-1": 1, "Etc/GMT+1": -1, "Etc/GMT+3": -3}
"""Time zones with their hours before UTC: mornings that come one after the other."""

AT_ONCE = (1, 1, 2, 3, 5)
"""Commitments of one person, in turn; with five, one message cannot name all."""

PEOPLE = 120
REMINDERS = 600
WORKERS = 3
KILLS = (3, 2, 3, 2, 3, 2, 3, 2)
"""Kills while each morning is under way, on both days."""

QUICK = {"AMENDS_REMINDERS_EVERY": "0.05", "PYTHONDONTWRITEBYTECODE": ""}
"""Workers look often, and start from compiled modules wherever the tests run."""

SEED = 20270302
LONGER_THAN_A_LEASE = LEASE + timedelta(seconds=1)
A_WHILE = 90.0
"""Seconds of real time after which waiting is given up."""


class Ahead:
    """The clock of the whole installation, moved by the file that `AMENDS_CLOCK` names."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def set(self, moment: datetime) -> None:
        """Let it be another moment; in one step, since workers read it all the time."""
        written = self.file.with_suffix(".new")
        written.write_text(str((moment - datetime.now(timezone.utc)).total_seconds()))
        written.replace(self.file)

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.set(clock.now() + by)


@pytest.fixture
def ahead(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Ahead:
    """A clock that stands on the eve of the day, for this process and all that it starts."""
    made = Ahead(installation / "ahead")
    monkeypatch.setenv("AMENDS_CLOCK", str(made.file))
    monkeypatch.setattr(clock, "AHEAD", str(made.file))
    made.set(datetime(DAY.year, DAY.month, DAY.day - 1, 12, tzinfo=timezone.utc))
    return made


class WorkerProcess:
    """`amends reminders` as a service manager would start it."""

    def __init__(self, log: Path, compiled: Path) -> None:
        self.log = log
        self.compiled = compiled
        with log.open("wb") as opened:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "reminders"],
                cwd=PROJECT,
                env={**os.environ, **QUICK, "PYTHONPYCACHEPREFIX": str(compiled)},
                stdout=opened,
                stderr=opened,
            )

    @property
    def name(self) -> str | None:
        """What it claims under; None until it has begun to look."""
        found = re.search(r"worker ([0-9a-f]{32})", self.log.read_text())
        return found[1] if found else None

    def end(self, how: signal.Signals) -> int:
        """End it, and wait until it is gone."""
        self.process.send_signal(how)
        return self.process.wait(timeout=A_WHILE)


@pytest.fixture
def workers(
    installation: Path, engine: Engine, ahead: Ahead, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[WorkerProcess]]:
    """Some workers, ended politely after the test."""
    compiled = tmp_path_factory.getbasetemp() / "compiled"
    started = [
        WorkerProcess(installation / f"worker-{number}.log", compiled) for number in range(WORKERS)
    ]
    yield started
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGTERM)


@dataclass
class Somebody:
    """A person with what they promised on one day."""

    owner: str
    zone: str
    promised: dict[str, str] = field(default_factory=dict)
    boundary: str | None = None


def settle_in(number: int) -> Somebody:
    """Let a person promise one to five things; every fifth looks at a boundary again as well."""
    zone = list(PLACES)[number % len(PLACES)]
    one = Somebody(conversation.issue().id, zone)
    reminders.wish(one.owner, reminders=True, zone=zone)
    for which in range(AT_ONCE[number % len(AT_ONCE)]):
        what = f"post letter {number}x{which} to the bank"
        kept = promises.commit(one.owner, promises.Promised(what, zone, due=DAY), f"turn {which}")
        one.promised[kept.id] = what
    if number % len(AT_ONCE) == 1:
        one.boundary = f"no visits without a call {number}x"
        promises.agree(
            one.owner, zone, None, one.boundary, "yes", None, DAY + timedelta(days=1), "a turn"
        )
    return one


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for something that other processes bring about."""
    given_up = time.monotonic() + A_WHILE
    while not holds():
        assert time.monotonic() < given_up, f"{what}: not within {A_WHILE:.0f} s"
        time.sleep(0.03)


class Chaos:
    """What happens to the workers, and what people do in the meantime."""

    def __init__(
        self, engine: Engine, ahead: Ahead, workers: list[WorkerProcess], people: list[Somebody]
    ) -> None:
        self._engine = engine
        self._ahead = ahead
        self._workers = workers
        self._people = people
        self._random = random.Random(SEED)  # noqa: S311  # not for secrets: a seed
        self.left_behind: list[int] = []
        self.logs: list[str] = []
        self.dropped: dict[str, dict[str, str]] = {}
        self.erased: set[str] = set()

    def morning(self, day: date, zone: str, hour: int, kills: int) -> None:
        """Let a morning come in a time zone, and kill while it is worked on."""
        until(lambda: any(each.name for each in self._workers), "a worker at work")
        self._ahead.set(
            datetime(day.year, day.month, day.day, hour - PLACES[zone], tzinfo=timezone.utc)
        )
        for _ in range(kills):
            until(lambda: self._held() or not self._due(), "somebody sends")
            self._people_change_their_minds(zone)
            time.sleep(self._random.uniform(0, 0.3))
            self._kill()
            self._ahead.advance(LONGER_THAN_A_LEASE)

    def finish(self) -> None:
        """Wait until nothing that is due waits, letting the leases of the dead run out."""
        until(self._passed, "everything that is due is settled")

    def _passed(self) -> bool:
        held, alive = self._held(), {each.name for each in self._workers}
        if held and not held.keys() & alive:  # only those who were killed hold what is left
            self._ahead.advance(LONGER_THAN_A_LEASE)
        return not self._due()

    def _due(self) -> int:
        due = select(func.count()).where(
            reminder.c.state == "waiting", reminder.c.due_at <= clock.now()
        )
        with self._engine.connect() as connection:
            count: int = connection.execute(due).scalar_one()
        return count

    def _people_change_their_minds(self, zone: str) -> None:
        there = [one for one in self._people if one.zone == zone and one.owner not in self.erased]
        lets_go, leaves = self._random.sample(there, 2)
        commitment = self._random.choice(list(lets_go.promised))
        promises.drop(lets_go.owner, commitment)
        self.dropped[commitment] = self._states(commitment)
        if self._random.random() < 0.5:
            privacy.erase(leaves.owner)
            self.erased.add(leaves.owner)

    def _states(self, subject_id: str) -> dict[str, str]:
        about = select(reminder.c.kind, reminder.c.state).where(reminder.c.subject_id == subject_id)
        with self._engine.connect() as connection:
            return {row.kind: row.state for row in connection.execute(about)}

    def _kill(self) -> None:
        """Kill a worker that is sending just now, if there is one, and start another."""
        until(lambda: any(each.name for each in self._workers), "a worker at work")
        held = self._held()
        at_work = [each for each in self._workers if each.name]
        sending = [each for each in at_work if held[each.name or ""]]
        victim = self._random.choice(sending or at_work)
        assert victim.end(signal.SIGKILL) == -signal.SIGKILL
        self.left_behind.append(self._held()[victim.name or ""])
        self.logs.append(victim.log.read_text())
        again = victim.log.with_name(f"worker-again-{len(self.logs)}.log")
        self._workers[self._workers.index(victim)] = WorkerProcess(again, victim.compiled)

    def _held(self) -> Counter[str]:
        claimed = (
            select(reminder.c.leased_by, func.count().label("rows"))
            .where(reminder.c.state == "waiting", reminder.c.lease_until >= clock.now())
            .group_by(reminder.c.leased_by)
        )
        with self._engine.connect() as connection:
            return Counter({row.leased_by: row.rows for row in connection.execute(claimed)})

    def sent_about(self, subject_id: str) -> dict[str, int]:
        """The numbers of the messages that were kept about something, by kind of reminder."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(reminder.c.kind, reminder.c.message_seq).where(
                    reminder.c.subject_id == subject_id, reminder.c.state == "sent"
                )
            )
            return {row.kind: row.message_seq for row in rows}

    def written_to(self, owner: str) -> dict[int, str]:
        """The reminders in somebody's conversation."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(message.c.seq, message.c.text).where(
                    message.c.owner == owner, message.c.kind == "reminder"
                )
            )
            return {row.seq: row.text.casefold() for row in rows}


def test_killed_workers_lose_nothing_and_send_nothing_twice(
    engine: Engine, ahead: Ahead, workers: list[WorkerProcess]
) -> None:
    people = [settle_in(number) for number in range(PEOPLE)]
    chaos = Chaos(engine, ahead, workers, people)
    planned = select(func.count()).where(reminder.c.kind != "look_back")
    with engine.connect() as connection:
        assert connection.execute(planned).scalar_one() == REMINDERS

    kills = iter(KILLS)
    for day, hour in ((DAY, 9), (DAY + timedelta(days=1), 10)):
        for zone in PLACES:
            chaos.morning(day, zone, hour, next(kills))
        chaos.finish()

    assert len(chaos.left_behind) == sum(KILLS)
    assert sum(map(bool, chaos.left_behind)) >= sum(KILLS) // 4, "kills met nobody at work"
    assert len(chaos.erased) >= 5

    for one in people:
        if one.owner in chaos.erased:
            with UnitOfWork(writes=False) as work:
                assert not any(work.people.export(one.owner).values()), "written after erasure"
            continue
        written = chaos.written_to(one.owner)
        for commitment, what in one.promised.items():
            sent = chaos.sent_about(commitment)
            if commitment in chaos.dropped:
                before = chaos.dropped[commitment]
                assert set(sent) == {kind for kind, state in before.items() if state == "sent"}, (
                    f"{what}: sent after it was let go, when it stood at {before}"
                )
            else:
                assert set(sent) == {"day", "check_in"}, f"{what}: lost"
            for seq in sent.values():
                unnamed = len(one.promised) > SHOWN and "more" in written[seq]
                assert what in written[seq] or unnamed, f"{what}: marked as sent, and not told"
            assert sum(what in text for text in written.values()) <= len(sent), f"{what}: twice"
        if one.boundary is not None:
            asked = [text for text in written.values() if one.boundary in text]
            assert len(asked) == 1, f"{one.boundary}: asked {len(asked)} times"
        if not one.promised.keys() & chaos.dropped.keys():
            mornings = 2 + (one.boundary is not None)
            assert len(written) == mornings, "what is due to a person together comes together"

    for each in workers:
        assert each.end(signal.SIGTERM) == 0
        chaos.logs.append(each.log.read_text())
    assert [log for log in chaos.logs if "could not be sent" in log or "Traceback" in log] == []
