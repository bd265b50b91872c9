"""Where things are and how this installation is set, read from the environment once a call.

Every setting has a default that works on one machine with nothing else installed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from bot.errors import AmendsError

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Telegram:
    """How people reach this installation on Telegram.

    Attributes:
        token: The bot's token, from @BotFather (`TELEGRAM_TOKEN`).
        api: Address of the Bot API server (`TELEGRAM_API`).
        webhook: Address that Telegram sends updates to (`TELEGRAM_WEBHOOK`); None asks for them.
        certificate: File with the webhook's own certificate (`TELEGRAM_CERTIFICATE`); None where
            the world knows it.
    """

    token: str = field(repr=False)
    api: str
    webhook: str | None
    certificate: Path | None


@dataclass(frozen=True)
class Settings:
    """How this installation runs.

    Attributes:
        data: Folder that holds everything made at run time or set-up (`AMENDS_DATA`).
        database_url: SQLAlchemy address of the database (`DATABASE_URL`).
        host: Address to listen on (`AMENDS_HOST`).
        port: Port to listen on (`AMENDS_PORT`).
        actions_url: Address of an action server of its own; None runs the actions in the
            dialogue server's process (`AMENDS_ACTIONS_URL`).
        origins: Other sites' origins that may talk to the web channel (`AMENDS_ORIGINS`,
            separated by commas).
        embed_key: What a site signs with to hand its users over (`AMENDS_EMBED_KEY`); None where
            no site does.
        embeddings: Folder with the sentence encoder (`AMENDS_EMBEDDINGS`).
        rate: Messages a second that one person may send, after a burst (`AMENDS_RATE`).
        reminders_every: Seconds between two looks for reminders that are due
            (`AMENDS_REMINDERS_EVERY`).
        page: Address of the page as people elsewhere open it (`AMENDS_PAGE`); None where only this
            machine does.
        telegram: How it is reached on Telegram; None where it is not.
    """

    data: Path
    database_url: str
    host: str
    port: int
    actions_url: str | None
    origins: tuple[str, ...]
    embed_key: str | None
    embeddings: Path
    rate: float
    reminders_every: float
    page: str | None
    telegram: Telegram | None

    @property
    def models(self) -> Path:
        """Folder of the trained Rasa models."""
        return self.data / "models"

    @property
    def address(self) -> str:
        """Where a person on this machine finds the page."""
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{shown}:{self.port}"


def load() -> Settings:
    """Read the settings from the environment.

    Returns:
        The settings, with defaults for what is not set, or set to nothing.

    Raises:
        AmendsError: when a number is none; it names the setting.
    """
    data = _folder(_given("AMENDS_DATA") or PROJECT / "var")
    return Settings(
        data=data,
        database_url=_given("DATABASE_URL") or f"sqlite:///{data / 'amends.db'}",
        host=_given("AMENDS_HOST") or "127.0.0.1",
        port=_port(),
        actions_url=_given("AMENDS_ACTIONS_URL"),
        origins=tuple(
            part.strip().rstrip("/").lower()
            for part in (_given("AMENDS_ORIGINS") or "").split(",")
            if part.strip()
        ),
        embed_key=os.environ.get("AMENDS_EMBED_KEY") or None,
        embeddings=_folder(_given("AMENDS_EMBEDDINGS") or PROJECT / "data" / "encoder"),
        rate=_number("AMENDS_RATE", 1),
        reminders_every=_number("AMENDS_REMINDERS_EVERY", 5),
        page=_given("AMENDS_PAGE"),
        telegram=_telegram(),
    )


def _given(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None


def _port() -> int:
    number = _number("AMENDS_PORT", 5005)
    if not 0 < number < 65536 or number != int(number):
        raise AmendsError("AMENDS_PORT is no port. Set it to a whole number from 1 to 65535.")
    return int(number)


def _number(name: str, default: float) -> float:
    try:
        return float(_given(name) or default)
    except ValueError as error:
        raise AmendsError(
            f"{name} is “{_given(name)}”, which is no number. Set it to one, such as {default}, "
            "or leave it out."
        ) from error


@lru_cache(maxsize=8)
def _folder(named: str | Path) -> Path:
    return Path(named).resolve()


def _telegram() -> Telegram | None:
    token = _given("TELEGRAM_TOKEN")
    if token is None:
        return None
    certificate = _given("TELEGRAM_CERTIFICATE")
    return Telegram(
        token,
        (_given("TELEGRAM_API") or "https://api.telegram.org").rstrip("/"),
        _given("TELEGRAM_WEBHOOK"),
        Path(certificate) if certificate else None,
    )
