"""One transaction: everything in it is kept together, or nothing is.

The idea is from Percival & Gregory, *Architecture Patterns with Python*, chapter 6: work that is
not committed is rolled back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.storage import database
from bot.storage.agreements import Agreements
from bot.storage.breaches import Breaches
from bot.storage.chapters import Chapters
from bot.storage.commitments import Commitments
from bot.storage.counts import Counts
from bot.storage.drafts import Drafts
from bot.storage.gates import GateRecords
from bot.storage.messages import Messages
from bot.storage.people import People
from bot.storage.rehearsals import Rehearsals
from bot.storage.reminders import Reminders
from bot.storage.telegram import TelegramChats

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy.engine import Engine
    from typing_extensions import Self


class UnitOfWork:
    """A transaction with the repositories that work in it.

    Attributes:
        people, messages, breaches, chapters, drafts, commitments, agreements, reminders,
            rehearsals, gates, telegram, counts: the repositories.
    """

    people: People
    messages: Messages
    breaches: Breaches
    chapters: Chapters
    drafts: Drafts
    commitments: Commitments
    agreements: Agreements
    reminders: Reminders
    rehearsals: Rehearsals
    gates: GateRecords
    telegram: TelegramChats
    counts: Counts

    def __init__(self, engine: Engine | None = None, *, writes: bool = True) -> None:
        """Prepare a transaction.

        Args:
            engine: The database; this installation's own by default.
            writes: False for one that only reads, so that it never waits for a writer.
        """
        self._engine = engine or database.engine()
        self._writes = writes

    def __enter__(self) -> Self:
        self._connection: Any = self._engine.connect().execution_options(amends_writes=self._writes)
        try:
            self._transaction = self._connection.begin()
        except BaseException:
            self._connection.close()
            raise
        self.people = People(self._connection)
        self.messages = Messages(self._connection)
        self.breaches = Breaches(self._connection)
        self.chapters = Chapters(self._connection)
        self.drafts = Drafts(self._connection)
        self.commitments = Commitments(self._connection)
        self.agreements = Agreements(self._connection)
        self.reminders = Reminders(self._connection)
        self.rehearsals = Rehearsals(self._connection)
        self.gates = GateRecords(self._connection)
        self.telegram = TelegramChats(self._connection)
        self.counts = Counts(self._connection)
        return self

    def commit(self) -> None:
        """Keep what was done; nothing is kept without this."""
        self._transaction.commit()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._transaction.is_active:
            self._transaction.rollback()
        self._connection.close()
