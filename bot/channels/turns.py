"""One message's way: taken, kept, run as a turn in its place, answered, kept, sent.

A message that was acknowledged is in the database before anything else happens, and stays marked
as unanswered until its answer is there too: what a stopped server left open is answered by the
next one.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Protocol
from weakref import WeakValueDictionary

from rasa.core.channels.channel import UserMessage

from bot import settings
from bot.channels import intake
from bot.channels.output import Collected
from bot.services import conversation, privacy, reminders
from bot.services.conversation import Reply
from bot.storage.clock import now
from bot.storage.records import Message, Person

logger = logging.getLogger("bot.turns")

BUTTON_ID = re.compile(r"[0-9a-f]{32}")
REACH_OF_BUTTONS = 8
"""How many messages back a pressed button can stand."""

WELCOME = "/greet"
WELCOME_BACK = "/returned"

SORRY = (
    "Something went wrong on my side, and I could not finish that. What you told me before is "
    "safe. Please say it once more."
)
NOT_KEPT = (
    "I could not save that just now, so I have not taken it in. Please send it again in a moment."
)
USED_BUTTON = "That button belongs to an earlier moment. Tell me in your own words what you need."
GONE = "It is all gone: what you told me, the drafts, the promises. If you come back, we start new."


AnswerOf = Callable[[str, str], Awaitable[list[dict[str, Any]]]]
"""Owner and message id to the bubbles that the dialogue has said to it; none when it has not."""


async def _no_answer(_owner: str, _message_id: str) -> list[dict[str, Any]]:
    return []


class Publish(Protocol):
    """Sends something to every window that a person has open."""

    def __call__(self, owner: str, event: str, data: dict[str, Any]) -> Awaitable[None]:
        """Send one event with its data."""
        ...


class Turns:
    """Runs the turns of all conversations, one after another in each.

    A conversation may be had by several channels, so they queue at the same places.
    """

    _entries: ClassVar[WeakValueDictionary[str, asyncio.Lock]] = WeakValueDictionary()
    _turns: ClassVar[WeakValueDictionary[str, asyncio.Lock]] = WeakValueDictionary()

    def __init__(
        self,
        channel: str,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        publish: Publish,
        show: Callable[[Message], dict[str, Any]],
    ) -> None:
        """Prepare to run turns.

        Args:
            channel: Name of the channel.
            on_new_message: Hands a message to Rasa and returns when the turn is over.
            publish: Sends to a person's open windows.
            show: A kept message as the client gets it.
        """
        self._channel = channel
        self._on_new_message = on_new_message
        self._publish = publish
        self._show = show
        self._rate = intake.Rate(settings.load().rate)
        self._running: set[asyncio.Task[list[Message]]] = set()
        self._thinking: dict[str, int] = {}
        self._taken_up: dict[str, set[int]] = {}
        self._answer_of: AnswerOf = _no_answer

    async def say(self, owner: str, client_id: object, text: object) -> TakenTurn:
        """Take typed words.

        Args:
            owner: Who typed them.
            client_id: The id that their client chose.
            text: The words, as the client sent them.

        Returns:
            What was taken, with the turn that answers it.

        Raises:
            Refusal: when they are not taken.
        """
        chosen_id, plain = intake.client_id(client_id), intake.clean(text)
        self._rate.take(owner)
        async with self._entries.setdefault(owner, asyncio.Lock()):
            taken, new = await asyncio.to_thread(conversation.take, owner, chosen_id, plain)
            return self._begin(taken, new)

    async def press(self, owner: str, client_id: object, button_id: object) -> TakenTurn:
        """Take the press of a button; arguments and errors as for `say`."""
        chosen_id = intake.client_id(client_id)
        if not isinstance(button_id, str) or not BUTTON_ID.fullmatch(button_id):
            raise intake.Refusal("used_button", USED_BUTTON)
        self._rate.take(owner)
        async with self._entries.setdefault(owner, asyncio.Lock()):
            taken, new = await asyncio.to_thread(conversation.press, owner, chosen_id, button_id)
            if taken is None:
                raise intake.Refusal("used_button", USED_BUTTON)
            return self._begin(taken, new)

    async def choose(self, owner: str, client_id: str, title: str, payload: str) -> TakenTurn:
        """Take what was chosen from what the channel always offers.

        Args:
            owner: Who chose it.
            client_id: An id for it.
            title: The words that stand for it in the conversation.
            payload: What it stands for.

        Raises:
            Refusal: when it comes too quickly.
        """
        self._rate.take(owner)
        async with self._entries.setdefault(owner, asyncio.Lock()):
            taken, new = await asyncio.to_thread(
                conversation.choose, owner, client_id, title, payload
            )
            return self._begin(taken, new)

    async def speak_first(self, owner: str, payload: str) -> list[Message]:
        """Let the bot begin: a welcome, or a welcome back."""
        return await self._run(owner, None, payload)

    async def add(self, owner: str, replies: list[Reply]) -> list[Message]:
        """Put what a person made beside the conversation into it, after the turns under way."""
        async with self._turns.setdefault(owner, asyncio.Lock()):
            kept = await asyncio.to_thread(conversation.answer, None, owner, replies)
        for message in kept:
            await self._publish(owner, "message", self._show(message))
        return kept

    async def erase(self, owner: str) -> None:
        """Delete everything about a person, after the turns that are under way."""
        async with self._turns.setdefault(owner, asyncio.Lock()):
            await self._gone(owner)

    async def take_up(self, answer_of: AnswerOf) -> int:
        """Answer what an earlier server left unanswered.

        Args:
            answer_of: Gives what the dialogue said to a message, if its turn ended.

        Returns:
            How many messages that were.
        """
        self._answer_of = answer_of
        left = await asyncio.to_thread(conversation.unanswered)
        for message in left:
            self._taken_up.setdefault(message.owner, set()).add(message.seq)
            self._begin(message, new=True)
        return len(left)

    def thinking(self, owner: str) -> bool:
        """Whether a turn of this person is running."""
        return owner in self._thinking

    def _begin(self, taken: Message, new: bool) -> TakenTurn:
        if not new:
            return TakenTurn(taken, None)
        turn = asyncio.create_task(self._run(taken.owner, taken, taken.payload or taken.text))
        self._running.add(turn)
        turn.add_done_callback(self._ended)
        return TakenTurn(taken, turn)

    def _ended(self, turn: asyncio.Task[list[Message]]) -> None:
        self._running.discard(turn)
        if not turn.cancelled() and turn.exception() is not None:
            logger.error("a turn could not be kept", exc_info=turn.exception())

    async def _run(self, owner: str, taken: Message | None, words: str) -> list[Message]:
        self._thinking[owner] = self._thinking.get(owner, 0) + 1
        turn = self._turns.setdefault(owner, asyncio.Lock())
        place = asyncio.create_task(turn.acquire())  # in the queue before anything is shown
        try:
            if taken is not None:
                await self._publish(owner, "message", self._show(taken))
                await self._show_chosen(taken)
            await self._publish(owner, "thinking", {"on": True})
            await place
            return await self._answer(owner, taken, words)
        finally:
            if not place.cancel() and not place.cancelled():
                turn.release()
            self._thinking[owner] -= 1
            if not self._thinking[owner]:
                del self._thinking[owner]
            await self._publish(owner, "thinking", {"on": self.thinking(owner)})

    async def _show_chosen(self, taken: Message) -> None:
        """Let every open window see which button was pressed."""
        if taken.payload is None:
            return
        before = await asyncio.to_thread(
            conversation.history, taken.owner, taken.seq - REACH_OF_BUTTONS
        )
        for message in before:
            if message.seq < taken.seq and conversation.chosen(message.buttons):
                await self._publish(taken.owner, "message", self._show(message))

    async def _answer(self, owner: str, taken: Message | None, words: str) -> list[Message]:
        output = await self._said_before(owner, taken) or await self._ask_rasa(owner, taken, words)
        if not output.replies and not output.erase:
            return []  # the person was erased while this turn waited
        if output.erase:
            await self._gone(owner)
            return [Message(owner, 0, "bot", "notice", GONE, now())]
        try:
            kept = await asyncio.to_thread(conversation.answer, taken, owner, output.replies)
        except Exception:
            await self._publish(owner, "trouble", {"message": NOT_KEPT})
            raise
        for message in kept:
            await self._publish(owner, "message", self._show(message))
        return kept

    async def _said_before(self, owner: str, taken: Message | None) -> Collected | None:
        """What was said to a message whose turn ended just before the server did."""
        if taken is None or taken.seq not in self._taken_up.get(owner, ()):
            return None
        said = await self._answer_of(owner, taken.client_id or "")
        if not said:
            return None
        output = Collected(self._channel)
        for message in said:
            await output.send_response(owner, message)
        return output

    async def _gone(self, owner: str) -> None:
        await asyncio.to_thread(privacy.erase, owner)
        await self._publish(owner, "gone", {"message": GONE})

    async def _ask_rasa(self, owner: str, taken: Message | None, words: str) -> Collected:
        output = Collected(self._channel)
        try:
            person = await asyncio.to_thread(conversation.person, owner)
            if person is None:
                return output
            if taken is not None and taken.payload is None:
                await self._catch_up(person, taken)
            await self._on_new_message(await self._message(person, taken, words, output))
        except Exception:  # whatever it is, the person gets an answer and the log its place
            logger.exception("a turn failed")
        if not output.replies and not output.erase:
            output.replies.append(Reply(SORRY))
        return output

    async def _catch_up(self, person: Person, taken: Message) -> None:
        """Let the dialogue know what was asked while nobody spoke, before it reads the answer."""
        asked = await asyncio.to_thread(reminders.asked_by, taken.owner, taken.seq)
        if asked is not None:
            unheard = Collected(self._channel)
            await self._on_new_message(await self._message(person, None, asked, unheard))

    async def _message(
        self, person: Person, taken: Message | None, words: str, output: Collected
    ) -> UserMessage:
        before = await asyncio.to_thread(
            conversation.said_before, person.id, taken.seq if taken is not None else 0
        )
        return UserMessage(
            words,
            output,
            person.id,
            input_channel=self._channel,
            message_id=taken.client_id if taken is not None else None,
            metadata={
                "cleared": list(person.cleared_gates),
                **({"before": before} if before else {}),
                "zone": person.zone,
                "locale": person.locale,
                "country": person.told_country,
            },
        )


class TakenTurn:
    """A message that was taken, and the turn that answers it."""

    def __init__(self, message: Message, turn: asyncio.Task[list[Message]] | None) -> None:
        """Keep both.

        Args:
            message: What was kept.
            turn: The running turn; None when the message had been taken before.
        """
        self.message = message
        self._turn = turn

    async def answered(self) -> list[Message]:
        """Wait for the answer; for a repeated message, what was answered then."""
        if self._turn is not None:
            return await asyncio.shield(self._turn)
        later = await asyncio.to_thread(conversation.history, self.message.owner, self.message.seq)
        answer = []
        for message in later:
            if message.author == "person":
                break
            answer.append(message)
        return answer
