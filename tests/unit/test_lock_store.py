"""The lock store: in order, at once, and never held by someone who is gone.

Mends `rasa.core.lock_store`: stock stores ask once a second whether it is their turn, so that
the fifth of five messages waited four seconds.
"""

from __future__ import annotations

import asyncio
import gc
import time

import pytest
from rasa.core.lock_store import InMemoryLockStore, LockError

from bot.engine.lock_store import AmendsLockStore

TURN_S = 0.02


async def burst(store: object, people: list[str]) -> tuple[list[int], float]:
    """Turns that all come at once: the order in which they ran, and how long it took."""
    ran: list[int] = []

    async def turn(number: int, who: str) -> None:
        async with store.lock(who):
            await asyncio.sleep(TURN_S)
            ran.append(number)

    started = time.monotonic()
    await asyncio.gather(*(turn(number, who) for number, who in enumerate(people)))
    return ran, time.monotonic() - started


async def test_a_burst_waits_for_the_turns_before_and_not_a_second_each():
    ran, took = await burst(AmendsLockStore(), ["ana"] * 5)
    assert ran == [0, 1, 2, 3, 4]
    assert took < 0.8


async def test_the_stock_store_still_needs_this_mend():
    _, took = await burst(InMemoryLockStore(), ["ana"] * 2)
    assert took >= 1


async def test_first_come_first_served_among_many():
    ran, _ = await burst(AmendsLockStore(), ["ana"] * 20)
    assert ran == sorted(ran)


async def test_one_conversation_does_not_wait_for_another():
    _, took = await burst(AmendsLockStore(), [f"person {number}" for number in range(50)])
    assert took < TURN_S * 20


async def test_only_one_turn_of_a_conversation_runs_at_a_time():
    store, inside = AmendsLockStore(), 0

    async def turn() -> None:
        nonlocal inside
        async with store.lock("ana"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(turn() for _ in range(20)))


async def test_a_turn_that_breaks_lets_the_next_one_in():
    store = AmendsLockStore()
    with pytest.raises(ZeroDivisionError):
        async with store.lock("ana"):
            raise ZeroDivisionError
    ran, _ = await asyncio.wait_for(burst(store, ["ana"]), 1)
    assert ran == [0]


async def test_a_turn_that_is_cancelled_lets_the_next_one_in():
    store, begun = AmendsLockStore(), asyncio.Event()

    async def hang() -> None:
        async with store.lock("ana"):
            begun.set()
            await asyncio.sleep(60)

    hanging = asyncio.create_task(hang())
    await begun.wait()
    waiting = asyncio.create_task(burst(store, ["ana"]))
    await asyncio.sleep(0)
    hanging.cancel()
    ran, _ = await asyncio.wait_for(waiting, 1)
    assert ran == [0]


async def test_one_who_stops_waiting_holds_up_nobody():
    store = AmendsLockStore()
    async with store.lock("ana"):
        waiting = asyncio.create_task(burst(store, ["ana"]))
        await asyncio.sleep(0)
        after = asyncio.create_task(burst(store, ["ana"]))
        await asyncio.sleep(0)
        waiting.cancel()
    ran, _ = await asyncio.wait_for(after, 1)
    assert ran == [0]


async def test_waiting_ends_with_an_error_when_the_turns_before_do_not():
    store = AmendsLockStore()
    async with store.lock("ana"):
        with pytest.raises(LockError):
            async with store.lock("ana", lock_lifetime=0.05):
                raise AssertionError("two turns at a time")
    ran, _ = await burst(store, ["ana"])
    assert ran == [0]


async def test_nothing_is_remembered_of_conversations_that_are_over():
    store = AmendsLockStore()
    await burst(store, [f"person {number}" for number in range(50)])
    gc.collect()
    assert len(store._locks) == 0
