"""Files of labelled lines: one JSON object a line, each of the shape that its reader expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

LineT = TypeVar("LineT", bound=BaseModel)


def read_lines(path: Path, shape: type[LineT]) -> list[LineT]:
    """Reads labelled lines.

    Args:
        path: The file.
        shape: What each line holds.

    Returns:
        The lines in the order of the file.

    Raises:
        BadInputError: A line has another shape; its number is named.
    """
    rows = path.read_text(encoding="utf-8").splitlines()
    return [_line(row, f"{path}:{number}", shape) for number, row in enumerate(rows, start=1)]


def _line(row: str, where: str, shape: type[LineT]) -> LineT:
    try:
        return shape.parse_raw(row)
    except ValidationError as error:
        raise BadInputError(f"{where} is not a labelled line: {error}") from error
