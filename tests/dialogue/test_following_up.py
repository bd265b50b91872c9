"""Promises that come back: the whole circle over the wire, with a clock that the test moves."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from tests.dialogue.pairs import hold
from tests.wire import PROJECT, RunningServer, Talk, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOLD = [
    ("I lied to my dad about the car", ["When was it"]),
    ("in May", ["hidden"]),
    ("no", ["know"]),
    ("yes he knows", ["How was it for"]),
    ("he was ashamed in front of the neighbours", ["first draft"]),
    ("[It says what I mean]", ["What will you do"]),
]  # fmt: skip


class Installation:
    """A server, a clock that can be moved, and a worker that is run when the test wants it."""

    def __init__(self, folder: Path) -> None:
        self._clock = folder / "ahead"
        self._clock.write_text("0")
        self.server = RunningServer(
            folder / "data", AMENDS_RATE="1000", AMENDS_CLOCK=str(self._clock)
        )

    @property
    def today(self) -> date:
        ahead = timedelta(seconds=float(self._clock.read_text()))
        return (datetime.now(timezone.utc) + ahead).date()

    def go_to(self, day: date, hour: int = 12) -> None:
        """Move the clock to an hour of a day, in UTC, which is the zone of these people."""
        moment = datetime.combine(day, time(hour), timezone.utc)
        self._clock.write_text(str((moment - datetime.now(timezone.utc)).total_seconds()))

    def remind(self) -> None:
        """Let a worker send what is due."""
        subprocess.run(
            [sys.executable, "-m", "bot.cli", "reminders", "--once"],
            cwd=PROJECT, env=self.server.environment, check=True, timeout=60,
        )  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("following_up"))
    with made.server:
        yield made


@pytest.fixture
def talk(place: Installation) -> Talk:
    person = Talk(place.server)
    person.hello()
    return person


def promise(talk: Talk, what: str, *, remind: bool = True) -> str:
    """Promise something without a walk before it; what the bot said at the end."""
    talk.say(what)
    for _ in range(3):
        if "Written down" in words(talk.last):
            break
        talk.press("Skip this") if "How will" in words(talk.last) else talk.say("skip")
    said = words(talk.last)
    assert "Written down" in said, said
    if remind and "Shall I write to you" in said:
        talk.press("Yes, remind me")
    return said


def written(talk: Talk) -> list[str]:
    """What was written to the person without their asking."""
    return [each["text"] for each in talk.history() if each["kind"] == "reminder"]


def bring(talk: Talk) -> None:
    """See what is there, as the page does when it opens."""
    talk.last = talk.history()[-1:]


def statuses(talk: Talk) -> list[str]:
    return [row["status"] for row in talk.kept()["commitment"]]


def test_the_whole_circle_from_a_promise_to_the_record(place: Installation, talk: Talk) -> None:
    hold(talk, TOLD)
    sunday = place.today + timedelta(days=(6 - place.today.weekday()) % 7 or 7)
    hold(talk, [("I'll call him every Sunday", ["How will"]), ("he'll see my number", [])])
    assert "Shall I write to you" in words(talk.last)
    assert "quiet from 9 in the evening to 8 in the morning" in words(talk.press("Yes, remind me"))

    place.server.restart()
    place.go_to(sunday)
    place.remind()
    place.remind()
    assert written(talk) == ["It's Sunday, so this comes round today: call him."]

    place.go_to(sunday + timedelta(days=1))
    place.server.restart()
    place.remind()
    assert written(talk)[1:] == ["Did you call him yesterday?"]

    said = talk.say("no, I bottled it")
    assert [each["kind"] for each in said] == ["text", "draft", "text"]
    assert "I said I would call you, and on Sunday" in said[1]["text"]
    assert "keep it as it is, change it, or let it go" in said[2]["text"]
    talk.press("Change it")
    new_day = place.today + timedelta(days=3)
    talk.say(f"I'll write him a letter by {new_day.day} {new_day:%B}")
    talk.say("he'll have it in his hands")
    assert "Written down: you will write him a letter" in words(talk.last)
    assert statuses(talk) == ["changed", "active"]

    place.go_to(new_day)
    place.remind()
    assert written(talk)[-1] == "Today is the day you set: write him a letter."
    bring(talk)
    assert "Written down as kept: write him a letter" in words(talk.press("It's done"))
    assert statuses(talk) == ["changed", "kept"]
    record = words(talk.say("show me my promises"))
    assert "write him a letter: kept" in record
    assert "Kept 1 of 2 so far" in record


def test_nothing_is_written_to_somebody_who_did_not_say_yes(
    place: Installation, talk: Talk
) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 2)}", remind=False)
    place.go_to(place.today + timedelta(days=5))
    place.remind()
    assert written(talk) == []


def test_nothing_is_written_at_night_and_it_comes_in_the_morning(
    place: Installation, talk: Talk
) -> None:
    day = place.today + timedelta(days=1)
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 1)}")
    place.go_to(day + timedelta(days=1), hour=23)
    place.remind()
    assert written(talk) == []
    place.go_to(day + timedelta(days=2), hour=9)
    place.remind()
    assert len(written(talk)) == 1


def test_after_days_without_a_worker_there_is_one_message_for_everything(
    place: Installation, talk: Talk
) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 1)}")
    promise(talk, f"I'll tell my brother the truth by {_in_days(place, 2)}")
    place.go_to(place.today + timedelta(days=6))
    place.remind()
    place.remind()
    said = written(talk)
    assert len(said) == 1
    assert "pay her back 50" in said[0]
    assert "tell your brother the truth" in said[0]
    bring(talk)
    talk.press("pay her back 50")
    assert "Did you pay her back 50?" in words(talk.last)
    assert "Written down as kept" in words(talk.say("yes, on the day"))


def test_three_missed_in_a_row_ask_whether_it_is_the_right_promise(
    place: Installation, talk: Talk
) -> None:
    promise(talk, "I'll run the washing every Saturday")
    said = ""
    for _ in range(3):
        ahead = (5 - place.today.weekday()) % 7 or 7
        place.go_to(place.today + timedelta(days=ahead + 1))
        place.remind()
        said = words(talk.say("no, I forgot"))
        talk.press("Keep it")
    assert "That's 3 in a row" in said


def test_what_was_let_go_is_not_asked_about(place: Installation, talk: Talk) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 2)}")
    talk.say("I missed the payment")
    talk.press("Let it go")
    place.go_to(place.today + timedelta(days=4))
    place.remind()
    assert written(talk) == []
    assert statuses(talk) == ["dropped"]


def test_a_draft_under_way_waits_for_the_answer_and_goes_on(
    place: Installation, talk: Talk
) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 1)}")
    talk.say("I also told my friend Tom's secret to the whole pub")
    assert "When was it" in words(talk.last)
    place.go_to(place.today + timedelta(days=2))
    place.remind()
    assert "Did you pay her back 50?" in written(talk)[-1]
    said = words(talk.say("yes, all of it"))
    assert "Written down as kept" in said
    assert re.search(r"Back to|where we were|When was it", said + words(talk.say("skip")))


def test_an_emergency_lets_everything_wait(place: Installation, talk: Talk) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 1)}")
    talk.say("I want to kill myself tonight")
    place.go_to(place.today + timedelta(days=3))
    place.remind()
    assert written(talk) == []


def test_who_is_erased_is_not_written_to(place: Installation, talk: Talk) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 1)}")
    talk.call("DELETE", "/api/everything")
    place.go_to(place.today + timedelta(days=3))
    place.remind()
    assert talk.call("GET", "/api/history")["status"] == 401


def test_reminders_end_at_a_word_and_begin_again_at_another(
    place: Installation, talk: Talk
) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 3)}")
    assert "No reminders" in words(talk.say("stop reminding me please"))
    place.go_to(place.today + timedelta(days=2))
    assert "Then I write to you" in words(talk.say("turn the reminders back on"))
    place.go_to(place.today + timedelta(days=2))
    place.remind()
    assert len(written(talk)) == 1


def test_a_limit_becomes_an_agreement_with_a_day_to_look_again(
    place: Installation, talk: Talk
) -> None:
    talk.say("she asked me not to phone her after nine in the evening")
    assert "agreed" in words(talk.last)
    talk.say("I said I won't, only texts")
    talk.say("then we don't talk for two days")
    said = words(talk.say("in two weeks"))
    assert "Asked for:" in said
    assert "To be looked at again:" in said
    assert talk.kept()["agreement"][0]["status"] == "agreed"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("I'll pay her back 50 by 3 May 1850", "gone by"),
        ("I'll ring her every 0 days", ""),
        ("I'll call her by Friday and " + "then do the thing " * 280, ""),
    ],
    ids=["a day long gone", "every 0 days", "5,000 characters"],
)  # fmt: skip
def test_what_cannot_be_promised_is_refused_and_nothing_is_stored(
    talk: Talk, said: str, answer: str
) -> None:
    talk.say("I want to make a promise")
    reply = talk.send(said)
    assert reply.get("ok") is not True or "Written down" not in words(reply["messages"])
    if reply.get("ok"):
        assert answer in words(reply["messages"])
    assert talk.kept()["commitment"] == []


def test_a_report_on_somebody_elses_promise_changes_nothing(
    place: Installation, talk: Talk
) -> None:
    promise(talk, f"I'll pay her back 50 by {_in_days(place, 2)}")
    theirs = talk.kept()["commitment"][0]
    other = Talk(place.server)
    other.hello()
    command = f'/report_kept{{"value": "{theirs["id"]}:{theirs["due"]}"}}'
    assert other.send(command)["error"] == "command"
    other.say("I kept my promise, I paid her back the 50")
    assert statuses(talk) == ["active"]


def _in_days(place: Installation, days: int) -> str:
    day = place.today + timedelta(days=days)
    return f"{day.day} {day:%B}"
