"""Past conversations: listed with how far they came, read again, searched, gone on with."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from bot.services import breaches, conversation, rehearsals, safety
from bot.services.conversation import Reply
from bot.storage import database
from bot.storage.tables import breach, message
from tests.browser.visit import OPENING, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

OLD = datetime(2026, 3, 14, 15, 9, tzinfo=timezone.utc)


def _owner(visitor: Visit) -> str:
    owner: str = visitor.kept()["person"][0]["id"]
    return owner


def _earlier(visitor: Visit, *, stopped: bool = False) -> None:
    """A conversation of March, about something else."""
    owner = _owner(visitor)
    matter = breaches.id_for(owner, "old-0")
    lines = ("I broke Ben's bike <b>and</b> said nothing", "It was at the café, I think")
    for number, text in enumerate(lines):
        taken, _ = conversation.take(owner, f"old-{number}", text)
        if number == 0:
            breaches.tell(owner, matter, {"act": text, "person": "flatmate", "name": "Ben"})
        replies = [Reply("Thank you for telling me."), Reply("When was it?", "text",
                   (("Skip this", "/skip"),))]  # fmt: skip
        conversation.answer(taken, owner, replies)
    with database.engine().connect().execution_options(amends_writes=True) as connection:
        at = OLD + timedelta(days=1)
        connection.execute(update(message).where(message.c.owner == owner).values(at=OLD))
        connection.execute(
            update(message).where(message.c.owner == owner, message.c.client_id == "old-1")
            .values(at=at)
        )  # fmt: skip
        connection.execute(update(breach).where(breach.c.id == matter).values(created_at=OLD))
        connection.commit()
    begun = rehearsals.begin(owner, matter, None, "quiet")
    rehearsals.turn(owner, begun.id, "I broke your bike. That was wrong of me.")
    if stopped:
        safety.stop(owner, matter)


def _item(page: Locator, words: str) -> Locator:
    return page.locator("li.matter").filter(has_text=words)


@pytest.mark.usefixtures("kept_by_server")
def test_each_conversation_says_what_it_was_about_when_and_how_far_it_came(visitor: Visit) -> None:
    _earlier(visitor)
    visitor.page.reload()
    visitor.say("start over", "yes")
    visitor.walk_to_draft()
    page = visitor.overview("History")
    expect(page.get_by_role("heading", name="Past conversations")).to_be_visible()
    expect(page.locator("li.matter")).to_have_count(2)
    expect(page.locator("li.matter").first).to_contain_text(OPENING)
    expect(_item(page, "Ana").locator(".state")).to_have_text(["draft", "you are in this one"])
    bens = _item(page, "Ben")
    expect(bens).to_contain_text("Began 14 Mar 2026, last spoken of")
    expect(bens.locator(".state")).to_have_text(["practised"])


@pytest.mark.usefixtures("kept_by_server")
def test_a_conversation_is_read_again_by_days_and_searched_with_the_keyboard(
    visitor: Visit,
) -> None:
    _earlier(visitor)
    page = visitor.overview("History")
    read = page.get_by_role("button", name=re.compile("^Read it again: I broke Ben"))
    read.press("Enter")
    title = page.get_by_role("heading", level=3)
    expect(title).to_be_focused()
    expect(title).to_have_text("I broke Ben's bike <b>and</b> said nothing")
    expect(page.get_by_role("heading", level=4)).to_have_text(["14 Mar 2026", "15 Mar 2026"])
    lines = page.locator(".message")
    expect(lines.first).to_contain_text("I broke Ben's bike <b>and</b> said nothing")
    expect(lines.first).to_contain_text("15:09")
    expect(page.locator(".choice")).to_have_count(0)

    search = page.get_by_label("Search in it")
    search.fill("CAFE")
    expect(page.locator(".message:visible")).to_have_count(1)
    expect(page.locator(".message:visible")).to_contain_text("It was at the café")
    expect(page.get_by_role("heading", level=4)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 found.")).to_be_visible()
    search.fill("nowhere at all")
    expect(page.get_by_text("Nothing found.")).to_be_visible()
    search.fill("")
    expect(page.locator(".message:visible")).not_to_have_count(1)

    page.get_by_role("button", name="All past conversations").press("Enter")
    expect(read).to_be_focused()


@pytest.mark.usefixtures("kept_by_server")
def test_an_earlier_matter_is_gone_on_with_where_it_was(visitor: Visit) -> None:
    _earlier(visitor)
    visitor.page.reload()
    visitor.say("start over", "yes", OPENING)
    page = visitor.overview("History")
    before = visitor.bot.count()
    page.get_by_role("button", name=re.compile("^Go on with this: I broke Ben")).click()
    expect(page).to_be_hidden()
    expect(visitor.writing).to_be_focused()
    expect(visitor.person.last).to_contain_text("Go on with: I broke Ben's bike")
    expect(visitor.bot.nth(before)).to_contain_text("Back to what you told me earlier")
    visitor.wait_until_quiet()
    visitor.say("last Tuesday")
    kept = {row["act"]: row for row in visitor.kept()["breach"]}
    assert kept["I broke Ben's bike <b>and</b> said nothing"]["since"] == "last Tuesday"
    page = visitor.overview("History")
    expect(page.locator("li.matter").first).to_contain_text("Ben")
    expect(_item(page, "Ben").locator(".state.active")).to_have_text("you are in this one")


@pytest.mark.usefixtures("kept_by_server")
def test_what_rests_is_read_and_not_gone_on_with(visitor: Visit) -> None:
    _earlier(visitor, stopped=True)
    page = visitor.overview("History")
    expect(_item(page, "Ben").locator(".state.stopped")).to_have_text("rests")
    expect(page.get_by_role("button", name=re.compile("Go on with this"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("Read it again")).click()
    expect(page.locator(".message").first).to_contain_text("Ben's bike")
    expect(page.get_by_role("button", name=re.compile("Go on with this"))).to_have_count(0)


def test_somebody_new_reads_what_will_stand_there(visitor: Visit) -> None:
    expect(visitor.overview("History")).to_contain_text("Nothing told yet")


@pytest.mark.usefixtures("kept_by_server")
def test_while_one_is_read_new_words_leave_it_where_it_is(
    new_visitor: Callable[..., Visit],
) -> None:
    visitor = new_visitor(viewport={"width": 1280, "height": 800})
    _earlier(visitor)
    page = visitor.overview("History")
    page.get_by_role("button", name=re.compile("Read it again")).click()
    visitor.say("hello")
    expect(page.get_by_role("heading", level=3)).to_contain_text("Ben's bike")
