"""Something new while nobody looks: counted, and told by the browser only where that was wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.visit import Visit

_LOOK_AWAY = """away => {
  Object.defineProperty(document, "visibilityState", {
    configurable: true, get: () => away ? "hidden" : "visible",
  });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
_COUNT_NOTIFICATIONS = """() => {
  window.told = [];
  window.Notification = class extends EventTarget {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title, options) { super(); window.told.push([title, options]); }
    close() {}
  };
}"""


def test_what_came_while_nobody_looked_is_counted_in_the_title(visitor: Visit) -> None:
    expect(visitor.page).to_have_title("Amends")
    visitor.page.evaluate(_LOOK_AWAY, True)
    visitor.say("I lied to my flatmate Sam about the rent")
    expect(visitor.page).not_to_have_title("Amends")
    assert visitor.page.title().startswith("(")
    visitor.page.evaluate(_LOOK_AWAY, False)
    expect(visitor.page).to_have_title("Amends")


def test_the_browser_tells_of_it_only_when_asked_and_without_a_word_of_it(visitor: Visit) -> None:
    visitor.page.evaluate(_COUNT_NOTIFICATIONS)
    visitor.page.evaluate(_LOOK_AWAY, True)
    visitor.say("I lied to my flatmate Sam about the rent")
    assert visitor.page.evaluate("() => window.told") == []

    visitor.page.evaluate(_LOOK_AWAY, False)
    page = visitor.overview("Settings")
    page.get_by_label("Tell me in this browser").check()
    expect(page.get_by_role("status")).to_have_text("Set.")
    visitor.page.evaluate(_LOOK_AWAY, True)
    visitor.say("last Tuesday")
    told = visitor.page.evaluate("() => window.told")
    assert told
    assert {(title, options["body"]) for title, options in told} == {
        ("There is a new message", "Open the page to read it.")
    }


def test_a_browser_that_refuses_to_tell_leaves_the_setting_off(visitor: Visit) -> None:
    visitor.page.evaluate("() => { Notification.requestPermission = async () => 'denied'; }")
    page = visitor.overview("Settings")
    page.get_by_label("Tell me in this browser").click()
    expect(page.get_by_role("status")).to_contain_text("Your browser does not allow it")
    expect(page.get_by_label("Tell me in this browser")).not_to_be_checked()
