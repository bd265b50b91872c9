"""Where a command's text comes from: a file, or stdin."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.errors import BadInputError

LONGEST = 1_000_000
"""Bytes that a command reads at once."""


def read_source(file: str | None) -> str:
    """The text of a file, or of stdin.

    Raises:
        BadInputError: when it cannot be read as text, is empty, or is too large.
    """
    if file is None or file == "-":
        data = sys.stdin.buffer.read(LONGEST + 1)
    else:
        path = Path(file)
        if not path.is_file():
            raise BadInputError(f"There is no file {file}.")
        with path.open("rb") as opened:
            data = opened.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise BadInputError(f"That is more than {LONGEST:,} bytes, too much to read at once.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError("That is not text in UTF-8.") from error
    if not text.strip():
        raise BadInputError("There is nothing to read.")
    return text
