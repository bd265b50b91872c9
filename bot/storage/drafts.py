"""Drafts: every version of an apology, none overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from bot.storage.clock import now
from bot.storage.database import new_id
from bot.storage.records import Draft
from bot.storage.tables import draft

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Drafts:
    """The drafts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        owner: str,
        breach_id: str,
        text: str,
        origin: str,
        analysis: dict[str, Any] | None = None,
    ) -> Draft:
        """Keep a version; one that says the same as the newest is that one, kept once.

        Args:
            owner: Whose apology it is.
            breach_id: What it apologises for.
            text: The words.
            origin: `composed`, `revised` or `pasted`.
            analysis: What it has and what spoils it, as `amends check --json` prints it.

        Returns:
            The kept version.
        """
        versions = self.of(owner, breach_id)
        if versions and versions[-1].text == text:
            return versions[-1]
        made = Draft(new_id(), owner, breach_id, len(versions) + 1, origin, text, now(), analysis)
        self._connection.execute(
            insert(draft).values(
                id=made.id,
                owner=owner,
                breach_id=breach_id,
                version=made.version,
                origin=origin,
                text=text,
                created_at=made.created_at,
                analysis=analysis,
            )
        )
        return made

    def of(self, owner: str, breach_id: str) -> list[Draft]:
        """All versions of one apology, oldest first."""
        rows = self._connection.execute(
            select(draft)
            .where(draft.c.owner == owner, draft.c.breach_id == breach_id)
            .order_by(draft.c.version)
        )
        return [_record(row) for row in rows]

    def latest(self, owner: str, breach_id: str) -> Draft | None:
        """The newest version, or None before the first."""
        versions = self.of(owner, breach_id)
        return versions[-1] if versions else None


def _record(row: Any) -> Draft:  # noqa: ANN401
    return Draft(
        row.id,
        row.owner,
        row.breach_id,
        row.version,
        row.origin,
        row.text,
        row.created_at,
        row.analysis,
    )
