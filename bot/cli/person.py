"""`amends record`, `amends export`, `amends erase`: what is kept about one person."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.cli import client
from bot.coaching.commitments.record import drawn_record
from bot.services import privacy, promises, records

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
    record = commands.add_parser(
        "record", help="show the promises of one person, and how they went"
    )
    record.add_argument("--session", required=True, metavar="NAME", help="the session's name")
    form = record.add_mutually_exclusive_group()
    for ending, what in (("json", "JSON"), ("csv", "a table"), ("ics", "a calendar")):
        form.add_argument(
            f"--{ending}", dest="ending", action="store_const", const=ending, help=f"as {what}"
        )
    record.set_defaults(run=_record)


def _record(chosen: argparse.Namespace) -> int:
    owner = client.owner_of(chosen.session)
    if chosen.ending is not None:
        sys.stdout.write(records.as_file(owner, chosen.ending) or "")
        return 0
    found = promises.recorded(owner)
    if not found:
        print("Nothing is promised yet.")
        return 0
    agreed = [each.asked for each in promises.agreements(owner)]
    print(drawn_record([each.as_entry() for each in found], agreed))
    return 0


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
