"""Amends on another site: with one line, where that site is allowed."""

from __future__ import annotations

import re
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import jwt
import pytest
from playwright.sync_api import expect

from tests.browser.visit import OPENING, Visit
from tests.wire import RunningServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

KEY = "a key of a site that has more than 32 characters"
SITE = """<!doctype html><html lang="en"><title>A site</title>
<style>html {{ font-size: 10px }} button, p {{ color: red !important; font-size: 40px }}</style>
<h1>A site of its own</h1><button id="theirs">Theirs</button>
<script src="{server}/amends.js"></script><amends-chat {attributes}></amends-chat></html>"""


class Site:
    """Another site: its pages on an origin of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def page(self, server: RunningServer, attributes: str = "") -> str:
        """Write a page with the widget; its address."""
        name = f"{len(list(self._folder.iterdir()))}.html"
        (self._folder / name).write_text(SITE.format(server=server.address, attributes=attributes))
        return f"{self.origin}/{name}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that the server allows."""
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that it does not."""
    made = Site(tmp_path_factory.mktemp("stranger"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def server(
    browser: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """A server that allows one site, and takes over its users."""
    folder = tmp_path_factory.mktemp("embedded")
    with RunningServer(
        folder, AMENDS_RATE="50", AMENDS_ORIGINS=site.origin, AMENDS_EMBED_KEY=KEY
    ) as running:
        yield running


@pytest.fixture
def guest(browser: Browser, server: RunningServer) -> Iterator[Callable[..., Visit]]:
    """Makes people who look at another site's page."""
    visits: list[Visit] = []

    def come(address: str, **wishes: object) -> Visit:
        context = browser.new_context(locale="en-GB", **wishes)  # type: ignore[arg-type]
        visits.append(Visit(context, server.address))
        visits[-1].page.goto(address)
        return visits[-1]

    yield come
    errors = [error for visit in visits for error in visit.errors]
    for visit in visits:
        visit.context.close()
    assert errors == []


def _open(visitor: Visit) -> Visit:
    visitor.page.get_by_role("button", name="Talk with Amends").click()
    expect(visitor.bot.nth(1)).to_be_visible()
    visitor.wait_until_quiet()
    return visitor


def _token(subject: str, lasts: int = 600) -> str:
    return jwt.encode({"sub": subject, "exp": int(time.time()) + lasts}, KEY, "HS256")


