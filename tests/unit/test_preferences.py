"""How a person wants it: what they said holds, what their browser says is only a guess."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.services import conversation, preferences, promises, rehearsals, reminders, telegram
from bot.services.preferences import Wanted
from bot.services.promises import Promised
from bot.storage.clock import now
from bot.storage.unit_of_work import UnitOfWork

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def owner() -> str:
    made = conversation.issue().id
    conversation.seen(made, "en-GB", "Europe/London")
    return made


def zone_of(owner: str) -> str | None:
    person = conversation.person(owner)
    assert person is not None
    return person.zone


def test_wishes_are_set_one_by_one_and_the_others_stay(owner: str) -> None:
    preferences.set_to(owner, Wanted(country="IE", zone="Europe/Dublin"))
    preferences.set_to(owner, Wanted(reminders=True, quiet_from=20, feedback="end"))
    found = preferences.set_to(owner, Wanted(reminders=False))
    named = ("country", "zone", "feedback", "reminders", "quiet_from", "quiet_until")
    assert [found[name] for name in named] == ["IE", "Europe/Dublin", "end", False, 20, 8]


def test_what_nobody_set_is_what_the_browser_says(owner: str) -> None:
    found = preferences.shown(owner)
    assert (found["country"], found["guessed_country"]) == (None, "GB")
    assert (found["zone"], found["guessed_zone"]) == (None, "Europe/London")
    assert found["feedback"] == "each"
    assert zone_of(owner) == "Europe/London"


def test_what_is_set_holds_on_every_device_until_it_is_cleared(owner: str) -> None:
    preferences.set_to(owner, Wanted(country="JP", zone="Asia/Tokyo"))
    conversation.seen(owner, "de-DE", "Europe/Berlin")
    found = preferences.shown(owner)
    assert (found["country"], found["guessed_country"]) == ("JP", "DE")
    assert zone_of(owner) == "Asia/Tokyo"

    found = preferences.set_to(owner, Wanted(country=None, zone=None))
    assert (found["country"], found["zone"]) == (None, None)
    assert zone_of(owner) == "Europe/Berlin"


def test_a_place_told_last_wins_wherever_it_was_told(owner: str) -> None:
    preferences.set_to(owner, Wanted(country="JP", zone="Asia/Tokyo"))
    preferences.tell_country(owner, "IE")
    reminders.wish(owner, zone="Europe/Dublin")
    found = preferences.shown(owner)
    assert (found["country"], found["zone"]) == ("IE", "Europe/Dublin")
    assert preferences.set_to(owner, Wanted(country="FR"))["country"] == "FR"


def test_reminders_move_with_a_zone_that_is_set_and_stay_when_a_browser_says_another(
    owner: str,
) -> None:
    reminders.wish(owner, reminders=True)
    day = (now() + timedelta(days=7)).date()
    promises.commit(owner, Promised("call her", "Europe/London", due=day), "turn-1")

    def morning() -> str:
        with UnitOfWork(writes=False) as work:
            found = next(each for each in work.reminders.waiting(owner) if each.kind == "day")
        return found.due_at.isoformat()

    def nine(zone: str) -> str:
        with UnitOfWork(writes=False) as work:
            found = next(each for each in work.reminders.waiting(owner) if each.kind == "day")
        return f"{found.due_at.astimezone(ZoneInfo(zone)):%H}"

    hour, first = nine("Europe/London"), morning()
    preferences.set_to(owner, Wanted(zone="Asia/Tokyo"))
    assert nine("Asia/Tokyo") == hour
    moved = morning()
    assert moved != first
    conversation.seen(owner, "en-GB", "Europe/Paris")
    assert morning() == moved
    preferences.set_to(owner, Wanted(zone=None))
    assert nine("Europe/Paris") == hour


def test_every_new_rehearsal_starts_as_was_chosen_last(owner: str) -> None:
    def begun() -> rehearsals.Kept:
        return rehearsals.begin(owner, None, "I lied to my sister", "quiet")

    assert begun().rehearsal.style == "each"
    preferences.set_to(owner, Wanted(feedback="matters"))
    running = begun()
    assert running.rehearsal.style == "matters"
    rehearsals.set_style(owner, running.id, "end")
    assert rehearsals.stand(owner, running.id).style == "end"
    assert begun().rehearsal.style == "end"
    assert preferences.shown(owner)["feedback"] == "end"


def test_a_setting_leaves_a_rehearsal_that_runs_as_it_is(owner: str) -> None:
    running = rehearsals.begin(owner, None, "I lied to my sister", "quiet")
    preferences.set_to(owner, Wanted(feedback="end"))
    assert rehearsals.stand(owner, running.id).style == "each"


def test_telegram_is_offered_where_there_is_a_bot(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert preferences.shown(owner)["telegram"] is None
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:a")
    assert preferences.shown(owner)["telegram"] == {"linked": False}
    telegram.join("chat", "sealed", telegram.offer_code(owner).code)
    assert preferences.shown(owner)["telegram"] == {"linked": True}
    telegram.part(owner)
    assert preferences.shown(owner)["telegram"] == {"linked": False}
