"""Who is talking: an id that the server made, signed so that nobody can claim another's."""

from __future__ import annotations

import hmac
import os
import secrets
import time
from functools import lru_cache
from typing import TYPE_CHECKING

import jwt
from itsdangerous import BadSignature, Signer

from bot import settings
from bot.errors import AmendsError, BadInputError

if TYPE_CHECKING:
    from pathlib import Path

COOKIE = "amends"
COOKIE_SECONDS = 365 * 24 * 3600

LONGEST_HANDOVER = 24 * 3600
"""Seconds for which a site may hand a user over with one token."""
LONGEST_SUBJECT = 255
SHORTEST_KEY = 32
"""Characters in the key that a site signs with; fewer can be guessed by trying."""


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


def of_site(token: object) -> str:
    """The id of somebody whom a site has signed in and hands over.

    Args:
        token: A JSON Web Token, signed with `AMENDS_EMBED_KEY` by HS256; `sub` names the user,
            `exp` says when it ends.

    Returns:
        The same id for the same `sub`, from which the `sub` cannot be read.

    Raises:
        BadInputError: when the token is forged, over, lacks a part, or lasts too long; when the
            installation has no key.
    """
    signs_with = embed_key()
    if signs_with is None:
        raise BadInputError("This server takes no users from sites: AMENDS_EMBED_KEY is not set.")
    try:
        claims = jwt.decode(
            str(token), signs_with, algorithms=["HS256"],
            options={"require": ["exp", "sub"], "verify_aud": False},
        )  # fmt: skip
    except jwt.ExpiredSignatureError as error:
        raise BadInputError(
            "The site's word on who you are is over. Load its page again."
        ) from error
    except jwt.InvalidTokenError as error:
        raise BadInputError("The site's word on who you are could not be read.") from error
    subject = claims["sub"]
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise BadInputError(f"A user's name (sub) has 1 to {LONGEST_SUBJECT} characters.")
    if claims["exp"] > time.time() + LONGEST_HANDOVER:
        raise BadInputError("The site's word on who you are lasts longer than a day.")
    secret = _secret(settings.load().data / "secret")
    return hmac.new(secret.encode(), f"amends.site:{subject}".encode(), "sha256").hexdigest()[:32]


def embed_key() -> str | None:
    """The key that a site signs with; None where no site hands its users over.

    Raises:
        AmendsError: when the key that is set is too short to be safe.
    """
    key = settings.load().embed_key
    if key is not None and len(key) < SHORTEST_KEY:
        raise AmendsError(f"AMENDS_EMBED_KEY needs {SHORTEST_KEY} characters or more.")
    return key


def key(purpose: str) -> bytes:
    """A key of 32 bytes that only this installation has, another one for each purpose."""
    secret = _secret(settings.load().data / "secret")
    return hmac.digest(secret.encode(), f"amends.{purpose}".encode(), "sha256")


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
