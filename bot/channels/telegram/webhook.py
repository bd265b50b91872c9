"""The webhook: Telegram brings updates itself, and shows the secret that only it was told."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sanic.response import empty
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram import updates
from bot.channels.telegram.api import File
from bot.channels.telegram.sealing import webhook_secret
from bot.errors import AmendsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sanic import Blueprint
    from sanic.request import Request
    from sanic.response import HTTPResponse

    from bot.channels.telegram.api import BotApi
    from bot.settings import Telegram

logger = logging.getLogger("bot.telegram")

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
PUBLIC: Final = "https://api.telegram.org"
PORTS: Final = frozenset({443, 80, 88, 8443})
"""The ports to which Telegram's own server sends."""

AT_ONCE: Final = 40


def check(chosen: Telegram) -> None:
    """Check that Telegram can send to the address that was set.

    Raises:
        AmendsError: when it cannot.
    """
    try:
        address = urlsplit(chosen.webhook or "")
        port = address.port or 443
    except ValueError:
        raise AmendsError("TELEGRAM_WEBHOOK is no address.") from None
    if not address.hostname or address.path in {"", "/"}:
        raise AmendsError("TELEGRAM_WEBHOOK needs a host and a path, as https://host/telegram.")
    if chosen.api == PUBLIC and (address.scheme != "https" or port not in PORTS):
        ports = ", ".join(map(str, sorted(PORTS)))
        raise AmendsError(
            f"TELEGRAM_WEBHOOK must be an https address with one of the ports {ports}."
        )
    if chosen.certificate is not None and not chosen.certificate.is_file():
        raise AmendsError(f"TELEGRAM_CERTIFICATE names {chosen.certificate}, which is not there.")


def add_webhook(
    routes: Blueprint, address: str, take: Callable[[updates.Update], Awaitable[None]]
) -> None:
    """Add the route to which Telegram sends.

    Args:
        routes: Where to add it.
        address: The webhook's; its path is the route's.
        take: Takes an update: it is kept when this returns, and answered afterwards.
    """

    async def receive(request: Request) -> HTTPResponse:
        shown = request.headers.get(HEADER, "")
        if not hmac.compare_digest(shown.encode(), webhook_secret().encode()):
            return empty(403)
        update = _read(request.body)
        if update is None:
            return empty(400)
        try:
            await take(update)
        except SQLAlchemyError:
            logger.exception("an update could not be kept, and will come again")
            return empty(503)
        except Exception:  # one update that breaks must not come again for ever
            logger.exception("an update was left out")
        return empty(200)

    routes.add_route(receive, urlsplit(address).path, methods=["POST"])


def _read(body: bytes) -> updates.Update | None:
    try:
        raw: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return updates.read(raw)


async def announce(api: BotApi, chosen: Telegram) -> None:
    """Tell Telegram where to send updates to.

    Raises:
        TelegramError: when it was not told.
    """
    certificate = None
    if chosen.certificate is not None:
        content = await asyncio.to_thread(chosen.certificate.read_bytes)
        certificate = File("certificate.pem", content, "application/x-pem-file")
    await api.call(
        "setWebhook", url=chosen.webhook, certificate=certificate, max_connections=AT_ONCE,
        secret_token=webhook_secret(), allowed_updates=list(updates.ALLOWED),
    )  # fmt: skip
