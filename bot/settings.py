"""Where things are and how this installation is set, read from the environment once a call.

Every setting has a default that works on one machine with nothing else installed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

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
        The settings, with defaults for what is not set.
    """
    data = Path(os.environ.get("AMENDS_DATA", PROJECT / "var")).resolve()
    return Settings(
        data=data,
        database_url=os.environ.get("DATABASE_URL", f"sqlite:///{data / 'amends.db'}"),
        host=os.environ.get("AMENDS_HOST", "127.0.0.1"),
        port=int(os.environ.get("AMENDS_PORT", "5005")),
        actions_url=os.environ.get("AMENDS_ACTIONS_URL") or None,
        origins=tuple(
            part.strip().rstrip("/").lower()
            for part in os.environ.get("AMENDS_ORIGINS", "").split(",")
            if part.strip()
        ),
        embed_key=os.environ.get("AMENDS_EMBED_KEY") or None,
        embeddings=Path(
            os.environ.get("AMENDS_EMBEDDINGS", PROJECT / "data" / "encoder")
        ).resolve(),
        rate=float(os.environ.get("AMENDS_RATE", "1")),
        reminders_every=float(os.environ.get("AMENDS_REMINDERS_EVERY", "5")),
        page=os.environ.get("AMENDS_PAGE") or None,
        telegram=_telegram(),
    )


def _telegram() -> Telegram | None:
    token = os.environ.get("TELEGRAM_TOKEN", "").strip()
    if not token:
        return None
    certificate = os.environ.get("TELEGRAM_CERTIFICATE")
    return Telegram(
        token,
        (os.environ.get("TELEGRAM_API") or "https://api.telegram.org").rstrip("/"),
        os.environ.get("TELEGRAM_WEBHOOK") or None,
        Path(certificate) if certificate else None,
    )
