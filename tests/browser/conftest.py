"""One browser and one server for all stories about the page; a browser profile for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.visit import Visit, chromium, launch
from tests.wire import RunningServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ViewportSize


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; ends with this folder, for its event loop would be in the way of other tests."""
    executable = chromium()
    if executable is None:
        pytest.skip("there is no Chromium: install it, or name it in AMENDS_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = launch(playwright, executable)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with a database of its own; asked for after the browser, without which it idles."""
    with RunningServer(tmp_path_factory.mktemp("browser"), AMENDS_RATE="50") as running:
        yield running


@pytest.fixture
def new_visitor(browser: Browser, server: RunningServer) -> Iterator[Callable[..., Visit]]:
    """Makes people who have the page open, each with a browser profile of their own."""
    visits: list[Visit] = []

    def come(viewport: ViewportSize | None = None, **wishes: Any) -> Visit:
        context = browser.new_context(locale="en-GB", viewport=viewport, **wishes)
        visits.append(Visit(context, server.address))
        return visits[-1].open()

    yield come
    errors = [error for visit in visits for error in visit.errors]
    for visit in visits:
        visit.context.close()
    assert errors == []


@pytest.fixture
def visitor(new_visitor: Callable[..., Visit]) -> Visit:
    """Somebody who has the page open for the first time."""
    return new_visitor()


@pytest.fixture
def kept_by_server(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a test call services on what the server keeps."""
    monkeypatch.setenv("AMENDS_DATA", str(server.data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
