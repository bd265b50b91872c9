"""One message's way: taken once, in its place, always answered, never lost, gone when asked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.api import shown
from bot.channels.intake import BURST, Refusal
from bot.channels.turns import GONE, NOT_KEPT, SORRY, USED_BUTTON, Turns
from bot.services import breaches, conversation, privacy, promises, reminders
from bot.services.conversation import Reply
from bot.services.promises import Promised
from bot.storage import tables
from bot.storage.clock import now
from bot.storage.trackers import TrackerRows
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from rasa.core.channels.channel import UserMessage
    from sqlalchemy.engine import Engine

pytestmark = pytest.mark.usefixtures("sqlite")


class Coach:
    """Stands where Rasa is: keeps the conversation, and answers as the test wants."""

    def __init__(self, engine: Engine) -> None:
        self.heard: list[UserMessage] = []
        self.answers: Callable[[UserMessage], Any] = self.echo
        self._rows = TrackerRows(engine)

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message)
        await self.answers(message)
        self._rows.append(message.sender_id, None, [{"event": "user", "text": message.text}])

    async def echo(self, message: UserMessage) -> None:
        await asyncio.sleep(0.01)
        await self.say(message, f"I heard {message.text}")

    @staticmethod
    async def say(message: UserMessage, words: str, **more: object) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": words, **more})

    @property
    def words(self) -> list[str]:
        return [each.text for each in self.heard]


class Windows:
    """What a person's open windows got."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, dict[str, Any]]] = []
        self.slow_s = 0.0

    async def __call__(self, owner: str, event: str, data: dict[str, Any]) -> None:
        self.got.append((owner, event, data))
        if data.get("chosen"):
            await asyncio.sleep(self.slow_s)

    def said(self, owner: str) -> list[str]:
        return [data["text"] for who, kind, data in self.got if (who, kind) == (owner, "message")]


@pytest.fixture
def coach(sqlite: Engine) -> Coach:
    return Coach(sqlite)


@pytest.fixture
def windows() -> Windows:
    return Windows()


@pytest.fixture
def turns(coach: Coach, windows: Windows) -> Turns:
    return Turns("web", coach, windows, shown)


@pytest.fixture
def owner(sqlite: Engine) -> str:
    return conversation.issue().id


def offer(owner: str, *buttons: tuple[str, str]) -> list[str]:
    """Offers buttons; gives their ids."""
    (asked,) = conversation.answer(None, owner, [Reply("Ready?", buttons=buttons)])
    return [each.id for each in asked.buttons]


def texts(owner: str) -> list[str]:
    return [each.text for each in conversation.history(owner)]


def rows(engine: Engine, owner: str) -> dict[str, int]:
    """How many rows there are of a person, by table, where there are any."""
    found = {}
    with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            key = table.c.owner if "owner" in table.c else table.c.id
            count = len(connection.execute(table.select().where(key == owner)).all())
            found |= {table.name: count} if count else {}
    return found


