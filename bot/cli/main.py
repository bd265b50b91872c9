"""Which commands there are, and how an error is told."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from bot.cli import apology, chat, doctor, person, reading, run
from bot.errors import AmendsError

if TYPE_CHECKING:
    from collections.abc import Sequence

OK, NO, BAD = 0, 1, 2


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="amends",
        description="A coach for someone who broke another person's trust.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in (run, chat, apology, reading, doctor, person):
        group.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: What stands behind `amends`; the process's own by default.

    Returns:
        0 on success, 1 when the answer is no, 2 on bad usage or bad input.
    """
    chosen = parser().parse_args(arguments)
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
