"""Bringing a database to the newest schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

HEAD = "0006"
"""The newest revision; a test holds it against the files in `migrations/versions`."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def revision_of(engine: Engine) -> str | None:
    """The revision that a database is at, or None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar_one_or_none()
        return found


def migrate(engine: Engine) -> None:
    """Bring a database to the newest schema; does nothing when it is there already.

    Args:
        engine: The database.
    """
    if revision_of(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.connect().execution_options(amends_writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
