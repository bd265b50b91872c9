"""Photographs the page for the documentation, on a real walk with a real server.

Needs Chromium: the machine's own, or the one named in `AMENDS_TEST_CHROMIUM`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import ViewportSize, expect, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.services import promises, rehearsals  # noqa: E402  # the project is not a package
from bot.services.promises import Promised  # noqa: E402
from tests.browser.visit import OPENING, PROMISE, Visit, chromium, launch  # noqa: E402
from tests.wire import RunningServer  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = PROJECT / "docs" / "images"
DESK: ViewportSize = {"width": 1280, "height": 900}
TALL_DESK: ViewportSize = {"width": 1280, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 844}
OWN_HAND = (
    "Ana,\n\nI lied to you about the money you lent me. I told you it was invested, and I had "
    "spent it on my car. That was wrong, and I am sorry if it hurt you.\n\nI will pay you back "
    "200 by Friday. You'll see it on your account.\n\nI'll do better."
)
SAID = (
    "I lied to you about the money.",
    "That was wrong of me, and you could not pay your rent because of it.",
    "How has it been for you?",
    "I will pay back 200 every month, and you will see it on your account.",
)
WEEKS = ("kept", "kept", "missed", "kept", "kept")


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
            os.environ["AMENDS_DATA"] = data
            photograph_walk(browser, server.address)
            photograph_faults(browser, server.address)
            photograph_promises(browser, server.address)
            photograph_phone(browser, server.address)
            photograph_widget(browser, server.address)
        browser.close()
    return 0


def photograph_walk(browser: Browser, address: str) -> None:
    """The welcome and the first question, with the steps beside them."""
    visit = Visit(browser.new_context(viewport=DESK, locale="en-GB"), address).open()
    visit.say(OPENING)
    visit.overview("Steps")
    at_rest(visit)
    take(visit, "page-walk")


def photograph_faults(browser: Browser, address: str) -> None:
    """A draft in the person's own hand, with a fault explained, in dark colours."""
    context = browser.new_context(viewport=TALL_DESK, color_scheme="dark", locale="en-GB")
    visit = Visit(context, address).open()
    visit.walk_to_draft()
    visit.page.get_by_role("button", name="Edit").click()
    visit.page.get_by_label("Your text").fill(OWN_HAND)
    visit.page.get_by_role("button", name="Keep this version").click()
    card = visit.page.locator(".message.draft").last
    expect(card.locator(".fault").first).to_be_visible()
    card.evaluate("card => card.scrollIntoView()")
    card.locator(".fault").first.focus()
    take(visit, "page-draft-dark")


def photograph_promises(browser: Browser, address: str) -> None:
    """Promises with their days, and a rehearsal with its curve."""
    visit = Visit(browser.new_context(viewport=DESK, locale="en-GB"), address).open()
    visit.walk_to_draft()
    visit.press("It says what I mean")
    visit.say(*PROMISE)
    owner = visit.kept()["person"][0]["id"]
    first = datetime.now(timezone.utc).date() - timedelta(weeks=len(WEEKS))
    kept = promises.commit(
        owner,
        Promised("call my dad", "UTC", due=first, recurrence="FREQ=WEEKLY", witness="he hears it"),
        "photograph",
    )
    for week, result in enumerate(WEEKS):
        promises.report(owner, kept.id, first + timedelta(weeks=week), result)  # type: ignore[arg-type]
    visit.overview("Promises")
    at_rest(visit)
    take(visit, "page-promises")
    begun = rehearsals.begin(owner, None, "I lied to my sister about the money", "quiet")
    for said in SAID:
        rehearsals.turn(owner, begun.id, said)
    visit.overview("Practice")
    at_rest(visit)
    take(visit, "page-practice")


def photograph_phone(browser: Browser, address: str) -> None:
    """The draft on a phone, with its touch screen."""
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2, locale="en-GB"
    )
    visit = Visit(context, address).open()
    visit.walk_to_draft()
    visit.page.locator(".message.draft").evaluate("card => card.scrollIntoView()")
    at_rest(visit)
    take(visit, "page-phone")


def photograph_widget(browser: Browser, address: str) -> None:
    """The widget in the corner of a page that is about something else."""
    visit = Visit(browser.new_context(viewport=DESK, locale="en-GB"), address)
    visit.page.goto(f"{address}/privacy")
    visit.page.add_script_tag(url="/amends.js")
    visit.page.evaluate("() => document.body.append(document.createElement('amends-chat'))")
    visit.page.get_by_role("button", name="Talk with Amends").click()
    expect(visit.bot.nth(1)).to_be_visible()
    visit.wait_until_quiet()
    at_rest(visit)
    take(visit, "widget")


def at_rest(visit: Visit) -> None:
    """Take the focus off everything, as for somebody who only looks."""
    visit.page.evaluate("() => document.activeElement.shadowRoot?.activeElement?.blur()")


def take(visit: Visit, name: str) -> None:
    """Save what is in the window as `docs/images/<name>.png`."""
    visit.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")
    print(f"docs/images/{name}.png")


if __name__ == "__main__":
    sys.exit(main())
