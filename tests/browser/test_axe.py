"""axe looks for what keeps people out, in every view, by day and by night: it finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from bot.services import conversation, promises, rehearsals
from bot.services.conversation import Reply
from bot.services.promises import Promised
from tests.browser.visit import TABS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.visit import Visit

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def found_in(page: Page) -> list[str]:
    """What axe finds on a page: the rule, and where."""
    page.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
    )
    return [
        f"{broken['id']}: {node['target']} {node['failureSummary']}"
        for broken in result["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.usefixtures("kept_by_server")
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_the_conversation_and_the_overview(
    new_visitor: Callable[..., Visit], colours: str, width: int
) -> None:
    visitor = new_visitor(viewport={"width": width, "height": 800}, color_scheme=colours)
    assert found_in(visitor.page) == []
    visitor.walk_to_draft()
    visitor.page.get_by_role("button", name="Edit").click()
    assert found_in(visitor.page) == []
    visitor.page.get_by_label("Your text").fill("I'm sorry if I hurt you. You made me lie.")
    visitor.page.get_by_role("button", name="Keep this version").click()
    expect(visitor.page.locator(".message.draft .fault").first).to_be_visible()
    visitor.page.locator(".message.draft .fault").first.click()
    assert found_in(visitor.page) == []

    _more_to_see(visitor)
    visitor.page.reload()
    expect(visitor.page.locator(".message.help")).to_be_visible()
    assert found_in(visitor.page) == []
    for name in TABS:
        visitor.overview(name)
        assert found_in(visitor.page) == [], name


def _more_to_see(visitor: Visit) -> None:
    owner = visitor.kept()["person"][0]["id"]
    promises.commit(owner, Promised("call my dad", "UTC", recurrence="FREQ=WEEKLY"), "turn-1")
    begun = rehearsals.begin(owner, None, "I lied to my sister", "quiet")
    rehearsals.turn(owner, begun.id, "I lied to you about the money. That was wrong of me.")
    conversation.answer(
        None,
        owner,
        [
            Reply("- call your dad, every Sunday: ●○· next Sunday", "record"),
            Reply("Did you call your dad?", "reminder", (("Yes, I did", "/greet"),)),
            Reply("I never heard that from you.", "partner"),
            Reply("You owned it.", "feedback"),
            Reply("How near you two came: ▁▃█", "debrief"),
            Reply("Samaritans: 116 123, day and night", "help"),
        ],
    )


def test_axe_finds_nothing_on_the_page_about_privacy(visitor: Visit) -> None:
    visitor.page.goto(f"{visitor.address}/privacy")
    assert found_in(visitor.page) == []
