"""Talking to a running server from the terminal, as the page does."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
import uuid
from typing import TYPE_CHECKING, Any

from bot import settings
from bot.channels import identity
from bot.errors import AmendsError, BadInputError

if TYPE_CHECKING:
    from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
TIMEOUT_S = 120.0


def owner_of(session: str) -> str:
    """The person behind a session's name.

    Raises:
        BadInputError: when this folder knows no such session.
    """
    file = _file(session)
    if not file.exists():
        raise BadInputError(f"There is no session named {session} in {file.parent}.")
    owner = identity.read(file.read_text().strip())
    if owner is None:
        raise BadInputError(f"{file} was not issued by this installation; delete it to start new.")
    return owner


def token_of(session: str) -> str:
    """The token of a session; the server issues one for a new name."""
    file = _file(session)
    if not file.exists():
        token = _call("POST", "/api/token")["token"]
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(token)
    return file.read_text().strip()


def forget(session: str) -> None:
    """Forget a session's name."""
    _file(session).unlink(missing_ok=True)


def say(session: str, text: str) -> dict[str, Any]:
    """Send words and wait for the answer; `messages` holds the replies."""
    return _send(session, {"id": str(uuid.uuid4()), "text": text})


def press(session: str, button: str) -> dict[str, Any]:
    """Press an offered button and wait for the answer."""
    return _send(session, {"id": str(uuid.uuid4()), "button": button})


def welcome(session: str) -> list[dict[str, Any]]:
    """What was said so far, or the welcome when that is nothing."""
    answer = _call("POST", "/api/hello", token=token_of(session))
    messages: list[dict[str, Any]] = answer["messages"]
    return messages


def erase_by_server(session: str) -> bool:
    """Let a running server erase a person, so that no turn of theirs writes again.

    Returns:
        False when no server is running.
    """
    try:
        _call("DELETE", "/api/everything", token=token_of(session))
    except AmendsError:
        return False
    return True


def _send(session: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = _call("POST", "/api/messages", body, token_of(session))
    if answer.get("error") == "no_session":
        forget(session)
        answer = _call("POST", "/api/messages", body, token_of(session))
    return answer


def _call(
    method: str, path: str, body: dict[str, Any] | None = None, token: str | None = None
) -> dict[str, Any]:
    address = settings.load().address + path
    request = urllib.request.Request(  # noqa: S310  # the address is our own setting
        address,
        method=method,
        data=json.dumps(body or {}).encode(),
        headers={
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {token}"} if token else {}),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        answer = json.loads(error.read() or b"{}")
        if "error" not in answer:
            raise AmendsError(f"The server answered {error.code} at {address}.") from error
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        raise AmendsError(
            f"No server answers at {settings.load().address}. Start one with `make run`."
        ) from error
    return answer


def _file(session: str) -> Path:
    if not NAME.fullmatch(session):
        raise BadInputError(
            "A session's name is 1 to 64 letters, digits, dots, dashes or underscores."
        )
    return settings.load().data / "sessions" / f"{session}.token"
