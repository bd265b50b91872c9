"""Looks for what is due, and sends it; as many of these may run as one likes.

A worker that is killed loses nothing and sends nothing twice: what it had claimed is free again
when the lease runs out, and what it had sent is marked as sent in the same transaction.
"""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot import settings
from bot.services import reminders
from bot.storage import database, schema
from bot.storage.database import new_id

if TYPE_CHECKING:
    from types import FrameType

logger = logging.getLogger("bot.reminders")


class Worker:
    """One worker with a name of its own."""

    def __init__(self, every: float) -> None:
        """Prepare to work.

        Args:
            every: Seconds between two looks when nothing was due.
        """
        self._every = every
        self._name = new_id()
        self._stopped = threading.Event()

    def run(self) -> None:
        """Work until `stop`."""
        logger.info("worker %s looks for what is due every %g s", self._name, self._every)
        while not self._stopped.is_set():
            if not self.once():
                self._stopped.wait(self._every)

    def once(self) -> int:
        """Send what is due now.

        Returns:
            How many reminders were settled; 0 also where the database cannot be reached.
        """
        try:
            return reminders.send_due(self._name)
        except SQLAlchemyError:  # looked for again after a pause: what is due stays due
            logger.exception("reminders could not be sent")
            return 0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """End after what is under way."""
        self._stopped.set()


def serve(*, once: bool = False) -> None:
    """Run a worker until it is told to stop.

    Args:
        once: Send what is due now, and end.
    """
    schema.migrate(database.engine())
    worker = Worker(settings.load().reminders_every)
    if once:
        worker.once()
        return
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
