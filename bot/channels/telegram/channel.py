"""The Telegram channel: its parts put together, started and ended with the server."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot import settings
from bot.channels.api import add
from bot.channels.responses import UNKNOWN, refused, told
from bot.channels.telegram import polling, webhook
from bot.channels.telegram.api import (
    BadTokenError,
    BotApi,
    BusyError,
    ConflictError,
    RefusedError,
    UnreachableError,
)
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.desk import COMMANDS, Desk
from bot.channels.telegram.sending import FIRST_PAUSE_S, LONGEST_PAUSE_S, Sending
from bot.channels.telegram.thinking import Typing
from bot.channels.telegram.words import words
from bot.channels.turns import Turns
from bot.channels.visitors import known
from bot.errors import AmendsError
from bot.services import telegram

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from rasa.core.channels.channel import UserMessage
    from sanic.request import Request
    from sanic.response import HTTPResponse

    from bot.channels.turns import Publish
    from bot.settings import Telegram
    from bot.storage.records import Message

logger = logging.getLogger("bot.telegram")


class TelegramChannel(InputChannel):
    """Takes what people write to a bot on Telegram, and brings them the answers."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, which responses can be made for."""
        return "telegram"

    def __init__(
        self, chosen: Telegram, publish: Publish, show: Callable[[Message], dict[str, Any]]
    ) -> None:
        """Prepare the channel; nothing is sent before `start`.

        Args:
            chosen: How Telegram is reached.
            publish: Lets a person's open windows of the page see what goes on here.
            show: A kept message as the page gets it.

        Raises:
            AmendsError: when the webhook is set to what Telegram cannot send to.
        """
        if chosen.webhook is not None:
            webhook.check(chosen)
        self._chosen = chosen
        self._windows = publish
        self._show = show
        self._api = BotApi(chosen.api, chosen.token)
        self._sending = Sending(self._api)
        self._delivery = Delivery(self._sending)
        self._typing = Typing(self._sending)
        self._runs: list[asyncio.Task[None]] = []
        self._link: str | None = None
        self._desk: Desk

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of this channel.

        Args:
            on_new_message: Hands a message to Rasa.

        Returns:
            A blueprint to be registered without a prefix.
        """
        turns = Turns(self.name(), on_new_message, self._publish, self._show)
        self._desk = Desk(turns, self._sending, self._delivery)
        routes = Blueprint("telegram")
        self._add_code(routes)
        if self._chosen.webhook is not None:
            webhook.add_webhook(routes, self._chosen.webhook, self._desk.take)
        return routes

    def start(self) -> None:
        """Begin to take and to bring; without a network as soon as there is one."""
        self._begin(self._run())

    async def stop(self) -> None:
        """End; what is kept and not brought is brought after the next start."""
        for each in self._runs:
            each.cancel()
        await asyncio.gather(*self._runs, return_exceptions=True)
        await self._typing.stop()
        await self._desk.stop()
        await self._delivery.stop()
        await self._api.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        run = asyncio.create_task(work)
        run.add_done_callback(_log_failure)
        self._runs.append(run)

    async def _run(self) -> None:
        try:
            await self._introduce()
            self._begin(self._delivery.look())
            if self._chosen.webhook is None:
                await polling.poll(self._api, self._desk.take)
        except BadTokenError:
            self._delivery.end()
            logger.error(  # noqa: TRY400  # where it broke says nothing: the token is wrong
                "Telegram does not know the token in TELEGRAM_TOKEN, so nobody is answered there; "
                "take it anew from @BotFather. Everything else runs on."
            )

    async def _introduce(self) -> None:
        """Find out who the bot is, and tell Telegram what it offers and where updates go."""
        me = await self._until_told("getMe")
        self._link = f"https://t.me/{me['username']}"
        await self._until_told(
            "setMyCommands",
            commands=[
                {"command": name, "description": words().commands[name].about} for name in COMMANDS
            ],
        )
        if self._chosen.webhook is None:
            await self._until_told("deleteWebhook")
        else:
            await self._retried(lambda: webhook.announce(self._api, self._chosen))
        way = "long polling" if self._chosen.webhook is None else "webhook"
        logger.info("on Telegram as @%s, by %s", me["username"], way)

    async def _until_told(self, method: str, **parameters: Any) -> Any:  # noqa: ANN401
        return await self._retried(lambda: self._api.call(method, **parameters))

    async def _retried(self, call: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
        """Do a call until it is done; a token that is none ends it."""
        pause, said = FIRST_PAUSE_S, False
        while True:
            try:
                return await call()
            except (  # noqa: PERF203  # trying again is what the loop is for
                BusyError,
                ConflictError,
                RefusedError,
                UnreachableError,
            ) as failed:
                if not said:
                    what = type(failed).__name__
                    logger.warning("Telegram does not do as asked yet (%s); trying again", what)
                said = True
                await asyncio.sleep(getattr(failed, "retry_after", pause))
                pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _publish(self, owner: str, event: str, data: dict[str, Any]) -> None:
        await self._windows(owner, event, data)
        chat = self._desk.chat_of(owner)
        if event == "message" and data["author"] == "bot":
            self._delivery.wake(owner)
        elif event == "thinking" and chat is not None:
            self._typing.show(chat, on=data["on"])
        elif event == "trouble" and chat is not None:
            await self._delivery.tell(chat, data["message"])

    def _add_code(self, routes: Blueprint) -> None:
        async def offer(request: Request) -> HTTPResponse:
            owner = await known(request)
            if owner is None:
                return refused(UNKNOWN, 401)
            offered = await asyncio.to_thread(telegram.offer_code, owner)
            link = f"{self._link}?start={offered.code}" if self._link else None
            ends = offered.until.isoformat()
            return told({"code": offered.code, "link": link, "until": ends})

        add(routes, "/api/telegram-code", POST=offer)
        add(routes, "/api/telegram", DELETE=_part)


async def _part(request: Request) -> HTTPResponse:
    owner = await known(request)
    if owner is None:
        return refused(UNKNOWN, 401)
    await asyncio.to_thread(telegram.part, owner)
    return told({"ok": True})


def _log_failure(run: asyncio.Task[None]) -> None:
    if not run.cancelled() and run.exception() is not None:
        logger.error("Telegram is not served any more", exc_info=run.exception())


def prepared(publish: Publish, show: Callable[[Message], dict[str, Any]]) -> TelegramChannel | None:
    """The channel, where a token is set; None where none is, or it is set to what cannot be.

    Args:
        publish: Lets a person's open windows of the page see what goes on here.
        show: A kept message as the page gets it.
    """
    chosen = settings.load().telegram
    if chosen is None:
        return None
    try:
        return TelegramChannel(chosen, publish, show)
    except AmendsError as error:
        logger.error("%s Nobody is answered on Telegram until then.", error)  # noqa: TRY400
        return None
