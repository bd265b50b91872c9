"""The files that a browser gets: the page, the page on privacy, and the script for every site."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse, empty, raw
from sanic.response import json as json_response

from bot import settings
from bot.channels.responses import HEADERS
from bot.channels.visitors import with_cookie

if TYPE_CHECKING:
    from pathlib import Path

    from sanic import Blueprint
    from sanic.request import Request

BUILT = settings.PROJECT / "web" / "dist"

SCRIPT_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Any site may load the script; whether it may talk with the server is asked when it does."""


@dataclass(frozen=True)
class _File:
    """A file as it goes out: as it is, packed, and the tag that a browser remembers it by."""

    plain: bytes
    packed: bytes
    tag: str


def add_pages(routes: Blueprint) -> None:
    """Add the page and what belongs to it to the channel's routes."""

    async def page(request: Request) -> HTTPResponse:
        found = await _find("index.html")
        if found is None:
            return _not_built()
        response = _sent(request, found, "text/html; charset=utf-8", HEADERS)
        return await with_cookie(request, response)

    async def privacy(request: Request) -> HTTPResponse:
        found = await _find("privacy.html")
        if found is None:
            return _not_built()
        return _sent(request, found, "text/html; charset=utf-8", HEADERS)

    async def script(request: Request) -> HTTPResponse:
        found = await _find("amends.js")
        if found is None:
            return _not_built()
        if request.headers.get("if-none-match") == found.tag:
            return empty(304, {**SCRIPT_HEADERS, "ETag": found.tag})
        named = {**SCRIPT_HEADERS, "ETag": found.tag}
        return _sent(request, found, "text/javascript; charset=utf-8", named)

    routes.add_route(page, "/", methods=["GET"])
    routes.add_route(privacy, "/privacy", methods=["GET"])
    routes.add_route(script, "/amends.js", methods=["GET"])
    routes.static("/assets", str(BUILT / "assets"), name="assets")


def _not_built() -> HTTPResponse:
    return json_response(
        {"error": "The page is not built. Run `make run`, which builds it."}, status=503
    )


async def _find(name: str) -> _File | None:
    return await asyncio.to_thread(_read, BUILT / name)


def _read(path: Path) -> _File | None:
    return _kept(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=8)
def _kept(path: Path, _changed: int) -> _File:
    plain = path.read_bytes()
    tag = f'W/"{hashlib.sha256(plain).hexdigest()[:16]}"'
    return _File(plain, gzip.compress(plain, 9, mtime=0), tag)


def _sent(
    request: Request, found: _File, content_type: str, headers: dict[str, str]
) -> HTTPResponse:
    packs = "gzip" in request.headers.get("accept-encoding", "")
    packed = {"Content-Encoding": "gzip"} if packs else {}
    return raw(
        found.packed if packs else found.plain,
        content_type=content_type,
        headers={**headers, "Vary": "Accept-Encoding", **packed},
    )