class TestTaking:
    async def test_words_are_kept_answered_and_shown(self, turns, windows, owner):
        taken = await turns.say(owner, "a", " I lied ")
        answer = await taken.answered()
        assert [each.text for each in answer] == ["I heard I lied"]
        assert texts(owner) == windows.said(owner) == ["I lied", "I heard I lied"]
        assert conversation.unanswered() == []

    async def test_what_is_taken_is_in_the_database_before_anything_answers(
        self, turns, coach, owner
    ):
        async def looks(message: UserMessage) -> None:
            assert texts(owner) == ["I lied"]
            await coach.say(message, "To whom?")

        coach.answers = looks
        taken = await turns.say(owner, "a", "I lied")
        assert [each.text for each in await taken.answered()] == ["To whom?"]

    async def test_the_same_message_again_is_answered_with_the_same_and_not_run(
        self, turns, coach, owner
    ):
        first = await turns.say(owner, "a", "I lied")
        answer = await first.answered()
        again = await turns.say(owner, "a", "I lied")
        assert again.message.seq == first.message.seq
        assert [each.seq for each in await again.answered()] == [each.seq for each in answer]
        assert coach.words == ["I lied"]
        assert texts(owner) == ["I lied", "I heard I lied"]

    async def test_the_same_message_many_times_at_once_is_run_once(self, turns, coach, owner):
        taken = await asyncio.gather(*(turns.say(owner, "a", "I lied") for _ in range(5)))
        await asyncio.gather(*(each.answered() for each in taken))
        assert coach.words == ["I lied"]

    async def test_rasa_learns_the_id_and_what_is_known_of_the_person(self, turns, coach, owner):
        conversation.seen(owner, "en-IN", "Asia/Kolkata")
        await (await turns.say(owner, "a-0", "hello")).answered()
        await (await turns.say(owner, "a-1", "I lied")).answered()
        heard = coach.heard[-1]
        assert (heard.message_id, heard.sender_id, heard.input_channel) == ("a-1", owner, "web")
        assert heard.metadata == {
            "cleared": [], "before": ["hello"], "zone": "Asia/Kolkata", "locale": "en-IN",
            "country": None,
        }  # fmt: skip

    async def test_a_command_never_gets_to_rasa(self, turns, coach, owner):
        with pytest.raises(Refusal):
            await turns.say(owner, "a", "/restart")
        assert coach.heard == []
        assert texts(owner) == []

    async def test_too_many_at_once_are_refused_and_the_others_answered(self, turns, coach, owner):
        taken = [await turns.say(owner, f"a{n}", f"words {n}") for n in range(BURST)]
        with pytest.raises(Refusal) as refused:
            await turns.say(owner, "one-more", "words")
        assert refused.value.code == "too_fast"
        await asyncio.gather(*(each.answered() for each in taken))
        assert len(coach.heard) == BURST


class TestOrder:
    async def test_a_burst_is_answered_in_its_order(self, turns, owner):
        taken = [await turns.say(owner, f"a{n}", f"words {n}") for n in range(5)]
        await asyncio.gather(*(each.answered() for each in taken))
        answers = [each for each in texts(owner) if each.startswith("I heard")]
        assert answers == [f"I heard words {n}" for n in range(5)]

    async def test_one_turn_of_a_person_at_a_time(self, turns, coach, owner):
        running = 0

        async def alone(message: UserMessage) -> None:
            nonlocal running
            running += 1
            assert running == 1
            await asyncio.sleep(0.01)
            running -= 1
            await coach.say(message, "yes")

        coach.answers = alone
        taken = [await turns.say(owner, f"a{n}", "words") for n in range(4)]
        await asyncio.gather(*(each.answered() for each in taken))
        assert SORRY not in texts(owner)

    async def test_one_person_does_not_wait_for_another(self, turns, coach, owner):
        other, stuck = conversation.issue().id, asyncio.Event()

        async def waits(message: UserMessage) -> None:
            if message.sender_id == owner:
                await stuck.wait()
            await coach.say(message, "yes")

        coach.answers = waits
        first = await turns.say(owner, "a", "I lied")
        second = await turns.say(other, "a", "I lied")
        await asyncio.wait_for(second.answered(), 2)
        assert turns.thinking(owner)
        assert not turns.thinking(other)
        stuck.set()
        await first.answered()

    async def test_words_after_a_button_wait_for_the_button(self, turns, coach, windows, owner):
        windows.slow_s = 0.2
        (yes,) = offer(owner, ("Yes", "/affirm"))
        taken = [
            await turns.press(owner, "a", yes),
            await turns.say(owner, "b", "and my brother too"),
        ]
        await asyncio.gather(*(each.answered() for each in taken))
        assert coach.words == ["/affirm", "and my brother too"]

    async def test_a_window_knows_when_the_coach_thinks(self, turns, windows, owner):
        await (await turns.say(owner, "a", "I lied")).answered()
        await asyncio.sleep(0)
        assert [data["on"] for _, kind, data in windows.got if kind == "thinking"] == [True, False]


