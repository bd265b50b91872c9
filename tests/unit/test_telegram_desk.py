"""What the desk knows by itself: commands, wishes for a file, and a webhook that can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import settings
from bot.channels.telegram import delivery, webhook
from bot.channels.telegram.desk import _WANTS_FILE, COMMANDS
from bot.channels.telegram.updates import _WORDLESS
from bot.channels.telegram.words import words
from bot.errors import AmendsError
from bot.settings import Telegram

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC = "https://api.telegram.org"


def test_there_are_words_for_every_command_and_every_kind_of_thing() -> None:
    assert list(words().commands) == list(COMMANDS)
    assert set(words().wordless) == set(_WORDLESS.values())


def test_what_answers_a_press_is_as_short_as_telegram_wants_it() -> None:
    assert len(words().old_button) <= 200


@pytest.mark.parametrize(
    "text",
    ["send it as a file", "Can you send it as a Word file, please?", "as a document", "as a docx",
     "please give me the letter as a file", "could you send me the draft as an attachment?",
     "I'd like to have it as a Word document."],
)  # fmt: skip
def test_a_file_is_asked_for(text: str) -> None:
    assert _WANTS_FILE.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    ["I kept it in a file", "she found it in a document on my desk and I lied about it", "file",
     "send it", "I sent the draft as a file to her boss", "I can't go on, send it as a file and",
     "as a text message"],
)  # fmt: skip
def test_other_words_are_no_wish_for_a_file(text: str) -> None:
    assert not _WANTS_FILE.fullmatch(text)


def chosen(address: str, api: str = PUBLIC, certificate: Path | None = None) -> Telegram:
    return Telegram("1:a", api, address, certificate)


@pytest.mark.parametrize(
    "address",
    ["https://a.org/telegram", "https://a.org:443/t", "https://a.org:8443/t", "https://1.2.3.4:88/t",
     "https://a.org:80/t"],
)  # fmt: skip
def test_a_webhook_that_telegram_sends_to_is_taken(address: str) -> None:
    webhook.check(chosen(address))


@pytest.mark.parametrize(
    ("address", "said"),
    [("http://a.org/t", "https"), ("https://a.org:5005/t", "ports 80, 88, 443, 8443"),
     ("https://a.org", "path"), ("https://a.org/", "path"), ("a.org/t", "host"),
     ("https://a.org:port/t", "no address"), ("https://[::/t", "no address")],
)  # fmt: skip
def test_one_that_it_does_not_is_refused_with_the_reason(address: str, said: str) -> None:
    with pytest.raises(AmendsError, match=said):
        webhook.check(chosen(address))


def test_a_server_of_ones_own_sends_anywhere() -> None:
    webhook.check(chosen("http://127.0.0.1:5005/telegram", "http://127.0.0.1:8081"))


def test_a_certificate_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(AmendsError, match="TELEGRAM_CERTIFICATE"):
        webhook.check(chosen("https://a.org/t", certificate=tmp_path / "none.pem"))


@pytest.mark.usefixtures("installation")
class TestSettings:
    def test_without_a_token_telegram_is_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert settings.load().telegram is None
        monkeypatch.setenv("TELEGRAM_TOKEN", " ")
        assert settings.load().telegram is None

    def test_a_token_is_all_that_is_needed_and_is_never_shown(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TELEGRAM_TOKEN", "12:secret")
        found = settings.load()
        assert found.telegram == Telegram("12:secret", PUBLIC, None, None)
        assert "secret" not in repr(found)

    def test_the_page_is_named_where_its_address_is_known(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "private way." in delivery.notice()
        monkeypatch.setenv("AMENDS_PAGE", "https://amends.example.org")
        assert "private way: https://amends.example.org." in delivery.notice()
