"""A visitor of the page: what they do there, and what they see."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright

OPENING = "I lied to my sister Ana about the money she lent me"
ANSWERS = (
    "since March",
    "I told her it was invested and I spent it on my car",
    "she knows some of it",
    "she felt stupid and she can't pay her own rent now",
)
"""What leads from the opening to a draft."""

PROMISE = ("I'll pay her back 200", "by next Friday", "she'll see it on her account")
"""What leads from an accepted draft to a promise that is written down."""

TABS = ("Steps", "Draft", "Promises", "Practice", "History", "Settings")
"""What the overview shows."""

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SEEN = """all => all.map(each => [
    each.classList.contains("bot") ? "bot" : "person",
    each.querySelector(".words").innerText.trim(),
])"""

PATIENCE_MS = 15_000
AFTER_RESTART_MS = 60_000
"""The page waits longer and longer between attempts, 22 seconds at most."""

expect.set_options(timeout=PATIENCE_MS)


class Bubble(NamedTuple):
    """One message as it stands on the page."""

    author: str
    words: str


def chromium() -> Path | None:
    """The browser: `AMENDS_TEST_CHROMIUM`, else the machine's own; None when there is none."""
    named = os.environ.get("AMENDS_TEST_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    return Path(found) if found and Path(found).exists() else None


def launch(playwright: Playwright, executable: Path) -> Browser:
    """Start the browser without a window, and without anything that calls home."""
    return playwright.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))


class Visit:
    """One tab that shows the page."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Any) -> None:  # the library types it loosely
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self) -> Visit:
        """Open the page and wait for the conversation: a new one begins with a question."""
        self.page.goto(self.address + "/")
        expect(self.messages.first).to_be_visible()
        self.wait_until_quiet()
        return self

    def second_tab(self) -> Visit:
        """Another tab of the same browser, with the page open."""
        return Visit(self.context, self.address).open()

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages > .message")

    @property
    def bot(self) -> Locator:
        return self.page.locator("#messages > .message.bot")

    @property
    def person(self) -> Locator:
        return self.page.locator("#messages > .message.person")

    @property
    def writing(self) -> Locator:
        return self.page.locator("#writing")

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")

    @property
    def draft(self) -> Locator:
        """The letter on the newest draft card."""
        return self.page.locator(".message.draft blockquote").last

    def tab(self, name: str) -> Locator:
        """The handle of a part of the overview."""
        return self.page.get_by_role("tab", name=name)

    def overview(self, name: str) -> Locator:
        """Open a part of the overview and wait until it is filled."""
        if not self.tab(name).is_visible():
            self.page.locator("#open-overview").click()
        self.tab(name).click()
        page = self.page.get_by_role("tabpanel", name=name)
        expect(page).to_be_visible()
        expect(page.get_by_text("One moment…")).to_have_count(0)
        return page

    def button(self, title: str) -> Locator:
        """The newest button with this title."""
        return self.page.locator(".choice").get_by_text(title, exact=True).last

    def bubbles(self) -> list[Bubble]:
        """Every message on the page, from top to bottom."""
        seen: list[list[str]] = self.messages.evaluate_all(_SEEN)
        return [Bubble(author, words) for author, words in seen]

    def send(self, text: str) -> None:
        """Type and press Enter, without waiting for anything."""
        self.writing.fill(text)
        self.writing.press("Enter")

    def say(self, *texts: str) -> None:
        """Send one message after the other, each when the last was answered."""
        for text in texts:
            before = self.bot.count()
            self.send(text)
            self._wait_for_more_than(before)

    def press(self, title: str) -> None:
        """Press a button under the last bubbles and wait for the answer."""
        before = self.bot.count()
        self.button(title).click()
        self._wait_for_more_than(before)

    def _wait_for_more_than(self, bubbles: int) -> None:
        expect(self.bot.nth(bubbles)).to_be_visible()
        self.wait_until_quiet()

    def wait_until_quiet(self) -> None:
        """Wait until the bot has said all that it says in this turn."""
        expect(self.page.locator("#thinking")).to_be_hidden()

    def walk_to_draft(self) -> None:
        """Tell what happened, up to the question whether the draft says what is meant."""
        self.say(OPENING, *ANSWERS)
        expect(self.draft).to_be_visible()

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """Every row that the server keeps about whoever uses this browser."""
        answer = self.context.request.get(self.address + "/api/export")
        assert answer.ok, answer.text()
        rows: dict[str, list[dict[str, Any]]] = answer.json()
        return rows

    def history(self) -> list[Bubble]:
        """The conversation as the server keeps it."""
        answer = self.context.request.get(self.address + "/api/history")
        assert answer.ok, answer.text()
        return [Bubble(each["author"], each["text"]) for each in answer.json()["messages"]]
