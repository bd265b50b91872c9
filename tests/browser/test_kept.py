"""What was said is there again after a reload, in every tab, once and in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.visit import Visit

TELL = "I lied to my flatmate Sam about the rent"


def test_a_reload_shows_the_same_conversation_nothing_twice(visitor: Visit) -> None:
    visitor.say(TELL, "last Tuesday")
    before = visitor.bubbles()
    assert len(set(before)) == len(before)

    visitor.page.reload()
    expect(visitor.messages).to_have_count(len(before))

    assert visitor.bubbles() == before
    said = [bubble.words for bubble in before if bubble.author == "person"]
    assert said == [TELL, "last Tuesday"]
    assert [bubble.author for bubble in visitor.history()] == [each.author for each in before]


def test_words_half_written_survive_a_reload(visitor: Visit) -> None:
    visitor.writing.fill("I lied to my broth")
    visitor.page.reload()
    expect(visitor.writing).to_have_value("I lied to my broth")


def test_a_button_works_once_and_shows_what_was_chosen(visitor: Visit) -> None:
    visitor.button("What is kept?").dblclick()
    expect(visitor.bot.nth(2)).to_be_visible()
    visitor.wait_until_quiet()

    assert [each.words for each in visitor.bubbles() if each.author == "person"] == [
        "What is kept?"
    ]
    _shows_that_it_was_chosen(visitor)

    visitor.page.reload()
    expect(visitor.person).to_have_count(1)
    _shows_that_it_was_chosen(visitor)


def test_a_button_pressed_in_one_tab_is_spent_in_the_other(visitor: Visit) -> None:
    other = visitor.second_tab()
    expect(other.button("What is kept?")).to_be_enabled()

    visitor.press("What is kept?")

    expect(other.person.locator(".words")).to_have_text("What is kept?")
    _shows_that_it_was_chosen(other)


def test_a_button_whose_title_is_typed_counts_as_pressed(visitor: Visit) -> None:
    visitor.say("what is kept?")
    _shows_that_it_was_chosen(visitor)


def _shows_that_it_was_chosen(visitor: Visit) -> None:
    welcome = visitor.bot.nth(1)
    expect(welcome.locator(".choice.chosen")).to_have_text(["What is kept?"])
    expect(welcome.get_by_role("button", name="What is kept?, chosen")).to_be_disabled()
    expect(welcome.locator(".choice:enabled")).to_have_count(0)


def test_two_tabs_keep_in_step(visitor: Visit) -> None:
    other = visitor.second_tab()
    visitor.say(TELL)
    expect(other.messages).to_have_count(visitor.messages.count())

    other.say("last Tuesday")
    expect(visitor.messages).to_have_count(other.messages.count())

    assert visitor.bubbles() == other.bubbles() == visitor.history()
