"""With a keyboard alone, on a small screen, and for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.visit import ANSWERS, OPENING, PROMISE, TABS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visit import Visit

_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const clipped = element => element.closest(".unseen, .skip");
  const inside = document.querySelector("amends-chat").shadowRoot;
  return [...inside.querySelectorAll("*")]
    .filter(element => !clipped(element) && element.getBoundingClientRect().right > width + 0.5)
    .map(element => `${element.tagName}.${element.className}`);
}"""


_FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const around = element.closest(".field");
  const outline = getComputedStyle(element).outlineStyle;
  return {
    tag: element.tagName,
    words: element.innerText ?? "",
    outline: outline === "none" && around ? getComputedStyle(around).outlineStyle : outline,
  };
}"""
_FOCUSED_IS = """selector => {
  const inside = document.querySelector("amends-chat").shadowRoot;
  return inside.activeElement?.matches(selector) ?? false;
}"""


def test_the_whole_page_is_reached_with_the_keyboard_alone(visitor: Visit) -> None:
    keyboard = visitor.page.keyboard
    keyboard.press("Tab")
    expect(visitor.page.get_by_role("button", name="Skip to writing")).to_be_focused()
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


def test_somebody_new_reaches_a_draft_with_the_keyboard_alone(visitor: Visit) -> None:
    keyboard = visitor.page.keyboard
    for text in (OPENING, *ANSWERS):
        _tab_to(visitor, "textarea#writing")
        before = visitor.bot.count()
        keyboard.type(text)
        keyboard.press("Enter")
        expect(visitor.bot.nth(before)).to_be_visible()
        visitor.wait_until_quiet()
    expect(visitor.draft).to_be_visible()

    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _tab_to(visitor, ".draft-tools button", backwards=True)
    for _ in range(4):
        if visitor.page.evaluate(_FOCUSED)["words"] == "Copy":
            break
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(visitor.page.locator(".draft-tools [role=status]").last).to_have_text("Copied")


def _tab_to(visitor: Visit, selector: str, *, backwards: bool = False) -> None:
    """Press Tab until something is focused, as somebody without a mouse does."""
    for _ in range(30):
        found = visitor.page.evaluate(_FOCUSED_IS, selector)
        if found:
            return
        visitor.page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{selector} is not reached")


def test_the_overview_opens_moves_and_closes_with_the_keyboard(visitor: Visit) -> None:
    opener = visitor.page.get_by_role("button", name="Overview")
    opener.focus()
    keyboard = visitor.page.keyboard
    keyboard.press("Enter")
    expect(visitor.tab("Steps")).to_be_focused()
    keyboard.press("ArrowRight")
    expect(visitor.tab("Draft")).to_be_focused()
    expect(visitor.tab("Draft")).to_have_attribute("aria-selected", "true")
    keyboard.press("End")
    expect(visitor.tab("Settings")).to_be_focused()
    keyboard.press("Tab")
    expect(visitor.page.get_by_role("tabpanel", name="Settings")).to_be_focused()
    keyboard.press("Escape")
    expect(visitor.tab("Steps")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_every_thing_that_can_be_focused_shows_it(visitor: Visit) -> None:
    visitor.overview("Settings")
    for _ in range(16):
        visitor.page.keyboard.press("Tab")
        seen = visitor.page.evaluate(_FOCUSED)
        assert seen["outline"] != "none" or seen["tag"] == "BODY", seen


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_sideways(new_visitor: Callable[..., Visit], width: int) -> None:
    visitor = new_visitor(viewport={"width": width, "height": 640})
    visitor.walk_to_draft()
    assert visitor.page.evaluate(_STICKING_OUT) == []
    visitor.press("It says what I mean")
    visitor.say("https://example.org/" + "a" * 300, *PROMISE[1:])
    for name in TABS:
        visitor.overview(name)
        assert visitor.page.evaluate(_STICKING_OUT) == [], name
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_screen_reader_hears_what_the_bot_says_and_who_says_what(visitor: Visit) -> None:
    log = visitor.page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    visitor.say("hello")
    expect(visitor.person.first).to_have_attribute("aria-live", "off")
    expect(visitor.person.first).to_contain_text("You: hello")
    expect(visitor.bot.last).to_contain_text("Amends: ")
    expect(visitor.page.get_by_role("textbox", name="Your message")).to_be_visible()


def test_at_twice_the_size_everything_is_there_and_the_page_scrolls_one_way(
    new_visitor: Callable[..., Visit],
) -> None:
    """A window of 1280 by 800 at 200 % has 640 by 400 to give."""
    visitor = new_visitor(viewport={"width": 640, "height": 400})
    visitor.walk_to_draft()
    visitor.page.get_by_role("button", name="Edit").scroll_into_view_if_needed()
    expect(visitor.page.get_by_role("button", name="Edit")).to_be_in_viewport()
    visitor.writing.scroll_into_view_if_needed()
    expect(visitor.writing).to_be_in_viewport()
    assert visitor.page.evaluate(_STICKING_OUT) == []
    visitor.overview("Settings")
    visitor.page.locator("#forget").scroll_into_view_if_needed()
    expect(visitor.page.locator("#forget")).to_be_in_viewport()


def test_nothing_moves_where_less_motion_is_asked_for(new_visitor: Callable[..., Visit]) -> None:
    visitor = new_visitor(reduced_motion="reduce")
    dots = visitor.page.locator("#thinking span")
    assert (
        dots.evaluate_all("all => all.map(each => getComputedStyle(each).animationName)")
        == ["none"] * 3
    )
    visitor.say("hello")
    running = "() => document.getAnimations().filter(each => each.playState === 'running').length"
    assert visitor.page.evaluate(running) == 0
