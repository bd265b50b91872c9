"""Going on in Telegram from the page's settings, with a bot behind a Bot API server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.bot_api import TOKEN, USERNAME, BotApiServer
from tests.browser.test_axe import found_in
from tests.browser.visit import Visit
from tests.wire import RunningServer, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

TOLD = "I lied to my sister Ana about the money she lent me"


@pytest.fixture(scope="module")
def api() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        yield running


@pytest.fixture(scope="module")
def with_bot(
    browser: Browser, api: BotApiServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    environment = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api.address, "AMENDS_RATE": "50"}
    with RunningServer(tmp_path_factory.mktemp("bot"), **environment) as running:
        asker = Talk(running)
        api.wait(lambda: asker.call("POST", "/api/telegram-code")["link"], "the bot to be known")
        yield running


@pytest.fixture
def here(browser: Browser, with_bot: RunningServer) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    visit = Visit(context, with_bot.address).open()
    yield visit
    context.close()
    assert visit.errors == []


def test_a_code_leads_the_conversation_to_telegram_and_the_page_says_so(
    here: Visit, api: BotApiServer
) -> None:
    here.say(TOLD)
    page = here.overview("Settings")
    page.get_by_role("button", name="Go on in Telegram").press("Enter")
    link = page.get_by_role("link", name=f"Open @{USERNAME} in Telegram")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("target", "_blank")
    typed = page.locator("code").inner_text()
    assert re.fullmatch(r"/start [A-Za-z0-9_-]{32}", typed)
    code = typed.removeprefix("/start ")
    expect(link).to_have_attribute("href", f"https://t.me/{USERNAME}?start={code}")
    expect(page).to_contain_text(re.compile(r"It works once, until \d\d:\d\d"))
    assert found_in(here.page) == []

    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert here.page.evaluate("() => navigator.clipboard.readText()") == typed

    phone = api.phone()
    phone.say(typed)
    phone.sees("goes on here")
    expect(page).to_contain_text("This conversation goes on in Telegram too")
    expect(page.locator("code")).to_have_count(0)

    page.get_by_role("button", name="Only here again").press("Enter")
    expect(page).to_contain_text("It goes on only here")
    expect(page.get_by_role("button", name="Go on in Telegram")).to_be_focused()
    here.page.reload()
    expect(here.bot.first).to_be_visible()
    page = here.overview("Settings")
    expect(page.get_by_role("button", name="Go on in Telegram")).to_be_visible()


def test_while_the_bot_cannot_be_reached_the_page_says_so(here: Visit) -> None:
    here.page.route(
        "**/api/telegram-code",
        lambda route: route.fulfill(json={"code": "a" * 32, "link": None, "until": "2026-11-21"}),
    )
    page = here.overview("Settings")
    page.get_by_role("button", name="Go on in Telegram").click()
    expect(page).to_contain_text("Telegram cannot be reached just now")


def test_without_a_bot_nothing_of_telegram_is_shown(visitor: Visit) -> None:
    page = visitor.overview("Settings")
    expect(page).not_to_contain_text("Telegram")
