"""The lock store: first come, first served, and nobody waits longer than the turn before them.

Rasa's stores ask once a second whether it is their turn: a burst of five messages took four
seconds. Here a waiting turn is woken by the one before it.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from rasa.utils.endpoints import EndpointConfig


class AmendsLockStore(LockStore):
    """Serialises the turns of each conversation within one process."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, **_kwargs: Any) -> None:  # noqa: ANN401, ARG002
        """Make an empty store; what `endpoints.yml` says beside the type is not needed."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,  # noqa: ARG002  # nobody polls here
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold a conversation for one turn.

        Args:
            conversation_id: Whose.
            lock_lifetime: How long to wait for the turns before, in seconds.
            wait_time_in_seconds: Not used.

        Yields:
            A ticket, as Rasa's callers expect.

        Raises:
            LockError: when the turns before did not end in time.
        """
        held = self._locks.setdefault(conversation_id, asyncio.Lock())
        try:
            await asyncio.wait_for(held.acquire(), lock_lifetime)
        except asyncio.TimeoutError as error:
            raise LockError("The turns before this one did not end in time.") from error
        try:
            yield TicketLock(conversation_id)
        finally:
            held.release()
