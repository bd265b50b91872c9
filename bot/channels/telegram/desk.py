"""Takes what Telegram tells of: once, in order in each chat, kept before anything is answered."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from bot.channels.intake import Refusal
from bot.channels.telegram.api import File, TelegramError
from bot.channels.telegram.bubbles import FILE
from bot.channels.telegram.keyboards import GONE as NO_KEYBOARD
from bot.channels.telegram.keyboards import ticked
from bot.channels.telegram.sealing import name_of, seal
from bot.channels.telegram.updates import (
    Commanded,
    Edited,
    Membership,
    Pressed,
    Said,
    Update,
    Wordless,
)
from bot.channels.telegram.words import words
from bot.channels.turns import BUTTON_ID, GONE, WELCOME, WELCOME_BACK
from bot.services import letters, privacy, telegram, understanding

if TYPE_CHECKING:
    from bot.channels.telegram.delivery import Delivery
    from bot.channels.telegram.sending import Sending
    from bot.channels.turns import TakenTurn, Turns

logger = logging.getLogger("bot.telegram")

COMMANDS: Final = {
    "start": WELCOME, "help": "/ask_help", "draft": "/draft_apology",
    "commitments": "/list_commitments", "rehearse": "/rehearse", "pause": "/pause",
    "privacy": "/ask_privacy", "export": "/export_my_data", "delete": "/erase_my_data",
}  # fmt: skip
"""What the commands stand for in the dialogue."""

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_WANTS_FILE: Final = re.compile(
    r"(?:(?:can|could|will|would) you |please |(?:i'?d like|i want) (?:you )?(?:to )?)*"
    r"(?:send |give |get |have |export |download |save )?(?:me )?"
    r"(?:it|the (?:draft|letter|apology)|this|that|the whole thing)?\s*"
    r"(?:to me )?(?:as|in) an? (?:(?:word|docx?) )?(?:file|document|doc|attachment|docx)"
    r"(?:,? please)?[.!?]*",
    re.IGNORECASE,
)
_LETTER: Final = "docx"
_GATED: Final = frozenset({"emergency", "stop"})
_REMEMBERED: Final = 10_000

Afterwards = Callable[[], Coroutine[Any, Any, None]]
"""What is left to do about an update once it is taken."""


class Desk:
    """Takes updates."""

    def __init__(self, turns: Turns, sending: Sending, delivery: Delivery) -> None:
        """Take what is said with these.

        Args:
            turns: Run the turns.
            sending: Sends.
            delivery: Brings what the bot says, and the channel's own words.
        """
        self._turns = turns
        self._sending = sending
        self._delivery = delivery
        self._places: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._chats: OrderedDict[str, int] = OrderedDict()
        self._albums: OrderedDict[str, None] = OrderedDict()
        self._leaving: set[int] = set()

    async def take(self, update: Update) -> None:
        """Take an update; what it asks for is done after this returns.

        Args:
            update: Any; one that was taken before is left.

        Raises:
            SQLAlchemyError: when it could not be kept, so that it has to come again.
        """
        if update.chat is None:
            return
        async with self._places.setdefault(update.chat, asyncio.Lock()):
            if await asyncio.to_thread(telegram.is_taken, update.id):
                return
            afterwards = await self._take(update, update.chat)
            await asyncio.to_thread(telegram.take, update.id)
        if afterwards is not None:
            self._do(afterwards())

    def chat_of(self, owner: str) -> int | None:
        """The number of the chat in which a person spoke not long ago."""
        return self._chats.get(owner)

    async def stop(self) -> None:
        """End what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("an update could not be answered", exc_info=task.exception())

    async def _take(self, update: Update, chat: int) -> Afterwards | None:
        what = update.what
        if not update.private:
            return self._out_of_a_group(chat, what)
        if isinstance(what, Membership):
            await self._membership(chat, gone=what.gone)
            return None
        try:
            if isinstance(what, Pressed):
                return await self._pressed(update, chat, what)
            if isinstance(what, Commanded):
                return await self._commanded(update, chat, what)
            if isinstance(what, Said):
                return await self._said(update, chat, what.text)
            if isinstance(what, Edited):
                return await self._edited(update, chat, what.text)
            if isinstance(what, Wordless):
                return await self._wordless(update, chat, what)
        except Refusal as refusal:
            return self._telling(chat, refusal.message)
        return None

    # --- what people say ---------------------------------------------------------------------

    async def _owner(self, update: Update, chat: int) -> str:
        found = await asyncio.to_thread(telegram.come_in, name_of(chat), seal(chat), update.locale)
        self._chats[found.owner] = chat
        self._chats.move_to_end(found.owner)
        while len(self._chats) > _REMEMBERED:
            self._chats.popitem(last=False)
        return found.owner

    async def _said(self, update: Update, chat: int, text: str) -> Afterwards:
        owner = await self._owner(update, chat)
        if _WANTS_FILE.fullmatch(text.strip()):
            return lambda: self._send_draft(chat, owner, None)
        taken = await self._turns.say(owner, telegram.client_id(update.id), text)
        return lambda: self._follow(chat, taken)

    async def _commanded(self, update: Update, chat: int, what: Commanded) -> Afterwards:
        payload = COMMANDS.get(what.name)
        if payload is None:
            return await self._said(update, chat, what.text)
        if what.name == "start" and _CODE.fullmatch(what.value):
            return await self._join(update, chat, what.value)
        if what.name == "export":
            owner = await self._owner(update, chat)
            return lambda: self._send_everything(chat, owner)
        if what.name != "start" and what.value:
            return await self._said(update, chat, what.value)  # the words count for more
        return await self._choose(update, chat, words().commands[what.name].title, payload)

    async def _choose(self, update: Update, chat: int, title: str, payload: str) -> Afterwards:
        owner = await self._owner(update, chat)
        taken = await self._turns.choose(owner, telegram.client_id(update.id), title, payload)
        return lambda: self._follow(chat, taken)

    async def _join(self, update: Update, chat: int, code: str) -> Afterwards:
        joined = await asyncio.to_thread(telegram.join, name_of(chat), seal(chat), code)
        if joined == "has_own":
            return self._telling(chat, words().has_own)
        if joined == "unknown":
            self._do(self._delivery.tell(chat, words().code_unknown))
            return await self._choose(update, chat, words().commands["start"].title, WELCOME)
        self._do(self._delivery.tell(chat, words().joined))
        return await self._choose(update, chat, words().go_on, WELCOME_BACK)

    async def _edited(self, update: Update, chat: int, text: str) -> Afterwards | None:
        known = await asyncio.to_thread(telegram.known, name_of(chat))
        if known is None:
            return None
        verdict = await asyncio.to_thread(understanding.loaded().verdict, text)
        if verdict.tier in _GATED:
            return await self._said(update, chat, text)
        return self._telling(chat, words().edited)

    async def _wordless(self, update: Update, chat: int, what: Wordless) -> Afterwards | None:
        if what.caption is not None:
            self._do(self._delivery.tell(chat, words().wordless[what.kind]))
            return await self._said(update, chat, what.caption)
        if what.album is not None:
            if what.album in self._albums:
                return None
            self._albums[what.album] = None
            while len(self._albums) > _REMEMBERED:
                self._albums.popitem(last=False)
        return self._telling(chat, words().wordless[what.kind])

    async def _follow(self, chat: int, taken: TakenTurn) -> None:
        """Wait for the answer, which is brought when it is kept; say the last word of all."""
        (answer,) = await asyncio.gather(taken.answered(), return_exceptions=True)
        if isinstance(answer, list) and any(each.seq == 0 for each in answer):
            await self._delivery.tell(chat, f"{GONE}\n\n{words().gone}")

    # --- buttons -----------------------------------------------------------------------------

    async def _pressed(self, update: Update, chat: int, what: Pressed) -> Afterwards:
        known = await asyncio.to_thread(telegram.known, name_of(chat))
        if known is None:
            return lambda: self._answer(chat, what, NO_KEYBOARD, words().old_button)
        owner = await self._owner(update, chat)
        if what.data.startswith(FILE):
            seq = what.data.removeprefix(FILE)
            return lambda: self._send_draft(chat, owner, int(seq) if seq.isdigit() else 0, what)
        if not BUTTON_ID.fullmatch(what.data):
            return lambda: self._answer(chat, what, NO_KEYBOARD, words().old_button)
        try:
            taken = await self._turns.press(owner, telegram.client_id(update.id), what.data)
        except Refusal as refusal:
            said, before = (
                refusal,
                await asyncio.to_thread(telegram.chosen_beside, owner, what.data),
            )
            if said.code != "used_button":
                return lambda: self._answer(chat, what, None, said.message)
            stays = NO_KEYBOARD if before is None else ticked(before, what.data)
            return lambda: self._answer(chat, what, stays, said.message)
        chosen = ticked(taken.message.text, what.data)
        return lambda: self._accept(chat, what, chosen, taken)

    async def _accept(
        self, chat: int, what: Pressed, stays: dict[str, Any], taken: TakenTurn
    ) -> None:
        await self._answer(chat, what, stays, None)
        await self._follow(chat, taken)

    async def _answer(
        self, chat: int, what: Pressed, stays: dict[str, Any] | None, text: str | None
    ) -> None:
        """Answer a press, and let of the keyboard stay what still means something."""
        await self._signal("answerCallbackQuery", callback_query_id=what.query, text=text)
        if stays is not None and what.message is not None:
            await self._signal(
                "editMessageReplyMarkup", chat_id=chat, message_id=what.message,
                reply_markup=stays,
            )  # fmt: skip

    async def _signal(self, method: str, **parameters: Any) -> None:  # noqa: ANN401
        try:
            await self._sending.signal(method, **parameters)
        except TelegramError as failed:  # too late for it, or done already: the answer comes anyway
            logger.info("%s was not taken: %s", method, type(failed).__name__)

    # --- files -------------------------------------------------------------------------------

    async def _send_everything(self, chat: int, owner: str) -> None:
        held = await asyncio.to_thread(privacy.export, owner)
        made = json.dumps(held, ensure_ascii=False, indent=2).encode()
        await self._send_file(chat, File("amends.json", made, "application/json"), words().export)

    async def _send_draft(
        self, chat: int, owner: str, seq: int | None, pressed: Pressed | None = None
    ) -> None:
        if pressed is not None:
            await self._signal("answerCallbackQuery", callback_query_id=pressed.query)
        text = await asyncio.to_thread(telegram.draft, owner, seq)
        if text is None:
            await self._delivery.tell(chat, words().no_draft)
            return
        made = await asyncio.to_thread(letters.made, text, _LETTER)
        file = File(f"{words().file_name}.{_LETTER}", made, letters.TYPES[_LETTER])
        await self._send_file(chat, file, words().file)

    async def _send_file(self, chat: int, file: File, caption: str) -> None:
        try:
            await self._sending.send(chat, "sendDocument", document=file, caption=caption)
        except TelegramError as failed:
            logger.info("a file was not taken: %s", type(failed).__name__)

    # --- where the bot is --------------------------------------------------------------------

    async def _membership(self, chat: int, *, gone: bool) -> None:
        known = await asyncio.to_thread(telegram.known, name_of(chat)) if gone else None
        if known is not None:
            await asyncio.to_thread(telegram.block, known.owner)

    def _out_of_a_group(self, chat: int, what: object) -> Afterwards | None:
        if chat in self._leaving or (isinstance(what, Membership) and what.gone):
            return None
        self._leaving.add(chat)
        return lambda: self._leave(chat)

    async def _leave(self, chat: int) -> None:
        try:
            await self._delivery.tell(chat, words().group)
            await self._signal("leaveChat", chat_id=chat)
        finally:
            self._leaving.discard(chat)

    def _telling(self, chat: int, text: str) -> Afterwards:
        return lambda: self._delivery.tell(chat, text)
