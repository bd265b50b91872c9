"""A long conversation opens quickly, at its end, and scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bot.services import conversation
from bot.services.conversation import Reply

if TYPE_CHECKING:
    from tests.browser.visit import Visit

MESSAGES = 500
SECONDS = 1.0

_ALL_SHOWN = """count => new Promise(shown => {
  const look = () => {
    const inside = document.querySelector("amends-chat")?.shadowRoot;
    const messages = inside?.querySelectorAll("#messages > .message").length ?? 0;
    if (messages < count) requestAnimationFrame(look);
    else requestAnimationFrame(() => shown(performance.now()));
  };
  look();
})"""


@pytest.mark.usefixtures("kept_by_server")
def test_five_hundred_messages_open_in_under_a_second_at_their_end_and_scroll(
    visitor: Visit,
) -> None:
    owner = visitor.kept()["person"][0]["id"]
    said = [
        Reply(f"Message {number}. **One** thing, and then another.\n\n- a\n- b")
        for number in range(MESSAGES)
    ]
    conversation.answer(None, owner, said)

    fastest = min(_opened(visitor) for _ in range(3))
    assert fastest < SECONDS * 1000, f"{fastest:.0f} ms"
    expect(visitor.bot.last).to_be_in_viewport()
    expect(visitor.bot.last).to_contain_text(f"Message {MESSAGES - 1}.")
    visitor.page.locator("#log").evaluate("log => log.scrollTo(0, 0)")
    expect(visitor.bot.first).to_be_in_viewport()


def _opened(visitor: Visit) -> float:
    """Milliseconds from the start of the page to all its messages in view."""
    visitor.page.reload(wait_until="commit")
    shown: float = visitor.page.evaluate(_ALL_SHOWN, MESSAGES)
    return shown