class TestButtons:
    async def test_a_press_says_the_title_and_runs_the_payload(self, turns, coach, owner):
        yes, _ = offer(owner, ("Yes", "/affirm"), ("No", "/deny"))
        await (await turns.press(owner, "a", yes)).answered()
        assert coach.words == ["/affirm"]
        assert texts(owner) == ["Ready?", "Yes", "I heard /affirm"]

    async def test_one_of_the_buttons_is_pressed_once(self, turns, coach, owner):
        yes, no = offer(owner, ("Yes", "/affirm"), ("No", "/deny"))
        await (await turns.press(owner, "a", yes)).answered()
        for again in (yes, no):
            with pytest.raises(Refusal) as refused:
                await turns.press(owner, f"b-{again[:8]}", again)
            assert (refused.value.code, refused.value.message) == ("used_button", USED_BUTTON)
        assert coach.words == ["/affirm"]

    async def test_the_same_press_again_is_answered_with_the_same(self, turns, coach, owner):
        (yes,) = offer(owner, ("Yes", "/affirm"))
        answer = await (await turns.press(owner, "a", yes)).answered()
        again = await (await turns.press(owner, "a", yes)).answered()
        assert [each.seq for each in again] == [each.seq for each in answer]
        assert coach.words == ["/affirm"]

    @pytest.mark.parametrize("button", ["", "f" * 32, "/restart", None, 3, {"id": "x"}])
    async def test_what_was_not_offered_is_refused(self, turns, coach, owner, button: object):
        with pytest.raises(Refusal):
            await turns.press(owner, "a", button)
        assert coach.heard == []

    async def test_what_is_no_text_was_not_offered(self, turns, owner):
        with pytest.raises(Refusal):
            await turns.press(owner, "a", "\ud800")

    async def test_anothers_button_is_refused(self, turns, coach, owner):
        (yes,) = offer(conversation.issue().id, ("Yes", "/affirm"))
        with pytest.raises(Refusal):
            await turns.press(owner, "a", yes)
        assert coach.heard == []

    async def test_every_window_sees_which_one_was_pressed(self, turns, windows, owner):
        yes, _ = offer(owner, ("Yes", "/affirm"), ("No", "/deny"))
        await (await turns.press(owner, "a", yes)).answered()
        shown_again = [d for _, kind, d in windows.got if kind == "message" and d["chosen"]]
        assert [each["chosen"] for each in shown_again] == [yes]


class TestTrouble:
    WORDS = "I slept with Ana's husband"

    async def test_an_exception_in_a_turn_is_an_honest_sentence_and_a_wordless_line(
        self, turns, coach, owner, caplog
    ):
        async def breaks(message: UserMessage) -> None:
            raise ValueError(f"cannot read {message.text}")

        coach.answers = breaks
        with caplog.at_level(logging.ERROR, "bot.turns"):
            answer = await (await turns.say(owner, "a", self.WORDS)).answered()
        assert [each.text for each in answer] == [SORRY]
        (record,) = caplog.records
        assert record.getMessage() == "a turn failed"
        assert record.exc_info[0] is ValueError
        assert conversation.unanswered() == []

    async def test_silence_is_answered_too(self, turns, coach, owner):
        async def silent(_: UserMessage) -> None:
            return

        coach.answers = silent
        assert [x.text for x in await (await turns.say(owner, "a", "hm")).answered()] == [SORRY]

    async def test_the_next_turn_runs_after_one_that_failed(self, turns, coach, owner):
        async def breaks(_: UserMessage) -> None:
            raise ValueError

        coach.answers = breaks
        await (await turns.say(owner, "a", "I lied")).answered()
        coach.answers = coach.echo
        answer = await (await turns.say(owner, "b", "to Ana")).answered()
        assert [each.text for each in answer] == ["I heard to Ana"]
        assert not turns.thinking(owner)

    async def test_what_the_database_does_not_take_is_not_run_and_can_be_sent_again(
        self, turns, coach, owner, sqlite
    ):
        broken = refuse_writes(sqlite)
        with pytest.raises(SQLAlchemyError):
            await turns.say(owner, "a", "I lied")
        assert coach.heard == []
        broken()
        await (await turns.say(owner, "a", "I lied")).answered()
        assert texts(owner) == ["I lied", "I heard I lied"]

    async def test_what_was_taken_is_not_lost_when_its_answer_cannot_be_kept(
        self, turns, coach, windows, owner, sqlite
    ):
        mended = []

        async def database_goes_away(message: UserMessage) -> None:
            await coach.say(message, "To whom?")
            mended.append(refuse_writes(sqlite))

        coach.answers = database_goes_away
        coach._rows = FakeRows()
        taken = await turns.say(owner, "a", "I lied")
        with pytest.raises(SQLAlchemyError):
            await taken.answered()
        mended[0]()
        assert [each.text for each in conversation.unanswered()] == ["I lied"]
        assert not turns.thinking(owner)

        coach.answers = coach.echo
        later = Turns("web", coach, windows, shown)
        assert await later.take_up(nothing_said) == 1
        await asyncio.gather(*later._running)
        assert texts(owner) == ["I lied", "I heard I lied"]

    async def test_an_answer_that_cannot_be_kept_is_an_honest_sentence(
        self, turns, coach, windows, owner, sqlite
    ):
        mended = []

        async def database_goes_away(message: UserMessage) -> None:
            await coach.say(message, "To whom?")
            mended.append(refuse_writes(sqlite))

        coach.answers = database_goes_away
        coach._rows = FakeRows()
        taken = await turns.say(owner, "a", "I lied")
        with pytest.raises(SQLAlchemyError):
            await taken.answered()
        mended[0]()
        assert (owner, "trouble", {"message": NOT_KEPT}) in windows.got

    async def test_a_person_who_cannot_be_looked_up_gets_an_honest_sentence(
        self, turns, windows, owner, monkeypatch
    ):
        def gone(_: str) -> None:
            raise SQLAlchemyError("the database is away")

        monkeypatch.setattr(conversation, "person", gone)
        taken = await turns.say(owner, "a", "I lied")
        with contextlib.suppress(SQLAlchemyError):
            await taken.answered()
        told = [data["message"] for _, kind, data in windows.got if kind == "trouble"]
        assert told or len(windows.said(owner)) > 1


