"""Around the conversation: steps, drafts, promises, practice, settings."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document
from icalendar import Calendar
from playwright.sync_api import expect

from bot.services import conversation, promises, rehearsals
from bot.services.conversation import Reply
from bot.services.promises import Promised

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.visit import Visit

OWN_HAND = "Ana, I'm sorry if I hurt you, but you made me do it. I lied to you about the money."


def test_the_steps_say_which_are_done_and_where_one_is(visitor: Visit) -> None:
    visitor.walk_to_draft()
    steps = visitor.overview("Steps").locator(".step")
    expect(steps).to_have_count(7)
    done = visitor.page.locator(".step.done")
    expect(done).to_contain_text(["Acknowledge", "Listen", "Apologise"])


def test_a_draft_is_edited_in_place_and_its_faults_are_underlined_with_reason_and_rewrite(
    visitor: Visit,
) -> None:
    visitor.walk_to_draft()
    first = visitor.draft.inner_text()
    _write_own_hand(visitor, OWN_HAND)

    expect(visitor.draft).to_have_text(OWN_HAND)
    card = visitor.page.locator(".message.draft").last
    expect(card.locator(".caption")).to_have_text("Version 2 of 2, in your own hand")
    faults = card.locator(".fault")
    expect(faults.first).to_have_text("if I hurt you")
    reason = card.locator(".reason").first
    expect(reason).to_be_hidden()
    faults.first.focus()
    expect(reason).to_be_visible()
    expect(reason).to_contain_text("Instead: “I'm sorry that I hurt you.”")
    expect(faults.first).to_have_accessible_description(reason.inner_text().replace("\n\n", " "))
    visitor.page.keyboard.press("Escape")
    expect(reason).to_be_hidden()
    faults.nth(1).click()
    expect(card.locator(".reason").nth(1)).to_be_visible()
    expect(reason).to_be_hidden()

    page = visitor.overview("Draft")
    expect(page.locator("blockquote")).to_have_text(OWN_HAND)
    page.get_by_label("Version").select_option("1")
    expect(page.locator("blockquote")).to_have_text(first, use_inner_text=True)

    visitor.page.reload()
    expect(visitor.page.locator(".message.draft").last.locator(".fault").first).to_have_text(
        "if I hurt you"
    )
    assert visitor.kept()["draft"][-1]["text"] == OWN_HAND


def test_an_edited_draft_is_in_step_in_every_tab_and_shown_as_text(visitor: Visit) -> None:
    visitor.walk_to_draft()
    other = visitor.second_tab()
    markup = "Ana, <img src=x onerror=alert(1)> I lied to you about the money."
    _write_own_hand(visitor, markup)
    for tab in (visitor, other):
        expect(tab.draft).to_have_text(markup)
        expect(tab.page.locator("#messages img")).to_have_count(0)
        assert tab.dialogs == []


def test_words_that_the_gates_stop_are_talked_of_and_kept_as_no_draft(visitor: Visit) -> None:
    visitor.walk_to_draft()
    before = visitor.bot.count()
    _write_own_hand(visitor, "Ana, if you don't forgive me I will kill myself tonight.")
    expect(visitor.person.last).to_contain_text("kill myself")
    expect(visitor.bot.nth(before)).to_be_visible()
    visitor.wait_until_quiet()
    assert not any("kill" in row["text"] for row in visitor.kept()["draft"])


def test_leaving_the_editor_changes_nothing(visitor: Visit) -> None:
    visitor.walk_to_draft()
    letter = visitor.draft.inner_text()
    visitor.page.get_by_role("button", name="Edit").click()
    visitor.page.get_by_label("Your text").fill("something else")
    visitor.page.get_by_role("button", name="Leave it as it was").click()
    assert visitor.draft.inner_text() == letter
    assert len(visitor.kept()["draft"]) == 1


def test_a_draft_is_kept_as_a_letter_for_a_word_processor(visitor: Visit) -> None:
    visitor.walk_to_draft()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download as .docx").click()
    assert download.value.suggested_filename == "apology.docx"
    letter = Document(BytesIO(download.value.path().read_bytes()))
    assert letter.paragraphs[0].text == "Ana,"


def _write_own_hand(visitor: Visit, text: str) -> None:
    visitor.page.get_by_role("button", name="Edit").last.click()
    field = visitor.page.get_by_label("Your text")
    expect(field).to_be_focused()
    field.fill(text)
    visitor.page.get_by_role("button", name="Keep this version").click()


def _owner(visitor: Visit) -> str:
    owner: str = visitor.kept()["person"][0]["id"]
    return owner


@pytest.mark.usefixtures("kept_by_server")
def test_promises_are_drawn_with_their_days_and_come_as_files(visitor: Visit) -> None:
    owner = _owner(visitor)
    weeks_ago = date.today() - timedelta(days=21)  # noqa: DTZ011  # one clock for both
    kept = promises.commit(
        owner,
        Promised("call my dad", "UTC", due=weeks_ago, recurrence="FREQ=WEEKLY", witness="he hears"),
        "turn-1",
    )
    promises.report(owner, kept.id, weeks_ago, "kept")
    promises.report(owner, kept.id, weeks_ago + timedelta(days=7), "missed")

    page = visitor.overview("Promises")
    promise = page.locator(".promise")
    expect(promise).to_contain_text("Call your dad")
    expect(promise).to_contain_text("Kept 1 of 2")
    days = promise.get_by_role("img")
    expect(days).to_have_accessible_name("1 kept, 1 missed, 1 not told, the oldest first")
    expect(days.locator(".kept")).to_have_count(1)

    with visitor.page.expect_download() as download:
        page.get_by_role("button", name="For your calendar").click()
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["call your dad"]
    with visitor.page.expect_download() as download:
        page.get_by_role("button", name="As a table").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert [row["result"] for row in rows] == ["kept", "missed", ""]


@pytest.mark.usefixtures("kept_by_server")
def test_a_rehearsal_is_drawn_as_a_curve_and_says_when_the_coach_speaks(visitor: Visit) -> None:
    owner = _owner(visitor)
    begun = rehearsals.begin(owner, None, "I lied to my sister", "quiet")
    rehearsals.turn(owner, begun.id, "I lied to you about the money. That was wrong of me.")

    page = visitor.overview("Practice")
    expect(page.get_by_role("img")).to_have_accessible_name("How near you came, drawn over 1 turn")
    style = page.get_by_label("When the coach speaks")
    expect(style).to_have_value("each")
    with visitor.page.expect_response("**/api/rehearsals/*"):
        style.select_option("end")
    assert rehearsals.stand(owner, begun.id).style == "end"


@pytest.mark.usefixtures("kept_by_server")
def test_a_record_and_a_reminder_stand_out_and_their_buttons_work(visitor: Visit) -> None:
    conversation.answer(
        None,
        _owner(visitor),
        [
            Reply("What you promised:\n- call your dad, every Sunday: ●○· next Sunday\n\n"
                  "Kept 1 of 2 so far. ● kept, ○ missed, · not told", "record"),
            Reply("Did you call your dad yesterday?", "reminder",
                  (("Yes, I did", "/greet"), ("Ask me tomorrow", "/greet"))),
        ],
    )  # fmt: skip
    visitor.page.reload()
    record = visitor.page.locator(".message.record")
    expect(record.get_by_role("img")).to_have_count(1)
    expect(record.get_by_role("img")).to_have_accessible_name(
        "1 kept, 1 missed, 1 not told, the oldest first"
    )
    expect(record.locator("svg")).to_have_count(4)
    reminder = visitor.page.locator(".message.reminder")
    expect(reminder.locator(".voice")).to_have_text("As you asked: a reminder")
    expect(reminder.locator(".choice:enabled")).to_have_count(2)
    visitor.press("Yes, I did")
    expect(reminder.locator(".choice.chosen")).to_have_text("Yes, I did")


def test_what_is_set_stays_and_is_kept_with_the_person(visitor: Visit) -> None:
    page = visitor.overview("Settings")
    said = page.get_by_role("status")
    for change in (
        lambda: page.get_by_label("Remind me of what I promised").check(),
        lambda: page.get_by_label("Quiet from").select_option("20"),
        lambda: page.get_by_label("until", exact=True).select_option("9"),
        lambda: page.get_by_label("Country").select_option("IE"),
        lambda: page.get_by_label("Time zone").select_option("Asia/Tokyo"),
        lambda: page.get_by_label("When the coach speaks").select_option("end"),
    ):
        _is_set(visitor, change)
    expect(said).to_have_text("Set.")

    visitor.page.reload()
    expect(visitor.bot.first).to_be_visible()
    page = visitor.overview("Settings")
    expect(page.get_by_label("Remind me of what I promised")).to_be_checked()
    expect(page.get_by_label("Quiet from")).to_have_value("20")
    expect(page.get_by_label("until", exact=True)).to_have_value("9")
    expect(page.get_by_label("Country")).to_have_value("IE")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    expect(page.get_by_label("When the coach speaks")).to_have_value("end")
    (person,) = visitor.kept()["person"]
    told = (person["told_zone"], person["told_country"], person["feedback"])
    assert told == ("Asia/Tokyo", "IE", "end")
    assert (person["zone"], person["locale"]) != ("Asia/Tokyo", "en-IE"), "the guess stays a guess"
    assert visitor.page.evaluate("() => Object.keys(localStorage)") == []


def test_a_place_goes_back_to_what_the_browser_says(new_visitor: Callable[..., Visit]) -> None:
    visitor = new_visitor(timezone_id="Europe/Paris")
    page = visitor.overview("Settings")
    country, zone = page.get_by_label("Country"), page.get_by_label("Time zone")
    _shows_the_guess(country, "United Kingdom, as my browser says")
    _shows_the_guess(zone, "Europe/Paris, as my browser says")
    _is_set(visitor, lambda: country.select_option("JP"))
    _is_set(visitor, lambda: zone.select_option("Asia/Tokyo"))
    _is_set(visitor, lambda: country.select_option(""))
    _is_set(visitor, lambda: zone.select_option(""))
    (person,) = visitor.kept()["person"]
    assert (person["told_zone"], person["told_country"]) == (None, None)
    assert person["zone"] == "Europe/Paris"


def _shows_the_guess(choice: Locator, words: str) -> None:
    expect(choice).to_have_value("")
    expect(choice.locator("option").first).to_have_text(words)


@pytest.mark.usefixtures("kept_by_server")
def test_moments_are_told_in_the_zone_that_was_set(new_visitor: Callable[..., Visit]) -> None:
    visitor = new_visitor(timezone_id="UTC")
    visitor.page.clock.set_fixed_time("2026-11-21T12:00:00Z")
    shown = visitor.bot.last.locator("time")
    before = shown.inner_text()
    page = visitor.overview("Settings")
    _is_set(visitor, lambda: page.get_by_label("Time zone").select_option("Asia/Tokyo"))
    expect(shown).not_to_have_text(before)
    after = shown.inner_text()
    visitor.page.reload()
    expect(shown).to_have_text(after)


def _is_set(visitor: Visit, change: Callable[[], object]) -> None:
    with visitor.page.expect_response("**/api/settings") as answer:
        change()
    assert answer.value.ok


def test_an_empty_overview_says_what_will_stand_there(visitor: Visit) -> None:
    _says(visitor.overview("Draft"), "There is no draft yet")
    _says(visitor.overview("Promises"), "No promise yet")
    _says(visitor.overview("Practice"), "Nothing practised yet")


def _says(page: Locator, words: str) -> None:
    expect(page).to_contain_text(words)


def test_without_a_server_the_overview_says_so_and_tries_again(visitor: Visit) -> None:
    visitor.page.route("**/api/journey", lambda route: route.abort())
    page = visitor.overview("Steps")
    expect(page).to_contain_text("This cannot be shown just now")
    visitor.page.unroute("**/api/journey")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".step")).to_have_count(7)
