"""Keeping a conversation: taken once, answered, given back."""

from __future__ import annotations

import pytest

from bot.channels.output import Collected
from bot.services import conversation
from bot.services.conversation import Reply

pytestmark = pytest.mark.usefixtures("engine")

YES_NO = (("Yes", "/affirm"), ("No", "/deny"))


@pytest.fixture
def owner() -> str:
    return conversation.issue().id


def ask(owner: str, buttons: tuple[tuple[str, str], ...] = YES_NO):
    (asked,) = conversation.answer(None, owner, [Reply("Ready?", buttons=buttons)])
    return asked


class TestTaking:
    def test_words_are_new_once(self, owner: str):
        first, new = conversation.take(owner, "a", "I lied")
        again, new_again = conversation.take(owner, "a", "I lied")
        assert (new, new_again) == (True, False)
        assert again.seq == first.seq

    def test_the_same_id_with_other_words_is_the_first_message(self, owner: str):
        conversation.take(owner, "a", "I lied")
        again, new = conversation.take(owner, "a", "I told the truth")
        assert (again.text, new) == ("I lied", False)

    @pytest.mark.parametrize("typed", ["Yes", "yes", "YES", "yes.", "Yes!"])
    def test_a_typed_title_is_the_button_pressed(self, owner: str, typed: str):
        asked = ask(owner)
        taken, _ = conversation.take(owner, "a", typed)
        assert (taken.text, taken.payload) == (typed, "/affirm")
        shown, _ = conversation.history(owner)
        assert conversation.chosen(shown.buttons) == asked.buttons[0].id

    @pytest.mark.parametrize("typed", ["yes but not today", "I said yes", "/affirm", "yesterday"])
    def test_other_words_are_words(self, owner: str, typed: str):
        ask(owner)
        taken, _ = conversation.take(owner, "a", typed)
        assert taken.payload is None

    def test_a_repeated_message_presses_nothing(self, owner: str):
        conversation.take(owner, "a", "yes")
        ask(owner)
        conversation.take(owner, "a", "yes")
        assert conversation.chosen(conversation.history(owner)[-1].buttons) is None

    @pytest.mark.parametrize(
        ("title", "typed"),
        [("I don't know", "I don’t know"), ("What is kept?", "what is kept")],
    )
    def test_a_title_typed_as_phones_type_it(self, owner: str, title: str, typed: str):
        ask(owner, ((title, "/unsure"),))
        taken, _ = conversation.take(owner, "a", typed)
        assert taken.payload == "/unsure"


class TestPressing:
    def test_a_button_says_its_title_and_stands_for_its_payload(self, owner: str):
        asked = ask(owner)
        taken, new = conversation.press(owner, "a", asked.buttons[1].id)
        assert (taken.text, taken.payload, new) == ("No", "/deny", True)

    def test_only_one_beside_another(self, owner: str):
        yes, no = ask(owner).buttons
        conversation.press(owner, "a", yes.id)
        assert conversation.press(owner, "b", no.id) == (None, False)
        assert conversation.press(owner, "c", yes.id) == (None, False)

    def test_pressing_again_with_the_same_id_is_the_first_press(self, owner: str):
        yes, _ = ask(owner).buttons
        first, _ = conversation.press(owner, "a", yes.id)
        again, new = conversation.press(owner, "a", yes.id)
        assert (again.seq, new) == (first.seq, False)

    def test_an_earlier_button_can_still_be_pressed(self, owner: str):
        earlier = ask(owner)
        conversation.take(owner, "a", "wait")
        taken, new = conversation.press(owner, "b", earlier.buttons[0].id)
        assert (taken.payload, new) == ("/affirm", True)

    def test_anothers_button_does_not_exist(self, owner: str):
        other = conversation.issue().id
        yes, _ = ask(other).buttons
        assert conversation.press(owner, "a", yes.id) == (None, False)


class TestGivingBack:
    def test_history_after_a_number(self, owner: str):
        taken, _ = conversation.take(owner, "a", "I lied")
        conversation.answer(taken, owner, [Reply("To whom?"), Reply("When?")])
        assert [each.text for each in conversation.history(owner, 1)] == ["To whom?", "When?"]

    def test_nobody_reads_another(self, owner: str):
        conversation.take(owner, "a", "I lied")
        assert conversation.history(conversation.issue().id) == []

    def test_an_unknown_person_is_nobody(self, owner: str):
        assert conversation.person(owner).id == owner
        assert conversation.person("0" * 32) is None


class TestOutput:
    async def test_a_bubble_is_collected_whole(self):
        output, link = Collected("web"), {"title": "Help", "url": "https://findahelpline.com"}
        await output.send_response(
            "x",
            {
                "text": " one\n\ntwo ",
                "buttons": [{"title": "Yes", "payload": "/affirm"}],
                "custom": {"kind": "help", "links": [link]},
            },
        )
        assert output.replies == [Reply("one\n\ntwo", "help", (("Yes", "/affirm"),), (link,))]
        assert (output.name(), output.erase) == ("web", False)

    @pytest.mark.parametrize("message", [{}, {"text": None}, {"text": "  "}, {"custom": {}}])
    async def test_nothing_is_no_bubble(self, message: dict):
        output = Collected("web")
        await output.send_response("x", message)
        assert output.replies == []

    async def test_a_wish_to_erase_stays_whatever_comes_after(self):
        output = Collected("web")
        for message in ({"custom": {"erase": True}}, {"text": "Deleting."}):
            await output.send_response("x", message)
        assert output.erase
        assert [each.text for each in output.replies] == ["Deleting."]