def test_one_line_puts_the_conversation_on_another_site(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = guest(site.page(server))
    expect(visitor.writing).to_be_hidden()
    _open(visitor)
    expect(visitor.writing).to_be_focused()
    visitor.say(OPENING)
    before = visitor.bubbles()

    visitor.page.reload()
    _open(visitor)
    assert visitor.bubbles() == before
    assert visitor.context.cookies() == []


def test_the_launcher_closes_by_escape_and_gives_the_focus_back(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = _open(guest(site.page(server)))
    visitor.page.keyboard.press("Escape")
    expect(visitor.writing).to_be_hidden()
    expect(visitor.page.get_by_role("button", name="Talk with Amends")).to_be_focused()


def test_nobody_who_only_reads_the_site_becomes_known(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    asked: list[str] = []
    visitor = guest("about:blank")
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.page.goto(site.page(server))
    expect(visitor.page.get_by_role("button", name="Talk with Amends")).to_be_visible()
    visitor.page.wait_for_timeout(500)
    assert [url for url in asked if "/api/" in url or "socket" in url] == []


def test_the_sites_own_styles_and_sizes_stay_outside_and_its_variables_come_in(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    style = 'style="--amends-size: 16px; --amends-accent: rgb(10, 20, 120)"'
    visitor = _open(guest(site.page(server, style)))
    words = visitor.bot.first.locator(".words p").first
    expect(words).to_have_css("font-size", "17px")
    expect(words).not_to_have_css("color", "rgb(255, 0, 0)")
    send = visitor.page.get_by_role("button", name="Send")
    expect(send).to_have_css("background-color", "rgb(10, 20, 120)")
    expect(visitor.page.locator("#theirs")).to_have_css("font-size", "40px")


def test_new_messages_are_counted_while_it_is_closed(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = _open(guest(site.page(server)))
    visitor.send("hello")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".count")).not_to_be_empty()
    visitor.page.wait_for_timeout(500)
    came = visitor.bot.count() - 2
    expect(visitor.page.locator(".count")).to_have_text(str(came))
    expect(visitor.page.locator(".launch")).to_have_accessible_name(
        re.compile(rf"Talk with Amends, {came} new messages?")
    )
    visitor.page.locator(".launch").click()
    expect(visitor.page.locator(".count")).to_be_empty()


def test_a_site_that_is_not_allowed_is_told_so_in_plain_words(
    guest: Callable[..., Visit], stranger: Site, server: RunningServer
) -> None:
    visitor = guest(stranger.page(server))
    visitor.page.get_by_role("button", name="Talk with Amends").click()
    expect(visitor.status).to_contain_text(f"{stranger.origin} is not allowed to use Amends here")
    expect(visitor.messages).to_have_count(0)


def test_a_user_whom_the_site_signed_in_is_the_same_everywhere_and_another_is_not(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    first = _open(guest(site.page(server, f'user="{_token("mia")}"')))
    first.say("I lied to my brother Quillon about the will")
    again = _open(guest(site.page(server, f'user="{_token("mia")}"')))
    assert again.bubbles() == first.bubbles()
    other = _open(guest(site.page(server, f'user="{_token("noah")}"')))
    assert not any("Quillon" in words for _, words in other.bubbles())
    assert first.page.evaluate("() => Object.keys(localStorage)") == []


def test_when_somebody_else_signs_in_nothing_of_the_one_before_is_left(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = _open(guest(site.page(server, f'user="{_token("one")}"')))
    visitor.say("I lied to my brother Quillon about the will")
    visitor.writing.fill("and Quillon does not")
    visitor.page.evaluate(
        "token => document.querySelector('amends-chat').setAttribute('user', token)",
        _token("two"),
    )
    expect(visitor.bot.nth(1)).to_be_visible()
    expect(visitor.person).to_have_count(0)
    assert not any("Quillon" in words for _, words in visitor.bubbles())
    expect(visitor.writing).to_be_empty()


def test_words_half_written_are_not_there_for_the_next_user_of_the_same_tab(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = _open(guest(site.page(server, f'user="{_token("three")}"')))
    visitor.writing.fill("Quillon does not know")
    visitor.page.goto(site.page(server, f'user="{_token("three")}"'))
    expect(_open(visitor).writing).to_have_value("Quillon does not know")
    visitor.page.goto(site.page(server, f'user="{_token("four")}"'))
    expect(_open(visitor).writing).to_be_empty()


def test_a_forged_or_outdated_word_of_the_site_is_refused(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = guest(site.page(server, f'user="{_token("mia", lasts=-60)}"'))
    visitor.page.get_by_role("button", name="Talk with Amends").click()
    expect(visitor.status).to_contain_text("is over")
    expect(visitor.messages).to_have_count(0)


def test_quick_exit_leaves_the_whole_site(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = guest(site.page(server))
    elsewhere = "https://www.wikipedia.org/"
    visitor.context.route(
        elsewhere + "**", lambda route: route.fulfill(body="<title>An encyclopedia</title>")
    )
    visitor.page.evaluate("() => sessionStorage.setItem('theirs', 'kept')")
    _open(visitor)
    visitor.say(OPENING)
    visitor.page.locator("#quick-exit").click()
    visitor.page.wait_for_url(elsewhere)
    expect(visitor.page).to_have_title("An encyclopedia")


def test_on_a_phone_the_widget_fills_the_screen_and_closes_from_its_head(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = guest(site.page(server), viewport={"width": 320, "height": 640})
    _open(visitor)
    whole = visitor.page.locator("amends-chat .amends").bounding_box()
    assert whole == {"x": 0, "y": 0, "width": 320, "height": 640}
    visitor.page.get_by_role("button", name="Close", exact=True).click()
    expect(visitor.writing).to_be_hidden()


def test_no_other_site_can_put_the_page_into_a_frame(
    guest: Callable[..., Visit], site: Site, server: RunningServer
) -> None:
    visitor = guest(site.page(server))
    visitor.page.evaluate(
        """address => {
          const frame = document.createElement("iframe");
          frame.src = address;
          document.body.append(frame);
        }""",
        server.address + "/",
    )
    visitor.page.wait_for_timeout(500)
    inside = visitor.page.frames[-1]
    assert inside.locator("amends-chat").count() == 0
