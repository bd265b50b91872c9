"""`amends doctor`: what is installed, trained and reachable, and what to do about what is not."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot import settings, training
from bot.errors import AmendsError

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction
    from collections.abc import Callable


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: Its name.
        fine: Whether it is as it should be.
        says: What was found, and when it is not fine what to do.
    """

    what: str
    fine: bool
    says: str


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command of this module."""
    doctor = commands.add_parser(
        "doctor", help="what is installed, trained and reachable; what to do about what is not"
    )
    doctor.set_defaults(run=_doctor)


def _doctor(_chosen: argparse.Namespace) -> int:
    fine = True
    for look in LOOKS:
        finding = look()
        fine = fine and finding.fine
        print(f"{'ok  ' if finding.fine else 'MISS'}  {finding.what:<10} {finding.says}")
    return 0 if fine else 1


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info[:2] == (3, 10)
    return Finding("Python", fine, version if fine else f"{version}; Rasa needs 3.10. `make run`")


def _packages() -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = f"rasa {version('rasa')}, spaCy {version('spacy')}, SQLAlchemy "
        return Finding("packages", True, found + version("sqlalchemy"))
    except PackageNotFoundError as error:
        return Finding("packages", False, f"{error.name} is missing. Run `make run`.")


def _encoder() -> Finding:
    from bot.language.embeddings import load_encoder

    folder = settings.load().embeddings
    try:
        load_encoder(folder)
    except AmendsError as error:
        return Finding("encoder", False, str(error))
    return Finding("encoder", True, str(folder))


def _model() -> Finding:
    model = training.current_model()
    if model is None:
        return Finding("model", False, "missing or out of date. Run `make train`.")
    return Finding("model", True, str(model))


def _page() -> Finding:
    page = settings.PROJECT / "web" / "dist" / "index.html"
    if not page.exists():
        return Finding("page", False, "not built. Run `make run`.")
    return Finding("page", True, str(page))


def _database() -> Finding:
    from bot.storage import database, schema

    try:
        engine = database.engine()
        at = schema.revision_of(engine)
    except (SQLAlchemyError, AmendsError, OSError) as error:
        return Finding(
            "database", False, f"not reachable ({type(error).__name__}). Check DATABASE_URL."
        )
    shown = engine.url.render_as_string(hide_password=True)
    if at not in (None, schema.HEAD):
        return Finding("database", True, f"{shown}, at {at}; the next start brings it up to date")
    return Finding("database", True, shown)


def _server() -> Finding:
    current = settings.load()
    with socket.socket() as probe:
        probe.settimeout(1)
        running = probe.connect_ex((current.host, current.port)) == 0
    state = "a server answers" if running else "free; `make run` starts a server"
    return Finding("address", True, f"{current.address}: {state}")


LOOKS: tuple[Callable[[], Finding], ...] = (
    _python,
    _packages,
    _encoder,
    _model,
    _page,
    _database,
    _server,
)
"""What is looked at, in the order in which set-up makes it."""
