"""People: issued, seen, erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from bot.storage.clock import now
from bot.storage.database import new_id
from bot.storage.records import Person
from bot.storage.tables import OWNED, person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection


class People:
    """The people of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def issue(self, owner: str | None = None) -> Person:
        """Make a new person.

        Args:
            owner: The id to make them under; the one who has it is given back. By default an id
                that cannot be guessed.
        """
        known = self.get(owner) if owner is not None else None
        if known is not None:
            return known
        moment = now()
        made = Person(owner or new_id(), moment, moment, None, None, ())
        self._connection.execute(
            insert(person).values(id=made.id, created_at=moment, seen_at=moment, cleared_gates=[])
        )
        return made

    def get(self, owner: str) -> Person | None:
        """The person with this id, or None when there is none (any more)."""
        row = self._connection.execute(select(person).where(person.c.id == owner)).one_or_none()
        return None if row is None else _record(row)

    def hold(self, owner: str) -> Person | None:
        """The person with this id, locked until the transaction ends.

        A transaction that locks other rows of a person locks the person first: so two of them wait
        in line, and never for each other.
        """
        row = self._connection.execute(
            select(person).where(person.c.id == owner).with_for_update()
        ).one_or_none()
        return None if row is None else _record(row)

    def seen(self, owner: str, *, locale: str | None = None, zone: str | None = None) -> None:
        """Note that the person is here, and what their browser says of language and time zone."""
        values: dict[str, Any] = {"seen_at": now()}
        values |= {"locale": locale} if locale else {}
        values |= {"zone": zone} if zone else {}
        self._connection.execute(update(person).where(person.c.id == owner).values(**values))

    def change(self, owner: str, **set_to: object) -> None:
        """Write how a person wants it; the names are the columns of the person."""
        self._connection.execute(update(person).where(person.c.id == owner).values(**set_to))

    def clear_gates(self, owner: str, categories: tuple[str, ...]) -> None:
        """Remember that these doubts of the safety gate were answered with a no."""
        found = self.get(owner)
        known = set(found.cleared_gates) if found else set()
        self._connection.execute(
            update(person)
            .where(person.c.id == owner)
            .values(cleared_gates=sorted(known | set(categories)))
        )

    def erase(self, owner: str) -> None:
        """Delete everything that is kept about a person, the person included."""
        self.hold(owner)
        for table in OWNED:
            self._connection.execute(delete(table).where(table.c.owner == owner))
        self._connection.execute(delete(person).where(person.c.id == owner))

    def export(self, owner: str) -> dict[str, list[dict[str, Any]]]:
        """Every row that is kept about a person, by table."""
        return dict(self._exported(owner))

    def _exported(self, owner: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for table, key in ((person, person.c.id), *((each, each.c.owner) for each in OWNED)):
            rows = self._connection.execute(select(table).where(key == owner)).mappings()
            yield table.name, [dict(row) for row in rows]


def _record(row: Any) -> Person:  # noqa: ANN401
    return Person(
        row.id, row.created_at, row.seen_at, row.locale, row.zone, tuple(row.cleared_gates),
        row.reminders, row.quiet_from, row.quiet_until, row.paused_until, bool(row.rests),
        row.told_country, row.told_zone, row.feedback,
    )  # fmt: skip
