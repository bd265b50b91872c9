"""All that goes to Telegram: in order in each chat, as quickly as is allowed, until it is there."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from bot.channels.telegram.api import BusyError, UnreachableError

if TYPE_CHECKING:
    from bot.channels.telegram.api import BotApi

CHAT_S: Final = 1.05
"""Seconds between two messages in a chat; one a second is allowed."""

OVERALL_S: Final = 1 / 28
"""Seconds between any two messages; thirty a second are allowed."""

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 20.0

_REMEMBERED: Final = 10_000


class Pace:
    """When the next message may go."""

    def __init__(self) -> None:
        """Start with everything allowed."""
        self._free = 0.0
        self._line = asyncio.Lock()
        self._chats: OrderedDict[int, float] = OrderedDict()

    async def wait(self, chat: int) -> None:
        """Wait until a message may go to a chat; one waits for each chat at a time."""
        await _until(self._chats.get(chat, 0.0))
        async with self._line:
            while time.monotonic() < self._free:  # it may be put off meanwhile
                await _until(self._free)
            self._free = time.monotonic() + OVERALL_S

    def sent(self, chat: int) -> None:
        """Note that a message went to a chat."""
        self._chats[chat] = time.monotonic() + CHAT_S
        self._chats.move_to_end(chat)
        while len(self._chats) > _REMEMBERED:
            self._chats.popitem(last=False)

    def rest(self, seconds: float) -> None:
        """Let everything rest: Telegram does not say whether the chat or the bot was too quick."""
        self._free = max(self._free, time.monotonic() + seconds)


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


class Sending:
    """The queue for all that goes to Telegram."""

    def __init__(self, api: BotApi) -> None:
        """Send through this."""
        self._api = api
        self._pace = Pace()
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def send(self, chat: int, method: str, **parameters: Any) -> Any:  # noqa: ANN401
        """Send a message, after all that was to be sent to this chat before.

        Args:
            chat: Where to.
            method: The Bot API's method.
            parameters: What the method takes beside the chat.

        Returns:
            What the method gives.

        Raises:
            TelegramError: when it cannot be sent, now or later; what can be is tried until it is.
        """
        async with self._chats.setdefault(chat, asyncio.Lock()):
            pause = FIRST_PAUSE_S
            while True:
                await self._pace.wait(chat)
                try:
                    return await self._api.call(method, chat_id=chat, **parameters)
                except BusyError as busy:
                    self._pace.rest(busy.retry_after)
                except UnreachableError:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_S)
                finally:
                    self._pace.sent(chat)

    async def signal(self, method: str, **parameters: Any) -> None:  # noqa: ANN401
        """Send what is no message and soon of no use: at once, a second time if that fails.

        Raises:
            TelegramError: when it cannot be sent.
        """
        try:
            await self._api.call(method, **parameters)
        except BusyError as busy:
            self._pace.rest(busy.retry_after)
            await asyncio.sleep(busy.retry_after)
            await self._api.call(method, **parameters)
        except UnreachableError:
            await asyncio.sleep(FIRST_PAUSE_S)
            await self._api.call(method, **parameters)
