"""Which commands there are, and how an error is told."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from bot.errors import AmendsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

OK, NO, BAD = 0, 1, 2


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The command line.

    Args:
        command: The one command that is about to run, so that a small one need not wait for what
            the others load; all of them by default.
    """
    top = argparse.ArgumentParser(
        prog="amends",
        description="A coach for someone who broke another person's trust.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in _SMALL.get(command or "", _all)():
        group.add_to(commands)
    return top


def _compose() -> tuple[ModuleType, ...]:
    from bot.cli import compose

    return (compose,)


def _run() -> tuple[ModuleType, ...]:
    from bot.cli import run

    return (run,)


def _all() -> tuple[ModuleType, ...]:
    from bot.cli import apology, chat, compose, doctor, person, reading, run, stats

    return run, chat, apology, compose, reading, doctor, stats, person


_SMALL = {"compose": _compose, "reminders": _run}
"""Commands that load nothing of what reads: a worker that fell over is back in a second."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: What stands behind `amends`; the process's own by default.

    Returns:
        0 on success, 1 when the answer is no, 2 on bad usage or bad input.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    chosen = parser(given[0] if given else None).parse_args(given)
    try:
        code: int = chosen.run(chosen)
    except AmendsError as error:
        sys.stderr.write(f"amends: {error}\n")
        return BAD
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:
        return OK
    return code


if __name__ == "__main__":
    sys.exit(main())
