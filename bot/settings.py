"""Where things are and how this installation is set, read from the environment once a call.

Every setting has a default that works on one machine with nothing else installed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


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
        embeddings: Folder with the sentence encoder (`AMENDS_EMBEDDINGS`).
        rate: Messages a second that one person may send, after a burst (`AMENDS_RATE`).
        reminders_every: Seconds between two looks for reminders that are due
            (`AMENDS_REMINDERS_EVERY`).
    """

    data: Path
    database_url: str
    host: str
    port: int
    actions_url: str | None
    origins: tuple[str, ...]
    embeddings: Path
    rate: float
    reminders_every: float

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
            part.strip() for part in os.environ.get("AMENDS_ORIGINS", "").split(",") if part.strip()
        ),
        embeddings=Path(
            os.environ.get("AMENDS_EMBEDDINGS", PROJECT / "data" / "encoder")
        ).resolve(),
        rate=float(os.environ.get("AMENDS_RATE", "1")),
        reminders_every=float(os.environ.get("AMENDS_REMINDERS_EVERY", "5")),
    )