class FakeRows:
    """Keeps nothing."""

    def append(self, *_: object) -> None:
        return


def refuse_writes(engine: Engine) -> Callable[[], None]:
    """Lets every write fail from now on; gives what mends it."""

    def refuse(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.split()[0] in {"INSERT", "UPDATE", "DELETE"}:
            raise SQLAlchemyError("the disk is full")

    event.listen(engine, "before_cursor_execute", refuse)
    return lambda: event.remove(engine, "before_cursor_execute", refuse)


async def nothing_said(_owner: str, _message_id: str) -> list[dict[str, Any]]:
    """Of a dialogue whose turn did not end before the server did."""
    return []


class TestTakingUp:
    async def test_what_an_earlier_run_left_open_is_answered(self, turns, coach, owner):
        other = conversation.issue().id
        conversation.take(owner, "a", "I lied")
        conversation.take(other, "b", "I forgot")
        assert await turns.take_up(nothing_said) == 2
        await asyncio.gather(*turns._running)
        assert sorted(coach.words) == ["I forgot", "I lied"]
        assert (texts(owner), texts(other)) == (
            ["I lied", "I heard I lied"],
            ["I forgot", "I heard I forgot"],
        )
        assert conversation.unanswered() == []

    async def test_a_turn_that_had_ended_is_not_run_again_but_said(self, turns, coach, owner):
        async def said_before(who: str, message_id: str) -> list[dict[str, Any]]:
            assert (who, message_id) == (owner, "a")
            return [{"text": "To whom?", "buttons": [{"title": "Skip", "payload": "/skip"}]}]

        conversation.take(owner, "a", "I lied")
        await turns.take_up(said_before)
        await asyncio.gather(*turns._running)
        assert coach.heard == []
        assert texts(owner) == ["I lied", "To whom?"]
        assert conversation.history(owner)[-1].buttons[0].payload == "/skip"

    async def test_only_what_was_left_open_is_looked_up(self, turns, coach, owner):
        async def said_before(_who: str, _message_id: str) -> list[dict[str, Any]]:
            return [{"text": "an old answer"}]

        assert await turns.take_up(said_before) == 0
        await (await turns.say(owner, "a", "I lied")).answered()
        assert texts(owner) == ["I lied", "I heard I lied"]

    async def test_what_was_said_anew_is_not_answered_twice(self, turns, coach, owner):
        conversation.take(owner, "a", "I lied")
        again, _ = conversation.take(owner, "b", "I lied to Ana")
        conversation.answer(again, owner, [])
        assert await turns.take_up(nothing_said) == 0
        assert coach.words == []

    async def test_a_burst_that_was_cut_off_is_answered_in_order(self, turns, coach, owner):
        conversation.take(owner, "a", "I lied")
        conversation.take(owner, "b", "I lied to Ana")
        assert await turns.take_up(nothing_said) == 2
        await asyncio.gather(*turns._running)
        assert coach.words == ["I lied", "I lied to Ana"]

    async def test_nothing_left_open_is_nothing_to_do(self, turns, coach):
        assert await turns.take_up(nothing_said) == 0
        assert coach.heard == []


class TestErasing:
    def fill(self, owner: str) -> None:
        """A row in every table."""
        offer(owner, ("Yes", "/affirm"))
        breach_id = breaches.id_for(owner, "t")
        breaches.tell(owner, breach_id, {"act": "I lied"})
        reminders.wish(owner, reminders=True)
        promises.commit(owner, Promised("pay", "UTC", breach_id), "t")
        promises.agree(owner, "UTC", breach_id, "no calls", None, None, None, "t")
        with UnitOfWork() as work:
            work.drafts.add(owner, breach_id, "I am sorry.", "composed")
            work.rehearsals.add(owner, None, "hot", "{}")
            work.gates.add(owner, "refer", ("legal",), "suggestion")
            work.telegram.add(f"chat of {owner[:8]}", owner, "sealed")
            work.telegram.offer(f"code of {owner[:8]}", owner, now())
            work.commit()
            engine = work._engine
        event_row = {"event": "user", "text": "I lied"}
        TrackerRows(engine).append(owner, None, [event_row], (0, [event_row]))

    async def erases(self, message: UserMessage) -> None:
        await message.output_channel.send_response(
            message.sender_id, {"custom": {"erase": True}, "text": "Deleting everything now."}
        )

    async def test_after_the_turn_every_row_of_the_person_is_gone_and_only_theirs(
        self, turns, coach, windows, owner, sqlite
    ):
        other = conversation.issue().id
        self.fill(owner)
        self.fill(other)
        assert set(rows(sqlite, other)) == set(tables.metadata.tables) - {"telegram_update"}
        before = rows(sqlite, other)

        coach.answers = self.erases
        answer = await (await turns.say(owner, "a", "forget me")).answered()

        assert rows(sqlite, owner) == {}
        assert rows(sqlite, other) == before
        assert [each.text for each in answer] == [GONE]
        assert (owner, "gone", {"message": GONE}) in windows.got

    async def test_erasing_waits_for_the_turn_under_way(self, turns, coach, owner, sqlite):
        self.fill(owner)
        begun = asyncio.Event()

        async def slow(message: UserMessage) -> None:
            begun.set()
            await coach.echo(message)

        coach.answers = slow
        taken = await turns.say(owner, "a", "I lied")
        await begun.wait()
        await turns.erase(owner)
        await taken.answered()
        assert rows(sqlite, owner) == {}

    async def test_what_was_said_meanwhile_is_gone_too(self, turns, coach, owner, sqlite):
        async def erases_first(message: UserMessage) -> None:
            await (self.erases if message.text == "forget me" else coach.echo)(message)

        coach.answers = erases_first
        taken = [
            await turns.say(owner, "a", "forget me"),
            await turns.say(owner, "b", "I slept with Ana's husband"),
        ]
        await asyncio.gather(*(each.answered() for each in taken), return_exceptions=True)
        assert rows(sqlite, owner) == {}

    async def test_erasing_twice_does_no_harm(self, turns, owner, sqlite):
        await turns.erase(owner)
        await turns.erase(owner)
        assert rows(sqlite, owner) == {}

    async def test_the_words_are_gone_from_the_file(self, turns, owner, sqlite):
        secret = "I slept with Ana's husband, nobody else knows"  # noqa: S105  # what people tell
        await (await turns.say(owner, "a", secret)).answered()
        privacy.erase(owner)
        with sqlite.connect() as connection:
            kept = [
                str(row)
                for table in tables.metadata.sorted_tables
                for row in connection.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608
            ]
        assert not [row for row in kept if "husband" in row]


class TestSpeakingFirst:
    async def test_the_bot_begins_and_nothing_of_it_is_said_by_the_person(
        self, turns, coach, owner
    ):
        kept = await turns.speak_first(owner, "/greet")
        assert coach.words == ["/greet"]
        assert [(each.author, each.text) for each in kept] == [("bot", "I heard /greet")]
        assert texts(owner) == ["I heard /greet"]
