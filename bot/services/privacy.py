"""What is kept about a person: all of it shown, all of it gone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.errors import BadInputError
from bot.storage import database
from bot.storage.unit_of_work import UnitOfWork


def export(owner: str) -> dict[str, Any]:
    """Everything that is kept about a person.

    Args:
        owner: Whose.

    Returns:
        Rows by table, ready for JSON; moments as ISO 8601 with zone.

    Raises:
        BadInputError: when there is no such person.
    """
    with UnitOfWork(writes=False) as work:
        if work.people.get(owner) is None:
            raise BadInputError("Nothing is kept under that name.")
        held = work.people.export(owner)
    return {table: [_plain(row) for row in rows] for table, rows in held.items()}


def erase(owner: str) -> None:
    """Delete everything that is kept about a person, from the files too; twice does no harm."""
    with UnitOfWork() as work:
        work.people.erase(owner)
        work.commit()
    database.leave_no_trace()


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, (date, datetime)) else value
        for name, value in row.items()
    }
