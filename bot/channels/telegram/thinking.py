"""“typing …”, kept up for as long as the coach thinks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.channels.telegram.api import TelegramError

if TYPE_CHECKING:
    from bot.channels.telegram.sending import Sending

AFTER_S: Final = 0.3
"""A turn that is over sooner shows nothing."""

EVERY_S: Final = 4.0
"""Telegram shows it for five seconds."""


class Typing:
    """Who is shown that the coach thinks."""

    def __init__(self, sending: Sending) -> None:
        """Show it through this."""
        self._sending = sending
        self._shown: dict[int, asyncio.Task[None]] = {}

    def show(self, chat: int, *, on: bool) -> None:
        """Begin to show it in a chat, or end."""
        shown = self._shown.pop(chat, None)
        if shown is not None and not on:
            shown.cancel()
        elif on:
            self._shown[chat] = shown or asyncio.create_task(self._show(chat))

    async def stop(self) -> None:
        """End everywhere."""
        tasks = list(self._shown.values())
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, chat: int) -> None:
        await asyncio.sleep(AFTER_S)
        while True:
            try:
                await self._sending.signal("sendChatAction", chat_id=chat, action="typing")
            except TelegramError:  # not worth more: the answer itself is what counts
                return
            await asyncio.sleep(EVERY_S)
