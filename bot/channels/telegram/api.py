"""The Bot API over HTTP: one call, its result, and the kinds of no that it can get.

What the API says of an error may hold words of people and is kept out of the log; so is the
address, which holds the token.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp

PATIENCE_S: Final = 20.0
"""How long an answer may take, beyond what a call asks to wait for."""


class TelegramError(Exception):
    """A call did not do what it should."""


class BadTokenError(TelegramError):
    """The token is nobody's."""


class ForbiddenError(TelegramError):
    """The person blocked the bot, or is gone."""


class RefusedError(TelegramError):
    """The call cannot be done as it is, and not later either.

    Attributes:
        reason: What the API says; never for the log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class ConflictError(TelegramError):
    """Another program asks for this bot's updates."""


class BusyError(TelegramError):
    """Too many calls.

    Attributes:
        retry_after: Seconds to wait.
    """

    def __init__(self, retry_after: float) -> None:
        super().__init__()
        self.retry_after = retry_after


class UnreachableError(TelegramError):
    """No answer, or none that can be used: worth another try."""


@dataclass(frozen=True)
class File:
    """A file to be sent."""

    name: str
    content: bytes
    content_type: str


class BotApi:
    """Calls the methods of the Bot API for one bot."""

    def __init__(self, address: str, token: str) -> None:
        """Prepare to call; nothing is opened before the first call.

        Args:
            address: Of the API's server.
            token: The bot's.
        """
        self._address = f"{address}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, *, patience: float = 0, **parameters: Any) -> Any:  # noqa: ANN401
        """Call a method.

        Args:
            method: Its name.
            patience: Seconds that the server may wait before it answers.
            parameters: What the method takes; None is left out, a `File` goes along as a file.

        Returns:
            The result, whatever the method gives.

        Raises:
            TelegramError: of the kind that tells what to do about it.
        """
        given = {name: value for name, value in parameters.items() if value is not None}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                f"{self._address}/{method}",
                timeout=aiohttp.ClientTimeout(total=PATIENCE_S + patience),
                **_body(given),
            ) as response:
                answer = json.loads(await response.read())
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            raise UnreachableError from None  # their texts name the address
        if not isinstance(answer, dict):
            raise UnreachableError
        if answer.get("ok") is True:
            return answer.get("result")
        raise _error(answer)

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _body(given: dict[str, object]) -> dict[str, Any]:
    if not any(isinstance(value, File) for value in given.values()):
        return {"json": given}
    form = aiohttp.FormData()
    for name, value in given.items():
        if isinstance(value, File):
            form.add_field(
                name, value.content, filename=value.name, content_type=value.content_type
            )
        else:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    return {"data": form}


def _error(answer: dict[str, Any]) -> TelegramError:
    code, reason = answer.get("error_code"), str(answer.get("description", ""))
    if code == HTTPStatus.NOT_FOUND and "method" in reason:
        return RefusedError(reason)
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        return BadTokenError()
    if code == HTTPStatus.FORBIDDEN:
        return ForbiddenError()
    if code == HTTPStatus.CONFLICT:
        return ConflictError()
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        told = (answer.get("parameters") or {}).get("retry_after", 1)
        return BusyError(float(told))
    if code == HTTPStatus.BAD_REQUEST:
        return RefusedError(reason)
    return UnreachableError()
