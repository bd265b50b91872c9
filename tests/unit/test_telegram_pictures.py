"""Pictures: the rows that the coach draws in text are found, drawn, and told in words."""

from __future__ import annotations

import io
from datetime import datetime, timezone

import pytest
from PIL import Image

from bot.channels.telegram import pictures
from bot.channels.telegram.bubbles import outgoing
from bot.channels.telegram.formatting import LONGEST_CAPTION, units
from bot.storage.database import new_id
from bot.storage.records import Button, Message

DEBRIEF = (
    "How near you two came: ▁▂▂▅▇\nBefore this: ▁▁▂\nYou owned it twice.\n"
    "Strongest: “I read your diary.”"
)
RECORD = (
    "What you promised:\n- pay her back 200: ●●○· next Friday 27 November\n"
    "- ring on time, every day: ●\n- a note: open\n\n"
    "Kept 3 of 4 so far. ● kept, ○ missed, · not told"
)


def message(text: str, kind: str, *buttons: str, links: tuple[dict[str, str], ...] = ()) -> Message:
    made = tuple(Button(new_id(), title, "/affirm", 5) for title in buttons)
    moment = datetime.now(timezone.utc)
    return Message("o" * 32, 5, "bot", kind, text, moment, links=links, buttons=made)


def test_rows_are_found_with_what_they_are_about() -> None:
    assert [(row.label, row.drawn) for row in pictures.curves(DEBRIEF)] == [
        ("How near you two came", "▁▂▂▅▇"), ("Before this", "▁▁▂"),
    ]  # fmt: skip
    assert [(row.label, row.drawn) for row in pictures.records(RECORD)] == [
        ("pay her back 200", "●●○·"), ("ring on time, every day", "●"),
    ]  # fmt: skip


def test_they_are_told_in_words_for_those_who_do_not_see_them() -> None:
    told = pictures.curves_told(DEBRIEF)
    assert (
        "How near you two came, step by step, from 1 (far apart) to 8 (near): 1, 2, 2, 5, 7."
        in (told)
    )
    assert not set(told) & set(pictures.BARS)
    assert "- pay her back 200: 2 kept, 1 missed, 1 not told next Friday 27 November" in (
        pictures.records_told(RECORD)
    )


@pytest.mark.parametrize(
    ("text", "rows", "draw"),
    [(DEBRIEF, pictures.curves, pictures.draw_curves),
     (RECORD, pictures.records, pictures.draw_records),
     ("- שילמתי: ●○", pictures.records, pictures.draw_records)],
)  # fmt: skip
def test_a_picture_is_a_png_with_something_on_it(text: str, rows, draw) -> None:
    with Image.open(io.BytesIO(draw(rows(text)))) as picture:
        assert picture.format == "PNG"
        assert picture.width == 960
        assert len(picture.getcolors(1_000_000) or ()) > 3


def test_a_drawn_message_goes_as_a_picture_with_its_words_and_buttons() -> None:
    (only,) = outgoing(message(DEBRIEF, "debrief", "Once more"))
    assert only.picture is not None
    assert "Strongest: “I read your diary.”" in only.html
    assert only.keyboard is not None


def test_a_long_one_goes_in_parts_the_buttons_with_the_last() -> None:
    first, *rest = outgoing(message(f"{DEBRIEF}\n{'It was so. ' * 200}", "debrief", "Once more"))
    assert first.picture is not None
    assert units(first.plain) <= LONGEST_CAPTION
    assert [each.picture for each in rest] == [None] * len(rest)
    assert first.keyboard is None
    assert rest[-1].keyboard is not None


def test_what_has_nothing_drawn_goes_as_text() -> None:
    (only,) = outgoing(message("What you promised:\n- call her: open", "record"))
    assert (only.picture, only.html) == (None, "What you promised:\n• call her: open")


def test_a_draft_goes_as_it_is_and_can_be_had_as_a_file() -> None:
    (only,) = outgoing(message("Ana,\n\n- I lied & **hid** it.", "draft"))
    assert only.html == "Ana,\n\n- I lied &amp; **hid** it."
    assert only.keyboard == {
        "inline_keyboard": [[{"text": "As a file", "callback_data": "file:5"}]]
    }


def test_the_partner_and_the_coach_are_told_apart() -> None:
    (partner,) = outgoing(message("You lied.", "partner"))
    (coach,) = outgoing(message("You owned it.", "feedback"))
    assert partner.html == "<b>The other person, played</b>\nYou lied."
    assert coach.html == "<b>Your coach</b>\nYou owned it."


def test_help_names_its_links_and_no_other_scheme() -> None:
    links = ({"title": "Line", "url": "https://a.org"}, {"title": "X", "url": "javascript:x"})
    (only,) = outgoing(message("Call 116 123", "help", links=links))
    assert only.html.endswith('Call 116 123\n<a href="https://a.org">Line</a>')


def test_a_text_of_many_pages_is_parted_and_each_fits() -> None:
    parts = outgoing(message("I lied to you. " * 900, "help", "Yes", links=(
        {"title": "Line", "url": "https://a.org"},)))  # fmt: skip
    assert len(parts) > 3
    assert all(units(each.plain) <= 4_096 for each in parts)
    assert [each.keyboard is not None for each in parts] == [False] * (len(parts) - 1) + [True]
