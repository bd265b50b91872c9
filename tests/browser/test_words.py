"""Whatever people write is shown as they wrote it, and does nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.visit import Visit

LIMIT = 4_000


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "I lied to my sister <b onmouseover=alert(1)>Ana</b> about money",
    ],
)
def test_markup_is_shown_as_text(visitor: Visit, markup: str) -> None:
    visitor.say(markup)
    _is_only_text(visitor, markup)

    visitor.page.reload()
    expect(visitor.person).to_have_count(1)
    _is_only_text(visitor, markup)


def _is_only_text(visitor: Visit, markup: str) -> None:
    assert visitor.person.locator(".words").inner_text() == markup
    expect(visitor.page.locator("#messages").locator("img, script, b")).to_have_count(0)
    assert visitor.dialogs == []


def test_words_from_right_to_left_are_set_from_right_to_left(visitor: Visit) -> None:
    hebrew = "שיקרתי לאחותי על הכסף"
    visitor.say(hebrew)
    words = visitor.person.locator(".words")
    expect(words).to_have_text(hebrew)
    expect(words).to_have_css("direction", "rtl")
    expect(visitor.bot.last.locator(".words")).to_have_css("direction", "ltr")


def test_line_breaks_and_every_script_are_kept(visitor: Visit) -> None:
    visitor.writing.click()
    visitor.page.keyboard.type("Ana — “sorry”")
    visitor.page.keyboard.press("Shift+Enter")
    visitor.page.keyboard.type("আমি মিথ্যা বলেছি 😔 👩🏽‍🤝‍👩🏻")
    visitor.page.keyboard.press("Enter")
    expect(visitor.person).to_have_count(1)
    assert visitor.bubbles()[2].words == "Ana — “sorry”\nআমি মিথ্যা বলেছি 😔 👩🏽‍🤝‍👩🏻"


def test_a_text_that_is_too_long_is_refused_and_nothing_of_it_is_lost(visitor: Visit) -> None:
    long = ("I lied to her. " * 400)[:5_000].strip() + "."
    visitor.writing.fill(long)
    expect(visitor.page.get_by_role("alert")).to_contain_text(f"can hold {LIMIT} characters")
    expect(visitor.page.locator("#characters")).to_contain_text(
        f"{len(long) - LIMIT} characters too many"
    )

    visitor.writing.press("Enter")
    expect(visitor.writing).to_have_value(long)
    visitor.page.reload()
    expect(visitor.bot.first).to_be_visible()
    expect(visitor.writing).to_have_value(long)
    expect(visitor.person).to_have_count(0)

    visitor.say(long[:LIMIT].strip())
    expect(visitor.writing).to_be_empty()
    expect(visitor.page.locator("#too-long")).to_be_empty()
    assert visitor.history()[2].words == long[:LIMIT].strip()


def test_nothing_is_sent_when_nothing_was_written(visitor: Visit) -> None:
    visitor.writing.fill("  \n ")
    visitor.writing.press("Enter")
    visitor.page.get_by_role("button", name="Send").click()
    visitor.say("hello")
    assert [each.words for each in visitor.bubbles() if each.author == "person"] == ["hello"]


def test_words_that_begin_with_a_slash_are_refused_and_can_be_taken_back(visitor: Visit) -> None:
    visitor.send("/restart")
    expect(visitor.person.locator(".refusal")).to_contain_text("begin with a slash")
    visitor.page.get_by_role("button", name="Remove").click()
    expect(visitor.person).to_have_count(0)
    visitor.say("hello")
    assert visitor.history() == visitor.bubbles()
