"""When something breaks: always an answer, nothing acknowledged is lost, no words in the log."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

from tests.wire import RunningServer, Talk, free_port, words

if TYPE_CHECKING:
    from pathlib import Path

WORD = "marmalade"


def test_a_person_is_where_they_were_after_every_process_is_killed(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        talk = Talk(server)
        talk.hello()
        talk.say("I lied to my sister Ana about the money she lent me")
        talk.say("since March")
        before = talk.history()
        server.restart(signal.SIGKILL)
        assert talk.history() == before
        assert "How much of it does Ana know" in words(talk.say("I spent it on my car"))
        server.restart()
        talk.say("all of it")
        assert "first draft" in words(talk.say("she felt stupid"))
        assert talk.kept()["breach"][0]["hidden"] == "I spent it on my car"


def test_a_message_taken_just_before_a_kill_is_answered_after_the_start(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        talk = Talk(server)
        talk.hello()
        server.stop(signal.SIGKILL)
        owner_row = "SELECT owner, max(seq) FROM message"
        with sqlite3.connect(server.data / "amends.db") as database:
            owner, seq = database.execute(owner_row).fetchone()
            database.execute(
                "INSERT INTO message"
                " (owner, seq, author, kind, text, links, client_id, answered, at)"
                " VALUES (?, ?, 'person', 'text', ?, '[]', 'left', 0, '2026-01-01 10:00:00.0')",
                (owner, seq + 1, "I lied to my sister Ana about the money she lent me"),
            )
        server.start()
        deadline = time.monotonic() + 20
        while len(talk.history()) < seq + 3 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert "As I hear it" in words(talk.history())
        assert len(talk.kept()["breach"]) == 1


def test_a_locked_database_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        talk = Talk(server)
        talk.hello()
        talk.say("I lied to my sister Ana about the money she lent me")
        before = talk.history()
        lock = sqlite3.connect(server.data / "amends.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        refused = talk.send(f"since the {WORD} summer", "locked-1")
        lock.execute("ROLLBACK")
        lock.close()
        assert refused["ok"] is False
        assert refused["error"] == "not_kept"
        assert "send it again" in refused["message"]
        assert talk.history() == before
        assert "hidden" in words(talk.send("since last summer", "locked-1")["messages"])
        assert WORD not in server.log


def test_a_lock_in_mid_turn_ends_in_an_honest_sentence(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        talk = Talk(server)
        talk.hello()
        talk.say("I lied to my sister Ana about the money she lent me")
        lock = sqlite3.connect(server.data / "amends.db", isolation_level=None)
        answers = []
        sender = threading.Thread(target=lambda: answers.append(talk.send("since March")))
        sender.start()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            taken = lock.execute("SELECT count(*) FROM message WHERE text = 'since March'")
            if taken.fetchone()[0]:
                break
        lock.execute("BEGIN IMMEDIATE")
        time.sleep(6)
        lock.execute("ROLLBACK")
        lock.close()
        sender.join(30)
        assert answers
        assert "hidden" in words(talk.say("since March")) or "know" in words(talk.last)


def test_an_action_server_that_is_away_is_said_honestly(tmp_path: Path) -> None:
    away = f"http://127.0.0.1:{free_port()}/webhook"
    with RunningServer(tmp_path / "data", AMENDS_ACTIONS_URL=away) as server:
        talk = Talk(server)
        answer = talk.say(f"I lied to my sister about the {WORD}")
        assert "went wrong on my side" in words(answer)
        assert WORD not in server.log
        assert len(talk.history()) == 2


def test_a_long_conversation_does_not_slow_down(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data", AMENDS_RATE="1000") as server:
        talk = Talk(server)
        talk.hello()
        talk.say("I lied to my sister Ana about the money she lent me")
        spent = []
        for _ in range(150):
            began = time.monotonic()
            talk.say("how long does it take to be trusted again?")
            spent.append(time.monotonic() - began)
        early, late = sorted(spent[5:25])[10], sorted(spent[-20:])[10]
        assert late < early * 1.6 + 0.01
        assert "hidden from Ana" in words(talk.say("since March"))
