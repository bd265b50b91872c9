"""What every HTTP answer carries, and how a refusal is worded."""

from __future__ import annotations

from typing import Any

from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.intake import Refusal

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

UNKNOWN = Refusal("no_session", "This conversation is not known here.")


def told(content: Any) -> HTTPResponse:  # noqa: ANN401  # anything that JSON has
    """An answer in JSON."""
    return json_response(content, headers=HEADERS)


def refused(refusal: Refusal, status: int) -> HTTPResponse:
    """A refusal in JSON, for the client and for the person."""
    return json_response(
        {"ok": False, "error": refusal.code, "message": refusal.message},
        status=status,
        headers=HEADERS,
    )
