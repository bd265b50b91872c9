"""What stands around the conversation, over HTTP: settings, past conversations, whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.wire import RunningServer, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD = "I lied to my sister Ana about the money she lent me"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("around"), AMENDS_RATE="1000") as running:
        yield running


@pytest.fixture
def talk(server: RunningServer) -> Talk:
    person = Talk(server)
    person.hello()
    return person


def wanted(talk: Talk, **settings: object) -> dict[str, Any]:
    return talk.call("POST", "/api/settings", settings)


def test_what_was_set_is_there_for_every_device_and_in_the_export(talk: Talk) -> None:
    wanted(talk, country="IE", zone="Asia/Tokyo", feedback="matters")
    found = talk.call("GET", "/api/settings")
    assert (found["country"], found["zone"], found["feedback"]) == ("IE", "Asia/Tokyo", "matters")
    (kept,) = talk.kept()["person"]
    told = (kept["told_country"], kept["told_zone"], kept["feedback"])
    assert told == ("IE", "Asia/Tokyo", "matters")
    assert talk.call("DELETE", "/api/everything")["ok"]
    assert talk.call("GET", "/api/settings")["error"] == "no_session"


def test_a_place_is_cleared_with_null(talk: Talk) -> None:
    wanted(talk, country="OTHER", zone="Asia/Tokyo")
    found = wanted(talk, country=None, zone=None)
    assert (found["country"], found["zone"]) == (None, None)


@pytest.mark.parametrize(
    "setting",
    [
        {"country": "XX"}, {"country": ["GB"]}, {"country": "INTL"}, {"zone": "Mars/Olympus"},
        {"zone": 1}, {"zone": {}}, {"feedback": "never"}, {"feedback": None}, {"feedback": ["end"]},
        {"reminders": None}, {"quiet_from": 24}, {"told_zone": "Asia/Tokyo"}, {"owner": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused_and_nothing_changes(
    talk: Talk, setting: dict[str, object]
) -> None:
    before = talk.call("GET", "/api/settings")
    assert wanted(talk, **{"quiet_until": 9, **setting})["error"] == "bad_setting"
    assert talk.call("GET", "/api/settings") == before


def test_past_conversations_are_listed_read_and_gone_on_with(talk: Talk) -> None:
    assert talk.call("GET", "/api/matters") == {"matters": []}
    talk.say(TOLD)
    (matter,) = talk.call("GET", "/api/matters")["matters"]
    assert (matter["about"], matter["here"], matter["can_go_on"]) == (TOLD, True, True)
    path = f"/api/matters/{matter['id']}"
    read = talk.call("GET", path)
    assert read["messages"][0]["text"] == TOLD
    assert read["cut"] is False
    answer = talk.call("POST", path, {"id": "once"})
    assert answer["ok"]
    assert talk.call("POST", path, {"id": "once"})["messages"] == answer["messages"]
    said = [each for each in talk.history() if each["author"] == "person"]
    assert [each["text"] for each in said] == [TOLD, f"Go on with: {TOLD}"]


def test_nobody_reads_or_goes_on_with_anothers(server: RunningServer, talk: Talk) -> None:
    talk.say(TOLD)
    (matter,) = talk.call("GET", "/api/matters")["matters"]
    path = f"/api/matters/{matter['id']}"
    other = Talk(server)
    assert other.call("GET", path)["error"] == "no_matter"
    assert other.call("POST", path, {"id": "a"})["error"] == "rests"
    assert other.call("GET", "/api/matters") == {"matters": []}
    other.token = "nobody.x"  # noqa: S105  # nobody's
    for method, place in (("GET", "/api/matters"), ("GET", path), ("POST", path)):
        assert other.call(method, place, None if method == "GET" else {})["error"] == "no_session"


def test_without_a_bot_telegram_is_not_offered(talk: Talk) -> None:
    assert talk.call("GET", "/api/settings")["telegram"] is None
