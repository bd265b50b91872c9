"""Photographs the page for the documentation, on a real walk with a real server.

Needs Chromium: the machine's own, or the one named in `AMENDS_TEST_CHROMIUM`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import ViewportSize, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.browser.visit import OPENING, Visit, chromium, launch  # noqa: E402  # as below
from tests.wire import RunningServer  # noqa: E402  # the project is not a package

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = PROJECT / "docs" / "images"
DESK: ViewportSize = {"width": 1280, "height": 900}
TALL_DESK: ViewportSize = {"width": 1280, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 844}


def main() -> int:
    """Take every picture; 0 when all are there."""
    executable = chromium()
    if executable is None:
        print(
            "There is no Chromium. Install it (on Debian: apt install chromium), or name it in "
            "AMENDS_TEST_CHROMIUM.",
            file=sys.stderr,
        )
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = launch(playwright, executable)
        with RunningServer(Path(data), AMENDS_RATE="50") as server:
            photograph_walk(browser, server.address)
            photograph_draft_in_the_dark(browser, server.address)
            photograph_phone(browser, server.address)
        browser.close()
    return 0


def photograph_walk(browser: Browser, address: str) -> None:
    """The welcome and the first question, by daylight."""
    visit = Visit(browser.new_context(viewport=DESK, locale="en-GB"), address).open()
    visit.say(OPENING)
    visit.page.locator("#log").evaluate("log => log.scrollTo(0, 18)")
    take(visit, "page-walk")


def photograph_draft_in_the_dark(browser: Browser, address: str) -> None:
    """The draft, where the system asks for dark colours."""
    context = browser.new_context(viewport=TALL_DESK, color_scheme="dark", locale="en-GB")
    visit = Visit(context, address).open()
    show_draft(visit)
    take(visit, "page-draft-dark")


def photograph_phone(browser: Browser, address: str) -> None:
    """The draft on a phone, with its touch screen."""
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2, locale="en-GB"
    )
    visit = Visit(context, address).open()
    show_draft(visit)
    take(visit, "page-phone")


def show_draft(visit: Visit) -> None:
    """Walk to the draft and bring it into view from its first line on."""
    visit.walk_to_draft()
    visit.page.locator(".message.draft").evaluate("card => card.scrollIntoView()")
    visit.page.evaluate("() => document.activeElement.blur()")


def take(visit: Visit, name: str) -> None:
    """Save what is in the window as `docs/images/<name>.png`."""
    visit.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")
    print(f"docs/images/{name}.png")


if __name__ == "__main__":
    sys.exit(main())
