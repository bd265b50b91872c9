"""From the welcome to a promise that is written down, as a person walks it in the page."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.visit import ANSWERS, OPENING, PROMISE

if TYPE_CHECKING:
    from tests.browser.visit import Visit

FRIDAY = 4


def test_the_page_opens_with_a_welcome_in_two_bubbles_and_buttons(visitor: Visit) -> None:
    expect(visitor.messages).to_have_count(2)
    assert [bubble.author for bubble in visitor.bubbles()] == ["bot", "bot"]
    first, second = visitor.bubbles()
    assert "Amends" in first.words
    assert second.words.endswith("what happened?")
    expect(visitor.bot.first.locator(".choice")).to_have_count(0)
    expect(visitor.bot.last.locator(".choice")).to_have_text(
        ["Tell what happened", "How does this work?", "What is kept?"]
    )
    expect(visitor.status).to_be_empty()


def test_a_lie_becomes_a_letter_to_her_and_a_promise_with_a_date(visitor: Visit) -> None:
    visitor.say(OPENING, *ANSWERS)

    expect(visitor.draft).to_have_text(re.compile(r"^Ana,"))
    letter = visitor.draft.inner_text()
    assert "I lied to you" in letter
    assert "I told you it was invested and I spent it on my car" in letter
    assert not re.search(r"\b(she|her|sister)\b", letter), "it must speak to her, not about her"
    assert "you can't pay your own rent now" in letter

    visitor.press("It says what I mean")
    visitor.say(*PROMISE)

    closing = visitor.page.locator(".message.progress")
    expect(closing.locator(".done").last).to_have_text("Commit to repair and change, done")
    expect(closing.locator(".choice")).to_have_text(["Yes, remind me", "No reminders"])
    assert "I will pay you back 200 by Friday" in visitor.draft.inner_text()
    assert "[" not in visitor.draft.inner_text(), "nothing is left open in the letter"

    (commitment,) = visitor.kept()["commitment"]
    assert commitment["what"] == "pay her back 200"
    due = date.fromisoformat(commitment["due"])
    assert due.weekday() == FRIDAY
    assert due > date.today()  # noqa: DTZ011  # the server and this test share one clock


def test_the_draft_can_be_copied_and_kept_as_a_file(visitor: Visit) -> None:
    visitor.walk_to_draft()
    letter = visitor.draft.inner_text()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])

    visitor.page.get_by_role("button", name="Copy").last.click()
    expect(visitor.page.locator(".draft-tools [role=status]").last).to_have_text("Copied")
    visitor.writing.press("Control+v")
    expect(visitor.writing).to_have_value(letter)

    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download as .txt").last.click()
    assert download.value.suggested_filename == "apology.txt"
    assert download.value.path().read_text() == letter
