"""The server goes away and comes back: the page says so, and loses nothing."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.visit import AFTER_RESTART_MS
from tests.wire import RunningServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.visit import Visit

TELL = "I lied to my flatmate Sam about the rent"


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for this file alone, because it is killed here."""
    with RunningServer(tmp_path_factory.mktemp("killed")) as running:
        yield running


def test_a_message_written_while_the_server_is_down_arrives_once_and_is_answered(
    visitor: Visit, server: RunningServer
) -> None:
    visitor.say(TELL)
    asked = visitor.bubbles()
    try:
        server.stop(signal.SIGKILL)
        expect(visitor.status).to_contain_text("The connection was lost")
        visitor.send("last Tuesday")
        expect(visitor.person.last.locator(".delivery")).to_contain_text("Kept here")
        expect(visitor.writing).to_be_empty()
    finally:
        server.start()

    expect(visitor.bot.nth(len(asked) - 1)).to_be_visible(timeout=AFTER_RESTART_MS)
    expect(visitor.person.last.locator(".delivery")).to_be_empty()
    expect(visitor.status).to_be_empty()
    visitor.wait_until_quiet()

    assert visitor.bubbles()[: len(asked)] == asked
    after = visitor.bubbles()[len(asked) :]
    assert after[0] == ("person", "last Tuesday")
    assert [each.author for each in after[1:]] == ["bot"] * (len(after) - 1) != []
    assert visitor.history() == visitor.bubbles()


def test_a_message_that_the_server_died_over_is_answered_once(
    visitor: Visit, server: RunningServer
) -> None:
    try:
        visitor.send(TELL)
        server.stop(signal.SIGKILL)
    finally:
        server.start()

    expect(visitor.bot.nth(2)).to_be_visible(timeout=AFTER_RESTART_MS)
    expect(visitor.status).to_be_empty(timeout=AFTER_RESTART_MS)
    visitor.wait_until_quiet()

    said = [each.words for each in visitor.bubbles() if each.author == "person"]
    assert said == [TELL]
    assert visitor.history() == visitor.bubbles()
    assert visitor.bubbles()[-1].author == "bot"


def test_a_message_written_without_a_network_goes_out_when_it_is_back(visitor: Visit) -> None:
    visitor.context.set_offline(True)
    expect(visitor.status).to_contain_text("You are offline")
    visitor.send(TELL)
    visitor.page.wait_for_timeout(500)

    visitor.context.set_offline(False)
    expect(visitor.bot.nth(2)).to_be_visible()
    visitor.wait_until_quiet()

    assert [each.words for each in visitor.bubbles() if each.author == "person"] == [TELL]
    assert visitor.history() == visitor.bubbles()
    expect(visitor.status).to_be_empty()
