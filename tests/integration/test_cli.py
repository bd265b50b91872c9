"""The command line against a running server, as scripts use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.wire import PROJECT, RunningServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("server"), AMENDS_RATE="1000") as running:
        yield running


def amends(
    server: RunningServer, *arguments: str, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=PROJECT, env=server.environment, input=given, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_a_conversation_can_be_scripted(server: RunningServer) -> None:
    said = "I lied to my sister Ana about the money she lent me"
    first = amends(server, "chat", "--session", "mia", "--say", said, "--json")
    assert first.returncode == 0, first.stderr
    answer = json.loads(first.stdout)
    assert "your sister Ana" in answer["messages"][0]["text"] or len(answer["messages"]) > 1
    second = amends(server, "chat", "--session", "mia", "--say", "since March")
    assert "hidden from Ana" in second.stdout
    pressed = amends(server, "chat", "--session", "mia", "--press", "Nothing was hidden")
    assert "Ana know" in pressed.stdout
    missing = amends(server, "chat", "--session", "mia", "--press", "No such thing")
    assert missing.returncode == 2
    assert "All of it" in missing.stderr


def test_export_and_erase(server: RunningServer) -> None:
    amends(server, "chat", "--session", "leo", "--say", "I forgot my dad's birthday")
    held = json.loads(amends(server, "export", "--session", "leo").stdout)
    assert held["breach"][0]["act"] == "I forgot my dad's birthday"
    assert amends(server, "erase", "--session", "leo").returncode == 0
    gone = amends(server, "export", "--session", "leo")
    assert gone.returncode == 2
    assert "leo" in gone.stderr


def test_stats_count_the_gates_and_hold_nobodys_words(server: RunningServer) -> None:
    before = json.loads(amends(server, "stats", "--json").stdout)
    said = "There is a restraining order against me from Priya"
    amends(server, "chat", "--session", "sam", "--say", said)
    after = amends(server, "stats", "--json").stdout
    counted = {(row["category"], row["shown"]): row["count"] for row in json.loads(after)["gates"]}
    assert counted["no_contact_order", "stop"] >= 1
    assert json.loads(after)["totals"]["people"] == before["totals"]["people"] + 1
    assert "Priya" not in after
    assert "no_contact_order" in amends(server, "stats").stdout


def test_stats_of_a_place_where_nothing_was_kept_say_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "stats"],
        cwd=PROJECT, env={**os.environ, "AMENDS_DATA": str(tmp_path)}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Nothing is kept yet" in done.stderr
    assert "Traceback" not in done.stderr


def test_screen_and_nlu_give_the_shapes_that_scripts_rely_on(server: RunningServer) -> None:
    screened = json.loads(amends(
        server, "screen", "--json", given="There is a restraining order against me"
    ).stdout)  # fmt: skip
    assert screened["tier"] == "stop"
    assert screened["categories"] == ["no_contact_order"]
    assert set(screened) == {"tier", "ask", "confidence", "categories", "matches"}
    explained = amends(server, "screen", given="There is a restraining order against me").stdout
    assert "“restraining order”: rule" in explained
    assert "like        “" in explained
    read = json.loads(amends(
        server, "nlu", "--json", "I lied to my sister Ana about the money she lent me"
    ).stdout)  # fmt: skip
    assert read["intent"] == "tell_breach"
    assert read["details"]["name"] == "Ana"
    assert read["details"]["relationship"] == "sibling"
    assert set(read) == {"intent", "confidence", "details", "gate", "ms"}


def test_jsonl_keeps_order_and_goes_on_after_a_bad_line(server: RunningServer) -> None:
    lines = '{"id": 1, "text": "hello"}\nnonsense\n{"id": 3}\n{"id": 4, "text": "thanks"}\n'
    for command in ("screen", "moves", "nlu"):
        out = amends(server, command, "--jsonl", given=lines)
        answers = [json.loads(line) for line in out.stdout.splitlines()]
        assert [each["id"] for each in answers] == [1, None, 3, 4]
        assert "error" in answers[1]
        assert "error" in answers[2]
        assert "error" not in answers[3]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("screen", "/no/such/file"), "no file"),
        (("export", "--session", "nobody"), "no session"),
        (("chat", "--session", "../x", "--say", "hi"), "session's name"),
        (("nlu", ""), "nothing to read"),
    ],
)
def test_bad_usage_is_one_clear_line(
    server: RunningServer, arguments: tuple[str, ...], says: str
) -> None:
    done = amends(server, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_command_has_help(server: RunningServer) -> None:
    for command in (
        "up",
        "train",
        "chat",
        "screen",
        "moves",
        "nlu",
        "doctor",
        "stats",
        "export",
        "erase",
    ):
        done = amends(server, command, "--help")
        assert done.returncode == 0
        assert "usage: amends" in done.stdout


def test_the_doctor_finds_everything_in_place(server: RunningServer) -> None:
    done = amends(server, "doctor")
    assert "model" in done.stdout
    assert done.returncode == 0, done.stdout


def test_without_a_server_it_says_how_to_start_one(server: RunningServer) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", "--session", "none", "--say", "hi"],
        cwd=PROJECT, env={**server.environment, "AMENDS_PORT": "1"}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "make run" in done.stderr


CHECKED = (
    "Ana, I told Sam about your illness on Friday. I was wrong to. You were asked about it by "
    "people you hardly know, because of me. I am sorry. I have told Sam that it was not mine to "
    "tell, and I will not speak of your health to anybody. You don't owe me an answer."
)


def test_check_says_what_spoils_an_apology_and_exits_by_the_verdict(server: RunningServer) -> None:
    good = amends(server, "check", "--json", given=CHECKED)
    assert good.returncode == 0, good.stdout
    spoiled = amends(server, "check", given="I'm sorry if I hurt you, but you made me so angry.")
    assert spoiled.returncode == 1
    assert "not ready yet" in spoiled.stdout
    assert "[if I hurt you]" in spoiled.stdout
    assert "I'm sorry that I hurt you." in spoiled.stdout
    answer = json.loads(amends(server, "check", "--json", given="I'm sorry if I hurt you.").stdout)
    assert {"ready", "score", "elements", "faults", "safety"} <= set(answer)
    assert [fault["id"] for fault in answer["faults"]] == ["conditional"]


def test_check_reads_lines_and_goes_on_after_a_bad_one(server: RunningServer) -> None:
    rows = [json.dumps({"id": 1, "text": "Mistakes were made."}), "oops", '{"id": 3, "text": "Hi"}']
    read = amends(server, "check", "--jsonl", given="\n".join(rows))
    answers = [json.loads(row) for row in read.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, 3]
    assert answers[0]["faults"][0]["id"] == "agentless"
    assert "error" in answers[1]
    assert answers[2]["score"] is None


def test_check_refuses_what_it_cannot_read(server: RunningServer, tmp_path: Path) -> None:
    for name, data in {
        "empty.txt": b"",
        "binary.bin": bytes(range(256)) * 10,
        "large.txt": b"I am sorry. " * 100_000,
        "german.txt": b"Es tut mir leid, dass ich dich gestern angelogen habe.",
        "notice.txt": b"The tenant shall pay the rent on the first day of each month.",
    }.items():
        (tmp_path / name).write_bytes(data)
        refused = amends(server, "check", str(tmp_path / name))
        assert refused.returncode == 2, name
        assert len(refused.stderr.strip().splitlines()) == 1, name
        assert "of 100" not in refused.stdout
