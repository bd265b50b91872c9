"""What others can see, and what is left when a person leaves."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visit import Visit
    from tests.wire import RunningServer

TELL = "I lied to my flatmate Zebulon about the rent"
ELSEWHERE = "https://www.wikipedia.org/"


def test_another_browser_sees_nothing_of_the_conversation(
    visitor: Visit, new_visitor: Callable[..., Visit]
) -> None:
    visitor.say(TELL)
    stranger = new_visitor()
    assert not any("Zebulon" in words for _, words in stranger.bubbles() + stranger.history())
    assert visitor.kept()["person"] != stranger.kept()["person"]


def test_no_script_can_read_the_identity(visitor: Visit) -> None:
    (cookie,) = visitor.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert visitor.page.evaluate("() => document.cookie") == ""
    assert visitor.page.evaluate("() => Object.keys(localStorage)") == []


def test_a_cookie_that_was_changed_is_nobody(visitor: Visit) -> None:
    visitor.say(TELL)
    (cookie,) = visitor.context.cookies()
    forged = cookie["value"][:-2] + ("aa" if not cookie["value"].endswith("aa") else "bb")
    visitor.context.add_cookies([{**cookie, "value": forged}])  # type: ignore[typeddict-item]
    visitor.open()
    assert not any("Zebulon" in words for _, words in visitor.bubbles())


def test_the_page_talks_to_nobody_else(visitor: Visit) -> None:
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    visitor.page.on("websocket", lambda socket: asked.append(socket.url))
    visitor.open()
    visitor.say(TELL)
    visitor.press("Skip this")

    hosts = {urlsplit(url).netloc for url in asked}
    assert len(asked) > 1
    assert hosts == {urlsplit(visitor.address).netloc}


def test_forget_me_empties_the_page_and_the_database(visitor: Visit, server: RunningServer) -> None:
    other = visitor.second_tab()
    visitor.say("I lied to my brother Quillon about the will")
    owner = visitor.kept()["person"][0]["id"]
    assert _rows_of(owner, server) > 0

    visitor.overview("Settings")
    before = visitor.bot.count()
    visitor.page.locator("#forget").click()
    expect(visitor.bot.nth(before)).to_be_visible()
    visitor.wait_until_quiet()
    confirm = visitor.bot.last.locator(".choice").first
    expect(confirm).to_be_visible()
    assert _rows_of(owner, server) > 0, "nothing is deleted before it was confirmed"
    confirm.click()

    for tab in (visitor, other):
        expect(tab.status).to_contain_text("Everything was erased")
        expect(tab.person).to_have_count(0)
        expect(tab.bot).to_have_count(2)
        assert not any("Quillon" in words for _, words in tab.bubbles())
    assert _rows_of(owner, server) == 0
    assert visitor.kept()["person"][0]["id"] != owner


def _rows_of(owner: str, server: RunningServer) -> int:
    """How many rows of all tables bear this person's id or what they said."""
    with sqlite3.connect(server.data / "amends.db") as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        everything = (f'SELECT * FROM "{table}"' for table in tables)  # noqa: S608  # own names
        rows = [row for query in everything for row in database.execute(query)]
    database.close()
    return sum(owner in repr(row) or "Quillon" in repr(row) for row in rows)


def test_quick_exit_leaves_at_once_and_takes_everything_along(visitor: Visit) -> None:
    visitor.context.route(
        ELSEWHERE + "**", lambda route: route.fulfill(body="<title>An encyclopedia</title>")
    )
    visitor.say(TELL)
    visitor.writing.fill("and I also")

    visitor.page.locator("#quick-exit").click()
    visitor.page.wait_for_url(ELSEWHERE)
    expect(visitor.page).to_have_title("An encyclopedia")

    visitor.page.go_back()
    assert not visitor.page.url.startswith(visitor.address), "going back shows nothing of it"
    visitor.open()
    expect(visitor.writing).to_be_empty()


def test_escape_twice_leaves_too_and_once_does_not(visitor: Visit) -> None:
    visitor.context.route(
        ELSEWHERE + "**", lambda route: route.fulfill(body="<title>An encyclopedia</title>")
    )
    visitor.say(TELL)
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_timeout(900)
    visitor.page.keyboard.press("Escape")
    expect(visitor.person.first).to_be_visible()
    visitor.page.wait_for_timeout(900)

    visitor.page.keyboard.press("Escape")
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_url(ELSEWHERE)
    expect(visitor.page).to_have_title("An encyclopedia")


def test_everything_that_is_kept_can_be_taken_away_as_a_file(visitor: Visit) -> None:
    visitor.say(TELL)
    visitor.overview("Settings")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download what is kept").click()
    held = json.loads(download.value.path().read_text())
    assert any("Zebulon" in row["text"] for row in held["message"])


def test_a_page_says_in_plain_words_what_is_kept_and_what_this_is_not(visitor: Visit) -> None:
    with visitor.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="Privacy, and what this is not").click()
    page = opened.value
    expect(page.get_by_role("heading", level=1)).to_have_text("Privacy, and what this is not")
    expect(
        page.get_by_text("It is not a person, not therapy, and not legal advice")
    ).to_be_visible()
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.get_by_role("log", name="Conversation")).to_be_visible()
