"""`amends export`, `amends erase`: everything kept about one person, shown or gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.cli import client
from bot.services import privacy

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this module."""
    for name, what, run in (
        ("export", "print everything kept about one person, as JSON", _export),
        ("erase", "delete everything kept about one person", _erase),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("--session", required=True, metavar="NAME", help="the session's name")
        command.set_defaults(run=run)


def _export(chosen: argparse.Namespace) -> int:
    held = privacy.export(client.owner_of(chosen.session))
    print(json.dumps(held, ensure_ascii=False, indent=2))
    return 0


def _erase(chosen: argparse.Namespace) -> int:
    owner = client.owner_of(chosen.session)
    if not client.erase_by_server(chosen.session):
        privacy.erase(owner)
    client.forget(chosen.session)
    print(f"Everything kept about {chosen.session} is gone.")
    return 0
