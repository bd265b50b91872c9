"""Keyboards: every button is there once, in order, in rows that fit, with a small id."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.keyboards import keyboard, ticked
from bot.storage.database import new_id
from bot.storage.records import Button


def titles(*named: str) -> list[list[str]]:
    made = keyboard([Button(new_id(), title, "/affirm", 1) for title in named])
    assert made is not None
    return [[button["text"] for button in row] for row in made["inline_keyboard"]]


def test_no_buttons_make_no_keyboard() -> None:
    assert keyboard([]) is None


def test_short_titles_stand_beside_each_other_and_long_ones_alone() -> None:
    assert titles("Yes", "No") == [["Yes", "No"]]
    assert titles("Yes", "No", "Ask me tomorrow") == [["Yes", "No"], ["Ask me tomorrow"]]
    assert titles("Take my last turn back", "Stop the rehearsal") == [
        ["Take my last turn back"], ["Stop the rehearsal"],
    ]  # fmt: skip
    assert titles("1", "2", "3", "4") == [["1", "2", "3"], ["4"]]


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12))
def test_every_button_is_there_once_and_in_order(named: list[str]) -> None:
    rows = titles(*named)
    assert [title for row in rows for title in row] == named
    assert all(rows)


def test_a_button_carries_its_id_and_not_what_it_stands_for() -> None:
    made = Button(new_id(), "Yes", '/answer{"value": "yes"}', 1)
    shown = keyboard([made])
    assert shown == {"inline_keyboard": [[{"text": "Yes", "callback_data": made.id}]]}


def test_the_choice_stays_ticked() -> None:
    assert ticked("Yes", "a" * 32)["inline_keyboard"] == [
        [{"text": "✓ Yes", "callback_data": "a" * 32}]
    ]
