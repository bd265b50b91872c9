"""Brings to each chat what the bot said and what is not there yet, in order."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

from bot import settings
from bot.channels.telegram.api import BadTokenError, File, ForbiddenError, RefusedError
from bot.channels.telegram.bubbles import Outgoing, outgoing, plain
from bot.channels.telegram.sealing import unseal
from bot.channels.telegram.words import words
from bot.services import telegram
from bot.storage.database import new_id

if TYPE_CHECKING:
    from bot.channels.telegram.sending import Sending
    from bot.storage.records import TelegramChat

logger = logging.getLogger("bot.telegram")

EVERY_S: Final = 1.0
FORGET_EVERY: Final = 3_600
"""After so many looks, what is too old to matter is forgotten."""

_NOBODY: Final = ("chat not found", "user is deactivated", "PEER_ID_INVALID")
"""How Telegram says that there is nobody (any more)."""


class Delivery:
    """Brings what is kept; one run for each person at a time."""

    def __init__(self, sending: Sending) -> None:
        """Bring through this."""
        self._sending = sending
        self._name = new_id()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._off = False

    def wake(self, owner: str) -> None:
        """There may be something new for a person."""
        if self._off:
            return
        if owner in self._running:
            self._again.add(owner)
            return
        task = asyncio.create_task(self._bring(owner))
        self._running[owner] = task
        task.add_done_callback(lambda ended: self._ended(owner, ended))

    async def look(self) -> None:
        """Look for what is still to be brought, for as long as it is let."""
        looks = 0
        while not self._off:
            try:
                if looks % FORGET_EVERY == 0:
                    await asyncio.to_thread(telegram.forget_old)
                for owner in await asyncio.to_thread(telegram.waiting):
                    self.wake(owner)
            except SQLAlchemyError:  # said once a look, and looked again: nothing is lost by it
                logger.exception("what is to be brought could not be looked for")
            looks += 1
            await asyncio.sleep(EVERY_S)

    def end(self) -> None:
        """Bring nothing more: the token is not taken any more."""
        self._off = True

    async def tell(self, chat: int, text: str) -> None:
        """Send a text of the channel's own, which is not kept."""
        try:
            await self._send(chat, plain(text))
        except (ForbiddenError, RefusedError) as failed:
            logger.info("a chat does not take a message: %s", type(failed).__name__)

    async def stop(self) -> None:
        """End; what was not brought is brought by the next server."""
        for task in list(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _ended(self, owner: str, task: asyncio.Task[None]) -> None:
        self._running.pop(owner, None)
        if task.cancelled():
            return
        failed = task.exception()
        if isinstance(failed, BadTokenError):
            if not self._off:
                logger.error("Telegram does not know TELEGRAM_TOKEN any more: nothing is sent")
            self.end()
        elif failed is not None:
            logger.error("a message could not be brought", exc_info=failed)
        if owner in self._again:
            self._again.discard(owner)
            self.wake(owner)

    async def _bring(self, owner: str) -> None:
        chat = await asyncio.to_thread(telegram.claim, owner, self._name)
        if chat is None:
            return
        try:
            await self._bring_to(chat)
        except ForbiddenError:
            await asyncio.to_thread(telegram.block, owner)
        finally:
            await asyncio.to_thread(telegram.release, owner, self._name)

    async def _bring_to(self, chat: TelegramChat) -> None:
        number = unseal(chat.sealed)
        if number is None:
            logger.error("a chat was kept with another secret, so nothing can be sent there")
            await asyncio.to_thread(telegram.block, chat.owner)
            return
        found = await asyncio.to_thread(telegram.undelivered, chat.owner)
        if found.messages and not chat.told:
            await self._send(number, plain(notice()))
            await asyncio.to_thread(telegram.told, chat.owner)
        for message in found.messages:
            for each in await asyncio.to_thread(outgoing, message):
                await self._send(number, each)
            if not await asyncio.to_thread(telegram.brought, chat.owner, self._name, message.seq):
                return
        await asyncio.to_thread(telegram.brought, chat.owner, self._name, found.until)

    async def _send(self, chat: int, each: Outgoing) -> None:
        try:
            await self._send_as(chat, each.html, each, parse_mode="HTML")
        except RefusedError as refused:
            if any(said in refused.reason for said in _NOBODY):
                raise ForbiddenError from None
            logger.warning("Telegram did not take a message as it was; sent without markup")
            await self._send_as(chat, each.plain, each, parse_mode=None)

    async def _send_as(
        self, chat: int, text: str, each: Outgoing, *, parse_mode: str | None
    ) -> None:
        if each.picture is not None:
            picture = File("drawing.png", each.picture, "image/png")
            await self._sending.send(
                chat, "sendPhoto", photo=picture, caption=text, parse_mode=parse_mode,
                reply_markup=each.keyboard,
            )  # fmt: skip
            return
        await self._sending.send(
            chat, "sendMessage", text=text, parse_mode=parse_mode, reply_markup=each.keyboard,
            link_preview_options={"is_disabled": True},
        )  # fmt: skip


def notice() -> str:
    """What is said before anything private: who can read along."""
    page = settings.load().page
    return words().private.format(page=words().page.format(address=page) if page else "")
