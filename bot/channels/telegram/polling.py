"""Long polling: asks Telegram for updates, so that no public address is needed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram import updates
from bot.channels.telegram.api import BusyError, ConflictError, UnreachableError
from bot.channels.telegram.sending import FIRST_PAUSE_S, LONGEST_PAUSE_S

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.channels.telegram.api import BotApi

logger = logging.getLogger("bot.telegram")

PATIENCE_S: Final = 50
AWAY_S: Final = 30.0
"""How long another program that asks for the same updates is left alone with them."""


async def poll(api: BotApi, take: Callable[[updates.Update], Awaitable[None]]) -> None:
    """Ask for updates and take them, one after another, until cancelled.

    What was taken is kept before Telegram is asked for more, so a server that ends in the middle is
    given the rest again.

    Args:
        api: Whom to ask.
        take: Takes an update; a database error has it come again.

    Raises:
        BadTokenError: when the token is not taken (any more).
    """
    after, pause, told = 0, FIRST_PAUSE_S, False
    while True:
        try:
            got = await api.call(
                "getUpdates", patience=PATIENCE_S, offset=after, timeout=PATIENCE_S,
                allowed_updates=list(updates.ALLOWED),
            )  # fmt: skip
            for raw in got or ():
                await _take(raw, take)
                after = raw["update_id"] + 1
            pause, told = FIRST_PAUSE_S, False
        except ConflictError:  # noqa: PERF203  # asking again is what the loop is for
            if not told:
                logger.warning("another program asks for the same bot's updates; it goes first")
            told = True
            await asyncio.sleep(AWAY_S)
        except (BusyError, UnreachableError, SQLAlchemyError) as failed:
            if not told:
                logger.warning("updates wait (%s); trying again", type(failed).__name__)
            told = True
            await asyncio.sleep(getattr(failed, "retry_after", pause))
            pause = min(pause * 2, LONGEST_PAUSE_S)


async def _take(raw: object, take: Callable[[updates.Update], Awaitable[None]]) -> None:
    update = updates.read(raw)
    if update is None:
        raise UnreachableError  # not what the Bot API says: asked for again
    try:
        await take(update)
    except SQLAlchemyError:
        raise
    except Exception:  # one update that breaks must not hold up all others for ever
        logger.exception("an update was left out")
