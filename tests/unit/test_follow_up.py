"""What is written when nobody has spoken: the words of each bubble, and what its buttons say."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.coaching.commitments import follow_up
from bot.coaching.commitments.cadence import Plan
from bot.coaching.commitments.follow_up import SHOWN, Due, Written
from bot.coaching.commitments.owning import own_up
from bot.language.perspective import Person

SATURDAY = date(2026, 11, 21)
FRIDAY = date(2026, 11, 27)
SUNDAYS = "FREQ=WEEKLY;BYDAY=SU"


def due(
    what: str = "call my dad",
    day: date = FRIDAY,
    *,
    rule: str | None = None,
    until=None,
    lasts=False,
) -> Due:
    return Due(f"{what}:1", what, Plan(SATURDAY, None if lasts else day, rule, until), day)


def pressed(written: Written) -> list[tuple[str, str]]:
    """What each button stands for: its intent and the value in it."""
    found = []
    for _, payload in written.buttons:
        intent, brace, rest = payload.partition("{")
        found.append((intent.removeprefix("/"), json.loads(brace + rest)["value"]))
    return found


class TestOnTheDay:
    def test_what_is_done_once_is_named_as_the_day_that_was_set(self):
        assert follow_up.remind(due()).text == "Today is the day you set: call your dad."

    def test_what_is_repeated_is_named_with_its_weekday(self):
        written = follow_up.remind(due(day=date(2026, 11, 22), rule=SUNDAYS))
        assert written.text == "It's Sunday, so this comes round today: call your dad."

    def test_its_buttons_tell_that_it_is_done_or_ask_for_later(self):
        written = follow_up.remind(due())
        assert pressed(written) == [
            ("report_kept", "call my dad:1"),
            ("check_later", "call my dad:1"),
        ]


class TestAsking:
    @pytest.mark.parametrize(
        ("today", "when"),
        [
            (date(2026, 11, 27), "Today"),
            (date(2026, 11, 28), "Yesterday"),
            (date(2026, 11, 29), "Friday"),
            (date(2026, 12, 3), "Friday"),
            (date(2026, 12, 4), "Friday 27 November"),
        ],
    )
    def test_the_day_is_named_as_people_name_it(self, today: date, when: str):
        assert follow_up.question(due(), today) == (
            f"{when} was the day you set. Did you call your dad?"
        )

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            (due(), "Yesterday was the day you set. Did you call your dad?"),
            (
                due("no phone at dinner"),
                "Yesterday was the day you set: no phone at dinner. Did it hold?",
            ),
            (due(rule=SUNDAYS), "Did you call your dad yesterday?"),
            (
                due("no phone at dinner", rule=SUNDAYS),
                "No phone at dinner: did that hold yesterday?",
            ),
            (due(lasts=True), "A week has gone by. Did you call your dad as you meant to?"),
            (
                due("no phone at dinner", rule="FREQ=DAILY"),
                "A week has gone by. No phone at dinner: did it hold?",
            ),
            (
                due(rule="FREQ=DAILY", until=FRIDAY),
                "Yesterday was the last day of it. Did you call your dad as you meant to?",
            ),
        ],
    )
    def test_the_question_fits_what_was_promised(self, asked: Due, words: str):
        assert follow_up.question(asked, date(2026, 11, 28)) == words

    def test_its_buttons_are_kept_missed_and_later_about_this_day(self):
        written = follow_up.ask(due(), date(2026, 11, 28))
        assert pressed(written) == [
            (intent, "call my dad:1") for intent in ("report_kept", "report_missed", "check_later")
        ]
        assert written.buttons[0][0] == "Yes, I did"
        held = follow_up.ask(due("no phone at dinner"), date(2026, 11, 28))
        assert held.buttons[0][0] == "Yes, it held"


class TestCatchingUp:
    def test_all_are_named_with_their_days_and_one_question_is_asked(self):
        dues = [due(), due("pay her back", date(2026, 11, 29))]
        written = follow_up.catch_up(dues, date(2026, 11, 30))
        assert "- call your dad (on Friday)" in written.text
        assert "- pay her back (yesterday)" in written.text
        assert written.text.count("?") == 1
        assert pressed(written) == [("check_in", "call my dad:1"), ("check_in", "pay her back:1")]

    def test_more_than_can_be_shown_are_counted(self):
        dues = [due(f"do thing {number}") for number in range(SHOWN + 2)]
        written = follow_up.catch_up(dues, FRIDAY)
        assert "- and 2 more" in written.text
        assert len(written.buttons) == SHOWN

    def test_a_long_promise_is_cut_at_a_word_in_its_button(self):
        long = "write down what I spend every single evening before I go to bed"
        (title, _), _ = follow_up.catch_up([due(long), due()], FRIDAY).buttons
        assert title.endswith(" …")
        assert long.replace("I spend", "you spend").startswith(title.removesuffix(" …"))


class TestReview:
    def test_what_was_asked_for_is_turned_towards_the_person(self):
        written = follow_up.review("don't read my messages.", "a-1")
        assert "don't read your messages" in written.text
        assert pressed(written) == [
            ("review", "holds:a-1"), ("review", "crossed:a-1"), ("review", "change:a-1"),
        ]  # fmt: skip


class TestLookingBack:
    @pytest.mark.parametrize(
        ("kept", "missed", "untold", "says"),
        [
            (3, 0, 0, "You kept what came round: 3 of 3."),
            (2, 1, 0, "Of what came round you kept 2 of 3."),
            (0, 2, 0, "Nothing that came round was kept."),
            (0, 0, 4, "I don't know yet how your promises went"),
            (0, 0, 0, "Nothing was due in them"),
            (3, 0, 2, "You kept all that you told me about: 3 of 3. 2 more came round"),
            (2, 1, 1, "Of what you told me about you kept 2 of 3. 1 more came round"),
            (0, 2, 1, "Nothing that you told me about was kept, and 1 more came round"),
        ],
    )
    def test_the_count_says_no_more_than_was_told(
        self, kept: int, missed: int, untold: int, says: str
    ):
        assert says in follow_up.look_back(kept, missed, untold, 0).text

    def test_what_was_not_told_is_never_taken_for_kept_or_for_missed(self):
        for kept, missed in ((3, 0), (2, 1), (0, 2)):
            words = follow_up.look_back(kept, missed, 2, 0).text
            assert "what came round" not in words
            assert "that came round was kept" not in words
            assert "2 more came round that I don't know about" in words

    def test_each_is_another_word_about_patience_and_they_begin_again(self):
        said = [follow_up.look_back(1, 0, 0, number).text for number in range(6)]
        assert len(set(said)) == 5
        assert said[5] == said[0]

    def test_it_asks_for_the_other_ones_view_and_takes_nothing_yet(self):
        written = follow_up.look_back(1, 0, 0, 0)
        assert written.text.endswith("What would they say has changed, if you asked them?")
        assert pressed(written) == [("reaction", "none")]


class TestOwningUp:
    DAD = Person("my dad", None, "he")

    def test_it_is_said_to_the_other_one_from_the_facts_with_an_honest_gap(self):
        assert own_up("call my dad", FRIDAY, self.DAD) == (
            "I said I would call you, and on Friday 27 November I didn't keep to it. I'm telling "
            "you before you have to ask.\nI will do it by [the day you can be sure of]."
        )

    def test_what_comes_round_again_names_its_next_day_instead_of_a_gap(self):
        said = own_up("call my dad", FRIDAY, self.DAD, again=date(2026, 12, 4))
        assert said.endswith("I will do it on Friday 4 December.")
        assert "[" not in said

    def test_where_nobody_is_known_nobody_is_addressed_in_it(self):
        assert own_up("no phone at dinner.", FRIDAY, None).startswith(
            "I promised: no phone at dinner, and on Friday 27 November"
        )


def test_several_on_one_morning_are_one_message_that_asks_nothing_yet() -> None:
    day = date(2026, 11, 24)
    dues = [
        follow_up.Due(f"{number}:2026-11-24", what, Plan(date(2026, 11, 20), day), day)
        for number, what in enumerate(("call my dad", "pay her back 50"))
    ]
    written = follow_up.remind_of_all(dues)
    assert "- call your dad\n- pay her back 50" in written.text
    assert "?" not in written.text
    assert written.buttons == ()
