"""The queue: in order in each chat, within the limits, tried until it is there."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest

from bot.channels.telegram import sending
from bot.channels.telegram.api import BusyError, ForbiddenError, UnreachableError
from bot.channels.telegram.sending import Sending


class Api:
    """Stands where Telegram is, and notes when what came."""

    def __init__(self) -> None:
        self.got: list[tuple[float, int, str]] = []
        self.fails: list[Exception] = []
        self.takes_s = 0.0

    async def call(self, method: str, **given: Any) -> int:
        await asyncio.sleep(self.takes_s)
        if self.fails:
            raise self.fails.pop(0)
        self.got.append((time.monotonic(), given.get("chat_id", 0), given.get("text", method)))
        return len(self.got)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def queue(api: Api) -> Sending:
    return Sending(api)


async def test_a_chat_gets_its_messages_in_order_one_a_second(api: Api, queue: Sending) -> None:
    await asyncio.gather(*(queue.send(7, "sendMessage", text=str(n)) for n in range(3)))
    assert [text for _, _, text in api.got] == ["0", "1", "2"]
    moments = [moment for moment, _, _ in api.got]
    assert all(after - before >= 1 for before, after in pairwise(moments))


async def test_many_chats_at_once_get_theirs_within_thirty_a_second(
    api: Api, queue: Sending
) -> None:
    await asyncio.gather(*(queue.send(n, "sendMessage", text="hi") for n in range(40)))
    moments = sorted(moment for moment, _, _ in api.got)
    assert len({chat for _, chat, _ in api.got}) == 40
    assert all(sum(first <= moment < first + 1 for moment in moments) <= 30 for first in moments)
    assert moments[-1] - moments[0] < 2.5


async def test_a_chat_that_waits_does_not_hold_up_others(api: Api, queue: Sending) -> None:
    slow = [queue.send(7, "sendMessage", text=str(n)) for n in range(3)]
    await asyncio.gather(*slow, queue.send(8, "sendMessage", text="quick"))
    assert "quick" in [text for _, _, text in api.got[:2]]


async def test_too_many_rests_for_as_long_as_it_says_and_loses_nothing(
    api: Api, queue: Sending
) -> None:
    api.fails = [BusyError(1.5)]
    began = time.monotonic()
    await asyncio.gather(
        queue.send(7, "sendMessage", text="a"), queue.send(7, "sendMessage", text="b")
    )
    assert [text for _, _, text in api.got] == ["a", "b"]
    assert api.got[0][0] - began >= 1.5


async def test_it_is_tried_again_with_growing_pauses(
    api: Api, queue: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE_S", 0.1)
    monkeypatch.setattr(sending, "CHAT_S", 0.0)
    api.fails = [UnreachableError(), UnreachableError(), UnreachableError()]
    began = time.monotonic()
    assert await queue.send(7, "sendMessage", text="a") == 1
    assert 0.7 <= time.monotonic() - began < 2


async def test_a_no_for_good_is_told_and_the_next_goes_on(api: Api, queue: Sending) -> None:
    api.fails = [ForbiddenError()]
    with pytest.raises(ForbiddenError):
        await queue.send(7, "sendMessage", text="a")
    await queue.send(7, "sendMessage", text="b")
    assert [text for _, _, text in api.got] == ["b"]


async def test_what_is_soon_of_no_use_is_tried_twice_only(
    api: Api, queue: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE_S", 0.01)
    api.fails = [UnreachableError()]
    await queue.signal("sendChatAction", chat_id=7)
    api.fails = [UnreachableError(), UnreachableError()]
    with pytest.raises(UnreachableError):
        await queue.signal("sendChatAction", chat_id=7)
    assert len(api.got) == 1


async def test_a_slow_network_does_not_bunch_what_goes_to_one_chat(
    api: Api, queue: Sending
) -> None:
    api.takes_s = 0.4
    counted: dict[int, list[float]] = defaultdict(list)
    await asyncio.gather(*(queue.send(7, "sendMessage", text=str(n)) for n in range(3)))
    for moment, chat, _ in api.got:
        counted[chat].append(moment)
    gaps = [after - before for before, after in pairwise(counted[7])]
    assert min(gaps) >= 1.0
