"""Who is talking: an id that the server made, signed so that nobody can claim another's."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer

from bot import settings
from bot.errors import AmendsError

if TYPE_CHECKING:
    from pathlib import Path

COOKIE = "amends"
COOKIE_SECONDS = 365 * 24 * 3600


def sign(owner: str) -> str:
    """A token that proves who someone is."""
    return _signer().sign(owner).decode()


def read(token: str | None) -> str | None:
    """The id in a token that this server signed; None for any other."""
    if not token:
        return None
    try:
        return _signer().unsign(token).decode()
    except (BadSignature, UnicodeError):
        return None


def _signer() -> Signer:
    return Signer(_secret(settings.load().data / "secret"), salt="amends.identity")


@lru_cache(maxsize=4)
def _secret(file: Path) -> str:
    """The installation's secret: from `AMENDS_SECRET`, else a file made at first use."""
    given = os.environ.get("AMENDS_SECRET")
    if given:
        return given
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        kept = file.read_text()
        if not kept.strip():
            raise AmendsError(
                f"{file} is empty, so nobody could be told apart. Delete it and start again."
            ) from None
        return kept
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(32))
    return file.read_text()
