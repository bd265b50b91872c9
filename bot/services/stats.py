"""What an operator may know: how many, and how often the gates fired. Never who, never words."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import AmendsError
from bot.storage import database, schema
from bot.storage.unit_of_work import UnitOfWork


def collect() -> dict[str, Any]:
    """Count everything.

    Returns:
        `totals`, a number for each kind of thing kept; `gates`, a list of objects with `tier`,
        `category`, `shown` (`question`, `line`, `stop` or `suggestion`) and `count`, the most
        frequent first.

    Raises:
        AmendsError: The database cannot be read, or nothing was ever kept in it.
    """
    try:
        if schema.revision_of(database.engine()) is None:
            raise AmendsError("Nothing is kept yet: the first start makes the database.")
        with UnitOfWork(writes=False) as work:
            totals, gates = work.counts.totals(), work.counts.gates()
    except SQLAlchemyError as error:
        raise AmendsError(
            f"The database cannot be read ({type(error).__name__}): `amends doctor` says more."
        ) from error
    ordered = sorted(gates.items(), key=lambda each: (-each[1], each[0]))
    return {
        "totals": totals,
        "gates": [
            {"tier": tier, "category": category, "shown": shown, "count": count}
            for (tier, category, shown), count in ordered
        ],
    }
