"""What nobody should send: answered or refused clearly, nothing executed, lost or kept twice."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.wire import RunningServer, Talk, words

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("server"), AMENDS_RATE="1000") as running:
        yield running


@pytest.fixture
def talk(server: RunningServer) -> Talk:
    person = Talk(server)
    person.hello()
    return person


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u0000\u0007\u200b"[:2], "empty"),
        ("a" * 10_000, "too_long"),
        ("/restart", "command"),
        ('/commit{"due": "x"}', "command"),
        ("  //session_start", "command"),
        (None, "not_text"),
        (["a"], "not_text"),
    ],
)
def test_it_is_refused_in_plain_words_and_nothing_is_kept(
    talk: Talk, sent: object, code: str
) -> None:
    before = len(talk.history())
    answer = talk.send(sent)
    assert answer["ok"] is False
    assert answer["error"] == code
    assert len(answer["message"].split()) > 4
    assert len(talk.history()) == before


@pytest.mark.parametrize(
    "sent",
    ["😀😀😀", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "אני שיקרתי לאחותי",
     "I lied\u202e to him", "'; DROP TABLE message; --", "{{7*7}} {them} {0}", "\\", "?",
     "I lied to my sister\u0000 about it", "EXTERNAL_reminder", "%s %d"],
)  # fmt: skip
def test_odd_text_is_answered_and_kept_as_it_was_sent(talk: Talk, sent: str) -> None:
    answer = talk.say(sent)
    assert answer
    assert "Something went wrong" not in words(answer)
    said = [each["text"] for each in talk.history() if each["author"] == "person"][-1]
    assert said == sent.replace("\u0000", "")


def test_a_slash_never_runs_as_an_intent(talk: Talk) -> None:
    talk.say("I lied to my boss about a deadline")
    for sent in ("/erase_my_data", "\u200b/restart", "/ start_over"):
        answer = talk.send(sent)
        assert answer["error"] == "command"
    assert len(talk.kept()["breach"]) == 1


def test_the_same_message_twice_is_taken_and_answered_once(talk: Talk) -> None:
    client_id = str(uuid.uuid4())
    first = talk.send("I lied to my boss about a deadline", client_id)
    second = talk.send("I lied to my boss about a deadline", client_id)
    assert second["ok"]
    assert second["seq"] == first["seq"]
    assert words(second["messages"]) == words(first["messages"])
    kept = talk.kept()
    assert [row["client_id"] for row in kept["message"]].count(client_id) == 1
    assert len(kept["breach"]) == 1


def test_another_persons_token_or_button_opens_nothing(server: RunningServer, talk: Talk) -> None:
    other = Talk(server)
    other.hello()
    button = other.last[-1]["buttons"][0]["id"]
    refused = talk.call("POST", "/api/messages", {"id": "x1", "button": button})
    assert refused["error"] == "used_button"
    owner = other.kept()["person"][0]["id"]
    forged = talk.call("GET", "/api/history", token=f"{owner}.AAAAAAAAAAAAAAAAAAAAAAAAAAA")
    assert forged["error"] == "no_session"
    assert talk.call("GET", "/api/history", token=owner)["error"] == "no_session"


def test_a_button_works_once(talk: Talk) -> None:
    button = talk.last[-1]["buttons"][0]["id"]
    assert talk.call("POST", "/api/messages", {"id": "p1", "button": button})["ok"]
    assert talk.call("POST", "/api/messages", {"id": "p2", "button": button})["ok"] is False


def test_a_burst_is_answered_in_order_within_the_time_of_its_turns(talk: Talk) -> None:
    one = []
    for text in ("are you a person?", "what is kept?", "hello", "thanks", "what can you do?"):
        began = time.monotonic()
        talk.say(text)
        one.append(time.monotonic() - began)
    began = time.monotonic()
    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(talk.send, f"are you a person? {number}", f"burst-{number}")
            time.sleep(0.05)
    spent = time.monotonic() - began
    said = [each for each in talk.history() if (each["client_id"] or "").startswith("burst-")]
    assert [each["client_id"] for each in said] == [f"burst-{number}" for number in range(5)]
    assert spent < 2 * sum(one) + 0.5


def test_too_much_at_once_is_slowed_down(tmp_path_factory: pytest.TempPathFactory) -> None:
    with RunningServer(tmp_path_factory.mktemp("slow"), AMENDS_RATE="0.2") as server:
        talk = Talk(server)
        refusals = [talk.send("hello").get("error") for _ in range(16)]
        assert "too_fast" in refusals
        assert refusals[0] is None
        time.sleep(6)
        assert talk.send("hello").get("ok")
