"""With a keyboard alone, on a small screen, and for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.visit import PROMISE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visit import Visit

_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const clipped = element => element.closest(".unseen, .skip");
  return [...document.body.querySelectorAll("*")]
    .filter(element => !clipped(element) && element.getBoundingClientRect().right > width + 0.5)
    .map(element => `${element.tagName}.${element.className}`);
}"""


def test_the_whole_page_is_reached_with_the_keyboard_alone(visitor: Visit) -> None:
    keyboard = visitor.page.keyboard
    keyboard.press("Tab")
    expect(visitor.page.get_by_role("link", name="Skip to writing")).to_be_focused()
    keyboard.press("Enter")
    expect(visitor.writing).to_be_focused()

    keyboard.type("I lied to my flatmate Sam about the rent")
    keyboard.press("Enter")
    expect(visitor.bot.nth(2)).to_be_visible()
    visitor.wait_until_quiet()
    expect(visitor.writing).to_be_focused()

    keyboard.press("Shift+Tab")
    last = visitor.page.locator(".choice:enabled").last
    expect(last).to_be_focused()
    title = last.inner_text()
    before = visitor.bot.count()
    keyboard.press("Space")
    expect(visitor.bot.nth(before)).to_be_visible()
    assert visitor.person.last.locator(".words").inner_text() == title
    expect(visitor.writing).to_be_focused()


def test_the_menu_opens_and_closes_with_the_keyboard(visitor: Visit) -> None:
    summary = visitor.page.locator("#menu summary")
    summary.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#forget")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("#forget")).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_sideways(new_visitor: Callable[..., Visit], width: int) -> None:
    visitor = new_visitor(viewport={"width": width, "height": 640})
    visitor.walk_to_draft()
    assert visitor.page.evaluate(_STICKING_OUT) == []
    visitor.press("It says what I mean")
    visitor.say("https://example.org/" + "a" * 300, *PROMISE[1:])
    visitor.page.locator("#menu summary").click()
    assert visitor.page.evaluate(_STICKING_OUT) == []
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_screen_reader_hears_what_the_bot_says_and_who_says_what(visitor: Visit) -> None:
    log = visitor.page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    visitor.say("hello")
    expect(visitor.person.first).to_have_attribute("aria-live", "off")
    expect(visitor.person.first).to_contain_text("You: hello")
    expect(visitor.bot.last).to_contain_text("Amends: ")
    expect(visitor.page.get_by_role("textbox", name="Your message")).to_be_visible()
