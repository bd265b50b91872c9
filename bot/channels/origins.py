"""Which sites may talk to the server: its own page, those that `AMENDS_ORIGINS` names, no other.

A browser says with each request from which site it comes. Another site's request never counts as
the person whose cookie comes along: it has to show a token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sanic.response import empty

from bot import settings
from bot.channels.intake import Refusal
from bot.channels.responses import refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sanic.request import Request
    from sanic.response import HTTPResponse

    Handler = Callable[..., Awaitable[HTTPResponse]]

REMEMBERED_SECONDS = "600"
FORBIDDEN = 403


def is_foreign(origin: str | None, host: str | None) -> bool:
    """Whether a request comes from another site's page.

    Args:
        origin: What its `Origin` says; None where there is no such header.
        host: The host that it was sent to.
    """
    return origin is not None and urlsplit(origin).netloc.lower() != (host or "").lower()


def host_of(headers: Mapping[str, str]) -> str | None:
    """The host that a request was sent to, also where a proxy stands in between."""
    return (headers.get("x-forwarded-host") or headers.get("host") or "").split(",")[0].strip()


def may_connect(origin: str | None, environ: dict[str, Any]) -> bool:
    """Whether a socket may be opened from a site, as python-socketio asks it."""
    host = environ.get("HTTP_X_FORWARDED_HOST") or environ.get("HTTP_HOST") or ""
    return not is_foreign(origin, host.split(",")[0].strip()) or _is_allowed(origin)


def _is_allowed(origin: str | None) -> bool:
    return origin in settings.load().origins


def open_to_sites(handler: Handler) -> Handler:
    """Let a handler answer the sites that are allowed, and refuse the others in plain words.

    Args:
        handler: What answers.

    Returns:
        The handler behind the gate; it answers `OPTIONS` too.
    """

    async def answer(request: Request, **named: str) -> HTTPResponse:
        origin = request.headers.get("origin")
        if not is_foreign(origin, host_of(request.headers)):
            return await handler(request, **named)
        if not _is_allowed(origin):
            return _shared(refused(_not_allowed(origin), FORBIDDEN), origin)
        if request.method == "OPTIONS":
            return _shared(empty(), origin)
        return _shared(await handler(request, **named), origin)

    answer.__name__ = handler.__name__
    return answer


def _not_allowed(origin: str | None) -> Refusal:
    return Refusal(
        "origin_not_allowed",
        f"{origin} is not allowed to use Amends here. Whoever runs this server can allow it in "
        "AMENDS_ORIGINS.",
    )


def _shared(response: HTTPResponse, origin: str | None) -> HTTPResponse:
    """Let a page of this origin read the answer; a refusal too, so that it can be told."""
    response.headers["Access-Control-Allow-Origin"] = origin or "null"
    response.headers["Vary"] = "Origin"
    if response.status != FORBIDDEN:
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Access-Control-Max-Age"] = REMEMBERED_SECONDS
    return response
