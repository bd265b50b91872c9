"""Telegram, end to end: the whole bot behind a Bot API server that keeps the real limits."""

from __future__ import annotations

import io
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from PIL import Image

from bot.channels.turns import GONE
from tests.bot_api import TOKEN, ApiError, BotApiServer, Phone
from tests.wire import RunningServer, Talk, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOLD = "I lied to my sister Ana about the money she lent me"
WALK = (
    (TOLD, "When was it"),
    ("since March", "hidden from Ana"),
    ("I told her it was invested and I spent it on my car", "How much of it does Ana know"),
    ("Some of it", "How was it for Ana"),
    ("she felt stupid and she can't pay her own rent now", "Ana,"),
)
PROMISE = (
    ("I'll pay her back 200", "By when"),
    ("by next Friday", "How will Ana see"),
    ("she'll see it on her account", "pay her back 200"),
)
STANDS = "It says what I mean"
EVERY_WEEK = (
    ("I'll ring her every Sunday", "How will Ana see"),
    ("she'll hear it ring", "Written down"),
)
PRIVATE = "not end-to-end encrypted"


def environment(api: BotApiServer, **more: str) -> dict[str, str]:
    return {
        "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api.address, "AMENDS_RATE": "1000", **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def api() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        yield running


@pytest.fixture(scope="module")
def server(api: BotApiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    data = tmp_path_factory.mktemp("telegram")
    with RunningServer(data, **environment(api)) as running:
        yield running


@pytest.fixture
def phone(server: RunningServer, api: BotApiServer) -> Phone:
    return api.phone(7_000 + len(api.phones))


def rows(server: RunningServer, query: str, *given: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(server.data / "amends.db", timeout=10) as database:
        return database.execute(query, given).fetchall()


def count(server: RunningServer, table: str) -> int:
    (found,) = rows(server, f"SELECT count(*) FROM {table}")[0]  # noqa: S608  # tables named here
    return int(found)


def said(server: RunningServer, text: str) -> int:
    (found,) = rows(server, "SELECT count(*) FROM message WHERE text = ?", text)[0]
    return int(found)


def walk(phone: Phone, pairs: tuple[tuple[str, str], ...] = WALK) -> None:
    for text, answer in pairs:
        phone.say(text)
        phone.sees(answer)


class TestTalking:
    def test_who_can_read_along_is_said_before_the_first_question(self, phone: Phone) -> None:
        phone.say("/start")
        notice, welcome, *_ = phone.sees("what happened?")
        assert PRIVATE in notice.text
        assert "not therapy" in welcome.text
        assert phone.last().titles == ["Tell what happened", "How does this work?", "What is kept?"]

    def test_who_begins_without_a_start_is_told_so_too(self, phone: Phone) -> None:
        phone.say(TOLD)
        notice, *_ = phone.sees("When was it")
        assert PRIVATE in notice.text

    def test_the_walk_goes_to_a_draft_and_a_promise(
        self, phone: Phone, server: RunningServer
    ) -> None:
        phone.say("/start")
        phone.sees("what happened?")
        walk(phone)
        phone.sees("I lied to you")
        phone.api.wait(lambda: STANDS in phone.last().titles, "the question on the draft")
        phone.press(STANDS)
        phone.sees("What will you do to put it right")
        walk(phone, PROMISE)
        phone.sees("✓")
        assert not any("Something went wrong" in each.text for each in phone.shown)

    def test_the_draft_comes_as_a_file_on_request_and_by_its_button(self, phone: Phone) -> None:
        phone.say("send it as a file")
        phone.sees("There is no draft yet")
        walk(phone)
        phone.say("Can you send it as a Word file, please?")
        phone.api.wait(lambda: any(each.kind == "document" for each in phone.new), "the file")
        letter = phone.last("document")
        assert letter.file_name == "Apology.docx"
        written = [each.text for each in Document(io.BytesIO(letter.file)).paragraphs]
        assert written[0] == "Ana,"
        phone.press("As a file")
        phone.api.wait(lambda: any(each.kind == "document" for each in phone.new), "the file")
        assert phone.toasts == [None]

    def test_everything_that_is_kept_comes_as_a_file(self, phone: Phone) -> None:
        phone.say(TOLD)
        phone.sees("When was it")
        phone.say("/export")
        phone.api.wait(lambda: any(each.kind == "document" for each in phone.new), "the file")
        sent = phone.last("document")
        assert sent.file_name == "amends.json"
        assert TOLD in {row["text"] for row in json.loads(sent.file)["message"]}

    def test_nothing_that_people_write_is_markup(self, phone: Phone) -> None:
        phone.say("I lied to my sister <b>Ana</b> & my brother <script> about **money**")
        phone.sees("Ana")
        assert not any("&lt;" in each.text for each in phone.shown)

    def test_typed_slashes_do_nothing_beside_the_commands(
        self, phone: Phone, server: RunningServer
    ) -> None:
        phone.say(TOLD)
        phone.sees("When was it")
        before = count(server, "breach")
        for text in ("/erase_my_data", "/restart", '/commit{"due": "x"}', "/foo bar"):
            phone.say(text)
            phone.sees("begin with a slash do nothing")
        assert count(server, "breach") == before

    @pytest.mark.parametrize(
        ("command", "answer"),
        [("/help", "I ask a few questions"), ("/commitments", "promise"),
         ("/rehearse", "line or two"), ("/pause", "kept"), ("/privacy", "kept"),
         ("/draft", "I need to know what it's for"), ("/delete", "deletes")],
    )  # fmt: skip
    def test_every_command_is_answered(self, phone: Phone, command: str, answer: str) -> None:
        phone.say(command)
        phone.sees(PRIVATE, answer)

    def test_a_command_is_heard_in_the_middle_of_a_rehearsal(
        self, phone: Phone, server: RunningServer
    ) -> None:
        phone.say("/rehearse")
        phone.sees("in a line or two")
        phone.say("/commitments")
        phone.sees("promise")
        phone.say("I told my boss the report was done and it wasn't")
        phone.sees("How will")
        phone.press("Fair and direct")
        phone.sees("The other person, played")
        phone.say("/privacy")
        phone.sees("kept")
        assert "Out of the role" not in phone.texts()
        phone.say("/delete")
        phone.sees("deletes everything")
        phone.api.wait(lambda: "Yes" in phone.last().titles, "the question")
        phone.press("Yes")
        phone.sees(GONE)

    def test_the_commands_stand_in_the_menu(self, server: RunningServer, api: BotApiServer) -> None:
        assert [each["command"] for each in api.commands] == [
            "start", "help", "draft", "commitments", "rehearse", "pause", "privacy", "export",
            "delete",
        ]  # fmt: skip

    def test_words_after_a_command_count_for_more(self, phone: Phone) -> None:
        phone.say("/help I want to kill myself tonight")
        phone.sees("Which country")


class TestButtons:
    def test_a_press_is_answered_and_the_choice_stays_ticked(self, phone: Phone) -> None:
        phone.say("/start")
        phone.sees("what happened?")
        question = phone.last()
        phone.press("How does this work?", question)
        phone.sees("I ask a few questions")
        assert phone.toasts == [None]
        assert question.titles == ["✓ How does this work?"]

    def test_an_old_press_is_answered_kindly(self, phone: Phone) -> None:
        phone.say("/start")
        phone.sees("what happened?")
        question = phone.last()
        (first, *_), *_ = question.keyboard
        phone.press("What is kept?", question)
        phone.api.wait(lambda: question.titles == ["✓ What is kept?"], "the tick")
        phone.press_data(first["callback_data"], question.number)
        phone.api.wait(lambda: len(phone.toasts) == 2, "the answer to the press")
        assert "earlier moment" in (phone.toasts[1] or "")
        assert question.titles == ["✓ What is kept?"]

    @pytest.mark.parametrize("data", ["", "x", "/restart", "f" * 32, "file:0", "file:x"])
    def test_a_press_of_what_was_never_offered_does_nothing(
        self, phone: Phone, server: RunningServer, data: str
    ) -> None:
        phone.say("/start")
        phone.sees("what happened?")
        before = count(server, "message")
        phone.press_data(data, phone.last().number)
        phone.api.wait(lambda: phone.toasts, "the answer to the press")
        assert count(server, "message") == before

    def test_another_persons_button_opens_nothing(self, phone: Phone, api: BotApiServer) -> None:
        other = api.phone(7_900 + len(api.phones))
        for each in (phone, other):
            each.say("/start")
            each.sees("what happened?")
        theirs = other.last().keyboard[0][0]["callback_data"]
        phone.press_data(theirs, phone.last().number)
        api.wait(lambda: phone.toasts, "the answer to the press")
        assert "earlier moment" in (phone.toasts[0] or "")
        assert other.last().titles[0] == "Tell what happened"

    def test_words_right_after_a_press_are_answered_after_it(
        self, phone: Phone, server: RunningServer
    ) -> None:
        phone.say("/start")
        phone.sees("what happened?")
        phone.press("Tell what happened")
        phone.say(TOLD)
        phone.sees("When was it")
        order = rows(
            server,
            "SELECT text FROM message WHERE author = 'person' AND owner ="
            " (SELECT owner FROM message WHERE text = ? ORDER BY at DESC LIMIT 1) ORDER BY seq",
            TOLD,
        )
        assert [text for (text,) in order] == ["Begin", "Tell what happened", TOLD]


class TestOtherThings:
    @pytest.mark.parametrize(
        ("content", "answer"),
        [({"voice": {"file_id": "x", "duration": 3}}, "recordings"),
         ({"photo": [{"file_id": "x"}]}, "pictures"), ({"sticker": {"file_id": "x"}}, "stickers"),
         ({"location": {"latitude": 1, "longitude": 2}}, "places"),
         ({"document": {"file_id": "x"}}, "files"), ({"dice": {"value": 3}}, "only read text")],
    )  # fmt: skip
    def test_what_is_no_text_gets_a_kind_word(
        self, phone: Phone, content: dict[str, Any], answer: str
    ) -> None:
        phone.send(**content)
        phone.sees(answer)

    def test_an_album_gets_one_word_and_the_words_under_it_an_answer(self, phone: Phone) -> None:
        for _ in range(3):
            phone.send(photo=[{"file_id": "x"}], media_group_id="77")
        phone.send(photo=[{"file_id": "x"}], caption=TOLD)
        phone.sees("When was it")
        assert sum("pictures" in each.text for each in phone.shown) == 2

    def test_an_edit_is_set_aside_politely(self, phone: Phone, server: RunningServer) -> None:
        phone.say(TOLD)
        phone.sees("When was it")
        phone.edit("I lied to my brother about the money")
        phone.sees("I saw that you changed a message")
        assert said(server, "I lied to my brother about the money") == 0

    def test_an_edit_that_tells_of_danger_is_heard(self, phone: Phone) -> None:
        phone.say(TOLD)
        phone.sees("When was it")
        phone.edit("I'm going to kill myself tonight")
        phone.sees("Which country")

    def test_a_gate_fires_as_everywhere(self, phone: Phone) -> None:
        phone.say("I hit my girlfriend last night and I want to apologise")
        phone.sees("won't draft")
        phone.say("honestly I mean to kill myself tonight")
        phone.sees("Which country")
        phone.say("I'm in Leeds")
        phone.sees("116 123")

    def test_a_group_is_left_with_a_word(self, server: RunningServer, api: BotApiServer) -> None:
        api.groups.add(-55)
        chat = {"id": -55, "type": "group", "title": "Family"}
        bot = {"id": 4242, "is_bot": True, "first_name": "Amends"}
        before = count(server, "person")
        api.put({"my_chat_member": {
            "chat": chat, "from": {"id": 1}, "date": 1,
            "old_chat_member": {"user": bot, "status": "left"},
            "new_chat_member": {"user": bot, "status": "member"},
        }})  # fmt: skip
        api.put({"message": {"message_id": 1, "chat": chat, "from": {"id": 1}, "text": "/start"}})
        api.wait(lambda: -55 not in api.groups, "leaving")
        words = [each for each in api.called("sendMessage") if each["chat_id"] == -55]
        assert ["in private" in each["text"] for each in words] == [True]
        assert count(server, "person") == before

    def test_a_rehearsal_ends_with_its_picture(self, phone: Phone) -> None:
        phone.say("/rehearse")
        phone.sees("in a line or two")
        phone.say("I told my boss the report was done and it wasn't")
        phone.sees("How will")
        phone.press("Fair and direct")
        phone.sees("The other person, played")
        phone.say("I told you that the report was done. It wasn't, and I knew it.")
        phone.sees("The other person, played")
        phone.say("What has it cost you with the client?")
        phone.sees("The other person, played")
        phone.press("Stop the rehearsal")
        phone.sees("I'm the coach again")
        picture = phone.last("photo")
        assert "step by step, from 1 (far apart) to 8 (near)" in picture.text
        with Image.open(io.BytesIO(picture.file)) as drawn:
            assert drawn.format == "PNG"


class TestOnce:
    def test_the_same_update_twice_is_answered_once(
        self, phone: Phone, server: RunningServer
    ) -> None:
        update = phone.say("I told my best friend Tom's secret to our whole team")
        phone.sees("Tom")
        phone.again(update)
        phone.say("skip")
        phone.api.wait(lambda: phone.api.pending == 0, "everything to be taken")
        assert said(server, "I told my best friend Tom's secret to our whole team") == 1

    def test_a_burst_is_answered_in_its_order(self, phone: Phone, server: RunningServer) -> None:
        texts = [f"are you a person? {number}" for number in range(5)]
        for text in texts:
            phone.say(text)
        phone.api.wait(lambda: said(server, texts[-1]), "the last to be taken")
        found = rows(
            server, "SELECT text FROM message WHERE text LIKE 'are you a person? %' ORDER BY seq"
        )
        assert [text for (text,) in found] == texts

    def test_the_chats_number_is_nowhere_in_the_database(
        self, phone: Phone, server: RunningServer, api: BotApiServer
    ) -> None:
        other = api.phone(918_273_645)
        other.say(TOLD)
        other.sees("When was it")
        with sqlite3.connect(server.data / "amends.db", timeout=10) as database:
            assert "918273645" not in "\n".join(database.iterdump())
        assert "918273645" not in server.log
        assert TOKEN not in server.log


class TestBlocking:
    def test_blocked_in_the_middle_nothing_more_is_sent_until_they_speak(
        self, phone: Phone, server: RunningServer, api: BotApiServer
    ) -> None:
        phone.say(TOLD)
        phone.sees("When was it")
        phone.blocks = True
        phone.say("since March")
        blocked = "SELECT count(*) FROM telegram_chat WHERE blocked"
        api.wait(lambda: rows(server, blocked)[0][0] == 1, "the block to be noted")
        phone.unblock()
        time.sleep(2.5)
        assert phone.new == []
        phone.say("I told her it was invested and I spent it on my car")
        phone.sees("hidden from Ana", "How much of it does Ana know")

    def test_a_block_ends_the_reminders(self, phone: Phone, server: RunningServer) -> None:
        phone.say(TOLD)
        phone.sees("When was it")
        newest = "SELECT owner FROM telegram_chat ORDER BY created_at DESC LIMIT 1"
        ((owner,),) = rows(server, newest)
        with sqlite3.connect(server.data / "amends.db", timeout=10) as database:
            database.execute("UPDATE person SET reminders = 1 WHERE id = ?", (owner,))
        phone.block()
        wishes = "SELECT reminders FROM person WHERE id = ?"
        phone.api.wait(lambda: rows(server, wishes, owner) == [(0,)], "the reminders to stop")

    def test_someone_unknown_who_blocks_is_nobody(
        self, phone: Phone, server: RunningServer, api: BotApiServer
    ) -> None:
        before = count(server, "person")
        phone.block()
        api.wait(lambda: api.pending == 0, "everything to be taken")
        assert count(server, "person") == before


class TestErasing:
    def test_a_month_of_chat_is_gone_with_delete(
        self, phone: Phone, server: RunningServer, api: BotApiServer
    ) -> None:
        walk(phone)
        ((owner,),) = rows(
            server, "SELECT owner FROM telegram_chat ORDER BY created_at DESC LIMIT 1"
        )
        with sqlite3.connect(server.data / "amends.db", timeout=10) as database:
            database.execute(
                "UPDATE message SET at = datetime(at, '-30 days') WHERE owner = ?", (owner,)
            )
        phone.say("/delete")
        phone.sees("deletes everything")
        phone.api.wait(lambda: "Yes" in phone.last().titles, "the question")
        phone.press("Yes")
        phone.sees(GONE, "Delete chat")
        with sqlite3.connect(server.data / "amends.db", timeout=10) as database:
            assert owner not in "\n".join(database.iterdump())
        old = phone.last()
        phone.press("As a file", next(each for each in phone.shown if "As a file" in each.titles))
        api.wait(lambda: len(phone.toasts) == 2, "the answer to the press")
        assert old.number == phone.last().number
        phone.say("hello")
        phone.sees(PRIVATE)


class TestHandingOver:
    def test_a_conversation_of_the_page_goes_on_with_a_code_that_works_once(
        self, phone: Phone, server: RunningServer, api: BotApiServer
    ) -> None:
        talk = Talk(server)
        talk.hello()
        talk.say(TOLD)
        offered = talk.call("POST", "/api/telegram-code")
        assert offered["link"] == f"https://t.me/amends_test_bot?start={offered['code']}"
        until = datetime.fromisoformat(offered["until"])
        assert timedelta(minutes=9) < until - datetime.now(timezone.utc) <= timedelta(minutes=10)
        phone.say(f"/start {offered['code']}")
        phone.sees("goes on here", PRIVATE)
        phone.say("since March")
        phone.sees("hidden from Ana")
        assert "since March" in [each["text"] for each in talk.history()]

        talk.say("I told her it was invested and I spent it on my car")
        time.sleep(2.5)
        assert "How much of it" not in "\n".join(each.text for each in phone.shown)

        other = api.phone(7_950 + len(api.phones))
        other.say(f"/start {offered['code']}")
        other.sees("has been used", "what happened?")

    def test_what_was_told_in_the_chat_is_not_put_out_of_reach(
        self, phone: Phone, server: RunningServer
    ) -> None:
        talk = Talk(server)
        talk.hello()
        phone.say("I read my brother's letters")
        phone.sees(PRIVATE)
        code = talk.call("POST", "/api/telegram-code")["code"]
        phone.say(f"/start {code}")
        phone.sees("/delete first")

    def test_the_page_says_that_it_goes_on_there_and_ends_it(
        self, phone: Phone, server: RunningServer
    ) -> None:
        talk = Talk(server)
        talk.hello()
        talk.say(TOLD)
        assert talk.call("GET", "/api/settings")["telegram"] == {"linked": False}
        phone.say(f"/start {talk.call('POST', '/api/telegram-code')['code']}")
        phone.sees("goes on here")
        assert talk.call("GET", "/api/settings")["telegram"] == {"linked": True}

        assert talk.call("DELETE", "/api/telegram") == {"ok": True}
        assert talk.call("GET", "/api/settings")["telegram"] == {"linked": False}
        phone.say("since March")
        phone.sees(PRIVATE)
        assert "since March" not in [each["text"] for each in talk.history()]

    def test_a_code_ends_after_ten_minutes(self, phone: Phone, server: RunningServer) -> None:
        talk = Talk(server)
        code = talk.call("POST", "/api/telegram-code")["code"]
        with sqlite3.connect(server.data / "amends.db", timeout=10) as database:
            database.execute("UPDATE telegram_code SET expires_at = '2026-01-01 00:00:00.000000'")
        phone.say(f"/start {code}")
        phone.sees("older than ten minutes", "what happened?")

    def test_only_a_known_visitor_gets_a_code(self, server: RunningServer) -> None:
        talk = Talk(server)
        talk.token = "nobody.x"  # noqa: S105  # nobody's
        assert talk.call("POST", "/api/telegram-code")["error"] == "no_session"


class TestTrouble:
    def test_an_update_after_a_kill_is_taken_and_none_is_lost(self, tmp_path: Path) -> None:
        with BotApiServer() as api, RunningServer(tmp_path / "d", **environment(api)) as server:
            phone = api.phone()
            phone.say(TOLD)
            phone.sees("When was it")
            server.stop(signal.SIGKILL)
            phone.say("since March")
            server.start()
            phone.sees("hidden from Ana", seconds=60)
            assert said(server, "since March") == 1
            assert said(server, TOLD) == 1

    def test_an_answer_that_was_not_sent_before_a_stop_is_sent_after_it(
        self, tmp_path: Path
    ) -> None:
        with BotApiServer() as api, RunningServer(tmp_path / "d", **environment(api)) as server:
            phone = api.phone()
            phone.say("/start")
            phone.sees("what happened?")
            api.fail("sendMessage", *[ApiError(502, "Bad Gateway")] * 20)
            phone.say(TOLD)
            api.wait(lambda: rows(server, "SELECT 1 FROM message WHERE text LIKE '%When was%'"),
                     "the answer to be kept")  # fmt: skip
            server.stop()
            api._faults.clear()
            server.start()
            phone.sees("When was it", seconds=60)

    def test_without_a_network_at_the_start_it_begins_when_there_is_one(
        self, tmp_path: Path
    ) -> None:
        api = BotApiServer()
        with RunningServer(tmp_path / "d", **environment(api)) as server:
            assert Talk(server).hello()
            with api:
                phone = api.phone()
                phone.say("/start")
                phone.sees("what happened?", seconds=60)
            assert "trying again" in server.log
            assert TOKEN not in server.log

    def test_faults_of_the_network_lose_and_repeat_nothing(self, tmp_path: Path) -> None:
        with BotApiServer() as api, RunningServer(tmp_path / "d", **environment(api)) as server:
            phone = api.phone()
            api.fail("getUpdates", ApiError(502, "Bad Gateway"))
            api.fail(
                "sendMessage",
                ApiError(429, "Too Many Requests: retry after 2", retry_after=2),
                ApiError(500, "Internal Server Error"),
            )
            phone.say(TOLD)
            phone.sees("When was it", seconds=60)
            texts = [each.text for each in phone.shown]
            assert len(texts) == len(set(texts))
            assert said(server, TOLD) == 1

    def test_a_wrong_token_is_said_once_and_the_rest_runs_on(self, tmp_path: Path) -> None:
        with BotApiServer() as api:
            api.bad_token = True
            with RunningServer(tmp_path / "d", **environment(api)) as server:
                api.wait(lambda: "TELEGRAM_TOKEN" in server.log, "the line in the log")
                talk = Talk(server)
                talk.hello()
                assert talk.say(TOLD)
                lines = [line for line in server.log.splitlines() if "bot.telegram" in line]
                assert len(lines) == 1
                assert "Traceback" not in server.log
                assert TOKEN not in server.log

    def test_typing_is_kept_up_for_as_long_as_it_takes(self, tmp_path: Path) -> None:
        with socket.socket() as mute, BotApiServer() as api:
            mute.bind(("127.0.0.1", 0))
            mute.listen()
            actions = f"http://127.0.0.1:{mute.getsockname()[1]}/webhook"
            data, slow = tmp_path / "d", environment(api, AMENDS_ACTIONS_URL=actions)
            with RunningServer(data, **slow):
                phone = api.phone()
                phone.say(TOLD)
                api.wait(lambda: len(api.called("sendChatAction")) >= 2, "typing to go on")
                assert phone.shown == []
                assert {each["chat_id"] for each in api.called("sendChatAction")} == {phone.number}
                mute.close()
                phone.sees("went wrong on my side", seconds=60)
                before = len(api.called("sendChatAction"))
                time.sleep(5)
                assert len(api.called("sendChatAction")) == before

    def test_forty_chats_at_once_are_answered_within_the_limits(self, tmp_path: Path) -> None:
        with BotApiServer() as api, RunningServer(tmp_path / "d", **environment(api)) as server:
            phones = [api.phone(8_000 + number) for number in range(40)]
            for each in phones:
                each.say("/start")
            for each in phones:
                each.sees("what happened?", seconds=60)
            for each in phones:
                each.say(f"I lied to my sister about the money, number {each.number}")
            for each in phones:
                each.sees("you lied to your sister", "When was it", seconds=120)
            assert api.too_many == 0
            assert count(server, "person") == 40


class TestWebhook:
    @pytest.fixture
    def hooked(self, tmp_path: Path) -> Iterator[tuple[BotApiServer, RunningServer]]:
        with BotApiServer() as api:
            server = RunningServer(tmp_path / "d", **environment(api))
            server.environment["TELEGRAM_WEBHOOK"] = f"{server.address}/telegram/hook"
            with server:
                api.wait(lambda: api.webhook, "the webhook to be set")
                yield api, server

    @staticmethod
    def post(server: RunningServer, body: bytes, secret: str | None) -> int:
        request = urllib.request.Request(
            f"{server.address}/telegram/hook", data=body, method="POST",
            headers={} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def test_the_same_conversation_comes_by_webhook(
        self, hooked: tuple[BotApiServer, RunningServer]
    ) -> None:
        api, server = hooked
        phone = api.phone()
        phone.say("/start")
        phone.sees("what happened?")
        walk(phone, WALK[:2])
        phone.again(phone.say("how long does it take to be trusted again?"))
        api.wait(lambda: api.pending == 0, "everything to be taken")
        assert said(server, "how long does it take to be trusted again?") == 1
        assert api.called("getUpdates") == []

    def test_a_forged_update_is_turned_away_unread(
        self, hooked: tuple[BotApiServer, RunningServer]
    ) -> None:
        api, server = hooked
        secret = api.webhook["secret_token"]
        message = {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5},
                   "text": TOLD}  # fmt: skip
        forged = json.dumps({"update_id": 1, "message": message}).encode()
        for wrong in (None, "", "x", secret[:-1], secret.upper(), secret + "x"):
            assert self.post(server, forged, wrong) == 403
        assert self.post(server, b"{" * 1_000, "x") == 403
        assert self.post(server, b"{" * 100_000, secret) == 400
        assert self.post(server, b"[]", secret) == 400
        assert said(server, TOLD) == 0
        assert count(server, "person") == 0

    def test_it_is_taken_at_once_and_answered_afterwards(
        self, hooked: tuple[BotApiServer, RunningServer]
    ) -> None:
        api, server = hooked
        phone = api.phone()
        phone.say("/start")
        phone.sees("what happened?")
        api.fail("sendMessage", 2.0, 2.0)
        message = phone._message(text=TOLD)
        began = time.monotonic()
        body = json.dumps({"update_id": 5, "message": message}).encode()
        assert self.post(server, body, api.webhook["secret_token"]) == 200
        assert time.monotonic() - began < 1
        assert said(server, TOLD) == 1
        phone.sees("When was it")

    def test_what_cannot_be_kept_is_asked_for_again(
        self, hooked: tuple[BotApiServer, RunningServer]
    ) -> None:
        api, server = hooked
        phone = api.phone()
        phone.say("/start")
        phone.sees("what happened?")
        body = json.dumps({"update_id": 6, "message": phone._message(text=TOLD)}).encode()
        lock = sqlite3.connect(server.data / "amends.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        assert self.post(server, body, api.webhook["secret_token"]) == 503
        lock.execute("ROLLBACK")
        lock.close()
        assert self.post(server, body, api.webhook["secret_token"]) == 200
        phone.sees("When was it")
        assert said(server, TOLD) == 1

    def test_a_webhook_that_telegram_cannot_reach_is_said(self, tmp_path: Path) -> None:
        wrong = f"http://127.0.0.1:{free_port()}/telegram"
        more = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK": wrong}
        with RunningServer(tmp_path / "d", **more) as server:
            assert "TELEGRAM_WEBHOOK must be an https address" in server.log
            assert Talk(server).hello()


class TestReminders:
    def test_a_reminder_is_brought_and_answered_in_free_words(self, tmp_path: Path) -> None:
        """Needs the model that knows `check_in`."""
        with BotApiServer() as api, RunningServer(tmp_path / "d", **environment(api)) as server:
            phone = api.phone()
            walk(phone)
            phone.api.wait(lambda: STANDS in phone.last().titles, "the question")
            phone.press(STANDS)
            phone.sees("What will you do to put it right")
            walk(phone, EVERY_WEEK)
            phone.say("yes, remind me")
            phone.sees("I write to you here")
            self.let_the_day_pass(server)
            phone.api.wait(lambda: "did that hold" in phone.shown[-1].text, "the reminder")
            assert phone.last().titles
            phone.say("yes I did it yesterday")
            phone.sees("Written down as kept", "What did Ana say")
            phone.say("/commitments")
            phone.api.wait(lambda: any(each.kind == "photo" for each in phone.new), "the record")
            assert "1 kept" in phone.last("photo").text

    @staticmethod
    def let_the_day_pass(server: RunningServer) -> None:
        """Let the worker look at noon, two weeks from now."""
        moment = datetime.now(timezone.utc)
        noon = moment.replace(hour=12, minute=0, second=0) + timedelta(days=15)
        ahead = server.data / "clock"
        ahead.write_text(str((noon - moment).total_seconds()))
        subprocess.run(
            [sys.executable, "-m", "bot.cli", "reminders", "--once"],
            env={**server.environment, "AMENDS_CLOCK": str(ahead)},
            check=True, timeout=60,
        )  # fmt: skip
