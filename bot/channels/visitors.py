"""Who sent a request: a bearer token says so, else the cookie that the page's visitors carry."""

from __future__ import annotations

import asyncio
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

from bot.channels import identity
from bot.channels.origins import host_of, is_foreign
from bot.services import conversation

if TYPE_CHECKING:
    from sanic.request import Request
    from sanic.response import HTTPResponse


async def known(request: Request) -> str | None:
    """The sender of a request; None when they are not known.

    A cookie counts only for the server's own page.
    """
    origin = request.headers.get("origin")
    cookie = (
        None if is_foreign(origin, host_of(request.headers))
        else request.cookies.get(identity.COOKIE)
    )  # fmt: skip
    return await _still_here(identity.read(request.token) or identity.read(cookie))


async def connected(environ: dict[str, Any], auth: Any) -> str | None:  # noqa: ANN401
    """Who opens a socket; None when they are not known.

    Args:
        environ: The request as python-socketio gives it.
        auth: What the client sent along.
    """
    token = auth.get("token") if isinstance(auth, dict) else None
    host = environ.get("HTTP_X_FORWARDED_HOST") or environ.get("HTTP_HOST") or ""
    foreign = is_foreign(environ.get("HTTP_ORIGIN"), host.split(",")[0].strip())
    cookie = None if foreign else _cookie(environ)
    return await _still_here(identity.read(token if isinstance(token, str) else cookie))


async def _still_here(owner: str | None) -> str | None:
    if owner is None or await asyncio.to_thread(conversation.person, owner) is None:
        return None
    return owner


async def with_cookie(request: Request, response: HTTPResponse) -> HTTPResponse:
    """Give the sender of a request their identity, a new one where they have none."""
    owner = await known(request)
    if owner is None:
        owner = (await asyncio.to_thread(conversation.issue)).id
    response.cookies[identity.COOKIE] = identity.sign(owner)
    cookie = response.cookies[identity.COOKIE]
    cookie["httponly"] = True
    cookie["samesite"] = "Strict"
    cookie["path"] = "/"
    cookie["max-age"] = identity.COOKIE_SECONDS
    cookie["secure"] = request.headers.get("x-forwarded-proto", request.scheme) == "https"
    return response


def _cookie(environ: dict[str, Any]) -> str | None:
    jar = SimpleCookie()
    try:
        jar.load(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return None
    return jar[identity.COOKIE].value if identity.COOKIE in jar else None
