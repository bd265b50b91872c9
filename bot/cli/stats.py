"""`amends stats`: how many people, and how often the safety gates fired; nobody's words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.services import stats

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "stats", help="count what is kept, and how often the safety gates fired; nobody's words"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=_stats)


def _stats(chosen: argparse.Namespace) -> int:
    found = stats.collect()
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for name, count in found["totals"].items():
        print(f"{name:<12} {count:>8}")
    print("\nsafety gates")
    for row in found["gates"]:
        print(f"{row['count']:>8}  {row['tier']:<10} {row['category']:<19} {row['shown']}")
    if not found["gates"]:
        print("none has fired yet")
    return 0
