"""Whose chat it is, what is still to be brought there, and how a conversation is handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.telegram.sealing import name_of, seal, unseal, webhook_secret
from bot.services import conversation, privacy, reminders, telegram
from bot.services.conversation import Reply
from bot.storage import clock
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

pytestmark = pytest.mark.usefixtures("engine")

CHAT = "chat"


@pytest.fixture
def owner(engine: Engine) -> str:
    return telegram.come_in(CHAT, "sealed", "en").owner


def ask(owner: str, number: int, text: str = "I lied") -> None:
    """Someone says something on Telegram, and is answered."""
    taken, _ = conversation.take(owner, telegram.client_id(number), text)
    conversation.answer(taken, owner, [Reply(f"I heard {text}"), Reply("When was it?")])


def brought(owner: str) -> list[str]:
    found = telegram.undelivered(owner)
    telegram.brought(owner, "me", found.until)
    return [each.text for each in found.messages]


class TestSealing:
    pytestmark = pytest.mark.usefixtures("installation")

    def test_a_number_opens_only_with_the_secret_it_was_sealed_with(self, monkeypatch, tmp_path):
        sealed, name = seal(918_273_645), name_of(918_273_645)
        assert unseal(sealed) == 918_273_645
        assert name == name_of(918_273_645) != name_of(918_273_646)
        assert "918273645" not in sealed + name
        monkeypatch.setenv("AMENDS_DATA", str(tmp_path / "other"))
        assert unseal(sealed) is None
        assert name_of(918_273_645) != name

    def test_the_webhooks_secret_is_one_that_telegram_takes(self):
        assert len(webhook_secret()) == 64
        assert webhook_secret().isalnum()


class TestComing:
    def test_a_chat_keeps_its_conversation(self, owner: str):
        assert telegram.come_in(CHAT, "sealed anew", None).owner == owner
        assert telegram.come_in("another", "sealed", None).owner != owner

    def test_the_language_is_kept(self, owner: str):
        found = conversation.person(owner)
        assert found is not None
        assert found.locale == "en"

    def test_an_update_is_known_across_what_is_erased(self, owner: str):
        assert not telegram.is_taken(5_000_000_000)
        telegram.take(5_000_000_000)
        telegram.take(5_000_000_000)
        privacy.erase(owner)
        assert telegram.is_taken(5_000_000_000)
        assert telegram.known(CHAT) is None

    def test_after_three_days_it_is_forgotten(self, owner: str, monkeypatch):
        telegram.take(5)
        telegram.forget_old()
        assert telegram.is_taken(5)
        later = clock.now() + timedelta(days=4)
        monkeypatch.setattr(telegram, "now", lambda: later)
        telegram.forget_old()
        assert not telegram.is_taken(5)


class TestBringing:
    def test_everything_is_brought_once_and_in_order(self, owner: str):
        ask(owner, 1)
        ask(owner, 2, "since March")
        assert telegram.waiting() == [owner]
        assert brought(owner) == [
            "I heard I lied", "When was it?", "I heard since March", "When was it?",
        ]  # fmt: skip
        assert brought(owner) == []
        assert telegram.waiting() == []

    def test_after_a_stop_it_goes_on_with_the_first_that_is_missing(self, owner: str):
        ask(owner, 1)
        first, _ = telegram.undelivered(owner).messages
        telegram.brought(owner, "me", first.seq)
        assert brought(owner) == ["When was it?"]

    def test_what_is_answered_on_the_page_stays_there_and_reminders_come_to_both(self, owner: str):
        ask(owner, 1)
        brought(owner)
        taken, _ = conversation.take(owner, "web-1", "since March")
        conversation.answer(taken, owner, [Reply("Was any of it hidden?")])
        conversation.answer(None, owner, [Reply("Did you pay her?", "reminder")])
        assert brought(owner) == ["Did you pay her?"]
        ask(owner, 2, "yes")
        assert brought(owner) == ["I heard yes", "When was it?"]

    def test_a_welcome_back_to_the_page_stays_there(self, owner: str):
        ask(owner, 1)
        brought(owner)
        conversation.answer(None, owner, [Reply("Good to see you.", "notice"), Reply("On we go?")])
        assert brought(owner) == []
        assert telegram.waiting() == []

    def test_two_servers_do_not_send_to_one_chat_at_once(self, owner: str, monkeypatch):
        assert telegram.claim(owner, "one") is not None
        assert telegram.claim(owner, "two") is None
        assert telegram.claim(owner, "one") is not None
        telegram.release(owner, "two")
        assert telegram.claim(owner, "two") is None
        telegram.release(owner, "one")
        assert telegram.claim(owner, "two") is not None

    def test_a_lease_that_a_killed_server_held_ends(self, owner: str, monkeypatch):
        monkeypatch.setattr(telegram, "LEASE", timedelta(seconds=-1))
        assert telegram.claim(owner, "killed") is not None
        assert telegram.claim(owner, "two") is not None

    def test_to_someone_who_is_gone_nothing_is_sent(self, owner: str):
        ask(owner, 1)
        assert telegram.claim(owner, "me") is not None
        privacy.erase(owner)
        assert telegram.brought(owner, "me", 2) is False
        assert telegram.undelivered(owner).messages == ()
        assert telegram.claim(owner, "me") is None


class TestBlocking:
    def test_nothing_waits_for_someone_who_blocked_until_they_speak(self, owner: str):
        ask(owner, 1)
        telegram.block(owner)
        assert telegram.waiting() == []
        assert telegram.claim(owner, "me") is None
        telegram.come_in(CHAT, "sealed", None)
        assert telegram.waiting() == [owner]

    def test_their_reminders_end_and_whoever_was_not_asked_stays_unasked(self, owner: str):
        telegram.block(owner)
        assert reminders.wishes(owner).reminders is None
        reminders.wish(owner, reminders=True)
        telegram.block(owner)
        assert reminders.wishes(owner).reminders is False


class TestHandingOver:
    def test_a_code_joins_the_conversation_once(self, owner: str):
        page = conversation.issue().id
        conversation.answer(None, page, [Reply("Hello.")])
        code = telegram.offer_code(page).code
        assert telegram.join("new", "sealed", code) == "joined"
        assert telegram.join("newer", "sealed", code) == "unknown"
        found = telegram.known("new")
        assert found is not None
        assert (found.owner, brought(page)) == (page, [])

    def test_a_newer_code_takes_the_place_of_the_one_before(self):
        page = conversation.issue().id
        first, second = (telegram.offer_code(page).code for _ in range(2))
        assert telegram.join("new", "sealed", first) == "unknown"
        assert telegram.join("new", "sealed", second) == "joined"

    def test_the_code_itself_is_not_kept(self):
        page = conversation.issue().id
        code = telegram.offer_code(page).code
        assert code not in str(privacy.export(page))

    def test_after_ten_minutes_it_is_none(self, monkeypatch):
        page = conversation.issue().id
        monkeypatch.setattr(telegram, "CODE_LASTS", timedelta(seconds=-1))
        assert telegram.join("new", "sealed", telegram.offer_code(page).code) == "unknown"

    def test_a_chat_with_words_of_its_own_keeps_them(self, owner: str):
        ask(owner, 1)
        page = conversation.issue().id
        code = telegram.offer_code(page).code
        assert telegram.join(CHAT, "sealed", code) == "has_own"
        privacy.erase(owner)
        assert telegram.join(CHAT, "sealed", code) == "joined"

    def test_a_chat_with_nothing_but_a_welcome_is_given_up(self, owner: str):
        taken, _ = conversation.choose(owner, telegram.client_id(1), "Begin", "/greet")
        conversation.answer(taken, owner, [Reply("Hello.")])
        page = conversation.issue().id
        assert telegram.join(CHAT, "sealed", telegram.offer_code(page).code) == "joined"
        assert conversation.person(owner) is None
        assert telegram.join(CHAT, "sealed", telegram.offer_code(page).code) == "joined"
        assert conversation.person(page) is not None

    def test_a_second_telephone_takes_the_place_of_the_first(self):
        page = conversation.issue().id
        telegram.join("first", "sealed", telegram.offer_code(page).code)
        telegram.join("second", "sealed", telegram.offer_code(page).code)
        assert telegram.known("first") is None
        assert telegram.known("second") is not None


class TestLooking:
    def test_the_choice_beside_a_button_is_found(self, owner: str):
        buttons = (("Yes", "/affirm"), ("No", "/deny"))
        (asked,) = conversation.answer(None, owner, [Reply("Ready?", buttons=buttons)])
        yes, no = asked.buttons
        assert telegram.chosen_beside(owner, no.id) is None
        conversation.press(owner, "p", yes.id)
        assert telegram.chosen_beside(owner, no.id) == "Yes"
        assert telegram.chosen_beside(conversation.issue().id, no.id) is None

    def test_a_draft_is_found_by_its_number_or_as_the_newest(self, owner: str):
        assert telegram.draft(owner) is None
        replies = [Reply("Ana,", "draft"), Reply("Better?"), Reply("Dear Ana,", "draft")]
        first, other, _ = conversation.answer(None, owner, replies)
        assert telegram.draft(owner) == "Dear Ana,"
        assert telegram.draft(owner, first.seq) == "Ana,"
        assert telegram.draft(owner, other.seq) is None
        assert telegram.draft(conversation.issue().id, first.seq) is None


def test_erasing_leaves_nothing_of_the_chat(engine: Engine, owner: str):
    telegram.offer_code(owner)
    privacy.erase(owner)
    with UnitOfWork(writes=False) as work:
        assert work.telegram.get(CHAT) is None
        assert work.telegram.of(owner) is None
